"""Many accounts from a sheet: the template, the check, and all of them at once."""

import asyncio

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.response import Response, Template

from competition.accounts.controllers.managing import cards_page, keeper_of
from competition.accounts.controllers.sign_in import UNPROCESSABLE
from competition.accounts.listing import place_choices
from competition.accounts.managing import NotTheirsError, invite_accounts
from competition.accounts.queries import names_taken
from competition.accounts.services import AccountError
from competition.accounts.sheet import (
    COLUMNS,
    LARGEST_SHEET,
    MOST_ROWS,
    Problem,
    SheetRead,
    account_template,
    read_sheet,
)
from competition.web.database import database_of
from competition.web.forms import read_form
from competition.web.guards import keeps_accounts
from competition.web.pages import page

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/accounts/sheet", guards=[keeps_accounts], sync_to_thread=False)
def account_sheet_form(request: Request[object, object, State]) -> Template:
    """Offer the template and ask for the filled sheet."""
    return _sheet_page(request, None, 200)


@get("/accounts/sheet/template.xlsx", guards=[keeps_accounts])
async def account_sheet_template(request: Request[object, object, State]) -> Response[bytes]:
    """Give the sheet to fill in, with the scopes that the reader may choose."""
    async with database_of(request).reading() as transaction:
        choices = await place_choices(transaction, keeper_of(request).grants)
    content = await asyncio.to_thread(account_template, choices)
    headers = {"Content-Disposition": 'attachment; filename="accounts.xlsx"'}
    return Response(content, media_type=_WORKBOOK, headers=headers)


@post("/accounts/sheet", guards=[keeps_accounts], request_max_body_size=LARGEST_SHEET)
async def check_account_sheet(request: Request[object, object, State]) -> Template:
    """Check a sheet; when that is wished and nothing is wrong, create all its accounts."""
    form = await read_form(request, (), ("wish",), files=("sheet",))
    keeper = keeper_of(request)
    if "sheet" not in form.files:
        missing = SheetRead((), (Problem(0, "", "accounts.sheet_missing"),))
        return _sheet_page(request, missing, UNPROCESSABLE)
    content = await form.files["sheet"].read()
    async with database_of(request).reading() as transaction:
        choices = await place_choices(transaction, keeper.grants)
        taken = await names_taken(transaction)
    read = await asyncio.to_thread(read_sheet, content, keeper.grants, choices, taken)
    if read.problems:
        return _sheet_page(request, read, UNPROCESSABLE)
    if form.values["wish"] != "create":
        return _sheet_page(request, read, 200)
    try:
        cards = await invite_accounts(database_of(request), read.accounts, keeper)
    except NotTheirsError as error:
        raise NotFoundException from error
    except AccountError:
        changed = SheetRead((), (Problem(0, "", "accounts.sheet_changed"),))
        return _sheet_page(request, changed, UNPROCESSABLE)
    return cards_page(request, cards)


def _sheet_page(
    request: Request[object, object, State], read: SheetRead | None, status: int
) -> Template:
    return page(
        request,
        "accounts/sheet.html",
        status_code=status,
        read=read,
        columns=COLUMNS,
        most=MOST_ROWS,
    )


ROUTES = (account_sheet_form, account_sheet_template, check_account_sheet)
