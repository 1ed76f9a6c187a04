"""Write the audit log: each action's record, inside the action's own transaction."""

import json
from collections.abc import Mapping
from datetime import datetime

import msgspec

from competition.storage.transaction import Transaction


class Stamp(msgspec.Struct, frozen=True):
    """Who acts and when (aware, UTC); `actor` is `account:<name>`, `winner`, `cli` or `system`."""

    actor: str
    at: datetime


async def record(
    transaction: Transaction,
    stamp: Stamp,
    action: str,
    subject: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add a record; `detail` must hold no ID number, phone or account.

    A long transaction writes its record last: the sealer waits for records that are not committed.
    """
    await transaction.execute(
        "INSERT INTO audit_record (at, actor, action, subject, detail) VALUES ($1, $2, $3, $4, $5)",
        stamp.at,
        stamp.actor,
        action,
        subject,
        json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )
