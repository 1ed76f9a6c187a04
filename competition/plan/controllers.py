"""The seasons that a signed-in person may see, and a season's plan against its targets."""

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Template

from competition.plan.queries import event_counts, plan_lines_of, seasons
from competition.plan.season_pages import find_season, season_page
from competition.web.database import database_of
from competition.web.guards import EVERYONE, RESULTS, signed_in
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
    # Whoever may not see results enters a season by its plan.
    doors = [
        (season, "" if visitor.reaches(RESULTS, season.place) else "/plan") for season in found
    ]
    return page(request, "plan/seasons.html", seasons=doors, counts=counts)


@get("/seasons/{season:str}/plan", guards=[signed_in])
async def plan(request: Request[object, object, State], season: FromPath[str]) -> Template:
    """Show the plan held against its targets."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, EVERYONE)
        rows = await plan_lines_of(transaction, found.season.id)
    return season_page(request, "plan/plan.html", found, "plan", rows=rows)
