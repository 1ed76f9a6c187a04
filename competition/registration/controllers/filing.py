"""Photos and level certificates on the page of a registration: add, see, remove."""

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from competition.people.attachments import (
    LARGEST_REQUEST,
    Owner,
    attached_file,
    file_response,
    read_upload,
)
from competition.people.rules import AttachmentKind, OwnerKind
from competition.people.uploads import UploadRefusedError
from competition.plan.season_pages import season_page
from competition.registration.controllers.lists import detail
from competition.registration.controllers.steps import back, opened_form
from competition.registration.registration_pages import find_registration
from competition.registration.services.filing import (
    FILED,
    NoSuchFileError,
    add_file,
    remove_file,
)
from competition.registration.services.steps import StepError
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import read_form
from competition.web.guards import REGISTERS, registers, sees_registrations

AppRequest = Request[object, object, State]
_PATH = "/seasons/{season:str}/registrations/{number:int}/people/{position:int}/files"


@post(_PATH, guards=[registers], request_max_body_size=LARGEST_REQUEST)
async def add_registration_file(
    request: AppRequest, season: FromPath[str], number: FromPath[int], position: FromPath[int]
) -> Template | Redirect:
    """Take a photo or a level certificate of a person, until the registration is decided."""
    form = await read_form(request, ("kind",), files=("file",))
    async with database_of(request).reading() as transaction:
        await find_registration(request, transaction, season, number, REGISTERS)
    kind = next((one for one in FILED if one.value == form.values["kind"]), None)
    file = form.files.get("file")
    if kind is None or file is None:
        return await _refused(request, season, number, (position, "people.no_file"))
    try:
        clean = await read_upload(file, photo=kind is AttachmentKind.PHOTO)
        await add_file(
            database_of(request),
            number,
            position=position,
            kind=kind,
            file=clean,
            stamp=stamp_of(request),
        )
    except UploadRefusedError as refused:
        return await _refused(request, season, number, (position, refused.fault.value))
    except NoSuchFileError as error:
        raise NotFoundException from error
    except StepError:
        return back(season, number, "conflict")
    return back(season, number)


@post(_PATH + "/{attachment:int}/remove", guards=[registers])
async def remove_registration_file(
    request: AppRequest,
    season: FromPath[str],
    number: FromPath[int],
    position: FromPath[int],
    attachment: FromPath[int],
) -> Redirect:
    """Remove a file of a person, until the registration is decided."""
    await opened_form(request, season, number, REGISTERS, ())
    try:
        await remove_file(
            database_of(request),
            number,
            position=position,
            attachment=attachment,
            stamp=stamp_of(request),
        )
    except NoSuchFileError as error:
        raise NotFoundException from error
    except StepError:
        return back(season, number, "conflict")
    return back(season, number)


@get(_PATH + "/{attachment:int}", guards=[sees_registrations])
async def registration_file(
    request: AppRequest,
    season: FromPath[str],
    number: FromPath[int],
    position: FromPath[int],
    attachment: FromPath[int],
) -> Response[bytes]:
    """Send a file of a person within the reader's scope; pictures may stand in our own page."""
    async with database_of(request).reading() as transaction:
        opened = await find_registration(request, transaction, season, number)
        owner = next((one.id for one in opened.people if one.position == position), None)
        if owner is None:
            raise NotFoundException
        file = await attached_file(
            transaction, Owner(OwnerKind.REGISTRATION_MEMBER, owner), attachment
        )
    if file is None:
        raise NotFoundException
    return file_response(file, inline="inline" in request.query_params)


async def _refused(
    request: AppRequest, season: str, number: int, fault: tuple[int, str]
) -> Template:
    """Show the registration again with the reason beside the person's files."""
    async with database_of(request).reading() as transaction:
        opened = await find_registration(request, transaction, season, number, REGISTERS)
        context = await detail(transaction, opened)
    answer = season_page(
        request,
        "registration/one.html",
        opened.page,
        "registrations",
        tried="",
        revealed=False,
        **(context | {"file_fault": fault}),
    )
    answer.status_code = 422
    return answer
