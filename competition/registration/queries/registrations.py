"""Read registrations: people, overrides, substitutes and history, never beyond a scope."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from competition.accounts.rules import Place
from competition.people.encryption import shown_id
from competition.registration.queries.field import load_field
from competition.registration.rules import Division, Role
from competition.registration.rules.findings import Finding, Rule
from competition.registration.rules.registrations import Action, Applicant, Draft, State
from competition.storage.json_text import json_value
from competition.storage.keys import Keyring
from competition.storage.transaction import Row, Transaction

PHONE = "phone"
_AT_ONCE = 1000
_SHOWN_DIGITS = 4


class RegistrationRow(msgspec.Struct, frozen=True):
    """A registration with where it lies; `entry_code` once it is accepted."""

    id: int
    season: int
    competition: int
    competition_name: str
    event: int
    event_code: str
    event_name: str
    delegation: str
    city: str
    division: Division
    state: State
    revision: int
    entry: int | None
    entry_code: str
    created_by: str
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None

    @property
    def place(self) -> Place:
        """Where it lies, for the question who may see it."""
        return Place(self.season, self.competition, self.event, self.delegation)


class MemberRow(msgspec.Struct, frozen=True):
    """A person of a registration; ID number and phone are masked unless they were revealed."""

    id: int
    position: int
    person: Applicant
    id_hash: bytes | None
    member: int | None


class OverrideRow(msgspec.Struct, frozen=True):
    """A document that overrides a rule for a person (position) or, with 0, for all."""

    rule: Rule
    position: int
    document: str
    why: str
    actor: str
    at: datetime


class SubstituteRow(msgspec.Struct, frozen=True):
    """Somebody who is to take the place of the member at a position, until it is decided."""

    id: int
    position: int
    person: Applicant
    id_hash: bytes
    why: str
    document: str
    asked_by: str
    asked_at: datetime


class ChangeRow(msgspec.Struct, frozen=True):
    """One line of the history; `changes` holds [old, new] by field, numbers masked."""

    revision: int
    at: datetime
    actor: str
    action: Action
    from_state: str
    to_state: State
    changes: Mapping[str, tuple[str, str]]
    why: str


REGISTRATION = (
    "SELECT r.id, v.season, v.competition, c.name, r.event, v.code, v.name, r.delegation, r.city, "
    "r.division, r.state, r.revision, r.entry, e.code, r.created_by, r.created_at, r.changed_at, "
    "r.submitted_at FROM registration r JOIN event v ON v.id = r.event "
    "JOIN competition c ON c.id = v.competition LEFT JOIN entry e ON e.id = r.entry "
)
_PERSON = (
    "name, id_type, id_number, employer_code, employer_name, birth_date, sex, phone, employment, "
    "level, level_occupation, level_certificate"
)
_MEMBER = (
    f"SELECT registration, id, position, id_hash, member, role, level_verified, {_PERSON} "  # noqa: S608 - our columns
    "FROM registration_member WHERE registration IN ({}) ORDER BY registration, position"
)
_SUBSTITUTE = (
    "SELECT registration, id, position, id_hash, why, document, asked_by, asked_at, "  # noqa: S608 - our columns
    f"{_PERSON} FROM registration_substitute WHERE registration IN ({{}}) "
    "ORDER BY registration, position"
)


def registration_row(row: Row) -> RegistrationRow:
    """Read a row of REGISTRATION."""
    values = list(row)
    values[9:11] = Division(row[9]), State(row[10])
    values[13] = row[13] or ""
    return RegistrationRow(*values)


async def registration_by_id(transaction: Transaction, number: int) -> RegistrationRow | None:
    """Give a registration, None when there is none of that id."""
    rows = await transaction.rows(REGISTRATION + "WHERE r.id = $1", number)
    return registration_row(rows[0]) if rows else None


async def registrations_by_ids(
    transaction: Transaction, numbers: Iterable[int]
) -> dict[int, RegistrationRow]:
    """Give registrations by id; unknown ids are missing."""
    rows = await _rows_of(transaction, REGISTRATION + "WHERE r.id IN ({}) ORDER BY r.id", numbers)
    return {row[0]: registration_row(row) for row in rows}


async def members_of(
    transaction: Transaction, numbers: Iterable[int], *, reveal: bool = False
) -> dict[int, list[MemberRow]]:
    """Give the people of registrations by position; who reveals writes an audit record."""
    found: dict[int, list[MemberRow]] = defaultdict(list)
    for row in await _rows_of(transaction, _MEMBER, numbers):
        registration, number, position, found_by, member, role, verified, *person = row
        applicant = _person(
            transaction.keys,
            person,
            role=Role(role),
            verified=bool(verified),
            reveal=reveal,
        )
        found[registration].append(
            MemberRow(number, position, applicant, _octets(found_by), member)
        )
    return found


async def substitutes_of(
    transaction: Transaction, numbers: Iterable[int], *, reveal: bool = False
) -> dict[int, list[SubstituteRow]]:
    """Give the substitutes that wait for a decision, by registration."""
    found: dict[int, list[SubstituteRow]] = defaultdict(list)
    for row in await _rows_of(transaction, _SUBSTITUTE, numbers):
        registration, number, position, found_by, *how = row[:8]
        person = _person(
            transaction.keys, row[8:], role=Role.COMPETITOR, verified=False, reveal=reveal
        )
        found[registration].append(SubstituteRow(number, position, person, bytes(found_by), *how))
    return found


async def overrides_of(
    transaction: Transaction, numbers: Iterable[int]
) -> dict[int, list[OverrideRow]]:
    """Give the documents that override rules, by registration."""
    found: dict[int, list[OverrideRow]] = defaultdict(list)
    query = (
        "SELECT registration, rule, position, document, why, actor, at FROM registration_override "
        "WHERE registration IN ({}) ORDER BY registration, position, rule"
    )
    for registration, rule, *rest in await _rows_of(transaction, query, numbers):
        found[registration].append(OverrideRow(Rule(rule), *rest))
    return found


async def history_of(transaction: Transaction, number: int) -> tuple[ChangeRow, ...]:
    """Give the history of a registration, the newest change first."""
    rows = await transaction.rows(
        "SELECT revision, at, actor, action, from_state, to_state, changes, why "
        "FROM registration_change WHERE registration = $1 ORDER BY revision DESC",
        number,
    )
    return tuple(
        ChangeRow(
            row[0],
            row[1],
            row[2],
            Action(row[3]),
            row[4],
            State(row[5]),
            json_value(row[6], dict[str, tuple[str, str]]),
            row[7],
        )
        for row in rows
    )


def draft_of(row: RegistrationRow, members: Sequence[MemberRow]) -> Draft:
    """Give a stored registration as it was typed, each person at the own position."""
    last = max((one.position for one in members), default=0)
    people: list[Applicant | None] = [None] * last
    for one in members:
        people[one.position - 1] = one.person
    return Draft(row.event, row.delegation, row.division, tuple(people), row.city)


async def findings_of(
    transaction: Transaction, rows: Iterable[RegistrationRow], at: datetime
) -> dict[int, list[Finding]]:
    """Ask every rule about stored registrations, a competition's at a time; by id."""
    rows = tuple(rows)
    numbers = [row.id for row in rows]
    members = await members_of(transaction, numbers, reveal=True)
    overrides = await overrides_of(transaction, numbers)
    found: dict[int, list[Finding]] = {}
    for competition in dict.fromkeys(row.competition for row in rows):
        own = [row for row in rows if row.competition == competition]
        people = {one.id_hash for row in own for one in members.get(row.id, ()) if one.id_hash}
        events = sorted({row.event for row in own})
        field = await load_field(transaction, competition, at, sorted(people), events)
        for row in own:
            papers = {(one.rule, one.position): one.document for one in overrides.get(row.id, ())}
            draft = draft_of(row, members.get(row.id, ()))
            found[row.id] = field.check(draft, row.state, row.id, papers)
    return found


