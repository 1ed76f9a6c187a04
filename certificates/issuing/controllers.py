"""The winner's page: own results with why, own certificates, behind name, ID number and code."""

from datetime import UTC, datetime

import msgspec
from anyio import to_thread
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from certificates.issuing.papers import face_of
from certificates.issuing.queries import CertificateRow, certificates_of_person
from certificates.issuing.rules import Certificate, CertificateKind
from certificates.issuing.snapshots import award_of
from certificates.typesetting.certificate import draw_certificate
from competition.accounts.queries import WinnerSession, winner_session_of
from competition.accounts.rules import SESSION_LIFETIME
from competition.accounts.services import close_session
from competition.accounts.winner_services import Claim, WinnerRefusedError, check_winner
from competition.people.queries import organisations_of
from competition.plan.queries import events_of
from competition.plan.rules import Event
from competition.registration.queries import entries_of_person, members_of_event
from competition.storage.transaction import Transaction
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.language import texts_of
from competition.web.pages import page, page_with
from competition.web.sessions import door_cookie, gone_cookie, session_cookie
from competition.web.visitor import DOOR_COOKIE, WINNER_COOKIE, Connection, visitor_of
from judging.awards.queries import bonuses_of, promotions_of, tie_document, titles_of
from judging.marking.queries import marking_of_entry
from judging.ranking.presenting import EventSheet, why_context
from judging.ranking.queries import rules_of_event, standings_of_event, standings_of_person
from judging.ranking.rules.placing import Standing
from judging.ranking.rules.why import MarkBook

VALID = "valid"


class OwnResult(msgspec.Struct, frozen=True):
    """One own result on the winner's page; `titles` are the states of the own title rows."""

    event: Event
    entry: str
    standing: Standing
    titles: tuple[str, ...] = ()


class OwnPaper(msgspec.Struct, frozen=True):
    """One own certificate; without `token` it cannot be downloaded."""

    number: str
    token: str
    kind: CertificateKind
    state: str
    event_name: str


async def own_session(connection: Connection, transaction: Transaction) -> WinnerSession:
    """Give the winner's session of the cookie; 401 without one."""
    token = connection.cookies.get(WINNER_COOKIE, "")
    session = await winner_session_of(transaction, token, datetime.now(UTC)) if token else None
    if session is None:
        raise NotAuthorizedException
    return session


@get("/winner", sync_to_thread=False)
def winner_form(request: Request[object, object, State]) -> Template | Redirect:
    """Show the form; who is in already goes on to the own results."""
    if visitor_of(request).winner:
        return Redirect("/winner/results", status_code=303)
    return _form(request, Form())


def _form(request: Request[object, object, State], form: Form, *, failed: bool = False) -> Template:
    answer = page(
        request,
        "issuing/winner.html",
        status_code=422 if failed or form.faults else 200,
        form=form,
        failed=failed,
        hours=int(SESSION_LIFETIME.total_seconds()) // 3600,
    )
    answer.set_cookie(door_cookie(request))
    return answer


@post("/winner")
async def enter_winner(request: Request[object, object, State]) -> Template | Redirect:
    """Check name, ID number and one-time code; which of them is wrong is never told."""
    form = await read_form(request, ("name", "id_number", "code"))
    shown = Form({"name": form.values["name"]}, form.faults)
    if form.faults:
        return _form(request, shown)
    address = request.client.host if request.client else ""
    claim = Claim(**form.values, door=request.cookies.get(DOOR_COOKIE, ""))
    try:
        session = await check_winner(database_of(request), claim, address, datetime.now(UTC))
    except WinnerRefusedError:
        return _form(request, shown, failed=True)
    cookie = session_cookie(request, WINNER_COOKIE, session)
    return Redirect("/winner/results", status_code=303, cookies=[cookie])


@post("/winner/leave")
async def leave_winner(request: Request[object, object, State]) -> Redirect:
    """End the winner's session."""
    await read_form(request, ())
    token = request.cookies.get(WINNER_COOKIE)
    if token:
        await close_session(database_of(request), token, datetime.now(UTC))
    cookies = [gone_cookie(WINNER_COOKIE), gone_cookie(DOOR_COOKIE)]
    return Redirect("/winner", status_code=303, cookies=cookies)


