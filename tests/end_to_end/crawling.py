"""Every page that links lead to: each address once, some of each route."""

from __future__ import annotations

import html
import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from xinglu.app import ROUTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

#: Elements whose content is text for scripts, styles and titles.
_HIDDEN = {"script", "style"}


class Page(HTMLParser):
    """A page as a browser sees it: links, text, and whatever could run."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.runs: list[str] = []
        self.texts: list[str] = []
        self.images: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, and everything that no page of ours has."""
        for name, value in attrs:
            given = (value or "").strip()
            if name.startswith("on") or name == "style":
                self.runs.append(f"{tag} {name}")
            if name in {"href", "src", "action", "formaction"}:
                parts = urlsplit(given)
                if parts.scheme or parts.netloc:
                    self.runs.append(f"{tag} {name}={given}")
            if name == "value":
                self.texts.append(value or "")
        found = dict(attrs)
        if tag in {"iframe", "object", "embed", "base", "meta"} and "http-equiv" in found:
            self.runs.append(tag)
        if tag in {"iframe", "object", "embed", "base", "plaintext", "marquee", "video", "audio"}:
            self.runs.append(tag)
        if tag == "script" and not (found.get("src") or "").startswith("/static/"):
            self.runs.append("script")
        if tag == "a" and found.get("href"):
            self.links.append(found["href"] or "")

    def handle_data(self, data: str) -> None:
        """Collect the text."""
        self.texts.append(data)

    @property
    def text(self) -> str:
        """The text of the page."""
        return " ".join(self.texts)


def route_of(path: str) -> str:
    """Give the name of the GET route that a path belongs to, "" when there is none."""
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(path)), "")


async def crawl(
    client: httpx.AsyncClient, start: str, most: Mapping[str, int], usual: int
) -> dict[str, httpx.Response]:
    """Follow links from a page; at most `usual` addresses of a route unless `most` says more."""
    found: dict[str, httpx.Response] = {}
    waiting, seen = [start], {start}
    counts: Counter[str] = Counter()
    while waiting:
        url = waiting.pop(0)
        name = route_of(urlsplit(url).path)
        if counts[name] >= most.get(name, usual):
            continue
        counts[name] += 1
        answer = await client.get(url)
        found[url] = answer
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in Page(answer.text).links:
            target = urljoin(url, html.unescape(link)).partition("#")[0]
            if target.startswith("/") and target not in seen and not _WISHES.search(target):
                seen.add(target)
                waiting.append(target)
    return found


#: The same page in another language or theme.
_WISHES = re.compile(r"[?&](lang|theme)=")


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[a-z_]+:([a-z]+)\}", path)
    kinds = {"int": "[0-9]+", "str": "[^/]+", "path": ".+"}
    written = [
        re.escape(part) if place % 2 == 0 else kinds[part] for place, part in enumerate(parts)
    ]
    return re.compile("".join(written))


_PATTERNS = sorted(
    (
        (handler.handler_name, _pattern(path))
        for handler in ROUTES
        if "GET" in handler.http_methods
        for path in handler.paths
    ),
    key=lambda one: "+" in one[1].pattern,
)
