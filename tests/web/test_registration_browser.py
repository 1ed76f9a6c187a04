"""A real browser types a registration: told while typing, by keyboard only, on three screens."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from axe_playwright_python.base import AXE_FILE_PATH  # type: ignore[import-untyped] # no types
from playwright.async_api import async_playwright

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.competition.registration.people import UNIT, id_number
from tests.storage.registrations import prepare
from tests.web.conftest import stamp
from xinglu.app import create_app
from xinglu.serve import listening_socket
from xinglu.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Page

SIZES = ((1440, 900), (1180, 820), (390, 844))
LIST = "/seasons/2026/registrations"
NEW = "/seasons/2026/events/single/registrations/new"
SERIOUS = ("critical", "serious")


@asynccontextmanager
async def walking(chromium: str, folder: Path) -> AsyncIterator[tuple[Page, str, list[str]]]:
    """Serve a season with open registration; give a signed-in page and what it complains about."""
    storage = StorageSettings(str(folder / "data" / "x.sqlite3"), folder / "keys" / "keys.json")
    async with open_database(storage) as database:
        ground = await prepare(database, stamp())
        grant = Grant(AccountRole.ORGANISER, ground.season)
        await create_account(database, "li", "李组织", stamp(), grant)
        link = await create_sign_in_link(database, "li", stamp())
        with listening_socket("127.0.0.1", 0) as listening:
            port = listening.getsockname()[1]
            url = f"http://127.0.0.1:{port}"
            settings = Settings(storage, folder, "127.0.0.1", port, url)
            config = uvicorn.Config(create_app(settings, database), log_level="error")
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve([listening]))
            try:
                async with async_playwright() as playwright:
                    browser = await playwright.chromium.launch(executable_path=chromium)
                    page = await browser.new_page()
                    complaints: list[str] = []
                    page.on(
                        "console",
                        lambda told: (
                            complaints.append(told.text)
                            if told.type in {"error", "warning"}
                            else None
                        ),
                    )
                    page.on("pageerror", lambda error: complaints.append(str(error)))
                    await page.goto(f"{url}/sign-in/{link}")
                    await page.click("main button[type=submit]")
                    yield page, url, complaints
                    await browser.close()
            finally:
                server.should_exit = True
                await serving


async def serious_faults(page: Page) -> list[str]:
    """Let axe-core look at the page; give the serious and critical faults."""
    await page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    found: dict[str, Any] = await page.evaluate("axe.run()")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
    ]


async def test_the_form_tells_while_one_types_and_works_by_keyboard(
    chromium: str, tmp_path: Path
) -> None:
    """A wrong ID number is told below its field before anything is sent; two clicks make one."""
    async with walking(chromium, tmp_path) as (page, url, complaints):
        await page.goto(url + NEW)
        await page.focus("#field-delegation")
        await page.keyboard.type("济南市代表队")
        for _ in range(3):
            await page.keyboard.press("Tab")
        await page.keyboard.type("䶮·阿卜杜")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await page.keyboard.type(id_number(1)[:-1] + "?")
        told = page.locator("[data-for='id_number-1']")
        await told.wait_for(state="visible")
        assert await told.inner_text() == "证件号码不正确：位数、出生日期或校验位不符"
        await page.fill("#field-id_number-1", id_number(1))
        await page.fill("#field-employer_name-1", "甲公司")
        await page.fill("#field-employer_code-1", UNIT)
        await page.select_option("#field-employment-1", "employed")
        await page.get_by_text("没有发现问题，可以提交。").wait_for()
        assert await told.is_hidden()
        await page.dblclick("button[value=submit]")
        await page.get_by_text("已提交，等待审核。").wait_for()
        assert await page.locator("h1").inner_text() == "数控车"
        assert id_number(1) not in await page.content()
        await page.goto(url + LIST)
        assert await page.locator("tbody tr").count() == 1
        assert complaints == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_page_of_registration_fits_its_screen(
    chromium: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    """No sideways scrolling, no serious fault of accessibility, nothing in the console."""
    async with walking(chromium, tmp_path) as (page, url, complaints):
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await page.goto(url + NEW)
        for field, value in (("delegation", "济南市代表队"), ("name-1", "阿" * 50)):
            await page.fill(f"#field-{field}", value)
        await page.click("button[value=save]")
        one = page.url.partition("?")[0].removeprefix(url)
        events = "/seasons/2026/events/single"
        for path in (LIST, f"{LIST}/new", NEW, one, f"{one}/edit", f"{LIST}/terms",
                     f"{LIST}/terms/1", f"{events}/registration-terms"):  # fmt: skip
            await page.goto(url + path)
            width = await page.evaluate("document.documentElement.scrollWidth")
            assert (path, width) == (path, size[0])
            assert (path, await serious_faults(page)) == (path, [])
        assert complaints == []
