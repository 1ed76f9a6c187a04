"""The winner's page: name, ID number and one-time code; only the own results and papers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from competition.web.visitor import WINNER_COOKIE
from tests.web.seasons import BOLD, IDS, RARE
from tests.web.test_pages import LONG_NUMBER, text_of

if TYPE_CHECKING:
    import httpx

    from tests.web.conftest import Served


async def enter(client: httpx.AsyncClient, name: str, id_number: str, code: str) -> httpx.Response:
    """Send the form."""
    fields = {"name": name, "id_number": id_number, "code": code}
    return await client.post("/winner", data=fields)


async def test_a_winner_sees_the_own_results_and_downloads_the_own_certificate(
    served: Served, client: httpx.AsyncClient
) -> None:
    """Results of both events, the explanation, the certificate as PDF; then leaves."""
    code = await served.code("W1")
    answer = await enter(client, BOLD, IDS["W1"], code.lower().replace("-", " "))
    assert (answer.status_code, answer.headers["location"]) == (303, "/winner/results")
    page = await client.get("/winner/results")
    assert page.status_code == 200
    plain = text_of(page)
    assert "第 1 名 / 共 5" in plain
    assert "技术能手 · 已批准" in plain
    assert "&lt;b&gt;=1+1，您好" in plain
    assert not LONG_NUMBER.search(page.text)
    why = await client.get("/winner/results/turning/W1")
    assert "90.00 × 0.30 27.0000" in text_of(why)
    links = re.findall(r"/winner/certificates/[a-z2-7]+\.pdf", page.text)
    paper = await client.get(links[0])
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert (await client.post("/winner/leave")).status_code == 303
    assert (await client.get("/winner/results")).status_code == 401


async def test_a_lost_answer_does_not_burn_the_code(
    served: Served, client: httpx.AsyncClient
) -> None:
    """Sent twice from one browser it works twice; the form then leads to the own results."""
    code = await served.code("W4")
    form = text_of(await client.get("/winner"))
    assert "查询码只能用一次" in form
    assert "12 小时" in form
    for _ in range(2):
        assert (await enter(client, "选手W4", IDS["W4"], code)).status_code == 303
        found = client.cookies[WINNER_COOKIE]
        client.cookies.delete(WINNER_COOKIE)
    client.cookies.set(WINNER_COOKIE, found)
    answer = await client.get("/winner")
    assert (answer.status_code, answer.headers["location"]) == (303, "/winner/results")
    home = (await client.get("/")).text
    assert "我的成绩" in home
    assert 'action="/winner/leave"' in home
    async with served.client() as other:
        assert (await other.get("/winner")).status_code == 200
        assert (await enter(other, "选手W4", IDS["W4"], code)).status_code == 422


async def test_nobody_sees_the_results_or_papers_of_others(
    served: Served, client: httpx.AsyncClient
) -> None:
    """Another entry, another's certificate and the officials' pages do not exist for a winner."""
    other = await served.code("W1")
    async with served.client() as first:
        await enter(first, BOLD, IDS["W1"], other)
        page = await first.get("/winner/results")
        link = re.findall(r"/winner/certificates/[a-z2-7]+\.pdf", page.text)[0]
    await enter(client, RARE, IDS["W3"], await served.code("W3"))
    assert (await client.get("/winner/results")).status_code == 200
    assert (await client.get("/winner/results/turning/W1")).status_code == 404
    assert (await client.get("/winner/results/selection/W3")).status_code == 404
    assert (await client.get(link)).status_code == 404
    assert (await client.get("/seasons/2026")).status_code == 401


async def test_a_wrong_name_id_or_code_gets_one_and_the_same_answer(
    served: Served, client: httpx.AsyncClient
) -> None:
    """Nobody learns from the answer which part was right; a used code is wrong too."""
    code = await served.code("W5")
    answers = [
        await enter(client, "选手W4", IDS["W5"], code),
        await enter(client, "选手W5", IDS["W2"], code),
        await enter(client, "选手W5", IDS["W5"], "AAAA-AAAA"),
        await enter(client, "选手W5", "37010219990101001X", code),
    ]
    assert {answer.status_code for answer in answers} == {422}
    texts = {re.sub(r'value="[^"]*"', "", text) for text in (text_of(one) for one in answers)}
    assert len(texts) == 1
    assert all(IDS["W5"] not in answer.text and code not in answer.text for answer in answers)
    assert (await enter(client, "选手W5", IDS["W5"], code)).status_code == 303
    async with served.client() as again:
        assert (await enter(again, "选手W5", IDS["W5"], code)).status_code == 422


async def test_too_many_attempts_are_slowed_down(served: Served, client: httpx.AsyncClient) -> None:
    """After 8 failures for one ID number even the right code waits; the answer says how long."""
    code = await served.code("D1")
    for _ in range(8):
        assert (await enter(client, "选手D1", IDS["D1"], "AAAA-AAAA")).status_code == 422
    answer = await enter(client, "选手D1", IDS["D1"], code)
    assert answer.status_code == 429
    assert "尝试次数过多" in answer.text
    assert "约 15 分钟后" in answer.text or "约 16 分钟后" in answer.text
    assert "请联系主办方" in answer.text
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60 + 1


async def test_a_winners_cookie_opens_no_account_and_the_other_way_round(served: Served) -> None:
    """The two kinds of sessions never stand in for each other."""
    async with served.client() as client, served.signed_in("province") as official:
        await enter(client, RARE, IDS["W3"], await served.code("W3"))
        winner = client.cookies[WINNER_COOKIE]
        client.cookies.set("xinglu_session", winner)
        assert (await client.get("/seasons")).status_code == 401
        official.cookies.set(WINNER_COOKIE, official.cookies["xinglu_session"])
        assert (await official.get("/winner/results")).status_code == 401
