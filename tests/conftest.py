"""Fixtures that any test may ask for: a PostgreSQL server, fresh databases, a browser."""

from __future__ import annotations

import asyncio
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import hypothesis
import pytest

from competition.storage.keys import Keyring
from competition.storage.migrating import migrate
from competition.storage.postgres import PostgresDatabase
from tests.postgres import PostgresServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A gate gives the same answer twice; elsewhere each run tries new examples. A busy machine is
# no reason to fail.
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True)
hypothesis.settings.load_profile("gate" if os.environ.get("CI") == "true" else "search")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run every `async def` test on asyncio, the loop the product runs on."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give the running PostgreSQL 18 server of this test process (one per xdist worker)."""
    server = PostgresServer.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """Give the URL of the server's maintenance database, to administer and not to fill."""
    return postgres_server.url("postgres")


@pytest.fixture(scope="session")
def postgres_with_tables(postgres_server: PostgresServer) -> str:
    """Give the URL of a database with every table and no row, to be copied and never opened.

    Making the tables anew takes six times as long as copying them, and most tests need them.
    """
    url = postgres_server.create_database()

    async def fill() -> None:
        database = PostgresDatabase(url, Keyring.fresh())
        await database.connect()
        try:
            await migrate(database)
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as thread:  # this thread's loop belongs to the tests
        thread.submit(asyncio.run, fill()).result()
    return url


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[Callable[[], str]]:
    """Give a function that returns the URL of a fresh empty database at each call.

    The databases are dropped after the test.
    """
    made: list[str] = []

    def create() -> str:
        made.append(postgres_server.create_database())
        return made[-1]

    yield create
    for url in made:
        postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of the system's Chromium, for `executable_path=` of playwright."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is not None:
        return path
    sentence = "Chromium is missing: install the package chromium (as root, `make test` does)"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
