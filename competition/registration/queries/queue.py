"""The queue of the reviewers: a page at a time by key, within a scope, and how many there are."""

from collections.abc import Callable, Iterable

import msgspec

from competition.accounts.rules import AccountRole, Grant, Place
from competition.accounts.scope import within
from competition.registration.queries.registrations import RegistrationRow, registrations_by_ids
from competition.registration.rules.registrations import State
from competition.storage.transaction import Transaction

#: The SQL by which a registration lies within a scope.
COLUMNS = {
    "season": "(SELECT v.season FROM event v WHERE v.id = r.event)",
    "competition": "(SELECT v.competition FROM event v WHERE v.id = r.event)",
    "event": "r.event",
    "delegation": "r.delegation",
}
#: What reviewers have to decide.
WAITING = (State.SUBMITTED, State.PASSED)
#: Registrations of a sheet that is not wholly stored are not there yet.
_THERE = (
    "(r.batch IS NULL OR r.batch NOT IN (SELECT batch FROM registration_sheet "
    "WHERE state = 'storing' AND batch IS NOT NULL))"
)
#: Walks the index of delegations from name to name: quick however many registrations there are.
_DELEGATIONS = (
    "WITH RECURSIVE known(name) AS (SELECT min(delegation) FROM registration UNION ALL "
    "SELECT (SELECT min(r.delegation) FROM registration r WHERE r.delegation > known.name) "
    "FROM known WHERE known.name IS NOT NULL) "
    "SELECT name FROM known WHERE name IS NOT NULL AND EXISTS (SELECT 1 FROM registration r "
    "JOIN event v ON v.id = r.event WHERE r.delegation = known.name AND v.season = $1) "
    "ORDER BY name"
)


class Filter(msgspec.Struct, frozen=True):
    """What of the queue is wanted: ids and names, 0 and empty for everything.

    `state` is a state, "waiting" for those to decide, or "" for all.
    """

    competition: int = 0
    event: int = 0
    delegation: str = ""
    state: str = "waiting"


class QueueChoices(msgspec.Struct, frozen=True):
    """What there is to choose from within a scope.

    Competitions as id and name, events as id, name and competition, delegations by name.
    """

    competitions: tuple[tuple[int, str], ...]
    events: tuple[tuple[int, str, int], ...]
    delegations: tuple[str, ...]


class Scope(msgspec.Struct, frozen=True):
    """Who asks: the season and the grants that count, by their roles."""

    season: int
    grants: tuple[Grant, ...]
    roles: frozenset[AccountRole]


async def queue_page(
    transaction: Transaction, scope: Scope, wanted: Filter, after: int, count: int
) -> tuple[RegistrationRow, ...]:
    """Give the next registrations of the queue after an id, one more than `count` if there are.

    Raises NoScopeError when no grant has one of the roles.
    """
    where, values = _where(scope, wanted, after)
    found = await transaction.rows(
        f"SELECT r.id FROM registration r WHERE {where} ORDER BY r.id LIMIT {count + 1}",  # noqa: S608 - values are bound
        *values,
    )
    rows = await registrations_by_ids(transaction, [row[0] for row in found])
    return tuple(rows.values())


async def queue_counts(transaction: Transaction, scope: Scope, wanted: Filter) -> dict[State, int]:
    """Count the registrations by state, as filtered but for the state."""
    where, values = _where(scope, msgspec.structs.replace(wanted, state=""), 0)
    rows = await transaction.rows(
        f"SELECT r.state, count(*) FROM registration r WHERE {where} GROUP BY r.state",  # noqa: S608 - values are bound
        *values,
    )
    return {State(row[0]): row[1] for row in rows}


async def queue_choices(
    transaction: Transaction, season: int, sees: Callable[[Place], bool]
) -> QueueChoices:
    """Give the competitions, events and delegations to filter by; `sees` knows the scope."""
    rows = await transaction.rows(
        "SELECT v.competition, c.name, v.id, v.name FROM event v "
        "JOIN competition c ON c.id = v.competition WHERE v.season = $1 "
        "ORDER BY c.name, v.held_on, v.id",
        season,
    )
    events = [row for row in rows if sees(Place(season, row[0], row[2]))]
    names = await transaction.rows(_DELEGATIONS, season)
    return QueueChoices(
        tuple(dict.fromkeys((row[0], row[1]) for row in events)),
        tuple((row[2], row[3], row[0]) for row in events),
        tuple(row[0] for row in names if sees(Place(season, delegation=row[0]))),
    )


async def unfinished(transaction: Transaction, numbers: Iterable[int]) -> bool:
    """Say whether one of these registrations belongs to a sheet that is not wholly stored."""
    wanted = list(numbers)
    marks = ", ".join(f"${number}" for number in range(1, len(wanted) + 1))
    rows = await transaction.rows(
        f"SELECT 1 FROM registration r WHERE r.id IN ({marks}) AND NOT {_THERE} LIMIT 1",  # noqa: S608 - placeholders
        *wanted,
    )
    return bool(rows)


def _where(scope: Scope, wanted: Filter, after: int) -> tuple[str, tuple[object, ...]]:
    condition = within(scope.grants, scope.roles, COLUMNS, first=3)
    values: list[object] = [scope.season, after, *condition.values]
    # Without a filter the rows are walked by id; the sign keeps the index of events out of it.
    of_season = "+r.event IN (SELECT v.id FROM event v WHERE v.season = $1)"
    terms = ["r.id > $2", condition.sql, of_season, _THERE]
    for column, value in (
        (COLUMNS["competition"], wanted.competition),
        ("r.event", wanted.event),
        ("r.delegation", wanted.delegation),
    ):
        if value:
            values.append(value)
            terms.append(f"{column} = ${len(values)}")
    if wanted.state == "waiting":
        terms.append(f"r.state IN ({', '.join(repr(state.value) for state in WAITING)})")
    elif wanted.state:
        values.append(wanted.state)
        terms.append(f"r.state = ${len(values)}")
    else:
        terms.append("r.state <> 'draft'")
    return " AND ".join(terms), tuple(values)
