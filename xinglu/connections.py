"""Connections that cannot be held for nothing: a time for each request, a place for so many."""

import asyncio
import logging
import sys
import time

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if sys.platform != "win32":
    import resource

REQUEST_SECONDS = 20.0
BACKLOG = 128
MOST_CONNECTIONS = 4_000
_KEPT_FILES = 200  # for the database, fonts and the log
_SILENT_SECONDS = 60.0
_ACCEPT_FAILED = "socket.accept() out of system resource"


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a deadline: a request whose head and form are late is dropped.

    uvicorn itself waits for ever for the rest of a request that has begun.
    """

    deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        """Start the clock of the first request; refuse when every place is taken."""
        super().connection_made(transport)
        limit = self.config.limit_concurrency
        if limit is not None and len(self.connections) > limit + BACKLOG:
            transport.abort()
            return
        self._start_clock()

    def data_received(self, data: bytes) -> None:
        """Start the clock of the next request with its first byte."""
        if self.deadline is None:
            self._start_clock()
        super().data_received(data)

    def on_message_complete(self) -> None:
        """Stop the clock: the request is here."""
        self._stop_clock()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock: nobody is there."""
        self._stop_clock()
        super().connection_lost(exc)

    def _start_clock(self) -> None:
        self.deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _stop_clock(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None


def most_connections() -> int:
    """Raise the limit of open files as far as allowed; give how many connections fit below it."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    wanted = MOST_CONNECTIONS + BACKLOG + _KEPT_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(1, min(MOST_CONNECTIONS, soft - BACKLOG - _KEPT_FILES))


class AcceptErrorsOnce(logging.Filter):
    """Let the error that no file is left for a connection into the log once a minute only."""

    silent_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is written."""
        if not str(record.msg).startswith(_ACCEPT_FAILED):
            return True
        now = time.monotonic()
        if now < self.silent_until:
            return False
        self.silent_until = now + _SILENT_SECONDS
        return True
