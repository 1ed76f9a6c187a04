"""The door: scan or type, see at once who it is and what is wrong; undo, close, open again."""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template

from competition.accounts.audit_queries import people_of
from competition.plan.queries import EventRow, events_of
from competition.plan.season_pages import SeasonPage, find_event, find_season, season_page
from competition.registration.checkin.photos import photo_of
from competition.registration.checkin.queries import (
    card_by_id,
    card_by_number,
    card_by_token,
    cards_and_holders,
    closing_of,
    door_counts,
    event_of_card,
)
from competition.registration.checkin.rules import (
    CHINA,
    COLOURS,
    Card,
    Verdict,
    count,
    scan_of,
)
from competition.registration.checkin.services import (
    Answer,
    NothingToUndoError,
    check_in,
    number_event,
    undo_check_in,
)
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import CHECK_IN, checks_in
from competition.web.visitor import visitor_of

YES = "yes"
ALL = "all"
DOOR = "/seasons/{season:str}/events/{event:str}/checkin"
UNPROCESSABLE = 422
#: How many of a list the page shows after a scan; the whole list is a page of its own.
LISTED = 100


class Panel(msgspec.Struct, frozen=True):
    """The answer on the page: a verdict with its colour, the card, and words about it.

    `verdict` is empty where a card is only looked at; `where` names another event's card.
    """

    card: Card | None
    verdict: str = ""
    colour: str = "bad"
    time: str = ""
    by: str = ""
    typed: str = ""
    where: str = ""
    photo: bool = False


def clock(moment: datetime) -> str:
    """Write a moment as the clock of the hall shows it: 08:12."""
    return moment.astimezone(CHINA).strftime("%H:%M")


async def names_of(transaction: Transaction, actors: Iterable[str]) -> dict[str, str]:
    """Give the name by which pages show each of those who acted; of unknown ones the login."""
    wanted = tuple(dict.fromkeys(actors))
    known = await people_of(transaction, wanted)
    return {actor: known.get(actor) or actor.partition(":")[2] or actor for actor in wanted}


def door_path(found: SeasonPage, event: EventRow) -> str:
    """Give the address of an event's door."""
    return f"/seasons/{found.season.code}/events/{event.event.event}/checkin"


@get("/seasons/{season:str}/checkin", guards=[checks_in])
async def doors(request: Request[object, object, State], season: FromPath[str]) -> Template:
    """Show the events within the scope, today's first, with how many came."""
    today = datetime.now(CHINA).date()
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, CHECK_IN)
        events = await events_of(transaction, found.season.id)
        counts = await door_counts(transaction, found.season.id)
    seen = [row for row in events if found.sees(row.place)]
    seen.sort(key=lambda row: (row.event.held_on != today, row.event.held_on, row.event.event))
    return season_page(
        request,
        "checkin/doors.html",
        found,
        "checkin",
        rows=[(row.event, *counts.get(row.id, (0, 0)), row.event.held_on == today) for row in seen],
    )


@get("/c/{token:str}", guards=[checks_in])
async def scanned_card(request: Request[object, object, State], token: FromPath[str]) -> Redirect:
    """Open the door of the card that a telephone scanned, with its number; nothing is changed."""
    async with database_of(request).reading() as transaction:
        card = await card_by_token(transaction, scan_of(token).token)
        place = await event_of_card(transaction, card) if card else None
    if card is None or place is None:
        raise NotFoundException
    season, event = place
    if not visitor_of(request).may(CHECK_IN, event.place):
        raise NotFoundException
    path = f"/seasons/{season}/events/{event.event.event}/checkin?number={card.number}"
    return Redirect(path, status_code=303)


@get(DOOR, guards=[checks_in])
async def door(  # noqa: PLR0913, PLR0917 - one argument for each part of the address
    request: Request[object, object, State],
    season: FromPath[str],
    event: FromPath[str],
    number: FromQuery[int] = 0,
    done: FromQuery[str] = "",
    anyway: FromQuery[str] = "",
    lists: FromQuery[str] = "",
) -> Template:
    """Show the field for the scanner, the last card, who came and who is missing."""
    panel = None
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, CHECK_IN)
        row = await find_event(found, transaction, event)
        card = await card_by_number(transaction, row.id, number) if number > 0 else None
        if card is not None:
            came = done == YES and card.here_at is not None
            answer = Answer(Verdict.HERE, card) if came else None
            panel = await _panel(transaction, answer, card)
    return await _door(request, found, row, panel, Form({"anyway": anyway, "lists": lists}))


