"""Who calls: the account of the token in `Authorization: Bearer …`; cookies count for nothing."""

import time
from datetime import UTC, datetime

import msgspec
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from competition.accounts.secrets import hashed
from competition.accounts.tokens import account_of_token, note_use
from competition.api.allowance import Allowance
from competition.api.problems import ApiError
from competition.storage.audit import Stamp
from competition.web.acting import address_of
from competition.web.database import database_of
from competition.web.sessions import grants_of
from competition.web.visitor import Connection, SignedIn, stranger, visitor_of

SCHEME = "bearer"
TOO_MANY = 429


class BearerMiddleware(ASGIMiddleware):
    """Find the account of a request's token; a wrong one is a stranger's."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Put the visitor into the request's state; 429 when the token asks too often."""
        connection: Connection = ASGIConnection(scope, receive, send)
        visitor = stranger(connection)
        token = bearer_of(connection.headers.get("authorization", ""))
        if token:
            _take(connection, token)
            now = datetime.now(UTC)
            database = database_of(connection)
            async with database.reading() as transaction:
                account = await account_of_token(transaction, token, now)
            if account is not None:
                await note_use(database, token, now)
                grants = grants_of(connection, account)
                signed_in = SignedIn(account.id, account.name, account.display_name, grants, "")
                visitor = msgspec.structs.replace(visitor, signed_in=signed_in)
        scope["state"]["visitor"] = visitor
        await next_app(scope, receive, send)


def bearer_of(header: str) -> str:
    """Give the token of an Authorization header, "" where it holds none."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == SCHEME else ""


def token_stamp(connection: Connection) -> Stamp:
    """Say that the token's account acts now, from its address; 401 for strangers."""
    signed_in = visitor_of(connection).signed_in
    if signed_in is None:
        raise NotAuthorizedException
    return Stamp(f"token:{signed_in.login}", datetime.now(UTC), address_of(connection))


def allowance_of(connection: Connection) -> Allowance:
    """Give the buckets of the application."""
    found: Allowance = connection.app.state.api_allowance
    return found


def _take(connection: Connection, token: str) -> None:
    seconds = allowance_of(connection).wait(hashed(token).hex(), time.monotonic())
    if seconds:
        raise ApiError(TOO_MANY, "too_many", headers={"Retry-After": str(seconds)})
