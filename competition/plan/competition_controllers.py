"""One competition's application: its form, handing in, the decision, its documents."""

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from competition.accounts.rules import AccountRole
from competition.people.attachments import (
    LARGEST_REQUEST,
    Owner,
    attach,
    attached_file,
    attachments_of,
    file_response,
    read_upload,
)
from competition.people.rules import AttachmentKind, OwnerKind
from competition.people.uploads import UploadRefusedError
from competition.plan.plan_forms import competition_form, read_competition
from competition.plan.plan_pages import decides, find_competition, may_plan, plan_page
from competition.plan.proposal_queries import CompetitionRow, competition_of, proposals_of
from competition.plan.proposal_services import (
    Change,
    apply_for_competition,
    change_competition,
    decide_competition,
    delete_competition,
    submit_competition,
)
from competition.plan.rules import CITIES, OPEN_STATES, CompetitionApplication, Series
from competition.plan.season_pages import SeasonPage, find_season
from competition.plan.tags import strategy_tags
from competition.plan.writing import PlanRefusedError
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import PLANS, PROVINCE, READS_PLAN, only_province, plans, reads_plan

UNPROCESSABLE = 422
_CHOICES = {
    "cities": CITIES,
    "serieses": tuple(Series),
    "industries": [tag.name for tag in strategy_tags() if tag.kind == "industry"],
}


async def _show(
    request: Request[object, object, State],
    found: SeasonPage,
    row: CompetitionRow,
    form: Form | None = None,
    refused: PlanRefusedError | None = None,
) -> Template:
    async with database_of(request).reading() as transaction:
        latest = await competition_of(transaction, found.season.id, row.id) or row
        proposals = await proposals_of(transaction, found.season.id)
        documents = await attachments_of(transaction, Owner(OwnerKind.COMPETITION, row.id))
    mine = [one for one in proposals if one.competition == row.id]
    judge = decides(found)
    plans_here = found.visitor.may(PLANS, row.place)
    return plan_page(
        request,
        "plan/competition.html",
        found,
        "applications",
        status_code=UNPROCESSABLE if refused or (form and form.faults) else 200,
        refused=refused,
        row=latest,
        form=form or competition_form(latest.application, latest.revision),
        proposals=mine,
        documents=documents,
        decides=judge,
        removable=plans_here and latest.state in OPEN_STATES and not mine,
        plans_here=plans_here,
        writable=judge or (plans_here and latest.state in OPEN_STATES),
        can_submit=plans_here
        and (latest.state in OPEN_STATES or any(one.state in OPEN_STATES for one in mine)),
        **_CHOICES,
    )


async def _found(
    request: Request[object, object, State],
    season: str,
    competition: int,
    roles: frozenset[AccountRole],
) -> tuple[SeasonPage, CompetitionRow]:
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, READS_PLAN)
        row = await find_competition(request, transaction, found, competition, roles)
    return found, row


def _new_page(
    request: Request[object, object, State],
    found: SeasonPage,
    form: Form,
    refused: PlanRefusedError | None = None,
) -> Template:
    return plan_page(
        request,
        "plan/competition_new.html",
        found,
        "applications",
        status_code=UNPROCESSABLE if refused or form.faults else 200,
        refused=refused,
        form=form,
        **_CHOICES,
    )


async def _new(request: Request[object, object, State], season: str) -> SeasonPage:
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, PLANS)
    if not may_plan(found):
        raise NotFoundException
    return found


@get("/seasons/{season:str}/plan/competitions/new", guards=[plans])
async def new_competition(
    request: Request[object, object, State], season: FromPath[str]
) -> Template:
    """Show the empty form of a competition."""
    found = await _new(request, season)
    return _new_page(request, found, competition_form(CompetitionApplication(""), 0))


@post("/seasons/{season:str}/plan/competitions/new", guards=[plans])
async def add_competition(
    request: Request[object, object, State], season: FromPath[str]
) -> Template | Redirect:
    """Begin the application of a competition."""
    found = await _new(request, season)
    form, application, _ = await read_competition(request)
    if form.faults:
        return _new_page(request, found, form)
    try:
        number = await apply_for_competition(
            database_of(request), found.season.id, application, stamp_of(request)
        )
    except PlanRefusedError as refused:
        return _new_page(request, found, form, refused)
    return Redirect(f"/seasons/{season}/plan/competitions/{number}", status_code=303)


@get("/seasons/{season:str}/plan/competitions/{competition:int}", guards=[reads_plan])
async def competition_application(
    request: Request[object, object, State], season: FromPath[str], competition: FromPath[int]
) -> Template:
    """Show a competition with its events, documents and what can be done next."""
    found, row = await _found(request, season, competition, READS_PLAN)
    return await _show(request, found, row)