def masked_phone(phone: str) -> str:
    """Give a phone number for screens: the last four digits, stars before."""
    return "*" * max(0, len(phone) - _SHOWN_DIGITS) + phone[-_SHOWN_DIGITS:]


async def _rows_of(transaction: Transaction, query: str, numbers: Iterable[int]) -> list[Row]:
    wanted = list(numbers)
    found: list[Row] = []
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        marks = ", ".join(f"${number}" for number in range(1, len(part) + 1))
        found += await transaction.rows(query.format(marks), *part)
    return found


def _person(
    keys: Keyring, row: Sequence[object], *, role: Role, verified: bool, reveal: bool
) -> Applicant:
    name, id_type, sealed, code, employer, born, sex, phone, employment, *level = row
    number = keys.decrypt(PHONE, bytes(phone)) if isinstance(phone, bytes | memoryview) else ""
    return Applicant(
        name=str(name),
        role=role,
        id_type=str(id_type),
        id_number=shown_id(keys, _octets(sealed), reveal=reveal),
        employer_code=str(code),
        employer_name=str(employer),
        birth_date=born if isinstance(born, date) else None,
        sex=str(sex),
        phone=number if reveal else masked_phone(number),
        employment=str(employment),
        level=str(level[0]),
        level_occupation=str(level[1]),
        level_certificate=str(level[2]),
        level_verified=verified,
    )


def _octets(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | memoryview) else None
