"""The first to see a request: refuse what no page can answer, answer HEAD, lose no fault."""

import logging
import re
from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

LOGGER = logging.getLogger("xinglu.web")
BAD_REQUEST = 400
NOT_FOUND = 404
SERVER_ERROR = 500
_SENTENCES = {
    BAD_REQUEST: "请求的主机名不对 / the Host of the request makes no sense",
    NOT_FOUND: "没有这个页面 / no such page",
    SERVER_ERROR: "系统出了差错，问题已经记录 / something broke; it is recorded",
}
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
UNROUTED = "unrouted"


def route_of(scope: Scope) -> str:
    """Name a request for the log by its route: paths hold tokens and whatever strangers write."""
    return scope.get("path_template", "") or UNROUTED


def is_host(written: str) -> bool:
    """Say whether a Host header is a name or address with an optional port."""
    if _HOST.fullmatch(written) is None:
        return False
    try:
        return urlsplit(f"//{written}").port != 0
    except ValueError:
        return False


class Gate:
    """Wraps the whole application, inside of the hook that sets the headers."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once what cannot be routed; HEAD like GET without the body."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) > 1 or not all(map(is_host, hosts)):
            await _answer(send, BAD_REQUEST)
            return
        if "\0" in scope["path"]:
            await _answer(send, NOT_FOUND)
            return
        if scope["method"] == "HEAD":
            scope = scope.copy()
            scope["method"] = "GET"
            send = _without_body(send)
        await self._guarded(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noticed(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noticed)
        except Exception:
            if started:
                raise
            LOGGER.exception("%s failed", route_of(scope))
            await _answer(send, SERVER_ERROR)


def _without_body(send: Send) -> Send:
    async def head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = message.copy()
            message["body"] = b""
        await send(message)

    return head


async def _answer(send: Send, status: int) -> None:
    content = f"{_SENTENCES[status]}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(content)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": False})
