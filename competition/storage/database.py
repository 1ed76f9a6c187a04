"""A database: gives transactions, and always gets its connections back."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Generic, TypeVar

from competition.storage.keys import Keyring
from competition.storage.problems import TransactionError
from competition.storage.transaction import CURRENT, Dialect, Transaction

T = TypeVar("T", bound=Transaction)


class Database(ABC):
    """An open database.

    `transaction()` writes: one service, one transaction. `reading()` reads from one unchanging
    state of the data: one page, one reading.
    """

    dialect: Dialect
    keys: Keyring
    description: str

    @abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a writing transaction; it commits at the end, or undoes everything on an error."""

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a transaction that sees one state of the data and cannot write."""

    @abstractmethod
    async def close(self) -> None:
        """Close every connection; nothing can be asked afterwards."""


class ConnectionDatabase(Database, Generic[T]):
    """What both kinds of databases have in common: begin, end, and release in every case."""

    @abstractmethod
    async def begin(self, *, writing: bool) -> T:
        """Take a connection and begin; a connection that cannot begin is given back."""

    @abstractmethod
    async def commit(self, transaction: T) -> None:
        """Commit; raises what the database raises."""

    @abstractmethod
    async def rollback(self, transaction: T) -> None:
        """Undo what is not committed, also after a COMMIT that failed."""

    @abstractmethod
    async def release(self, transaction: T) -> None:
        """Give the connection back."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a writing transaction."""
        return self._scope(writing=True)

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a reading transaction."""
        return self._scope(writing=False)

    @asynccontextmanager
    async def _scope(self, *, writing: bool) -> AsyncIterator[Transaction]:
        outer = CURRENT.get()
        if outer is not None and outer.source is self and outer.owned:
            message = "事务不能嵌套：请使用 savepoint()"
            raise TransactionError(message)
        transaction = await self.begin(writing=writing)
        token = CURRENT.set(transaction)
        try:
            yield transaction
        except BaseException:
            await asyncio.shield(self._finish(transaction, keep=False))
            raise
        else:
            await asyncio.shield(self._finish(transaction, keep=True))
        finally:
            CURRENT.reset(token)

    async def _finish(self, transaction: T, *, keep: bool) -> None:
        """End a transaction; the connection goes back whatever COMMIT or ROLLBACK say."""
        try:
            try:
                if keep:
                    await self.commit(transaction)
            except BaseException:
                await self.rollback(transaction)
                raise
            if not keep:
                await self.rollback(transaction)
        finally:
            await self.release(transaction)
