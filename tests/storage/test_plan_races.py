"""Two people at once: one is stored, the other is told; nothing is doubled."""

import asyncio
from datetime import date

from competition.plan.proposal_queries import competition_of, competitions_of, proposals_of
from competition.plan.proposal_services import apply_for_competition, apply_for_event
from competition.plan.publishing_services import create_season, publish_plan
from competition.plan.queries import events_of, season_by_code
from competition.plan.rules import (
    CompetitionApplication,
    EventApplication,
    EventClass,
    Refusal,
)
from competition.plan.services import NewSeason
from competition.plan.sheets.reading import ReadPlan
from competition.plan.sheets.services import store_plan
from competition.plan.writing import PlanRefusedError
from competition.storage.audit import Stamp
from competition.storage.database import Database
from xinglu.planning.schemes import Schemes

EVENT = EventApplication("a", "焊工", "焊工", EventClass.PROVINCIAL_1, held_on=date(2027, 5, 1))


async def refusals(*acts: object) -> list[Refusal]:
    """Do everything at once; give why some of it was refused."""
    answers = await asyncio.gather(*acts, return_exceptions=True)  # type: ignore[call-overload]  # any coroutines
    faults = [one for one in answers if isinstance(one, BaseException)]
    assert all(isinstance(one, PlanRefusedError) for one in faults), faults
    return [one.why for one in faults if isinstance(one, PlanRefusedError)]


async def test_of_many_at_once_one_takes_a_name_a_code_and_publishes(
    database: Database, stamp: Stamp
) -> None:
    """On both databases; the others are refused in words."""
    await create_season(database, NewSeason("2027", "年度", 2027, "lu-2022-17", "{}"), stamp)
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "2027")
    assert season is not None
    house = CompetitionApplication("甲", organiser="主办")
    found = await refusals(
        *(apply_for_competition(database, season.id, house, stamp) for _ in range(8))
    )
    assert found == [Refusal.NAME_TAKEN] * 7
    async with database.reading() as transaction:
        number = (await competitions_of(transaction, season.id))[0].id
        row = await competition_of(transaction, season.id, number)
    assert row is not None
    found = await refusals(*(apply_for_event(database, row, EVENT, stamp) for _ in range(8)))
    assert found == [Refusal.CODE_TAKEN] * 7
    plan = ReadPlan((CompetitionApplication("乙"),), (("乙", _event("b")),))
    await store_plan(database, season, plan, decides=True, document="文件", stamp=stamp)
    found = await refusals(*(publish_plan(database, season, Schemes(), stamp) for _ in range(8)))
    assert len(found) == 7
    assert set(found) <= {Refusal.NOTHING_ACCEPTED, Refusal.STALE}
    async with database.reading() as transaction:
        assert [one.event.event for one in await events_of(transaction, season.id)] == ["b"]
        assert len(await proposals_of(transaction, season.id)) == 2


def _event(code: str) -> EventApplication:
    return EventApplication(code, "电工", "电工", EventClass.CITY, held_on=date(2027, 6, 1))
