"""Evidence of a report: scanned documents, attached and served within the reader's scope."""

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from competition.participation.controllers.access import (
    Asking,
    find_participations,
    find_report,
    find_reporting,
    may_write,
    reports_participations,
    sees_participations,
)
from competition.participation.controllers.report_pages import report_page
from competition.people.attachments import (
    LARGEST_REQUEST,
    Owner,
    attach,
    attached_file,
    file_response,
    read_upload,
)
from competition.people.rules import AttachmentKind, OwnerKind
from competition.people.uploads import UploadRefusedError
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import read_form


@post(
    "/seasons/{season:str}/participations/reports/{number:int}/evidence",
    guards=[reports_participations],
    request_max_body_size=LARGEST_REQUEST,
)
async def upload_participation_evidence(
    request: Asking, season: FromPath[str], number: FromPath[int]
) -> Template | Redirect:
    """Attach a scanned document to a report."""
    found = await find_reporting(request, season)
    form = await read_form(request, (), files=("evidence",))
    database = database_of(request)
    async with database.reading() as transaction:
        report = await find_report(transaction, found, number)
    if not may_write(found.visitor, found.season, report):
        raise NotFoundException
    file = form.files.get("evidence")
    if file is None:
        faults = {"evidence": "participation_fault.file"}
        return await report_page(request, season, number, faults=faults)
    try:
        clean = await read_upload(file)
        async with database.transaction() as transaction:
            owner = Owner(OwnerKind.REPORT, number)
            await attach(transaction, owner, AttachmentKind.DOCUMENT, clean, stamp_of(request))
    except UploadRefusedError as refused:
        faults = {"evidence": refused.fault.value}
        return await report_page(request, season, number, faults=faults)
    return Redirect(f"/seasons/{season}/participations/reports/{number}", status_code=303)


@get(
    "/seasons/{season:str}/participations/reports/{number:int}/evidence/{attachment:int}",
    guards=[sees_participations],
)
async def participation_evidence(
    request: Asking, season: FromPath[str], number: FromPath[int], attachment: FromPath[int]
) -> Response[bytes]:
    """Send a document of a report that the reader may see; 404 else."""
    async with database_of(request).reading() as transaction:
        found = await find_participations(request, transaction, season)
        report = await find_report(transaction, found, number)
        file = await attached_file(transaction, Owner(OwnerKind.REPORT, report.id), attachment)
    if file is None:
        raise NotFoundException
    return file_response(file)


ROUTES = (upload_participation_evidence, participation_evidence)
