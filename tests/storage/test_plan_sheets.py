"""The whole plan from one workbook: 66 events in, every fault told, all or nothing."""

import csv
from datetime import date
from io import BytesIO
from pathlib import Path

import msgspec
import openpyxl  # type: ignore[import-untyped]  # it publishes no types
import pytest

from competition.plan.glance import glance_of
from competition.plan.proposal_queries import competitions_of, proposals_of
from competition.plan.publishing_services import create_season, publish_plan
from competition.plan.queries import SeasonRow, events_of, season_by_code
from competition.plan.rules import (
    CompetitionApplication,
    CountedBy,
    EventApplication,
    EventClass,
    PlanState,
    Refusal,
    years_later,
)
from competition.plan.services import NewSeason
from competition.plan.sheets.columns import SheetFindings
from competition.plan.sheets.facts import plan_choices, season_content, sheet_facts, without
from competition.plan.sheets.reading import ReadPlan, read_plan
from competition.plan.sheets.services import changes_in, store_plan
from competition.plan.sheets.template import PlanContent, draw_plan
from competition.plan.tags import strategy_tags
from competition.plan.writing import PlanRefusedError
from competition.policy.loader import load_ruleset
from competition.storage.audit import Stamp
from competition.storage.database import Database
from judging.ranking.queries import rules_of_event
from tests.storage.seasons import small_season
from xinglu.planning.schemes import PRESETS, Schemes
from xinglu.season.live import export_stored
from xinglu.season.loading import load_season
from xinglu.season.outcome import outcome_of
from xinglu.season.storing import store_season

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "shandong-2026" / "events.csv"
PRESET = "理论30+技能70"
NEXT = NewSeason("2027", "2027年度", 2027, "lu-2022-17", "{}")


def example_content() -> PlanContent:
    """Give the 66 events of the example, a year later."""
    with EXAMPLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = dict.fromkeys(row["competition"] for row in rows)
    return PlanContent(
        competitions=[CompetitionApplication(name, organiser="主办") for name in names],
        events=[
            (
                row["competition"],
                EventApplication(
                    code=row["event"],
                    name=row["name"],
                    occupation=row["occupation"] or row["name"],
                    class_asked=EventClass(row["class"]),
                    entry_size=int(row["entry_size"]),
                    held_on=years_later(date.fromisoformat(row["held_on"]), 1),
                    tags=tuple(filter(None, row["tags"].split(";"))),
                    feeds=row["feeds"],
                    scheme=PRESET,
                ),
            )
            for row in rows
        ],
    )


async def read(
    database: Database, workbook: bytes, folder: Path, code: str = "2027"
) -> tuple[ReadPlan, list[str]]:
    """Read a workbook against a season; give the plan and the problems as sheet:row:column key."""
    file = folder / "plan.xlsx"
    file.write_bytes(workbook)
    findings = SheetFindings()
    async with database.reading() as transaction:
        season = await season_by_code(transaction, code)
        assert season is not None
        facts = await sheet_facts(transaction, season, tuple(PRESETS))
    plan = read_plan(file, facts, findings)
    return plan, [f"{one.sheet}:{one.row}:{one.column} {one.message}" for one in findings.problems]


async def same_numbers(database: Database, season: SeasonRow) -> None:
    """Check that the plan at a glance says what the plan lines of the outcome say."""
    async with database.reading() as transaction:
        events = await events_of(transaction, season.id)
        houses = {row.id: row for row in await competitions_of(transaction, season.id)}
    rules = load_ruleset(season.ruleset).plan
    glance = glance_of(events, houses, rules, CountedBy.EVENTS, strategy_tags())
    lines = {
        line.key: line.actual for line in outcome_of(await load_season(database, season.code)).plan
    }
    assert (str(glance.events), glance.target) == (lines["events"], 60)
    assert [(line.tag, str(line.events)) for line in glance.series] == [
        (tag, lines[tag]) for tag in rules.yearly_tags
    ]
    assert sum(line.events for line in glance.by_month) == len(events)
    by_competition = glance_of(events, houses, rules, CountedBy.COMPETITIONS, strategy_tags())
    assert by_competition.counted == by_competition.competitions == 14


