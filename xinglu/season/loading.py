"""Load a season and its outcome from the database, equal to what was stored."""

from collections.abc import Sequence

from certificates.issuing.queries import certificates_of
from competition.participation.queries import reports_of
from competition.people.queries import (
    bases_of,
    organisations_of,
    promotions_before,
    title_holders_of,
)
from competition.plan.queries import (
    EventRow,
    SeasonRow,
    events_of,
    plan_lines_of,
    season_by_code,
    seasons,
)
from competition.registration.queries import entries_by_event, members_by_event
from competition.registration.rules import Entry, Member
from competition.storage.database import Database
from competition.storage.json_text import json_value
from competition.storage.transaction import Transaction
from judging.awards.queries import (
    bonuses_of,
    expert_teams_of,
    grants_of,
    paid_lines_of,
    pool_of,
    promotions_of,
    rulings_of,
    titles_of,
    worldskills_players_of,
)
from judging.awards.rules.inputs import Approval, RulingOptions
from judging.marking.queries import marking_of_event, schemes_by_event
from judging.ranking.queries import medal_table_of, rules_by_event, standings_of_season
from judging.ranking.rules.event_rules import EventRules
from judging.ranking.rules.placing import EventStandings
from xinglu.season.model import EventInput, Season
from xinglu.season.results import MedalCount, Outcome, PlanLine
from xinglu.season.storing import UnknownSeasonError


async def list_seasons(database: Database) -> tuple[SeasonRow, ...]:
    """Give every stored season, the newest year first."""
    async with database.reading() as transaction:
        return await seasons(transaction)


async def load_season(database: Database, code: str) -> Season:
    """Load a season with full ID numbers, its rows in the order in which they were stored.

    The certificates that were issued since are part of it. UnknownSeasonError when there is none.
    """
    async with database.reading() as transaction:
        row = await _season(transaction, code)
        return Season(
            title=row.title,
            year=row.year,
            ruleset=row.ruleset,
            options=json_value(row.options, RulingOptions),
            approval=_approval(row),
            pool_year=row.pool_year,
            organisations=await organisations_of(transaction, row.id),
            events=await _events(transaction, row.id),
            title_holders=await title_holders_of(transaction, row.id),
            promotions_before=await promotions_before(transaction, row.id),
            expert_teams=await expert_teams_of(transaction, row.id),
            worldskills=await worldskills_players_of(transaction, row.id),
            bases=await bases_of(transaction, row.id),
            paid=await paid_lines_of(transaction, row.id),
            participations=await reports_of(transaction, row.id),
            rulings=await rulings_of(transaction, row.id),
            issued=tuple(
                certificate.issued
                for certificate in await certificates_of(transaction, row.id, reveal=True)
            ),
        )


async def load_outcome(database: Database, code: str) -> Outcome | None:
    """Load the outcome of a season with full ID numbers; None before anything was computed."""
    async with database.reading() as transaction:
        row = await _season(transaction, code)
        events = await events_of(transaction, row.id)
        found = await standings_of_season(transaction, row.id)
        plan = await plan_lines_of(transaction, row.id)
        if not found and not plan:
            return None
        medals = await medal_table_of(transaction, row.id)
        return Outcome(
            standings={
                one.event.event: found.get(one.event.event, EventStandings(())) for one in events
            },
            titles=await titles_of(transaction, row.id, reveal=True),
            promotions=await promotions_of(transaction, row.id, reveal=True),
            bonuses=await bonuses_of(transaction, row.id, reveal=True),
            grants=await grants_of(transaction, row.id),
            pool=await pool_of(transaction, row.id, reveal=True),
            plan=tuple(
                PlanLine(line.measure, line.key, line.target, line.actual, line.explanation)
                for line in plan
            ),
            medal_table=tuple(
                MedalCount(
                    line.delegation,
                    line.gold,
                    line.silver,
                    line.bronze,
                    line.excellence,
                    line.entries,
                )
                for line in medals
            ),
        )


async def _season(transaction: Transaction, code: str) -> SeasonRow:
    row = await season_by_code(transaction, code)
    if row is None:
        message = f"没有年度 {code}"
        raise UnknownSeasonError(message)
    return row


def _approval(row: SeasonRow) -> Approval | None:
    if row.approval_document is None or row.approved_on is None:
        return None
    return Approval(row.approval_document, row.approved_on)


async def _events(transaction: Transaction, season: int) -> tuple[EventInput, ...]:
    events = await events_of(transaction, season)
    schemes = await schemes_by_event(transaction, season)
    rules = await rules_by_event(transaction, season, schemes)
    entries = await entries_by_event(transaction, season)
    members = await members_by_event(transaction, season)
    return tuple(
        [
            await _event(transaction, row, rules[row.id], entries[row.id], members[row.id])
            for row in events
        ]
    )


async def _event(
    transaction: Transaction,
    row: EventRow,
    rules: EventRules,
    entries: Sequence[Entry],
    members: Sequence[Member],
) -> EventInput:
    marking = await marking_of_event(transaction, row.id)
    return EventInput(
        event=row.event,
        rules=rules,
        entries=tuple(entries),
        members=tuple(members),
        marks=marking.marks,
        coefficients=marking.coefficients,
        adjustments=marking.adjustments,
    )
