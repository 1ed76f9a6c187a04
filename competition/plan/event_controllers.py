"""One event's application: its form, the class that a person sets, return and removal."""

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.accounts.rules import AccountRole
from competition.plan.plan_forms import event_form, read_event
from competition.plan.plan_pages import decides, find_competition, find_proposal, plan_page
from competition.plan.proposal_queries import (
    CompetitionRow,
    ProposalRow,
    competition_of,
    next_code,
    proposal_of,
    proposals_of,
)
from competition.plan.proposal_services import (
    Change,
    accept_proposal,
    apply_for_event,
    change_proposal,
    delete_proposal,
    return_proposal,
)
from competition.plan.protocols import planning_of
from competition.plan.publishing_services import scheme_sources
from competition.plan.queries import events_of
from competition.plan.rules import OPEN_STATES, EventApplication, EventClass, PlanState
from competition.plan.season_pages import SeasonPage, find_season
from competition.plan.tags import OTHER_TAGS, strategy_tags
from competition.plan.writing import PlanRefusedError
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import PLANS, PROVINCE, READS_PLAN, only_province, plans, reads_plan

UNPROCESSABLE = 422
POOL = "pool"


#: Season, competition, and the application that is there already.
Here = tuple[SeasonPage, CompetitionRow, ProposalRow | None]


async def _feeds(transaction: Transaction, season: int) -> dict[str, str]:
    """Give what an event may feed: codes and names of the season's events, and the pool."""
    names = {row.event.event: row.event.name for row in await events_of(transaction, season)}
    names |= {
        row.application.code: row.application.name
        for row in await proposals_of(transaction, season)
    }
    return names


async def _page(
    request: Request[object, object, State],
    at: Here,
    form: Form,
    refused: PlanRefusedError | None = None,
) -> Template:
    found, competition, row = at
    async with database_of(request).reading() as transaction:
        feeds = await _feeds(transaction, found.season.id)
        sources = await scheme_sources(transaction, found.season)
        row = row and await proposal_of(transaction, found.season.id, row.application.code)
        competition = (
            await competition_of(transaction, found.season.id, competition.id) or competition
        )
    code = row.application.code if row else ""
    known = [tag.name for tag in strategy_tags()]
    strange = [tag for tag in form.lists.get("tags", ()) if tag not in (*known, *OTHER_TAGS)]
    plans_here = found.visitor.may(PLANS, competition.place)
    return plan_page(
        request,
        "plan/event.html",
        found,
        "applications",
        status_code=UNPROCESSABLE if refused or form.faults else 200,
        refused=refused,
        competition=competition,
        row=row,
        form=form,
        feeds=[(key, name) for key, name in feeds.items() if key != code],
        schemes=(*planning_of(request).schemes.presets(), *reversed(sources)),
        strategies=[tag for tag in strategy_tags() if tag.kind == "strategy"],
        industries=[tag for tag in strategy_tags() if tag.kind == "industry"],
        other_tags=(*OTHER_TAGS, *strange),
        classes=tuple(EventClass),
        decides=decides(found),
        writable=decides(found) or (plans_here and (row is None or row.state in OPEN_STATES)),
        removable=plans_here and row is not None and row.state in OPEN_STATES,
        decidable=decides(found) and row is not None and row.state not in OPEN_STATES,
        returnable=row is not None and row.state in {PlanState.SUBMITTED, PlanState.ACCEPTED},
    )


async def _found(
    request: Request[object, object, State], season: str, event: str, roles: frozenset[AccountRole]
) -> tuple[SeasonPage, CompetitionRow, ProposalRow]:
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, READS_PLAN)
        row = await find_proposal(request, transaction, found, event, roles)
        competition = await competition_of(transaction, found.season.id, row.competition)
    if competition is None:
        message = "a proposal without its competition"
        raise LookupError(message)
    return found, competition, row


async def _house(
    request: Request[object, object, State], season: str, competition: int
) -> tuple[SeasonPage, CompetitionRow, str, frozenset[str]]:
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, PLANS)
        row = await find_competition(request, transaction, found, competition, PLANS)
        feeds = await _feeds(transaction, found.season.id)
    return found, row, next_code(feeds), frozenset({*feeds, POOL})


