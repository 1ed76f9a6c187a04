"""Write the audit log: each action's record, inside the action's own transaction."""

import json
from collections.abc import Mapping
from datetime import datetime

import msgspec

from competition.storage.database import Database
from competition.storage.transaction import Transaction


class Stamp(msgspec.Struct, frozen=True):
    """Who acts, when (aware, UTC) and from which address.

    `actor` is `account:<name>`, `token:<name>`, `winner`, `cli` or `system`.
    """

    actor: str
    at: datetime
    address: str = ""


async def record(
    transaction: Transaction,
    stamp: Stamp,
    action: str,
    subject: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add a record; `detail` must hold no ID number, phone or bank account.

    A change tells `{"changes": {field: [old, new]}}`, a decision its reason as `"why"`.

    A long transaction writes its record last: the sealer waits for records that are not committed.
    """
    await transaction.execute(
        "INSERT INTO audit_record (at, actor, address, action, subject, detail) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        stamp.at,
        stamp.actor,
        stamp.address,
        action,
        subject,
        json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )


async def record_look(
    database: Database, stamp: Stamp, action: str, subject: str, detail: Mapping[str, object]
) -> None:
    """Record that somebody took personal data out: an act that changes nothing else."""
    async with database.transaction() as transaction:
        await record(transaction, stamp, action, subject, detail)