@post("/seasons/{season:str}/plan/competitions/{competition:int}", guards=[plans])
async def store_competition(
    request: Request[object, object, State], season: FromPath[str], competition: FromPath[int]
) -> Template | Redirect:
    """Store the form of a competition."""
    found, row = await _found(request, season, competition, PLANS)
    form, application, revision = await read_competition(request)
    if form.faults:
        return await _show(request, found, row, form)
    change = Change(stamp_of(request), revision, decides(found))
    try:
        await change_competition(database_of(request), row, application, change)
    except PlanRefusedError as refused:
        return await _show(request, found, row, form, refused)
    return Redirect(f"/seasons/{season}/plan/competitions/{competition}", status_code=303)


@post("/seasons/{season:str}/plan/competitions/{competition:int}/submit", guards=[plans])
async def hand_in_competition(
    request: Request[object, object, State], season: FromPath[str], competition: FromPath[int]
) -> Template | Redirect:
    """Hand a competition and its open events in."""
    found, row = await _found(request, season, competition, PLANS)
    await read_form(request, ())
    try:
        await submit_competition(database_of(request), row, stamp_of(request))
    except PlanRefusedError as refused:
        return await _show(request, found, row, refused=refused)
    return Redirect(f"/seasons/{season}/plan/competitions/{competition}", status_code=303)


@post("/seasons/{season:str}/plan/competitions/{competition:int}/decide", guards=[only_province])
async def review_competition(
    request: Request[object, object, State], season: FromPath[str], competition: FromPath[int]
) -> Template | Redirect:
    """Accept a competition or return it with a reason."""
    found, row = await _found(request, season, competition, PROVINCE)
    form = await read_form(request, (), ("decision", "reason"))
    accept = form.values["decision"] == "accept"
    try:
        await decide_competition(
            database_of(request),
            row,
            accept=accept,
            reason=form.values["reason"],
            stamp=stamp_of(request),
        )
    except PlanRefusedError as refused:
        return await _show(request, found, row, refused=refused)
    return Redirect(f"/seasons/{season}/plan/competitions/{competition}", status_code=303)


@post("/seasons/{season:str}/plan/competitions/{competition:int}/delete", guards=[plans])
async def take_back_competition(
    request: Request[object, object, State], season: FromPath[str], competition: FromPath[int]
) -> Template | Redirect:
    """Delete a draft to which nothing belongs."""
    found, row = await _found(request, season, competition, PLANS)
    await read_form(request, ())
    try:
        await delete_competition(database_of(request), row, stamp_of(request))
    except PlanRefusedError as refused:
        return await _show(request, found, row, refused=refused)
    return Redirect(f"/seasons/{season}/plan/applications", status_code=303)


@post(
    "/seasons/{season:str}/plan/competitions/{competition:int}/documents",
    guards=[plans],
    request_max_body_size=LARGEST_REQUEST,
)
async def add_competition_document(
    request: Request[object, object, State], season: FromPath[str], competition: FromPath[int]
) -> Template | Redirect:
    """Attach a technical document."""
    found, row = await _found(request, season, competition, PLANS)
    form = await read_form(request, (), files=("document",))
    fault = "plan_fault.file_missing"
    if "document" in form.files:
        try:
            file = await read_upload(form.files["document"])
            owner = Owner(OwnerKind.COMPETITION, row.id)
            async with database_of(request).transaction() as transaction:
                kind = AttachmentKind.DOCUMENT
                await attach(transaction, owner, kind, file, stamp_of(request))
            return Redirect(f"/seasons/{season}/plan/competitions/{competition}", status_code=303)
        except UploadRefusedError as error:
            fault = error.fault.value
    shown = competition_form(row.application, row.revision)
    return await _show(request, found, row, shown.with_faults({"document": fault}))


@get(
    "/seasons/{season:str}/plan/competitions/{competition:int}/documents/{document:int}",
    guards=[reads_plan],
)
async def competition_document(
    request: Request[object, object, State],
    season: FromPath[str],
    competition: FromPath[int],
    document: FromPath[int],
) -> Response[bytes]:
    """Serve a technical document."""
    _, row = await _found(request, season, competition, READS_PLAN)
    async with database_of(request).reading() as transaction:
        owner = Owner(OwnerKind.COMPETITION, row.id)
        file = await attached_file(transaction, owner, document)
    if file is None:
        raise NotFoundException
    return file_response(file)


ROUTES = (
    new_competition,
    add_competition,
    competition_application,
    store_competition,
    hand_in_competition,
    review_competition,
    take_back_competition,
    add_competition_document,
    competition_document,
)
