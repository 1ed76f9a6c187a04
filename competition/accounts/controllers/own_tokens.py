"""API tokens of the own account: made, shown once, ended."""

from datetime import UTC, datetime, timedelta

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.accounts.controllers.own import signed_in_of
from competition.accounts.controllers.sign_in import UNPROCESSABLE
from competition.accounts.listing import GrantWords, grants_in_words
from competition.accounts.tokens import (
    TokenError,
    WantedToken,
    create_token,
    revoke_token,
    tokens_of,
)
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import knows_who
from competition.web.pages import page

#: How long a token may live, in days.
LIVES = (7, 30, 90, 365)
LONGEST_NAME = 60


@get("/own/tokens", guards=[knows_who])
async def own_tokens(request: Request[object, object, State]) -> Template:
    """Show the tokens of the account, living and ended ones."""
    return await _tokens_page(request, Form({"days": "90"}), 200)


@post("/own/tokens", guards=[knows_who])
async def make_token(request: Request[object, object, State]) -> Template:
    """Make a token and show it, this once."""
    own = signed_in_of(request)
    form = await read_form(request, ("name", "days"), lists=("grant",))
    days = form.values["days"]
    if days not in {str(days) for days in LIVES}:
        form = form.with_faults({"days": "verify.missing"})
    if len(form.values["name"]) > LONGEST_NAME:
        form = form.with_faults({"name": "own.token_name_long"})
    by_text = {f"{grant.role.value}|{grant.scope}": grant for grant in own.grants}
    grants = tuple(by_text[text] for text in form.lists["grant"] if text in by_text)
    if not grants:
        form = form.with_faults({"grant": "own.token_without_grant"})
    if form.faults:
        return await _tokens_page(request, form, UNPROCESSABLE)
    stamp = stamp_of(request)
    wanted = WantedToken(form.values["name"], grants, stamp.at + timedelta(days=int(days)))
    try:
        token = await create_token(database_of(request), own.account, wanted, stamp)
    except TokenError:
        return await _tokens_page(
            request, form.with_faults({"name": "own.token_name_taken"}), UNPROCESSABLE
        )
    return page(request, "accounts/new_token.html", token=token, wanted=wanted, tab="tokens")


@post("/own/tokens/{number:int}/end", guards=[knows_who])
async def end_token(request: Request[object, object, State], number: FromPath[int]) -> Redirect:
    """End a token now; another account's does not exist here."""
    own = signed_in_of(request)
    await read_form(request, ())
    if not await revoke_token(database_of(request), own.account, number, stamp_of(request)):
        raise NotFoundException
    return Redirect("/own/tokens", status_code=303)


async def _tokens_page(
    request: Request[object, object, State], form: Form, status: int
) -> Template:
    own = signed_in_of(request)
    now = datetime.now(UTC)
    async with database_of(request).reading() as transaction:
        tokens = await tokens_of(transaction, own.account)
        words = {token.id: await grants_in_words(transaction, token.grants) for token in tokens}
        choices: tuple[GrantWords, ...] = await grants_in_words(transaction, own.grants)
    return page(
        request,
        "accounts/own_tokens.html",
        status_code=status,
        tokens=tokens,
        words=words,
        choices=choices,
        lives=LIVES,
        now=now,
        form=form,
        ticked=form.lists.get("grant", ()),
        tab="tokens",
    )


ROUTES = (own_tokens, make_token, end_token)
