"""SQLite: one file, one writing connection, readers beside it.

Every write of the process goes through the one writer, a connection with a thread of its own; that
is also where many waiting saves could be committed as one group.
"""

import asyncio
import contextlib
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import piccolo.engine.sqlite  # noqa: F401 - its converters first, ours replace them

from competition.storage.database import ConnectionDatabase
from competition.storage.keys import Keyring
from competition.storage.locking import FileLock
from competition.storage.problems import (
    ConstraintError,
    DatabaseFailedError,
    DatabaseUnreachableError,
    NumberTooLargeError,
)
from competition.storage.transaction import Dialect, Row, Transaction, question_marks

T = TypeVar("T")
OLDEST_SQLITE = (3, 35)
READERS = 4
_ROWS_PER_STATEMENT = 200
_MOST_VALUES = 32_000
_BUSY_SECONDS = 10
_WRITER_CACHE_KIB = 65_536
_PLAIN_INDEXES = (
    "SELECT name, sql FROM sqlite_master "
    "WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL ORDER BY name"
)
_UNIQUE = re.compile(r'CONSTRAINT "(\w+)" UNIQUE \(([^)]*)\)')

# Piccolo reads integers through Decimal, ten times slower.
sqlite3.register_converter("INTEGER", int)


class SqliteConnection:
    """A sqlite3 connection that lives in a thread of its own."""

    def __init__(self, path: Path, *, writing: bool) -> None:
        """Open nothing yet: `open` does, in the thread."""
        self._path = path
        self._writing = writing
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="xinglu-sqlite")
        self._connection: sqlite3.Connection | None = None

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do work with the connection in its thread, one piece after the other."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._work, work)

    async def close(self) -> None:
        """Close the connection and end the thread."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _work(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._open()
        try:
            return work(self._connection)
        except sqlite3.IntegrityError as error:
            name = _constraint_name(self._connection, str(error))
            raise ConstraintError(name, str(error)) from error
        except sqlite3.DatabaseError as error:
            message = f"数据库操作失败：{error}"
            raise DatabaseFailedError(message) from error
        except OverflowError as error:
            raise NumberTooLargeError(str(error)) from error

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            detect_types=sqlite3.PARSE_DECLTYPES,
            cached_statements=256,
        )
        try:
            if self._writing:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
            else:
                connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA foreign_keys = ON")
        except sqlite3.DatabaseError as error:
            connection.close()
            message = f"文件 {self._path} 不是可用的数据库：{error}"
            raise DatabaseUnreachableError(message) from error
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class SqliteTransaction(Transaction):
    """A transaction on one of the connections."""

    dialect = Dialect.SQLITE

    def __init__(
        self, source: object, keys: Keyring, connection: SqliteConnection, *, writing: bool
    ) -> None:
        """Work on a connection on which the transaction has begun."""
        super().__init__(source, keys, writing=writing)
        self.connection = connection

    async def rows(self, sql: str, *values: object) -> Sequence[Row]:
        """Run a statement and give its rows."""
        statement = question_marks(sql)
        return await self.connection.run(
            lambda connection: connection.execute(statement, values).fetchall()
        )

    async def records(self, sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
        """Run a statement of Piccolo."""

        def work(connection: sqlite3.Connection) -> list[dict[str, Any]]:
            cursor = connection.execute(sql, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor]

        return await self.connection.run(work)

    async def script(self, statements: Sequence[str]) -> None:
        """Run statements in one visit to the thread."""

        def work(connection: sqlite3.Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        await self.connection.run(work)

    async def insert_many(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Insert with multi-row VALUES, prepared once: twice as fast as one row a statement."""
        per_statement = max(1, min(_ROWS_PER_STATEMENT, _MOST_VALUES // len(columns)))
        full = len(rows) - len(rows) % per_statement

        def groups() -> Iterator[list[object]]:
            for start in range(0, full, per_statement):
                yield list(chain.from_iterable(rows[start : start + per_statement]))

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(_insert_sql(table, columns, per_statement), groups())
            connection.executemany(_insert_sql(table, columns, 1), rows[full:])

        await self.connection.run(work)

    @asynccontextmanager
    async def filling(self, table: str) -> AsyncIterator[None]:
        """Take the indexes off an empty table while it is filled: half the time for a million."""
        indexes = await self.rows(_PLAIN_INDEXES, table)
        filled = await self.rows(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608 - a table of ours
        if filled:
            indexes = ()
        for name, _ in indexes:
            await self.execute(f'DROP INDEX "{name}"')
        yield
        for _, definition in indexes:
            await self.execute(definition)


class SqliteDatabase(ConnectionDatabase[SqliteTransaction]):
    """A SQLite file in WAL mode with one writer and a few readers."""

    dialect = Dialect.SQLITE

    def __init__(self, path: Path, keys: Keyring) -> None:
        """Lock the file; DatabaseInUseError when another process has it."""
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            message = f"SQLite {sqlite3.sqlite_version} 太旧，至少需要 3.35"
            raise DatabaseUnreachableError(message)
        path = path.absolute()
        self.keys = keys
        self.path = path
        self.description = str(path)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = FileLock(path.with_name(path.name + ".lock"))
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            message = f"数据库文件 {path} 无法打开：{error.strerror}"
            raise DatabaseUnreachableError(message) from error
        self._writer = SqliteConnection(path, writing=True)
        self._writing = asyncio.Lock()
        self._readers = [SqliteConnection(path, writing=False) for _ in range(READERS)]
        self._idle: asyncio.LifoQueue[SqliteConnection] = asyncio.LifoQueue()
        for reader in self._readers:
            self._idle.put_nowait(reader)

    async def begin(self, *, writing: bool) -> SqliteTransaction:
        """Begin IMMEDIATE on the writer, or a snapshot on an idle reader."""
        if writing:
            await self._writing.acquire()
            connection = self._writer
        else:
            connection = await self._idle.get()
        transaction = SqliteTransaction(self, self.keys, connection, writing=writing)
        try:
            await connection.run(_begin_immediate if writing else _begin)
        except BaseException:
            await asyncio.shield(self._give_up(transaction))
            raise
        return transaction

    async def _give_up(self, transaction: SqliteTransaction) -> None:
        try:
            await self.rollback(transaction)
        finally:
            await self.release(transaction)

    async def commit(self, transaction: SqliteTransaction) -> None:
        """Commit; durable when it returns (synchronous = FULL)."""
        await transaction.connection.run(_commit)

    async def rollback(self, transaction: SqliteTransaction) -> None:
        """Undo; SQLite may have done so already."""
        with contextlib.suppress(DatabaseFailedError):
            await transaction.connection.run(_rollback)

    async def release(self, transaction: SqliteTransaction) -> None:
        """Let the next one in."""
        if transaction.writing:
            self._writing.release()
        else:
            self._idle.put_nowait(transaction.connection)

    async def close(self) -> None:
        """Close the connections, the writer last so that it empties the WAL, then the lock."""
        try:
            for connection in (*self._readers, self._writer):
                await connection.close()
        finally:
            self._lock.release()


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")


def _begin_immediate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")


def _commit(connection: sqlite3.Connection) -> None:
    connection.execute("COMMIT")


def _rollback(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _insert_sql(table: str, columns: Sequence[str], rows: int) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    one = f"({', '.join('?' * len(columns))})"
    values = ", ".join([one] * rows)
    return f'INSERT INTO "{table}" ({names}) VALUES {values}'  # noqa: S608 - names of our tables


def _constraint_name(connection: sqlite3.Connection, message: str) -> str:
    """Read the constraint's name out of SQLite's message; unique ones are told by their columns."""
    kind, _, rest = message.partition(" constraint failed: ")
    if kind == "UNIQUE":
        return _unique_name(connection, rest.split(", "))
    if kind == "CHECK":
        return rest
    if kind == "NOT NULL":
        return f"not_null:{rest}"
    return "foreign_key" if message.startswith("FOREIGN KEY") else message


def _unique_name(connection: sqlite3.Connection, columns: Sequence[str]) -> str:
    """Find the unique constraint on `table.column` … in the table's own definition."""
    table = columns[0].partition(".")[0]
    found = connection.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [table]
    ).fetchone()
    wanted = ", ".join(f'"{column.partition(".")[2]}"' for column in columns)
    for name, over in _UNIQUE.findall(found[0] if found else ""):
        if over == wanted:
            return str(name)
    return "unique:" + ",".join(columns)
