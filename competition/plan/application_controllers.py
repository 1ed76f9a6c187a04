"""What is applied for in a season: the list with its proposed order, acceptance, publication."""

from datetime import date

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.plan.plan_pages import decides, may_plan, plan_page
from competition.plan.proposal_queries import competitions_of, proposals_of
from competition.plan.proposal_services import accept_proposals
from competition.plan.protocols import planning_of
from competition.plan.publishing_services import adopt_events, publish_plan, ready_to_publish
from competition.plan.queries import event_counts
from competition.plan.rules import PlanState, proposed_order
from competition.plan.season_pages import SeasonPage, find_season, find_whole_season
from competition.plan.tags import strategy_tags
from competition.plan.writing import PlanRefusedError
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import read_form
from competition.web.guards import PROVINCE, READS_PLAN, only_province, reads_plan

UNPROCESSABLE = 422


async def _show(
    request: Request[object, object, State],
    transaction: Transaction,
    found: SeasonPage,
    refused: PlanRefusedError | None = None,
) -> Template:
    season = found.season
    competitions = [
        row
        for row in await competitions_of(transaction, season.id)
        if found.visitor.reaches(READS_PLAN, row.place)
    ]
    proposals = [
        row
        for row in await proposals_of(transaction, season.id)
        if found.visitor.may(READS_PLAN, row.place)
    ]
    by_code = {row.application.code: row for row in proposals}
    order = proposed_order(
        (row.application for row in proposals), strategy_tags(), date(season.year, 1, 1)
    )
    published = (await event_counts(transaction)).get(season.id, 0)
    planned = sum(row.state is PlanState.PUBLISHED for row in proposals)
    ready = await ready_to_publish(transaction, season.id) if decides(found) else ()
    return plan_page(
        request,
        "plan/applications.html",
        found,
        "applications",
        status_code=UNPROCESSABLE if refused else 200,
        refused=refused,
        competitions=[
            (row, [one for one in proposals if one.competition == row.id]) for row in competitions
        ],
        order=[(line, by_code[line.code]) for line in order],
        waiting=[row for row in proposals if row.state is PlanState.SUBMITTED],
        ready=ready,
        strangers=published - planned if found.whole else 0,
        may_add=may_plan(found),
        decides=decides(found),
        counts={state: sum(row.state is state for row in proposals) for state in PlanState},
    )


@get("/seasons/{season:str}/plan/applications", guards=[reads_plan])
async def plan_applications(
    request: Request[object, object, State], season: FromPath[str]
) -> Template:
    """Show what is applied for, within the visitor's scope."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, READS_PLAN)
        return await _show(request, transaction, found)


@post("/seasons/{season:str}/plan/accept", guards=[only_province])
async def accept_plan_events(
    request: Request[object, object, State], season: FromPath[str]
) -> Template | Redirect:
    """Accept the ticked events with the class they asked for, by one document."""
    form = await read_form(request, (), ("document",), lists=("event",))
    async with database_of(request).reading() as transaction:
        found = await find_whole_season(request, transaction, season, PROVINCE)
    try:
        codes = set(form.lists["event"])
        document = form.values["document"]
        await accept_proposals(
            database_of(request), found.season.id, codes, document, stamp_of(request)
        )
    except PlanRefusedError as refused:
        async with database_of(request).reading() as transaction:
            return await _show(request, transaction, found, refused)
    return Redirect(f"/seasons/{season}/plan/applications", status_code=303)


@post("/seasons/{season:str}/plan/publish", guards=[only_province])
async def publish_plan_events(
    request: Request[object, object, State], season: FromPath[str]
) -> Template | Redirect:
    """Publish what is accepted."""
    await read_form(request, ())
    async with database_of(request).reading() as transaction:
        found = await find_whole_season(request, transaction, season, PROVINCE)
    try:
        shelf = planning_of(request).schemes
        await publish_plan(database_of(request), found.season, shelf, stamp_of(request))
    except PlanRefusedError as refused:
        async with database_of(request).reading() as transaction:
            return await _show(request, transaction, found, refused)
    return Redirect(f"/seasons/{season}/plan", status_code=303)


@post("/seasons/{season:str}/plan/adopt", guards=[only_province])
async def adopt_plan_events(
    request: Request[object, object, State], season: FromPath[str]
) -> Redirect:
    """Take the events that a folder brought into the plan."""
    await read_form(request, ())
    async with database_of(request).reading() as transaction:
        found = await find_whole_season(request, transaction, season, PROVINCE)
    await adopt_events(database_of(request), found.season, stamp_of(request))
    return Redirect(f"/seasons/{season}/plan/applications", status_code=303)


ROUTES = (plan_applications, accept_plan_events, publish_plan_events, adopt_plan_events)
