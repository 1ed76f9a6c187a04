"""Read who is signed in."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from competition.accounts.rules import AccountRole, Grant, SessionStage
from competition.accounts.secrets import hashed
from competition.storage.transaction import Row, Transaction


class AccountRow(msgspec.Struct, frozen=True):
    """An account with its grants; `codes` says whether it signs in with one-time codes too."""

    id: int
    name: str
    display_name: str
    disabled: bool
    grants: tuple[Grant, ...]
    codes: bool = False
    has_password: bool = False


class WinnerSession(msgspec.Struct, frozen=True):
    """A winner's open page: the season (id) and the hash of the ID number."""

    season: int
    id_hash: bytes


_ACCOUNT = (
    "SELECT a.id, a.name, a.display_name, a.disabled_at, "
    "EXISTS (SELECT 1 FROM one_time_secret o WHERE o.account = a.id "
    "AND o.confirmed_at IS NOT NULL), a.password_hash IS NOT NULL FROM account a "
)
_ACCOUNT_OF_SESSION = (
    _ACCOUNT + "JOIN session s ON s.account = a.id "
    "WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.stage = $3 AND a.disabled_at IS NULL"
)
_GRANTS = (
    "SELECT role, season, competition, event, delegation FROM role_grant "
    "WHERE account = $1 ORDER BY role, scope"
)


async def account_by_name(transaction: Transaction, name: str) -> AccountRow | None:
    """Give an account by its name, None when there is none."""
    return await _account(transaction, await transaction.rows(_ACCOUNT + "WHERE a.name = $1", name))


async def account_by_id(transaction: Transaction, number: int) -> AccountRow | None:
    """Give an account by its id, None when there is none."""
    return await _account(transaction, await transaction.rows(_ACCOUNT + "WHERE a.id = $1", number))


async def accounts(transaction: Transaction) -> tuple[AccountRow, ...]:
    """Give every account with its grants, by name."""
    rows = await transaction.rows(_ACCOUNT + "ORDER BY a.name")
    found = [await _account(transaction, [row]) for row in rows]
    return tuple(account for account in found if account is not None)


async def session_of(transaction: Transaction, token: str, now: datetime) -> AccountRow | None:
    """Give the account of a session's token; None when it is unknown, over, or disabled.

    A sign-in that still waits for its one-time code is no session yet.
    """
    return await _at_stage(transaction, token, now, SessionStage.FULL)


async def half_signed_in(transaction: Transaction, token: str, now: datetime) -> AccountRow | None:
    """Give the account whose password was right and whose one-time code is still to come."""
    return await _at_stage(transaction, token, now, SessionStage.CODE)


async def winner_session_of(
    transaction: Transaction, token: str, now: datetime
) -> WinnerSession | None:
    """Give the season and person of a winner's session; None when it is unknown or over."""
    rows = await transaction.rows(
        "SELECT season, id_hash FROM session "
        "WHERE token_hash = $1 AND expires_at > $2 AND id_hash IS NOT NULL",
        hashed(token),
        now,
    )
    return WinnerSession(rows[0][0], bytes(rows[0][1])) if rows else None


async def password_hash_of(transaction: Transaction, number: int) -> str:
    """Give the password's hash of an account (id); "" while nobody chose a password."""
    rows = await transaction.rows("SELECT password_hash FROM account WHERE id = $1", number)
    return (rows[0][0] or "") if rows else ""


async def names_taken(transaction: Transaction) -> frozenset[str]:
    """Give the names of all accounts."""
    return frozenset(row[0] for row in await transaction.rows("SELECT name FROM account"))


async def _at_stage(
    transaction: Transaction, token: str, now: datetime, stage: SessionStage
) -> AccountRow | None:
    rows = await transaction.rows(_ACCOUNT_OF_SESSION, hashed(token), now, stage.value)
    return await _account(transaction, rows)


async def _account(transaction: Transaction, rows: Sequence[Row]) -> AccountRow | None:
    if not rows:
        return None
    number, name, display_name, disabled_at, codes, has_password = rows[0]
    grants = await transaction.rows(_GRANTS, number)
    return AccountRow(
        id=number,
        name=name,
        display_name=display_name,
        disabled=disabled_at is not None,
        grants=tuple(Grant(AccountRole(role), *scope) for role, *scope in grants),
        codes=bool(codes),
        has_password=bool(has_password),
    )
