"""Fixtures: an empty database, once on SQLite and once on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings

if TYPE_CHECKING:
    from tests.postgres import PostgresServer

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def stamp() -> Stamp:
    """Give somebody who acts at a fixed moment."""
    return Stamp("account:tester", NOW)


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StorageSettings]:
    """Give the settings of an empty database of either kind."""
    keys = tmp_path / "keys" / "keys.json"
    if request.param == "sqlite":
        yield StorageSettings(str(tmp_path / "data" / "xinglu.sqlite3"), keys)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database(like=request.getfixturevalue("postgres_with_tables"))
    yield StorageSettings(url, keys)
    server.drop_database(url)


@pytest.fixture
async def database(settings: StorageSettings) -> AsyncIterator[Database]:
    """Give an open, empty database of either kind."""
    async with open_database(settings) as opened:
        yield opened
