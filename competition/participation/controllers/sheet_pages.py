"""Reports by sheet: the template, the check, and the import of a sheet without problems."""

import asyncio

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template

from competition.participation.checking import Problems
from competition.participation.controllers.access import (
    Asking,
    city_bound_to,
    find_reporting,
    participation_page,
    reports_participations,
    speaks_for,
)
from competition.participation.controllers.counter_pages import XLSX
from competition.participation.queries import SheetRow, sheet_by_id, sheets_of
from competition.participation.sheet_services import (
    SheetChangedError,
    asked_of,
    check_sheet,
    import_sheet,
)
from competition.participation.workbook import draw_template
from competition.plan.season_pages import SeasonPage
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.language import texts_of

LARGEST_SHEET = 64_000_000
_FORM_AROUND = 100_000
_EXPLANATIONS = 6


async def _find_sheet(transaction: Transaction, found: SeasonPage, number: int) -> SheetRow:
    sheet = await sheet_by_id(transaction, found.season.id, number)
    mine = speaks_for(found)
    if sheet is None or (mine is not None and sheet.delegation not in mine):
        raise NotFoundException
    return sheet


async def _sheets_page(
    request: Asking, found: SeasonPage, form: Form, problems: Problems | None = None
) -> Template:
    mine = speaks_for(found)
    async with database_of(request).reading() as transaction:
        sheets = await sheets_of(transaction, found.season.id, mine)
    answer = participation_page(
        request,
        "participation/sheets.html",
        found,
        "sheets",
        form=form,
        mine=mine,
        problems=problems,
        sheets=sheets,
    )
    answer.status_code = 422 if form.faults or problems else 200
    return answer


@get("/seasons/{season:str}/participations/sheets", guards=[reports_participations])
async def participation_sheets(request: Asking, season: FromPath[str]) -> Template:
    """Show where a sheet is uploaded, and which ones were."""
    return await _sheets_page(request, await find_reporting(request, season), Form())


@get("/seasons/{season:str}/participations/template.xlsx", guards=[reports_participations])
async def participation_template(request: Asking, season: FromPath[str]) -> Response[bytes]:
    """Send the workbook that is filled in."""
    found = await find_reporting(request, season)
    texts = texts_of(found.visitor.language)
    lines = [texts.entries[f"participation.explain_{n}"] for n in range(1, _EXPLANATIONS + 1)]
    content = await asyncio.to_thread(draw_template, lines, found.season.year)
    name = f'attachment; filename="participations-template-{found.season.year}.xlsx"'
    return Response(content, media_type=XLSX, headers={"Content-Disposition": name})


@post(
    "/seasons/{season:str}/participations/sheets",
    guards=[reports_participations],
    request_max_body_size=LARGEST_SHEET + _FORM_AROUND,
)
async def check_participation_sheet(request: Asking, season: FromPath[str]) -> Template | Redirect:
    """Check a sheet: every problem by row and column, or a page on which it can be imported."""
    found = await find_reporting(request, season)
    form = await read_form(request, (), ("delegation",), files=("sheet",))
    mine = speaks_for(found)
    delegation = form.values["delegation"] if mine is None else mine[0] if len(mine) == 1 else ""
    if mine and form.values["delegation"] in mine:
        delegation = form.values["delegation"]
    faults = {}
    if mine and not delegation:
        faults["delegation"] = "participation_fault.delegation"
    file = form.files.get("sheet")
    if file is None:
        faults["sheet"] = "participation_fault.file"
    if file is None or faults:
        return await _sheets_page(request, found, form.with_faults(faults))
    content = await file.read()
    if len(content) > LARGEST_SHEET:
        faults["sheet"] = "participation_fault.file_large"
        return await _sheets_page(request, found, form.with_faults(faults))
    stamp = stamp_of(request)
    asked = asked_of(found.season, stamp.at, city_bound_to(delegation))
    checked = await check_sheet(
        database_of(request), found.season, file.filename, content, delegation, asked, stamp
    )
    if checked.sheet is None:
        return await _sheets_page(request, found, form, checked.problems)
    said = "" if checked.fresh else "?said=again"
    place = f"/seasons/{season}/participations/sheets/{checked.sheet}"
    return Redirect(f"{place}{said}", status_code=303)


@get("/seasons/{season:str}/participations/sheets/{number:int}", guards=[reports_participations])
async def participation_sheet(
    request: Asking, season: FromPath[str], number: FromPath[int], said: FromQuery[str] = ""
) -> Template:
    """Show a checked sheet: what it holds, and whether it was imported."""
    found = await find_reporting(request, season)
    async with database_of(request).reading() as transaction:
        sheet = await _find_sheet(transaction, found, number)
    return participation_page(
        request,
        "participation/sheet.html",
        found,
        "sheets",
        sheet=sheet,
        said=said if said in {"again", "imported", "changed"} else "",
    )


@post(
    "/seasons/{season:str}/participations/sheets/{number:int}/import",
    guards=[reports_participations],
)
async def import_participation_sheet(
    request: Asking, season: FromPath[str], number: FromPath[int]
) -> Redirect:
    """Import a checked sheet, all of it or nothing."""
    found = await find_reporting(request, season)
    await read_form(request, ())
    database = database_of(request)
    async with database.reading() as transaction:
        sheet = await _find_sheet(transaction, found, number)
    stamp = stamp_of(request)
    asked = asked_of(found.season, stamp.at, city_bound_to(sheet.delegation))
    said = "imported"
    try:
        if not await import_sheet(database, found.season, sheet, asked, stamp):
            said = "again"
    except SheetChangedError:
        said = "changed"
    place = f"/seasons/{season}/participations/sheets/{number}"
    return Redirect(f"{place}?said={said}", status_code=303)


ROUTES = (
    participation_sheets,
    participation_template,
    check_participation_sheet,
    participation_sheet,
    import_participation_sheet,
)
