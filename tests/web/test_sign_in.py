"""Signing in by a one-time link: once, by a tap, with a new session, and out for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from competition.accounts.services import create_sign_in_link
from competition.web.security import CSRF_FIELD, form_token
from competition.web.visitor import SESSION_COOKIE
from tests.web.conftest import BASE_URL, stamp

if TYPE_CHECKING:
    import httpx

    from tests.web.conftest import Served


async def test_a_link_works_once_and_not_by_opening_it(
    served: Served, client: httpx.AsyncClient
) -> None:
    """A preview opens the link without using it up; the tap does; a second tap is refused."""
    token = await create_sign_in_link(served.database, "province", stamp())
    for _ in range(2):
        assert (await client.get(f"/sign-in/{token}")).status_code == 200
    assert (await client.get("/seasons")).status_code == 401
    answer = await client.post(f"/sign-in/{token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/seasons")
    assert (await client.get("/seasons")).status_code == 200
    async with served.client() as other:
        again = await other.post(f"/sign-in/{token}")
        assert again.status_code == 403
        assert "登录链接无效" in again.text
        assert (await other.post("/sign-in/no-such-link")).status_code == 403


async def test_a_lost_answer_does_not_burn_the_link(
    served: Served, client: httpx.AsyncClient
) -> None:
    """The browser with the form may send it twice, though the first answer's cookie is gone."""
    token = await create_sign_in_link(served.database, "province", stamp())
    form = await client.get(f"/sign-in/{token}")
    assert "HttpOnly" in form.headers["set-cookie"]
    for _ in range(2):
        answer = await client.post(f"/sign-in/{token}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/seasons")
        found = client.cookies[SESSION_COOKIE]
        client.cookies.delete(SESSION_COOKIE)
    client.cookies.set(SESSION_COOKIE, found)
    assert (await client.get("/seasons")).status_code == 200
    async with served.client() as other:
        assert (await other.get(f"/sign-in/{token}")).status_code == 200
        assert (await other.post(f"/sign-in/{token}")).status_code == 403


async def test_the_session_cookie_is_out_of_reach_and_never_adopted(
    served: Served, client: httpx.AsyncClient
) -> None:
    """HttpOnly, SameSite=Lax, Secure on https; a session that was planted before is not kept."""
    client.cookies.set(SESSION_COOKIE, "planted-by-somebody")
    token = await create_sign_in_link(served.database, "province", stamp())
    answer = await client.post(f"/sign-in/{token}")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    assert "planted" not in cookie
    token = await create_sign_in_link(served.database, "province", stamp())
    async with served.client() as other:
        secure = await other.post(f"https://xinglu.test/sign-in/{token}")
    assert "Secure" in secure.headers["set-cookie"]


async def test_signing_out_ends_the_session_in_the_database(served: Served) -> None:
    """The cookie of a closed session opens nothing, wherever it was copied to."""
    async with served.signed_in("province") as client:
        token = client.cookies[SESSION_COOKIE]
        assert (await client.post("/sign-out")).status_code == 403
        fields = {CSRF_FIELD: form_token(token)}
        answer = await client.post("/sign-out", data=fields)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        client.cookies.set(SESSION_COOKIE, token)
        assert (await client.get("/seasons")).status_code == 401


async def test_a_form_of_another_site_or_session_is_refused(served: Served) -> None:
    """Sec-Fetch-Site, Origin and the session-bound token each stop a forged form."""
    async with served.signed_in("province") as client, served.signed_in("finance") as other:
        fields = {CSRF_FIELD: form_token(client.cookies[SESSION_COOKIE])}
        stolen = {CSRF_FIELD: form_token(other.cookies[SESSION_COOKIE])}
        for headers, data in (
            ({"sec-fetch-site": "cross-site"}, fields),
            ({"sec-fetch-site": "same-site"}, fields),
            ({"origin": "http://evil.test"}, fields),
            ({"origin": "null"}, fields),
            ({"sec-fetch-site": "same-origin"}, stolen),
            ({}, {CSRF_FIELD: "ü"}),
        ):
            answer = await client.post("/sign-out", data=data, headers=headers)
            assert answer.status_code == 403
            assert "没有被接受" in answer.text
        headers = {"sec-fetch-site": "same-origin", "origin": BASE_URL}
        assert (await client.post("/sign-out", data=fields, headers=headers)).status_code == 303
