"""Write participation reports: by folder, by form, from last year; decide about double counting."""

from collections.abc import Iterable, Sequence

import msgspec

from competition.participation.queries import ReportRow, counted_in
from competition.participation.rules import (
    MONTHS,
    Flag,
    NewReport,
    Origin,
    ParticipationReport,
    Verdict,
    counter_sentence,
    window,
)
from competition.participation.settling import lock_reports, renew_own_finals, settle
from competition.plan.queries import SeasonRow, plan_lines_of
from competition.plan.services import replace_plan_lines, touch_season
from competition.policy.loader import load_ruleset
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction

COLUMNS = (
    "season", "period", "city", "level", "stage", "participations", "reporter", "document",
    "first_month", "last_month", "level_code", "stage_code", "delegation", "origin", "sheet",
    "flag", "verdict", "why", "counted",
)  # fmt: skip
_PLAN_KEY = "participations"
# Words tell reports apart whose level or stage has no code.
_IN_WORDS = (
    "CASE WHEN {0}.level_code = 'other' OR {0}.stage_code = 'other' "
    "THEN {0}.level || '/' || {0}.stage ELSE '' END"
)
_CARRY = (
    f"INSERT INTO participation_report ({', '.join(COLUMNS)}) "  # noqa: S608 - our own words
    "SELECT CAST($1 AS BIGINT), o.period, o.city, o.level, o.stage, o.participations, o.reporter, "
    "o.document, o.first_month, o.last_month, o.level_code, o.stage_code, o.delegation, "
    f"'{Origin.CARRIED}', NULL, '', '', '', o.counted FROM participation_report o "
    "LEFT JOIN (SELECT DISTINCT r.city, r.reporter, r.level_code, r.stage_code, "
    f"{_IN_WORDS.format('r')} AS words, r.first_month, r.last_month FROM participation_report r "
    f"WHERE r.season = $1 AND r.origin <> '{Origin.ENTRIES}' "
    f"AND (r.verdict <> '{Verdict.WITHDRAWN}' OR r.origin = '{Origin.CARRIED}')) t "
    "ON t.city = o.city AND t.reporter = o.reporter AND t.level_code = o.level_code "
    f"AND t.stage_code = o.stage_code AND t.words = {_IN_WORDS.format('o')} "
    "AND t.first_month <= o.last_month AND t.last_month >= o.first_month "
    "WHERE o.season = $2 AND o.counted AND o.first_month BETWEEN $3 AND $4 AND t.city IS NULL "
    "ORDER BY o.id RETURNING id"
)


class DecidedOtherwiseError(StorageError):
    """Somebody else decided about the report meanwhile."""


def report_values(
    season: int,
    report: NewReport,
    origin: Origin,
    delegation: str = "",
    sheet: int | None = None,
) -> tuple[object, ...]:
    """Give the values of a report's row in the order of COLUMNS."""
    told = report.told
    return (
        season, told.period, told.city, told.level, told.stage, told.count, told.reporter,
        told.document, report.span.first, report.span.last, report.level_code.value,
        report.stage_code.value, delegation, origin.value, sheet, "", "", "", True,
    )  # fmt: skip


async def add_reports(
    transaction: Transaction, season: int, reports: Iterable[ParticipationReport]
) -> None:
    """Add the participation reports of a season folder: they all count until somebody decides."""
    folder = (report_values(season, NewReport.of(one), Origin.FOLDER) for one in reports)
    if await transaction.insert("participation_report", COLUMNS, folder):
        await settle(transaction, season)


async def report_participations(
    database: Database, season: SeasonRow, report: NewReport, delegation: str, stamp: Stamp
) -> int:
    """Add one report by form; give its id."""
    told = report.told
    async with database.transaction() as transaction:
        await lock_reports(transaction, season.id)
        values = report_values(season.id, report, Origin.FORM, delegation)
        places = ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1))
        rows = await transaction.rows(
            f"INSERT INTO participation_report ({', '.join(COLUMNS)}) "  # noqa: S608 - our columns
            f"VALUES ({places}) RETURNING id",
            *values,
        )
        number: int = rows[0][0]
        await settle(transaction, season.id, [told.city])
        await tell_plan(transaction, season)
        detail = {"report": number, "reporter": told.reporter, "count": told.count}
        await record(transaction, stamp, "participation.report", season.code, detail)
    return number