async def test_66_events_stand_planned_from_one_workbook(
    database: Database, stamp: Stamp, tmp_path: Path
) -> None:
    """What the workbook says is what the season holds, each event with its scheme."""
    await create_season(database, NEXT, stamp)
    content = example_content()
    workbook = draw_plan("计划", plan_choices(tuple(PRESETS)), content)
    plan, problems = await read(database, workbook, tmp_path)
    assert problems == []
    assert plan == ReadPlan(tuple(content.competitions), tuple(content.events))
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "2027")
    assert season is not None
    document = "鲁人社函〔2027〕3号"
    counts = await store_plan(database, season, plan, decides=True, document=document, stamp=stamp)
    assert (counts.new_competitions, counts.new) == (16, 66)
    assert await publish_plan(database, season, Schemes(), stamp) == 66
    async with database.reading() as transaction:
        events = await events_of(transaction, season.id)
        rules = await rules_of_event(transaction, events[0].id)
        proposals = await proposals_of(transaction, season.id)
    assert len(events) == 66
    assert rules == PRESETS[PRESET]
    assert {row.state for row in proposals} == {PlanState.PUBLISHED}
    assert {row.class_document for row in proposals} == {document}
    await same_numbers(database, season)
    again, problems = await read(database, workbook, tmp_path)
    assert problems == []
    counts = await store_plan(database, season, again, decides=True, document="", stamp=stamp)
    assert (counts.new, counts.changed, counts.same) == (0, 0, 66)


async def test_every_fault_is_told_by_sheet_row_and_column(
    database: Database, stamp: Stamp, tmp_path: Path
) -> None:
    """All of them at once, in the words of the headings."""
    await create_season(database, NEXT, stamp)
    empty = draw_plan("计划", plan_choices(tuple(PRESETS)), PlanContent())
    book = openpyxl.load_workbook(BytesIO(empty))
    book["赛事"].append(
        ["甲", "", "", "王 13900001111", "", "北京", "", "别的", "2027-05-02", "2027/5/1"]
    )
    book["赛事"].append(["甲"])
    book["赛项"].append(["乙", "焊工", "", "一类", "0", "2026-05-01", "高科技", "没有", "没有"])
    book["赛项"].append(["甲", "", "", "省级一类", "个人", "五月", "", "沿用上年", "", "3"])
    buffer = BytesIO()
    book.save(buffer)
    plan, problems = await read(database, buffer.getvalue(), tmp_path)
    assert len(plan.events) == 2
    assert sorted(problems) == [
        "赛事:2:市 choice",
        "赛事:2:系列 choice",
        "赛事:2:结束日期 backwards",
        "赛事:2:联系人 telephone",
        "赛事:3:赛事名称 twice",
        "赛项:2:决赛日期 other_year",
        "赛项:2:战略与产业 tag",
        "赛项:2:每单元人数 number",
        "赛项:2:类别 choice",
        "赛项:2:评分方案 scheme",
        "赛项:2:赛事名称 no_competition",
        "赛项:2:选拔到 feeds",
        "赛项:3:决赛日期 date",
        "赛项:3:评分方案 no_last_year",
        "赛项:3:赛项名称 missing",
        "赛项:3:选拔到 feeds_missing",
    ]


async def test_no_workbook_is_no_crash(database: Database, stamp: Stamp, tmp_path: Path) -> None:
    """Another kind of file is one problem."""
    await create_season(database, NEXT, stamp)
    _, problems = await read(database, b"name,class\n", tmp_path)
    assert [problem.partition(" ")[2] for problem in problems] == ["workbook_kind"]


