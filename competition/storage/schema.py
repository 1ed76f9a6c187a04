"""Tables: our columns with the defaults we want, and the DDL that follows from them.

Piccolo's columns default to 0 or '', its foreign keys to CASCADE, nullable and unindexed, and its
constraints come as ALTER TABLE, which SQLite refuses. Here a column has no default, a foreign key
is RESTRICT, not null and indexed, and a constraint stands inside CREATE TABLE, named after its
table and attribute.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Text,
    Timestamptz,
)
from piccolo.columns.base import Column, OnDelete, OnUpdate
from piccolo.constraints import Check, Constraint
from piccolo.table import Table

from competition.storage.engine import ENGINE, schema_dialect
from competition.storage.transaction import Dialect

_NO_DEFAULT = " DEFAULT null"


class StoredTable(Table):
    """A table of ours: a big whole-number key, and the engine that follows the transaction."""

    id = BigSerial(primary_key=True)

    def __init_subclass__(cls, tablename: str | None = None, **options: Any) -> None:  # noqa: ANN401 - Piccolo's options
        """Give every table our engine."""
        super().__init_subclass__(tablename=tablename, db=ENGINE, **options)


def text(*, null: bool = False, index: bool = False) -> Text:
    """Make a text column."""
    return Text(default=None, null=null, index=index)


def whole(*, null: bool = False) -> BigInt:
    """Make a column of whole numbers (64 bits)."""
    return BigInt(default=None, null=null)


def yes_no() -> Boolean:
    """Make a yes-or-no column."""
    return Boolean(default=None, null=False)


def day(*, null: bool = False) -> Date:
    """Make a column of dates."""
    return Date(default=None, null=null)


def moment(*, null: bool = False, index: bool = False) -> Timestamptz:
    """Make a column of moments (UTC)."""
    return Timestamptz(default=None, null=null, index=index)


def octets(*, null: bool = False) -> Bytea:
    """Make a column of bytes: hashes and ciphertexts."""
    return Bytea(default=None, null=null)


def reference(
    to: type[StoredTable], *, null: bool = False, indexed: bool = True
) -> ForeignKey[Any]:
    """Make a foreign key that restricts; `indexed=False` where it leads a unique constraint."""
    return ForeignKey(
        to,
        default=None,
        null=null,
        index=indexed,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )


def one_of(column: str, codes: Iterable[str], *, empty: bool = False) -> Check:
    """Check that a text column holds one of the codes (or, when allowed, is empty)."""
    listed = ", ".join(f"'{code}'" for code in (*codes, *([""] if empty else [])))
    return Check(f"{column} IN ({listed})")


def one_of_enum(column: str, codes: type[StrEnum], *, empty: bool = False) -> Check:
    """Check that a text column holds a code of an enum."""
    return one_of(column, [code.value for code in codes], empty=empty)


def decimal(column: str) -> Check:
    """Check that a text column holds a decimal number like -12.50; NULL passes."""
    return Check(
        f"{column} <> '' AND ltrim({column}, '-0123456789.') = '' "
        f"AND {column} NOT LIKE '_%-%' AND {column} NOT LIKE '%.%.%' "
        f"AND {column} NOT LIKE '%.' AND {column} NOT LIKE '.%' "
        f"AND {column} NOT LIKE '-.%' AND {column} <> '-'"
    )


def constraint_name(table: type[StoredTable], constraint: Constraint) -> str:
    """Give the name of a constraint in the database: table and attribute."""
    return f"{table._meta.tablename}_{constraint._meta.name}"  # noqa: SLF001 - Piccolo's API


def create_statements(table: type[StoredTable], dialect: Dialect) -> list[str]:
    """Write the DDL of a table: CREATE TABLE with its constraints, then its indexes."""
    meta = table._meta  # noqa: SLF001 - Piccolo's API
    with schema_dialect(dialect):
        parts = [_column_ddl(column) for column in meta.columns]
    parts += [
        f'CONSTRAINT "{constraint_name(table, constraint)}" {constraint.ddl}'
        for constraint in meta.constraints
    ]
    body = ",\n    ".join(parts)
    statements = [f'CREATE TABLE "{meta.tablename}" (\n    {body}\n);']
    for column in meta.columns:
        name = column._meta.db_column_name  # noqa: SLF001 - Piccolo's API
        if column._meta.index:  # noqa: SLF001 - Piccolo's API
            index = f"{meta.tablename}_by_{name}"
            statements.append(f'CREATE INDEX "{index}" ON "{meta.tablename}" ("{name}");')
    return statements


def _column_ddl(column: Column) -> str:
    return column.ddl.removesuffix(_NO_DEFAULT)