async def decide(  # noqa: PLR0913, PLR0917 - who decides what about which report, and why
    database: Database,
    season: SeasonRow,
    report: ReportRow,
    verdict: Verdict,
    why: str,
    stamp: Stamp,
) -> None:
    """Say whether a report counts, with the reason; DecidedOtherwiseError when it changed."""
    old = report.verdict.value if report.verdict else ""
    counted = verdict is Verdict.COUNTED
    async with database.transaction() as transaction:
        await lock_reports(transaction, season.id)
        hit = await transaction.rows(
            "UPDATE participation_report SET verdict = $3, why = $4, counted = $5 "
            "WHERE id = $1 AND verdict = $2 RETURNING id",
            report.id,
            old,
            verdict.value,
            why,
            counted,
        )
        if not hit:
            raise DecidedOtherwiseError
        await settle(transaction, season.id, [report.told.city])
        await tell_plan(transaction, season)
        changes = {"verdict": [old, verdict.value]}
        detail = {"report": report.id, "changes": changes, "why": why}
        await record(transaction, stamp, "participation.decide", season.code, detail)


async def renew_finals(database: Database, season: SeasonRow, stamp: Stamp) -> int:
    """Bring the automatic lines in line with our entries; give how many lines changed."""
    async with database.transaction() as transaction:
        await lock_reports(transaction, season.id)
        changed = await renew_own_finals(transaction, season.id, stamp.at.date())
        if changed:
            await settle(transaction, season.id)
            await tell_plan(transaction, season)
            detail = {"lines": changed}
            await record(transaction, stamp, "participation.finals", season.code, detail)
    return changed


class CarriedOver(msgspec.Struct, frozen=True):
    """How many reports were carried over, and how many were left since they are here already."""

    taken: int
    left: int


async def carry_over(
    database: Database, season: SeasonRow, earlier: SeasonRow, stamp: Stamp
) -> CarriedOver:
    """Take over what an earlier season counted in this one's window, in years before its own.

    A report is left where this season was told of the same unit, city, level and stage in months
    in common; what was withdrawn here does not stand in the way, unless it was carried over itself.
    """
    years = window(season.year, load_ruleset(season.ruleset).plan.participation_years)[:-1]
    first, last = years.start * MONTHS, years.stop * MONTHS - 1
    async with database.transaction() as transaction:
        await lock_reports(transaction, season.id)
        rows = await transaction.rows(
            "SELECT count(*) FROM participation_report "
            "WHERE season = $1 AND counted AND first_month BETWEEN $2 AND $3",
            earlier.id,
            first,
            last,
        )
        taken = len(await transaction.rows(_CARRY, season.id, earlier.id, first, last))
        carried = CarriedOver(taken, rows[0][0] - taken)
        if taken:
            await settle(transaction, season.id)
            await tell_plan(transaction, season)
            detail = {"from": earlier.code, "reports": taken, "left": carried.left}
            await record(transaction, stamp, "participation.carry", season.code, detail)
    return carried


async def store_names(
    database: Database, season: SeasonRow, report: ReportRow, people: Sequence[bytes], stamp: Stamp
) -> None:
    """Keep a report's list of names as keyed hashes, in the place of an earlier list.

    Whoever is on the list of another report of the same stage and months is a reason to ask.
    """
    async with database.transaction() as transaction:
        await lock_reports(transaction, season.id)
        await transaction.execute("DELETE FROM participation_name WHERE report = $1", report.id)
        await transaction.insert(
            "participation_name",
            ("report", "person_hash"),
            ((report.id, person) for person in people),
        )
        await _flag_same_people(transaction, report.id)
        await settle(transaction, season.id, [report.told.city])
        detail = {"report": report.id, "names": len(people)}
        await record(transaction, stamp, "participation.names", season.code, detail)


async def _flag_same_people(transaction: Transaction, report: int) -> None:
    await transaction.execute(
        "UPDATE participation_report AS r SET flag = CASE WHEN EXISTS ("  # noqa: S608 - our own words
        "SELECT 1 FROM participation_name n JOIN participation_name o "
        "ON o.person_hash = n.person_hash JOIN participation_report p ON p.id = o.report "
        "WHERE n.report = r.id AND p.id <> r.id AND p.season = r.season AND p.counted "
        "AND p.level_code = r.level_code AND p.stage_code = r.stage_code "
        "AND p.first_month <= r.last_month AND p.last_month >= r.first_month"
        f") THEN '{Flag.SAME_PEOPLE}' WHEN r.flag = '{Flag.SAME_PEOPLE}' THEN '' ELSE r.flag END "
        "WHERE r.id = $1",
        report,
    )


async def tell_plan(transaction: Transaction, season: SeasonRow) -> None:
    """Write the counter into the plan's line, where the plan was computed, so that both agree."""
    plan = load_ruleset(season.ruleset).plan
    years = plan.participation_years
    actual = await counted_in(transaction, season.id, window(season.year, years))
    lines = await plan_lines_of(transaction, season.id)
    told = [
        msgspec.structs.replace(
            line,
            actual=str(actual),
            explanation=counter_sentence(season.year, years, actual, plan.participations),
        )
        if line.key == _PLAN_KEY
        else line
        for line in lines
    ]
    if told != list(lines):
        await replace_plan_lines(transaction, season.id, told)
    await touch_season(transaction, season.id)
