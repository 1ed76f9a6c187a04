"""Turn accepted registrations into entries with members, and back while nobody uses them."""

from collections import defaultdict
from collections.abc import Sequence

from competition.people.queries import organisation_ids
from competition.people.registry import register_entries
from competition.people.rules import Organisation, OrganisationKind
from competition.people.services import add_organisations
from competition.registration.queries import EntryKey
from competition.registration.queries.registrations import (
    MemberRow,
    RegistrationRow,
    members_of,
)
from competition.registration.rules import Member, Status
from competition.registration.rules.registrations import Applicant, Employment, next_codes
from competition.registration.services import add_members
from competition.storage.references import Ids
from competition.storage.transaction import Transaction

#: What the first characters of a 统一社会信用代码 say about who registered it (GB 32100-2015).
_KINDS = {
    "11": OrganisationKind.GOVERNMENT,
    "51": OrganisationKind.ASSOCIATION,
    "91": OrganisationKind.COMPANY,
    "92": OrganisationKind.COMPANY,
    "93": OrganisationKind.COMPANY,
}
_AT_SCHOOL = {Employment.TEACHER.value, Employment.FULL_TIME_STUDENT.value}


async def enter(transaction: Transaction, rows: Sequence[RegistrationRow]) -> None:
    """Make an entry with a running code and its members for each registration."""
    if not rows:
        return
    people = await members_of(transaction, (row.id for row in rows), reveal=True)
    for season in sorted({row.season for row in rows}):
        own = [row for row in rows if row.season == season]
        codes = await _codes(transaction, own)
        organisations = await employers(
            transaction, season, [one.person for row in own for one in people.get(row.id, ())]
        )
        ids = Ids[EntryKey]("参赛单元")
        for row in own:
            ids[row.event, codes[row.id]] = await _add_entry(transaction, row, codes[row.id])
        await add_members(
            transaction,
            [
                (row.event, member_of(codes[row.id], one.person))
                for row in own
                for one in people.get(row.id, ())
            ],
            ids,
            organisations,
        )
        for row in own:
            entry = ids[row.event, codes[row.id]]
            await transaction.execute(
                "UPDATE registration SET entry = $2, state = 'accepted' WHERE id = $1",
                row.id,
                entry,
            )
            await _link(transaction, entry, people.get(row.id, ()))
        await register_entries(transaction, [ids[row.event, codes[row.id]] for row in own])


async def leave(transaction: Transaction, row: RegistrationRow) -> None:
    """Take the entry of a registration away; ConstraintError when something refers to it."""
    if row.entry is None:
        return
    await transaction.execute(
        "UPDATE registration SET entry = NULL, state = 'passed' WHERE id = $1", row.id
    )
    await transaction.execute(
        "UPDATE registration_member SET member = NULL WHERE registration = $1", row.id
    )
    await transaction.execute("DELETE FROM member WHERE entry = $1", row.entry)
    await transaction.execute("DELETE FROM entry WHERE id = $1", row.entry)


def member_of(code: str, person: Applicant) -> Member:
    """Give the member that a person becomes in the entry of a code."""
    return Member(
        entry=code,
        id_type=person.id_type if person.id_number else "",
        id_number=person.id_number,
        name=person.name,
        role=person.role,
        employer=person.employer_code,
        level=person.level,
        level_occupation=person.level_occupation,
        level_certificate=person.level_certificate,
        level_verified=person.level_verified,
    )


async def employers(transaction: Transaction, season: int, people: Sequence[Applicant]) -> Ids[str]:
    """Add the organisations that a season does not know yet; give the ids of all by code."""
    known = await organisation_ids(transaction, season)
    new = {
        one.employer_code: Organisation(
            one.employer_code, one.employer_name or one.employer_code, _kind(one)
        )
        for one in people
        if one.employer_code and one.employer_code not in known
    }
    return await add_organisations(transaction, season, tuple(new.values())) if new else known


def _kind(person: Applicant) -> OrganisationKind:
    if person.employment in _AT_SCHOOL:
        return OrganisationKind.SCHOOL
    return _KINDS.get(person.employer_code[:2], OrganisationKind.OTHER)


async def _codes(transaction: Transaction, rows: Sequence[RegistrationRow]) -> dict[int, str]:
    """Give each registration the next free code of its event, in the order of submission."""
    by_event: dict[int, list[RegistrationRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.submitted_at or row.created_at, row.id)):
        by_event[row.event].append(row)
    codes: dict[int, str] = {}
    for event, own in by_event.items():
        found = await transaction.rows("SELECT code FROM entry WHERE event = $1", event)
        free = next_codes({row[0] for row in found}, len(own))
        codes |= dict(zip((row.id for row in own), free, strict=True))
    return codes


async def _add_entry(transaction: Transaction, row: RegistrationRow, code: str) -> int:
    made = await transaction.rows(
        "INSERT INTO entry (event, code, division, delegation, city, status) "
        "VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        row.event,
        code,
        row.division.value,
        row.delegation,
        row.city,
        Status.OK.value,
    )
    number: int = made[0][0]
    return number


async def _link(transaction: Transaction, entry: int, people: Sequence[MemberRow]) -> None:
    """Remember which member of the entry each person became; they stand in the same order."""
    rows = await transaction.rows("SELECT id FROM member WHERE entry = $1 ORDER BY id", entry)
    for (member,), one in zip(rows, people, strict=True):
        await transaction.execute(
            "UPDATE registration_member SET member = $2 WHERE id = $1", one.id, member
        )