@post(DOOR, guards=[checks_in], status_code=200)
async def scan(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Redirect | Template:
    """Check a card in: on success back to the field, or the same page with what is wrong."""
    form = await read_form(request, ("typed",), ("anyway",))
    database = database_of(request)
    async with database.reading() as transaction:
        found = await find_season(request, transaction, season, CHECK_IN)
        row = await find_event(found, transaction, event)
    anyway = form.values["anyway"]
    if form.faults:
        return await _door(request, found, row, None, form, status_code=UNPROCESSABLE)
    answer = await check_in(
        database, row, form.values["typed"], stamp_of(request), anyway=anyway == YES
    )
    if answer.verdict is Verdict.HERE and answer.card is not None:
        rest = f"?number={answer.card.number}&done={YES}"
        rest += f"&anyway={YES}" if anyway == YES else ""
        return Redirect(door_path(found, row) + rest, status_code=303)
    async with database.reading() as transaction:
        panel = await _panel(transaction, answer, answer.card, form.values["typed"])
    shown = Form({"anyway": anyway})
    return await _door(request, found, row, panel, shown, status_code=UNPROCESSABLE)


@post(DOOR + "/undo", guards=[checks_in])
async def undo_scan(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Redirect | Template:
    """Take a check-in back; the reason is recorded."""
    form = await read_form(request, ("number", "why"))
    database = database_of(request)
    async with database.reading() as transaction:
        found = await find_season(request, transaction, season, CHECK_IN)
        row = await find_event(found, transaction, event)
    number = int(form.values["number"]) if form.values["number"].isdecimal() else 0
    problem = "checkin.no_reason" if form.faults else ""
    if not problem:
        try:
            await undo_check_in(database, row, number, form.values["why"], stamp_of(request))
        except NothingToUndoError:
            problem = "checkin.nothing_to_undo"
    if not problem:
        return Redirect(f"{door_path(found, row)}?number={number}", status_code=303)
    async with database.reading() as transaction:
        card = await card_by_number(transaction, row.id, number)
        panel = await _panel(transaction, None, card)
    shown = Form({"anyway": ""}, {"why": problem})
    return await _door(request, found, row, panel, shown, status_code=UNPROCESSABLE)


@post(DOOR + "/numbers", guards=[checks_in])
async def number_door(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Redirect:
    """Give numbers to everybody of the event who has none yet."""
    await read_form(request, ())
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, CHECK_IN)
        row = await find_event(found, transaction, event)
    await number_event(database_of(request), row, stamp_of(request))
    return Redirect(door_path(found, row), status_code=303)


@get(DOOR + "/photos/{number:int}", guards=[checks_in])
async def door_photo(
    request: Request[object, object, State],
    season: FromPath[str],
    event: FromPath[str],
    number: FromPath[int],
) -> Response[bytes]:
    """Send the photograph of who holds a card of this event."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, CHECK_IN)
        row = await find_event(found, transaction, event)
        card = await card_by_number(transaction, row.id, number)
        photo = await photo_of(transaction, card.entry_id, card.holder) if card else None
    if photo is None:
        raise NotFoundException
    return Response(photo, media_type="image/jpeg")


async def _panel(
    transaction: Transaction, answer: Answer | None, card: Card | None, typed: str = ""
) -> Panel:
    """Say what the answer panel shows; of another event's card only which event it is for."""
    found = answer.verdict if answer else None
    if found is Verdict.OTHER_EVENT and card is not None:
        other = await event_of_card(transaction, card)
        event = other[1].event if other else None
        where = f"{event.name}（{event.held_on.isoformat()}）" if event else ""
        return Panel(None, found.value, where=where)
    if card is None:
        return Panel(None, found.value if found else "", typed=_shown(typed))
    now = await card_by_id(transaction, card.id) or card
    names = await names_of(transaction, (now.here_by,))
    return Panel(
        now,
        found.value if found else "",
        COLOURS.get(found, "bad") if found else "calm",
        clock(now.here_at) if now.here_at else "",
        names[now.here_by],
        photo=await photo_of(transaction, now.entry_id, now.holder) is not None,
    )


def _shown(typed: str) -> str:
    """Give what was typed as the desk may read it: of a QR code its last signs."""
    token = scan_of(typed).token
    return f"…{token[-6:]}" if token else typed[:40]


async def _door(  # noqa: PLR0913 - what the page shows
    request: Request[object, object, State],
    found: SeasonPage,
    row: EventRow,
    panel: Panel | None,
    form: Form,
    *,
    status_code: int = 200,
) -> Template:
    async with database_of(request).reading() as transaction:
        cards, holders = await cards_and_holders(transaction, row.id)
        closing = await closing_of(transaction, row.id)
        desks = {card.here_by for card in cards} | ({closing.actor} if closing else set())
        names = await names_of(transaction, desks)
    numbered = {(card.entry_id, card.holder) for card in cards}
    came = sorted(
        (card for card in cards if card.here_at is not None),
        key=lambda card: card.here_at or datetime.now(UTC),
        reverse=True,
    )
    counted = count(cards)
    most = len(cards) if form.values.get("lists") == ALL else LISTED
    answer = season_page(
        request,
        "checkin/door.html",
        found,
        "checkin",
        event=row.event,
        door=door_path(found, row),
        panel=panel,
        form=form,
        counted=counted,
        missing=counted.missing[:most],
        more=max(0, len(counted.missing) - most, len(came) - most),
        came_count=len(came),
        came=[(card, clock(card.here_at), names[card.here_by]) for card in came[:most]
              if card.here_at],
        unnumbered=sum((one.entry, one.key) not in numbered for one in holders),
        closed=(clock(closing.at), names[closing.actor]) if closing else None,
        other_day=row.event.held_on != datetime.now(CHINA).date(),
    )  # fmt: skip
    answer.status_code = status_code
    return answer


ROUTES = (doors, scanned_card, door, scan, undo_scan, number_door, door_photo)
