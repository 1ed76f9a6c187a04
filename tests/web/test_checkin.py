"""Admission cards and the door on the web: print, renew, scan, undo, close; each role and scope."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import event_by_code, season_by_code
from competition.registration.checkin.rules import CHINA
from tests.web.conftest import BASE_URL, stamp
from tests.web.seasons import IDS, RARE

if TYPE_CHECKING:
    import httpx

    from tests.web.conftest import Served

CARDS = "/seasons/2026/events/turning/cards"
DOOR = "/seasons/2026/events/turning/checkin"
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


async def post(client: httpx.AsyncClient, page: str, path: str, **fields: object) -> httpx.Response:
    """Send a form of a page with its token."""
    shown = await client.get(page)
    token = re.search(r'name="form_token" value="([^"]+)"', shown.text)
    assert token is not None
    return await client.post(path, data={"form_token": token[1], **fields})


async def hold_today(served: Served) -> None:
    """Let the event be on this day."""
    async with served.database.transaction() as transaction:
        await transaction.execute(
            "UPDATE event SET held_on = $1 WHERE code = 'turning'", datetime.now(CHINA).date()
        )


@pytest.fixture
async def here_today(served: Served) -> Served:
    """Serve the season with the event `turning` on this day."""
    await hold_today(served)
    return served


def text_of(content: bytes) -> str:
    """Give the text of a PDF, a page after the other."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


async def test_cards_carry_a_code_once_and_renewing_asks_first(here_today: Served) -> None:
    """A code opens the winner's page; printed again it is not printed again; renewed it is."""
    async with here_today.signed_in("organiser-2026") as client:
        first = await post(client, CARDS, CARDS, layout="eight", codes="yes")
        assert first.headers["content-type"] == "application/pdf"
        assert first.headers["content-disposition"] == (
            'attachment; filename="2026-turning-cards.pdf"; '
            "filename*=UTF-8''2026-turning-cards.pdf"
        )
        words = text_of(first.content)
        assert RARE in words
        codes = CODE.findall(words)
        assert len(codes) == 6
        second = await post(client, CARDS, CARDS, layout="four", codes="yes")
        assert CODE.findall(text_of(second.content)) == []
        asked = await post(client, CARDS, CARDS, layout="single", codes="yes", renew="yes")
        assert asked.status_code == 422
        assert 'name="confirmed" value="yes"' in asked.text
        renewed = await post(
            client, CARDS, CARDS, layout="single", codes="yes", renew="yes", confirmed="yes",
            entries="W3",
        )  # fmt: skip
        new = CODE.findall(text_of(renewed.content))
        assert len(new) == 1
        none = await post(client, CARDS, CARDS, layout="single", entries="D1")
        assert none.status_code == 422
    async with here_today.client() as stranger:
        claim = {"name": RARE, "id_number": IDS["W3"]}
        for code in codes:
            refused = await stranger.post("/winner", data={**claim, "code": code})
            assert refused.status_code == 422
        assert (await stranger.post("/winner", data={**claim, "code": new[0]})).status_code == 303


async def test_a_delegation_gets_one_stack_with_one_code_for_each_person(served: Served) -> None:
    """Over all events within the scope; who is in two events has two cards with one code."""
    path = "/seasons/2026/cards?competition=&delegation=济南市代表队"
    async with served.signed_in("organiser-2026") as client:
        page = await client.get(path)
        assert page.status_code == 200
        paper = await post(
            client, path, path, layout="eight", codes="yes", renew="yes", confirmed="yes"
        )
        named = paper.headers["content-disposition"]
        assert 'filename="2026-_-cards.pdf"' in named
        assert quote("济南市代表队") in named
        words = text_of(paper.content)
        codes = CODE.findall(words)
        assert (len(codes), len(set(codes))) == (6, 5)
        assert "移动机器人" in words
        nobody = await post(client, path, "/seasons/2026/cards?delegation=x", layout="eight")
        assert nobody.status_code == 422
        assert (await client.get("/seasons/2026/cards?competition=x")).status_code == 404
        assert (await client.get("/seasons/2025/cards")).status_code == 404
    async with served.signed_in("organiser-event") as client:
        mine = await post(client, "/seasons/2026/cards", "/seasons/2026/cards", layout="four")
        assert "移动机器人" in text_of(mine.content)
        assert "数控车工" not in text_of(mine.content)


