"""Headers, static files and errors: the same protections on every answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from competition.web.security import HEADERS, same_origin

FORM = "application/x-www-form-urlencoded"
PART = (
    b'--x\r\nContent-Disposition: form-data; name="number"\r\n'
    b"Content-Type: text/plain; charset=zzz\r\n\r\na\r\n--x--\r\n"
)

if TYPE_CHECKING:
    import httpx

    from tests.web.conftest import Served


async def test_every_answer_carries_the_protecting_headers(client: httpx.AsyncClient) -> None:
    """Pages, errors, redirects and static files alike; pages are never kept by a cache."""
    for path in ("/", "/seasons", "/nowhere", "/v/unknown", "/sign-in/x"):
        answer = await client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in (await client.get("/")).headers
    secure = await client.get("https://xinglu.test/")
    assert secure.headers["strict-transport-security"] == "max-age=31536000"
    policy = HEADERS["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")


async def test_static_files_are_kept_for_a_year_and_asked_again_after_a_change(
    served: Served, client: httpx.AsyncClient
) -> None:
    """The URL carries the digest; an ETag answers 304; an older digest is not kept."""
    url = served.app.state.static.url("css/base.css")
    answer = await client.get(url)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = await client.get(url, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    old = await client.get("/static/0000000000000000/css/base.css")
    assert (old.content, old.headers["cache-control"]) == (answer.content, "no-cache")
    for name in ("/static/x/../../pyproject.toml", "/static/x/%2e%2e/web/base.html", "/static/x/y"):
        assert (await client.get(name)).status_code == 404


async def test_errors_speak_the_readers_words(client: httpx.AsyncClient) -> None:
    """404, a wrong method and a sign-in that is missing are pages with a way on."""
    assert "没有这个页面" in (await client.get("/nowhere")).text
    assert (await client.post("/seasons")).status_code == 405
    assert "请先登录" in (await client.get("/seasons")).text
    assert "No such page" in (await client.get("/nowhere?lang=en")).text
    assert 'href="/evil.test?' in (await client.get("http://xinglu.test//evil.test")).text


async def test_a_fault_is_recorded_but_not_shown(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the inside breaks, the reader gets a sentence and the log gets the trace."""
    async with served.signed_in("province") as client:
        static = served.app.state.static
        served.app.state.static = None
        try:
            answer = await client.get(static.url("css/base.css"))
        finally:
            served.app.state.static = static
    assert answer.status_code == 500
    assert "系统出了差错" in answer.text
    assert "Traceback" not in answer.text
    assert "AttributeError" not in answer.text
    own = [record.getMessage() for record in caplog.records if record.name == "xinglu.web"]
    assert own == ["GET /static/{digest}/{name} failed"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "content"),
    [
        ("GET", "/v/a%00b", {}, b""),
        ("GET", "/%00", {}, b""),
        ("GET", "/seasons/2026/events/a%00", {}, b""),
        ("GET", "/winner/results/a/%00", {}, b""),
        ("GET", "/", {"host": "a:zz"}, b""),
        ("GET", "/", {"host": "a:99999"}, b""),
        ("GET", "/", {"host": "["}, b""),
        ("GET", "/", {"host": "[:::::]"}, b""),
        ("GET", "/", {"host": "a b"}, b""),
        ("GET", "/nowhere", {"host": "a\\b"}, b""),
        ("GET", "/nowhere?lang=%ff&theme=%00&q=%ed%a0%80", {}, b""),
        ("GET", "/", {"cookie": "language=%00; xinglu_winner=%00; xinglu_session=%ed%a0%80"}, b""),
        ("GET", "/winner", {"cookie": 'xinglu_door="; theme=%00'}, b""),
        ("POST", "/verify", {"origin": "http://["}, b""),
        ("POST", "/verify", {"content-type": FORM}, b"number=%00a&token=b%00"),
        ("POST", "/verify", {"content-type": FORM}, b"number=%ed%a0%80&token=%ff"),
        ("POST", "/winner", {"content-type": FORM}, b"name=%00a&id_number=1%002&code=%00x"),
        ("POST", "/sign-in/a", {"content-type": "multipart/form-data; boundary=x"}, PART),
        ("POST", "/verify", {"content-type": "multipart/form-data; boundary=x"}, PART),
        ("POST", "/verify", {"content-type": "multipart/form-data"}, b""),
        ("POST", "/verify", {"content-type": ";;="}, b"x"),
        ("POST", "/sign-in/%ed%a0%80", {"cookie": "xinglu_door=%ed%a0%80"}, b""),
    ],
)
async def test_nothing_odd_breaks_the_inside(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], content: bytes
) -> None:
    """Whatever strangers send is refused like a mistake, with all protections on the answer."""
    answer = await client.request(method, path, headers=headers, content=content)
    assert answer.status_code < 500
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


async def test_head_answers_like_get_without_the_body(client: httpx.AsyncClient) -> None:
    """Monitors and link checkers ask so."""
    for path in ("/", "/alive", "/verify", "/v/unknown", "/nowhere", "/seasons"):
        get, head = await client.get(path), await client.head(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


async def test_links_of_a_page_stay_on_its_site(client: httpx.AsyncClient) -> None:
    """No path makes the links for language and theme leave for another host."""
    for path in ("/%5Cevil.test", "//evil.test", "/%5C/evil.test", "/%2F%2Fevil.test"):
        page = (await client.get(f"http://xinglu.test{path}")).text
        assert 'href="/evil.test?lang=en' in page
    for asked in ("/https:evil.test", "/?next=//evil.test", "/?return=https:evil.test&lang=en"):
        answer = await client.get(f"http://xinglu.test{asked}")
        assert "location" not in answer.headers
        links = re.findall(r'href="([^"]*evil[^"]*)"', answer.text)
        assert len(links) == 2
        assert [link for link in links if not re.match(r"/(?![/\\\\])", link)] == []


async def test_the_public_address_says_what_is_secure(served: Served) -> None:
    """Behind a proxy that passes nothing on, cookies are Secure and forms are accepted."""
    state = served.app.state
    before, state.public_url = state.public_url, "https://jn.example.cn"
    try:
        async with served.client() as client:
            form = await client.get("/winner")
            assert "Secure" in form.headers["set-cookie"]
            assert form.headers["strict-transport-security"] == "max-age=31536000"
            own = {"origin": "https://jn.example.cn"}
            assert (await client.post("/verify", headers=own)).status_code == 422
            other = {"origin": "https://evil.example.cn"}
            assert (await client.post("/verify", headers=other)).status_code == 403
    finally:
        state.public_url = before


async def test_a_form_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    """Nobody fills the memory with a form."""
    answer = await client.post("/verify", data={"number": "x" * 200_000, "token": "y"})
    assert answer.status_code == 413


def test_the_origin_check_knows_old_and_new_browsers() -> None:
    """Sec-Fetch-Site decides where it is sent, Origin else, and neither means no browser."""
    assert same_origin("same-origin", "", "a.test")
    assert same_origin("none", "", "a.test")
    assert not same_origin("cross-site", "http://a.test", "a.test")
    assert not same_origin("same-site", "http://a.test", "a.test")
    assert same_origin("", "http://a.test:8000", "a.test:8000")
    assert not same_origin("", "http://a.test:9000", "a.test:8000")
    assert not same_origin("", "null", "a.test")
    assert same_origin("", "", "a.test")
