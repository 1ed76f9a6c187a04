"""Signing in by name and password or by a one-time link, and signing out."""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import msgspec
from litestar import Request, get, post
from litestar.datastructures import Cookie, State
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.accounts.queries import half_signed_in, session_of
from competition.accounts.rules import (
    SHORTEST_PASSWORD,
    LinkPurpose,
    SessionStage,
    own_path,
    password_fault,
)
from competition.accounts.services import LinkInvalidError, NewSession, close_session
from competition.accounts.sign_in_services import (
    Arrival,
    Invitation,
    SignInRefusedError,
    invitation_of,
    redeem_link,
    sign_in_with_code,
    sign_in_with_password,
)
from competition.web.acting import address_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.pages import page
from competition.web.sessions import door_cookie, gone_cookie, grants_of, session_cookie
from competition.web.visitor import DOOR_COOKIE, SESSION_COOKIE

SECRETS = ("password", "again", "old", "code")
UNPROCESSABLE = 422


def without_secrets(form: Form) -> Form:
    """Give a form as it may be shown again: what is secret is typed anew."""
    values = {name: value for name, value in form.values.items() if name not in SECRETS}
    return msgspec.structs.replace(form, values=values)


def chosen_password_faults(form: Form, name: str) -> dict[str, str]:
    """Say what is wrong with a new password typed twice, for an account of this name."""
    if form.faults:
        return form.faults
    fault = password_fault(form.values["password"], name)
    if fault:
        return {"password": fault}
    return {"again": "own.not_the_same"} if form.values["password"] != form.values["again"] else {}


@get("/sign-in", sync_to_thread=False)
def sign_in_form(request: Request[object, object, State]) -> Template:
    """Ask for name and password."""
    return _sign_in_page(request, Form(), 200, own_path(request.query_params.get("next", "")))


@post("/sign-in")
async def enter_account(request: Request[object, object, State]) -> Redirect | Template:
    """Check name and password; a new session begins, an earlier one of this browser ends."""
    form = await read_form(request, ("name", "password"), ("next",))
    target = own_path(form.values["next"])
    if form.faults:
        return _sign_in_page(request, form, UNPROCESSABLE, target)
    name, password = form.values["name"], form.values["password"]
    now, address = datetime.now(UTC), address_of(request)
    try:
        session = await sign_in_with_password(database_of(request), name, password, address, now)
    except SignInRefusedError:
        return _sign_in_page(request, form, UNPROCESSABLE, target, failed=True)
    return await _enter(request, session, target)


@get("/sign-in-code")
async def code_form(request: Request[object, object, State]) -> Template | Redirect:
    """Ask for the one-time code that follows the password."""
    target = own_path(request.query_params.get("next", ""))
    if not await _is_half_in(request):
        return Redirect(f"/sign-in?{urlencode({'next': target})}", status_code=303)
    return page(request, "accounts/code.html", form=Form(), target=target, failed=False)


@post("/sign-in-code")
async def enter_code(request: Request[object, object, State]) -> Redirect | Template:
    """Check the one-time code; the session that opens has a new token."""
    form = await read_form(request, ("code",), ("next",))
    target = own_path(form.values["next"])
    half = request.cookies.get(SESSION_COOKIE, "")
    if not form.faults:
        now, code = datetime.now(UTC), form.values["code"]
        address = address_of(request)
        try:
            session = await sign_in_with_code(database_of(request), half, code, address, now)
        except LinkInvalidError:
            return Redirect(f"/sign-in?{urlencode({'next': target})}", status_code=303)
        except SignInRefusedError:
            form = form.with_faults({"code": "accounts.code_wrong"})
        else:
            return await _enter(request, session, target)
    return page(
        request,
        "accounts/code.html",
        status_code=UNPROCESSABLE,
        form=without_secrets(form),
        target=target,
    )


@get("/sign-in/{token:str}")
async def sign_in(request: Request[object, object, State], token: FromPath[str]) -> Template:
    """Show what a link is for; opening it alone (a preview does that) never uses it up."""
    async with database_of(request).reading() as transaction:
        invitation = await invitation_of(transaction, token, datetime.now(UTC))
    answer = _link_page(request, token, invitation, Form(), 200)
    answer.set_cookie(door_cookie(request))
    return answer


@post("/sign-in/{token:str}")
async def confirm_sign_in(
    request: Request[object, object, State], token: FromPath[str]
) -> Redirect | Template:
    """Use the link up and open a new session; an earlier one of this browser ends."""
    form = await read_form(request, (), ("password", "again"))
    now = datetime.now(UTC)
    door = request.cookies.get(DOOR_COOKIE, "")
    async with database_of(request).reading() as transaction:
        invitation = await invitation_of(transaction, token, now, door)
    password = ""
    if invitation is not None and invitation.purpose is LinkPurpose.PASSWORD:
        password = form.values["password"]
        faults = chosen_password_faults(form, invitation.name)
        if faults:
            shown = form.with_faults(faults)
            return _link_page(request, token, invitation, shown, UNPROCESSABLE)
    arrival = Arrival(address_of(request), password)
    session = await redeem_link(database_of(request), token, now, door, arrival)
    return await _enter(request, session, "/seasons")


@post("/sign-out")
async def sign_out(request: Request[object, object, State]) -> Redirect:
    """End the session in the database and in the browser."""
    await read_form(request, ())
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        await close_session(database_of(request), token, datetime.now(UTC), address_of(request))
    return Redirect("/", status_code=303, cookies=_gone())


def _sign_in_page(
    request: Request[object, object, State],
    form: Form,
    status: int,
    target: str,
    *,
    failed: bool = False,
) -> Template:
    shown = without_secrets(form)
    return page(
        request,
        "accounts/password.html",
        status_code=status,
        form=shown,
        target=target,
        failed=failed,
    )


def _link_page(
    request: Request[object, object, State],
    token: str,
    invitation: Invitation | None,
    form: Form,
    status: int,
) -> Template:
    return page(
        request,
        "accounts/sign_in.html",
        status_code=status,
        action=f"/sign-in/{quote(token)}",
        invitation=invitation,
        choose=invitation is not None and invitation.purpose is LinkPurpose.PASSWORD,
        form=without_secrets(form),
        shortest=SHORTEST_PASSWORD,
    )


async def _enter(
    request: Request[object, object, State], session: NewSession, target: str
) -> Redirect:
    """Send the browser on with its new session; the one before, half or full, ends."""
    now = datetime.now(UTC)
    earlier = request.cookies.get(SESSION_COOKIE)
    if earlier:
        await close_session(database_of(request), earlier, now, address_of(request))
    cookie = session_cookie(request, SESSION_COOKIE, session)
    if session.stage is SessionStage.CODE:
        target = f"/sign-in-code?{urlencode({'next': target})}"
    else:
        async with database_of(request).reading() as transaction:
            account = await session_of(transaction, session.token, now)
        if account is not None and grants_of(request, account) != account.grants:
            target = "/own/codes"
    return Redirect(target, status_code=303, cookies=[cookie])


async def _is_half_in(request: Request[object, object, State]) -> bool:
    token = request.cookies.get(SESSION_COOKIE, "")
    async with database_of(request).reading() as transaction:
        return await half_signed_in(transaction, token, datetime.now(UTC)) is not None


def _gone() -> list[Cookie]:
    return [gone_cookie(SESSION_COOKIE), gone_cookie(DOOR_COOKIE)]


ROUTES = (
    sign_in_form,
    enter_account,
    code_form,
    enter_code,
    sign_in,
    confirm_sign_in,
    sign_out,
)
