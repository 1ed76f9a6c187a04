"""The terms of registration: when it is open, how many places there are, who is eligible."""

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.accounts.rules import Place
from competition.plan.queries import EventRow, event_by_code
from competition.plan.season_pages import SeasonPage, find_season, season_page
from competition.registration.controllers.forms import CHOICES
from competition.registration.queries.terms import (
    CompetitionRow,
    competitions_of,
    event_terms,
    events_with_terms,
)
from competition.registration.services.terms import (
    TermsConflictError,
    set_event_terms,
    set_window,
)
from competition.registration.typed_terms import (
    EARLIER_TITLE,
    MOST_PLACES,
    read_terms,
    read_window,
    terms_form_of,
    window_form_of,
)
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.formats import CHINA
from competition.web.forms import Form
from competition.web.guards import PLANS, REGISTRATIONS, plans, sees_registrations

AppRequest = Request[object, object, State]


@get("/seasons/{season:str}/registrations/terms", guards=[sees_registrations])
async def registration_terms(request: AppRequest, season: FromPath[str]) -> Template:
    """Show when each competition takes registrations, and the limits of its events."""
    now = stamp_of(request).at
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, REGISTRATIONS)
        groups = []
        for row in await competitions_of(transaction, found.season.id):
            place = Place(found.season.id, row.id)
            if found.visitor.reaches(REGISTRATIONS, place):
                events = await events_with_terms(transaction, row.id)
                seen = [
                    one
                    for one in events.values()
                    if found.visitor.reaches(
                        REGISTRATIONS, Place(found.season.id, row.id, one.event.id)
                    )
                ]
                if events:
                    groups.append((row, row.is_open(now), seen, found.visitor.may(PLANS, place)))
    return season_page(
        request,
        "registration/terms.html",
        found,
        "registrations",
        groups=groups,
        saved="saved" in request.query_params,
    )


@get("/seasons/{season:str}/registrations/terms/{competition:int}", guards=[plans])
async def window_form(
    request: AppRequest, season: FromPath[str], competition: FromPath[int]
) -> Template:
    """Show the form of a competition's window."""
    async with database_of(request).reading() as transaction:
        found, row = await _competition(request, transaction, season, competition)
    return _show_window(request, found, row, window_form_of(row.window))


@post("/seasons/{season:str}/registrations/terms/{competition:int}", guards=[plans])
async def change_window(
    request: AppRequest, season: FromPath[str], competition: FromPath[int]
) -> Template | Redirect:
    """Set a competition's window."""
    async with database_of(request).reading() as transaction:
        found, row = await _competition(request, transaction, season, competition)
        events = await events_with_terms(transaction, row.id)
    form, window = await read_window(request)
    if window is None:
        return _show_window(request, found, row, form)
    first = min((one.event.held_on for one in events.values()), default=None)
    late = first is not None and window.closes_at.astimezone(CHINA).date() > first
    if late and form.values["sure"] != "yes":
        return _show_window(request, found, row, form, doubt="registration.closes_late")
    try:
        await set_window(database_of(request), competition, window, stamp_of(request))
    except TermsConflictError:
        revision = str(row.window.revision if row.window else 0)
        form.values["revision"] = revision
        return _show_window(request, found, row, form, conflict=True)
    return Redirect(f"/seasons/{season}/registrations/terms?saved=yes", status_code=303)


@get("/seasons/{season:str}/events/{event:str}/registration-terms", guards=[plans])
async def event_terms_form(
    request: AppRequest, season: FromPath[str], event: FromPath[str]
) -> Template:
    """Show the form of an event's places, quota and rules."""
    async with database_of(request).reading() as transaction:
        found, row = await _event(request, transaction, season, event)
        stored = await event_terms(transaction, row.id)
    if stored is None:
        raise NotFoundException
    return _show_terms(request, found, row, terms_form_of(stored.terms))


@post("/seasons/{season:str}/events/{event:str}/registration-terms", guards=[plans])
async def change_event_terms(
    request: AppRequest, season: FromPath[str], event: FromPath[str]
) -> Template | Redirect:
    """Set an event's places, quota and rules."""
    async with database_of(request).reading() as transaction:
        found, row = await _event(request, transaction, season, event)
        stored = await event_terms(transaction, row.id)
    form, terms = await read_terms(request)
    if terms is None or stored is None:
        return _show_terms(request, found, row, form)
    if (terms.quota or 0) > (terms.places or MOST_PLACES) and form.values["sure"] != "yes":
        return _show_terms(request, found, row, form, doubt="registration.quota_large")
    try:
        await set_event_terms(database_of(request), row.id, terms, stamp_of(request))
    except TermsConflictError:
        form.values["revision"] = str(stored.terms.revision)
        return _show_terms(request, found, row, form, conflict=True)
    return Redirect(f"/seasons/{season}/registrations/terms?saved=yes", status_code=303)


async def _competition(
    request: AppRequest, transaction: Transaction, season: str, number: int
) -> tuple[SeasonPage, CompetitionRow]:
    found = await find_season(request, transaction, season, PLANS)
    for row in await competitions_of(transaction, found.season.id):
        if row.id == number and found.sees(Place(found.season.id, number)):
            return found, row
    raise NotFoundException


async def _event(
    request: AppRequest, transaction: Transaction, season: str, code: str
) -> tuple[SeasonPage, EventRow]:
    found = await find_season(request, transaction, season, PLANS)
    row = await event_by_code(transaction, found.season.id, code)
    if row is None or not found.sees(row.place):
        raise NotFoundException
    return found, row


def _show_window(  # noqa: PLR0913 - a page and what is told on it
    request: AppRequest,
    found: SeasonPage,
    row: CompetitionRow,
    form: Form,
    *,
    conflict: bool = False,
    doubt: str = "",
) -> Template:
    answer = season_page(
        request,
        "registration/window.html",
        found,
        "registrations",
        row=row,
        form=form,
        conflict=conflict,
        doubt=doubt,
    )
    return _answered(answer, form, conflict=conflict)


def _show_terms(  # noqa: PLR0913 - a page and what is told on it
    request: AppRequest,
    found: SeasonPage,
    row: EventRow,
    form: Form,
    *,
    conflict: bool = False,
    doubt: str = "",
) -> Template:
    answer = season_page(
        request,
        "registration/event_terms.html",
        found,
        "registrations",
        event=row.event,
        form=form,
        conflict=conflict,
        doubt=doubt,
        choices=CHOICES,
        earlier_titles=EARLIER_TITLE,
    )
    return _answered(answer, form, conflict=conflict)


def _answered(answer: Template, form: Form, *, conflict: bool) -> Template:
    if conflict or form.faults or answer.context["doubt"]:
        answer.status_code = 409 if conflict else 422
    return answer