async def test_the_qr_code_of_a_card_opens_its_door(here_today: Served) -> None:
    """It holds an address with a random token, and no ID number."""
    async with here_today.signed_in("supervisor") as desk:
        async with here_today.signed_in("organiser") as client:
            paper = await post(client, CARDS, CARDS, layout="single", entries="W1")
        images = await _qr_of(paper.content)
        assert re.fullmatch(rf"{BASE_URL}/c/[A-Z0-9]{{20}}", images)
        opened = await desk.get(images.removeprefix(BASE_URL))
        assert opened.status_code == 303
        assert re.fullmatch(rf"{DOOR}\?number=\d+", opened.headers["location"])
        answer = await post(desk, DOOR, DOOR, typed=images)
        assert answer.status_code == 303
        shown = await desk.get(answer.headers["location"])
        assert "answer-good" in shown.text
        again = await post(desk, DOOR, DOOR, typed=images.lower())
        assert again.status_code == 422
        assert "answer-warn" in again.text
        assert "账号supervisor 检录" in again.text
        assert not any(number in again.text for number in IDS.values())


async def _qr_of(content: bytes) -> str:
    """Draw the QR code's modules of a page again, and read them as a scanner does."""
    code = PdfReader(BytesIO(content)).pages[0].get_contents()
    assert code is not None
    drawing = code.get_data().decode("latin-1")
    runs = re.findall(r"^(\d+) (\d+) (\d+) 1 re$", drawing, re.MULTILINE)
    size = 1 + max(int(row) for _, row, _ in runs)
    image = Image.new("L", (size + 8, size + 8), 255)
    for x, row, width in runs:
        for at in range(int(x), int(x) + int(width)):
            image.putpixel((at + 4, size - 1 - int(row) + 4), 0)
    found = zxingcpp.read_barcodes(image.resize((6 * (size + 8), 6 * (size + 8)), 0))
    return found[0].text


async def test_a_check_in_is_undone_with_a_reason_only(here_today: Served) -> None:
    """An empty reason comes back as a fault; a second undo says that there is nothing."""
    async with here_today.signed_in("organiser") as client:
        await post(client, DOOR, f"{DOOR}/numbers")
        done = await post(client, DOOR, DOOR, typed="3")
        assert done.headers["location"] == f"{DOOR}?number=3&done=yes"
        undo = f"{DOOR}/undo"
        assert "请写明理由" in (await post(client, DOOR, undo, number="3", why="")).text
        assert (await post(client, DOOR, undo, number="3", why="扫错")).status_code == 303
        nothing = await post(client, DOOR, undo, number="3", why="扫错")
        assert nothing.status_code == 422
        assert "没有可撤销的记录" in nothing.text
        empty = await post(client, DOOR, DOOR, typed=" ")
        assert empty.status_code == 422
        strange = await post(client, DOOR, DOOR, typed="<script>x")
        assert "&lt;script&gt;x" in strange.text
        assert "answer-bad" in strange.text


async def test_closing_marks_absences_and_both_are_taken_back(here_today: Served) -> None:
    """The ticked entries only; the page of the event says so at once."""
    closing = f"{DOOR}/closing"
    async with here_today.signed_in("organiser-2026") as client:
        await post(client, DOOR, f"{DOOR}/numbers")
        page = await client.get(closing)
        assert 'value="W5"' in page.text
        assert (await post(client, DOOR, closing, absent=["W5"], why="")).status_code == 422
        done = await post(client, DOOR, closing, absent=["W5"], why="三次点名未到")
        assert done.status_code == 303
        after = await client.get(closing)
        assert "三次点名未到" in after.text
        assert 'value="W4"' in after.text
        assert 'name="absent"' in after.text
        assert " checked" not in after.text
        late = await post(client, DOOR, DOOR, typed="4")
        assert "检录已截止" in late.text
        for path, fields in (
            ("absences", {"entry": "W5", "why": "堵车"}),
            ("reopen", {"why": "延长"}),
        ):
            target = f"{closing}/{path}"
            assert (await post(client, DOOR, target, **{**fields, "why": ""})).status_code == 422
            assert (await post(client, DOOR, target, **fields)).status_code == 303
            assert (await post(client, DOOR, target, **fields)).status_code == 422
    async with here_today.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT e.status FROM entry e JOIN event v ON v.id = e.event "
            "JOIN season s ON s.id = v.season "
            "WHERE e.code = 'W5' AND v.code = 'turning' AND s.code = '2026'"
        )
    assert [row[0] for row in rows] == ["ok"]


