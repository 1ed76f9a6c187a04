"""Read the participations that a season was told of, and what our own entries add to them."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from competition.accounts.scope import Condition
from competition.participation.rules import (
    MONTHS,
    Flag,
    Level,
    Origin,
    ParticipationReport,
    Span,
    Stage,
    Verdict,
    level_of_class,
)
from competition.plan.rules import EventClass
from competition.storage.transaction import Row, Transaction

PAGE_ROWS = 50
_PEERS_SHOWN = 10
#: The columns that a scope is written for.
SCOPE = {"season": "r.season", "delegation": "r.delegation"}


class OwnFinal(msgspec.Struct, frozen=True):
    """How many people of a city took part in an event of ours, by our own entries."""

    event: int
    name: str
    level: Level
    held_on: date
    city: str
    people: int


class ReportRow(msgspec.Struct, frozen=True):
    """A report as it is stored."""

    id: int
    told: ParticipationReport
    span: Span
    level: Level
    stage: Stage
    delegation: str
    origin: Origin
    flag: Flag | None
    verdict: Verdict | None
    why: str
    counted: bool
    sheet: int | None

    @property
    def open(self) -> bool:
        """Whether somebody should decide about it."""
        return self.flag is not None and self.verdict is None


class Wanted(msgspec.Struct, frozen=True):
    """Which reports a list shows; empty fields ask for nothing."""

    city: str | None = None
    year: int | None = None
    level: str = ""
    stage: str = ""
    state: str = ""
    reporter: str = ""


class TotalRow(msgspec.Struct, frozen=True):
    """The sum of the reports of one year, city, level and stage."""

    year: int
    city: str
    level: Level
    stage: Stage
    automatic: bool
    counted: bool
    reports: int
    participations: int
    questioned_reports: int
    questioned: int


class SheetRow(msgspec.Struct, frozen=True):
    """A sheet that was checked, and perhaps imported."""

    id: int
    digest: bytes
    delegation: str
    name: str
    reports: int
    participations: int
    uploaded_by: str
    uploaded_at: datetime
    imported_at: datetime | None


_REPORT = (
    "SELECT r.id, r.period, r.city, r.level, r.stage, r.participations, r.reporter, r.document, "
    "r.first_month, r.last_month, r.level_code, r.stage_code, r.delegation, r.origin, r.flag, "
    "r.verdict, r.why, r.counted, r.sheet FROM participation_report r WHERE "
)
_OWN_FINALS = (
    "SELECT v.id, v.name, v.event_class, v.held_on, x.city, "
    "CAST(sum(CASE WHEN x.people = 0 THEN v.entry_size ELSE x.people END) AS BIGINT) FROM ("
    "SELECT e.event, e.city, count(m.id) AS people FROM entry e "
    "JOIN event h ON h.id = e.event AND h.season = $1 AND h.held_on <= $2 "
    "LEFT JOIN member m ON m.entry = e.id AND m.role = 'competitor' "
    "WHERE e.status IN ('ok', 'guest', 'disqualified') GROUP BY e.id, e.event, e.city"
    ") x JOIN event v ON v.id = x.event "
    "GROUP BY v.id, v.name, v.event_class, v.held_on, x.city ORDER BY v.id, x.city"
)
_TOTALS = (
    f"SELECT first_month / {MONTHS}, city, level_code, stage_code, automatic, counted, "  # noqa: S608 - our own words
    "CAST(sum(reports) AS BIGINT), CAST(sum(participations) AS BIGINT), "
    "CAST(sum(questioned_reports) AS BIGINT), CAST(sum(questioned) AS BIGINT) "
    "FROM participation_total WHERE season = $1 "
    f"GROUP BY first_month / {MONTHS}, city, level_code, stage_code, automatic, counted"
)
_STATES = {
    "open": "r.flag <> '' AND r.verdict = ''",
    "counted": "r.counted",
    "not_counted": "NOT r.counted",
    "automatic": "r.event > 0",
}
_SHEET = (
    "SELECT id, digest, delegation, name, reports, participations, uploaded_by, uploaded_at, "
    "imported_at FROM participation_sheet WHERE season = $1 AND "
)


async def reports_of(transaction: Transaction, season: int) -> tuple[ParticipationReport, ...]:
    """Give the participation reports of a season that count, as they were given."""
    rows = await transaction.rows(
        "SELECT period, city, level, stage, participations, reporter, document "
        "FROM participation_report WHERE season = $1 AND counted ORDER BY id",
        season,
    )
    return tuple(ParticipationReport(*row) for row in rows)


async def own_finals(transaction: Transaction, season: int, today: date) -> tuple[OwnFinal, ...]:
    """Count the people of our entries in each event held by `today`, by city.

    Absent and withdrawn ones took no part; an entry without names counts with its size.
    """
    rows = await transaction.rows(_OWN_FINALS, season, today)
    return tuple(
        OwnFinal(row[0], row[1], level_of_class(EventClass(row[2])), *row[3:]) for row in rows
    )


async def own_people(transaction: Transaction, season: int) -> int:
    """Give how many participations the lines of our own entries hold."""
    rows = await transaction.rows(
        "SELECT CAST(coalesce(sum(participations), 0) AS BIGINT) FROM participation_total "
        "WHERE season = $1 AND automatic",
        season,
    )
    number: int = rows[0][0]
    return number


async def totals_of(transaction: Transaction, season: int) -> tuple[TotalRow, ...]:
    """Give the sums of a season by year, city, level and stage, from the sums that are kept."""
    return tuple(
        TotalRow(row[0], row[1], Level(row[2]), Stage(row[3]), bool(row[4]), bool(row[5]), *row[6:])
        for row in await transaction.rows(_TOTALS, season)
    )


async def counted_in(transaction: Transaction, season: int, years: range) -> int:
    """Give the participations that count in some years: the rolling counter (measure 20)."""
    rows = await transaction.rows(
        "SELECT CAST(coalesce(sum(participations), 0) AS BIGINT) FROM participation_total "
        "WHERE season = $1 AND counted AND first_month >= $2 AND first_month < $3",
        season,
        years.start * MONTHS,
        years.stop * MONTHS,
    )
    number: int = rows[0][0]
    return number


async def list_reports(
    transaction: Transaction, scope: Condition, wanted: Wanted, before: int | None = None
) -> tuple[ReportRow, ...]:
    """Give a page of reports within a scope, newest first, and one more if there are more.

    `scope` holds the first placeholders; `before` is the id that the page follows.
    """
    terms, values = [scope.sql], list(scope.values)

    def ask(term: str, *asked: object) -> None:
        places = [f"${len(values) + n}" for n in range(1, len(asked) + 1)]
        terms.append(term.format(*places))
        values.extend(asked)

    if wanted.city is not None:
        ask("r.city = {}", wanted.city)
    if wanted.year is not None:
        ask("r.first_month >= {}", wanted.year * MONTHS)
        ask("r.first_month < {}", (wanted.year + 1) * MONTHS)
    if wanted.level:
        ask("r.level_code = {}", wanted.level)
    if wanted.stage:
        ask("r.stage_code = {}", wanted.stage)
    if wanted.reporter:
        ask("r.reporter = {}", wanted.reporter)
    if wanted.state in _STATES:
        terms.append(_STATES[wanted.state])
    if before is not None:
        ask("r.id < {}", before)
    rows = await transaction.rows(
        _REPORT + " AND ".join(terms) + f" ORDER BY r.id DESC LIMIT {PAGE_ROWS + 1}", *values
    )
    return tuple(map(_report, rows))


async def report_by_id(transaction: Transaction, scope: Condition, number: int) -> ReportRow | None:
    """Give one report within a scope; None when there is none."""
    place = len(scope.values) + 1
    rows = await transaction.rows(
        f"{_REPORT}{scope.sql} AND r.id = ${place}", *scope.values, number
    )
    return _report(rows[0]) if rows else None


async def peers_of(
    transaction: Transaction, season: int, report: ReportRow
) -> tuple[ReportRow, ...]:
    """Give reports that may count the same as a flagged one, at most ten; it is not among them."""
    shared = (
        "r.season = $1 AND r.id <> $2 AND r.first_month <= $3 AND r.last_month >= $4 "
        "AND r.stage_code = $5 AND "
    )
    values: list[object] = [season, report.id, report.span.last, report.span.first, report.stage]
    if report.flag is Flag.REPEATED:
        which = "r.city = $6 AND r.reporter = $7 AND r.level_code = $8 AND r.event IS NULL"
        values += [report.told.city, report.told.reporter, report.level]
    elif report.flag is Flag.OWN_FINAL:
        which = "r.level_code = $6 AND r.event > 0"
        values += [report.level]
    elif report.flag is Flag.SAME_PEOPLE:
        which = (
            "r.id IN (SELECT o.report FROM participation_name n JOIN participation_name o "
            "ON o.person_hash = n.person_hash WHERE n.report = $2)"
        )
    elif report.told.city:
        which = "r.city = $6 AND r.level_code <> $7 AND r.event IS NULL AND r.counted"
        values += [report.told.city, report.level]
    else:
        which = "r.city > '' AND r.level_code = $6 AND r.event IS NULL AND r.counted"
        values += [report.level]
    rows = await transaction.rows(
        f"{_REPORT}{shared}{which} ORDER BY r.id LIMIT {_PEERS_SHOWN}", *values
    )
    return tuple(map(_report, rows))


async def names_of(transaction: Transaction, report: int) -> tuple[int, int]:
    """Give how many names a report's list holds, and how many of them a peer's list holds too.

    A peer tells of the same level and stage in months in common.
    """
    rows = await transaction.rows(
        "SELECT count(*), CAST(coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM participation_name o "
        "JOIN participation_report p ON p.id = o.report WHERE o.person_hash = n.person_hash "
        "AND p.id <> r.id AND p.season = r.season AND p.counted AND p.level_code = r.level_code "
        "AND p.stage_code = r.stage_code AND p.first_month <= r.last_month "
        "AND p.last_month >= r.first_month) THEN 1 ELSE 0 END), 0) AS BIGINT) "
        "FROM participation_name n JOIN participation_report r ON r.id = n.report "
        "WHERE n.report = $1",
        report,
    )
    return rows[0][0], rows[0][1]


async def sheet_by_digest(
    transaction: Transaction, season: int, digest: bytes, delegation: str
) -> SheetRow | None:
    """Give the sheet of a content, None when it was never uploaded."""
    rows = await transaction.rows(
        _SHEET + "digest = $2 AND delegation = $3", season, digest, delegation
    )
    return _sheet(rows[0]) if rows else None


async def sheet_by_id(transaction: Transaction, season: int, number: int) -> SheetRow | None:
    """Give a sheet by its id, None when there is none in the season."""
    rows = await transaction.rows(_SHEET + "id = $2", season, number)
    return _sheet(rows[0]) if rows else None


async def sheets_of(
    transaction: Transaction, season: int, delegations: Sequence[str] | None
) -> tuple[SheetRow, ...]:
    """Give the sheets of a season, newest first: of all, or of some delegations."""
    rows = await transaction.rows(_SHEET + "id > 0 ORDER BY id DESC LIMIT 100", season)
    found = map(_sheet, rows)
    return tuple(row for row in found if delegations is None or row.delegation in delegations)


async def sheet_content(transaction: Transaction, number: int) -> bytes | None:
    """Give the file of a sheet that is not imported yet."""
    rows = await transaction.rows("SELECT content FROM participation_sheet WHERE id = $1", number)
    return bytes(rows[0][0]) if rows and rows[0][0] is not None else None


def _report(row: Row) -> ReportRow:
    return ReportRow(
        id=row[0],
        told=ParticipationReport(*row[1:8]),
        span=Span(row[8], row[9]),
        level=Level(row[10]),
        stage=Stage(row[11]),
        delegation=row[12],
        origin=Origin(row[13]),
        flag=Flag(row[14]) if row[14] else None,
        verdict=Verdict(row[15]) if row[15] else None,
        why=row[16],
        counted=bool(row[17]),
        sheet=row[18],
    )


def _sheet(row: Row) -> SheetRow:
    return SheetRow(row[0], bytes(row[1]), *row[2:])
