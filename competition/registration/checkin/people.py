"""Read who is registered, through the reader's scope, for rosters, forms and cards."""

from collections.abc import Iterable
from datetime import date

import msgspec

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.scope import within
from competition.people.encryption import opened_id
from competition.registration.rules import SKILL_LEVELS, Division, Role, Status
from competition.storage.transaction import Row, Transaction

#: The SQL columns by which a row of a roster lies within a scope.
COLUMNS = {
    "season": "v.season",
    "competition": "v.competition",
    "event": "e.event",
    "delegation": "e.delegation",
}
_ROLE_ORDER = {role.value: position for position, role in enumerate(Role)}

_FROM = "FROM entry e JOIN event v ON v.id = e.event JOIN competition c ON c.id = v.competition "
_REGISTERED = (
    "SELECT e.id, c.name, v.code, v.name, v.occupation, v.held_on, e.code, e.division, "
    "e.delegation, e.status, m.role, m.name, m.id_type, m.id_number, m.id_hash, o.name, "
    "m.level, m.level_occupation, m.level_certificate, v.id "
    + _FROM
    + "LEFT JOIN member m ON m.entry = e.id LEFT JOIN organisation o ON o.id = m.employer WHERE "
)
_COUNT = (
    "SELECT count(DISTINCT e.id), count(m.id) " + _FROM + "LEFT JOIN member m ON m.entry = e.id "
    "WHERE "
)
_CHOICES = "SELECT DISTINCT c.name, v.code, v.name, e.delegation, v.held_on " + _FROM + "WHERE "


class Wanted(msgspec.Struct, frozen=True):
    """Which part of a season is wanted, by codes and names; an empty one asks for everything."""

    competition: str = ""
    event: str = ""
    delegation: str = ""
    entry: str = ""


class RegisteredPerson(msgspec.Struct, frozen=True, gc=False):
    """A member of an entry as rosters name them; `id_number` in full, `id_hash` its keyed hash."""

    role: Role
    name: str
    id_type: str
    id_number: str
    id_hash: bytes | None
    unit: str
    level: str
    level_occupation: str
    level_certificate: str


class RegisteredEntry(msgspec.Struct, frozen=True):
    """An entry with its people, competitors first, and the event it competes in."""

    id: int
    event_id: int
    competition: str
    event: str
    event_name: str
    occupation: str
    held_on: date
    entry: str
    division: Division
    delegation: str
    status: Status
    people: tuple[RegisteredPerson, ...]


class Choices(msgspec.Struct, frozen=True):
    """What there is to choose from within a reader's scope; events as code, name, competition."""

    competitions: tuple[str, ...]
    events: tuple[tuple[str, str, str], ...]
    delegations: tuple[str, ...]


async def registered(
    transaction: Transaction,
    season: int,
    grants: Iterable[Grant],
    roles: frozenset[AccountRole],
    wanted: Wanted,
) -> tuple[RegisteredEntry, ...]:
    """Give the entries of a season (id) within the grants, by event, delegation and entry.

    Raises NoScopeError when no grant has one of the roles.
    """
    where, values = _where(season, grants, roles, wanted)
    rows = await transaction.rows(
        _REGISTERED + where + " ORDER BY v.held_on, v.code, e.delegation, e.id, m.id", *values
    )
    return _entries(transaction, rows)


async def count_registered(
    transaction: Transaction,
    season: int,
    grants: Iterable[Grant],
    roles: frozenset[AccountRole],
    wanted: Wanted,
) -> tuple[int, int]:
    """Give how many entries and people `registered` would give."""
    where, values = _where(season, grants, roles, wanted)
    rows = await transaction.rows(_COUNT + where, *values)
    return rows[0][0], rows[0][1]


def _where(
    season: int, grants: Iterable[Grant], roles: frozenset[AccountRole], wanted: Wanted
) -> tuple[str, tuple[object, ...]]:
    """Write the condition of what is wanted within the scope, and its values."""
    scope = within(grants, roles, COLUMNS, first=2)
    values: list[object] = [season, *scope.values]
    terms = ["v.season = $1", scope.sql]
    for column, value in (
        ("c.name", wanted.competition),
        ("v.code", wanted.event),
        ("e.delegation", wanted.delegation),
        ("e.code", wanted.entry),
    ):
        if value:
            values.append(value)
            terms.append(f"{column} = ${len(values)}")
    return " AND ".join(terms), tuple(values)


async def choices_of(
    transaction: Transaction, season: int, grants: Iterable[Grant], roles: frozenset[AccountRole]
) -> Choices:
    """Give competitions, events and delegations that have entries within the grants."""
    where, values = _where(season, grants, roles, Wanted())
    rows = await transaction.rows(
        _CHOICES + where + " ORDER BY v.held_on, v.code, e.delegation", *values
    )
    return Choices(
        tuple(dict.fromkeys(row[0] for row in rows)),
        tuple(dict.fromkeys((row[1], row[2], row[0]) for row in rows)),
        tuple(sorted({row[3] for row in rows})),
    )


def _entries(transaction: Transaction, rows: Iterable[Row]) -> tuple[RegisteredEntry, ...]:
    heads: dict[int, Row] = {}
    people: dict[int, list[RegisteredPerson]] = {}
    for row in rows:
        heads.setdefault(row[0], row)
        found = people.setdefault(row[0], [])
        if row[10] is not None:
            found.append(_person(transaction, row))
    return tuple(
        RegisteredEntry(
            id=entry,
            event_id=head[19],
            competition=head[1],
            event=head[2],
            event_name=head[3],
            occupation=head[4],
            held_on=head[5],
            entry=head[6],
            division=Division(head[7]),
            delegation=head[8],
            status=Status(head[9]),
            people=tuple(sorted(people[entry], key=lambda one: _ROLE_ORDER[one.role.value])),
        )
        for entry, head in heads.items()
    )


def _person(transaction: Transaction, row: Row) -> RegisteredPerson:
    return RegisteredPerson(
        role=Role(row[10]),
        name=row[11],
        id_type=row[12],
        id_number=opened_id(transaction.keys, row[13]),
        id_hash=None if row[14] is None else bytes(row[14]),
        unit=row[15] or "",
        level=row[16] if row[16] in SKILL_LEVELS else "",
        level_occupation=row[17],
        level_certificate=row[18],
    )