@get("/winner/results")
async def winner_results(request: Request[object, object, State]) -> Template:
    """Show all own results and certificates of the season that the code was for."""
    async with database_of(request).reading() as transaction:
        session = await own_session(request, transaction)
        entries = await entries_of_person(transaction, session.season, session.id_hash)
        events = {row.event.event: row for row in await events_of(transaction, session.season)}
        standings = await standings_of_person(transaction, session.season, session.id_hash)
        papers = await certificates_of_person(transaction, session.season, session.id_hash)
        titles = await titles_of(transaction, session.season, person=session.id_hash)
    return page(
        request,
        "issuing/results.html",
        name=entries[0].name if entries else "",
        certificates=[
            OwnPaper(
                row.issued.number,
                row.issued.token if drawable(row) else "",
                row.issued.kind,
                row.state,
                events[row.issued.event].event.name,
            )
            for row in papers
        ],
        results=[
            OwnResult(
                events[item.event].event,
                item.standing.entry.entry,
                item.standing,
                tuple(
                    title.state or title.decision.value
                    for title in titles
                    if (title.event, title.entry) == (item.event, item.standing.entry.entry)
                ),
            )
            for item in standings
        ],
    )


def drawable(row: CertificateRow) -> bool:
    """Say whether a certificate is valid and was issued here, so that it can be drawn again."""
    return row.state == VALID and bool(row.issued.token) and award_of(row.snapshot) is not None


@get("/winner/results/{event:str}/{entry:str}")
async def winner_result(
    request: Request[object, object, State], event: FromPath[str], entry: FromPath[str]
) -> Template:
    """Explain one own result down to the marks; other people's do not exist here."""
    texts = texts_of(visitor_of(request).language)
    async with database_of(request).reading() as transaction:
        session = await own_session(request, transaction)
        number, person = session.season, session.id_hash
        own = await entries_of_person(transaction, number, person)
        found = [row for row in await events_of(transaction, number) if row.event.event == event]
        if not found or (event, entry) not in {(item.event, item.entry) for item in own}:
            raise NotFoundException
        row = found[0]
        marking = await marking_of_entry(transaction, row.id, entry)
        sheet = EventSheet(
            event=row.event,
            rules=await rules_of_event(transaction, row.id),
            standings=await standings_of_event(transaction, row.id),
            members=await members_of_event(transaction, row.id),
            book=MarkBook(marking.marks, marking.coefficients, marking.adjustments),
        )
        organisations = await organisations_of(transaction, number)
        titles = await titles_of(transaction, number, person=person)
        promotions = await promotions_of(transaction, number, person=person)
        bonuses = await bonuses_of(transaction, number, person=person)
        document = await tie_document(transaction, number, event, entry)
    names = {item.code: item.name for item in organisations}
    units = [
        names.get(member.employer, "")
        for member in sheet.competitors().get(entry, ())
        if member.employer
    ]
    context = why_context(texts, sheet, entry, dict.fromkeys(units), document)
    if context is None:
        raise NotFoundException
    here = (event, entry)
    awards = {
        "titles": [item for item in titles if (item.event, item.entry) == here],
        "promotions": [item for item in promotions if (item.event, item.entry) == here],
        "bonuses": [item for item in bonuses if (item.edition_or_event, item.entry) == here],
    }
    return page_with(request, "issuing/result.html", {**context, **awards})


@get("/winner/certificates/{name:str}")
async def winner_certificate(
    request: Request[object, object, State], name: FromPath[str]
) -> Response[bytes]:
    """Draw one own certificate as PDF; `name` is its token with `.pdf`."""
    async with database_of(request).reading() as transaction:
        session = await own_session(request, transaction)
        papers = await certificates_of_person(transaction, session.season, session.id_hash)
    for row in papers:
        award = award_of(row.snapshot)
        if drawable(row) and award is not None and name == f"{row.issued.token}.pdf":
            certificate = Certificate(award, row.issued.number, row.issued.token)
            face = face_of(certificate, request.app.state.public_url, specimen=False)
            content = await to_thread.run_sync(draw_certificate, face)
            return Response(
                content,
                media_type="application/pdf",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    raise NotFoundException
