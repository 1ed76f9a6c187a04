"""What every step of a registration has in common: the lock, the revision, the history."""

from collections.abc import Iterable, Mapping, Sequence

from competition.people.encryption import masked_id, sealed_ids
from competition.registration.queries.registrations import (
    PHONE,
    RegistrationRow,
    masked_phone,
    registration_by_id,
)
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import STARTS, Action, Applicant, State
from competition.storage.audit import Stamp, record
from competition.storage.json_text import json_text
from competition.storage.keys import Keyring
from competition.storage.problems import StorageError
from competition.storage.transaction import Dialect, Transaction

Changes = dict[str, tuple[str, str]]
PERSON_COLUMNS = (
    "name",
    "id_type",
    "id_number",
    "id_hash",
    "employer_code",
    "employer_name",
    "birth_date",
    "sex",
    "phone",
    "employment",
    "level",
    "level_occupation",
    "level_certificate",
)
#: A registration in these competes: its people may compete nowhere else in the event.
COMPETING = frozenset({State.SUBMITTED, State.PASSED, State.ACCEPTED})


class NoSuchRegistrationError(StorageError):
    """There is no registration of that id."""


class RevisionConflictError(StorageError):
    """Somebody else changed the registration in the meantime; `row` is what stands there now."""

    def __init__(self, row: RegistrationRow) -> None:
        """Keep what stands there now."""
        super().__init__("报名已被他人修改 / the registration was changed in the meantime")
        self.row = row


class StepError(StorageError):
    """The registration's state does not allow this step; `row` is what stands there."""

    def __init__(self, row: RegistrationRow) -> None:
        """Keep what stands there."""
        super().__init__("报名当前的状态不能这样操作 / its state does not allow this step")
        self.row = row


class NotEligibleError(StorageError):
    """Rules refuse, and no document overrides them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep every answer of the rules."""
        super().__init__("报名不符合条件 / the registration is not eligible")
        self.findings = tuple(findings)


async def lock_competitions(transaction: Transaction, competitions: Iterable[int]) -> None:
    """Let one transaction at a time change the registrations of a competition.

    Quotas, places and running codes are counted under this lock. SQLite has one writer anyway.
    """
    if transaction.dialect is Dialect.POSTGRES:
        for competition in sorted(set(competitions)):
            await transaction.rows(
                "SELECT id FROM competition WHERE id = $1 FOR NO KEY UPDATE", competition
            )


async def claim(
    transaction: Transaction, number: int, revision: int, action: Action
) -> RegistrationRow:
    """Lock and read a registration for a step from this revision.

    Raises NoSuchRegistrationError, RevisionConflictError or StepError.
    """
    seen = await registration_by_id(transaction, number)
    if seen is None:
        raise NoSuchRegistrationError(str(number))
    await lock_competitions(transaction, [seen.competition])
    row = await registration_by_id(transaction, number)
    if row is None:
        raise NoSuchRegistrationError(str(number))
    if row.revision != revision:
        raise RevisionConflictError(row)
    if row.state not in STARTS[action] or (action is Action.SAVE and row.entry is not None):
        raise StepError(row)
    return row


async def change(  # noqa: PLR0913 - each part is named at the call
    transaction: Transaction,
    row: RegistrationRow,
    action: Action,
    state: State,
    stamp: Stamp,
    *,
    changes: Changes | None = None,
    why: str = "",
    batch: int | None = None,
) -> int:
    """Count a revision, set the state, write history and audit log; give the new revision."""
    revision = row.revision + 1
    await transaction.execute(
        "UPDATE registration SET state = $2, revision = $3, changed_at = $4 WHERE id = $1",
        row.id,
        state.value,
        revision,
        stamp.at,
    )
    if (state in COMPETING) != (row.state in COMPETING):
        await set_competing(transaction, row, competing=state in COMPETING)
    await transaction.execute(
        "INSERT INTO registration_change (registration, revision, at, actor, action, from_state, "
        "to_state, changes, why, batch) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        row.id,
        revision,
        stamp.at,
        stamp.actor,
        action.value,
        row.state.value,
        state.value,
        json_text(changes or {}),
        why,
        batch,
    )
    told: dict[str, tuple[str, str]] = dict(changes or {})
    if state is not row.state:
        told["state"] = (row.state.value, state.value)
    detail = {"changes": told} | ({"why": why} if why else {})
    await record(transaction, stamp, f"registration.{action}", subject(row), detail)
    return revision


def subject(row: RegistrationRow) -> str:
    """Name a registration in the audit log."""
    return f"registration {row.id} {row.event_code} {row.delegation}"


async def set_competing(transaction: Transaction, row: RegistrationRow, *, competing: bool) -> None:
    """Tie the competitors of a registration to its event, or let them go."""
    await transaction.execute(
        "UPDATE registration_member SET competes_in = $2 "
        "WHERE registration = $1 AND role = 'competitor'",
        row.id,
        row.event if competing else None,
    )


def person_values(keys: Keyring, people: Sequence[Applicant]) -> list[tuple[object, ...]]:
    """Give the values of PERSON_COLUMNS for people, numbers encrypted."""
    sealed = sealed_ids(keys, [one.id_number for one in people])
    phones = iter(keys.encrypt(PHONE, [one.phone for one in people if one.phone]))
    return [
        (
            one.name,
            one.id_type,
            number,
            found_by,
            one.employer_code,
            one.employer_name,
            one.birth_date,
            one.sex,
            next(phones) if one.phone else None,
            one.employment,
            one.level,
            one.level_occupation,
            one.level_certificate,
        )
        for one, (number, found_by) in zip(people, sealed, strict=True)
    ]


def person_changes(position: int, old: Applicant | None, new: Applicant | None) -> Changes:
    """Tell what changed in a person as {position.field: (old, new)}, numbers masked."""
    before, after = _told(old), _told(new)
    return {
        f"{position}.{field}": (before.get(field, ""), after.get(field, ""))
        for field in before | after
        if before.get(field, "") != after.get(field, "")
    } | _hidden_change(position, old, new, before, after)


def _hidden_change(
    position: int,
    old: Applicant | None,
    new: Applicant | None,
    before: Mapping[str, str],
    after: Mapping[str, str],
) -> Changes:
    """Tell that a number changed although its masked form did not."""
    if old is None or new is None:
        return {}
    return {
        f"{position}.{field}": (before[field], after[field])
        for field in ("id_number", "phone")
        if getattr(old, field) != getattr(new, field)
    }


def _told(person: Applicant | None) -> dict[str, str]:
    if person is None:
        return {}
    return {
        "name": person.name,
        "role": person.role.value,
        "id_type": person.id_type,
        "id_number": masked_id(person.id_number),
        "employer_code": person.employer_code,
        "employer_name": person.employer_name,
        "birth_date": str(person.birth_date or ""),
        "sex": str(person.sex),
        "phone": masked_phone(person.phone),
        "employment": person.employment,
        "level": person.level,
        "level_occupation": person.level_occupation,
        "level_certificate": person.level_certificate,
        "level_verified": "yes" if person.level_verified else "",
    }
