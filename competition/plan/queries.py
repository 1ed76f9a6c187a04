"""Read seasons, events and the plan."""

from datetime import date, datetime

import msgspec

from competition.accounts.rules import Place
from competition.plan.rules import Event, EventClass
from competition.storage.json_text import json_value
from competition.storage.references import Ids
from competition.storage.transaction import Row, Transaction


class SeasonRow(msgspec.Struct, frozen=True):
    """A season as it is stored; `options` is JSON, `revision` grows with every change."""

    id: int
    code: str
    title: str
    year: int
    ruleset: str
    options: str
    approval_document: str | None
    approved_on: date | None
    pool_year: int | None
    revision: int
    stored_at: datetime
    practice: bool
    counted: str

    @property
    def place(self) -> Place:
        """Where the season lies, for the question who may see it."""
        return Place(self.id)


class EventRow(msgspec.Struct, frozen=True):
    """An event and its ids."""

    id: int
    season: int
    competition: int
    event: Event

    @property
    def place(self) -> Place:
        """Where the event lies, for the question who may see it."""
        return Place(self.season, self.competition, self.id)


class PlanLineRow(msgspec.Struct, frozen=True):
    """One line of the plan held against its target."""

    measure: str
    key: str
    target: str
    actual: str
    explanation: str


_SEASON = (
    "SELECT id, code, title, year, ruleset, options, approval_document, approved_on, pool_year, "
    "revision, stored_at, practice, counted FROM season"
)
_EVENT = (
    "SELECT e.id, e.season, e.competition, e.code, c.name, e.name, e.event_class, e.occupation, "
    "e.entry_size, e.held_on, e.tags, e.feeds "
    "FROM event e JOIN competition c ON c.id = e.competition WHERE e.season = $1"
)
_SEASON_BY_CODE = _SEASON + " WHERE code = $1"
_SEASONS = _SEASON + " ORDER BY year DESC, code"
_EVENTS = _EVENT + " ORDER BY e.id"
_EVENT_BY_CODE = _EVENT + " AND e.code = $2"


async def seasons(transaction: Transaction) -> tuple[SeasonRow, ...]:
    """Give every season, the newest year first."""
    return tuple(SeasonRow(*row) for row in await transaction.rows(_SEASONS))


async def season_by_code(transaction: Transaction, code: str) -> SeasonRow | None:
    """Give the season of a code, None when there is none."""
    rows = await transaction.rows(_SEASON_BY_CODE, code)
    return SeasonRow(*rows[0]) if rows else None


async def events_of(transaction: Transaction, season: int) -> tuple[EventRow, ...]:
    """Give the events of a season as they were given."""
    return tuple(_event(row) for row in await transaction.rows(_EVENTS, season))


async def event_counts(transaction: Transaction) -> dict[int, int]:
    """Give the number of events of every season by its id."""
    rows = await transaction.rows("SELECT season, count(*) FROM event GROUP BY season")
    return {row[0]: row[1] for row in rows}


async def event_by_code(transaction: Transaction, season: int, code: str) -> EventRow | None:
    """Give one event of a season, None when there is none of that code."""
    rows = await transaction.rows(_EVENT_BY_CODE, season, code)
    return _event(rows[0]) if rows else None


async def event_ids(transaction: Transaction, season: int) -> Ids[str]:
    """Give the ids of a season's events by code."""
    ids = Ids[str]("赛项")
    rows = await transaction.rows("SELECT code, id FROM event WHERE season = $1", season)
    ids.update((row[0], row[1]) for row in rows)
    return ids


async def competition_ids(transaction: Transaction, season: int) -> Ids[str]:
    """Give the ids of a season's competitions by name."""
    ids = Ids[str]("赛事")
    rows = await transaction.rows("SELECT name, id FROM competition WHERE season = $1", season)
    ids.update((row[0], row[1]) for row in rows)
    return ids


async def plan_lines_of(transaction: Transaction, season: int) -> tuple[PlanLineRow, ...]:
    """Give the plan held against its targets, in the order of the output."""
    rows = await transaction.rows(
        "SELECT measure, key, target, actual, explanation FROM plan_line "
        "WHERE season = $1 ORDER BY position",
        season,
    )
    return tuple(PlanLineRow(*row) for row in rows)


def _event(row: Row) -> EventRow:
    return EventRow(
        row[0],
        row[1],
        row[2],
        Event(
            event=row[3],
            competition=row[4],
            name=row[5],
            event_class=EventClass(row[6]),
            occupation=row[7],
            entry_size=row[8],
            held_on=row[9],
            tags=json_value(row[10], tuple[str, ...]),
            feeds=row[11],
        ),
    )
