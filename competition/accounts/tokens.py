"""API tokens: a program acts for an account, with some of its grants and for some time."""

from datetime import datetime, timedelta

import msgspec

from competition.accounts.queries import AccountRow, account_by_id
from competition.accounts.rules import TOKEN_MOST_DAYS, Grant, narrowed
from competition.accounts.secrets import hashed, new_token
from competition.accounts.services import grant_in_words
from competition.accounts.tables import ApiToken
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.json_text import json_text, json_value
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction

#: Tokens can be told from other secrets, by people and by scanners of repositories.
PREFIX = "xinglu_"
#: How old the time of the last use may be before it is written again.
USE_KEPT_FOR = timedelta(minutes=5)


class TokenError(StorageError):
    """A token cannot be made: its name is taken, it lives too long, or asks for too much."""


class WantedToken(msgspec.Struct, frozen=True):
    """What somebody asks for: a name to know it by, what it may do, and until when."""

    name: str
    grants: tuple[Grant, ...]
    expires_at: datetime


class TokenRow(msgspec.Struct, frozen=True):
    """A token as its owner sees it; the secret itself is not kept."""

    id: int
    name: str
    grants: tuple[Grant, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


async def create_token(database: Database, account: int, wanted: WantedToken, stamp: Stamp) -> str:
    """Make a token of an account (id) and give it, once; TokenError when that is not allowed.

    Its grants must lie within those of the account; it lives for a year at most.
    """
    name, grants, expires_at = wanted.name, wanted.grants, wanted.expires_at
    token = PREFIX + new_token()
    async with database.transaction() as transaction:
        owner = await account_by_id(transaction, account)
        if owner is None or owner.disabled:
            message = "没有这个账号，或账号已停用 / no such account"
            raise TokenError(message)
        if not grants or narrowed(owner.grants, grants) != grants:
            message = "令牌的权限必须在账号自己的权限之内 / more than the account may do"
            raise TokenError(message)
        if not stamp.at < expires_at <= stamp.at + timedelta(days=TOKEN_MOST_DAYS):
            message = "令牌最长有效一年 / a token lives for a year at most"
            raise TokenError(message)
        if any(token.name == name for token in await tokens_of(transaction, account)):
            message = f"已有名为 {name} 的令牌 / the name is taken"
            raise TokenError(message)
        await ApiToken.insert(
            ApiToken(
                account=account,
                name=name,
                token_hash=hashed(token),
                grants=json_text(grants),
                created_at=stamp.at,
                expires_at=expires_at,
            )
        )
        words = [await grant_in_words(transaction, grant) for grant in grants]
        detail = {"grants": words, "expires": expires_at.date().isoformat()}
        await record(transaction, stamp, "token.create", name, detail)
    return token


async def revoke_token(database: Database, account: int, number: int, stamp: Stamp) -> bool:
    """End a token (id) of an account now; say whether there was one that still worked."""
    async with database.transaction() as transaction:
        gone = (
            await ApiToken.update({ApiToken.revoked_at: stamp.at})
            .where(
                (ApiToken.id == number)
                & (ApiToken.account == account)
                & ApiToken.revoked_at.is_null()
            )
            .returning(ApiToken.name)
        )
        if gone:
            await record(transaction, stamp, "token.revoke", gone[0]["name"])
    return bool(gone)


async def tokens_of(transaction: Transaction, account: int) -> tuple[TokenRow, ...]:
    """Give the tokens of an account (id), the newest first."""
    rows = await transaction.rows(
        "SELECT id, name, grants, created_at, expires_at, last_used_at, revoked_at "
        "FROM api_token WHERE account = $1 ORDER BY id DESC",
        account,
    )
    return tuple(
        TokenRow(number, name, json_value(grants, tuple[Grant, ...]), *times)
        for number, name, grants, *times in rows
    )


async def account_of_token(
    transaction: Transaction, token: str, now: datetime
) -> AccountRow | None:
    """Give the account of a token, with the token's grants as far as the account still has them.

    None when the token is unknown, revoked or over, or its account disabled. Call `note_use`
    afterwards; the actor of what is done by it is `token:<name of the account>`.
    """
    rows = await transaction.rows(
        "SELECT account, grants FROM api_token "
        "WHERE token_hash = $1 AND expires_at > $2 AND revoked_at IS NULL",
        hashed(token),
        now,
    )
    owner = await account_by_id(transaction, rows[0][0]) if rows else None
    if owner is None or owner.disabled:
        return None
    wanted = json_value(rows[0][1], tuple[Grant, ...])
    return msgspec.structs.replace(owner, grants=narrowed(owner.grants, wanted))


async def note_use(database: Database, token: str, now: datetime) -> None:
    """Remember that a token was used, at most every five minutes: reading stays without writing."""
    async with database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT last_used_at FROM api_token WHERE token_hash = $1", hashed(token)
        )
    if not rows or (rows[0][0] is not None and now - rows[0][0] < USE_KEPT_FOR):
        return
    async with database.transaction():
        await ApiToken.update({ApiToken.last_used_at: now}).where(
            ApiToken.token_hash == hashed(token)
        )
