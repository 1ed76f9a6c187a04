"""Read what is applied for: competitions, events, and sheets that wait."""

import re
from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from competition.accounts.rules import Place
from competition.plan.queries import SeasonRow
from competition.plan.rules import (
    CompetitionApplication,
    EventApplication,
    EventClass,
    PlanState,
    Series,
)
from competition.storage.json_text import json_value
from competition.storage.transaction import Row, Transaction


class CompetitionRow(msgspec.Struct, frozen=True):
    """A competition of a season with its application; `revision` 0 when it never had one."""

    id: int
    season: int
    application: CompetitionApplication
    state: PlanState
    reason: str
    revision: int

    @property
    def place(self) -> Place:
        """Where the competition lies, for the question who may see it."""
        return Place(self.season, self.id)


class ProposalRow(msgspec.Struct, frozen=True):
    """An event that is applied for; `event` is its id in the season once it is published."""

    id: int
    season: int
    competition: int
    application: EventApplication
    class_set: EventClass | None
    class_document: str
    state: PlanState
    reason: str
    event: int | None
    revision: int

    @property
    def place(self) -> Place:
        """Where the proposal lies, for the question who may see it."""
        return Place(self.season, self.competition, self.event)


class SheetRow(msgspec.Struct, frozen=True):
    """A workbook that was checked and waits to be written."""

    id: int
    name: str
    content: bytes
    added_at: datetime


class SourceEvent(msgspec.Struct, frozen=True):
    """An event of any season that a plan can be copied from; `proposal` where it had one."""

    id: int
    season: str
    competition: int
    application: EventApplication


_COMPETITION = (
    "SELECT c.id, c.season, c.name, p.organiser, p.host, p.contact, p.place, p.city, p.industry, "
    "p.series, p.starts_on, p.ends_on, p.state, p.return_reason, p.revision "
    "FROM competition c LEFT JOIN competition_plan p ON p.competition = c.id "
)
_PROPOSAL = (
    "SELECT p.id, p.season, p.competition, p.code, p.name, p.occupation, p.class_asked, "
    "p.entry_size, p.held_on, p.tags, p.feeds, p.qualifiers, p.expected_field, p.scheme, p.note, "
    "p.class_set, p.class_document, p.state, p.return_reason, p.event, p.revision "
    "FROM event_proposal p "
)
_SOURCE = (
    "SELECT e.id, s.code, e.competition, e.code, e.name, e.occupation, e.event_class, "
    "e.entry_size, e.held_on, e.tags, e.feeds, p.qualifiers, p.expected_field, p.note "
    "FROM event e JOIN season s ON s.id = e.season LEFT JOIN event_proposal p ON p.event = e.id "
)
_COMPETITIONS = _COMPETITION + "WHERE c.season = $1 ORDER BY c.id"
_ONE_COMPETITION = _COMPETITION + "WHERE c.season = $1 AND c.id = $2"
_PROPOSALS = _PROPOSAL + "WHERE p.season = $1 ORDER BY p.held_on, p.code"
_ONE_PROPOSAL = _PROPOSAL + "WHERE p.season = $1 AND p.code = $2"
_SOURCES = _SOURCE + "WHERE e.season = $1 ORDER BY e.id"
_EARLIER = (
    "SELECT s.code, e.code, e.name, e.id FROM event e JOIN season s ON s.id = e.season "
    "WHERE s.year < $1 AND NOT s.practice ORDER BY s.year, s.code, e.id"
)


async def competitions_of(transaction: Transaction, season: int) -> tuple[CompetitionRow, ...]:
    """Give the competitions of a season, applied for or brought in by a folder."""
    return tuple(_competition(row) for row in await transaction.rows(_COMPETITIONS, season))


async def competition_of(
    transaction: Transaction, season: int, number: int
) -> CompetitionRow | None:
    """Give one competition of a season, None when there is none of that id."""
    rows = await transaction.rows(_ONE_COMPETITION, season, number)
    return _competition(rows[0]) if rows else None


