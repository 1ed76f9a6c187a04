"""Admission cards of an event, a competition or a delegation; anew only after a confirmation."""

from urllib.parse import urlencode

import msgspec
from anyio import to_thread
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Template

from certificates.documents.controllers import PDF
from certificates.documents.registration.services import CardOrder, prepare_cards
from certificates.typesetting.cards import CardLayout, draw_cards
from competition.accounts.card_codes import people_with_codes
from competition.plan.queries import EventRow, events_of
from competition.plan.season_pages import SeasonPage, find_event, find_season, season_page
from competition.registration.checkin.queries import cards_and_holders
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.downloads import attachment
from competition.web.forms import Form, read_form
from competition.web.guards import CARDS, prints_cards
from competition.web.security import public_url_of

YES = "yes"
_LEFT_OUT = "以下参赛证未能打印"
_USUAL = Form({"layout": CardLayout.EIGHT.value, "codes": YES})
_OPTIONS = ("codes", "renew", "confirmed", "entries")


class Batch(msgspec.Struct, frozen=True):
    """What cards are printed of: one event, or the events of a season as far as they are wanted."""

    events: tuple[EventRow, ...]
    single: bool
    competition: str = ""
    delegation: str = ""

    @property
    def stem(self) -> str:
        """Name the file: the event's code, or the parts that were chosen."""
        if self.single:
            return f"{self.events[0].event.event}-cards"
        return "-".join(filter(None, (self.competition, self.delegation, "cards")))

    @property
    def title(self) -> str:
        """Name the batch: its event, or the parts that were chosen."""
        if self.single:
            return self.events[0].event.name
        return "　".join(filter(None, (self.competition, self.delegation)))

    def path(self, found: SeasonPage) -> str:
        """Give the address of the batch's page."""
        base = f"/seasons/{found.season.code}"
        if self.single:
            return f"{base}/events/{self.events[0].event.event}/cards"
        return f"{base}/cards?" + urlencode(
            {"competition": self.competition, "delegation": self.delegation}
        )


@get("/seasons/{season:str}/events/{event:str}/cards", guards=[prints_cards])
async def event_cards(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template:
    """Show how many cards an event has and what to print."""
    found, batch = await _event_batch(request, season, event)
    return await _page(request, found, batch, _USUAL)


@post("/seasons/{season:str}/events/{event:str}/cards", guards=[prints_cards])
async def print_cards(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Response[bytes] | Template:
    """Send an event's cards as one PDF; what voids earlier ones asks for a confirmation first."""
    form = await read_form(request, ("layout",), _OPTIONS)
    found, batch = await _event_batch(request, season, event)
    return await _print(request, found, batch, form)


@get("/seasons/{season:str}/cards", guards=[prints_cards])
async def season_cards(
    request: Request[object, object, State],
    season: FromPath[str],
    competition: FromQuery[str] = "",
    delegation: FromQuery[str] = "",
) -> Template:
    """Show how many cards a competition or a delegation has and what to print."""
    found, batch = await _season_batch(request, season, competition, delegation)
    return await _page(request, found, batch, _USUAL)


@post("/seasons/{season:str}/cards", guards=[prints_cards])
async def print_season_cards(
    request: Request[object, object, State],
    season: FromPath[str],
    competition: FromQuery[str] = "",
    delegation: FromQuery[str] = "",
) -> Response[bytes] | Template:
    """Send the cards of a competition or a delegation as one PDF, a stack for each delegation."""
    form = await read_form(request, ("layout",), _OPTIONS)
    found, batch = await _season_batch(request, season, competition, delegation)
    return await _print(request, found, batch, form)


async def _event_batch(
    request: Request[object, object, State], season: str, event: str
) -> tuple[SeasonPage, Batch]:
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, CARDS)
        row = await find_event(found, transaction, event)
    return found, Batch((row,), single=True)


async def _season_batch(
    request: Request[object, object, State], season: str, competition: str, delegation: str
) -> tuple[SeasonPage, Batch]:
    """Find the events within the scope; 404 without any."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, CARDS)
        rows = await events_of(transaction, found.season.id)
    events = [
        row for row in rows if found.sees(row.place) and competition in {"", row.event.competition}
    ]
    if not events:
        raise NotFoundException
    events.sort(key=lambda row: (row.event.held_on, row.event.event))
    batch = Batch(tuple(events), single=False, competition=competition, delegation=delegation)
    return found, batch


async def _print(
    request: Request[object, object, State], found: SeasonPage, batch: Batch, form: Form
) -> Response[bytes] | Template:
    if form.values["layout"] not in {layout.value for layout in CardLayout}:
        form = form.with_faults({"layout": "cards.no_layout"})
    asks = form.values["renew"] == YES and form.values["confirmed"] != YES
    if form.faults or asks:
        return await _page(request, found, batch, form, status_code=422, asks=asks)
    order = CardOrder(
        entries=tuple(form.values["entries"].replace("，", " ").replace(",", " ").split()),
        delegation=batch.delegation,
        codes=form.values["codes"] == YES,
        renew=form.values["renew"] == YES,
    )
    url = public_url_of(request.scope)
    faces = await prepare_cards(database_of(request), batch.events, order, url, stamp_of(request))
    if not faces:
        form = form.with_faults({"entries": "cards.nothing"})
        return await _page(request, found, batch, form, status_code=422)
    layout = CardLayout(form.values["layout"])
    sheets = await to_thread.run_sync(draw_cards, faces, layout, _LEFT_OUT)
    headers = {"Content-Disposition": attachment(f"{found.season.code}-{batch.stem}.pdf")}
    return Response(sheets.content, media_type=PDF, headers=headers, status_code=200)


async def _counted(
    request: Request[object, object, State], transaction: Transaction, batch: Batch
) -> dict[str, int]:
    """Count the people who may compete, their cards, and who has a one-time code already."""
    coded = await people_with_codes(transaction, batch.events[0].season, stamp_of(request))
    people, cards, codes = 0, 0, 0
    for event in batch.events:
        drawn, holders = await cards_and_holders(transaction, event.id)
        cards += sum(batch.delegation in {"", card.delegation} for card in drawn)
        for holder in holders:
            if batch.delegation in {"", holder.delegation}:
                people += 1
                codes += holder.id_hash in coded
    return {"people": people, "cards": cards, "codes": codes}


async def _page(  # noqa: PLR0913 - what the page shows
    request: Request[object, object, State],
    found: SeasonPage,
    batch: Batch,
    form: Form,
    *,
    status_code: int = 200,
    asks: bool = False,
) -> Template:
    async with database_of(request).reading() as transaction:
        counted = await _counted(request, transaction, batch)
    answer = season_page(
        request,
        "checkin/cards.html",
        found,
        "papers",
        batch=batch,
        here=batch.path(found),
        events=len(batch.events),
        counted=counted,
        form=form,
        layouts=tuple(CardLayout),
        asks=asks,
    )
    answer.status_code = status_code
    return answer


ROUTES = (event_cards, print_cards, season_cards, print_season_cards)
