"""Everybody's accounts: for the province all, for organisers those within their own scope."""

from dataclasses import dataclass
from datetime import UTC, datetime

import segno
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template
from markupsafe import Markup

from competition.accounts.controllers.own import signed_in_of
from competition.accounts.controllers.sign_in import UNPROCESSABLE
from competition.accounts.listing import (
    PAGE,
    PlaceChoice,
    account_line,
    accounts_page,
    place_choices,
    sessions_of,
)
from competition.accounts.managing import (
    Card,
    Keeper,
    NewAccount,
    NotTheirsError,
    change_state,
    give_role,
    invite_accounts,
    invite_again,
    take_role,
)
from competition.accounts.rules import (
    GIVEN_BY_ORGANISERS,
    AccountRole,
    Grant,
    account_name_fault,
    lacks_delegation,
    may_give,
)
from competition.accounts.services import AccountError
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import keeps_accounts
from competition.web.pages import page
from competition.web.security import public_url_of
from competition.web.visitor import Connection

_MOST_INVITATIONS = 500
_LARGEST_PAGE = 100_000
_DELEGATIONS = ("delegation", "every_delegation")


def keeper_of(connection: Connection) -> Keeper:
    """Give who keeps accounts by this request."""
    own = signed_in_of(connection)
    return Keeper(own.account, own.grants, stamp_of(connection))


@dataclass(frozen=True)
class Offer:
    """What somebody may give: roles and scopes."""

    roles: tuple[AccountRole, ...]
    places: tuple[PlaceChoice, ...]


async def offer_of(transaction: Transaction, keeper: Keeper) -> Offer:
    """Give the roles and scopes that a form offers to somebody."""
    province = any(grant.role is AccountRole.PROVINCE for grant in keeper.grants)
    roles = tuple(role for role in AccountRole if province or role in GIVEN_BY_ORGANISERS)
    return Offer(roles, await place_choices(transaction, keeper.grants))


