"""Accounts, roles, one-time sign-in links and sessions: each one transaction, audited."""

from datetime import datetime

import msgspec

from competition.accounts.queries import AccountRow, account_by_id, account_by_name, session_of
from competition.accounts.rules import (
    CODE_STAGE_LIFETIME,
    INVITATION_LIFETIME,
    LINK_LIFETIME,
    SESSION_LIFETIME,
    Grant,
    LinkPurpose,
    SessionStage,
    may_manage,
)
from competition.accounts.secrets import hashed, new_token
from competition.accounts.tables import Account, ApiToken, RoleGrant, Session, SignInLink
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction


class AccountError(StorageError):
    """An account is unknown, disabled, or its name is taken."""


class LinkInvalidError(StorageError):
    """A sign-in link is unknown, used, over, or its account is disabled."""


class NewSession(msgspec.Struct, frozen=True):
    """A session that was just opened: the secret of its cookie, and its end.

    `stage` tells whether a one-time code must follow before it opens anything.
    """

    token: str
    expires_at: datetime
    stage: SessionStage = SessionStage.FULL


async def create_account(
    database: Database, name: str, display_name: str, stamp: Stamp, *grants: Grant
) -> int:
    """Create an account with its roles and give its id; AccountError when the name is taken."""
    async with database.transaction() as transaction:
        return await add_account(transaction, name, display_name, stamp, *grants)


async def add_account(
    transaction: Transaction, name: str, display_name: str, stamp: Stamp, *grants: Grant
) -> int:
    """Create an account: a piece of `create_account` and of creating many at once."""
    if await account_by_name(transaction, name) is not None:
        message = f"账号 {name} 已经存在 / the account exists already"
        raise AccountError(message)
    made = await Account.insert(Account(name=name, display_name=display_name, created_at=stamp.at))
    number: int = made[0]["id"]
    await record(transaction, stamp, "account.create", name, {"display_name": display_name})
    for grant in grants:
        await _grant(transaction, number, name, grant, stamp)
    return number


async def grant_role(database: Database, name: str, grant: Grant, stamp: Stamp) -> None:
    """Give an account a role; nothing happens when it has it already."""
    async with database.transaction() as transaction:
        account = await _known(transaction, name)
        if grant not in account.grants:
            await _grant(transaction, account.id, name, grant, stamp)


async def revoke_role(database: Database, name: str, grant: Grant, stamp: Stamp) -> None:
    """Take a role from an account; nothing happens when it does not have it."""
    async with database.transaction() as transaction:
        account = await _known(transaction, name)
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
            detail = await grant_in_words(transaction, grant)
            await record(transaction, stamp, "account.revoke", name, detail)


async def disable_account(database: Database, name: str, stamp: Stamp) -> None:
    """Disable an account: its sessions, links and API tokens end now, and for good."""
    async with database.transaction() as transaction:
        account = await _known(transaction, name)
        await Account.update({Account.disabled_at: stamp.at}).where(Account.id == account.id)
        await Session.delete().where(Session.account == account.id)
        await SignInLink.delete().where(SignInLink.account == account.id)
        await ApiToken.update({ApiToken.revoked_at: stamp.at}).where(
            (ApiToken.account == account.id) & ApiToken.revoked_at.is_null()
        )
        await record(transaction, stamp, "account.disable", name)


async def enable_account(database: Database, name: str, stamp: Stamp) -> None:
    """Let a disabled account in again; links and API tokens of earlier stay dead."""
    async with database.transaction() as transaction:
        account = await _known(transaction, name)
        if account.disabled:
            await Account.update({Account.disabled_at: None}).where(Account.id == account.id)
            await record(transaction, stamp, "account.enable", name)


async def end_sessions(database: Database, name: str, stamp: Stamp, keep: str = "") -> int:
    """End every session of an account but the one of a token; give how many there were."""
    async with database.transaction() as transaction:
        account = await _known(transaction, name)
        gone = (
            await Session.delete()
            .where((Session.account == account.id) & (Session.token_hash != hashed(keep)))
            .returning(Session.id)
        )
        if gone:
            detail = {"sessions": len(gone)}
            await record(transaction, stamp, "account.end_sessions", name, detail)
    return len(gone)


