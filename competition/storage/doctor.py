"""Examine a database: is everything as the program left it?"""

from competition.storage.database import Database
from competition.storage.sealing import Finding, verify_audit
from competition.storage.transaction import Dialect, Transaction

_LEFT_BEHIND = (
    "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'xinglu\\_run\\_%' ORDER BY nspname"
)


async def check(database: Database) -> tuple[Finding, ...]:
    """Give everything that is wrong with a database; empty when all is well.

    The audit log against its seals, the file's integrity and foreign keys (SQLite), and schemas
    that an interrupted run left behind (PostgreSQL).
    """
    async with database.reading() as transaction:
        findings = [*await verify_audit(transaction)]
        if transaction.dialect is Dialect.SQLITE:
            findings += await _sqlite(transaction)
        else:
            findings += await _postgres(transaction)
    return tuple(findings)


async def _sqlite(transaction: Transaction) -> list[Finding]:
    findings = [
        Finding("database", f"数据库文件损坏：{row[0]} / the file is damaged")
        for row in await transaction.rows("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    findings += [
        Finding(f"{row[0]} {row[1]}", f"引用的 {row[2]} 行不存在 / refers to nothing")
        for row in await transaction.rows("PRAGMA foreign_key_check")
    ]
    return findings


async def _postgres(transaction: Transaction) -> list[Finding]:
    return [
        Finding(
            row[0],
            f"运行用的模式；若没有正在进行的运行，可删除：DROP SCHEMA {row[0]} CASCADE "
            "/ left by a run, may be dropped",
        )
        for row in await transaction.rows(_LEFT_BEHIND)
    ]
