"""Keep others' accounts: invite, give and take roles, end sessions, within the own scope."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from competition.accounts.listing import (
    AccountLine,
    GrantWords,
    account_line,
    grants_in_words,
)
from competition.accounts.one_time_codes import remove_codes
from competition.accounts.queries import account_by_id
from competition.accounts.rules import (
    HALL_ROLES,
    INVITATION_LIFETIME,
    Grant,
    LinkPurpose,
    may_give,
    may_manage,
)
from competition.accounts.services import (
    AccountError,
    add_account,
    add_link,
    disable_account,
    enable_account,
    end_sessions,
    grant_role,
    revoke_role,
)
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.transaction import Transaction


class NotTheirsError(AccountError):
    """An account or a role lies outside of what somebody may keep."""


class Keeper(msgspec.Struct, frozen=True):
    """Who keeps accounts: the own account (id), its grants, and the stamp of this moment."""

    account: int
    grants: tuple[Grant, ...]
    stamp: Stamp


class NewAccount(msgspec.Struct, frozen=True):
    """An account to be made, with its first role."""

    name: str
    display_name: str
    grant: Grant


class Card(msgspec.Struct, frozen=True):
    """An invitation, shown once: for whom, for what, the token of its link and its end."""

    name: str
    display_name: str
    grants: tuple[GrantWords, ...]
    token: str
    purpose: LinkPurpose
    expires_at: datetime


async def invite_accounts(
    database: Database, wanted: Sequence[NewAccount], keeper: Keeper
) -> tuple[Card, ...]:
    """Create accounts and their invitations, all of them or none.

    Raises NotTheirsError for a role that the keeper may not give, AccountError for a name that is
    taken.
    """
    async with database.transaction() as transaction:
        cards = []
        for one in wanted:
            if not may_give(keeper.grants, one.grant):
                message = f"不能给予这个角色：{one.name} / this role is not yours to give"
                raise NotTheirsError(message)
            await add_account(transaction, one.name, one.display_name, keeper.stamp, one.grant)
            cards.append(
                await _card(transaction, one.name, one.display_name, (one.grant,), keeper.stamp)
            )
        return tuple(cards)


async def invite_again(
    database: Database, accounts: Iterable[int], keeper: Keeper
) -> tuple[Card, ...]:
    """Make new invitations of accounts (ids): to enter again, or to choose a new password.

    Raises NotTheirsError when one of them is not the keeper's.
    """
    async with database.transaction() as transaction:
        cards = []
        for number in accounts:
            account = await account_by_id(transaction, number)
            if account is None or account.disabled:
                raise NotTheirsError(_NOT_THEIRS)
            if not may_manage(keeper.grants, account.grants):
                raise NotTheirsError(_NOT_THEIRS)
            cards.append(
                await _card(
                    transaction, account.name, account.display_name, account.grants, keeper.stamp
                )
            )
        return tuple(cards)


async def give_role(database: Database, number: int, grant: Grant, keeper: Keeper) -> None:
    """Give a role to an account that the keeper sees; NotTheirsError otherwise."""
    account = await _seen(database, number, keeper)
    if not may_give(keeper.grants, grant):
        raise NotTheirsError(_NOT_THEIRS)
    await grant_role(database, account.name, grant, keeper.stamp)


async def take_role(database: Database, number: int, key: str, keeper: Keeper) -> None:
    """Take a role, known by its key, from an account; nobody takes the own ones."""
    account = await _seen(database, number, keeper)
    chosen = [words.grant for words in account.grants if words.key == key]
    if not chosen or number == keeper.account or not may_give(keeper.grants, chosen[0]):
        raise NotTheirsError(_NOT_THEIRS)
    await revoke_role(database, account.name, chosen[0], keeper.stamp)


async def change_state(database: Database, number: int, wish: str, keeper: Keeper) -> None:
    """Do what somebody wishes with an account: disable, enable, end sessions, take codes off.

    `wish` is one of WISHES. NotTheirsError when it is not the keeper's, or their own.
    """
    account = await _seen(database, number, keeper)
    if not account.mine or number == keeper.account or wish not in WISHES:
        raise NotTheirsError(_NOT_THEIRS)
    if wish == "disable":
        await disable_account(database, account.name, keeper.stamp)
    elif wish == "enable":
        await enable_account(database, account.name, keeper.stamp)
    elif wish == "sessions":
        await end_sessions(database, account.name, keeper.stamp)
    else:
        await remove_codes(database, number, account.name, keeper.stamp)


WISHES = frozenset({"disable", "enable", "sessions", "codes"})
_NOT_THEIRS = "这个账号或角色不在您的管理范围内 / not within your scope"


async def _seen(database: Database, number: int, keeper: Keeper) -> AccountLine:
    async with database.reading() as transaction:
        found = await account_line(transaction, keeper.grants, number)
    if found is None:
        raise NotTheirsError(_NOT_THEIRS)
    return found


async def _card(
    transaction: Transaction,
    name: str,
    display_name: str,
    grants: tuple[Grant, ...],
    stamp: Stamp,
) -> Card:
    """Make an invitation: people of the hall enter by it at once, others choose a password."""
    hall = bool(grants) and all(grant.role in HALL_ROLES for grant in grants)
    purpose = LinkPurpose.ENTER if hall else LinkPurpose.PASSWORD
    end = stamp.at + INVITATION_LIFETIME
    token = await add_link(transaction, name, stamp, purpose, end)
    words = await grants_in_words(transaction, grants)
    return Card(name, display_name, words, token, purpose, end)
