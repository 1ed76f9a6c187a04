"""Lists of registrations within somebody's grants: filtered, counted by state, a page at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.scope import within
from competition.people.encryption import id_hash
from competition.people.rules import canonical_id
from competition.registration.queries.registrations import (
    REGISTRATION,
    MemberRow,
    RegistrationRow,
    members_of,
    registration_row,
)
from competition.registration.rules.registrations import State
from competition.storage.transaction import Transaction

COLUMNS = {
    "season": "v.season",
    "competition": "v.competition",
    "event": "r.event",
    "delegation": "r.delegation",
}
AT_ONCE = 50
_SHORTEST_NUMBER = 15
_DENSE = 20
_FROM = "FROM registration r JOIN event v ON v.id = r.event "


class Wanted(msgspec.Struct, frozen=True):
    """Filters of a list; empty asks for everything.

    `search` is part of a name, of a delegation, or a whole ID number; `before` the id where the
    next page begins.
    """

    state: str = ""
    event: str = ""
    delegation: str = ""
    search: str = ""
    before: int = 0


class Reader(NamedTuple):
    """Whose grants are asked, in which roles."""

    grants: Sequence[Grant]
    roles: Iterable[AccountRole]


class Listed(msgspec.Struct, frozen=True):
    """A page of the list, the newest first; `more` is where the next page begins, 0 at the end."""

    rows: tuple[RegistrationRow, ...]
    people: dict[int, list[MemberRow]]
    more: int


async def list_registrations(
    transaction: Transaction,
    season: int,
    reader: Reader,
    wanted: Wanted,
    counts: Mapping[State, int],
) -> Listed:
    """Give a page of a season's registrations that lie within the reader's grants.

    `counts` (of `counts_by_state`) tells whether the newest rows are mostly those that are wanted:
    then they are read from the end, in any other case by an index.
    """
    condition, values = _condition(transaction, season, reader, wanted)
    before = f"AND r.id < {wanted.before} " if wanted.before > 0 else ""
    query = f"{REGISTRATION} WHERE {condition} {before}ORDER BY r.id DESC LIMIT {AT_ONCE + 1}"
    if _is_wide(reader, wanted, counts):
        query = query.replace("v.id = r.event", "v.id = +r.event", 1)
    found = await transaction.rows(query, *values)
    rows = tuple(registration_row(row) for row in found[:AT_ONCE])
    people = await members_of(transaction, (row.id for row in rows))
    return Listed(rows, dict(people), rows[-1].id if len(found) > AT_ONCE else 0)


def _is_wide(reader: Reader, wanted: Wanted, counts: Mapping[State, int]) -> bool:
    """Say whether many of the newest rows are wanted; `+` keeps an index on events out of it."""
    if wanted.event or wanted.delegation or wanted.search:
        return False
    narrow = any(grant.event or grant.delegation for grant in reader.grants)
    asked = counts.get(State(wanted.state), 0) if wanted.state else sum(counts.values())
    return not narrow and asked * _DENSE > sum(counts.values())


async def counts_by_state(
    transaction: Transaction, season: int, reader: Reader, wanted: Wanted
) -> dict[State, int]:
    """Count the registrations of every state, whatever state is wanted."""
    asked = msgspec.structs.replace(wanted, state="")
    condition, values = _condition(transaction, season, reader, asked)
    rows = await transaction.rows(
        f"SELECT r.state, count(*) {_FROM}WHERE {condition} GROUP BY r.state",
        *values,
    )
    found = {row[0]: row[1] for row in rows}
    return {state: found[state] for state in State if state in found}


def _condition(
    transaction: Transaction, season: int, reader: Reader, wanted: Wanted
) -> tuple[str, list[object]]:
    scope = within(reader.grants, reader.roles, COLUMNS, first=2)
    values: list[object] = [season, *scope.values]
    terms = ["v.season = $1", scope.sql]

    def bound(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    if wanted.state:
        terms.append(f"r.state = {bound(wanted.state)}")
    if wanted.event:
        terms.append(f"v.code = {bound(wanted.event)}")
    if wanted.delegation:
        terms.append(f"r.delegation = {bound(wanted.delegation)}")
    if wanted.search:
        terms.append(_searched(transaction, wanted.search, bound))
    return " AND ".join(terms), values


def _searched(transaction: Transaction, search: str, bound: Callable[[object], str]) -> str:
    number = canonical_id("".join(search.split()))
    people = "r.id IN (SELECT m.registration FROM registration_member m WHERE "
    if len(number) >= _SHORTEST_NUMBER and number[:-1].isascii() and number[:-1].isalnum():
        return f"{people}m.id_hash = {bound(id_hash(transaction.keys, number))})"
    like = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    part = bound(f"%{like}%")
    return (
        f"({people}m.name LIKE {part} ESCAPE '\\') OR r.delegation LIKE {part} ESCAPE '\\' "
        f"OR v.name LIKE {part} ESCAPE '\\')"
    )
