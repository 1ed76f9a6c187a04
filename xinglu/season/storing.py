"""Store a season and its outcome: one transaction, in bulk, with its audit record."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from certificates.issuing.services import NewCertificate, add_certificates
from competition.participation.services import add_reports
from competition.people.queries import organisation_ids
from competition.people.registry import register_season
from competition.people.services import (
    add_bases,
    add_organisations,
    add_promotions_before,
    add_title_holders,
)
from competition.plan.queries import PlanLineRow, event_ids, season_by_code
from competition.plan.services import (
    NewSeason,
    add_events,
    add_season,
    replace_plan_lines,
    touch_season,
)
from competition.registration.queries import entry_ids
from competition.registration.services import add_entries, add_members
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.json_text import json_text
from competition.storage.problems import StorageError
from competition.storage.transaction import ROWS_AT_ONCE, Transaction
from judging.awards.decision_services import (
    Targets,
    replace_bonuses,
    replace_grants,
    replace_pool,
    replace_promotions,
    replace_titles,
)
from judging.awards.services import (
    add_expert_teams,
    add_paid_lines,
    add_rulings,
    add_worldskills_players,
)
from judging.marking.services import (
    add_adjustments,
    add_coefficients,
    add_marks,
    add_schemes,
)
from judging.ranking.queries import MedalLine
from judging.ranking.services import add_rules, replace_medal_table, replace_standings
from xinglu.season.model import EventInput, Season
from xinglu.season.results import Outcome

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Called with what is being stored, how many rows are done, and how many there are."""


class UnknownSeasonError(StorageError):
    """There is no season of that code."""


async def store_season(  # noqa: PLR0913 - what, where, and who is told
    database: Database,
    code: str,
    season: Season,
    outcome: Outcome | None = None,
    *,
    stamp: Stamp | None = None,
    progress: Progress | None = None,
) -> None:
    """Store a checked season under a code, and its outcome when it is given.

    One transaction, memory bounded by batches of 10,000 rows. Raises SeasonExistsError when the
    code is taken, NumberTakenError when an issued number is already used, DanglingReferenceError
    for a code that does not exist, ConstraintError for a row that the database refuses.
    """
    stamp = stamp or Stamp("system", datetime.now(UTC))
    report = progress or _silent
    async with database.transaction() as transaction:
        number = await add_season(transaction, _head(code, season), stamp)
        targets = await _store_rows(transaction, number, season, report)
        await register_season(transaction, number, stamp.at)
        if outcome is not None:
            await _store_outcome(transaction, targets, season, outcome)
        counts = {
            "events": len(season.events),
            "entries": sum(len(event.entries) for event in season.events),
            "marks": sum(len(event.marks) for event in season.events),
        }
        await record(transaction, stamp, "season.store", code, counts)


async def store_outcome(
    database: Database, code: str, season: Season, outcome: Outcome, *, stamp: Stamp
) -> None:
    """Put a newly computed outcome of a stored season in the place of the earlier one."""
    async with database.transaction() as transaction:
        found = await season_by_code(transaction, code)
        if found is None:
            message = f"没有年度 {code}"
            raise UnknownSeasonError(message)
        targets = Targets(
            found.id,
            await event_ids(transaction, found.id),
            await entry_ids(transaction, found.id),
            await organisation_ids(transaction, found.id),
        )
        await _store_outcome(transaction, targets, season, outcome)
        revision = await touch_season(transaction, found.id)
        await record(transaction, stamp, "season.outcome", code, {"revision": revision})


def _silent(_what: str, _done: int, _total: int) -> None:
    pass


def _head(code: str, season: Season) -> NewSeason:
    approval = season.approval
    return NewSeason(
        code=code,
        title=season.title,
        year=season.year,
        ruleset=season.ruleset,
        options=json_text(season.options),
        approval_document=approval.document if approval else None,
        approved_on=approval.approved_on if approval else None,
        pool_year=season.pool_year,
    )


async def _store_rows(
    transaction: Transaction, season_id: int, season: Season, report: Progress
) -> Targets:
    """Store every input row; give where outcomes will point to."""
    organisations = await add_organisations(transaction, season_id, season.organisations)
    await add_title_holders(transaction, season_id, season.title_holders)
    await add_promotions_before(transaction, season_id, season.promotions_before)
    await add_bases(transaction, season_id, season.bases, organisations)
    await add_reports(transaction, season_id, season.participations)
    teams = await add_expert_teams(transaction, season_id, season.expert_teams)
    await add_worldskills_players(transaction, season_id, season.worldskills, organisations, teams)
    await add_paid_lines(transaction, season_id, season.paid)
    await add_rulings(transaction, season_id, season.rulings)
    events = await add_events(transaction, season_id, (one.event for one in season.events))
    numbered = [(events[one.event.event], one) for one in season.events]
    await add_rules(transaction, ((number, one.rules) for number, one in numbered))
    schemes = ((number, one.rules.scheme) for number, one in numbered)
    aspects = await add_schemes(transaction, season_id, schemes)
    entries = await add_entries(
        transaction,
        season_id,
        _counted("entries", numbered, lambda one: one.entries, report),
    )
    members = _counted("members", numbered, lambda one: one.members, report)
    await add_members(transaction, members, entries, organisations)
    marks = _counted("marks", numbered, lambda one: one.marks, report)
    await add_marks(transaction, marks, entries, aspects)
    coefficients = _rows(numbered, lambda one: one.coefficients)
    await add_coefficients(transaction, coefficients, entries, aspects)
    adjustments = _rows(numbered, lambda one: one.adjustments)
    await add_adjustments(transaction, adjustments, entries)
    issued = (NewCertificate(one) for one in season.issued)
    await add_certificates(transaction, season_id, issued, events, entries)
    return Targets(season_id, events, entries, organisations)


async def _store_outcome(
    transaction: Transaction, to: Targets, season: Season, outcome: Outcome
) -> None:
    decimals = {one.event.event: one.rules.scheme.total_decimals for one in season.events}
    standings = (
        (to.events[event], decimals[event], found) for event, found in outcome.standings.items()
    )
    await replace_standings(transaction, to.season, standings, to.entries)
    await replace_titles(transaction, to, outcome.titles)
    await replace_promotions(transaction, to, outcome.promotions)
    await replace_bonuses(transaction, to, outcome.bonuses)
    await replace_grants(transaction, to, outcome.grants)
    await replace_pool(transaction, to, outcome.pool)
    plan = (PlanLineRow(*msgspec.structs.astuple(line)) for line in outcome.plan)
    await replace_plan_lines(transaction, to.season, plan)
    medals = (MedalLine(*msgspec.structs.astuple(line)) for line in outcome.medal_table)
    await replace_medal_table(transaction, to.season, medals)


def _rows(
    events: Sequence[tuple[int, EventInput]], part: Callable[[EventInput], Sequence[T]]
) -> Iterator[tuple[int, T]]:
    for number, event in events:
        for row in part(event):
            yield number, row


def _counted(
    what: str,
    events: Sequence[tuple[int, EventInput]],
    part: Callable[[EventInput], Sequence[T]],
    report: Progress,
) -> Iterator[tuple[int, T]]:
    """Give the rows of all events, and report each batch and the end."""
    total = sum(len(part(event)) for _, event in events)
    for done, row in enumerate(_rows(events, part)):
        if done % ROWS_AT_ONCE == 0:
            report(what, done, total)
        yield row
    report(what, total, total)
