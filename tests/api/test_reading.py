"""What programs read, within which scope, and how errors look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from competition.accounts.queries import account_by_name
from competition.accounts.rules import AccountRole, Grant
from competition.accounts.tokens import WantedToken, create_token, revoke_token, tokens_of
from competition.api.allowance import Allowance
from competition.api.paging import cursor_of
from competition.web.guards import EVERYONE, PAPERS, RESULTS, Requires
from tests.api.conftest import API, JINAN
from tests.web.conftest import stamp
from tests.web.seasons import BOLD, IDS, IMAGE
from xinglu.api.document import ROUTES

if TYPE_CHECKING:
    import httpx

    from tests.api.conftest import Program

SEASON = f"{API}/seasons/2026"
TURNING = f"{SEASON}/events/turning"
READS = {
    "api_seasons": (f"{API}/seasons", EVERYONE),
    "api_season": (SEASON, EVERYONE),
    "api_competitions": (f"{SEASON}/competitions", EVERYONE),
    "api_events": (f"{SEASON}/events", EVERYONE),
    "api_event": (TURNING, EVERYONE),
    "api_entries": (f"{TURNING}/entries", PAPERS),
    "api_results": (f"{TURNING}/results", RESULTS),
    "api_titles": (f"{SEASON}/titles", RESULTS),
    "api_promotions": (f"{SEASON}/promotions", RESULTS),
}
"""A URL of each reading route with the roles that may call it."""


def codes(answer: httpx.Response, name: str = "code") -> list[Any]:
    """Give one field of every item of a page."""
    assert answer.status_code == 200, answer.text
    return [item[name] for item in answer.json()["items"]]


def test_every_route_is_guarded_and_asks_for_no_session() -> None:
    """Only the OpenAPI document is for everybody; no route of programs looks at cookies."""
    guards = {
        handler.handler_name: {
            role
            for guard in handler.guards or ()
            if isinstance(guard, Requires)
            for role in guard.roles
        }
        for handler in ROUTES
    }
    assert [name for name, roles in guards.items() if not roles] == ["api_document"]
    assert {name: guards[name] for name in READS} == {
        name: set(roles) for name, (_, roles) in READS.items()
    }
    assert all(handler.opt.get("no_session") for handler in ROUTES)


async def test_each_role_reads_what_the_matrix_says(program: Program) -> None:
    """No token 401, another role 403, else 200; errors are problems in two languages."""
    async with program.served.client() as stranger:
        for url, _ in READS.values():
            answer = await stranger.get(url)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == 'Bearer realm="xinglu"'
            assert answer.headers["content-type"] == "application/problem+json"
    for role in AccountRole:
        async with program.calls(role.value) as client:
            for name, (url, roles) in READS.items():
                answer = await client.get(url)
                expected = 200 if role in roles else 403
                assert (name, role, answer.status_code) == (name, role, expected)
                if expected == 403:
                    assert answer.json() == {
                        "status": 403,
                        "code": "forbidden",
                        "title": "令牌没有这个权限",
                        "title_en": "The token may not do this",
                        "detail": "令牌的角色不能用这个接口。",
                        "detail_en": "No role of the token may call this.",
                        "errors": [],
                        "type": "about:blank",
                    }


async def test_a_session_is_no_token(program: Program) -> None:
    """Cookies of a signed-in browser open nothing: no form of another site can call."""
    async with program.served.signed_in("province") as browser:
        assert (await browser.get("/seasons")).status_code == 200
        assert (await browser.get(f"{API}/seasons")).status_code == 401


async def test_a_token_ends_by_time_and_by_its_owner(program: Program) -> None:
    """Unknown, over and revoked tokens answer alike."""
    database = program.served.database
    async with database.reading() as transaction:
        owner = await account_by_name(transaction, "auditor")
    assert owner is not None
    made = stamp()
    soon = WantedToken("一会儿", owner.grants, made.at + timedelta(milliseconds=1))
    tokens = [await create_token(database, owner.id, soon, made), "xinglu_unknown"]
    kept = await program.token("auditor")
    async with program.served.client() as client:
        kept_header = {"Authorization": f"Bearer {kept}"}
        assert (await client.get(f"{API}/seasons", headers=kept_header)).status_code == 200
        async with database.reading() as transaction:
            newest = (await tokens_of(transaction, owner.id))[0]
        assert newest.last_used_at is not None
        assert await revoke_token(database, owner.id, newest.id, stamp())
        for token in (*tokens, kept):
            answer = await client.get(
                f"{API}/seasons", headers={"Authorization": f"Bearer {token}"}
            )
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_another_scope_does_not_exist(program: Program) -> None:
    """A season, an event, a delegation: whatever lies outside answers 404 or is not listed."""
    async with program.calls("organiser-2026") as client:
        assert codes(await client.get(f"{API}/seasons")) == ["2026"]
        for url, _ in READS.values():
            other = url.replace("2026", "2025")
            assert (await client.get(other)).status_code == (404 if other != url else 200)
    async with program.calls("organiser-event") as client:
        assert codes(await client.get(f"{SEASON}/events")) == ["selection"]
        assert codes(await client.get(f"{SEASON}/competitions"), "events") == [["selection"]]
        for part in ("", "/entries", "/results"):
            assert (await client.get(f"{TURNING}{part}")).status_code == 404
            assert (await client.get(f"{SEASON}/events/selection{part}")).status_code == 200
        assert set(codes(await client.get(f"{SEASON}/titles"), "event")) <= {"selection"}
        assert set(codes(await client.get(f"{SEASON}/promotions"), "event")) <= {"selection"}
    async with program.calls("registrar-jinan") as client:
        entries = await client.get(f"{TURNING}/entries")
        assert set(codes(entries, "delegation")) == {JINAN}
        assert "W2" not in codes(entries)
    async with program.calls("registrar-other") as client:
        assert codes(await client.get(f"{TURNING}/entries")) == []


async def test_a_token_has_no_more_than_its_own_grants(program: Program) -> None:
    """The province's token for one season as an auditor reads that season only, no accounts."""
    async with program.served.database.reading() as transaction:
        rows = await transaction.rows("SELECT id FROM season WHERE code = '2026'")
    async with program.calls("province", Grant(AccountRole.PROVINCE, rows[0][0])) as client:
        assert codes(await client.get(f"{API}/seasons")) == ["2026"]
        assert (await client.get(f"{API}/seasons/2025")).status_code == 404


