"""Read registrations a page at a time, within a scope."""

from collections.abc import Iterable

import msgspec

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.scope import within
from competition.registration.queries.registrations import (
    REGISTRATION,
    RegistrationRow,
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


class Wanted(msgspec.Struct, frozen=True):
    """Which registrations of a season: of an event (code), a delegation, in a state; None is all.

    `after` is the id of the last one of the page before.
    """

    season: int
    event: str | None = None
    delegation: str | None = None
    state: State | None = None
    after: int = 0


async def registrations_page(
    transaction: Transaction,
    grants: Iterable[Grant],
    roles: Iterable[AccountRole],
    wanted: Wanted,
    most: int,
) -> tuple[RegistrationRow, ...]:
    """Give at most so many registrations within the grants of these roles, by id."""
    asked = [
        (column, value)
        for column, value in (
            ("v.code", wanted.event),
            ("r.delegation", wanted.delegation),
            ("r.state", wanted.state.value if wanted.state else None),
        )
        if value is not None
    ]
    terms = [f"{column} = ${number}" for number, (column, _) in enumerate(asked, start=4)]
    scope = within(grants, roles, COLUMNS, first=4 + len(asked))
    condition = " AND ".join(["v.season = $1", "r.id > $2", *terms, scope.sql])
    rows = await transaction.rows(
        f"{REGISTRATION} WHERE {condition} ORDER BY r.id LIMIT $3",
        wanted.season,
        wanted.after,
        most,
        *(value for _, value in asked),
        *scope.values,
    )
    return tuple(registration_row(row) for row in rows)
