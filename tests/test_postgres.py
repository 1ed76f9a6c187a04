"""The PostgreSQL that tests are given is real, fresh, ours alone and gone afterwards."""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

import asyncpg
import pytest

from tests.postgres import PostgresError, PostgresServer

if TYPE_CHECKING:
    from collections.abc import Callable


async def test_each_call_gives_another_empty_database_of_version_18(
    postgres_database: Callable[[], str],
) -> None:
    """Two databases in one test do not see each other's tables."""
    first, second = postgres_database(), postgres_database()
    assert first != second
    connection = await asyncpg.connect(first)
    await connection.execute("CREATE TABLE marks (centipoints integer NOT NULL)")
    assert (await connection.fetchval("SHOW server_version")).split(".")[0] == "18"
    await connection.close()
    connection = await asyncpg.connect(second)
    assert await connection.fetchval("SELECT to_regclass('marks')") is None
    await connection.close()


def test_databases_are_utf8_ordered_by_code_point_and_in_utc(
    postgres_server: PostgresServer,
) -> None:
    """Nothing of the machine's locale or time zone reaches a result."""
    assert postgres_server.execute("SHOW server_encoding") == "UTF8\n"
    assert postgres_server.execute("SHOW timezone") == "UTC\n"
    assert postgres_server.execute("SELECT 'B' < 'a', '鲁' > '济'") == "t|t\n"


def test_an_error_of_the_server_is_told_in_its_own_words(postgres_server: PostgresServer) -> None:
    """A failing statement raises with PostgreSQL's message."""
    with pytest.raises(PostgresError, match='relation "nowhere" does not exist'):
        postgres_server.execute("SELECT * FROM nowhere")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither root nor modes")
def test_the_server_never_runs_as_root_and_its_data_are_private(
    postgres_server: PostgresServer,
) -> None:
    """Its folder belongs to whom it runs as, and nobody else may enter."""
    status = postgres_server.folder.stat()
    assert status.st_uid != 0
    assert status.st_mode & 0o077 == 0
    if os.geteuid() != 0:
        assert status.st_uid == os.geteuid()


def test_stopping_leaves_nothing_behind() -> None:
    """After `stop` nobody listens and the folder is gone."""
    server = PostgresServer.start()
    server.execute("SELECT 1")
    server.stop()
    assert not server.folder.exists()
    with socket.socket() as client:
        client.settimeout(5)
        assert client.connect_ex(("127.0.0.1", server.port)) != 0
