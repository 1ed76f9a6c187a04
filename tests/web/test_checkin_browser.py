"""A real browser at the door: scan by keyboard only, with and without scripts, two desks."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import uvicorn
from axe_playwright_python.base import AXE_FILE_PATH  # type: ignore[import-untyped] # no types
from playwright.async_api import async_playwright

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link
from competition.plan.queries import event_by_code, season_by_code
from competition.registration.checkin.queries import tokens_of_event
from competition.registration.checkin.rules import CHINA
from competition.registration.checkin.services import number_event
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

    from playwright.async_api import Browser, Page

    from competition.storage.database import Database

SIZES = ((1440, 900), (1180, 820), (390, 844))
DOOR = "/seasons/2026/events/turning/checkin"


class Hall:
    """A running server whose event is on this day, and a browser."""

    def __init__(self, browser: Browser, database: Database, url: str, token: str) -> None:
        """Keep what desks need."""
        self.browser = browser
        self.database = database
        self.url = url
        self.token = token

    async def desk(self, name: str, *, scripts: bool = True) -> Page:
        """Sign a supervisor in, in a window of the own, and open the door."""
        await create_account(self.database, name, name, stamp(), Grant(AccountRole.SUPERVISOR))
        link = await create_sign_in_link(self.database, name, stamp())
        context = await self.browser.new_context(java_script_enabled=scripts)
        page = await context.new_page()
        await page.goto(f"{self.url}/sign-in/{link}")
        await page.click("main button[type=submit]")
        await page.goto(self.url + DOOR)
        return page


@asynccontextmanager
async def hall(chromium: str, folder: Path) -> AsyncIterator[Hall]:
    """Serve a season whose people have their numbers."""
    storage = StorageSettings(str(folder / "data" / "x.sqlite3"), folder / "keys" / "keys.json")
    async with open_database(storage) as database:
        await import_season(database, "2026", hostile_season(), "tester")
        async with database.transaction() as transaction:
            await transaction.execute("UPDATE event SET held_on = $1", datetime.now(CHINA).date())
        async with database.reading() as transaction:
            season = await season_by_code(transaction, "2026")
            assert season is not None
            event = await event_by_code(transaction, season.id, "turning")
            assert event is not None
        await number_event(database, event, stamp())
        async with database.reading() as transaction:
            token = next(iter((await tokens_of_event(transaction, event.id)).values()))
        with listening_socket("127.0.0.1", 0) as listening:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            settings = Settings(storage, folder, "127.0.0.1", 0, url)
            config = uvicorn.Config(create_app(settings, database), log_level="error")
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve([listening]))
            try:
                async with async_playwright() as playwright:
                    browser = await playwright.chromium.launch(executable_path=chromium)
                    yield Hall(browser, database, url, token)
                    await browser.close()
            finally:
                server.should_exit = True
                await serving


async def scan(page: Page, typed: str, colour: str) -> str:
    """Type what a scanner types, wherever the focus is; give the answer of this colour."""
    await page.keyboard.type(typed)
    await page.keyboard.press("Enter")
    answer = page.locator(f".answer-{colour}")
    await answer.wait_for()
    return await answer.inner_text()


async def test_a_scanner_types_into_the_field_wherever_somebody_clicked(
    chromium: str, tmp_path: Path
) -> None:
    """Green, then amber at the second desk, red for a stranger's card; nothing overflows."""
    async with hall(chromium, tmp_path) as here:
        page = await here.desk("desk-1")
        await page.click("h1")
        assert "通过" in await scan(page, f"{here.url}/c/{here.token}", "good")
        assert await page.evaluate("document.activeElement.id") == "scan"
        other = await here.desk("desk-2")
        assert "desk-1 检录" in await scan(other, "1", "warn")
        await other.click("h1")
        assert "查不到：…TVWXYZ" in await scan(other, "ABCDEFGHJKMNPQTVWXYZ", "bad")
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide, width
            assert await page.locator(".answer-verdict").is_visible()
        await page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
        found: dict[str, Any] = await page.evaluate("axe.run()")
        assert [one["id"] for one in found["violations"]] == []


async def test_the_door_works_without_scripts(chromium: str, tmp_path: Path) -> None:
    """The field has the focus after each answer, and a check-in is undone by keyboard."""
    async with hall(chromium, tmp_path) as here:
        page = await here.desk("desk-3", scripts=False)
        assert "通过" in await scan(page, "2", "good")
        assert "通过" in await scan(page, "003", "good")
        await page.get_by_text("撤销这次检录").first.click()
        await page.locator("details input[name=why]").fill("扫错")
        await page.keyboard.press("Enter")
        await page.get_by_text("还没有检录").wait_for()
