"""The migrations lead to exactly the tables that the code declares, on both databases."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from piccolo.constraints import Check

from competition.storage.database import Database
from competition.storage.keys import Keyring
from competition.storage.migrating import Migration, migrate, shipped_migrations
from competition.storage.postgres import PostgresDatabase
from competition.storage.schema import create_statements
from competition.storage.sqlite import SqliteDatabase
from competition.storage.transaction import Dialect, Transaction
from xinglu.piccolo_conf import tables

_POSTGRES_COLUMNS = (
    "SELECT 'column', table_name, column_name, "
    "concat_ws(' ', data_type, is_nullable, regexp_replace(column_default, '''.*\\.', '''')) "
    "FROM information_schema.columns WHERE table_schema = current_schema()"
)
_POSTGRES_CONSTRAINTS = (
    "SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'"
)
_POSTGRES_INDEXES = (
    "SELECT 'index', tablename, indexname, regexp_replace(indexdef, ' ON \\S+ ', ' ON ') "
    "FROM pg_indexes WHERE schemaname = current_schema()"
)
_SQLITE_SCHEMA = (
    "SELECT type, tbl_name, name, sql FROM sqlite_master "
    "WHERE type <> 'trigger' AND name NOT LIKE 'sqlite_%'"
)
_CATALOGUE = {
    Dialect.SQLITE: (_SQLITE_SCHEMA,),
    Dialect.POSTGRES: (_POSTGRES_COLUMNS, _POSTGRES_CONSTRAINTS, _POSTGRES_INDEXES),
}


def declared(dialect: Dialect) -> tuple[Migration, ...]:
    """Make the tables of the code into one migration."""
    sql = "\n".join(line for table in tables() for line in create_statements(table, dialect))
    return (Migration(1, "declared", {str(dialect): sql}),)


@asynccontextmanager
async def empty_database(dialect: Dialect, setting: str) -> AsyncIterator[Database]:
    """Open a database on which no migration has run."""
    if dialect is Dialect.SQLITE:
        database: Database = SqliteDatabase(Path(setting), Keyring.fresh())
    else:
        database = PostgresDatabase(setting, Keyring.fresh())
        await database.connect()
    try:
        yield database
    finally:
        await database.close()


async def catalogue(transaction: Transaction) -> set[tuple[str, ...]]:
    """Give every column, constraint and index of a database."""
    found: set[tuple[str, ...]] = set()
    for query in _CATALOGUE[transaction.dialect]:
        found |= {tuple(str(value) for value in row) for row in await transaction.rows(query)}
    return {row for row in found if row[1] != "schema_version"}


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_migrations_and_tables_agree(
    dialect: Dialect, tmp_path: Path, postgres_database: Callable[[], str]
) -> None:
    """When this fails, write a migration: what the tables say must also reach old databases."""
    found = []
    for name, steps in (("migrated", shipped_migrations()), ("declared", declared(dialect))):
        on_postgres = dialect is Dialect.POSTGRES
        setting = postgres_database() if on_postgres else str(tmp_path / name)
        async with empty_database(dialect, setting) as database:
            await migrate(database, steps)
            async with database.reading() as transaction:
                found.append(await catalogue(transaction))
    migrated, in_code = found
    assert migrated - in_code == set(), "in the migrations, not in the tables"
    assert in_code - migrated == set(), "in the tables, not in the migrations"


def test_every_foreign_key_leads_an_index() -> None:
    """Its own, or a unique constraint that it begins."""
    bare = []
    for table in tables():
        meta = table._meta  # noqa: SLF001 - Piccolo's API
        leading = {
            constraint.get_column_names()[0]
            for constraint in meta.constraints
            if hasattr(constraint, "get_column_names")
        }
        bare += [
            f"{meta.tablename}.{column._meta.name}"  # noqa: SLF001 - Piccolo's API
            for column in meta.foreign_key_columns
            if not column._meta.index and column._meta.name not in leading  # noqa: SLF001 - Piccolo's API
        ]
    assert bare == []


_OF_NO_SEASON = {
    "account",
    "api_token",
    "attachment",
    "attachment_content",
    "audit_record",
    "audit_seal",
    "failed_attempt",
    "key_mark",
    "one_time_secret",
    "recovery_code",
    "person",
    "person_merge",
    "role_grant",
    "season",
    "session",
    "sign_in_link",
}


def test_every_row_belongs_to_a_season() -> None:
    """A chain of foreign keys that are never NULL leads to it; accounts and the log stand apart."""
    leads_to: dict[str, set[str]] = {}
    for table in tables():
        meta = table._meta  # noqa: SLF001 - Piccolo's API
        leads_to[meta.tablename] = {
            column._foreign_key_meta.resolved_references._meta.tablename  # noqa: SLF001 - Piccolo's API
            for column in meta.foreign_key_columns
            if not column._meta.null  # noqa: SLF001 - Piccolo's API
        }
    scoped = {"season"}
    while found := {name for name, to in leads_to.items() if to & scoped} - scoped:
        scoped |= found
    assert leads_to.keys() - scoped == _OF_NO_SEASON - {"season"}


def test_every_foreign_key_restricts() -> None:
    """Nothing vanishes because something else was deleted."""
    for table in tables():
        for column in table._meta.foreign_key_columns:  # noqa: SLF001 - Piccolo's API
            meta = column._foreign_key_meta  # noqa: SLF001 - Piccolo's API
            assert (meta.on_delete.name, meta.on_update.name) == ("restrict", "restrict")


@pytest.mark.parametrize("dialect", list(Dialect))
def test_no_column_has_a_default_and_every_constraint_a_name(dialect: Dialect) -> None:
    """The database never fills in what the program forgot."""
    for table in tables():
        ddl = "\n".join(create_statements(table, dialect))
        assert "DEFAULT" not in ddl.upper()
        for constraint in table._meta.constraints:  # noqa: SLF001 - Piccolo's API
            name = constraint._meta.name  # noqa: SLF001 - Piccolo's API
            assert f'CONSTRAINT "{table._meta.tablename}_{name}"' in ddl  # noqa: SLF001 - Piccolo's API


def test_every_coded_text_column_is_checked() -> None:
    """A column named like an enum has a Check that lists its codes."""
    coded = {"kind", "status", "division", "decision", "reason", "role", "medal", "origin"}
    unchecked = []
    for table in tables():
        meta = table._meta  # noqa: SLF001 - Piccolo's API
        checked = " ".join(
            constraint.get_condition_str()
            for constraint in meta.constraints
            if isinstance(constraint, Check)
        )
        for column in meta.columns:
            name = column._meta.name  # noqa: SLF001 - Piccolo's API
            if name in coded and f"{name} IN (" not in checked:
                unchecked.append(f"{meta.tablename}.{name}")
    assert unchecked == ["adjustment.reason"]
