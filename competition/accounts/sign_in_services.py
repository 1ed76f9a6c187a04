"""Signing in: by a one-time link, by name and password, by the one-time code that follows."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec

from competition.accounts.attempts import (
    TooManyAttemptsError,
    count_failure,
    seconds_to_wait,
    take_back,
)
from competition.accounts.one_time_codes import code_fits
from competition.accounts.own_password import (
    PasswordRefusedError,
    check_own_password,
    tell_lock,
)
from competition.accounts.passwords import hashed_password, password_fits
from competition.accounts.queries import (
    AccountRow,
    account_by_id,
    account_by_name,
    half_signed_in,
    password_hash_of,
)
from competition.accounts.rules import (
    MOST_FAILURES_PER_ACCOUNT,
    MOST_FAILURES_PER_ADDRESS,
    REPEAT_WINDOW,
    LinkPurpose,
    normal_password,
)
from competition.accounts.secrets import attempt_subject, hashed
from competition.accounts.services import LinkInvalidError, NewSession, open_session
from competition.accounts.tables import Account, FailedAttempt, Session, SignInLink
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction

_TURN_SECONDS = 0.1


class SignInRefusedError(StorageError):
    """Name and password, or a one-time code, do not fit; which of them is not told."""


class Invitation(msgspec.Struct, frozen=True):
    """What a one-time link that still works is for, and for whom."""

    name: str
    display_name: str
    purpose: LinkPurpose


class Arrival(msgspec.Struct, frozen=True):
    """Who comes with a one-time link: the address of the browser, the password chosen."""

    address: str = ""
    password: str = ""


class PasswordChange(msgspec.Struct, frozen=True):
    """The old password ("" when there was none), the new one, and the session that goes on."""

    old: str
    new: str
    keep: str


async def invitation_of(
    transaction: Transaction, token: str, now: datetime, door: str = ""
) -> Invitation | None:
    """Look at a one-time link without using it up; None when it is used, over or unknown.

    For the browser (its `door`) that used it, it is good for two minutes more.
    """
    rows = await transaction.rows(
        "SELECT a.name, a.display_name, l.purpose FROM sign_in_link l "
        "JOIN account a ON a.id = l.account WHERE l.token_hash = $1 AND l.expires_at > $2 "
        "AND a.disabled_at IS NULL "
        "AND (l.used_at IS NULL OR (l.door_hash = $3 AND l.used_at > $4))",
        hashed(token),
        now,
        hashed(door) if door else b"",
        now - REPEAT_WINDOW,
    )
    return Invitation(rows[0][0], rows[0][1], LinkPurpose(rows[0][2])) if rows else None


async def redeem_link(
    database: Database,
    token: str,
    now: datetime,
    door: str = "",
    arrival: Arrival | None = None,
) -> NewSession:
    """Use a sign-in link up and open a session with a new token; LinkInvalidError otherwise.

    A link to choose a password needs one (checked by `password_fault` before); it ends the
    account's other sessions. `door` is the secret of the browser that was shown the form: it may
    come again within two minutes (a double tap, an answer that was lost) and gets another session.
    """
    arrival = arrival or Arrival()
    kept = await hashed_password(arrival.password) if arrival.password else ""
    async with database.transaction() as transaction:
        number, purpose = await _use_link(transaction, token, now, door)
        account = await account_by_id(transaction, number) if number else None
        if account is None or account.disabled:
            message = "登录链接无效、已使用或已过期，请重新获取 / the link is used or over"
            raise LinkInvalidError(message)
        stamp = Stamp(f"account:{account.name}", now, arrival.address)
        if purpose is LinkPurpose.PASSWORD:
            if not kept:
                message = "这个链接要求设置密码 / the link asks for a password"
                raise LinkInvalidError(message)
            await _keep_password(transaction, account, kept, stamp)
            await Session.delete().where(Session.account == account.id)
        return await open_session(transaction, account, stamp)


_CHECKED_NOW: Counter[str] = Counter()


@asynccontextmanager
async def _in_turn(address: str) -> AsyncIterator[None]:
    """Let attempts of one address go one after the other; "" goes at once."""
    while address and _CHECKED_NOW[address]:  # noqa: ASYNC110 - an event belongs to one loop, a count to none
        await asyncio.sleep(_TURN_SECONDS)
    _CHECKED_NOW[address] += 1
    try:
        yield
    finally:
        _CHECKED_NOW[address] -= 1
        if not _CHECKED_NOW[address]:
            del _CHECKED_NOW[address]


async def sign_in_with_password(
    database: Database, name: str, password: str, address: str, now: datetime
) -> NewSession:
    """Open a session by name and password; SignInRefusedError when they do not fit.

    An unknown name, an account without a password and a disabled one get the same answer after
    the same time. Every attempt counts before it is checked and is taken back when it was right, so
    that many at once gain nothing: 8 failures of an account in 15 minutes, known or not, are met
    with TooManyAttemptsError. A full address (200) stops only attempts that are wrong, and its
    attempts are checked one after the other: one visitor can neither lock a hall nor keep others
    waiting.
    """
    keys = database.keys
    normal = normal_password(name)
    who = attempt_subject(keys, "account", normal.casefold())
    place = attempt_subject(keys, "sign_in_address", address)
    async with database.transaction() as transaction:
        locked = await seconds_to_wait(who, MOST_FAILURES_PER_ACCOUNT, now)
        if locked:
            raise TooManyAttemptsError(locked)
        full = await seconds_to_wait(place, MOST_FAILURES_PER_ADDRESS, now)
        attempts = await count_failure((who,) if full else (who, place), now)
        account = await account_by_name(transaction, normal)
        kept = await password_hash_of(transaction, account.id) if account else ""
    async with _in_turn(address if full else ""):
        fits = await password_fits(kept, password)
    if account is None or account.disabled or not fits:
        if account is not None:
            await tell_lock(database, account, who, Stamp("system", now, address))
        if full:
            raise TooManyAttemptsError(full)
        message = "账号或密码不正确 / name and password do not fit"
        raise SignInRefusedError(message)
    async with database.transaction() as transaction:
        await take_back(attempts)
        await FailedAttempt.delete().where(FailedAttempt.subject == who)
        again = await account_by_id(transaction, account.id)
        if again is None or again.disabled:
            message = "账号或密码不正确 / name and password do not fit"
            raise SignInRefusedError(message)
        return await open_session(transaction, again, Stamp(f"account:{again.name}", now, address))


async def sign_in_with_code(
    database: Database, token: str, code: str, address: str, now: datetime
) -> NewSession:
    """Finish a sign-in by a one-time code (or a recovery code): a new session, the half one ends.

    SignInRefusedError when the code is wrong or was used; TooManyAttemptsError after 8 wrong ones
    in 15 minutes, from wherever; LinkInvalidError when the half session is over.
    """
    async with database.transaction() as transaction:
        account = await half_signed_in(transaction, token, now)
        if account is None:
            message = "登录已超时，请重新登录 / sign in again"
            raise LinkInvalidError(message)
        stamp = Stamp(f"account:{account.name}", now, address)
        if await code_fits(transaction, account.id, account.name, code, stamp):
            await Session.delete().where(Session.token_hash == hashed(token))
            return await open_session(transaction, account, stamp, code_given=True)
    message = "动态验证码不正确或已经用过 / the one-time code is wrong or was used"
    raise SignInRefusedError(message)


async def change_password(
    database: Database, name: str, change: PasswordChange, stamp: Stamp
) -> None:
    """Change the own password; other sessions end, the one of the token `keep` stays.

    SignInRefusedError when the old one is wrong. Wrong ones count like those of a sign-in.
    """
    message = "原密码不正确 / the old password is wrong"
    try:
        await check_own_password(database, name, change.old, stamp)
    except PasswordRefusedError as error:
        raise SignInRefusedError(message) from error
    made = await hashed_password(change.new)
    async with database.transaction() as transaction:
        account = await account_by_name(transaction, name)
        if account is None:
            raise SignInRefusedError(message)
        await _keep_password(transaction, account, made, stamp)
        await Session.delete().where(
            (Session.account == account.id) & (Session.token_hash != hashed(change.keep))
        )


async def _use_link(
    transaction: Transaction, token: str, now: datetime, door: str
) -> tuple[int | None, LinkPurpose]:
    used = (
        await SignInLink.update(
            {SignInLink.used_at: now, SignInLink.door_hash: hashed(door) if door else None}
        )
        .where(
            (SignInLink.token_hash == hashed(token))
            & SignInLink.used_at.is_null()
            & (SignInLink.expires_at > now)
        )
        .returning(SignInLink.account, SignInLink.purpose)
    )
    if not used and door:
        used = await SignInLink.select(SignInLink.account, SignInLink.purpose).where(
            (SignInLink.token_hash == hashed(token))
            & (SignInLink.door_hash == hashed(door))
            & (SignInLink.used_at > now - REPEAT_WINDOW)
            & (SignInLink.expires_at > now)
        )
    transaction.check_owner()
    if not used:
        return None, LinkPurpose.ENTER
    return used[0]["account"], LinkPurpose(used[0]["purpose"])


async def _keep_password(
    transaction: Transaction, account: AccountRow, kept: str, stamp: Stamp
) -> None:
    await Account.update({Account.password_hash: kept, Account.password_at: stamp.at}).where(
        Account.id == account.id
    )
    action = "account.change_password" if account.has_password else "account.set_password"
    await record(transaction, stamp, action, account.name)