async def create_sign_in_link(
    database: Database, name: str, stamp: Stamp, purpose: LinkPurpose = LinkPurpose.ENTER
) -> str:
    """Make a one-time sign-in link of an account; give its token, which is kept as a hash only.

    It lives for 12 hours to enter at once, for 14 days to choose a password.
    """
    async with database.transaction() as transaction:
        lifetime = LINK_LIFETIME if purpose is LinkPurpose.ENTER else INVITATION_LIFETIME
        return await add_link(transaction, name, stamp, purpose, stamp.at + lifetime)


async def add_link(
    transaction: Transaction, name: str, stamp: Stamp, purpose: LinkPurpose, end: datetime
) -> str:
    """Make a one-time link: a piece of `create_sign_in_link` and of printing many invitations."""
    token = new_token()
    account = await account_by_name(transaction, name)
    if account is None or account.disabled:
        raise AccountError(_unknown(name))
    await SignInLink.insert(
        SignInLink(
            token_hash=hashed(token),
            account=account.id,
            purpose=purpose.value,
            made_by=stamp.actor,
            created_at=stamp.at,
            expires_at=end,
        )
    )
    await record(transaction, stamp, "account.link", name, {"purpose": purpose.value})
    return token


async def open_session(
    transaction: Transaction, account: AccountRow, stamp: Stamp, *, code_given: bool = False
) -> NewSession:
    """Open a session of an account, always with a new token: a piece of a sign-in.

    An account with one-time codes gets one that opens nothing until its code is given.
    """
    full = code_given or not account.codes
    stage = SessionStage.FULL if full else SessionStage.CODE
    end = stamp.at + (SESSION_LIFETIME if full else CODE_STAGE_LIFETIME)
    session = NewSession(new_token(), end, stage)
    await Session.insert(
        Session(
            token_hash=hashed(session.token),
            stage=stage.value,
            address=stamp.address,
            account=account.id,
            created_at=stamp.at,
            expires_at=end,
        )
    )
    if full:
        await record(transaction, stamp, "account.sign_in")
    return session


async def close_session(database: Database, token: str, now: datetime, address: str = "") -> None:
    """End a session, an account's or a winner's; nothing happens when there is none."""
    async with database.transaction() as transaction:
        account = await session_of(transaction, token, now)
        gone = (
            await Session.delete().where(Session.token_hash == hashed(token)).returning(Session.id)
        )
        if gone:
            actor = "winner" if account is None else f"account:{account.name}"
            await record(transaction, Stamp(actor, now, address), "account.sign_out")


async def grant_in_words(transaction: Transaction, grant: Grant) -> dict[str, str]:
    """Give role and scope as people know them: season by code, competition and event by name."""
    words = {"role": grant.role.value}
    for part, sql in (
        ("season", "SELECT code FROM season WHERE id = $1"),
        ("competition", "SELECT name FROM competition WHERE id = $1"),
        ("event", "SELECT name FROM event WHERE id = $1"),
    ):
        number = getattr(grant, part)
        if number is not None:
            words[part] = (await transaction.rows(sql, number))[0][0]
    return words if grant.delegation is None else {**words, "delegation": grant.delegation}


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
    await _drop_links(transaction, account, stamp)
    detail = await grant_in_words(transaction, grant)
    await record(transaction, stamp, "account.grant", name, detail)


async def _drop_links(transaction: Transaction, account: int, stamp: Stamp) -> None:
    """Delete open links of an account (id) whose makers may not manage it with its new role.

    Who made a link may have kept it: it must not open what others add.
    """
    makers = await transaction.rows(
        "SELECT DISTINCT made_by FROM sign_in_link "
        "WHERE account = $1 AND used_at IS NULL AND made_by LIKE 'account:%' AND made_by <> $2",
        account,
        stamp.actor,
    )
    owner = await account_by_id(transaction, account) if makers else None
    for (actor,) in makers:
        maker = await account_by_name(transaction, actor.removeprefix("account:"))
        may = maker is not None and owner is not None and may_manage(maker.grants, owner.grants)
        if not may:
            await SignInLink.delete().where(
                (SignInLink.account == account)
                & (SignInLink.made_by == actor)
                & SignInLink.used_at.is_null()
            )


async def _known(transaction: Transaction, name: str) -> AccountRow:
    account = await account_by_name(transaction, name)
    if account is None:
        raise AccountError(_unknown(name))
    return account


def _unknown(name: str) -> str:
    return f"没有账号 {name}，或账号已停用 / no such account, or disabled"
