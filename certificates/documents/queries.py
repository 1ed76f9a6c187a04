"""Gather what the lists of a stored season draw on."""

from datetime import date

from certificates.documents.facts import Facts
from competition.people.queries import organisations_of
from competition.plan.queries import EventRow, SeasonRow, events_of
from competition.policy.loader import load_ruleset
from competition.registration.queries import members_by_event, members_of_event
from competition.registration.rules import Member
from competition.storage.transaction import Transaction
from judging.awards.queries import worldskills_players_of
from judging.awards.rules.lines import EventResult
from judging.marking.queries import schemes_by_event
from judging.ranking.queries import (
    rules_by_event,
    rules_of_event,
    standings_of_event,
    standings_of_season,
)
from judging.ranking.rules.placing import EventStandings


def made_on(season: SeasonRow, held_until: date | None) -> date:
    """Give the day that lists bear: of the approval, else of the last event, never the clock's."""
    return season.approved_on or held_until or date(season.year, 12, 31)


def _by_entry(members: list[Member]) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for member in members:
        found.setdefault(member.entry, []).append(member)
    return found


async def event_result_of(transaction: Transaction, event: EventRow) -> EventResult:
    """Give one event with its standings and members, whose ID numbers are masked."""
    standings = await standings_of_event(transaction, event.id)
    members = await members_of_event(transaction, event.id)
    return EventResult(
        event.event,
        await rules_of_event(transaction, event.id),
        standings.standings,
        _by_entry(list(members)),
    )


async def facts_of(transaction: Transaction, season: SeasonRow) -> Facts:
    """Give everything that lists look up, with full ID numbers: decisions are found by them."""
    events = sorted(
        await events_of(transaction, season.id),
        key=lambda row: (row.event.held_on, row.event.event),
    )
    schemes = await schemes_by_event(transaction, season.id)
    rules = await rules_by_event(transaction, season.id, schemes)
    standings = await standings_of_season(transaction, season.id)
    members = await members_by_event(transaction, season.id)
    nothing = EventStandings(())
    return Facts(
        title=season.title,
        year=season.year,
        made_on=made_on(season, max((row.event.held_on for row in events), default=None)),
        ruleset=load_ruleset(season.ruleset),
        results=[
            EventResult(
                row.event,
                rules[row.id],
                standings.get(row.event.event, nothing).standings,
                _by_entry(members.get(row.id, [])),
            )
            for row in events
        ],
        organisations=await organisations_of(transaction, season.id),
        worldskills=await worldskills_players_of(transaction, season.id),
    )
