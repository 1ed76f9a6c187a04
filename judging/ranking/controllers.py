"""Result lists, the explanation of every place, and the medal table."""

from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from competition.people.queries import organisations_of
from competition.plan.queries import EventRow
from competition.plan.season_pages import find_event, find_season, season_page
from competition.registration.queries import entries_of_event, members_of_event
from competition.storage.transaction import Transaction
from competition.web.database import database_of
from competition.web.guards import (
    CHECK_IN,
    MONEY,
    PAPERS,
    REGISTRATIONS,
    RESULTS,
    sees_results,
)
from competition.web.language import texts_of
from competition.web.visitor import visitor_of
from judging.awards.queries import bonuses_of, promotions_of, tie_document, titles_of
from judging.marking.queries import marking_of_entry
from judging.ranking.presenting import EventSheet, list_context, medal_rows, why_context
from judging.ranking.queries import medal_table_of, rules_of_event, standings_of_event
from judging.ranking.rules.why import MarkBook


async def event_sheet(transaction: Transaction, event: EventRow, entry: str = "") -> EventSheet:
    """Gather what an event's pages need; with an entry, also everything that it was marked."""
    book = MarkBook()
    if entry:
        marking = await marking_of_entry(transaction, event.id, entry)
        book = MarkBook(marking.marks, marking.coefficients, marking.adjustments)
    return EventSheet(
        event=event.event,
        rules=await rules_of_event(transaction, event.id),
        standings=await standings_of_event(transaction, event.id),
        members=await members_of_event(transaction, event.id),
        book=book,
    )


@get("/seasons/{season:str}/events/{event:str}", guards=[sees_results])
async def event_results(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template:
    """Show the result list of an event by division."""
    texts = texts_of(visitor_of(request).language)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        row = await find_event(found, transaction, event)
        sheet = await event_sheet(transaction, row)
        titles = await titles_of(transaction, found.season.id)
        entries = await entries_of_event(transaction, row.id)
    states: dict[str, list[str]] = {}
    for title in titles:
        if title.event == row.event.event:
            states.setdefault(title.entry, []).append(title.state or title.decision)
    files = f"/seasons/{season}/events/{event}/documents/{event}"
    return season_page(
        request,
        "ranking/event.html",
        found,
        "events",
        downloads=(
            ("event.result_xlsx", f"{files}.xlsx"),
            ("event.result_pdf", f"{files}.pdf"),
        )
        if sheet.standings.standings
        else (),
        entries=entries,
        competitors=sheet.competitors(),
        doors=[
            (text, f"/seasons/{season}/{rest}")
            for text, rest, roles in (
                ("tab.registrations", f"registrations?event={row.event.event}", REGISTRATIONS),
                ("tab.papers", "papers", PAPERS),
                ("tab.checkin", "checkin", CHECK_IN),
            )
            if found.visitor.may(roles, row.place)
        ],
        **list_context(texts, sheet, states),
    )


@get("/seasons/{season:str}/events/{event:str}/entries/{entry:str}", guards=[sees_results])
async def why_this_place(
    request: Request[object, object, State],
    season: FromPath[str],
    event: FromPath[str],
    entry: FromPath[str],
) -> Template:
    """Explain one entry's place down to the marks, with the decisions about its people."""
    texts = texts_of(visitor_of(request).language)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        row = await find_event(found, transaction, event)
        sheet = await event_sheet(transaction, row, entry)
        organisations = await organisations_of(transaction, found.season.id)
        titles = await titles_of(transaction, found.season.id)
        promotions = await promotions_of(transaction, found.season.id)
        bonuses = await bonuses_of(transaction, found.season.id)
        document = await tie_document(transaction, found.season.id, row.event.event, entry)
    code = row.event.event
    names = {item.code: item.name for item in organisations}
    employers = [
        names.get(person.employer, person.employer)
        for person in sheet.competitors().get(entry, ())
        if person.employer
    ]
    context = why_context(texts, sheet, entry, dict.fromkeys(employers), document)
    if context is None:
        raise NotFoundException
    codes = [standing.entry.entry for standing in sheet.standings.standings]
    place = codes.index(entry)
    url = f"/seasons/{season}/events/{code}/entries/"
    return season_page(
        request,
        "ranking/entry.html",
        found,
        "events",
        before=f"{url}{codes[place - 1]}" if place else "",
        after=f"{url}{codes[place + 1]}" if place + 1 < len(codes) else "",
        titles=[item for item in titles if (item.event, item.entry) == (code, entry)],
        promotions=[item for item in promotions if (item.event, item.entry) == (code, entry)],
        bonuses=[
            item
            for item in bonuses
            if (item.edition_or_event, item.entry) == (code, entry)
            and found.visitor.may(MONEY, found.season.place)
        ],
        **context,
    )


@get("/seasons/{season:str}/medals", guards=[sees_results])
async def medal_table(request: Request[object, object, State], season: FromPath[str]) -> Template:
    """Show the medal table of a season."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        rows = await medal_table_of(transaction, found.season.id)
    return season_page(request, "ranking/medals.html", found, "medals", rows=medal_rows(rows))
