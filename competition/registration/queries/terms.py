"""Read the terms of registration: windows of competitions, limits and rules of events."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from competition.registration.rules import Division
from competition.registration.rules.eligibility import EventFacts
from competition.registration.rules.registrations import State
from competition.registration.rules.terms import DivisionRules, EventTerms, Window
from competition.storage.json_text import json_value
from competition.storage.transaction import Row, Transaction

_WINDOW = (
    "SELECT t.competition, t.opens_at, t.closes_at, t.corrections_until, t.review_levels, "
    "t.one_event_per_person, t.revision FROM registration_terms t "
)
_EVENT = (
    "SELECT v.id, v.code, v.name, v.occupation, v.entry_size, v.held_on, t.places, t.quota, "
    "t.divisions, t.revision FROM event v LEFT JOIN event_terms t ON t.event = v.id "
)


class EventWithTerms(msgspec.Struct, frozen=True):
    """An event as the rules need it, with its terms."""

    event: EventFacts
    terms: EventTerms


class CompetitionRow(msgspec.Struct, frozen=True):
    """A competition of a season and its window, None while registration was never opened."""

    id: int
    name: str
    window: Window | None

    def is_open(self, now: datetime) -> bool:
        """Say whether new registrations are taken."""
        return self.window is not None and self.window.is_open(now)


async def window_of(transaction: Transaction, competition: int) -> Window | None:
    """Give the window of a competition, None while it was never set."""
    rows = await transaction.rows(_WINDOW + "WHERE t.competition = $1", competition)
    return _window(rows[0]) if rows else None


async def competitions_of(transaction: Transaction, season: int) -> tuple[CompetitionRow, ...]:
    """Give the competitions of a season with their windows, by name."""
    windows = {
        row[0]: _window(row)
        for row in await transaction.rows(
            _WINDOW + "JOIN competition c ON c.id = t.competition WHERE c.season = $1", season
        )
    }
    rows = await transaction.rows(
        "SELECT id, name FROM competition WHERE season = $1 ORDER BY name", season
    )
    return tuple(CompetitionRow(row[0], row[1], windows.get(row[0])) for row in rows)


async def event_terms(transaction: Transaction, event: int) -> EventWithTerms | None:
    """Give an event with its terms, None when there is no such event."""
    rows = await transaction.rows(_EVENT + "WHERE v.id = $1", event)
    return _event(rows[0]) if rows else None


async def events_with_terms(
    transaction: Transaction, competition: int
) -> Mapping[int, EventWithTerms]:
    """Give the events of a competition with their terms, by id."""
    rows = await transaction.rows(_EVENT + "WHERE v.competition = $1 ORDER BY v.id", competition)
    return {row[0]: _event(row) for row in rows}


async def open_events(transaction: Transaction, season: int, now: datetime) -> frozenset[int]:
    """Give the ids of the events of a season whose competition takes new registrations now."""
    open_ones = {row.id for row in await competitions_of(transaction, season) if row.is_open(now)}
    rows = await transaction.rows("SELECT id, competition FROM event WHERE season = $1", season)
    return frozenset(row[0] for row in rows if row[1] in open_ones)


async def registered_counts(transaction: Transaction, season: int) -> dict[int, int]:
    """Give how many registrations every event of a season holds that were handed in and stand."""
    rows = await transaction.rows(
        "SELECT r.event, count(*) FROM registration r JOIN event v ON v.id = r.event "
        "WHERE v.season = $1 AND r.state NOT IN ($2, $3, $4) GROUP BY r.event",
        season,
        State.DRAFT.value,
        State.REFUSED.value,
        State.WITHDRAWN.value,
    )
    return {row[0]: row[1] for row in rows}


def _window(row: Row) -> Window:
    return Window(row[1], row[2], row[3], row[4], bool(row[5]), row[6])


def _event(row: Row) -> EventWithTerms:
    facts = EventFacts(row[0], row[1], row[2], row[3], row[4], row[5])
    if row[9] is None:
        return EventWithTerms(facts, EventTerms())
    divisions = json_value(row[8], dict[Division, DivisionRules])
    return EventWithTerms(facts, EventTerms(row[6], row[7], divisions, row[9]))