def _back(season: str, event: str) -> Redirect:
    return Redirect(f"/seasons/{season}/plan/events/{event}", status_code=303)


@get("/seasons/{season:str}/plan/competitions/{competition:int}/events/new", guards=[plans])
async def new_event(
    request: Request[object, object, State], season: FromPath[str], competition: FromPath[int]
) -> Template:
    """Show the empty form of an event, with a free code."""
    found, house, code, _ = await _house(request, season, competition)
    first_day = house.application.starts_on
    empty = EventApplication(code, "", "", EventClass.PROVINCIAL_2, held_on=first_day)
    return await _page(request, (found, house, None), event_form(empty, 0))


@post("/seasons/{season:str}/plan/competitions/{competition:int}/events/new", guards=[plans])
async def add_event(
    request: Request[object, object, State], season: FromPath[str], competition: FromPath[int]
) -> Template | Redirect:
    """Begin the application of an event."""
    found, house, code, feeds = await _house(request, season, competition)
    form, application, _ = await read_event(request, feeds)
    if form.faults:
        return await _page(request, (found, house, None), form)
    if not application.code:
        application = msgspec.structs.replace(application, code=code)
    try:
        await apply_for_event(database_of(request), house, application, stamp_of(request))
    except PlanRefusedError as refused:
        return await _page(request, (found, house, None), form, refused)
    return Redirect(f"/seasons/{season}/plan/competitions/{competition}", status_code=303)


@get("/seasons/{season:str}/plan/events/{event:str}", guards=[reads_plan])
async def event_application(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template:
    """Show an event's application and the decision about it."""
    found, competition, row = await _found(request, season, event, READS_PLAN)
    return await _page(
        request, (found, competition, row), event_form(row.application, row.revision)
    )


@post("/seasons/{season:str}/plan/events/{event:str}", guards=[plans])
async def store_event(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template | Redirect:
    """Store the form of an event."""
    found, competition, row = await _found(request, season, event, PLANS)
    async with database_of(request).reading() as transaction:
        feeds = await _feeds(transaction, found.season.id)
    known = frozenset({*feeds, POOL, row.application.feeds} - {""})
    form, application, revision = await read_event(request, known)
    if form.faults:
        return await _page(request, (found, competition, row), form)
    change = Change(stamp_of(request), revision, decides(found))
    try:
        await change_proposal(database_of(request), row, application, change)
    except PlanRefusedError as refused:
        return await _page(request, (found, competition, row), form, refused)
    return _back(season, event)


@post("/seasons/{season:str}/plan/events/{event:str}/decide", guards=[only_province])
async def review_event(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template | Redirect:
    """Set the class of an event by a document, or return it with a reason."""
    found, competition, row = await _found(request, season, event, PROVINCE)
    form = await read_form(request, (), ("decision", "class_set", "document", "reason"))
    chosen = next((one for one in EventClass if one.value == form.values["class_set"]), None)
    stamp, database = stamp_of(request), database_of(request)
    try:
        if form.values["decision"] == "return":
            await return_proposal(database, row, form.values["reason"], stamp)
        else:
            wanted = chosen or row.application.class_asked
            await accept_proposal(database, row, wanted, form.values["document"], stamp)
    except PlanRefusedError as refused:
        shown = event_form(row.application, row.revision)
        return await _page(request, (found, competition, row), shown, refused)
    return _back(season, event)


@post("/seasons/{season:str}/plan/events/{event:str}/delete", guards=[plans])
async def take_back_event(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template | Redirect:
    """Take an application back that was not handed in."""
    found, competition, row = await _found(request, season, event, PLANS)
    await read_form(request, ())
    try:
        await delete_proposal(database_of(request), row, stamp_of(request))
    except PlanRefusedError as refused:
        shown = event_form(row.application, row.revision)
        return await _page(request, (found, competition, row), shown, refused)
    return Redirect(f"/seasons/{season}/plan/competitions/{competition.id}", status_code=303)


ROUTES = (new_event, add_event, event_application, store_event, review_event, take_back_event)
