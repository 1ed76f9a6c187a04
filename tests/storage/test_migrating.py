"""Migrations run by themselves, each wholly or not at all, and never on a newer database."""

import asyncio

import pytest

from competition.storage.database import Database
from competition.storage.migrating import Migration, migrate, shipped_migrations, statements
from competition.storage.opening import open_database
from competition.storage.problems import DatabaseTooNewError
from competition.storage.settings import StorageSettings
from competition.storage.transaction import Dialect

NEWEST = shipped_migrations()[-1].version
GOOD = "CREATE TABLE added (id BIGINT NOT NULL);\nINSERT INTO added (id) VALUES (1);"
BAD = "INSERT INTO added (id) VALUES (2);\nINSERT INTO nowhere (id) VALUES (1);"


def step(version: int, sql: str) -> Migration:
    """Make a migration of the same SQL for both dialects."""
    return Migration(version, f"step {version}", {str(dialect): sql for dialect in Dialect})


async def test_an_older_database_is_brought_up_to_date(database: Database) -> None:
    """What is applied is applied once."""
    steps = (*shipped_migrations(), step(NEWEST + 1, GOOD))
    assert await migrate(database, steps) == (f"step {NEWEST + 1}",)
    assert await migrate(database, steps) == ()
    async with database.reading() as reading:
        assert [row[0] for row in await reading.rows("SELECT id FROM added")] == [1]


async def test_a_migration_that_fails_leaves_the_step_before(database: Database) -> None:
    """The failing step leaves nothing, the step before it stands."""
    steps = (*shipped_migrations(), step(NEWEST + 1, GOOD), step(NEWEST + 2, BAD))
    with pytest.raises(Exception, match="nowhere"):
        await migrate(database, steps)
    async with database.reading() as reading:
        assert [row[0] for row in await reading.rows("SELECT id FROM added")] == [1]
        versions = await reading.rows("SELECT max(version) FROM schema_version")
    assert versions[0][0] == NEWEST + 1


async def test_a_newer_database_is_refused(settings: StorageSettings) -> None:
    """An old program never writes into a newer schema."""
    async with open_database(settings) as database:
        await migrate(database, (*shipped_migrations(), step(NEWEST + 1, GOOD)))
    with pytest.raises(DatabaseTooNewError, match="请使用更新的程序"):
        async with open_database(settings):
            pass


async def test_two_starts_at_once_migrate_once(database: Database) -> None:
    """The others wait and find nothing to do."""
    steps = (*shipped_migrations(), step(NEWEST + 1, GOOD))
    applied = await asyncio.gather(*(migrate(database, steps) for _ in range(3)))
    assert sorted(applied) == [(), (), (f"step {NEWEST + 1}",)]


def test_the_shipped_migrations_are_numbered_without_gaps_for_both_dialects() -> None:
    """1, 2, 3 …, each with SQL for both databases."""
    shipped = shipped_migrations()
    assert [one.version for one in shipped] == list(range(1, len(shipped) + 1))
    assert all(set(one.sql) == {str(dialect) for dialect in Dialect} for one in shipped)


def test_a_statement_ends_with_an_unindented_semicolon() -> None:
    """Bodies of triggers and functions are indented."""
    sql = "CREATE x BEGIN\n    a;\nEND;\n\nb;\n"
    assert list(statements(sql)) == ["CREATE x BEGIN\n    a;\nEND;", "\nb;"]
    with pytest.raises(ValueError, match="unfinished"):
        list(statements("a;\nb"))
