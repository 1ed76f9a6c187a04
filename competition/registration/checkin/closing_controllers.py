"""The end of an event's check-in: who is marked absent, and taking that back."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.plan.queries import EventRow
from competition.plan.season_pages import SeasonPage, find_event, find_season, season_page
from competition.registration.checkin.controllers import (
    DOOR,
    UNPROCESSABLE,
    YES,
    clock,
    door_path,
    names_of,
)
from competition.registration.checkin.queries import absences_of, cards_of_event, closing_of
from competition.registration.checkin.rules import CHINA, count
from competition.registration.checkin.services import (
    NothingToUndoError,
    OtherDayError,
    close_check_in,
    reopen_check_in,
    undo_absence,
)
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import CHECK_IN, checks_in

_CLOSING = DOOR + "/closing"


@get(_CLOSING, guards=[checks_in])
async def closing(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template:
    """Show who would be absent, and who was marked absent before."""
    found, row = await _find(request, season, event)
    return await _page(request, found, row, Form())


@post(_CLOSING, guards=[checks_in])
async def close_door(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Redirect | Template:
    """Close the check-in; the ticked entries are absent, with the reason.

    On another day than the event's only with the box that says so.
    """
    form = await read_form(request, ("why",), ("anyway",), lists=("absent",))
    found, row = await _find(request, season, event)
    if form.faults:
        return await _page(request, found, row, form)
    absent, why = form.lists["absent"], form.values["why"]
    anyway = form.values["anyway"] == YES
    try:
        await close_check_in(
            database_of(request), row, absent, why, stamp_of(request), anyway=anyway
        )
    except OtherDayError:
        return await _page(
            request, found, row, form.with_faults({"anyway": "checkin.closing_other_day"})
        )
    return Redirect(f"{door_path(found, row)}/closing", status_code=303)


@post(_CLOSING + "/reopen", guards=[checks_in])
async def reopen_door(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Redirect | Template:
    """Open the check-in again; absences stay."""

    async def act(row: EventRow, form: Form) -> None:
        why = form.values["why"]
        await reopen_check_in(database_of(request), row, why, stamp_of(request))

    return await _undo(request, (season, event), ("why",), act)


@post(_CLOSING + "/absences", guards=[checks_in])
async def undo_absent(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Redirect | Template:
    """Take one absence back; the entry may be checked in again."""

    async def act(row: EventRow, form: Form) -> None:
        entry, why = form.values["entry"], form.values["why"]
        await undo_absence(database_of(request), row, entry, why, stamp_of(request))

    return await _undo(request, (season, event), ("entry", "why"), act)


async def _undo(
    request: Request[object, object, State],
    codes: tuple[str, str],
    fields: tuple[str, ...],
    act: Callable[[EventRow, Form], Awaitable[None]],
) -> Redirect | Template:
    """Read the form, act, and come back to the page; or say what is missing."""
    form = await read_form(request, fields)
    found, row = await _find(request, *codes)
    problem = "checkin.no_reason" if form.faults else ""
    if not problem:
        try:
            await act(row, form)
        except NothingToUndoError:
            problem = "checkin.nothing_to_undo"
    if problem:
        return await _page(request, found, row, Form({}, {"undo": problem}))
    return Redirect(f"{door_path(found, row)}/closing", status_code=303)


async def _find(
    request: Request[object, object, State], season: str, event: str
) -> tuple[SeasonPage, EventRow]:
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, CHECK_IN)
        return found, await find_event(found, transaction, event)


async def _page(
    request: Request[object, object, State], found: SeasonPage, row: EventRow, form: Form
) -> Template:
    async with database_of(request).reading() as transaction:
        cards = await cards_of_event(transaction, row.id)
        absences = await absences_of(transaction, row.id)
        closed = await closing_of(transaction, row.id)
        actors = [one.actor for one in (*absences, *((closed,) if closed else ()))]
        who = await names_of(transaction, actors)
    counted = count(cards)
    names: dict[str, list[str]] = {}
    for card in counted.missing:
        names.setdefault(card.entry, []).append(f"{card.shown_number} {card.name}".strip())
    delegations = {card.entry: card.delegation for card in cards}
    today = datetime.now(CHINA).date()
    early = today < row.event.held_on
    # Who was left unticked once, or is not even awaited yet, is absent by a person's tick only.
    ticked = form.lists.get("absent", () if closed or early else counted.absent)
    answer = season_page(
        request,
        "checkin/closing.html",
        found,
        "checkin",
        event=row.event,
        door=door_path(found, row),
        form=form,
        counted=counted,
        rows=[
            (entry, delegations[entry], names[entry], entry in counted.incomplete, entry in ticked)
            for entry in (*counted.absent, *counted.incomplete)
        ],
        absences=[(one, clock(one.at), who[one.actor]) for one in absences],
        closed=(clock(closed.at), who[closed.actor]) if closed else None,
        early=early,
        other_day=today != row.event.held_on,
    )
    if form.faults:
        answer.status_code = UNPROCESSABLE
    return answer


ROUTES = (closing, close_door, reopen_door, undo_absent)
