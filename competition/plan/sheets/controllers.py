"""The whole plan from one workbook: template, check, confirmation; or from an earlier season."""

import asyncio
import tempfile
from pathlib import Path

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template

from competition.plan.plan_forms import Reader
from competition.plan.plan_pages import decides, may_plan, plan_page
from competition.plan.proposal_queries import sheet_of
from competition.plan.protocols import planning_of
from competition.plan.queries import SeasonRow, season_by_code, seasons
from competition.plan.rules import Refusal
from competition.plan.season_pages import SeasonPage, find_season
from competition.plan.sheets.columns import SheetFindings
from competition.plan.sheets.facts import plan_choices, season_content, sheet_facts, without
from competition.plan.sheets.reading import ReadPlan, SheetFacts, read_plan
from competition.plan.sheets.services import (
    Changed,
    Counts,
    changes_in,
    counts_of,
    forget_sheet,
    keep_sheet,
    store_plan,
)
from competition.plan.sheets.template import PlanContent, draw_plan
from competition.plan.writing import PlanRefusedError
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import PLANS, READS_PLAN, plans

UNPROCESSABLE = 422
LARGEST_SHEET = 5_000_000
MOST_PROBLEMS = 200
MOST_CHANGED = 50
MOST_YEARS = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def _season(
    request: Request[object, object, State], transaction: Transaction, season: str
) -> SeasonPage:
    """Fetch a season that the visitor may plan; 404 else."""
    found = await find_season(request, transaction, season, PLANS)
    if not may_plan(found):
        raise NotFoundException
    return found


def _read(content: bytes, facts: SheetFacts) -> tuple[ReadPlan, SheetFindings]:
    findings = SheetFindings()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.xlsx"
        file.write_bytes(content)
        return read_plan(file, facts, findings), findings


async def _sources(transaction: Transaction, found: SeasonPage) -> list[SeasonRow]:
    """Give the other seasons that the visitor may read as a whole."""
    return [
        row
        for row in await seasons(transaction)
        if row.id != found.season.id and found.visitor.may(READS_PLAN, row.place)
    ]


async def _page(  # noqa: PLR0913, PLR0917 - a page and what went wrong
    request: Request[object, object, State],
    found: SeasonPage,
    findings: SheetFindings | None = None,
    fault: str = "",
    refused: PlanRefusedError | None = None,
    document: str = "",
) -> Template:
    presets = planning_of(request).schemes.presets()
    read, counts = ReadPlan((), ()), Counts(0, 0, 0, 0, 0)
    changed: list[Changed] = []
    async with database_of(request).reading() as transaction:
        sources = await _sources(transaction, found)
        waiting = await sheet_of(transaction, found.season.id, stamp_of(request).actor)
        if waiting is not None:
            facts = await sheet_facts(transaction, found.season, presets)
            read, found_again = await asyncio.to_thread(_read, waiting.content, facts)
            findings = findings or (found_again if found_again.problems else None)
            counts = await counts_of(transaction, found.season.id, read)
            changed = await changes_in(transaction, found.season.id, read)
    return plan_page(
        request,
        "plan/workbook.html",
        found,
        "workbook",
        status_code=UNPROCESSABLE if findings or fault or refused else 200,
        refused=refused,
        sources=sources,
        problems=findings.problems[:MOST_PROBLEMS] if findings else [],
        all_problems=len(findings.problems) if findings else 0,
        fault=fault,
        waiting=waiting,
        read=read,
        counts=counts,
        changed=changed[:MOST_CHANGED],
        document=document,
        decides=decides(found),
    )


@get("/seasons/{season:str}/plan/workbook", guards=[plans])
async def plan_workbook(request: Request[object, object, State], season: FromPath[str]) -> Template:
    """Offer the workbook, take it back, and show what waits to be confirmed."""
    async with database_of(request).reading() as transaction:
        found = await _season(request, transaction, season)
    return await _page(request, found)


@get("/seasons/{season:str}/plan/workbook.xlsx", guards=[plans])
async def plan_workbook_file(
    request: Request[object, object, State],
    season: FromPath[str],
    source: FromQuery[str] = "",
) -> Response[bytes]:
    """Give the workbook: empty, or filled with an earlier season moved to this one's year."""
    content = PlanContent()
    async with database_of(request).reading() as transaction:
        found = await _season(request, transaction, season)
        if source:
            origin = await season_by_code(transaction, source)
            if origin is None or not found.visitor.may(READS_PLAN, origin.place):
                raise NotFoundException
            years = found.season.year - origin.year
            content = await season_content(transaction, origin, years)
    choices = plan_choices(planning_of(request).schemes.presets())
    data = await asyncio.to_thread(draw_plan, found.season.title, choices, content)
    disposition = f'attachment; filename="plan-{season}.xlsx"'
    return Response(data, media_type=XLSX, headers={"content-disposition": disposition})


@post(
    "/seasons/{season:str}/plan/workbook",
    guards=[plans],
    request_max_body_size=LARGEST_SHEET + 100_000,
)
async def check_plan_workbook(
    request: Request[object, object, State], season: FromPath[str]
) -> Template | Redirect:
    """Check a workbook; without problems it waits to be confirmed, nothing is stored yet."""
    form = await read_form(request, (), files=("sheet",))
    presets = planning_of(request).schemes.presets()
    async with database_of(request).reading() as transaction:
        found = await _season(request, transaction, season)
        facts = await sheet_facts(transaction, found.season, presets)
    file = form.files.get("sheet")
    if file is None:
        return await _page(request, found, fault="plan_fault.file_missing")
    content = await file.read(LARGEST_SHEET + 1)
    if len(content) > LARGEST_SHEET:
        return await _page(request, found, fault="plan_fault.file_large")
    _, findings = await asyncio.to_thread(_read, content, facts)
    database, stamp = database_of(request), stamp_of(request)
    if findings.problems:
        await forget_sheet(database, found.season.id, stamp)
        return await _page(request, found, findings)
    await keep_sheet(database, found.season.id, file.filename, content, stamp)
    return Redirect(f"/seasons/{season}/plan/workbook#waiting", status_code=303)