async def test_closing_on_another_day_asks_and_marks_nobody_until_it_is_said(
    served: Served,
) -> None:
    """Months before the day nobody is ticked; without the box nothing is closed or marked."""
    closing = f"{DOOR}/closing"
    async with served.signed_in("organiser-2026") as client:
        async with served.database.transaction() as transaction:
            day = datetime.now(CHINA).date() + timedelta(days=150)
            await transaction.execute("UPDATE event SET held_on = $1 WHERE code = 'turning'", day)
        await post(client, DOOR, f"{DOOR}/numbers")
        page = (await client.get(closing)).text
        assert f"比赛日是 {day}，还没有到" in page
        assert " checked" not in page
        refused = await post(client, DOOR, closing, absent=["W5"], why="试一试")
        assert refused.status_code == 422
        assert "没有截止，也没有记缺席" in refused.text
        assert "检录已于" not in (await client.get(closing)).text
        done = await post(client, DOOR, closing, absent=["W5"], why="提前结束", anyway="yes")
        assert done.status_code == 303
        after = (await client.get(closing)).text
        assert "检录已于" in after
        assert "提前结束" in after


async def test_another_day_asks_and_another_event_is_sent_on(served: Served) -> None:
    """`selection` is not on this day; its desk is told which event a foreign card is for."""
    door = "/seasons/2026/events/selection/checkin"
    async with served.signed_in("organiser") as client:
        await post(client, door, f"{door}/numbers")
        asked = await post(client, door, door, typed="1")
        assert asked.status_code == 422
        assert "比赛日是 2026-07-01" in asked.text
        done = await post(client, door, door, typed="1", anyway="yes")
        assert done.headers["location"] == f"{door}?number=1&done=yes&anyway=yes"


async def test_doors_and_cards_exist_within_the_scope_only(served: Served) -> None:
    """A supervisor of one event has that door; cards are the organiser's; others none."""
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
        event = await event_by_code(transaction, season.id, "selection")
        assert event is not None
    grant = Grant(AccountRole.SUPERVISOR, season.id, event=event.id)
    await create_account(served.database, "one-door", "只管一门", stamp(), grant)
    async with served.signed_in("one-door") as client:
        doors = await client.get("/seasons/2026/checkin")
        assert "/events/selection/checkin" in doors.text
        assert "/events/turning/checkin" not in doors.text
        assert (await client.get(DOOR)).status_code == 404
        assert (await client.get(f"{DOOR}/closing")).status_code == 404
        assert (await client.get(f"{DOOR}/photos/1")).status_code == 404
        assert (await client.get("/seasons/2025/checkin")).status_code == 404
        assert (await client.get(CARDS)).status_code == 403
        assert (await client.get("/c/AAAAAAAAAAAAAAAAAAAA")).status_code == 404
    async with served.signed_in("organiser-event") as client:
        assert (await client.get(CARDS)).status_code == 404
    async with served.signed_in("judge") as client:
        assert (await client.get(DOOR)).status_code == 403
    async with served.client() as stranger:
        assert (await stranger.get("/c/AAAAAAAAAAAAAAAAAAAA")).status_code == 401


def test_the_clock_of_the_hall_is_chinas() -> None:
    """Twelve past midnight UTC is 08:12."""
    assert datetime(2026, 6, 1, 0, 12, tzinfo=UTC).astimezone(CHINA).strftime("%H:%M") == "08:12"