@get("/accounts", guards=[keeps_accounts])
async def account_list(request: Request[object, object, State]) -> Template:
    """List accounts with their roles, searched and paged."""
    keeper = keeper_of(request)
    query = request.query_params
    search, role = query.get("q", "").strip(), query.get("role", "")
    role = role if role in {one.value for one in AccountRole} else ""
    written = query.get("page", "1")
    number = int(written) if written.isascii() and written.isdigit() else 1
    number = min(max(number, 1), _LARGEST_PAGE)
    async with database_of(request).reading() as transaction:
        rows, count = await accounts_page(transaction, keeper.grants, search, role, number)
    return page(
        request,
        "accounts/list.html",
        rows=rows,
        count=count,
        search=search,
        role=role,
        roles=[one.value for one in AccountRole],
        number_of_page=number,
        pages=max(-(-count // PAGE), 1),
    )


@get("/accounts/new", guards=[keeps_accounts])
async def new_account_form(request: Request[object, object, State]) -> Template:
    """Ask for a new account and its first role."""
    return await _new_page(request, Form(), 200)


@post("/accounts/new", guards=[keeps_accounts])
async def invite_account(request: Request[object, object, State]) -> Template:
    """Create an account with its first role and show its invitation, this once."""
    form = await read_form(request, ("name", "display_name", "role", "place"), _DELEGATIONS)
    keeper = keeper_of(request)
    grant, faults = await _asked_grant(request, form, keeper)
    if "name" not in form.faults and (fault := account_name_fault(form.values["name"])):
        faults = {**faults, "name": fault}
    form = form.with_faults(faults)
    if form.faults or grant is None:
        return await _new_page(request, form, UNPROCESSABLE)
    wanted = NewAccount(form.values["name"], form.values["display_name"], grant)
    try:
        cards = await invite_accounts(database_of(request), [wanted], keeper)
    except NotTheirsError as error:
        raise NotFoundException from error
    except AccountError:
        taken = form.with_faults({"name": "accounts.name_taken"})
        return await _new_page(request, taken, UNPROCESSABLE)
    return cards_page(request, cards)


@post("/accounts/invitations", guards=[keeps_accounts])
async def print_invitations(request: Request[object, object, State]) -> Template | Redirect:
    """Make new invitations of the ticked accounts and show their cards, this once."""
    form = await read_form(request, (), lists=("account",))
    chosen = [int(text) for text in form.lists["account"] if text.isascii() and text.isdigit()]
    if not chosen:
        return Redirect("/accounts", status_code=303)
    try:
        cards = await invite_again(
            database_of(request), chosen[:_MOST_INVITATIONS], keeper_of(request)
        )
    except NotTheirsError as error:
        raise NotFoundException from error
    return cards_page(request, cards)


@get("/accounts/{number:int}", guards=[keeps_accounts])
async def account_page(request: Request[object, object, State], number: FromPath[int]) -> Template:
    """Show an account: its roles, its sessions, what one may do with it."""
    return await _account_page(request, number, Form(), 200)


@post("/accounts/{number:int}/give", guards=[keeps_accounts])
async def give_account_role(
    request: Request[object, object, State], number: FromPath[int]
) -> Redirect | Template:
    """Give the account a role."""
    form = await read_form(request, ("role", "place"), _DELEGATIONS)
    keeper = keeper_of(request)
    grant, faults = await _asked_grant(request, form, keeper)
    form = form.with_faults(faults)
    if form.faults or grant is None:
        return await _account_page(request, number, form, UNPROCESSABLE)
    try:
        await give_role(database_of(request), number, grant, keeper)
    except NotTheirsError as error:
        raise NotFoundException from error
    return Redirect(f"/accounts/{number}", status_code=303)


@post("/accounts/{number:int}/take", guards=[keeps_accounts])
async def take_account_role(
    request: Request[object, object, State], number: FromPath[int]
) -> Redirect:
    """Take a role from the account."""
    form = await read_form(request, (), ("grant",))
    try:
        await take_role(database_of(request), number, form.values["grant"], keeper_of(request))
    except NotTheirsError as error:
        raise NotFoundException from error
    async with database_of(request).reading() as transaction:
        seen = await account_line(transaction, keeper_of(request).grants, number)
    target = f"/accounts/{number}" if seen is not None else "/accounts"
    return Redirect(target, status_code=303)


@post("/accounts/{number:int}/state", guards=[keeps_accounts])
async def change_account_state(
    request: Request[object, object, State], number: FromPath[int]
) -> Redirect:
    """Disable or enable the account, end its sessions, or take its one-time codes off."""
    form = await read_form(request, (), ("wish",))
    try:
        await change_state(database_of(request), number, form.values["wish"], keeper_of(request))
    except NotTheirsError as error:
        raise NotFoundException from error
    return Redirect(f"/accounts/{number}", status_code=303)


def cards_page(request: Request[object, object, State], cards: tuple[Card, ...]) -> Template:
    """Show invitations as cards to print: each with its link and the QR code of it."""
    base = f"{public_url_of(request.scope)}/sign-in/"
    drawn = [(card, base + card.token, _inline_qr(base + card.token)) for card in cards]
    return page(request, "accounts/cards.html", cards=drawn)


def _inline_qr(content: str) -> Markup:
    """Draw a QR code inside the page: its link is shown once and kept nowhere."""
    code = segno.make(content, error="m", micro=False)
    drawn: str = code.svg_inline(omitsize=True, light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - paths of a drawing, no text of anybody


async def _asked_grant(
    request: Request[object, object, State], form: Form, keeper: Keeper
) -> tuple[Grant | None, dict[str, str]]:
    """Give the role that a form asks for, or what is wrong with it."""
    async with database_of(request).reading() as transaction:
        offer = await offer_of(transaction, keeper)
    places = {choice.key: choice.grant for choice in offer.places}
    place = places.get(form.values["place"])
    role = form.values["role"]
    faults = {}
    if place is None:
        faults["place"] = "verify.missing"
    if role not in {one.value for one in offer.roles}:
        faults["role"] = "verify.missing"
    delegation = form.values["delegation"] or None
    every = form.values["every_delegation"] == "yes"
    if delegation and every:
        faults["delegation"] = "accounts.delegation_or_every"
    elif delegation and place is not None and place.season is None:
        faults["delegation"] = "accounts.delegation_season"
    if faults or place is None:
        return None, faults
    grant = Grant(AccountRole(role), place.season, place.competition, place.event, delegation)
    if not may_give(keeper.grants, grant):
        return None, {"place": "accounts.not_yours"}
    if lacks_delegation(grant, every=every):
        return None, {"delegation": "accounts.registrar_delegation"}
    return grant, {}


async def _new_page(request: Request[object, object, State], form: Form, status: int) -> Template:
    async with database_of(request).reading() as transaction:
        offer = await offer_of(transaction, keeper_of(request))
    return page(request, "accounts/new.html", status_code=status, form=form, offer=offer)


async def _account_page(
    request: Request[object, object, State], number: int, form: Form, status: int
) -> Template:
    keeper = keeper_of(request)
    async with database_of(request).reading() as transaction:
        account = await account_line(transaction, keeper.grants, number)
        if account is None:
            raise NotFoundException
        offer = await offer_of(transaction, keeper)
        sessions = await sessions_of(transaction, number, datetime.now(UTC))
    own = number == keeper.account
    return page(
        request,
        "accounts/account.html",
        status_code=status,
        account=account,
        roles=[(one, not own and may_give(keeper.grants, one.grant)) for one in account.grants],
        sessions=sessions if account.mine else (),
        own=own,
        form=form,
        offer=offer,
    )


ROUTES = (
    account_list,
    new_account_form,
    invite_account,
    print_invitations,
    account_page,
    give_account_role,
    take_account_role,
    change_account_state,
)
