"""Pages of registration by spreadsheet: template, upload, dry run with its report, confirmation."""

import asyncio
import contextlib
import tempfile
from pathlib import Path
from urllib.parse import quote

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from competition.accounts.rules import Place
from competition.plan.queries import events_of
from competition.plan.season_pages import SeasonPage, find_season, season_page
from competition.registration.queries.terms import competitions_of
from competition.registration.sheets.columns import SheetFacts
from competition.registration.sheets.finding import RULE, SheetFinding
from competition.registration.sheets.queries import (
    SheetRow,
    latest_sheets,
    report_of,
    sheet_by_id,
    sheet_facts,
)
from competition.registration.sheets.reporting import draw_report
from competition.registration.sheets.services import (
    LARGEST_SHEET,
    NewSheet,
    SheetStateError,
    check_sheet_again,
    confirm_sheet,
    content_parts,
    discard_sheet,
    receive_sheet,
)
from competition.registration.sheets.states import SheetState
from competition.registration.sheets.template import draw_template
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import REGISTERS, registers
from competition.web.language import Language, texts_of
from competition.web.visitor import Visitor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
LONGEST_NAME = 120
Asked = Request[object, object, State]


@get("/seasons/{season:str}/sheets", guards=[registers])
async def sheet_competitions(request: Asked, season: FromPath[str]) -> Template:
    """Show the competitions for which the reader may register by sheet."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, REGISTERS)
        rows = await competitions_of(transaction, found.season.id)
        events = await events_of(transaction, found.season.id)
    at = stamp_of(request).at
    planned = {event.competition for event in events}
    shown = [
        (row, row.is_open(at))
        for row in sorted(rows, key=lambda row: not row.is_open(at))
        if row.id in planned and _may(found.visitor, Place(found.season.id, row.id))
    ]
    return season_page(request, "registration/sheets.html", found, "sheets", competitions=shown)


@get("/seasons/{season:str}/sheets/{competition:int}", guards=[registers])
async def sheet_upload(
    request: Asked, season: FromPath[str], competition: FromPath[int]
) -> Template:
    """Show the template, the upload and what the reader uploaded before."""
    return await _upload_page(request, season, competition, Form())


@get("/seasons/{season:str}/sheets/{competition:int}/template", guards=[registers])
async def sheet_template(
    request: Asked, season: FromPath[str], competition: FromPath[int]
) -> Response[bytes]:
    """Send the workbook to fill in."""
    async with database_of(request).reading() as transaction:
        _, facts = await _find(request, transaction, season, competition)
    content = await asyncio.to_thread(draw_template, facts)
    return _workbook(content, f"{season}-{facts.title}-报名表.xlsx")


@post(
    "/seasons/{season:str}/sheets/{competition:int}",
    guards=[registers],
    request_max_body_size=LARGEST_SHEET + 100_000,
)
async def receive_upload(
    request: Asked, season: FromPath[str], competition: FromPath[int]
) -> Template | Redirect:
    """Keep an uploaded sheet and have it checked; the same file again leads to what it became."""
    form = await read_form(request, (), files=("sheet",))
    file = form.files.get("sheet")
    if file is None:
        return await _upload_page(request, season, competition, _fault("sheets.choose"), 422)
    content = await file.read(LARGEST_SHEET + 1)
    if len(content) > LARGEST_SHEET or not content:
        key = "sheets.too_large" if content else "sheets.empty_file"
        return await _upload_page(request, season, competition, _fault(key), 422)
    database = database_of(request)
    async with database.reading() as transaction:
        found, facts = await _find(request, transaction, season, competition)
    allowed = facts.delegations if facts.only else None
    name = file.filename.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:]
    new = NewSheet(found.season.id, competition, name, content, allowed)
    received = await receive_sheet(database, new, stamp_of(request))
    _wake(request)
    again = "?again=1" if received.known else ""
    return _to(f"/seasons/{season}/sheets/{competition}/{received.sheet}{again}")


@get("/seasons/{season:str}/sheets/{competition:int}/{sheet:int}", guards=[registers])
async def sheet_report(
    request: Asked, season: FromPath[str], competition: FromPath[int], sheet: FromPath[int]
) -> Template:
    """Show how far a sheet is, or what its dry run found."""
    async with database_of(request).reading() as transaction:
        found, facts = await _find(request, transaction, season, competition)
        row = await _find_sheet(request, transaction, competition, sheet)
        report = await report_of(transaction, sheet)
    return season_page(
        request,
        "registration/sheet.html",
        found,
        "sheets",
        facts=facts,
        sheet=row,
        report=report[:SHOWN],
        again="again" in request.query_params,
        sentence=lambda finding: _sentence(found.visitor.language, finding),
    )


@get("/seasons/{season:str}/sheets/{competition:int}/{sheet:int}/progress", guards=[registers])
async def sheet_progress(
    request: Asked, season: FromPath[str], competition: FromPath[int], sheet: FromPath[int]
) -> dict[str, int | bool | str]:
    """Tell a script how far a sheet is."""
    async with database_of(request).reading() as transaction:
        await _find(request, transaction, season, competition)
        row = await _find_sheet(request, transaction, competition, sheet)
    return {"moving": row.moving, "percent": row.percent, "state": row.state.value}


@get("/seasons/{season:str}/sheets/{competition:int}/{sheet:int}/report", guards=[registers])
async def sheet_problems(
    request: Asked, season: FromPath[str], competition: FromPath[int], sheet: FromPath[int]
) -> Response[bytes]:
    """Send the sheet back with its problems beside the rows."""
    database = database_of(request)
    async with database.reading() as transaction:
        await _find(request, transaction, season, competition)
        row = await _find_sheet(request, transaction, competition, sheet)
        report = await report_of(transaction, sheet)
    content = await content_parts(database, sheet)
    if not content:
        raise NotFoundException
    drawn = await asyncio.to_thread(_drawn, content, report)
    return _workbook(drawn, f"{Path(row.name).stem}-问题.xlsx")


@post("/seasons/{season:str}/sheets/{competition:int}/{sheet:int}/{act:str}", guards=[registers])
async def act_on_sheet(
    request: Asked,
    season: FromPath[str],
    competition: FromPath[int],
    sheet: FromPath[int],
    act: FromPath[str],
) -> Redirect:
    """Confirm a sheet, have it checked again, or discard it."""
    await read_form(request, ())
    acts = {"confirm": confirm_sheet, "again": check_sheet_again, "discard": discard_sheet}
    if act not in acts:
        raise NotFoundException
    database = database_of(request)
    async with database.reading() as transaction:
        await _find(request, transaction, season, competition)
        row = await _find_sheet(request, transaction, competition, sheet)
    place = f"/seasons/{season}/sheets/{competition}"
    if _allows(row, act):
        with contextlib.suppress(SheetStateError):  # another tap was quicker
            await acts[act](database, sheet, stamp_of(request))
        _wake(request)
    return _to(place if act == "discard" else f"{place}/{sheet}")


def _allows(row: SheetRow, act: str) -> bool:
    """Say whether the state allows an act; a second tap on a button is no error."""
    if act == "confirm":
        return row.ready
    if act == "again":
        return row.state in (SheetState.CHECKED, SheetState.FAILED)
    return row.resting


async def _upload_page(
    request: Asked, season: str, competition: int, form: Form, status: int = 200
) -> Template:
    async with database_of(request).reading() as transaction:
        found, facts = await _find(request, transaction, season, competition)
        actor = stamp_of(request).actor
        sheets = await latest_sheets(transaction, competition, actor)
        competitions = await competitions_of(transaction, found.season.id)
    opened = any(
        row.id == competition and row.is_open(stamp_of(request).at) for row in competitions
    )
    page = season_page(
        request,
        "registration/sheet_upload.html",
        found,
        "sheets",
        facts=facts,
        form=form,
        sheets=sheets,
        opened=opened,
    )
    page.status_code = status
    return page


async def _find(
    request: Asked, transaction: Transaction, season: str, competition: int
) -> tuple[SeasonPage, SheetFacts]:
    """Fetch a competition through the reader's scope, and whom the reader may register; 404."""
    found = await find_season(request, transaction, season, REGISTERS)
    place = Place(found.season.id, competition)
    if not _may(found.visitor, place):
        raise NotFoundException
    allowed = _delegations(found.visitor, place)
    facts = await sheet_facts(transaction, competition, allowed)
    if facts is None or facts.season != found.season.id:
        raise NotFoundException
    return found, facts


