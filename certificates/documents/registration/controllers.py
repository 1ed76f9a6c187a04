"""Rosters and registration forms to choose and to download, each within the reader's scope."""

from datetime import date
from urllib.parse import urlencode

from anyio import to_thread
from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Template

from certificates.documents.controllers import PDF, drawn
from certificates.documents.registration.form import form_face
from certificates.documents.registration.roster import roster
from certificates.typesetting.forms import draw_forms
from competition.accounts.rules import AccountRole, Grant
from competition.plan.season_pages import find_season, season_page
from competition.registration.checkin.people import (
    RegisteredEntry,
    Wanted,
    choices_of,
    count_registered,
    registered,
)
from competition.registration.checkin.photos import photos_of_event
from competition.storage.audit import record_look
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.downloads import attachment
from competition.web.errors import CannotBePrintedError
from competition.web.guards import CARDS, PAPERS, sees_papers
from competition.web.visitor import Visitor

#: Whose papers may show full ID numbers; every such download is recorded.
REVEAL = PAPERS - {AccountRole.AUDITOR}
FULL = "full"
ROSTERS = {"roster.pdf", "roster.xlsx"}
FORMS = "forms.pdf"


def grants_of(visitor: Visitor) -> tuple[Grant, ...]:
    """Give the visitor's grants."""
    return visitor.signed_in.grants if visitor.signed_in else ()


@get("/seasons/{season:str}/papers", guards=[sees_papers])
async def registration_papers(
    request: Request[object, object, State],
    season: FromPath[str],
    competition: FromQuery[str] = "",
    event: FromQuery[str] = "",
    delegation: FromQuery[str] = "",
) -> Template:
    """Show what can be printed of a part of the season."""
    wanted = Wanted(competition, event, delegation)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, PAPERS)
        grants = grants_of(found.visitor)
        choices = await choices_of(transaction, found.season.id, grants, PAPERS)
        counted = await count_registered(transaction, found.season.id, grants, PAPERS, wanted)
    return season_page(
        request,
        "checkin/papers.html",
        found,
        "papers",
        choices=choices,
        wanted=wanted,
        counted=counted,
        query=_query(wanted),
        card_events=choices.events if found.visitor.reaches(CARDS, found.season.place) else (),
        may_reveal=found.visitor.reaches(REVEAL, found.season.place),
    )


def _query(wanted: Wanted) -> str:
    named = (("competition", wanted.competition), ("event", wanted.event),
             ("delegation", wanted.delegation))  # fmt: skip
    return urlencode([(name, value) for name, value in named if value])


@get("/seasons/{season:str}/papers/{name:str}", guards=[sees_papers])
async def registration_document(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: Request[object, object, State],
    season: FromPath[str],
    name: FromPath[str],
    competition: FromQuery[str] = "",
    event: FromQuery[str] = "",
    delegation: FromQuery[str] = "",
    entry: FromQuery[str] = "",
    ids: FromQuery[str] = "",
) -> Response[bytes]:
    """Send a roster or the registration forms; full ID numbers are recorded as revealed."""
    if name not in ROSTERS and name != FORMS:
        raise NotFoundException
    wanted = Wanted(competition, event, delegation, entry)
    reveal = ids == FULL
    roles = REVEAL if reveal else PAPERS
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, roles)
        grants = grants_of(found.visitor)
        entries = await registered(transaction, found.season.id, grants, roles, wanted)
        photos: dict[bytes, bytes] = {}
        if reveal and name == FORMS:
            for number in dict.fromkeys(one.event_id for one in entries):
                photos |= await photos_of_event(transaction, number)
    if not entries:
        raise NotFoundException
    if reveal:
        await _note_reveal(request, season, name, wanted)
    made_on = max(one.held_on for one in entries)
    content, media_type = await to_thread.run_sync(
        _draw, name, entries, found.season.title, made_on, wanted, photos, reveal
    )
    stem = "-".join(filter(None, (season, competition, event, delegation, entry, name)))
    headers = {"Content-Disposition": attachment(stem)}
    return Response(content, media_type=media_type, headers=headers)


def _draw(  # noqa: PLR0913, PLR0917 - what a paper is made of
    name: str,
    entries: tuple[RegisteredEntry, ...],
    title: str,
    made_on: date,
    wanted: Wanted,
    photos: dict[bytes, bytes],
    reveal: bool,  # noqa: FBT001 - passed on to a thread by position
) -> tuple[bytes, str]:
    if name == FORMS:
        faces = (form_face(entry, title, photos, reveal=reveal) for entry in entries)
        return draw_forms(faces, "以下报名表未能打印").content, PDF
    found = drawn(roster(entries, title, made_on, wanted, reveal=reveal), "roster", name)
    if found is None:
        raise CannotBePrintedError(detail=name)
    return found


async def _note_reveal(
    request: Request[object, object, State], season: str, name: str, wanted: Wanted
) -> None:
    """Record that somebody took a paper with full ID numbers, and of which part."""
    detail = {"file": name, "competition": wanted.competition, "event": wanted.event,
              "delegation": wanted.delegation, "entry": wanted.entry}  # fmt: skip
    await record_look(database_of(request), stamp_of(request), "document.reveal", season, detail)


ROUTES = (registration_papers, registration_document)