async def test_people_come_with_masked_numbers(program: Program) -> None:
    """Names as they are stored, ID numbers never in full."""
    async with program.calls("province") as client:
        answer = await client.get(f"{TURNING}/entries")
        people = {item["code"]: item["members"][0] for item in answer.json()["items"]}
        assert people["W1"]["name"] == BOLD
        assert people["W1"]["id_number"] == "370***********4258"
        for url, _ in READS.values():
            text = (await client.get(url)).text
            assert all(number not in text for number in IDS.values()), url


async def test_results_are_those_of_the_page(program: Program) -> None:
    """W1 first with 91.19; the guest in its place without taking it, titles with their reason."""
    async with program.calls("province") as client:
        items = (await client.get(f"{TURNING}/results")).json()["items"]
        first = next(item for item in items if item["entry"] == "W1")
        assert (first["rank"], first["total"], first["modules"]) == (1, "91.19", ["90.00", "91.70"])
        assert first["names"] == [BOLD]
        second = next(item for item in items if item["entry"] == "W2")
        assert (second["rank"], second["delegation"]) == (2, IMAGE)
        titles = (await client.get(f"{SEASON}/titles?decision=nominate")).json()["items"]
        assert {item["decision"] for item in titles} == {"nominate"}
        assert all(item["clause"] and item["explanation"] for item in titles)


async def test_lists_come_in_pages(program: Program) -> None:
    """The pages together are the list; a cursor that we never wrote is refused."""
    async with program.calls("province") as client:
        whole = codes(await client.get(f"{TURNING}/entries"))
        assert sorted(whole) == whole
        assert len(whole) == 8
        found: list[str] = []
        cursor = ""
        for size in (3, 3, 2):
            answer = await client.get(f"{TURNING}/entries", params={"limit": 3, "cursor": cursor})
            assert len(codes(answer)) == size
            found += codes(answer)
            cursor = answer.json()["next"]
        assert found == whole
        assert answer.json()["next"] is None
        assert codes(await client.get(f"{TURNING}/entries?status=guest")) == ["G1"]
        assert codes(await client.get(f"{SEASON}/events?class=selection")) == ["selection"]
        for wrong_one in ("%%%", "A", "_w", "AA"):
            answer = await client.get(f"{TURNING}/entries", params={"cursor": wrong_one})
            assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


