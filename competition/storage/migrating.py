"""Migrations: numbered SQL for each dialect, applied by themselves at start.

Piccolo's own migrations are not used: on SQLite they add constraints by ALTER TABLE, which it
refuses, they notice a changed constraint only by its name, and they have no way to refuse a newer
database. Ours are the history of the whole schema in one line through all rooms, as plain SQL that
never changes again; each file is one transaction; a test holds the result against the tables.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files

import msgspec

from competition.storage.database import Database
from competition.storage.problems import DatabaseTooNewError
from competition.storage.transaction import Dialect, Transaction

_ADVISORY_LOCK = 0x78696E676C75  # "xinglu"
_VERSION_TABLE = (
    "CREATE TABLE IF NOT EXISTS schema_version "
    "(version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"
)
_SEEN = {
    Dialect.SQLITE: "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'",
    Dialect.POSTGRES: "SELECT 1 WHERE to_regclass('schema_version') IS NOT NULL",
}


class Migration(msgspec.Struct, frozen=True):
    """One step of the schema's history: number, name and SQL by dialect."""

    version: int
    name: str
    sql: dict[str, str]


def shipped_migrations() -> tuple[Migration, ...]:
    """Read the migrations of this program: `migrations/0001_name.<dialect>.sql`."""
    found: dict[int, Migration] = {}
    folder = files("competition.storage") / "migrations"
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        stem, _, kind = file.name.partition(".")
        if kind not in {f"{dialect}.sql" for dialect in Dialect}:
            continue
        number, _, name = stem.partition("_")
        step = found.setdefault(int(number), Migration(int(number), name, {}))
        step.sql[kind.removesuffix(".sql")] = file.read_text("utf-8")
    return tuple(found[number] for number in sorted(found))


async def migrate(
    database: Database, migrations: Sequence[Migration] | None = None
) -> tuple[str, ...]:
    """Bring an empty or older database up to date; give the names of what was applied.

    DatabaseTooNewError when the database was written by a later version of this program.
    """
    steps = shipped_migrations() if migrations is None else migrations
    applied: list[str] = []
    while True:
        async with database.transaction() as transaction:
            version = await _version(transaction)
            newest = max((step.version for step in steps), default=0)
            if version > newest:
                message = (
                    f"数据库 {database.description} 的版本是 {version}，"
                    f"本程序只认识到 {newest}：请使用更新的程序"
                )
                raise DatabaseTooNewError(message)
            following = [step for step in steps if step.version > version]
            if not following:
                return tuple(applied)
            await _apply(transaction, following[0])
            applied.append(following[0].name)


async def is_filled(database: Database) -> bool:
    """Say whether a migration of this program ever ran on a database; change nothing."""
    async with database.reading() as transaction:
        rows = await transaction.rows(_SEEN[transaction.dialect])
    return bool(rows)


async def _version(transaction: Transaction) -> int:
    """Give the version of the database, 0 for an empty one; two starts at once take turns."""
    if transaction.dialect is Dialect.POSTGRES:
        await transaction.rows("SELECT pg_advisory_xact_lock($1)", _ADVISORY_LOCK)
    await transaction.execute(_VERSION_TABLE)
    rows = await transaction.rows("SELECT coalesce(max(version), 0) FROM schema_version")
    version: int = rows[0][0]
    return version


async def _apply(transaction: Transaction, step: Migration) -> None:
    await transaction.script(list(statements(step.sql[transaction.dialect])))
    await transaction.execute(
        "INSERT INTO schema_version (version, name, applied_at) VALUES ($1, $2, $3)",
        step.version,
        step.name,
        datetime.now(UTC).isoformat(timespec="seconds"),
    )


def statements(sql: str) -> Iterator[str]:
    """Split a migration into statements: each ends with a line that ends with `;`.

    A trigger's or function's body is indented; only an unindented line ends a statement.
    """
    lines: list[str] = []
    for line in sql.splitlines():
        lines.append(line)
        if line.endswith(";") and not line.startswith(" "):
            yield "\n".join(lines)
            lines = []
    if any(line.strip() for line in lines):
        message = "unfinished statement: " + lines[0]
        raise ValueError(message)
