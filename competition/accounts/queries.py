"""Read who is signed in."""

from datetime import datetime
from typing import Any

import msgspec

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.secrets import hashed
from competition.accounts.tables import Account, RoleGrant, Session
from competition.storage.transaction import Transaction


class AccountRow(msgspec.Struct, frozen=True):
    """An account with its grants."""

    id: int
    name: str
    display_name: str
    disabled: bool
    grants: tuple[Grant, ...]


class WinnerSession(msgspec.Struct, frozen=True):
    """A winner's open page: the season (id) and the hash of the ID number."""

    season: int
    id_hash: bytes


async def account_by_name(transaction: Transaction, name: str) -> AccountRow | None:
    """Give an account by its name, None when there is none."""
    transaction.check_owner()
    row = await Account.select().where(Account.name == name).first()
    return None if row is None else await _account(row)


async def accounts(transaction: Transaction) -> tuple[AccountRow, ...]:
    """Give every account with its grants, by name."""
    transaction.check_owner()
    rows = await Account.select().order_by(Account.name)
    return tuple([await _account(row) for row in rows])


async def session_of(transaction: Transaction, token: str, now: datetime) -> AccountRow | None:
    """Give the account of a session's token; None when it is unknown, over, or disabled."""
    row = await _session(transaction, token, now)
    if row is None or row["account"] is None:
        return None
    found = await Account.select().where(Account.id == row["account"]).first()
    if found is None or found["disabled_at"] is not None:
        return None
    return await _account(found)


async def winner_session_of(
    transaction: Transaction, token: str, now: datetime
) -> WinnerSession | None:
    """Give the season and person of a winner's session; None when it is unknown or over."""
    row = await _session(transaction, token, now)
    if row is None or row["id_hash"] is None:
        return None
    return WinnerSession(row["season"], bytes(row["id_hash"]))


async def _session(transaction: Transaction, token: str, now: datetime) -> dict[str, Any] | None:
    transaction.check_owner()
    row: dict[str, Any] | None = (
        await Session.select()
        .where((Session.token_hash == hashed(token)) & (Session.expires_at > now))
        .first()
    )
    return row


async def _account(row: dict[str, Any]) -> AccountRow:
    grants = (
        await RoleGrant.select(
            RoleGrant.role,
            RoleGrant.season,
            RoleGrant.competition,
            RoleGrant.event,
            RoleGrant.delegation,
        )
        .where(RoleGrant.account == row["id"])
        .order_by(RoleGrant.role, RoleGrant.scope)
    )
    return AccountRow(
        id=row["id"],
        name=row["name"],
        display_name=row["display_name"],
        disabled=row["disabled_at"] is not None,
        grants=tuple(
            Grant(
                AccountRole(grant["role"]),
                grant["season"],
                grant["competition"],
                grant["event"],
                grant["delegation"],
            )
            for grant in grants
        ),
    )
