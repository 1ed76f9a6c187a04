"""Seasons, competitions, events and entries for programs, each within the token's scope."""

from typing import Annotated

from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter

from competition.accounts.rules import Place
from competition.api.paging import USUAL, Cursor, Limit, Page, page_of
from competition.api.routing import API, reading
from competition.api.shapes import (
    CompetitionItem,
    EntryItem,
    EventItem,
    SeasonItem,
    entry_item,
    event_item,
    season_item,
)
from competition.plan.queries import EventRow, competition_ids, event_by_code, events_of, seasons
from competition.plan.rules import EventClass
from competition.plan.season_pages import find_season
from competition.registration.queries import entries_of_event, members_of_event
from competition.registration.rules import Division, Member, Status
from competition.storage.transaction import Transaction
from competition.web.database import database_of
from competition.web.guards import EVERYONE, PAPERS
from competition.web.visitor import Visitor, visitor_of

ClassWish = Annotated[EventClass | None, QueryParameter(name="class")]
ApiRequest = Request[object, object, State]


@get(f"{API}/seasons", summary="List seasons", **reading(EVERYONE, "plan"))
async def api_seasons(
    request: ApiRequest, limit: Limit = USUAL, cursor: Cursor = ""
) -> Page[SeasonItem]:
    """List the seasons that the token's grants reach, by code."""
    visitor = visitor_of(request)
    async with database_of(request).reading() as transaction:
        rows = await seasons(transaction)
    found = [season_item(row) for row in rows if visitor.reaches(EVERYONE, row.place)]
    return page_of(found, lambda item: item.code, cursor, limit)


@get(f"{API}/seasons/{{season:str}}", summary="Read a season", **reading(EVERYONE, "plan"))
async def api_season(request: ApiRequest, season: FromPath[str]) -> SeasonItem:
    """Show one season."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, EVERYONE)
    return season_item(found.season)


@get(
    f"{API}/seasons/{{season:str}}/competitions",
    summary="List competitions",
    **reading(EVERYONE, "plan"),
)
async def api_competitions(
    request: ApiRequest, season: FromPath[str], limit: Limit = USUAL, cursor: Cursor = ""
) -> Page[CompetitionItem]:
    """List the competitions of a season with the codes of their events."""
    visitor = visitor_of(request)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, EVERYONE)
        number = found.season.id
        names = await competition_ids(transaction, number)
        events = await _seen_events(transaction, visitor, number)
    codes: dict[int, list[str]] = {}
    for row in events:
        codes.setdefault(row.competition, []).append(row.event.event)
    items = [
        CompetitionItem(competition, name, tuple(codes.get(competition, ())))
        for name, competition in names.items()
        if competition in codes or visitor.may(EVERYONE, Place(number, competition))
    ]
    return page_of(items, lambda item: f"{item.id:012}", cursor, limit)


@get(f"{API}/seasons/{{season:str}}/events", summary="List events", **reading(EVERYONE, "plan"))
async def api_events(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    season: FromPath[str],
    competition: FromQuery[int | None] = None,
    event_class: ClassWish = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[EventItem]:
    """List the events of a season by code, of one competition (id) or class if asked for."""
    visitor = visitor_of(request)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, EVERYONE)
        rows = await _seen_events(transaction, visitor, found.season.id)
    items = [
        event_item(row)
        for row in rows
        if competition in (None, row.competition) and event_class in (None, row.event.event_class)
    ]
    return page_of(items, lambda item: item.code, cursor, limit)


@get(
    f"{API}/seasons/{{season:str}}/events/{{event:str}}",
    summary="Read an event",
    **reading(EVERYONE, "plan"),
)
async def api_event(request: ApiRequest, season: FromPath[str], event: FromPath[str]) -> EventItem:
    """Show one event."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, EVERYONE)
        row = await event_by_code(transaction, found.season.id, event)
    if row is None or not found.visitor.reaches(EVERYONE, row.place):
        raise NotFoundException
    return event_item(row)


@get(
    f"{API}/seasons/{{season:str}}/events/{{event:str}}/entries",
    summary="List entries",
    **reading(PAPERS, "registration"),
)
async def api_entries(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    season: FromPath[str],
    event: FromPath[str],
    division: FromQuery[Division | None] = None,
    status: FromQuery[Status | None] = None,
    delegation: FromQuery[str | None] = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[EntryItem]:
    """List the entries of an event by code, with their people; ID numbers are masked."""
    visitor = visitor_of(request)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, PAPERS)
        row = await event_by_code(transaction, found.season.id, event)
        if row is None or not visitor.reaches(PAPERS, row.place):
            raise NotFoundException
        entries = await entries_of_event(transaction, row.id)
        members = await members_of_event(transaction, row.id)
    people: dict[str, list[Member]] = {}
    for member in members:
        people.setdefault(member.entry, []).append(member)
    items = [
        entry_item(entry, tuple(people.get(entry.entry, ())))
        for entry in entries
        if _is_seen(visitor, row, entry.delegation)
        and division in (None, entry.division)
        and status in (None, entry.status)
        and delegation in (None, entry.delegation)
    ]
    return page_of(items, lambda item: item.code, cursor, limit)


def _is_seen(visitor: Visitor, event: EventRow, delegation: str) -> bool:
    place = Place(event.season, event.competition, event.id, delegation)
    return visitor.may(PAPERS, place)


async def _seen_events(transaction: Transaction, visitor: Visitor, season: int) -> list[EventRow]:
    rows = await events_of(transaction, season)
    return [row for row in rows if visitor.reaches(EVERYONE, row.place)]


ROUTES = (api_seasons, api_season, api_competitions, api_events, api_event, api_entries)