async def test_a_season_is_planned_again_without_its_results(
    database: Database, stamp: Stamp, tmp_path: Path
) -> None:
    """Rules and schemes come along, days move, entries stay behind; what is there is left out."""
    await store_season(database, "2026", small_season())
    await create_season(database, NEXT, stamp)
    async with database.reading() as transaction:
        origin = await season_by_code(transaction, "2026")
        season = await season_by_code(transaction, "2027")
        assert origin is not None
        assert season is not None
        content = await season_content(transaction, origin, 1)
        facts = await sheet_facts(transaction, season, ())
        old = {row.event.event: row for row in await events_of(transaction, origin.id)}
    plan = without(content, facts)
    await store_plan(database, season, plan, decides=True, document="文件", stamp=stamp)
    await publish_plan(database, season, Schemes(), stamp)
    async with database.reading() as transaction:
        events = await events_of(transaction, season.id)
        for row in events:
            assert row.event == msgspec.structs.replace(
                old[row.event.event].event,
                held_on=years_later(old[row.event.event].event.held_on, 1),
            )
            assert await rules_of_event(transaction, row.id) == await rules_of_event(
                transaction, old[row.event.event].id
            )
        facts = await sheet_facts(transaction, season, ())
        entries = await transaction.rows(
            "SELECT count(*) FROM entry e JOIN event v ON v.id = e.event WHERE v.season = $1",
            season.id,
        )
    assert entries[0][0] == 0
    assert without(content, facts) == ReadPlan((), ())
    folder = tmp_path / "out"
    folder.mkdir()
    exported = await export_stored(database, "2027", folder)
    assert {one.event.event for one in exported.events} == set(old)


async def test_a_workbook_changes_nothing_that_is_published(
    database: Database, stamp: Stamp
) -> None:
    """Nothing at all is stored then; what waits is changed, old and new in the log."""
    await create_season(database, NEXT, stamp)
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "2027")
    assert season is not None
    house = CompetitionApplication("甲", organiser="主办")
    first = EventApplication("a", "焊工", "焊工", EventClass.PROVINCIAL_1, held_on=date(2027, 5, 1))
    second = msgspec.structs.replace(first, code="b", name="电工")
    await store_plan(
        database,
        season,
        ReadPlan((house,), (("甲", first),)),
        decides=True,
        document="文件",
        stamp=stamp,
    )
    await publish_plan(database, season, Schemes(), stamp)
    await store_plan(
        database, season, ReadPlan((), (("甲", second),)), decides=True, document="", stamp=stamp
    )
    moved = msgspec.structs.replace(second, held_on=date(2027, 6, 1))
    await store_plan(
        database, season, ReadPlan((), (("甲", moved),)), decides=True, document="", stamp=stamp
    )
    late = msgspec.structs.replace(first, held_on=date(2027, 9, 9))
    again = msgspec.structs.replace(second, held_on=date(2027, 7, 1))
    with pytest.raises(PlanRefusedError) as refused:
        await store_plan(
            database,
            season,
            ReadPlan((), (("甲", again), ("甲", late))),
            decides=True,
            document="",
            stamp=stamp,
        )
    assert refused.value.why is Refusal.PUBLISHED
    async with database.reading() as transaction:
        rows = {row.application.code: row for row in await proposals_of(transaction, season.id)}
        houses = await competitions_of(transaction, season.id)
        log = await transaction.rows(
            "SELECT detail FROM audit_record WHERE action = 'plan.event.change'"
        )
    assert rows["b"].application == moved
    assert rows["b"].state is PlanState.SUBMITTED
    assert rows["a"].application == first
    assert [row.application for row in houses] == [house]
    assert [row[0] for row in log] == ['{"changes":{"held_on":["2027-05-01","2027-06-01"]}}']


async def test_a_document_accepts_what_was_applied_for_and_a_copied_sheet_is_neutral(
    database: Database, stamp: Stamp, tmp_path: Path
) -> None:
    """Events handed in earlier are accepted by the sheet; an untouched sheet changes nothing."""
    await create_season(database, NEXT, stamp)
    content = example_content()
    events = [
        (name, msgspec.structs.replace(event, occupation="" if place < 8 else event.occupation))
        for place, (name, event) in enumerate(content.events)
    ]
    copied = ReadPlan(tuple(content.competitions), tuple(events))
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "2027")
    assert season is not None
    await store_plan(database, season, copied, decides=True, document="", stamp=stamp)
    workbook = draw_plan(
        "计划", plan_choices(tuple(PRESETS)), PlanContent(copied.competitions, events)
    )
    plan, problems = await read(database, workbook, tmp_path)
    assert problems == []
    async with database.reading() as transaction:
        assert await changes_in(transaction, season.id, plan) == []
    done = await store_plan(
        database, season, plan, decides=True, document="文件", stamp=stamp, shelf=Schemes()
    )
    assert (done.same, done.accepted, done.published, done.returned) == (66, 66, 66, 0)