async def proposals_of(transaction: Transaction, season: int) -> tuple[ProposalRow, ...]:
    """Give every proposal of a season, by day and code; those without a day last."""
    found = [_proposal(row) for row in await transaction.rows(_PROPOSALS, season)]
    found.sort(key=lambda row: (row.application.held_on or date.max, row.application.code))
    return tuple(found)


async def proposal_of(transaction: Transaction, season: int, code: str) -> ProposalRow | None:
    """Give the proposal of a code, None when there is none."""
    rows = await transaction.rows(_ONE_PROPOSAL, season, code)
    return _proposal(rows[0]) if rows else None


async def sheet_of(transaction: Transaction, season: int, who: str) -> SheetRow | None:
    """Give the workbook of somebody that waits to be written, None when there is none."""
    rows = await transaction.rows(
        "SELECT id, name, content, added_at FROM plan_sheet WHERE season = $1 AND added_by = $2",
        season,
        who,
    )
    return SheetRow(rows[0][0], rows[0][1], bytes(rows[0][2]), rows[0][3]) if rows else None


async def source_events(transaction: Transaction, season: int) -> tuple[SourceEvent, ...]:
    """Give the published events of a season as applications for another one."""
    return tuple(_source(row) for row in await transaction.rows(_SOURCES, season))


async def season_before(
    transaction: Transaction, season: SeasonRow
) -> tuple[dict[str, int], dict[str, str]]:
    """Give the events of earlier real seasons: ids by `season/code`, and that by code and name.

    The latest event wins where a code or a name comes again.
    """
    ids: dict[str, int] = {}
    latest: dict[str, str] = {}
    for source, code, name, number in await transaction.rows(_EARLIER, season.year):
        key = f"{source}/{code}"
        ids[key] = number
        latest[code] = latest[name] = key
    return ids, latest


def next_code(taken: Iterable[str]) -> str:
    """Give the next free code of the form E01."""
    numbers = [int(match[1]) for code in taken if (match := re.fullmatch(r"E(\d{1,6})", code))]
    return f"E{max(numbers, default=0) + 1:02d}"


def _competition(row: Row) -> CompetitionRow:
    number, season, name, *plan = row
    if plan[-1] is None:
        application = CompetitionApplication(name)
        return CompetitionRow(number, season, application, PlanState.ACCEPTED, "", 0)
    application = CompetitionApplication(
        name,
        organiser=plan[0],
        host=plan[1],
        contact=plan[2],
        place=plan[3],
        city=plan[4],
        industry=plan[5],
        series=Series(plan[6]),
        starts_on=plan[7],
        ends_on=plan[8],
    )
    return CompetitionRow(number, season, application, PlanState(plan[9]), plan[10], plan[11])


def _proposal(row: Row) -> ProposalRow:
    application = EventApplication(
        code=row[3],
        name=row[4],
        occupation=row[5],
        class_asked=EventClass(row[6]),
        entry_size=row[7],
        held_on=row[8],
        tags=json_value(row[9], tuple[str, ...]),
        feeds=row[10],
        qualifiers=row[11],
        expected_field=row[12],
        scheme=row[13],
        note=row[14],
    )
    return ProposalRow(
        id=row[0],
        season=row[1],
        competition=row[2],
        application=application,
        class_set=EventClass(row[15]) if row[15] else None,
        class_document=row[16],
        state=PlanState(row[17]),
        reason=row[18],
        event=row[19],
        revision=row[20],
    )


def _source(row: Row) -> SourceEvent:
    return SourceEvent(
        row[0],
        row[1],
        row[2],
        EventApplication(
            code=row[3],
            name=row[4],
            occupation=row[5],
            class_asked=EventClass(row[6]),
            entry_size=row[7],
            held_on=row[8],
            tags=json_value(row[9], tuple[str, ...]),
            feeds=row[10],
            qualifiers=row[11],
            expected_field=row[12],
            scheme=f"{row[1]}/{row[3]}",
            note=row[13] or "",
        ),
    )
