"""Write seasons, events and the plan: pieces of one transaction, its audit record by the caller."""

from collections.abc import Iterable
from datetime import date

import msgspec

from competition.plan.queries import (
    PlanLineRow,
    competition_ids,
    event_ids,
    season_by_code,
)
from competition.plan.rules import CountedBy, Event
from competition.storage.audit import Stamp
from competition.storage.json_text import json_text
from competition.storage.problems import StorageError
from competition.storage.references import Ids
from competition.storage.transaction import Transaction


class SeasonExistsError(StorageError):
    """There is already a season of that code."""


class NewSeason(msgspec.Struct, frozen=True):
    """What is known of a season besides its rows; `options` is JSON."""

    code: str
    title: str
    year: int
    ruleset: str
    options: str
    approval_document: str | None = None
    approved_on: date | None = None
    pool_year: int | None = None
    practice: bool = False
    counted: CountedBy = CountedBy.EVENTS


async def add_season(transaction: Transaction, season: NewSeason, stamp: Stamp) -> int:
    """Add a season and give its id; SeasonExistsError when the code is taken."""
    if await season_by_code(transaction, season.code) is not None:
        message = f"年度 {season.code} 已经存在：请换一个代码"
        raise SeasonExistsError(message)
    rows = await transaction.rows(
        "INSERT INTO season (code, title, year, ruleset, options, approval_document, approved_on, "
        "pool_year, revision, stored_at, practice, counted) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11) RETURNING id",
        season.code,
        season.title,
        season.year,
        season.ruleset,
        season.options,
        season.approval_document,
        season.approved_on,
        season.pool_year,
        stamp.at,
        season.practice,
        season.counted.value,
    )
    number: int = rows[0][0]
    return number


async def touch_season(transaction: Transaction, season: int) -> int:
    """Count a change of a season, so that kept pages are made anew; give the new revision."""
    rows = await transaction.rows(
        "UPDATE season SET revision = revision + 1 WHERE id = $1 RETURNING revision", season
    )
    revision: int = rows[0][0]
    return revision


async def add_events(transaction: Transaction, season: int, events: Iterable[Event]) -> Ids[str]:
    """Add the events of a season and the competitions they name; give their ids by code."""
    events = tuple(events)
    competitions = await _add_competitions(transaction, season, events)
    columns = (
        "season",
        "code",
        "competition",
        "name",
        "event_class",
        "occupation",
        "entry_size",
        "held_on",
        "tags",
        "feeds",
    )
    await transaction.insert(
        "event",
        columns,
        (
            (
                season,
                event.event,
                competitions[event.competition],
                event.name,
                event.event_class.value,
                event.occupation,
                event.entry_size,
                event.held_on,
                json_text(event.tags),
                event.feeds,
            )
            for event in events
        ),
    )
    return await event_ids(transaction, season)


async def _add_competitions(
    transaction: Transaction, season: int, events: Iterable[Event]
) -> Ids[str]:
    known = await competition_ids(transaction, season)
    names = dict.fromkeys(event.competition for event in events if event.competition not in known)
    await transaction.insert("competition", ("season", "name"), ((season, name) for name in names))
    return await competition_ids(transaction, season)


async def replace_plan_lines(
    transaction: Transaction, season: int, lines: Iterable[PlanLineRow]
) -> None:
    """Put computed plan lines in the place of earlier ones."""
    await transaction.execute("DELETE FROM plan_line WHERE season = $1", season)
    await transaction.insert(
        "plan_line",
        ("season", "position", "measure", "key", "target", "actual", "explanation"),
        (
            (season, position, line.measure, line.key, line.target, line.actual, line.explanation)
            for position, line in enumerate(lines)
        ),
    )
