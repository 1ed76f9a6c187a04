"""Accounts, roles, one-time sign-in links and sessions: each one transaction, audited."""

from datetime import datetime

import msgspec

from competition.accounts.queries import account_by_name, session_of
from competition.accounts.rules import LINK_LIFETIME, REPEAT_WINDOW, SESSION_LIFETIME, Grant
from competition.accounts.secrets import hashed, new_token
from competition.accounts.tables import Account, RoleGrant, Session, SignInLink
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction


class AccountError(StorageError):
    """An account is unknown, disabled, or its name is taken."""


class LinkInvalidError(StorageError):
    """A sign-in link is unknown, used, over, or its account is disabled."""


class NewSession(msgspec.Struct, frozen=True):
    """A session that was just opened: the secret of its cookie, and its end."""

    token: str
    expires_at: datetime


async def create_account(
    database: Database, name: str, display_name: str, stamp: Stamp, *grants: Grant
) -> int:
    """Create an account with its roles and give its id; AccountError when the name is taken."""
    async with database.transaction() as transaction:
        if await account_by_name(transaction, name) is not None:
            message = f"账号 {name} 已经存在 / the account exists already"
            raise AccountError(message)
        made = await Account.insert(
            Account(name=name, display_name=display_name, created_at=stamp.at)
        )
        number: int = made[0]["id"]
        await record(transaction, stamp, "account.create", name)
        for grant in grants:
            await _grant(transaction, number, name, grant, stamp)
    return number


async def grant_role(database: Database, name: str, grant: Grant, stamp: Stamp) -> None:
    """Give an account a role; nothing happens when it has it already."""
    async with database.transaction() as transaction:
        account = await account_by_name(transaction, name)
        if account is None:
            raise AccountError(_unknown(name))
        if grant not in account.grants:
            await _grant(transaction, account.id, name, grant, stamp)


async def revoke_role(database: Database, name: str, grant: Grant, stamp: Stamp) -> None:
    """Take a role from an account; nothing happens when it does not have it."""
    async with database.transaction() as transaction:
        account = await account_by_name(transaction, name)
        if account is None:
            raise AccountError(_unknown(name))
        gone = (
            await RoleGrant.delete()
            .where(
                (RoleGrant.account == account.id)
                & (RoleGrant.role == grant.role.value)
                & (RoleGrant.scope == grant.scope)
            )
            .returning(RoleGrant.id)
        )
        if gone:
            detail = {"role": grant.role.value, "scope": grant.scope}
            await record(transaction, stamp, "account.revoke", name, detail)


async def disable_account(database: Database, name: str, stamp: Stamp) -> None:
    """Disable an account: its sessions end now and its links no longer work."""
    async with database.transaction() as transaction:
        account = await account_by_name(transaction, name)
        if account is None:
            raise AccountError(_unknown(name))
        await Account.update({Account.disabled_at: stamp.at}).where(Account.id == account.id)
        await Session.delete().where(Session.account == account.id)
        await record(transaction, stamp, "account.disable", name)


async def create_sign_in_link(database: Database, name: str, stamp: Stamp) -> str:
    """Make a one-time sign-in link of an account; give its token, which is kept as a hash only."""
    token = new_token()
    async with database.transaction() as transaction:
        account = await account_by_name(transaction, name)
        if account is None or account.disabled:
            raise AccountError(_unknown(name))
        await SignInLink.insert(
            SignInLink(
                token_hash=hashed(token),
                account=account.id,
                created_at=stamp.at,
                expires_at=stamp.at + LINK_LIFETIME,
            )
        )
        await record(transaction, stamp, "account.link", name)
    return token


async def redeem_link(database: Database, token: str, now: datetime, door: str = "") -> NewSession:
    """Use a sign-in link up and open a session with a new token; LinkInvalidError otherwise.

    `door` is the secret of the browser that was shown the form: it may come again within two
    minutes (a double tap, an answer that was lost) and gets another session.
    """
    async with database.transaction() as transaction:
        used = (
            await SignInLink.update(
                {SignInLink.used_at: now, SignInLink.door_hash: hashed(door) if door else None}
            )
            .where(
                (SignInLink.token_hash == hashed(token))
                & SignInLink.used_at.is_null()
                & (SignInLink.expires_at > now)
            )
            .returning(SignInLink.account)
        )
        if not used and door:
            used = await SignInLink.select(SignInLink.account).where(
                (SignInLink.token_hash == hashed(token))
                & (SignInLink.door_hash == hashed(door))
                & (SignInLink.used_at > now - REPEAT_WINDOW)
                & (SignInLink.expires_at > now)
            )
        number = used[0]["account"] if used else None
        found = await Account.select().where(Account.id == number).first() if used else None
        if found is None or found["disabled_at"] is not None:
            message = "登录链接无效、已使用或已过期，请重新获取 / the link is used or over"
            raise LinkInvalidError(message)
        stamp = Stamp(f"account:{found['name']}", now)
        return await open_session(transaction, found["id"], stamp)


async def open_session(transaction: Transaction, account: int, stamp: Stamp) -> NewSession:
    """Open a session of an account, always with a new token: a piece of a sign-in."""
    session = NewSession(new_token(), stamp.at + SESSION_LIFETIME)
    await Session.insert(
        Session(
            token_hash=hashed(session.token),
            account=account,
            created_at=stamp.at,
            expires_at=session.expires_at,
        )
    )
    await record(transaction, stamp, "account.sign_in")
    return session


async def close_session(database: Database, token: str, now: datetime) -> None:
    """End a session, an account's or a winner's; nothing happens when there is none."""
    async with database.transaction() as transaction:
        account = await session_of(transaction, token, now)
        gone = (
            await Session.delete().where(Session.token_hash == hashed(token)).returning(Session.id)
        )
        if gone:
            actor = "winner" if account is None else f"account:{account.name}"
            await record(transaction, Stamp(actor, now), "account.sign_out")


async def _grant(
    transaction: Transaction, account: int, name: str, grant: Grant, stamp: Stamp
) -> None:
    await RoleGrant.insert(
        RoleGrant(
            account=account,
            role=grant.role.value,
            season=grant.season,
            competition=grant.competition,
            event=grant.event,
            delegation=grant.delegation,
            scope=grant.scope,
        )
    )
    detail = {"role": grant.role.value, "scope": grant.scope}
    await record(transaction, stamp, "account.grant", name, detail)


def _unknown(name: str) -> str:
    return f"没有账号 {name}，或账号已停用 / no such account, or disabled"
