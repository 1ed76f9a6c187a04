"""A real browser walks the demonstration: from the sign-in link to the winner's certificate."""

from __future__ import annotations

import re
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import anyio
import msgspec
import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from competition.accounts.rules import AccountRole
from competition.storage.opening import open_database
from xinglu.app import create_app
from xinglu.demo import Invitation, demo_settings, demonstration_folder, prepare
from xinglu.serve import listening_socket

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page

    from xinglu.settings import Settings

SIZES = ((1180, 820), (390, 844), (1440, 900))
SMALLEST_TARGET = 24
"""CSS pixels that a finger needs (WCAG 2.2, 2.5.8)."""


class Demo(msgspec.Struct, frozen=True):
    """The running demonstration."""

    url: str
    invitation: Invitation


class Walk:
    """A page that collects everything the browser complains about."""

    def __init__(self, page: Page, url: str) -> None:
        """Listen to the console, to errors and to answers of the server."""
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self._failed(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _failed(self, url: str) -> None:
        if not url.endswith(".pdf"):
            self.complaints.append(f"failed: {url}")

    def open(self, path: str) -> None:
        """Open a path of the demonstration."""
        self.page.goto(f"{self.url}{path}")

    def heading(self) -> str:
        """Give the text of the page's heading."""
        return self.page.locator("h1").inner_text()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Run the demonstration in a thread of its own, on a free port."""
    ready, stop = threading.Event(), threading.Event()
    found: list[Demo] = []
    failures: list[BaseException] = []
    folder = tmp_path_factory.mktemp("demo")

    def run() -> None:
        with closing(listening_socket("127.0.0.1", 0)) as listener:
            settings = demo_settings("127.0.0.1", listener.getsockname()[1], folder, "test")
            try:
                anyio.run(_serve, settings, listener, found, ready, stop)
            except BaseException as error:  # noqa: BLE001 - handed to the test
                failures.append(error)
                ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(120)
    assert failures == []
    yield found[0]
    stop.set()
    thread.join(30)
    assert failures == []


async def _serve(
    settings: Settings,
    listener: socket.socket,
    found: list[Demo],
    ready: threading.Event,
    stop: threading.Event,
) -> None:
    async with open_database(settings.storage) as database:
        invitation = await prepare(database, demonstration_folder(), settings.public_url)
        found.append(Demo(settings.public_url, invitation))
        config = uvicorn.Config(
            create_app(settings, database), loop="asyncio", ws="none", log_level="warning"
        )
        server = uvicorn.Server(config)
        async with anyio.create_task_group() as group:
            group.start_soon(server.serve, [listener])
            while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await anyio.sleep(0.01)
            ready.set()
            await anyio.to_thread.run_sync(stop.wait)
            server.should_exit = True


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give a real browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def walk(browser: Browser, demo: Demo) -> Iterator[Walk]:
    """Give a fresh browser window whose complaints fail the test."""
    context = browser.new_context(accept_downloads=True)
    walking = Walk(context.new_page(), demo.url)
    yield walking
    context.close()
    assert walking.complaints == []


def sign_in(walk: Walk, demo: Demo) -> None:
    """Sign in as the province, if that link is still unused."""
    walk.open(f"/sign-in/{demo.invitation.links[AccountRole.PROVINCE]}")
    walk.page.get_by_role("button", name="登录", exact=True).click()
    walk.page.wait_for_url("**/seasons")


def test_an_official_and_a_winner_walk_through_the_demonstration(
    walk: Walk, demo: Demo, browser: Browser
) -> None:
    """Sign-in → season → event → why → titles → bonuses → verify → winner's page and paper."""
    page = walk.page
    sign_in(walk, demo)
    assert walk.heading() == "年度"
    page.locator("a.door", has_text="2026年度").click()
    assert "2026年度" in walk.heading()
    page.get_by_label("类别").select_option("provincial_1")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url(re.compile("class=provincial_1"))
    event = page.locator("#events ~ .table-wrap tbody th a").first
    name = event.inner_text()
    event.click()
    assert walk.heading() == name
    page.get_by_role("link", name="为什么").nth(1).click()
    page.get_by_text("在此分出先后").wait_for()
    assert page.locator("tr.is-decisive").count() == 1
    assert page.locator("del").count() > 0
    walk.open("/seasons/2026/events/p1-ai-trainer/entries/W034")
    assert page.get_by_text("裁定文件：大赛组委会裁定〔2026〕3号").count() == 1
    page.get_by_role("link", name="称号", exact=True).click()
    assert walk.heading() == "技术能手称号"
    page.get_by_role("link", name="奖金", exact=True).click()
    assert re.search(r"[壹贰叁肆伍陆柒捌玖拾佰仟万]+元整", page.locator("tfoot").first.inner_text())
    for tab in ("晋升", "集训库", "计划", "奖牌榜"):
        page.get_by_role("link", name=tab, exact=True).click()
        page.locator(f".tab[aria-current=page]:text-is('{tab}')").wait_for()
    toggle_theme(walk)
    page.get_by_role("button", name="退出登录").click()
    assert "每一个名次都说得清" in walk.heading()
    assert walk.complaints == []
    verify_and_enter(walk, demo)
    assert browser.is_connected()


def toggle_theme(walk: Walk) -> None:
    """The toggle changes the theme at once and for the next page."""
    page = walk.page
    page.get_by_role("link", name="明暗").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def verify_and_enter(walk: Walk, demo: Demo) -> None:
    """Verify the example's certificate by typing, then enter as the winner and download it."""
    page = walk.page
    example = demo.invitation.example
    assert example is not None
    page.get_by_role("link", name="证书核验").first.click()
    page.get_by_label("证书编号").fill(example.number)
    page.get_by_label("验证码").fill(example.token)
    page.get_by_role("button", name="核验").click()
    assert walk.heading() == "证书有效"
    assert example.name in page.locator(".facts").inner_text()
    assert example.id_number not in page.content()
    walk.open(f"/v/{example.token}")
    assert walk.heading() == "证书有效"
    page.get_by_role("link", name="选手查询").first.click()
    page.get_by_label("姓名").fill(example.name)
    page.get_by_label("证件号码").fill(example.id_number)
    page.get_by_label("查询码").fill(example.code)
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**/winner/results")
    assert example.name in walk.heading()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").first.click()
    path: Path = download.value.path()
    assert path.read_bytes().startswith(b"%PDF-")
    page.get_by_role("link", name="为什么").first.click()
    page.get_by_text("总分怎样得来").wait_for()


PATHS = (
    "/",
    "/style",
    "/verify",
    "/winner",
    "/seasons",
    "/seasons/2026",
    "/seasons/2026/titles",
    "/seasons/2026/promotions",
    "/seasons/2026/bonuses",
    "/seasons/2026/pool",
    "/seasons/2026/plan",
    "/seasons/2026/medals",
    "/nowhere",
)
#: Texts whose contrast with their ground is below 4.5 : 1 (WCAG 2.2, 1.4.3, level AA).
FAINT_TEXTS = """() => {
  const channel = (v) => (v <= 10.31 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = (c) => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const parts = (text) => { const n = text.match(/[\\d.]+/g).map(Number);
    return n.length > 3 ? n : [...n, 1]; };
  const ground = (node) => { for (; node; node = node.parentElement) {
    const c = parts(getComputedStyle(node).backgroundColor); if (c[3] > 0.99) return c; } };
  return [...document.querySelectorAll("body *")].filter((node) => {
    const box = node.getBoundingClientRect();
    if (!box.width || ![...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) return;
    const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map((node) => node.textContent.trim().slice(0, 30)); }"""
#: Buttons, fields and links outside of sentences that are smaller than a finger needs.
SMALL_TARGETS = """(smallest) => [...document.querySelectorAll(
    "button, input:not([type=hidden]), select, .bar-link, .tab, .button, .why")].filter((node) => {
  const box = node.getBoundingClientRect();
  return box.width && (box.height < smallest || box.width < smallest);
}).map((node) => node.outerHTML.slice(0, 80))"""


#: Frames that scroll sideways without a way to do so from the keyboard, or without a name.
LOST_SCROLLERS = """() => [...document.querySelectorAll(".table-wrap")].filter((node) =>
  node.scrollWidth > node.clientWidth && getComputedStyle(node).overflowX === "auto"
  && !(node.tabIndex === 0 && node.getAttribute("role") === "region" && node.ariaLabel)
).map((node) => node.outerHTML.slice(0, 80))"""


def test_every_page_fits_and_is_legible_by_day_and_night(browser: Browser, demo: Demo) -> None:
    """Tablet, telephone and desk: no page is wider than the window, AA contrast, large targets."""
    context = browser.new_context(reduced_motion="reduce")
    walk = Walk(context.new_page(), demo.url)
    token = demo.invitation.links[AccountRole.AUDITOR]
    walk.open(f"/sign-in/{token}")
    walk.page.get_by_role("button", name="登录", exact=True).click()
    walk.page.wait_for_url("**/seasons")
    event = "/seasons/2026/events/p2-live-marketing"
    for width, height in SIZES:
        walk.page.set_viewport_size({"width": width, "height": height})
        many_modules = "/seasons/2026/events/pc-plumbing"
        for path in (*PATHS, event, f"{event}/entries/W006", many_modules):
            walk.open(path)
            wider = walk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert (path, width, wider) == (path, width, 0)
            lost = walk.page.evaluate(LOST_SCROLLERS)
            assert (path, width, lost) == (path, width, [])
            small = walk.page.evaluate(SMALL_TARGETS, SMALLEST_TARGET)
            assert (path, width, small) == (path, width, [])
            for scheme in ("light", "dark"):
                walk.page.emulate_media(color_scheme=scheme)
                faint = walk.page.evaluate(FAINT_TEXTS)
                assert (path, width, scheme, faint) == (path, width, scheme, [])
    context.close()
    assert [text for text in walk.complaints if "404" not in text] == []


def test_a_wide_list_keeps_place_and_name_on_a_telephone(browser: Browser, demo: Demo) -> None:
    """Scrolled to its end, the list still shows who each line is about."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    walk = Walk(context.new_page(), demo.url)
    walk.open(f"/sign-in/{demo.invitation.links[AccountRole.ORGANISER]}")
    walk.page.get_by_role("button", name="登录", exact=True).click()
    walk.open("/seasons/2026/events/pc-plumbing")
    frame = walk.page.locator(".table-wrap").first
    frame.focus()
    frame.evaluate("node => { node.scrollLeft = node.scrollWidth; }")
    assert frame.evaluate("node => node.scrollLeft") > 0
    start = frame.evaluate("node => node.getBoundingClientRect().left")
    kept = "cells => cells.slice(0, 3).map(cell => cell.getBoundingClientRect().left)"
    first, second, third = frame.locator("tbody tr").first.locator("td").evaluate_all(kept)
    assert start <= first < second < start + 80
    assert third < second
    context.close()


def test_pages_work_without_scripts(browser: Browser, demo: Demo) -> None:
    """Theme and language are links, filters are forms, signing in is a button."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.url}/sign-in/{demo.invitation.links[AccountRole.FINANCE]}")
    page.get_by_role("button", name="登录", exact=True).click()
    page.goto(f"{demo.url}/seasons/2026/bonuses")
    page.get_by_label("结论").select_option("refuse")
    page.get_by_role("button", name="筛选").click()
    assert "零元整" in page.locator("tfoot").first.inner_text()
    page.get_by_role("link", name="明暗").click()
    assert page.locator("html[data-theme=dark]").count() == 1
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "Bonuses and grants"
    context.close()
