"""The engine of every Piccolo table: it runs queries in whatever transaction is open.

Piccolo's own engines are bound to one database for ever, open a connection for each query outside
a transaction, lose connections when a COMMIT fails and begin deferred. Ours only forwards: to the
transaction of the current task, which belongs to any database, live or a run's own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn

from piccolo.engine.base import BaseAtomic, BaseBatch, BaseTransaction, Engine
from piccolo.query.base import Query
from piccolo.querystring import QueryString

from competition.storage.problems import TransactionError
from competition.storage.transaction import Dialect, current_transaction

# Piccolo asks only whether SQLite knows RETURNING; databases without it are refused when opened.
_MODERN = 99.0
_WRITING_FOR: ContextVar[Dialect | None] = ContextVar("xinglu_dialect", default=None)


@contextmanager
def schema_dialect(dialect: Dialect) -> Iterator[None]:
    """Write DDL for a dialect without a transaction."""
    token = _WRITING_FOR.set(dialect)
    try:
        yield
    finally:
        _WRITING_FOR.reset(token)


class ForwardingEngine(Engine[BaseTransaction]):
    """Forward Piccolo's queries to the open transaction."""

    def __init__(self) -> None:
        """Connect to nothing (Piccolo's own constructor asks the server for its version)."""
        self.log_queries = False
        self.log_responses = False
        self.query_id = 0

    @property
    def engine_type(self) -> str:  # type: ignore[override]  # a fixed attribute in Piccolo
        """The dialect of the open transaction, in Piccolo's words."""
        dialect = _WRITING_FOR.get()
        return str(current_transaction().dialect if dialect is None else dialect)

    async def run_querystring(
        self,
        querystring: QueryString,
        in_pool: bool = True,  # noqa: ARG002, FBT001, FBT002 - Piccolo's signature
    ) -> list[dict[str, Any]]:
        """Run a query in the open transaction."""
        transaction = current_transaction()
        sql, values = querystring.compile_string(engine_type=str(transaction.dialect))
        return await transaction.records(sql, values)

    async def run_ddl(
        self,
        ddl: str,
        in_pool: bool = True,  # noqa: ARG002, FBT001, FBT002 - Piccolo's signature
    ) -> list[dict[str, Any]]:
        """Run DDL in the open transaction."""
        return await current_transaction().records(ddl, ())

    async def get_version(self) -> float:
        """Give the version by which Piccolo chooses its SQL."""
        return _MODERN

    def get_version_sync(self) -> float:
        """Give the version by which Piccolo chooses its SQL."""
        return _MODERN

    async def prep_database(self) -> None:
        """Prepare nothing."""

    async def batch(
        self,
        query: Query[Any, Any],  # noqa: ARG002 - Piccolo's signature
        batch_size: int = 100,  # noqa: ARG002 - Piccolo's signature
        node: str | None = None,  # noqa: ARG002 - Piccolo's signature
    ) -> BaseBatch:
        """Refuse: batches open connections of their own."""
        _refuse("batch")

    def transaction(self, *_arguments: Sequence[Any], **_options: object) -> BaseTransaction:
        """Refuse: transactions belong to a Database."""
        _refuse("transaction")

    def atomic(self) -> BaseAtomic:
        """Refuse: transactions belong to a Database."""
        _refuse("atomic")


def _refuse(name: str) -> NoReturn:
    message = f"请使用 Database.transaction()，而不是 Piccolo 的 {name}()"
    raise TransactionError(message)


ENGINE = ForwardingEngine()
