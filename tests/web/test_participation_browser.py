"""Participations in a real browser: reported by keyboard only, decided, and shown at every size."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from axe_playwright_python.base import AXE_FILE_PATH  # type: ignore[import-untyped] # no types
from playwright.async_api import async_playwright

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.web.conftest import stamp
from tests.web.seasons import hostile_season
from xinglu.app import create_app
from xinglu.season.live import import_season
from xinglu.serve import listening_socket
from xinglu.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Page

SIZES = ((1440, 900), (1180, 820), (390, 844))
PLACE = "/seasons/2026/participations"


@asynccontextmanager
async def office(chromium: str, folder: Path) -> AsyncIterator[tuple[Page, str]]:
    """Serve a season; give the province's page, with scripts, and the address."""
    storage = StorageSettings(str(folder / "data" / "x.sqlite3"), folder / "keys" / "keys.json")
    async with open_database(storage) as database:
        await import_season(database, "2026", hostile_season(), "tester")
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
                    page = await browser.new_page()
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


async def report_by_keyboard(page: Page, url: str) -> None:
    """Fill the form from field to field and send it with Enter."""
    await page.goto(f"{url}{PLACE}/reports/new")
    for name, steps in (("part", 1), ("city", 3), ("level", 2), ("stage", 2)):
        await tab_to(page, name)
        for _ in range(steps):
            await page.keyboard.press("ArrowDown")
    for name, typed in (("count", "1200"), ("reporter", "甲公司"), ("document", "甲〔2026〕1号")):
        await tab_to(page, name)
        await page.keyboard.type(typed)
    await page.keyboard.press("Enter")
    await page.get_by_role("status").wait_for()


async def test_a_report_is_made_and_decided_by_keyboard_only(chromium: str, tmp_path: Path) -> None:
    """The second one is questioned and taken out; no page overflows or has a fault of axe."""
    async with office(chromium, tmp_path) as (page, url):
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        for _ in range(2):
            await report_by_keyboard(page, url)
        assert "同一单位重复填报" in await page.inner_text("main")
        await tab_to(page, "verdict")
        await page.keyboard.press("ArrowDown")
        await tab_to(page, "why")
        await page.keyboard.type("同一场次")
        await page.keyboard.press("Enter")
        await page.get_by_text("决定已保存").wait_for()
        report = page.url
        for path in ("", "/reports", "/reports/new", "/sheets"):
            await look_at(page, f"{url}{PLACE}{path}")
        await look_at(page, report)
        await page.goto(f"{url}{PLACE}")
        assert "1,200" in await page.locator(".figures").inner_text()
        assert await page.locator("svg.chart rect.chart-part-3").count() == 3
        assert complaints == []


async def look_at(page: Page, address: str) -> None:
    """Open a page at every size: nothing is wider than the window, axe finds nothing serious."""
    await page.goto(address)
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, (address, width)
    await page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    found: dict[str, Any] = await page.evaluate("axe.run()")
    assert [one["id"] for one in found["violations"]] == []
