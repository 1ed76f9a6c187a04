"""A transaction: the only way to the rows, for our own SQL and for Piccolo's queries alike."""

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any

from competition.storage.keys import Keyring
from competition.storage.problems import TransactionError

Row = Sequence[Any]
ROWS_AT_ONCE = 10_000
_PLACEHOLDER = re.compile(r"\$(\d+)")


class Dialect(StrEnum):
    """Which SQL the database speaks."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


class Transaction(ABC):
    """One transaction of one task.

    SQL is written with `$1`, `$2` … for values on both databases. Piccolo's queries run in the
    transaction that is open in their task.
    """

    dialect: Dialect

    def __init__(self, source: object, keys: Keyring, *, writing: bool) -> None:
        """Belong to the current task; `source` is the database, `keys` are its keys."""
        self.source = source
        self.keys = keys
        self.writing = writing
        self._owner = asyncio.current_task()
        self._savepoints = 0

    @property
    def owned(self) -> bool:
        """Whether the current task opened the transaction."""
        return asyncio.current_task() is self._owner

    def check_owner(self) -> None:
        """Refuse a task that inherited the transaction: its queries would mix with others'."""
        if not self.owned:
            message = "事务只能在打开它的任务中使用"
            raise TransactionError(message)

    @abstractmethod
    async def rows(self, sql: str, *values: object) -> Sequence[Row]:
        """Run a statement and give its rows, each indexed and unpacked by position."""

    @abstractmethod
    async def records(self, sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
        """Run a statement in the database's own placeholder style; rows as dicts (Piccolo)."""

    @abstractmethod
    async def insert_many(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Insert rows in order by the fastest way of the database."""

    @abstractmethod
    async def script(self, statements: Sequence[str]) -> None:
        """Run statements without values, one after the other."""

    async def execute(self, sql: str, *values: object) -> None:
        """Run a statement that gives no rows."""
        await self.rows(sql, *values)

    async def insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> int:
        """Insert any number of rows in bounded memory; give how many there were."""
        count = 0
        iterator = iter(rows)
        while chunk := list(islice(iterator, ROWS_AT_ONCE)):
            await self.insert_many(table, columns, chunk)
            count += len(chunk)
        return count

    @asynccontextmanager
    async def filling(self, table: str) -> AsyncIterator[None]:  # noqa: ARG002 - for databases that can
        """Fill a table in bulk; an empty one may be checked and indexed afterwards, all at once."""
        yield

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo only what happens inside when it raises; the transaction goes on."""
        self._savepoints += 1
        name = f"s{self._savepoints}"
        await self.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            await self.execute(f"ROLLBACK TO SAVEPOINT {name}")
            await self.execute(f"RELEASE SAVEPOINT {name}")
            raise
        await self.execute(f"RELEASE SAVEPOINT {name}")


CURRENT: ContextVar[Transaction | None] = ContextVar("xinglu_transaction", default=None)


def current_transaction() -> Transaction:
    """Give the transaction that is open in this task; TransactionError when there is none."""
    transaction = CURRENT.get()
    if transaction is None:
        message = "查询必须在事务中进行"
        raise TransactionError(message)
    transaction.check_owner()
    return transaction


@lru_cache(maxsize=1024)
def question_marks(sql: str) -> str:
    """Write `$1` as `?1`, SQLite's form of numbered values."""
    return _PLACEHOLDER.sub(r"?\1", sql)
