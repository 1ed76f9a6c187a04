"""One-time codes of the own account: set up with an authenticator, confirmed, taken off."""

import io

import segno
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Response, Template

from competition.accounts.controllers.own import signed_in_of
from competition.accounts.controllers.sign_in import UNPROCESSABLE, without_secrets
from competition.accounts.one_time_codes import (
    CodeRefusedError,
    begin_codes,
    confirm_codes,
    enrolment_of,
    recovery_codes_left,
    remove_own_codes,
)
from competition.accounts.own_password import PasswordRefusedError, check_own_password
from competition.accounts.queries import account_by_id
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import knows_who
from competition.web.pages import page

_SCALE = 6
_GROUP = 4


@get("/own/codes", guards=[knows_who])
async def own_codes(request: Request[object, object, State]) -> Template:
    """Show whether one-time codes are on, and the way to them."""
    return await _codes_page(request, Form(), 200)


@get("/own/codes/qr.svg", guards=[knows_who])
async def codes_qr(request: Request[object, object, State]) -> Response[bytes]:
    """Draw the QR code that an authenticator reads; 404 once it was confirmed."""
    own = signed_in_of(request)
    async with database_of(request).reading() as transaction:
        enrolment = await enrolment_of(transaction, own.account, own.login)
    if enrolment is None:
        raise NotFoundException
    return Response(qr_image(enrolment.address), media_type="image/svg+xml")


def qr_image(content: str) -> bytes:
    """Draw a QR code as an SVG of black on white, whatever the theme of the page."""
    drawn = io.BytesIO()
    code = segno.make(content, error="m", micro=False)
    code.save(drawn, kind="svg", scale=_SCALE, light="#fff", xmldecl=False, svgclass=None)
    return drawn.getvalue()


@post("/own/codes", guards=[knows_who])
async def start_codes(request: Request[object, object, State]) -> Redirect:
    """Make a secret; it counts when its first code was typed."""
    await read_form(request, ())
    own = signed_in_of(request)
    await begin_codes(database_of(request), own.account, stamp_of(request))
    return Redirect("/own/codes", status_code=303)


@post("/own/codes/confirm", guards=[knows_who])
async def confirm_own_codes(request: Request[object, object, State]) -> Template:
    """Turn one-time codes on and show the recovery codes, this once; with the own password."""
    form = await _with_own_password(request, await read_form(request, ("code",), ("password",)))
    own = signed_in_of(request)
    if form.faults:
        return await _codes_page(request, form, UNPROCESSABLE)
    try:
        codes = await confirm_codes(
            database_of(request), own.account, own.login, form.values["code"], stamp_of(request)
        )
    except CodeRefusedError:
        wrong = form.with_faults({"code": "accounts.code_wrong"})
        return await _codes_page(request, wrong, UNPROCESSABLE)
    return page(request, "accounts/recovery_codes.html", codes=codes, tab="codes")


@post("/own/codes/remove", guards=[knows_who])
async def take_off_codes(request: Request[object, object, State]) -> Redirect | Template:
    """Turn one-time codes off, with one of them and the own password."""
    form = await _with_own_password(request, await read_form(request, ("code",), ("password",)))
    own = signed_in_of(request)
    if not form.faults:
        try:
            await remove_own_codes(
                database_of(request),
                own.account,
                own.login,
                form.values["code"],
                stamp_of(request),
            )
        except CodeRefusedError:
            form = form.with_faults({"code": "accounts.code_wrong"})
        else:
            return Redirect("/own/codes", status_code=303)
    return await _codes_page(request, form, UNPROCESSABLE)


async def _with_own_password(request: Request[object, object, State], form: Form) -> Form:
    """Refuse a form without the password of the own account, where that has one."""
    if form.faults:
        return form
    own = signed_in_of(request)
    try:
        await check_own_password(
            database_of(request), own.login, form.values["password"], stamp_of(request)
        )
    except PasswordRefusedError:
        return form.with_faults({"password": "own.password_wrong"})
    return form


async def _codes_page(request: Request[object, object, State], form: Form, status: int) -> Template:
    own = signed_in_of(request)
    async with database_of(request).reading() as transaction:
        account = await account_by_id(transaction, own.account)
        enrolment = await enrolment_of(transaction, own.account, own.login)
        left = await recovery_codes_left(transaction, own.account)
    secret = enrolment.secret if enrolment else ""
    return page(
        request,
        "accounts/own_codes.html",
        status_code=status,
        on=account is not None and account.codes,
        asks=account is not None and account.has_password,
        secret=" ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)),
        left=left,
        form=without_secrets(form),
        tab="codes",
    )


ROUTES = (own_codes, codes_qr, start_codes, confirm_own_codes, take_off_codes)
