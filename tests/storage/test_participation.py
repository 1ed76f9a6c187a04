"""Participations in the database: what counts, what is flagged, and that every sum agrees."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from competition.accounts.scope import Condition
from competition.participation.checking import Problems
from competition.participation.name_lists import people_in
from competition.participation.queries import (
    ReportRow,
    Wanted,
    counted_in,
    list_reports,
    names_of,
    own_finals,
    peers_of,
    reports_of,
    sheet_by_id,
    totals_of,
)
from competition.participation.rules import (
    Flag,
    Level,
    NewReport,
    Origin,
    ParticipationReport,
    Verdict,
    rolling_sum,
)
from competition.participation.services import (
    CarriedOver,
    DecidedOtherwiseError,
    add_reports,
    carry_over,
    decide,
    renew_finals,
    report_participations,
    store_names,
)
from competition.participation.sheet_services import asked_of, check_sheet, import_sheet
from competition.plan.queries import SeasonRow, plan_lines_of, season_by_code
from competition.storage.audit import Stamp
from competition.storage.database import Database
from tests.web.seasons import hostile_season
from xinglu.season.live import import_season

EVERYTHING = Condition("(1 = 1)", ())
WINDOW = range(2024, 2027)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HEAD = "统计期间,市,级别,阶段,人次,填报单位,文件依据\n"


def told(  # noqa: PLR0913, PLR0917 - a report has as many fields
    period: str,
    city: str,
    level: str,
    stage: str,
    count: int,
    reporter: str = "市人社局",
) -> ParticipationReport:
    """Give a report."""
    return ParticipationReport(period, city, level, stage, count, reporter, "鲁人社统〔2026〕1号")


async def season_with(
    database: Database, *reports: ParticipationReport, code: str = "2026"
) -> SeasonRow:
    """Store a season with two finals of our own in June and July, and these reports."""
    season = msgspec.structs.replace(hostile_season(), participations=reports)
    await import_season(database, code, season, "tester")
    async with database.reading() as transaction:
        found = await season_by_code(transaction, code)
    assert found is not None
    return found


async def all_reports(database: Database, season: SeasonRow) -> list[ReportRow]:
    """Give every report of a season in the order of arrival."""
    scope = Condition("r.season = $1", (season.id,))
    async with database.reading() as transaction:
        return [*await list_reports(transaction, scope, Wanted())][::-1]


async def flags(database: Database, season: SeasonRow) -> list[Flag | None]:
    """Give the flags of every report in the order of arrival."""
    return [row.flag for row in await all_reports(database, season)]


async def check_sums(database: Database, season: SeasonRow) -> int:
    """Every way to the counter gives the same number: kept sums, folder, plan line."""
    async with database.reading() as transaction:
        counted = await counted_in(transaction, season.id, WINDOW)
        reports = await reports_of(transaction, season.id)
        totals = await totals_of(transaction, season.id)
        lines = await plan_lines_of(transaction, season.id)
    assert rolling_sum(reports, 2026, 3) == counted
    assert (
        sum(row.participations for row in totals if row.counted and row.year in WINDOW) == counted
    )
    assert [line.actual for line in lines if line.key == "participations"] == [str(counted)]
    rows = await all_reports(database, season)
    assert sum(row.reports for row in totals) == len(rows)
    assert sum(row.questioned_reports for row in totals) == sum(row.open for row in rows)
    return counted


async def test_reports_of_the_same_unit_level_stage_and_months_are_flagged(
    database: Database,
) -> None:
    """Overlapping months only; the later one is flagged, and it counts until a person decides."""
    season = await season_with(
        database,
        told("2026", "370100", "企业", "初赛", 100, "甲公司"),
        told("2026-05", "370100", "企业", "初赛", 30, "甲公司"),
        told("2026-05", "370100", "企业", "初赛", 30, "乙公司"),
        told("2025Q4", "370100", "企业", "初赛", 7, "甲公司"),
        told("2026-05", "370100", "企业", "复赛", 9, "甲公司"),
    )
    assert await flags(database, season) == [None, Flag.REPEATED, None, None, None]
    assert await check_sums(database, season) == 176
    flagged = (await all_reports(database, season))[1]
    async with database.reading() as transaction:
        peers = await peers_of(transaction, season.id, flagged)
    assert [peer.told.count for peer in peers] == [100]


async def test_a_stage_that_a_higher_level_tells_again_is_flagged(database: Database) -> None:
    """Early stages of a city that a county or enterprise told too; each level has its own final."""
    season = await season_with(
        database,
        told("2026-04", "370100", "县级", "初赛", 50, "历下区"),
        told("2026Q2", "370100", "市级", "初赛", 500, "济南市"),
        told("2026Q2", "370200", "市级", "初赛", 500, "青岛市"),
        told("2026Q2", "370100", "市级", "决赛", 60, "济南市"),
        told("2026-04", "370100", "县级", "决赛", 20, "历下区"),
        told("2026", "", "市级", "初赛", 1000, "省厅"),
        told("2025", "", "市级", "初赛", 1000, "省厅"),
    )
    higher = Flag.HIGHER_LEVEL
    assert await flags(database, season) == [None, higher, None, None, None, higher, None]
    assert await check_sums(database, season) == 3130


async def test_a_person_decides_whether_a_flagged_report_counts(
    database: Database, stamp: Stamp
) -> None:
    """Sums, folder and plan line follow; two deciders do not overwrite each other."""
    season = await season_with(
        database,
        told("2026-05", "370100", "企业", "初赛", 30, "甲公司"),
        told("2026-05", "370100", "企业", "初赛", 30, "甲公司"),
    )
    second = (await all_reports(database, season))[1]
    await decide(database, season, second, Verdict.NOT_COUNTED, "同一场次", stamp)
    assert await check_sums(database, season) == 30
    with pytest.raises(DecidedOtherwiseError):
        await decide(database, season, second, Verdict.COUNTED, "不同场次", stamp)
    second = (await all_reports(database, season))[1]
    assert (second.flag, second.verdict, second.why) == (
        Flag.REPEATED,
        Verdict.NOT_COUNTED,
        "同一场次",
    )
    await decide(database, season, second, Verdict.COUNTED, "不同场次", stamp)
    assert await check_sums(database, season) == 60


async def test_what_does_not_count_flags_nothing(database: Database, stamp: Stamp) -> None:
    """Once the first one is withdrawn, the second stands alone."""
    season = await season_with(
        database,
        told("2026-05", "370100", "企业", "初赛", 30, "甲公司"),
        told("2026-05", "370100", "企业", "初赛", 31, "甲公司"),
    )
    first = (await all_reports(database, season))[0]
    await decide(database, season, first, Verdict.WITHDRAWN, "填错", stamp)
    assert await flags(database, season) == [None, None]
    assert await check_sums(database, season) == 31


async def test_finals_come_from_our_own_entries(database: Database, stamp: Stamp) -> None:
    """Eight entries of one and two of the other, without the absent one; held before today."""
    season = await season_with(database, told("2026-01", "370100", "企业", "初赛", 30))
    async with database.reading() as transaction:
        assert await own_finals(transaction, season.id, date(2026, 5, 31)) == ()
        june = await own_finals(transaction, season.id, date(2026, 6, 1))
    assert [(one.people, one.city, one.level) for one in june] == [(7, "370100", Level.PROVINCIAL)]
    assert await renew_finals(database, season, stamp) == 2
    lines = (await all_reports(database, season))[1:]
    assert [(line.told.count, line.told.period, line.origin) for line in lines] == [
        (7, "2026-06", Origin.ENTRIES),
        (2, "2026-07", Origin.ENTRIES),
    ]
    assert await check_sums(database, season) == 39
    assert await renew_finals(database, season, stamp) == 0
    assert await check_sums(database, season) == 39


async def test_a_reported_final_is_not_counted_beside_our_own_entries(
    database: Database, stamp: Stamp
) -> None:
    """The report counts and is flagged; when a person takes it out, our own lines count."""
    season = await season_with(
        database,
        told("2026-06", "", "省级", "决赛", 9, "组委会"),
        told("2026-06", "370100", "市级", "决赛", 5, "济南市"),
    )
    assert await renew_finals(database, season, stamp) == 2
    rows = await all_reports(database, season)
    assert [row.flag for row in rows] == [Flag.OWN_FINAL, None, None, None]
    assert [row.counted for row in rows] == [True, True, False, True]
    assert await check_sums(database, season) == 16
    async with database.reading() as transaction:
        peers = await peers_of(transaction, season.id, rows[0])
    assert [peer.told.count for peer in peers] == [7]
    await decide(database, season, rows[0], Verdict.NOT_COUNTED, "以参赛数据为准", stamp)
    assert [row.counted for row in await all_reports(database, season)] == [False, True, True, True]
    assert await check_sums(database, season) == 14


async def test_a_report_by_form_counts_at_once_and_touches_the_season(
    database: Database, stamp: Stamp
) -> None:
    """Also the flags of neighbours that it overlaps with."""
    season = await season_with(database, told("2026-05", "370100", "市级", "初赛", 30, "甲"))
    report = NewReport.of(told("2026-05", "370100", "县级", "初赛", 12, "乙"))
    await report_participations(database, season, report, "济南市代表队", stamp)
    assert await flags(database, season) == [Flag.HIGHER_LEVEL, None]
    assert await check_sums(database, season) == 42
    async with database.reading() as transaction:
        after = await season_by_code(transaction, "2026")
    assert after is not None
    assert after.revision == season.revision + 1


async def test_a_sheet_is_checked_then_imported_once(database: Database, stamp: Stamp) -> None:
    """A dry run writes no report; the same content is never imported twice."""
    season = await season_with(database)
    content = (HEAD + "2026-03,济南,企业,初赛,120,甲公司,甲〔2026〕1号\n" * 2).encode()
    asked = asked_of(season, NOW, None)
    checked = await check_sheet(database, season, "三月.csv", content, "", asked, stamp)
    assert (checked.reports, checked.participations, checked.problems.count) == (2, 240, 0)
    assert await all_reports(database, season) == []
    assert checked.sheet is not None
    async with database.reading() as transaction:
        sheet = await sheet_by_id(transaction, season.id, checked.sheet)
    assert sheet is not None
    assert await import_sheet(database, season, sheet, asked, stamp) == 2
    assert await import_sheet(database, season, sheet, asked, stamp) == 0
    again = await check_sheet(database, season, "改名.csv", content, "", asked, stamp)
    assert again.sheet == checked.sheet
    assert await flags(database, season) == [None, Flag.REPEATED]
    assert await check_sums(database, season) == 240


async def test_a_sheet_with_any_problem_writes_nothing(database: Database, stamp: Stamp) -> None:
    """Not even the sheet itself."""
    season = await season_with(database)
    content = (HEAD + "2026-03,济南,企业,初赛,120,甲,乙\n2026-03,济南,企业,初赛,x,甲,乙\n").encode()
    asked = asked_of(season, NOW, None)
    checked = await check_sheet(database, season, "a.csv", content, "", asked, stamp)
    assert [(one.row, one.column, one.message) for one in checked.problems.shown] == [
        (3, "人次", "count")
    ]
    assert checked.sheet is None
    async with database.reading() as transaction:
        assert await sheet_by_id(transaction, season.id, 1) is None


async def test_earlier_years_are_carried_over_once(database: Database, stamp: Stamp) -> None:
    """Only years in the window, and nothing that this season was told of in the same months."""
    earlier = await season_with(
        database,
        told("2023", "370100", "市级", "初赛", 1),
        told("2024", "370100", "市级", "初赛", 20),
        told("2025", "370100", "市级", "初赛", 300),
        told("2025-02", "370200", "市级", "决赛", 5),
        told("2025-02", "370200", "市级", "决赛", 6, "乙单位"),
        code="2025",
    )
    season = await season_with(database, told("2025Q1", "370200", "市级", "决赛", 4000))
    assert await carry_over(database, season, earlier, stamp) == CarriedOver(3, 1)
    assert await check_sums(database, season) == 4326
    assert await carry_over(database, season, earlier, stamp) == CarriedOver(0, 4)
    assert await check_sums(database, season) == 4326


async def test_a_withdrawn_report_does_not_keep_others_from_being_carried_over(
    database: Database, stamp: Stamp
) -> None:
    """Before it is withdrawn it does; what was carried over and withdrawn stays away."""
    earlier = await season_with(database, told("2025", "370100", "市级", "初赛", 300), code="2025")
    season = await season_with(database, told("2025", "370100", "市级", "初赛", 7))
    assert await carry_over(database, season, earlier, stamp) == CarriedOver(0, 1)
    mine = (await all_reports(database, season))[0]
    await decide(database, season, mine, Verdict.WITHDRAWN, "填错", stamp)
    assert await carry_over(database, season, earlier, stamp) == CarriedOver(1, 0)
    assert await check_sums(database, season) == 300
    carried = (await all_reports(database, season))[1]
    assert (carried.origin, carried.flag) == (Origin.CARRIED, None)
    await decide(database, season, carried, Verdict.WITHDRAWN, "往年已更正", stamp)
    assert await carry_over(database, season, earlier, stamp) == CarriedOver(0, 1)
    assert await check_sums(database, season) == 0


async def test_names_are_kept_as_hashes_and_found_again(database: Database, stamp: Stamp) -> None:
    """The same two people on the lists of two reports of one stage are a reason to ask."""
    season = await season_with(
        database,
        told("2026-05", "370100", "企业", "初赛", 2, "甲公司"),
        told("2026-05", "370100", "企业", "初赛", 3, "乙公司"),
    )
    first, second = await all_reports(database, season)
    names = "姓名\n王䶮\n阿依古丽•买买提\n".encode()
    more = "姓名\n王 䶮\n阿依古丽·买买提\n李雷\n".encode()
    for report, content in ((first, names), (second, more)):
        problems = Problems()
        count = report.told.count
        people = people_in(content, "名单.csv", count, "370100", database.keys, problems)
        assert problems.shown == []
        assert {len(person) for person in people} == {32}
        await store_names(database, season, report, people, stamp)
    assert await flags(database, season) == [None, Flag.SAME_PEOPLE]
    async with database.reading() as transaction:
        assert await names_of(transaction, first.id) == (2, 2)
        assert await names_of(transaction, second.id) == (3, 2)
        rows = await transaction.rows("SELECT person_hash FROM participation_name")
    assert all("王".encode() not in bytes(row[0]) for row in rows)


async def test_a_list_that_does_not_hold_the_number_is_refused(database: Database) -> None:
    """Too few, somebody twice, a nameless row."""
    problems = Problems()
    people_in("姓名\n王䶮\n王䶮\n".encode(), "名单.csv", 5, "", database.keys, problems)
    assert [(one.row, one.message) for one in problems.shown] == [(3, "name_twice")]
    problems = Problems()
    people_in("姓名\n王䶮\n".encode(), "名单.csv", 5, "", database.keys, problems)
    assert [(one.row, one.message) for one in problems.shown] == [(0, "name_count")]


async def test_reports_outside_the_window_count_for_nobody(database: Database) -> None:
    """They stay in the folder, and outside the counter."""
    season = await season_with(database, told("2020", "370100", "市级", "初赛", 9))
    async with database.transaction() as transaction:
        await add_reports(transaction, season.id, ())
    assert await check_sums(database, season) == 0
