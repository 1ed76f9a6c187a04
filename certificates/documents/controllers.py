"""Result lists, title lists and bonus sheets to download, as workbook and as paper."""

from anyio import to_thread
from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response

from certificates.documents.facts import unit_names
from certificates.documents.money import bonus_sheet, grant_sheet
from certificates.documents.paper import draw_section
from certificates.documents.queries import event_result_of, facts_of
from certificates.documents.results import result_list
from certificates.documents.sheet import Document
from certificates.documents.titles import title_list
from certificates.documents.workbook import draw_workbook
from certificates.typesetting.fonts import TextError
from competition.people.queries import organisations_of
from competition.plan.season_pages import find_event, find_season, find_whole_season
from competition.storage.audit import record_look
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.errors import CannotBePrintedError
from competition.web.guards import MONEY, RESULTS, sees_money, sees_results
from judging.awards.queries import bonuses_of, grants_of, titles_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def drawn(document: Document, stem: str, name: str) -> tuple[bytes, str] | None:
    """Draw the file of this name, `stem.xlsx` or `stem.pdf` with a suffix: content and type.

    None when a document has no such file; raises CannotBePrintedError with the sentence.
    """
    if name == f"{stem}.xlsx":
        return draw_workbook(document), XLSX
    for section in document.sections:
        if name == f"{stem}{section.suffix}.pdf":
            try:
                return draw_section(document, section), PDF
            except TextError as error:
                raise CannotBePrintedError(detail=str(error)) from error
    return None


async def sent(document: Document, stem: str, name: str, season: str) -> Response[bytes]:
    """Answer with the file of this name as a download; 404 when there is none."""
    found = await to_thread.run_sync(drawn, document, stem, name)
    if found is None:
        raise NotFoundException
    content, media_type = found
    disposition = f'attachment; filename="{season}-{name}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})


async def note_reveal(request: Request[object, object, State], season: str, name: str) -> None:
    """Record that somebody took a file with full ID numbers."""
    detail = {"file": name}
    await record_look(database_of(request), stamp_of(request), "document.reveal", season, detail)


@get("/seasons/{season:str}/events/{event:str}/documents/{name:str}", guards=[sees_results])
async def result_document(
    request: Request[object, object, State],
    season: FromPath[str],
    event: FromPath[str],
    name: FromPath[str],
) -> Response[bytes]:
    """Send the result list of an event; it holds no ID number."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        row = await find_event(found, transaction, event)
        result = await event_result_of(transaction, row)
        units = unit_names(await organisations_of(transaction, found.season.id))
    document = result_list(result, units, found.season.title)
    return await sent(document, row.event.event, name, season)


@get("/seasons/{season:str}/documents/titles/{name:str}", guards=[sees_results])
async def title_document(
    request: Request[object, object, State], season: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """Send the list of title holders; it holds no ID number."""
    async with database_of(request).reading() as transaction:
        found = await find_whole_season(request, transaction, season, RESULTS)
        facts = await facts_of(transaction, found.season)
        titles = await titles_of(transaction, found.season.id, reveal=True)
    return await sent(title_list(facts, titles), "titles", name, season)


@get("/seasons/{season:str}/documents/money/{name:str}", guards=[sees_money])
async def money_document(
    request: Request[object, object, State], season: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """Send the bonus sheet or the grant sheet; full ID numbers are recorded as revealed."""
    async with database_of(request).reading() as transaction:
        found = await find_whole_season(request, transaction, season, MONEY)
        facts = await facts_of(transaction, found.season)
        if name.startswith("grants"):
            stem = "grants"
            document = grant_sheet(facts, await grants_of(transaction, found.season.id))
        else:
            titles = await titles_of(transaction, found.season.id, reveal=True)
            bonuses = await bonuses_of(transaction, found.season.id, reveal=True)
            stem = "bonuses"
            document = bonus_sheet(facts, bonuses, titles)
    answer = await sent(document, stem, name, season)
    await note_reveal(request, season, name)
    return answer
