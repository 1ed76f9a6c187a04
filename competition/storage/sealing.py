"""Seal the audit log in hash-chained batches, and find where a sealed log was broken."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from competition.storage.database import Database
from competition.storage.transaction import Dialect, Row, Transaction

_LEAF_ID = 8
_LEAF_HASH = 16
_LEAF = _LEAF_ID + _LEAF_HASH
BATCH = 10_000
_START = b"\0" * 32


class Finding(msgspec.Struct, frozen=True):
    """Something wrong: where it is, and a sentence about it."""

    place: str
    sentence: str


class AuditHead(msgspec.Struct, frozen=True):
    """The newest seal: printed or exported, it also shows that the end was not cut off."""

    number: int
    digest: str


async def seal_pending(database: Database, now: datetime) -> int:
    """Seal every record that is not sealed yet, in batches; give how many records were sealed.

    On PostgreSQL the table is locked for the moment of a batch: records that are being written are
    waited for, so that none can slip into a sealed range later.
    """
    sealed = 0
    while True:
        async with database.transaction() as transaction:
            if transaction.dialect is Dialect.POSTGRES:
                await transaction.execute("LOCK TABLE audit_seal IN EXCLUSIVE MODE")
                await transaction.execute("LOCK TABLE audit_record IN SHARE MODE")
            count = await _seal_batch(transaction, now)
        sealed += count
        if count < BATCH:
            return sealed


async def audit_head(transaction: Transaction) -> AuditHead | None:
    """Give the newest seal, None before the first one."""
    rows = await transaction.rows(
        "SELECT number, digest FROM audit_seal ORDER BY number DESC LIMIT 1"
    )
    return AuditHead(rows[0][0], bytes(rows[0][1]).hex()) if rows else None


async def verify_audit(
    transaction: Transaction, head: AuditHead | None = None
) -> tuple[Finding, ...]:
    """Hold the log against its seals; every change, deletion or insertion is told with its id.

    `head` is a seal that was exported earlier: it must still stand in the chain.
    """
    findings: list[Finding] = []
    previous, after = _START, 0
    heads: dict[int, str] = {}
    seals = await transaction.rows(
        "SELECT number, first_record, last_record, leaves, previous, digest "
        "FROM audit_seal ORDER BY number"
    )
    for expected, seal in enumerate(seals, start=1):
        number, first, last, leaves, before, digest = seal
        place = f"audit_seal {number}"
        if number != expected:
            findings.append(Finding(place, f"封存链缺少第 {expected} 号封存"))
        parts = _seal_parts(number, first, last, bytes(leaves), bytes(before))
        if transaction.keys.seal(parts) != bytes(digest):
            findings.append(Finding(place, f"第 {number} 号封存被改动"))
        elif bytes(before) != previous:
            findings.append(Finding(place, f"第 {number} 号封存与前一号不相连"))
        found = await _records(transaction, after, last)
        findings += _compare(bytes(leaves), found)
        previous, after = bytes(digest), max(after, last)
        heads[number] = bytes(digest).hex()
    if head is not None and heads.get(head.number) != head.digest:
        sentence = f"先前导出的第 {head.number} 号封存已不在链中"
        findings.append(Finding(f"audit_seal {head.number}", sentence))
    return tuple(findings)


async def _seal_batch(transaction: Transaction, now: datetime) -> int:
    newest = await transaction.rows(
        "SELECT number, last_record, digest FROM audit_seal ORDER BY number DESC LIMIT 1"
    )
    number, last, previous = newest[0] if newest else (0, 0, _START)
    rows = await transaction.rows(
        "SELECT id, at, actor, address, action, subject, detail FROM audit_record "
        "WHERE id > $1 ORDER BY id LIMIT $2",
        last,
        BATCH,
    )
    if not rows:
        return 0
    leaves = b"".join(_leaf(row) for row in rows)
    parts = _seal_parts(number + 1, rows[0][0], rows[-1][0], leaves, bytes(previous))
    await transaction.execute(
        "INSERT INTO audit_seal "
        "(number, first_record, last_record, leaves, previous, digest, sealed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        number + 1,
        rows[0][0],
        rows[-1][0],
        leaves,
        bytes(previous),
        transaction.keys.seal(parts),
        now,
    )
    return len(rows)


async def _records(transaction: Transaction, after: int, last: int) -> Sequence[Row]:
    return await transaction.rows(
        "SELECT id, at, actor, address, action, subject, detail FROM audit_record "
        "WHERE id > $1 AND id <= $2 ORDER BY id",
        after,
        last,
    )


def _seal_parts(number: int, first: int, last: int, leaves: bytes, previous: bytes) -> list[bytes]:
    return [f"{number} {first} {last}".encode(), leaves, previous]


def _leaf(row: Row) -> bytes:
    """Give the id and hash of a record; each field goes in with its length."""
    number, at, *texts = row
    when: datetime = at.astimezone(UTC)
    fields = [when.isoformat(timespec="microseconds"), *texts]
    data = b"".join(len(field.encode()).to_bytes(8, "big") + field.encode() for field in fields)
    head = int(number).to_bytes(_LEAF_ID, "big")
    return head + hashlib.sha256(head + data).digest()[:_LEAF_HASH]


def _compare(leaves: bytes, rows: Sequence[Row]) -> list[Finding]:
    sealed = {
        int.from_bytes(leaves[at : at + _LEAF_ID], "big"): leaves[at : at + _LEAF]
        for at in range(0, len(leaves), _LEAF)
    }
    present = {int(row[0]): _leaf(row) for row in rows}
    findings = []
    for number in sorted(sealed.keys() | present.keys()):
        if number not in present:
            sentence = f"审计记录 {number} 被删除"
        elif number not in sealed:
            sentence = f"审计记录 {number} 是封存之后插入的"
        elif sealed[number] != present[number]:
            sentence = f"审计记录 {number} 被改动"
        else:
            continue
        findings.append(Finding(f"audit_record {number}", sentence))
    return findings
