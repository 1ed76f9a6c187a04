"""The own account: its roles, its password, its open sessions."""

from datetime import UTC, datetime

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException
from litestar.response import Redirect, Template

from competition.accounts.controllers.sign_in import (
    UNPROCESSABLE,
    chosen_password_faults,
    without_secrets,
)
from competition.accounts.listing import grants_in_words, sessions_of
from competition.accounts.queries import account_by_id
from competition.accounts.rules import SHORTEST_PASSWORD
from competition.accounts.services import end_sessions
from competition.accounts.sign_in_services import (
    PasswordChange,
    SignInRefusedError,
    change_password,
)
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import knows_who
from competition.web.pages import page
from competition.web.visitor import Connection, SignedIn, visitor_of


def signed_in_of(connection: Connection) -> SignedIn:
    """Give the signed-in account; 401 for strangers."""
    found = visitor_of(connection).signed_in
    if found is None:
        raise NotAuthorizedException
    return found


@get("/own", guards=[knows_who])
async def own_account(request: Request[object, object, State]) -> Template:
    """Show who one is here, and what one may change about it."""
    return await _own_page(request, Form(), 200)


@post("/own/password", guards=[knows_who])
async def change_own_password(request: Request[object, object, State]) -> Redirect | Template:
    """Change the password; everywhere else one is signed out."""
    own = signed_in_of(request)
    form = await read_form(request, ("password", "again"), ("old",))
    faults = chosen_password_faults(form, own.login)
    if not faults:
        change = PasswordChange(form.values["old"], form.values["password"], own.token)
        try:
            await change_password(database_of(request), own.login, change, stamp_of(request))
        except SignInRefusedError:
            faults = {"old": "own.old_wrong"}
        else:
            return Redirect("/own?done=password", status_code=303)
    return await _own_page(request, form.with_faults(faults), UNPROCESSABLE)


@post("/own/sessions/end", guards=[knows_who])
async def end_own_sessions(request: Request[object, object, State]) -> Redirect:
    """Sign out everywhere else."""
    own = signed_in_of(request)
    await read_form(request, ())
    await end_sessions(database_of(request), own.login, stamp_of(request), own.token)
    return Redirect("/own?done=sessions", status_code=303)


async def _own_page(request: Request[object, object, State], form: Form, status: int) -> Template:
    own = signed_in_of(request)
    async with database_of(request).reading() as transaction:
        account = await account_by_id(transaction, own.account)
        if account is None:
            raise NotAuthorizedException
        roles = await grants_in_words(transaction, account.grants)
        sessions = await sessions_of(transaction, own.account, datetime.now(UTC))
    done = request.query_params.get("done", "")
    return page(
        request,
        "accounts/own.html",
        status_code=status,
        account=account,
        roles=roles,
        sessions=sessions,
        form=without_secrets(form),
        shortest=SHORTEST_PASSWORD,
        done=done if done in {"password", "sessions"} else "",
        tab="own",
    )


ROUTES = (own_account, change_own_password, end_own_sessions)
