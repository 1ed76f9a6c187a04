"""Settle a season's reports after a change: lines from our own entries, flags, and the sums.

All of it is SQL over one city at a time, or over the whole season after a sheet or folder. A flag
that a person decided about stays; whatever else was flagged is looked at anew.
"""

from collections.abc import Iterable
from datetime import date

from competition.participation.queries import own_finals
from competition.participation.rules import (
    EARLY_STAGES,
    HEIGHT,
    LEVEL_WORDS,
    OWN_LEVELS,
    STAGE_WORDS,
    Flag,
    Origin,
    Stage,
    month_of,
)
from competition.storage.transaction import Dialect, Transaction

OWN_REPORTER = "本系统参赛数据"
_LOCK = 20
"""The measure: names our lock among a PostgreSQL server's advisory locks."""

_HEIGHT = " ".join(f"WHEN '{level}' THEN {height}" for level, height in HEIGHT.items())
_EARLY = ", ".join(f"'{stage}'" for stage in EARLY_STAGES)
_OWN = ", ".join(f"'{level}'" for level in OWN_LEVELS)
_OPEN = "r.season = $1 AND r.origin <> 'entries' AND r.verdict = ''"

_FORGET_FLAGS = (
    "UPDATE participation_report AS r SET flag = '' "  # noqa: S608 - our own words
    f"WHERE {_OPEN} AND r.flag <> '' AND r.flag <> '{Flag.SAME_PEOPLE}'"
)
# The same unit, city, level and stage: whoever begins no later reaches into this one's months.
_FLAG_REPEATED = (
    f"UPDATE participation_report AS r SET flag = '{Flag.REPEATED}' WHERE {_OPEN} AND r.id IN ("  # noqa: S608 - our own words
    "SELECT w.id FROM (SELECT o.id, o.first_month, max(o.last_month) OVER ("
    "PARTITION BY o.city, o.reporter, o.level_code, o.stage_code, "
    "CASE WHEN o.level_code = 'other' OR o.stage_code = 'other' THEN o.level || '/' || o.stage END "
    "ORDER BY o.first_month, o.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    ") AS before FROM participation_report o WHERE o.season = $1 AND o.origin <> 'entries' "
    "AND o.counted {slice}) w WHERE w.before >= w.first_month)"
)
_OVERLAPS = "t.first_month <= r.last_month AND t.last_month >= r.first_month"
_FLAG_HIGHER = (
    f"UPDATE participation_report AS r SET flag = '{Flag.HIGHER_LEVEL}' WHERE {_OPEN} "  # noqa: S608 - our own words
    f"AND r.flag = '' AND r.stage_code IN ({_EARLY}) "
    "AND r.level_code IN ('county', 'city', 'provincial') AND EXISTS ("
    "SELECT 1 FROM participation_total t WHERE t.season = r.season AND t.city = r.city "
    "AND t.counted AND NOT t.automatic AND t.stage_code = r.stage_code "
    f"AND CASE t.level_code {_HEIGHT} ELSE 9 END < CASE r.level_code {_HEIGHT} ELSE 0 END "
    f"AND {_OVERLAPS})"
)
_FLAG_PROVINCE_WIDE = (
    f"UPDATE participation_report AS r SET flag = '{Flag.HIGHER_LEVEL}' WHERE {_OPEN} "  # noqa: S608 - our own words
    "AND r.flag = '' AND r.city = '' AND r.level_code <> 'other' AND EXISTS ("
    "SELECT 1 FROM participation_total t WHERE t.season = r.season AND t.city > '' "
    "AND t.counted AND NOT t.automatic AND t.stage_code = r.stage_code "
    f"AND t.level_code = r.level_code AND {_OVERLAPS})"
)
_FLAG_OWN_FINAL = (
    f"UPDATE participation_report AS r SET flag = '{Flag.OWN_FINAL}' WHERE {_OPEN} "  # noqa: S608 - our own words
    f"AND r.flag = '' AND r.stage_code = 'final' AND r.level_code IN ({_OWN}) AND EXISTS ("
    "SELECT 1 FROM participation_total t WHERE t.season = r.season AND t.automatic "
    "AND t.level_code = r.level_code AND (r.city = '' OR t.city = r.city) "
    f"AND {_OVERLAPS})"
)
# A line of our own counts unless a counted report tells of the same final.
_COVER_OWN = (
    "UPDATE participation_report AS r SET counted = r.verdict <> 'not_counted' AND NOT EXISTS ("  # noqa: S608 - our own words
    "SELECT 1 FROM participation_total t WHERE t.season = r.season AND t.counted "
    "AND NOT t.automatic AND t.stage_code = 'final' AND t.level_code = r.level_code "
    f"AND (t.city = '' OR t.city = r.city) AND {_OVERLAPS}) WHERE r.season = $1 AND r.event > 0"
)
_SUMS = (
    "INSERT INTO participation_total (season, city, first_month, last_month, level_code, "
    "stage_code, automatic, counted, reports, participations, questioned_reports, questioned) "
    "SELECT r.season, r.city, r.first_month, r.last_month, r.level_code, r.stage_code, "
    "r.origin = 'entries', r.counted, count(*), CAST(sum(r.participations) AS BIGINT), "
    "sum(CASE WHEN r.flag <> '' AND r.verdict = '' THEN 1 ELSE 0 END), "
    "CAST(sum(CASE WHEN r.flag <> '' AND r.verdict = '' THEN r.participations ELSE 0 END) "
    "AS BIGINT) FROM participation_report r WHERE r.season = $1 AND {which} "
    "GROUP BY r.season, r.city, r.first_month, r.last_month, r.level_code, r.stage_code, "
    "r.origin = 'entries', r.counted"
)
_FORGET_SUMS = "DELETE FROM participation_total WHERE season = $1 AND "
_REPORTS = "r.origin <> 'entries'"
_LINES = "r.event > 0"


