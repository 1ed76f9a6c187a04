"""Fixtures: an empty database of either kind, filled with one competition that takes entries."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from competition.plan.queries import competition_ids, event_ids
from competition.plan.rules import Event, EventClass
from competition.plan.services import NewSeason, add_events, add_season
from competition.registration.sheets.columns import SheetFacts
from competition.registration.sheets.queries import sheet_facts
from competition.storage.audit import Stamp
from competition.storage.database import Database
from tests.storage.conftest import database, settings

__all__ = ["database", "settings"]
NOW = datetime.now(UTC)
STAMP = Stamp("account:registrar", NOW)


class Made(msgspec.Struct, frozen=True):
    """A competition with an event for one and an event for two; ids by code."""

    season: int
    competition: int
    events: dict[str, int]


def event(code: str, name: str, size: int) -> Event:
    """Give an event of the competition."""
    return Event(
        event=code,
        competition="省赛",
        name=name,
        event_class=EventClass.PROVINCIAL_1,
        occupation="电工",
        entry_size=size,
        held_on=date(2027, 6, 1),
    )


@pytest.fixture
async def made(database: Database) -> Made:
    """Make the competition; registration is open."""
    return await make_competition(database)


async def make_competition(database: Database) -> Made:
    """Make a competition whose registration is open."""
    async with database.transaction() as transaction:
        new = NewSeason("2027", "2027年度", 2027, "lu-2022-17", "{}")
        season = await add_season(transaction, new, STAMP)
        events = (event("electrician", "电工", 1), event("network", "网络系统管理", 2))
        await add_events(transaction, season, events)
        ids = await event_ids(transaction, season)
        competition = (await competition_ids(transaction, season))["省赛"]
        await transaction.execute(
            "INSERT INTO registration_terms (competition, opens_at, closes_at, corrections_until, "
            "review_levels, one_event_per_person, revision) VALUES ($1, $2, $3, $3, 1, TRUE, 1)",
            competition,
            NOW - timedelta(days=1),
            NOW + timedelta(days=30),
        )
    return Made(season, competition, dict(ids))


async def facts_of(
    database: Database, made: Made, allowed: tuple[str, ...] | None = None
) -> SheetFacts:
    """Give what a sheet of the competition may name."""
    async with database.reading() as transaction:
        facts = await sheet_facts(transaction, made.competition, allowed)
    assert facts is not None
    return facts
