"""Admission cards of an event: choose the layout, print, print anew after a confirmation."""

from anyio import to_thread
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Response, Template

from certificates.documents.controllers import PDF
from certificates.documents.registration.services import CardOrder, prepare_cards
from certificates.typesetting.cards import CardLayout, draw_cards
from competition.accounts.card_codes import people_with_codes
from competition.plan.queries import EventRow
from competition.plan.season_pages import SeasonPage, find_event, find_season, season_page
from competition.registration.checkin.queries import cards_of_event, holders_of
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import CARDS, prints_cards
from competition.web.security import public_url_of

NOTHING = "cards.nothing"
YES = "yes"
_LEFT_OUT = "以下参赛证未能打印"


@get("/seasons/{season:str}/events/{event:str}/cards", guards=[prints_cards])
async def event_cards(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template:
    """Show how many cards an event has and what to print."""
    usual = Form({"layout": CardLayout.EIGHT.value, "codes": YES})
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, CARDS)
        row = await find_event(found, transaction, event)
        counted = await _counted(request, transaction, row)
    return _page(request, found, row, counted, usual)


@post("/seasons/{season:str}/events/{event:str}/cards", guards=[prints_cards])
async def print_cards(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Response[bytes] | Template:
    """Send the cards as one PDF; what voids earlier ones asks for a confirmation first."""
    form = await read_form(request, ("layout",), ("codes", "renew", "confirmed", "entries"))
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, CARDS)
        row = await find_event(found, transaction, event)
        counted = await _counted(request, transaction, row)
    layouts = {layout.value for layout in CardLayout}
    if form.values["layout"] not in layouts:
        form = form.with_faults({"layout": "cards.no_layout"})
    asks = form.values["renew"] == YES and form.values["confirmed"] != YES
    if form.faults or asks:
        return _page(request, found, row, counted, form, status_code=422, asks=asks)
    order = CardOrder(
        entries=tuple(form.values["entries"].replace("，", " ").replace(",", " ").split()),
        codes=form.values["codes"] == YES,
        renew=form.values["renew"] == YES,
    )
    url = public_url_of(request.scope)
    faces = await prepare_cards(database_of(request), row, order, url, stamp_of(request))
    if not faces:
        form = form.with_faults({"entries": NOTHING})
        return _page(request, found, row, counted, form, status_code=422)
    layout = CardLayout(form.values["layout"])
    sheets = await to_thread.run_sync(draw_cards, faces, layout, _LEFT_OUT)
    disposition = f'attachment; filename="{season}-{row.id}-cards.pdf"'
    return Response(
        sheets.content,
        media_type=PDF,
        headers={"Content-Disposition": disposition},
        status_code=200,
    )


async def _counted(
    request: Request[object, object, State], transaction: Transaction, event: EventRow
) -> dict[str, int]:
    """Count the people who may compete, their cards, and who has a one-time code already."""
    holders = await holders_of(transaction, event.id)
    cards = await cards_of_event(transaction, event.id)
    coded = await people_with_codes(transaction, event.season, stamp_of(request))
    return {
        "people": len(holders),
        "cards": len(cards),
        "codes": sum(holder.id_hash in coded for holder in holders),
    }


def _page(  # noqa: PLR0913 - what the page shows
    request: Request[object, object, State],
    found: SeasonPage,
    row: EventRow,
    counted: dict[str, int],
    form: Form,
    *,
    status_code: int = 200,
    asks: bool = False,
) -> Template:
    answer = season_page(
        request,
        "checkin/cards.html",
        found,
        "papers",
        event=row.event,
        counted=counted,
        form=form,
        layouts=tuple(CardLayout),
        asks=asks,
    )
    answer.status_code = status_code
    return answer


ROUTES = (event_cards, print_cards)
