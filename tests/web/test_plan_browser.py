"""A new user plans a year in a real browser: by keyboard, without scripts, at every size."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from axe_playwright_python.base import AXE_FILE_PATH  # type: ignore[import-untyped] # no types
from playwright.async_api import async_playwright

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link
from competition.plan.sheets.facts import plan_choices
from competition.plan.sheets.template import draw_plan
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.storage.test_plan_sheets import example_content
from tests.web.conftest import stamp
from xinglu.app import create_app
from xinglu.planning.schemes import PRESETS
from xinglu.serve import listening_socket
from xinglu.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Page

SIZES = ((1440, 900), (1180, 820), (390, 844))
FIFTEEN_MINUTES = 15 * 60
SECTIONS = ("", "/applications", "/calendar", "/readiness", "/selection", "/workbook", "/copy",
            "/settings", "/events/p1-welding", "/competitions/new")  # fmt: skip


@asynccontextmanager
async def office(chromium: str, folder: Path, *, scripts: bool) -> AsyncIterator[tuple[Page, str]]:
    """Serve an empty database; give the signed-in administrator's page and the address."""
    storage = StorageSettings(str(folder / "data" / "x.sqlite3"), folder / "keys" / "keys.json")
    async with open_database(storage) as database:
        await create_account(database, "li", "李", stamp(), Grant(AccountRole.PROVINCE))
        link = await create_sign_in_link(database, "li", stamp())
        with listening_socket("127.0.0.1", 0) as listening:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            settings = Settings(storage, folder, "127.0.0.1", 0, url)
            config = uvicorn.Config(create_app(settings, database), log_level="error")
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve([listening]))
            try:
                async with async_playwright() as playwright:
                    browser = await playwright.chromium.launch(executable_path=chromium)
                    context = await browser.new_context(java_script_enabled=scripts)
                    page = await context.new_page()
                    await page.goto(f"{url}/sign-in/{link}")
                    await page.click("main button[type=submit]")
                    yield page, url
                    await browser.close()
            finally:
                server.should_exit = True
                await serving


async def tab_to(page: Page, name: str) -> None:
    """Press the tabulator until a field of this name has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.locator(f"[name={name}]:focus").count():
            return
    raise AssertionError(name)


async def test_66_events_stand_planned_within_fifteen_minutes(
    chromium: str, tmp_path: Path
) -> None:
    """Without scripts: a season, a workbook, its confirmation; then every page at every size."""
    workbook = tmp_path / "plan.xlsx"
    workbook.write_bytes(draw_plan("计划", plan_choices(tuple(PRESETS)), example_content()))
    began = time.monotonic()
    async with office(chromium, tmp_path, scripts=False) as (page, url):
        await page.get_by_text("新建年度").click()
        await page.fill("#field-title", "2027年度")
        await page.fill("#field-year", "2027")
        await page.fill("#field-code", "2027")
        await page.get_by_role("button", name="新建").click()
        await page.get_by_role("link", name="表格导入").first.click()
        await page.set_input_files("#field-sheet", workbook)
        await page.get_by_role("button", name="上传并检查").click()
        await page.fill("#field-document", "鲁人社函〔2027〕3号")
        await page.check("[name=publish]")
        await page.get_by_role("button", name="确认写入").click()
        assert page.url.startswith(f"{url}/seasons/2027/plan?done=")
        assert "52 ／目标 60" in await page.locator(".figures").inner_text()
        assert time.monotonic() - began < FIFTEEN_MINUTES
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            for section in SECTIONS:
                answer = await page.goto(f"{url}/seasons/2027/plan{section}")
                assert answer is not None
                assert (section, answer.status) == (section, 200)


async def test_an_application_is_written_by_keyboard_only(chromium: str, tmp_path: Path) -> None:
    """From field to field with the tabulator, sent with Enter; nothing overflows, no axe fault."""
    async with office(chromium, tmp_path, scripts=True) as (page, url):
        await page.goto(f"{url}/seasons/new")
        for name, text in (("title", "练习"), ("year", "2027"), ("code", "lx")):
            await tab_to(page, name)
            await page.keyboard.press("Control+A")
            await page.keyboard.type(text)
        await tab_to(page, "kind")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.get_by_text("仅供练习").wait_for()
        await page.goto(f"{url}/seasons/lx/plan/competitions/new")
        for name, text in (("name", "甲赛事"), ("organiser", "某协会"), ("place", "济南")):
            await tab_to(page, name)
            await page.keyboard.type(text)
        await page.keyboard.press("Enter")
        await page.get_by_role("heading", name="甲赛事").wait_for()
        assert await page.input_value("#field-organiser") == "某协会"
        for path in ("/seasons/lx/plan/competitions/new", "/seasons/lx/plan", page.url):
            await page.goto(path if path.startswith("http") else url + path)
            for width, height in SIZES:
                await page.set_viewport_size({"width": width, "height": height})
                wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
                assert not wide, (path, width)
            await page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
            found: dict[str, Any] = await page.evaluate("axe.run()")
            assert [one["id"] for one in found["violations"]] == []
