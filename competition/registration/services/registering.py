"""What a registrar does: save a draft, submit it, withdraw it; each one transaction."""

from collections.abc import Mapping

import msgspec

from competition.people.encryption import masked_id
from competition.plan.services import touch_season
from competition.registration.applying import cleaned
from competition.registration.queries.registrations import (
    RegistrationRow,
    findings_of,
    masked_phone,
    members_of,
    registration_by_id,
)
from competition.registration.rules.eligibility import blocking
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import Action, Applicant, Draft, State
from competition.registration.services.filing import carry_files
from competition.registration.services.steps import (
    PERSON_COLUMNS,
    Changes,
    NoSuchRegistrationError,
    NotEligibleError,
    RevisionConflictError,
    StepError,
    change,
    claim,
    person_changes,
    person_values,
    subject,
)
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction


class DelegationFixedError(StorageError):
    """A returned registration holds a place of its delegation, which can no longer change."""


class Saved(msgspec.Struct, frozen=True):
    """A registration after a step; `findings` where the rules were asked."""

    id: int
    revision: int
    findings: tuple[Finding, ...] = ()


async def create_registration(
    database: Database, draft: Draft, stamp: Stamp, form_key: str | None = None
) -> Saved:
    """Save a new draft; the same form sent twice gives the same registration."""
    async with database.transaction() as transaction:
        if form_key:
            rows = await transaction.rows(
                "SELECT id, revision FROM registration WHERE form_key = $1 AND created_by = $2",
                form_key,
                stamp.actor,
            )
            if rows:
                return Saved(rows[0][0], rows[0][1])
        made = await transaction.rows(
            "INSERT INTO registration (event, delegation, city, division, state, revision, "
            "form_key, created_by, created_at, changed_at) "
            "VALUES ($1, $2, $3, $4, 'draft', 1, $5, $6, $7, $7) RETURNING id",
            draft.event,
            draft.delegation,
            draft.city,
            draft.division.value,
            form_key,
            stamp.actor,
            stamp.at,
        )
        number: int = made[0][0]
        people = [(position, cleaned(_unverified(one))) for position, one in draft.people]
        await _write_people(transaction, number, people)
        await transaction.execute(
            "INSERT INTO registration_change (registration, revision, at, actor, action, "
            "from_state, to_state, changes, why) VALUES ($1, 1, $2, $3, 'create', '', 'draft', "
            "'{}', '')",
            number,
            stamp.at,
            stamp.actor,
        )
        row = await registration_by_id(transaction, number)
        if row is not None:
            await record(transaction, stamp, "registration.create", subject(row))
    return Saved(number, 1)


async def save_registration(
    database: Database, number: int, revision: int, draft: Draft, stamp: Stamp
) -> Saved:
    """Save what was typed over an earlier revision; a withdrawn one becomes a draft again.

    A number that comes back in its masked form stays what it is. A verified certificate stays so
    while person and certificate stay the same. Raises what `claim` raises, and
    DelegationFixedError.
    """
    async with database.transaction() as transaction:
        row = await claim(transaction, number, revision, Action.SAVE)
        if row.state is State.RETURNED and draft.delegation != row.delegation:
            raise DelegationFixedError(row.delegation)
        stored = (await members_of(transaction, [number], reveal=True)).get(number, [])
        before = {one.position: one.person for one in stored}
        after = dict(restored(draft, before).people)
        changes = _changes(row, draft, before, after)
        await transaction.execute(
            "UPDATE registration SET delegation = $2, city = $3, division = $4 WHERE id = $1",
            number,
            draft.delegation,
            draft.city,
            draft.division.value,
        )
        await transaction.execute("DELETE FROM registration_member WHERE registration = $1", number)
        await _write_people(transaction, number, sorted(after.items()))
        await carry_files(transaction, number, stored, stamp)
        state = State.RETURNED if row.state is State.RETURNED else State.DRAFT
        new = await change(transaction, row, Action.SAVE, state, stamp, changes=changes)
    return Saved(number, new)


