"""Every route is guarded, or listed as public with a reason; nothing changes by a GET."""

from litestar.handlers.http_handlers import HTTPRouteHandler

from competition.accounts.rules import AccountRole
from competition.web.guards import MONEY, PAPERS, PUBLIC, RESULTS, Requires
from xinglu.app import ROUTES

#: Which roles may call which guarded route: the permission matrix, written out once more.
MATRIX = {
    "own_account": frozenset(AccountRole),
    "change_own_password": frozenset(AccountRole),
    "end_own_sessions": frozenset(AccountRole),
    "own_codes": frozenset(AccountRole),
    "codes_qr": frozenset(AccountRole),
    "start_codes": frozenset(AccountRole),
    "confirm_own_codes": frozenset(AccountRole),
    "take_off_codes": frozenset(AccountRole),
    "own_tokens": frozenset(AccountRole),
    "make_token": frozenset(AccountRole),
    "end_token": frozenset(AccountRole),
    "season_list": frozenset(AccountRole),
    "plan": frozenset(AccountRole),
    "season_overview": RESULTS,
    "event_results": RESULTS,
    "why_this_place": RESULTS,
    "medal_table": RESULTS,
    "titles": RESULTS,
    "promotions": RESULTS,
    "pool": RESULTS,
    "bonuses": MONEY,
    "result_document": RESULTS,
    "title_document": RESULTS,
    "money_document": MONEY,
    "registration_papers": PAPERS,
    "registration_document": PAPERS,
}
"""Guarded routes by handler name."""


def guards_of(handler: HTTPRouteHandler) -> list[Requires]:
    """Give the role guards of a handler."""
    return [guard for guard in handler.guards or () if isinstance(guard, Requires)]


def test_every_route_is_guarded_or_public_with_a_reason() -> None:
    """No route is both, none is neither, and PUBLIC names no route that is gone."""
    names = {handler.handler_name for handler in ROUTES}
    guarded = {handler.handler_name for handler in ROUTES if guards_of(handler)}
    assert names - guarded == set(PUBLIC)
    assert guarded & set(PUBLIC) == set()
    assert all(reason.strip() for reason in PUBLIC.values())


def test_the_roles_of_each_route_are_those_of_the_matrix() -> None:
    """The permission matrix and the guards say the same."""
    found = {
        handler.handler_name: guards_of(handler)[0].roles
        for handler in ROUTES
        if guards_of(handler)
    }
    assert found == MATRIX


def test_what_changes_something_is_a_post() -> None:
    """A link, a preview or a crawler changes nothing: only POST does, and each is named here."""
    changing = {handler.handler_name for handler in ROUTES if handler.http_methods != {"GET"}}
    assert changing == {
        "change_own_password",
        "confirm_own_codes",
        "confirm_sign_in",
        "end_own_sessions",
        "end_token",
        "enter_account",
        "enter_code",
        "enter_winner",
        "leave_winner",
        "make_token",
        "sign_out",
        "start_codes",
        "take_off_codes",
        "verify",
    }
    assert {method for handler in ROUTES for method in handler.http_methods} == {"GET", "POST"}
