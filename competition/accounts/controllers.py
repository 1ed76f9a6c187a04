"""Signing in by a one-time link, and signing out."""

from datetime import UTC, datetime
from urllib.parse import quote

from litestar import Request, get, post
from litestar.datastructures import Cookie, State
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.accounts.services import close_session, redeem_link
from competition.web.database import database_of
from competition.web.forms import read_form
from competition.web.pages import page
from competition.web.sessions import door_cookie, gone_cookie, session_cookie
from competition.web.visitor import DOOR_COOKIE, SESSION_COOKIE


@get("/sign-in/{token:str}", sync_to_thread=False)
def sign_in(request: Request[object, object, State], token: FromPath[str]) -> Template:
    """Ask for one tap; opening a link alone (a preview does that) never uses it up."""
    answer = page(request, "accounts/sign_in.html", action=f"/sign-in/{quote(token)}")
    answer.set_cookie(door_cookie(request))
    return answer


@post("/sign-in/{token:str}")
async def confirm_sign_in(
    request: Request[object, object, State], token: FromPath[str]
) -> Redirect:
    """Use the link up and open a new session; an earlier one of this browser ends."""
    await read_form(request, ())
    now = datetime.now(UTC)
    door = request.cookies.get(DOOR_COOKIE, "")
    session = await redeem_link(database_of(request), token, now, door)
    earlier = request.cookies.get(SESSION_COOKIE)
    if earlier:
        await close_session(database_of(request), earlier, now)
    cookie = session_cookie(request, SESSION_COOKIE, session)
    return Redirect("/seasons", status_code=303, cookies=[cookie])


@post("/sign-out")
async def sign_out(request: Request[object, object, State]) -> Redirect:
    """End the session in the database and in the browser."""
    await read_form(request, ())
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        await close_session(database_of(request), token, datetime.now(UTC))
    return Redirect("/", status_code=303, cookies=_gone())


def _gone() -> list[Cookie]:
    return [gone_cookie(SESSION_COOKIE), gone_cookie(DOOR_COOKIE)]
