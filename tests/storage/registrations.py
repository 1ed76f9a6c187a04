"""A season with one competition of three events that takes registrations."""

from datetime import date, timedelta

import msgspec

from competition.plan.queries import event_by_code, season_by_code
from competition.plan.rules import Event, EventClass
from competition.plan.services import NewSeason, add_events, add_season
from competition.registration.rules.terms import EventTerms, Window
from competition.registration.services.terms import set_event_terms, set_window
from competition.storage.audit import Stamp
from competition.storage.database import Database

NAME = "省“技能兴鲁”职业技能大赛"


class Ground(msgspec.Struct, frozen=True):
    """Ids of the season, its competition, and its events: one person, a pair, another one."""

    season: int
    competition: int
    single: int
    pair: int
    other: int


async def prepare(
    database: Database, stamp: Stamp, *, levels: int = 1, places: int | None = None
) -> Ground:
    """Make the season; registration is open for a day around the stamp's moment."""
    async with database.transaction() as transaction:
        season = await add_season(
            transaction, NewSeason("2026", "2026年度", 2026, "lu-2022-17", "{}"), stamp
        )
        await add_events(
            transaction,
            season,
            [
                Event(code, NAME, name, EventClass.PROVINCIAL_1, "车工", size, date(2026, 12, 1))
                for code, name, size in (
                    ("single", "数控车", 1),
                    ("pair", "机电一体化", 2),
                    ("other", "钳工", 1),
                )
            ],
        )
    async with database.reading() as transaction:
        row = await season_by_code(transaction, "2026")
        assert row is not None
        found = [
            await event_by_code(transaction, row.id, code) for code in ("single", "pair", "other")
        ]
    single, pair, other = (event.id for event in found if event is not None)
    first = found[0]
    assert first is not None
    hour = timedelta(hours=12)
    window = Window(stamp.at - hour, stamp.at + hour, stamp.at + 2 * hour, levels)
    await set_window(database, first.competition, window, stamp)
    if places is not None:
        await set_event_terms(database, single, EventTerms(places=places), stamp)
    return Ground(season, first.competition, single, pair, other)
