"""The server holds no connection for nothing, and says what its settings make go wrong."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from litestar import Litestar, get

from competition.storage.settings import StorageSettings
from xinglu import connections
from xinglu.connections import AcceptErrorsOnce, most_connections
from xinglu.serve import listening_socket, serve, warnings_for
from xinglu.settings import Settings, settings_from

EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens there


@get("/", sync_to_thread=False)
def hello() -> str:
    """Answer."""
    return "hello"


@asynccontextmanager
async def server(tmp_path: Path) -> AsyncIterator[int]:
    """Serve a page on a free port; give the port."""
    settings = Settings(
        StorageSettings(str(tmp_path / "x"), tmp_path / "k"), tmp_path, "127.0.0.1", 1, "http://x"
    )
    with closing(listening_socket("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        task = asyncio.create_task(serve(Litestar([hello]), settings, listener))
        try:
            yield port
        finally:
            task.cancel()
            await asyncio.wait([task])


async def answer_to(port: int, sent: bytes) -> bytes:
    """Send bytes, then wait until the other side ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
    ],
)
async def test_a_request_that_never_ends_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    """Whether nothing came, half a head or half a form; others are served meanwhile."""
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.3)
    async with server(tmp_path) as port:
        late = asyncio.create_task(answer_to(port, sent))
        whole = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        assert (await answer_to(port, whole)).endswith(b"hello")
        assert b"200 OK" not in await late


def test_connections_fit_below_the_limit_of_files() -> None:
    """There is room for many, and never more than was thought of."""
    assert 1 <= most_connections() <= connections.MOST_CONNECTIONS


def test_an_error_of_every_accept_is_logged_once_a_minute() -> None:
    """Other records always pass."""
    once = AcceptErrorsOnce()
    failed, other = (
        logging.LogRecord("asyncio", logging.ERROR, "", 0, text, None, None)
        for text in ("socket.accept() out of system resource\nsocket: x", "other")
    )
    assert [once.filter(failed) for _ in range(3)] == [True, False, False]
    assert once.filter(other)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, ""),
        ({"XINGLU_PUBLIC_URL": "https://jn.example.cn"}, "XINGLU_PROXIES"),
        ({"XINGLU_PUBLIC_URL": "https://jn.example.cn", "XINGLU_PROXIES": "127.0.0.1"}, ""),
        ({"XINGLU_HOST": EVERYWHERE}, "XINGLU_PUBLIC_URL"),
        ({"XINGLU_HOST": EVERYWHERE, "XINGLU_PUBLIC_URL": "http://192.0.2.7:8000"}, ""),
        ({"XINGLU_HOST": "192.0.2.7", "XINGLU_PUBLIC_URL": "http://localhost"}, "XINGLU_PUBLIC"),
        ({"XINGLU_HOST": "192.0.2.7"}, ""),
    ],
)
def test_settings_that_go_wrong_later_are_warned_of(given: dict[str, str], named: str) -> None:
    """Links that others cannot open; one address for everybody behind an unknown proxy."""
    warnings = warnings_for(settings_from(given))
    assert len(warnings) == bool(named)
    assert named in "".join(warnings)
