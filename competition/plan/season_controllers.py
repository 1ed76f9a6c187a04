"""Begin a season, real or for practice; choose what counts; throw a practice season away."""

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.accounts.rules import Place
from competition.plan.plan_forms import Reader, is_code
from competition.plan.plan_pages import plan_page, today_in_china
from competition.plan.protocols import planning_of
from competition.plan.publishing_services import create_season, discard_season, set_counted
from competition.plan.rules import CountedBy
from competition.plan.season_pages import SeasonPage, find_whole_season
from competition.plan.services import NewSeason, SeasonExistsError
from competition.plan.writing import PlanRefusedError
from competition.policy.loader import load_ruleset, ruleset_codes
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import PROVINCE, only_province
from competition.web.pages import page
from competition.web.visitor import visitor_of

UNPROCESSABLE = 422
FIRST_YEAR = 1900
LAST_YEAR = 2999
#: Codes that stand for pages.
TAKEN = {"new"}


def _form_page(request: Request[object, object, State], form: Form) -> Template:
    return page(
        request,
        "plan/season_new.html",
        status_code=UNPROCESSABLE if form.faults else 200,
        form=form,
        rulesets=[load_ruleset(code) for code in reversed(ruleset_codes())],
    )


@get("/seasons/new", guards=[only_province], sync_to_thread=False)
def new_season(request: Request[object, object, State]) -> Template:
    """Show the form of a new season."""
    year = str(today_in_china().year + 1)
    latest = ruleset_codes()[-1]
    return _form_page(request, Form({"code": year, "year": year, "ruleset": latest}))


@post("/seasons/new", guards=[only_province])
async def add_new_season(request: Request[object, object, State]) -> Template | Redirect:
    """Begin a season."""
    form = await read_form(
        request, ("code", "title", "year", "ruleset"), ("kind", "pool_year", "counted")
    )
    reader = Reader(form)
    code = reader.text("code")
    if code and (not is_code(code) or code in TAKEN):
        reader.faults["code"] = "plan_fault.code"
    year = reader.whole("year", LAST_YEAR) or 0
    pool_year = reader.whole("pool_year", LAST_YEAR)
    for name, value in (("year", year), ("pool_year", pool_year)):
        if value is not None and value < FIRST_YEAR:
            reader.faults.setdefault(name, "plan_fault.year")
    if reader.text("ruleset") not in ruleset_codes():
        reader.faults.setdefault("ruleset", "plan_fault.choice")
    if not visitor_of(request).may(PROVINCE, Place()):
        reader.faults.setdefault("code", "plan_fault.province_only")
    form = reader.done()
    if form.faults:
        return _form_page(request, form)
    season = NewSeason(
        code=code,
        title=reader.text("title"),
        year=year,
        ruleset=reader.text("ruleset"),
        options="{}",
        pool_year=pool_year,
        practice=reader.text("kind") == "practice",
    )
    try:
        await create_season(database_of(request), season, stamp_of(request))
    except SeasonExistsError:
        return _form_page(request, form.with_faults({"code": "plan_fault.season_taken"}))
    return Redirect(f"/seasons/{code}/plan", status_code=303)


def _settings_page(
    request: Request[object, object, State],
    found: SeasonPage,
    form: Form,
    refused: PlanRefusedError | None = None,
) -> Template:
    return plan_page(
        request,
        "plan/settings.html",
        found,
        "settings",
        status_code=UNPROCESSABLE if refused or form.faults else 200,
        refused=refused,
        form=form,
        ways=tuple(CountedBy),
        ruleset=load_ruleset(found.season.ruleset),
    )


async def _whole(request: Request[object, object, State], season: str) -> SeasonPage:
    async with database_of(request).reading() as transaction:
        return await find_whole_season(request, transaction, season, PROVINCE)


@get("/seasons/{season:str}/plan/settings", guards=[only_province])
async def plan_settings(request: Request[object, object, State], season: FromPath[str]) -> Template:
    """Show what a season counts by, and how a practice season is thrown away."""
    return _settings_page(request, await _whole(request, season), Form())


@post("/seasons/{season:str}/plan/settings", guards=[only_province])
async def store_plan_settings(
    request: Request[object, object, State], season: FromPath[str]
) -> Template | Redirect:
    """Store what the yearly target counts."""
    found = await _whole(request, season)
    form = await read_form(request, ("counted",))
    counted = next((way for way in CountedBy if way.value == form.values["counted"]), None)
    if counted is None:
        return _settings_page(request, found, form.with_faults({"counted": "plan_fault.choice"}))
    await set_counted(database_of(request), found.season, counted, stamp_of(request))
    return Redirect(f"/seasons/{season}/plan", status_code=303)


@post("/seasons/{season:str}/discard", guards=[only_province])
async def discard_practice_season(
    request: Request[object, object, State], season: FromPath[str]
) -> Template | Redirect:
    """Throw a practice season away once its code was typed."""
    found = await _whole(request, season)
    form = await read_form(request, ("code",))
    if form.values["code"] and form.values["code"] != found.season.code:
        form = form.with_faults({"code": "plan_fault.wrong_code"})
    if form.faults:
        return _settings_page(request, found, form)
    try:
        bin_ = planning_of(request).bin
        await discard_season(database_of(request), found.season, bin_, stamp_of(request))
    except PlanRefusedError as refused:
        return _settings_page(request, found, form, refused)
    return Redirect("/seasons", status_code=303)


ROUTES = (
    new_season,
    add_new_season,
    plan_settings,
    store_plan_settings,
    discard_practice_season,
)