async def submit_registration(
    database: Database, number: int, revision: int, stamp: Stamp
) -> Saved:
    """Submit for review; a second tap on the same button changes nothing.

    Places and quotas are counted under the competition's lock. Raises NotEligibleError with every
    answer of the rules, and what `claim` raises.
    """
    async with database.transaction() as transaction:
        try:
            row = await claim(transaction, number, revision, Action.SUBMIT)
        except (RevisionConflictError, StepError) as met:
            if met.row.state is State.SUBMITTED and met.row.revision in (revision, revision + 1):
                return Saved(number, met.row.revision)
            raise
        findings = (await findings_of(transaction, [row], stamp.at))[number]
        if blocking(findings):
            raise NotEligibleError(findings)
        await transaction.execute(
            "UPDATE registration SET submitted_at = $2 WHERE id = $1", number, stamp.at
        )
        new = await change(transaction, row, Action.SUBMIT, State.SUBMITTED, stamp)
    return Saved(number, new, tuple(findings))


async def withdraw_registration(
    database: Database, number: int, revision: int, why: str, stamp: Stamp
) -> Saved:
    """Withdraw; an entry stays in the lists of its event with the state `withdrawn`."""
    async with database.transaction() as transaction:
        row = await claim(transaction, number, revision, Action.WITHDRAW)
        new = await change(transaction, row, Action.WITHDRAW, State.WITHDRAWN, stamp, why=why)
        if row.entry is not None:
            await transaction.execute(
                "UPDATE entry SET status = 'withdrawn' WHERE id = $1", row.entry
            )
            await transaction.execute(
                "DELETE FROM registration_substitute WHERE registration = $1", number
            )
            await touch_season(transaction, row.season)
    return Saved(number, new)


async def reveal_registration(
    database: Database, number: int, stamp: Stamp
) -> dict[int, Applicant]:
    """Give the people by position with full numbers; who looks is recorded."""
    async with database.transaction() as transaction:
        row = await registration_by_id(transaction, number)
        if row is None:
            raise NoSuchRegistrationError(str(number))
        people = (await members_of(transaction, [number], reveal=True)).get(number, [])
        await record(transaction, stamp, "registration.reveal", subject(row))
    return {one.position: one.person for one in people}


async def _write_people(
    transaction: Transaction, number: int, people: list[tuple[int, Applicant]]
) -> None:
    values = person_values(transaction.keys, [one for _, one in people])
    await transaction.insert(
        "registration_member",
        ("registration", "position", "role", "level_verified", *PERSON_COLUMNS),
        (
            (number, position, one.role.value, one.level_verified, *rest)
            for (position, one), rest in zip(people, values, strict=True)
        ),
    )


def restored(draft: Draft, stored: Mapping[int, Applicant]) -> Draft:
    """Put the numbers that came back masked in their places, from the stored people."""
    people = tuple(
        None if one is None else _merged(stored.get(position), cleaned(one))
        for position, one in enumerate(draft.members, start=1)
    )
    return msgspec.structs.replace(draft, members=people)


def _unverified(person: Applicant) -> Applicant:
    return msgspec.structs.replace(person, level_verified=False)


def _merged(old: Applicant | None, new: Applicant) -> Applicant:
    """Put numbers that were only shown masked in their places, and judge the verification."""
    if old is None:
        return _unverified(new)
    shown = old.id_number and new.id_number == masked_id(old.id_number)
    same_phone = old.phone and new.phone == masked_phone(old.phone)
    number = old.id_number if shown else new.id_number
    certificate = ("level", "level_occupation", "level_certificate")
    same = number == old.id_number and all(getattr(old, f) == getattr(new, f) for f in certificate)
    merged = msgspec.structs.replace(
        new,
        id_number=number,
        phone=old.phone if same_phone else new.phone,
        level_verified=old.level_verified and same,
    )
    return cleaned(merged)


def _changes(
    row: RegistrationRow,
    draft: Draft,
    before: dict[int, Applicant],
    after: dict[int, Applicant],
) -> Changes:
    changes = {
        field: (old, new)
        for field, old, new in (
            ("delegation", row.delegation, draft.delegation),
            ("city", row.city, draft.city),
            ("division", row.division.value, draft.division.value),
        )
        if old != new
    }
    for position in sorted(before.keys() | after.keys()):
        changes |= person_changes(position, before.get(position), after.get(position))
    return changes