async def _find_sheet(
    request: Asked, transaction: Transaction, competition: int, sheet: int
) -> SheetRow:
    row = await sheet_by_id(transaction, sheet, stamp_of(request).actor)
    if row is None or row.competition != competition:
        raise NotFoundException
    return row


def _may(visitor: Visitor, place: Place) -> bool:
    return visitor.may(REGISTERS, place) or bool(_delegations(visitor, place))


def _delegations(visitor: Visitor, place: Place) -> tuple[str, ...] | None:
    """Give the delegations that a visitor may register in a competition; None for every one."""
    if visitor.may(REGISTERS, place):
        return None
    grants = visitor.signed_in.grants if visitor.signed_in else ()
    return tuple(
        sorted(
            {
                grant.delegation
                for grant in grants
                if grant.role in REGISTERS
                and grant.delegation
                and grant.event is None
                and grant.reaches(place)
            }
        )
    )


def _fault(key: str) -> Form:
    return Form(faults={"sheet": key})


def _sentence(language: Language, finding: SheetFinding) -> str:
    if finding.message == RULE:
        return finding.values["zh" if language is Language.CHINESE else "en"]
    return texts_of(language)(f"sheet_problem.{finding.message}", **finding.values)


def _drawn(content: bytes, report: tuple[SheetFinding, ...]) -> bytes:
    def sentence(finding: SheetFinding) -> str:
        return _sentence(Language.CHINESE, finding)

    with tempfile.TemporaryDirectory(prefix="xinglu-sheet-") as folder:
        source, target = Path(folder) / "sheet", Path(folder) / "report.xlsx"
        source.write_bytes(content)
        draw_report(source, target, report, sentence)
        return target.read_bytes()


def _workbook(content: bytes, name: str) -> Response[bytes]:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=XLSX, headers={"Content-Disposition": disposition})


def _to(place: str) -> Redirect:
    return Redirect(place, status_code=303)


def _wake(request: Asked) -> None:
    request.app.state.sheets_woken.set()


ROUTES = (
    sheet_competitions,
    sheet_upload,
    sheet_template,
    receive_upload,
    sheet_report,
    sheet_progress,
    sheet_problems,
    act_on_sheet,
)
