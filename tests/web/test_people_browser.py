"""A real browser, by keyboard: a person is found and gets a photo; axe finds no serious fault."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types
from playwright.sync_api import sync_playwright

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link
from competition.storage.audit import Stamp
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.competition.people.test_uploads import picture
from tests.web.seasons import hostile_season
from xinglu.app import create_app
from xinglu.season.live import import_season
from xinglu.serve import listening_socket
from xinglu.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZES = ((1440, 900), (1180, 820), (390, 844))


@pytest.fixture
def door(tmp_path: Path) -> Iterator[str]:
    """Serve a season; give the address of the province's one-time link."""
    storage = StorageSettings(str(tmp_path / "data" / "x.sqlite3"), tmp_path / "keys" / "k.json")
    ready = threading.Event()
    found: list[str] = []
    servers: list[uvicorn.Server] = []

    async def serve() -> None:
        async with open_database(storage) as database:
            now = Stamp("tester", datetime.now(UTC))
            await import_season(database, "2026", hostile_season(), "tester")
            await create_account(database, "p", "省厅", now, Grant(AccountRole.PROVINCE))
            token = await create_sign_in_link(database, "p", now)
            with listening_socket("127.0.0.1", 0) as socket:
                url = f"http://127.0.0.1:{socket.getsockname()[1]}"
                settings = Settings(storage, storage.keys.parent, "127.0.0.1", 0, url)
                config = uvicorn.Config(
                    create_app(settings, database), log_level="warning", loop="asyncio"
                )
                servers.append(uvicorn.Server(config))
                found.append(f"{url}/sign-in/{token}")
                ready.set()
                await servers[0].serve([socket])

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait(60)
    yield found[0]
    servers[0].should_exit = True
    thread.join(60)


def test_a_person_is_found_by_keyboard_and_gets_a_photo(
    door: str, chromium: str, tmp_path: Path
) -> None:
    """No page is wider than its window, none has a serious fault of accessibility."""
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture("JPEG", (600, 800)))
    url = door.partition("/sign-in")[0]
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium)
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda told: complaints.append(told.text))
        page.goto(door)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{url}/seasons")
        page.goto(f"{url}/people")
        page.locator("input[name=q]").focus()
        page.keyboard.type("wyf")
        page.keyboard.press("Enter")
        page.wait_for_url("**/people?q=wyf")
        page.get_by_role("link", name="王䶮𫖯").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/people/*")
        page.locator("#attach-file").set_input_files(str(photo))
        page.get_by_role("button", name="上传").press("Enter")
        page.wait_for_url("**#attachments")
        assert (
            page.locator("img[alt='王䶮𫖯的照片']").evaluate("image => image.naturalWidth") == 600
        )
        places = [page.url, f"{url}/people", f"{url}/seasons/2026/units"]
        faults = []
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for place in places:
                page.goto(place)
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                faults += [f"{place} wider than {width}"] if wide else []
                faults += [
                    f"{place} {fault['id']}"
                    for fault in Axe().run(page).response["violations"]
                    if fault["impact"] in {"serious", "critical"}
                ]
        browser.close()
    assert (faults, complaints) == ([], [])