async def test_what_has_not_changed_is_not_sent_again(program: Program) -> None:
    """The name of an answer holds until the season's results change, for this token's scope."""
    async with program.calls("province") as client, program.calls("finance") as other:
        for path in (f"{TURNING}/results", f"{SEASON}/titles", f"{SEASON}/promotions"):
            answer = await client.get(path)
            name = answer.headers["etag"]
            again = await client.get(path, headers={"If-None-Match": name})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == name
            assert (await other.get(path)).headers["etag"] != name
            async with program.served.database.transaction() as transaction:
                await transaction.execute(
                    "UPDATE season SET revision = revision + 1 WHERE code = '2026'"
                )
            changed = await client.get(path, headers={"If-None-Match": name})
            assert changed.status_code == 200


async def test_wrong_parameters_and_addresses_are_problems(program: Program) -> None:
    """Each names the parameter; nothing answers with a page or repeats what was sent."""
    async with program.calls("province") as client:
        answer = await client.get(f"{TURNING}/entries?limit=0&division=<b>")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] in {"limit", "division"}
        assert "<b>" not in answer.text
        for path in (f"{API}/nothing", f"{API}/", "/api/v2/seasons", f"{TURNING}/entries/W1"):
            missing = await client.get(path)
            assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
        wrong = await client.delete(f"{API}/seasons")
        assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "path",
    [
        "seasons/%00",
        "seasons/%FF%FE",
        "seasons/%ED%A0%80/events",
        "seasons/2026/events/😀",
        "seasons/2026/events/..%2F..%2Ftitles",
        "seasons/2026%0D%0AX:1/titles",
        f"seasons/{'9' * 4000}",
        "registrations/0",
        "registrations/-1",
        "registrations/x",
        f"registrations/{2**53 + 1}",
        f"registrations/{'9' * 30}/findings",
        "seasons/2026/registrations?event=%00",
        "seasons/2026/registrations?delegation=%ED%A0%80",
        "seasons/2026/registrations?state=none",
        f"seasons/2026/registrations?cursor={cursor_of('9' * 60)}",
        f"seasons/2026/events?competition={'9' * 40}",
        "seasons/2026/titles?event=%00",
    ],
)
async def test_odd_addresses_make_no_fault(program: Program, path: str) -> None:
    """Wherever a client may lose its way: an empty list, 400 or 404, with a problem to read."""
    async with program.calls("province") as client:
        answer = await client.get(f"{API}/{path}")
    assert answer.status_code in {200, 400, 404}, answer.text
    kind = "json" if answer.status_code == 200 else "problem+json"
    assert answer.headers["content-type"] in {f"application/{kind}", "text/plain; charset=utf-8"}


async def test_who_asks_too_often_waits(program: Program) -> None:
    """Two requests a minute: the third is told to wait; another token is not."""
    state = program.served.app.state
    usual, state.api_allowance = state.api_allowance, Allowance(2)
    try:
        async with program.calls("province") as client, program.calls("finance") as other:
            found = [(await client.get(f"{API}/seasons")).status_code for _ in range(3)]
            assert found == [200, 200, 429]
            refused = await client.get(f"{API}/seasons")
            assert refused.json()["code"] == "too_many"
            assert 1 <= int(refused.headers["retry-after"]) <= 30
            assert (await other.get(f"{API}/seasons")).status_code == 200
    finally:
        state.api_allowance = usual


async def test_the_document_describes_this_interface_only(program: Program) -> None:
    """OpenAPI 3.1, a bearer token, no page of the website."""
    async with program.served.client() as client:
        document = (await client.get(f"{API}/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert all(path.startswith(f"{API}/") for path in document["paths"])
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len(operations) == len(ROUTES) - 1
    assert all(one["summary"] and one["description"] for one in operations)
    for one in operations:
        assert {"400", "401", "403", "404", "429", "500"} <= one["responses"].keys()


def test_a_bucket_fills_up_again() -> None:
    """Sixty a minute: empty after sixty at once, one more each second; the oldest are forgotten."""
    allowance = Allowance(60)
    assert [allowance.wait("a", 0.0) for _ in range(61)] == [0] * 60 + [1]
    assert allowance.wait("a", 0.5) == 1
    assert [allowance.wait("a", 1.6) for _ in range(2)] == [0, 1]
    assert allowance.wait("b", 1.6) == 0
