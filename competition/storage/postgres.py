"""PostgreSQL by asyncpg: a pool whose connections always come back."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg

from competition.storage.database import ConnectionDatabase
from competition.storage.keys import Keyring
from competition.storage.problems import (
    ConstraintError,
    DatabaseFailedError,
    DatabaseUnreachableError,
    NumberTooLargeError,
)
from competition.storage.transaction import Dialect, Row, Transaction

T = TypeVar("T")
OLDEST_POSTGRES = 14
CONNECTIONS = 10
RUN_SCHEMA_PREFIX = "xinglu_run_"
_FAILURES = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
_UNREACHABLE = (*_FAILURES, ValueError)

_FOREIGN_KEYS = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE conrelid = to_regclass($1) AND contype = 'f' ORDER BY conname"
)
_PLAIN_INDEXES = (
    "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i "
    "JOIN pg_class c ON c.oid = i.indexrelid "
    "WHERE i.indrelid = to_regclass($1) AND NOT i.indisunique ORDER BY c.relname"
)


class PostgresTransaction(Transaction):
    """A transaction on a connection of the pool."""

    dialect = Dialect.POSTGRES

    def __init__(
        self,
        source: object,
        keys: Keyring,
        connection: Any,  # noqa: ANN401 - asyncpg has no types
        *,
        writing: bool,
    ) -> None:
        """Begin nothing yet: `begin` of the database does."""
        super().__init__(source, keys, writing=writing)
        self.connection = connection
        options = {} if writing else {"isolation": "repeatable_read", "readonly": True}
        self.own = connection.transaction(**options)

    async def rows(self, sql: str, *values: object) -> Sequence[Row]:
        """Run a statement and give its rows."""
        found: Sequence[Row] = await _named(self.connection.fetch, sql, *values)
        return found

    async def records(self, sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
        """Run a statement of Piccolo."""
        return [dict(record) for record in await _named(self.connection.fetch, sql, *values)]

    async def script(self, statements: Sequence[str]) -> None:
        """Run statements in one round trip."""
        await _named(self.connection.execute, "\n".join(statements))

    async def insert_many(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Insert with COPY."""
        await _named(
            self.connection.copy_records_to_table, table, records=rows, columns=list(columns)
        )

    @asynccontextmanager
    async def filling(self, table: str) -> AsyncIterator[None]:
        """Take foreign keys and indexes off an empty table while it is filled.

        A foreign key costs 4.5 s for a million rows when it is checked row by row, and 0.3 s as one
        join. A table that others already work on keeps its checks.
        """
        name = f'"{table}"'
        if await self.rows(f"SELECT 1 FROM {name} LIMIT 1"):  # noqa: S608 - a table of ours
            yield
            return
        keys = await self.rows(_FOREIGN_KEYS, table)
        indexes = await self.rows(_PLAIN_INDEXES, table)
        for key, _ in keys:
            await self.execute(f'ALTER TABLE {name} DROP CONSTRAINT "{key}"')
        for index, _ in indexes:
            await self.execute(f'DROP INDEX "{index}"')
        yield
        for _, definition in indexes:
            await self.execute(definition)
        for key, definition in keys:
            await self.execute(f'ALTER TABLE {name} ADD CONSTRAINT "{key}" {definition}')


class PostgresDatabase(ConnectionDatabase[PostgresTransaction]):
    """A PostgreSQL database, or one schema of it that is dropped when it is closed."""

    dialect = Dialect.POSTGRES

    def __init__(self, url: str, keys: Keyring, *, own_schema: bool = False) -> None:
        """Connect to nothing yet: `connect` does. `own_schema`: work in a fresh schema."""
        self.keys = keys
        self.description = _without_password(url)
        self.schema = f"{RUN_SCHEMA_PREFIX}{secrets.token_hex(8)}" if own_schema else None
        self._url = url
        self._pool: Any = None

    async def connect(self) -> None:
        """Open the pool; DatabaseUnreachableError with a sentence when that fails."""
        try:
            connection = await asyncpg.connect(self._url)
            try:
                if connection.get_server_version().major < OLDEST_POSTGRES:
                    message = f"PostgreSQL 版本太旧，至少需要 {OLDEST_POSTGRES}"
                    raise DatabaseUnreachableError(message)
                if self.schema:
                    await connection.execute(f"CREATE SCHEMA {self.schema}")
            finally:
                await connection.close()
            settings = {"search_path": self.schema} if self.schema else {}
            self._pool = await asyncpg.create_pool(
                self._url, min_size=1, max_size=CONNECTIONS, server_settings=settings
            )
        except _UNREACHABLE as error:
            message = f"无法连接数据库 {self.description}：{error}"
            raise DatabaseUnreachableError(message) from error

    async def begin(self, *, writing: bool) -> PostgresTransaction:
        """Take a connection and begin; readings see one snapshot."""
        connection = await _named(self._pool.acquire)
        transaction = PostgresTransaction(self, self.keys, connection, writing=writing)
        try:
            await _named(transaction.own.start)
        except BaseException:
            await asyncio.shield(self.release(transaction))
            raise
        return transaction

    async def commit(self, transaction: PostgresTransaction) -> None:
        """Commit."""
        await _named(transaction.own.commit)

    async def rollback(self, transaction: PostgresTransaction) -> None:
        """Undo; after a COMMIT that failed, or on a lost connection, there is nothing left to."""
        connection = transaction.connection
        # A connection that was lost has left the pool already and refuses even questions.
        with contextlib.suppress(*_FAILURES):
            if connection.is_in_transaction():
                try:
                    await transaction.own.rollback()
                except asyncpg.InterfaceError:  # its COMMIT failed: asyncpg takes it for finished
                    await connection.execute("ROLLBACK")

    async def release(self, transaction: PostgresTransaction) -> None:
        """Give the connection back to the pool, which throws a broken one away."""
        await self._pool.release(transaction.connection)

    async def close(self) -> None:
        """Close the pool; a schema of its own is dropped."""
        if self._pool is not None:
            await self._pool.close()
        if self.schema:
            connection = await asyncpg.connect(self._url)
            try:
                await connection.execute(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")
            finally:
                await connection.close()


async def _named(
    call: Callable[..., Awaitable[T]],
    *arguments: Any,  # noqa: ANN401 - asyncpg has no types
    **options: Any,  # noqa: ANN401 - asyncpg has no types
) -> T:
    """Call asyncpg; a violated constraint comes out under our name of it."""
    try:
        return await call(*arguments, **options)
    except asyncpg.IntegrityConstraintViolationError as error:
        if isinstance(error, asyncpg.NotNullViolationError):
            name = f"not_null:{error.table_name}.{error.column_name}"
        elif isinstance(error, asyncpg.ForeignKeyViolationError):
            name = "foreign_key"
        else:
            name = error.constraint_name
        raise ConstraintError(name, str(error)) from error
    except _FAILURES as error:
        if isinstance(error.__cause__, OverflowError):
            raise NumberTooLargeError(str(error)) from error
        message = f"数据库操作失败：{error}"
        raise DatabaseFailedError(message) from error


def _without_password(url: str) -> str:
    """Give the URL without user and password, for messages."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