@post("/seasons/{season:str}/plan/workbook/store", guards=[plans])
async def store_plan_workbook(
    request: Request[object, object, State], season: FromPath[str]
) -> Template | Redirect:
    """Store the workbook that waits; with a document the classes are set, on wish published."""
    form = await read_form(request, (), ("document", "publish", "drop"))
    presets = planning_of(request).schemes.presets()
    database, stamp = database_of(request), stamp_of(request)
    async with database.reading() as transaction:
        found = await _season(request, transaction, season)
        facts = await sheet_facts(transaction, found.season, presets)
        waiting = await sheet_of(transaction, found.season.id, stamp.actor)
    if waiting is None or form.values["drop"]:
        await forget_sheet(database, found.season.id, stamp)
        return Redirect(f"/seasons/{season}/plan/workbook", status_code=303)
    read, findings = await asyncio.to_thread(_read, waiting.content, facts)
    if findings.problems:
        return await _page(request, found, findings)
    try:
        return await _stored(request, found, read, form)
    except PlanRefusedError as refused:
        document = form.values["document"]
        return await _page(request, found, refused=refused, document=document)


async def _stored(
    request: Request[object, object, State], found: SeasonPage, read: ReadPlan, form: Form
) -> Redirect:
    """Store, publish on wish, and lead to where the next step is."""
    database, stamp = database_of(request), stamp_of(request)
    judge, document = decides(found), form.values["document"]
    if judge and form.values["publish"] and not document:
        raise PlanRefusedError(Refusal.REASON_MISSING)
    publishes = judge and bool(form.values["publish"])
    counts = await store_plan(
        database,
        found.season,
        read,
        decides=judge,
        document=document,
        stamp=stamp,
        shelf=planning_of(request).schemes if publishes else None,
    )
    base = f"/seasons/{found.season.code}/plan"
    done = "-".join(map(str, msgspec.structs.astuple(counts)))
    rest = "" if publishes else "/applications"
    return Redirect(f"{base}{rest}?done={done}", status_code=303)


async def _copy_page(  # noqa: PLR0913, PLR0917 - a page and what was chosen on it
    request: Request[object, object, State],
    found: SeasonPage,
    source: str,
    competition: str,
    years: int,
    form: Form | None = None,
    refused: PlanRefusedError | None = None,
) -> Template:
    async with database_of(request).reading() as transaction:
        sources = await _sources(transaction, found)
        origin = next((row for row in sources if row.code == source), None)
        content, known = PlanContent(), set[str]()
        if origin is not None:
            content = await season_content(transaction, origin, years)
            facts = await sheet_facts(
                transaction, found.season, planning_of(request).schemes.presets()
            )
            known = {one.code for _, one in content.events if one.code.casefold() in facts.taken}
    return plan_page(
        request,
        "plan/copy.html",
        found,
        "copy",
        status_code=UNPROCESSABLE if refused or (form and form.faults) else 200,
        refused=refused,
        sources=sources,
        origin=origin,
        years=years,
        competitions=[one.name for one in content.competitions],
        competition=competition,
        events=[one for one in content.events if competition in {"", one[0]}],
        known=known,
        decides=decides(found),
        form=form or Form(),
    )


@get("/seasons/{season:str}/plan/copy", guards=[plans])
async def copy_plan(
    request: Request[object, object, State],
    season: FromPath[str],
    source: FromQuery[str] = "",
    competition: FromQuery[str] = "",
) -> Template:
    """Offer the events of another season to be planned again."""
    async with database_of(request).reading() as transaction:
        found = await _season(request, transaction, season)
        origin = await season_by_code(transaction, source) if source else None
    years = found.season.year - origin.year if origin else 0
    return await _copy_page(request, found, source, competition, years)


@post("/seasons/{season:str}/plan/copy", guards=[plans])
async def store_copied_plan(
    request: Request[object, object, State], season: FromPath[str]
) -> Template | Redirect:
    """Plan the chosen events again, without their results."""
    form = await read_form(
        request, ("source",), ("years", "document", "publish", "competition"), lists=("event",)
    )
    reader = Reader(form)
    years = reader.whole("years", MOST_YEARS) or 0
    source = form.values["source"]
    chosen = frozenset(form.lists["event"])
    if not chosen:
        reader.faults["event"] = "plan_refusal.nothing_chosen"
    form = reader.done()
    presets = planning_of(request).schemes.presets()
    async with database_of(request).reading() as transaction:
        found = await _season(request, transaction, season)
        origin = await season_by_code(transaction, source)
        if origin is None or not found.visitor.may(READS_PLAN, origin.place):
            raise NotFoundException
        facts = await sheet_facts(transaction, found.season, presets)
        read = without(await season_content(transaction, origin, years, chosen), facts)
    if form.faults:
        return await _copy_page(request, found, source, form.values["competition"], years, form)
    try:
        return await _stored(request, found, read, form)
    except PlanRefusedError as refused:
        return await _copy_page(
            request, found, source, form.values["competition"], years, form, refused
        )


ROUTES = (
    plan_workbook,
    plan_workbook_file,
    check_plan_workbook,
    store_plan_workbook,
    copy_plan,
    store_copied_plan,
)
