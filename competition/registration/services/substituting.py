"""Somebody else takes a member's place after acceptance: one person asks, another decides."""

import msgspec

from competition.people.registry import register_entries
from competition.plan.services import touch_season
from competition.registration.applying import cleaned
from competition.registration.queries.registrations import (
    MemberRow,
    RegistrationRow,
    SubstituteRow,
    members_of,
    substitutes_of,
)
from competition.registration.queries.substitution import findings_with
from competition.registration.rules.eligibility import blocking
from competition.registration.rules.registrations import Action, Applicant
from competition.registration.services.entering import employers
from competition.registration.services.filing import drop_files
from competition.registration.services.registering import Saved
from competition.registration.services.steps import (
    PERSON_COLUMNS,
    Changes,
    NotEligibleError,
    change,
    claim,
    person_changes,
    person_values,
)
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction


class NoSuchSubstituteError(StorageError):
    """There is no member or no waiting substitute at that position."""


class SameDeciderError(StorageError):
    """Who asks for a substitution does not decide it."""


async def ask_substitution(  # noqa: PLR0913 - each part is named at the call
    database: Database,
    number: int,
    revision: int,
    *,
    position: int,
    person: Applicant,
    why: str,
    document: str,
    stamp: Stamp,
) -> Saved:
    """Ask that a person takes the place of the member at a position; a reviewer decides.

    An earlier request for the position is replaced. The role is that of the member. Raises
    NotEligibleError, NoSuchSubstituteError, and what `claim` raises.
    """
    async with database.transaction() as transaction:
        row = await claim(transaction, number, revision, Action.ASK_SUBSTITUTE)
        old = await _member_at(transaction, number, position)
        new = msgspec.structs.replace(cleaned(person), role=old.person.role, level_verified=False)
        findings = await findings_with(transaction, row, position, new, stamp.at)
        if blocking(findings) or not new.id_number:
            raise NotEligibleError(findings)
        await transaction.execute(
            "DELETE FROM registration_substitute WHERE registration = $1 AND position = $2",
            number,
            position,
        )
        await transaction.insert(
            "registration_substitute",
            (
                *("registration", "position", "why", "document", "asked_by", "asked_at"),
                *PERSON_COLUMNS,
            ),
            [
                (
                    *(number, position, why, document, stamp.actor, stamp.at),
                    *person_values(transaction.keys, [new])[0],
                )
            ],
        )
        told = person_changes(position, old.person, new) | _paper(position, document)
        after = await change(
            transaction, row, Action.ASK_SUBSTITUTE, row.state, stamp, changes=told, why=why
        )
    return Saved(number, after, tuple(findings))


async def approve_substitution(
    database: Database, number: int, revision: int, *, position: int, stamp: Stamp
) -> Saved:
    """Put the waiting substitute in the member's place, in the registration and in the entry.

    The history keeps both. Raises SameDeciderError, NotEligibleError, NoSuchSubstituteError, and
    what `claim` raises.
    """
    async with database.transaction() as transaction:
        row = await claim(transaction, number, revision, Action.SUBSTITUTE)
        old = await _member_at(transaction, number, position)
        waiting = await _waiting(transaction, number, position)
        if waiting.asked_by == stamp.actor:
            message = "提出替换的人不能自己批准 / who asks does not decide"
            raise SameDeciderError(message)
        new = msgspec.structs.replace(waiting.person, role=old.person.role)
        findings = await findings_with(transaction, row, position, new, stamp.at)
        if blocking(findings):
            raise NotEligibleError(findings)
        await drop_files(transaction, old, stamp)
        await _replace(transaction, row, old, new)
        told = person_changes(position, old.person, new) | _paper(position, waiting.document)
        after = await change(
            transaction,
            row,
            Action.SUBSTITUTE,
            row.state,
            stamp,
            changes=told,
            why=waiting.why,
        )
        await _forget(transaction, waiting)
        await touch_season(transaction, row.season)
    return Saved(number, after, tuple(findings))


async def refuse_substitution(  # noqa: PLR0913 - each part is named at the call
    database: Database, number: int, revision: int, *, position: int, why: str, stamp: Stamp
) -> Saved:
    """Leave the member where he is; the request stays in the history only."""
    async with database.transaction() as transaction:
        row = await claim(transaction, number, revision, Action.SUBSTITUTE)
        await _forget(transaction, await _waiting(transaction, number, position))
        after = await change(transaction, row, Action.REFUSE_SUBSTITUTE, row.state, stamp, why=why)
    return Saved(number, after)


def _paper(position: int, document: str) -> Changes:
    return {f"{position}.document": ("", document)} if document else {}


async def _member_at(transaction: Transaction, number: int, position: int) -> MemberRow:
    people = (await members_of(transaction, [number], reveal=True)).get(number, [])
    for one in people:
        if one.position == position:
            return one
    message = f"没有第 {position} 人 / nobody at position {position}"
    raise NoSuchSubstituteError(message)


async def _waiting(transaction: Transaction, number: int, position: int) -> SubstituteRow:
    found = (await substitutes_of(transaction, [number], reveal=True)).get(number, [])
    for one in found:
        if one.position == position:
            return one
    message = "没有等待批准的替换 / no substitution waits here"
    raise NoSuchSubstituteError(message)


async def _replace(
    transaction: Transaction, row: RegistrationRow, old: MemberRow, new: Applicant
) -> None:
    values = person_values(transaction.keys, [new])[0]
    columns = ", ".join(f"{name} = ${at}" for at, name in enumerate(PERSON_COLUMNS, start=2))
    await transaction.execute(
        f"UPDATE registration_member SET {columns}, level_verified = FALSE WHERE id = $1",  # noqa: S608 - our columns
        old.id,
        *values,
    )
    organisations = await employers(transaction, row.season, [new])
    await transaction.execute(
        "UPDATE member SET id_type = $2, id_number = $3, id_hash = $4, name = $5, employer = $6, "
        "level = $7, level_occupation = $8, level_certificate = $9, level_verified = FALSE "
        "WHERE id = $1",
        old.member,
        new.id_type,
        values[2],
        values[3],
        new.name,
        organisations.optional(new.employer_code),
        new.level,
        new.level_occupation,
        new.level_certificate,
    )
    if row.entry is not None:
        await register_entries(transaction, [row.entry])


async def _forget(transaction: Transaction, waiting: SubstituteRow) -> None:
    await transaction.execute("DELETE FROM registration_substitute WHERE id = $1", waiting.id)
