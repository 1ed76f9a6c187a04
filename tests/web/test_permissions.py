"""The permission matrix, tried: each route with each role, own and foreign scope, no form token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import season_by_code
from competition.web.guards import PUBLIC
from competition.web.security import CSRF_FIELD, form_token
from competition.web.visitor import SESSION_COOKIE
from tests.architecture.test_routes import MATRIX
from tests.web.conftest import stamp
from xinglu.app import ROUTES

if TYPE_CHECKING:
    import httpx
    from litestar.handlers.http_handlers import HTTPRouteHandler

    from tests.web.conftest import Served

#: Values for the parameters of paths: what exists where one can know it, else nothing that does.
KNOWN = {"season": "2026", "event": "turning", "entry": "W1", "kind": "csv"}
_PARAMETER = re.compile(r"\{(\w+):(\w+)\}")
_UNKNOWN = {"int": "999999", "uuid": "00000000-0000-0000-0000-000000000000", "date": "2026-01-01"}
FORBIDDEN = 403
STRANGE = 401


def path_of(handler: HTTPRouteHandler) -> str:
    """Give a path that leads to a handler."""
    path = min(handler.paths)
    return "/" + _PARAMETER.sub(
        lambda found: KNOWN.get(found[1], _UNKNOWN.get(found[2], "nowhere")), path
    ).lstrip("/")


async def call(client: httpx.AsyncClient, handler: HTTPRouteHandler) -> int:
    """Call a handler by its method, without any form field, and give the status."""
    method = "GET" if "GET" in handler.http_methods else "POST"
    answer = await client.request(method, path_of(handler))
    return answer.status_code


GUARDED = [handler for handler in ROUTES if handler.handler_name not in PUBLIC]


def test_the_table_of_routes_is_the_one_of_the_matrix() -> None:
    """None is tried that the matrix does not have, and the other way round."""
    assert {handler.handler_name for handler in GUARDED} == set(MATRIX)


async def test_strangers_are_asked_to_sign_in_everywhere(
    served: Served, client: httpx.AsyncClient
) -> None:
    """401 from every guarded route, whatever the path names."""
    _ = served
    answered = {handler.handler_name: await call(client, handler) for handler in GUARDED}
    assert {name: status for name, status in answered.items() if status != STRANGE} == {}


@pytest.mark.parametrize("role", list(AccountRole))
async def test_each_role_gets_what_the_matrix_says(served: Served, role: AccountRole) -> None:
    """403 where the role may never call; elsewhere the page, or 404 for what does not exist.

    A form without its token is refused for everybody, and nothing breaks.
    """
    wrong: dict[str, int] = {}
    async with served.signed_in(role.value) as client:
        for handler in GUARDED:
            name = str(handler.handler_name)
            status = await call(client, handler)
            if role not in MATRIX[name]:
                right = status == FORBIDDEN
            elif "GET" in handler.http_methods:
                right = status in {200, 303, 404}
            else:
                right = status in {FORBIDDEN, 404}
            if not right:
                wrong[name] = status
    assert wrong == {}


@pytest.mark.parametrize("role", list(AccountRole))
async def test_another_season_does_not_exist(served: Served, role: AccountRole) -> None:
    """Whoever has a role in 2025 only gets 404 (or 403) from whatever lies in 2026."""
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2025")
    assert season is not None
    name = f"{role.value}-of-2025"
    await create_account(served.database, name, "别处", stamp(), Grant(role, season.id))
    inside = [handler for handler in GUARDED if "{season:" in min(handler.paths)]
    assert len(inside) >= 10
    async with served.signed_in(name) as client:
        answered = {str(one.handler_name): await call(client, one) for one in inside}
    assert {name: status for name, status in answered.items() if status not in {403, 404}} == {}


async def test_a_number_that_nothing_can_have_is_unknown(served: Served) -> None:
    """Beyond 64 bits there is no row: 404 or a refusal, never a fault."""
    numbered = [one for one in GUARDED if "int}" in min(one.paths)]
    async with served.signed_in("province") as client:
        for handler in numbered:
            path = path_of(handler).replace(_UNKNOWN["int"], "9" * 20)
            method = "GET" if "GET" in handler.http_methods else "POST"
            token = {CSRF_FIELD: form_token(client.cookies[SESSION_COOKIE])}
            answer = await client.request(method, path, data=None if method == "GET" else token)
            assert (handler.handler_name, answer.status_code // 100) == (handler.handler_name, 4)
    assert len(numbered) > 20
