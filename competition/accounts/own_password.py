"""The own password asked for again before something that protects the account changes."""

from competition.accounts.attempts import (
    TooManyAttemptsError,
    count_failure,
    seconds_to_wait,
    take_back,
)
from competition.accounts.passwords import password_fits
from competition.accounts.queries import AccountRow, account_by_name, password_hash_of
from competition.accounts.rules import MOST_FAILURES_PER_ACCOUNT, normal_password
from competition.accounts.secrets import attempt_subject
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import StorageError


class PasswordRefusedError(StorageError):
    """The password is not that of the own account."""


async def check_own_password(database: Database, name: str, password: str, stamp: Stamp) -> None:
    """Do nothing when a password is the account's own, or the account has none.

    PasswordRefusedError otherwise; wrong ones count with those of a sign-in, each before it is
    checked: TooManyAttemptsError after 8 in 15 minutes.
    """
    who = attempt_subject(database.keys, "account", normal_password(name).casefold())
    async with database.transaction() as transaction:
        account = await account_by_name(transaction, name)
        if account is not None and not account.has_password:
            return
        locked = await seconds_to_wait(who, MOST_FAILURES_PER_ACCOUNT, stamp.at)
        if locked:
            raise TooManyAttemptsError(locked)
        attempts = await count_failure((who,), stamp.at) if password else []
        kept = await password_hash_of(transaction, account.id) if account else ""
    if account is None or not password or not await password_fits(kept, password):
        if account is not None and password:
            await tell_lock(database, account, who, stamp)
        message = "密码不正确 / the password is wrong"
        raise PasswordRefusedError(message)
    async with database.transaction():
        await take_back(attempts)


async def tell_lock(database: Database, account: AccountRow, who: bytes, stamp: Stamp) -> None:
    """Put a lock-out into the log, at the attempt that fills it."""
    async with database.transaction() as transaction:
        if await seconds_to_wait(who, MOST_FAILURES_PER_ACCOUNT, stamp.at):
            await record(transaction, stamp, "account.locked", account.name)
