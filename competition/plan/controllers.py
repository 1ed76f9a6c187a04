"""The seasons that a signed-in person may see, and a season's plan at a glance."""

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Template

from competition.accounts.rules import Place
from competition.plan import (
    application_controllers,
    calendar_controllers,
    competition_controllers,
    event_controllers,
    season_controllers,
)
from competition.plan.glance import glance_of, late_events
from competition.plan.plan_pages import plan_page, reached_events, today_in_china
from competition.plan.proposal_queries import competitions_of, proposals_of
from competition.plan.protocols import all_checks, planning_of
from competition.plan.queries import event_counts, events_of, plan_lines_of, seasons
from competition.plan.rules import CITIES, CountedBy, PlanState
from competition.plan.season_pages import door_of, find_season
from competition.plan.sheets import controllers as sheet_controllers
from competition.plan.tags import strategy_tags
from competition.policy.loader import load_ruleset
from competition.web.database import database_of
from competition.web.guards import EVERYONE, PROVINCE, READS_PLAN, signed_in
from competition.web.pages import page
from competition.web.visitor import visitor_of


@get("/seasons", guards=[signed_in])
async def season_list(request: Request[object, object, State]) -> Template:
    """Show the seasons that the visitor's grants reach."""
    visitor = visitor_of(request)
    async with database_of(request).reading() as transaction:
        found = [
            season
            for season in await seasons(transaction)
            if visitor.reaches(EVERYONE, season.place)
        ]
        counts = await event_counts(transaction)
    doors = [
        (season, door_of(visitor, season) if counts.get(season.id) else "/plan") for season in found
    ]
    return page(
        request,
        "plan/seasons.html",
        seasons=doors,
        counts=counts,
        may_begin=visitor.may(PROVINCE, Place()),
    )


@get("/seasons/{season:str}/plan", guards=[signed_in])
async def plan(request: Request[object, object, State], season: FromPath[str]) -> Template:
    """Show the plan in numbers against its targets, and what is late."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, EVERYONE)
        number = found.season.id
        lines = await plan_lines_of(transaction, number)
        events = await events_of(transaction, number)
        mine = await reached_events(transaction, found, READS_PLAN)
        competitions = {row.id: row for row in await competitions_of(transaction, number)}
        proposals = [
            row
            for row in await proposals_of(transaction, number)
            if found.visitor.may(READS_PLAN, row.place)
        ]
        checks = await all_checks(planning_of(request).readiness, transaction, number)
    rules = load_ruleset(found.season.ruleset).plan
    glance = glance_of(
        events, competitions, rules, CountedBy(found.season.counted), strategy_tags()
    )
    return plan_page(
        request,
        "plan/plan.html",
        found,
        "glance",
        rows=lines,
        glance=glance,
        clause=rules.events_clause,
        waiting=sum(row.state is PlanState.SUBMITTED for row in proposals),
        applied=sum(row.state is not PlanState.PUBLISHED for row in proposals),
        late=late_events(mine, checks, today_in_china()),
        cities=CITIES,
        reads=found.visitor.reaches(READS_PLAN, found.season.place),
    )


ROUTES = (
    season_list,
    plan,
    *application_controllers.ROUTES,
    *competition_controllers.ROUTES,
    *event_controllers.ROUTES,
    *season_controllers.ROUTES,
    *calendar_controllers.ROUTES,
    *sheet_controllers.ROUTES,
)
