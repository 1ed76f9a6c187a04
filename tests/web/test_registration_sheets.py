"""Registering by sheet in the browser: template, upload, dry run, confirmation, scope."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped]  # it publishes no types
import pytest

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import competition_ids, season_by_code
from competition.registration.rules.terms import Window
from competition.registration.services.terms import set_window
from competition.web.security import CSRF_FIELD
from tests.competition.registration_sheets.sheets import person, workbook
from tests.web.conftest import Served, stamp

if TYPE_CHECKING:
    import httpx

DELEGATION = "济南市代表队"
BOLD_EVENT = "数控车工<b>=1+1"
NAME = "赵技能"


async def competition_of(served: Served, name: str = "省“技能兴鲁”大赛") -> tuple[int, int]:
    """Give the ids of the season 2026 and of a competition in it."""
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
        return season.id, (await competition_ids(transaction, season.id))[name]


@pytest.fixture(scope="module")
async def opened(served: Served) -> int:
    """Open the registration of a competition; a registrar of one delegation has an account."""
    season, competition = await competition_of(served)
    now = datetime.now(UTC)
    window = Window(now - timedelta(days=1), now + timedelta(days=9), now + timedelta(days=9))
    await set_window(served.database, competition, window, stamp())
    grant = Grant(AccountRole.REGISTRAR, season, delegation=DELEGATION)
    await create_account(served.database, "registrar-jinan", "济南报名员", stamp(), grant)
    other = Grant(AccountRole.REGISTRAR, season, delegation="青岛市代表队")
    await create_account(served.database, "registrar-qingdao", "青岛报名员", stamp(), other)
    return competition


def token_of(answer: httpx.Response) -> str:
    """Give the form token of a page."""
    return answer.text.split(f'name="{CSRF_FIELD}" value="', 1)[1].split('"', 1)[0]


async def upload(client: httpx.AsyncClient, competition: int, content: bytes) -> httpx.Response:
    """Upload a workbook by the form of the page."""
    place = f"/seasons/2026/sheets/{competition}"
    token = token_of(await client.get(place))
    files = {"sheet": ("报名<b>.xlsx", content)}
    return await client.post(place, data={CSRF_FIELD: token}, files=files)


async def settled(client: httpx.AsyncClient, place: str) -> httpx.Response:
    """Give the page of a sheet once the application's own worker is done with it."""
    path = place.partition("?")[0]
    for _ in range(600):
        if not (await client.get(f"{path}/progress")).json()["moving"]:
            return await client.get(place)
        await asyncio.sleep(0.05)
    pytest.fail("the worker never ended")


async def test_a_registrar_goes_from_the_template_to_the_confirmation(
    served: Served, opened: int
) -> None:
    """Problems are told by row and column; the corrected sheet is confirmed and stored."""
    async with served.signed_in("registrar-jinan") as client:
        page = await client.get("/seasons/2026/sheets")
        assert f"/seasons/2026/sheets/{opened}" in page.text
        template = await client.get(f"/seasons/2026/sheets/{opened}/template")
        book = openpyxl.load_workbook(BytesIO(template.content))
        assert book.sheetnames == ["报名表", "填写说明", "示例", "选项"]
        assert BOLD_EVENT in [cell.value for cell in book["选项"]["A"]]
        wrong = person(1, 赛项=BOLD_EVENT, 姓名=NAME, 证件号码="370102199003074250")
        answer = await upload(client, opened, workbook([wrong]))
        assert answer.status_code == 303
        report = await settled(client, answer.headers["location"])
        assert "发现 1 个问题" in report.text
        assert "报名&lt;b&gt;.xlsx" in report.text
        assert "370102199003074250" not in report.text
        beside = await client.get(f"{answer.headers['location']}/report")
        sheet = openpyxl.load_workbook(BytesIO(beside.content))["报名表"]
        assert sheet.cell(1, sheet.max_column).value == "问题"
        assert str(sheet.cell(2, sheet.max_column).value).startswith("【证件号码】")
        right = person(1, 赛项=BOLD_EVENT, 姓名=NAME)
        answer = await upload(client, opened, workbook([right]))
        place = answer.headers["location"]
        ready = await settled(client, place)
        assert "1 个参赛单元、1 人可以写入" in ready.text
        confirmed = await client.post(f"{place}/confirm", data={CSRF_FIELD: token_of(ready)})
        assert confirmed.headers["location"] == place
        assert "已全部写入" in (await settled(client, place)).text
        again = await upload(client, opened, workbook([right]))
        assert again.status_code == 303


async def test_what_is_no_sheet_is_said_on_the_page(served: Served, opened: int) -> None:
    """No file, an empty one, and one of another kind."""
    async with served.signed_in("registrar-jinan") as client:
        place = f"/seasons/2026/sheets/{opened}"
        token = token_of(await client.get(place))
        nothing = await client.post(place, data={CSRF_FIELD: token}, files={"x": ("x", b"")})
        assert (nothing.status_code, "请先选择文件" in nothing.text) == (422, True)
        answer = await upload(client, opened, b"%PDF-1.7 \x00\x01")
        assert "不是表格文件" in (await settled(client, answer.headers["location"])).text


async def test_nobody_sees_the_sheet_of_another_or_another_scope(
    served: Served, opened: int
) -> None:
    """Another registrar's sheet, another season's competition and an unknown act are 404."""
    async with served.signed_in("registrar-jinan") as client:
        answer = await upload(client, opened, workbook([person(7, 赛项=BOLD_EVENT)]))
        place = answer.headers["location"].partition("?")[0]
        token = token_of(await client.get(f"/seasons/2026/sheets/{opened}"))
        unknown = await client.post(f"{place}/burn", data={CSRF_FIELD: token})
        assert unknown.status_code == 404
    async with served.signed_in("registrar-qingdao") as client:
        for path in (place, f"{place}/progress", f"{place}/report"):
            assert (await client.get(path)).status_code == 404
        assert (await client.get(f"/seasons/2025/sheets/{opened}")).status_code == 404
    async with served.signed_in("organiser-event") as client:
        assert (await client.get(f"/seasons/2026/sheets/{opened}")).status_code == 404
    async with served.signed_in("judge") as client:
        assert (await client.get(f"/seasons/2026/sheets/{opened}")).status_code == 403