async def lock_reports(transaction: Transaction, season: int) -> None:
    """Let one change at a time settle a season's reports (SQLite has one writer anyway)."""
    if transaction.dialect is Dialect.POSTGRES:
        await transaction.execute("SELECT pg_advisory_xact_lock($1::int, $2::int)", _LOCK, season)


async def settle(
    transaction: Transaction, season: int, cities: Iterable[str] | None = None
) -> None:
    """Look for double counting and add up anew: in some cities, or (None) in all of a season.

    What a city tells may be told for the whole province too, so that is always looked at.
    """
    slices = [None] if cities is None else sorted({*cities, ""}, reverse=True)
    for city in slices:
        await _add_up(transaction, season, city)
    await _add_up_own(transaction, season)
    for city in slices:
        await _flag(transaction, season, city)
        await _add_up(transaction, season, city)
    await transaction.execute(_COVER_OWN, season)
    await _add_up_own(transaction, season)


async def _add_up(transaction: Transaction, season: int, city: str | None) -> None:
    gone, which = "NOT automatic", _REPORTS
    values: tuple[object, ...] = (season,)
    if city is not None:
        gone, which = f"{gone} AND city = $2", f"{which} AND r.city = $2"
        values = (season, city)
    await transaction.execute(_FORGET_SUMS + gone, *values)
    await transaction.execute(_SUMS.format(which=which), *values)


async def _flag(transaction: Transaction, season: int, city: str | None) -> None:
    values: tuple[object, ...] = (season,) if city is None else (season, city)
    outer = "" if city is None else " AND r.city = $2"
    inner = "" if city is None else "AND o.city = $2"
    await transaction.execute(_FORGET_FLAGS + outer, *values)
    await transaction.execute(_FLAG_REPEATED.format(slice=inner) + outer, *values)
    await transaction.execute(_FLAG_HIGHER + outer, *values)
    if not city:
        await transaction.execute(_FLAG_PROVINCE_WIDE, season)
    await transaction.execute(_FLAG_OWN_FINAL + outer, *values)


async def _add_up_own(transaction: Transaction, season: int) -> None:
    await transaction.execute(_FORGET_SUMS + "automatic", season)
    await transaction.execute(_SUMS.format(which=_LINES), season)


async def renew_own_finals(transaction: Transaction, season: int, today: date) -> int:
    """Bring the lines of finals in line with our entries; give how many lines changed.

    A line stands for an event that was held and a city. Sums are settled by the caller.
    """
    rows = await transaction.rows(
        "SELECT event, city, id, participations, first_month, level_code "
        "FROM participation_report WHERE season = $1 AND event > 0",
        season,
    )
    known = {(row[0], row[1]): (row[2], tuple(row[3:])) for row in rows}
    fresh = []
    changed = 0
    for final in await own_finals(transaction, season, today):
        month = month_of(final.held_on)
        old = known.pop((final.event, final.city), None)
        if old is None:
            fresh.append(
                (
                    season, f"{final.held_on:%Y-%m}", final.city, LEVEL_WORDS[final.level],
                    STAGE_WORDS[Stage.FINAL], final.people, OWN_REPORTER, final.name, month, month,
                    final.level.value, Stage.FINAL.value, "", Origin.ENTRIES.value, final.event,
                    "", "", "", True,
                )
            )  # fmt: skip
        elif old[1] != (final.people, month, final.level.value):
            changed += 1
            await transaction.execute(
                "UPDATE participation_report SET participations = $2, period = $3, "
                "first_month = $4, last_month = $4, level = $5, level_code = $6 WHERE id = $1",
                old[0],
                final.people,
                f"{final.held_on:%Y-%m}",
                month,
                LEVEL_WORDS[final.level],
                final.level.value,
            )
    for number, _ in known.values():
        await transaction.execute("DELETE FROM participation_report WHERE id = $1", number)
    await transaction.insert(
        "participation_report",
        (
            "season", "period", "city", "level", "stage", "participations", "reporter", "document",
            "first_month", "last_month", "level_code", "stage_code", "delegation", "origin",
            "event", "flag", "verdict", "why", "counted",
        ),
        fresh,
    )  # fmt: skip
    return changed + len(fresh) + len(known)
