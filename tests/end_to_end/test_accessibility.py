"""Every page for eyes, ears and keyboards: axe-core by day and night, and the Tab key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import anyio
import httpx
import msgspec
import pytest
from axe_playwright_python.sync_playwright import (  # type: ignore[import-untyped]  # no types
    Axe,
)

from competition.accounts.rules import AccountRole
from competition.web.visitor import SESSION_COOKIE
from tests.end_to_end.crawling import crawl, route_of
from tests.end_to_end.test_pages_browser import Demo, browser, demo

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "demo"]

TABLET = {"width": 1180, "height": 820}
AXE: str = Axe().axe_script
#: Long lists repeat themselves: their first rows are asked about.
ASK = """rules => axe.run({exclude: [["tbody tr:nth-child(n+9)"], ["li:nth-child(n+30)"]]}, rules)
  .then(found => found.violations)"""
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = EVERYTHING | {"runOnly": ["color-contrast"]}
GRAVE = {"serious", "critical"}
PUBLIC = ("/", "/verify", "/winner", "/sign-in", "/nowhere")
#: Whose links lead to every page, and where each begins: results of one year, plans of the next.
WALKERS = (
    (AccountRole.PROVINCE, "/seasons/2026"),
    (AccountRole.REGISTRAR, "/seasons/2027/registrations"),
    (AccountRole.REVIEWER, "/seasons/2027/review"),
)
#: What the Tab key has to reach, as far as it is to be seen.
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
#: Remember each control that the focus comes to, and whether one sees that it is there.
WATCH = """() => {
  window.reached = new Set();
  window.unseen = [];
  document.addEventListener("focusin", ({target}) => {
    window.reached.add(target);
    const style = getComputedStyle(target);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    if (!outlined && style.boxShadow === "none") window.unseen.push(target.outerHTML.slice(0, 80));
  });
}"""
WAITING = """(controls) => [...document.querySelectorAll(controls)].filter((node) => {
  const one = node.type === "radio" ? [...document.getElementsByName(node.name)] : [node];
  return !node.disabled && node.tabIndex >= 0 && node.checkVisibility({visibilityProperty: true})
    && !one.some((other) => window.reached.has(other));
}).map((node) => node.outerHTML.slice(0, 80))"""


class Visit(msgspec.Struct, frozen=True):
    """The pages of one account, one of each route, and the cookie that opens them."""

    cookie: str
    paths: dict[str, str]


@pytest.fixture(scope="module")
def visits(demo: Demo) -> list[Visit]:
    """Follow the links of each walker's pages; in a thread, for playwright has a loop in ours."""
    with ThreadPoolExecutor(1) as thread:
        return [
            thread.submit(anyio.run, _visit, demo, role, start).result() for role, start in WALKERS
        ]


async def _visit(demo: Demo, role: AccountRole, start: str) -> Visit:
    async with httpx.AsyncClient(base_url=demo.url, timeout=60) as client:
        answer = await client.post(f"/sign-in/{demo.invitation.links[role]}")
        assert answer.status_code == 303
        answers = await crawl(client, start, {}, usual=1)
        cookie = client.cookies[SESSION_COOKIE]
    paths = {
        route_of(urlsplit(url).path): url
        for url, answer in answers.items()
        if answer.headers.get("content-type", "").startswith("text/html")
    }
    return Visit(cookie, paths)


def test_axe_finds_no_serious_fault(browser: Browser, demo: Demo, visits: list[Visit]) -> None:
    """No violation of impact serious or critical, on a tablet, in the light and the dark theme."""
    faults: dict[str, list[str]] = {}
    seen: set[str] = set()
    for visit in visits:
        context = browser.new_context(viewport=TABLET, reduced_motion="reduce")  # type: ignore[arg-type]  # a plain dict
        page = context.new_page()
        if not seen:
            for path in PUBLIC:
                check(page, demo.url + path, faults)
        context.add_cookies([{"name": SESSION_COOKIE, "value": visit.cookie, "url": demo.url}])
        for path in visit.paths.values():
            if path not in seen:
                seen.add(path)
                check(page, demo.url + path, faults)
        context.close()
    assert len(seen) > 20
    assert faults == {}


def check(page: Page, url: str, faults: dict[str, list[str]]) -> None:
    """Ask axe about a page: everything by day, colours by night too."""
    page.goto(url)
    page.evaluate(AXE)
    for scheme, rules in (("light", EVERYTHING), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
        found: list[dict[str, Any]] = page.evaluate(ASK, rules)
        grave = [
            f"{one['id']}: {node['html'][:120]}"
            for one in found
            if one["impact"] in GRAVE
            for node in one["nodes"][:3]
        ]
        if grave:
            faults[f"{urlsplit(url).path} {scheme}"] = grave


def test_the_tab_key_reaches_every_control(
    browser: Browser, demo: Demo, visits: list[Visit]
) -> None:
    """On the main pages, each with a focus that one sees."""
    province = visits[0]
    names = ("season_list", "season_overview", "event_results", "people", "own_account", "plan")
    paths = [*PUBLIC[:4], *(province.paths[name] for name in names)]
    context = browser.new_context(viewport=TABLET, reduced_motion="reduce")  # type: ignore[arg-type]  # a plain dict
    context.add_cookies([{"name": SESSION_COOKIE, "value": province.cookie, "url": demo.url}])
    page = context.new_page()
    for path in paths:
        page.goto(demo.url + path)
        page.evaluate(WATCH)
        for _ in range(page.locator(CONTROLS).count() + 5):
            page.keyboard.press("Tab")
        assert (path, page.evaluate(WAITING, CONTROLS)) == (path, [])
        assert (path, page.evaluate("window.unseen")) == (path, [])
    context.close()
