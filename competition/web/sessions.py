"""The session of every request: whose cookie it brings, read once, nothing written back."""

from datetime import UTC, datetime

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from competition.accounts.queries import AccountRow, session_of, winner_session_of
from competition.accounts.rules import REPEAT_WINDOW, SESSION_LIFETIME, Grant, awake
from competition.accounts.secrets import new_token
from competition.accounts.services import NewSession
from competition.web.database import database_of
from competition.web.security import is_secure
from competition.web.static import NO_SESSION
from competition.web.visitor import (
    DOOR_COOKIE,
    SESSION_COOKIE,
    WINNER_COOKIE,
    Connection,
    SignedIn,
    stranger,
)


class SessionMiddleware(ASGIMiddleware):
    """Find the visitor of a request; strangers cost no query."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = NO_SESSION

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Put the visitor into the request's state."""
        connection: Connection = ASGIConnection(scope, receive, send)
        visitor = stranger(connection)
        token = connection.cookies.get(SESSION_COOKIE, "")
        winner = connection.cookies.get(WINNER_COOKIE, "")
        if token or winner:
            now = datetime.now(UTC)
            async with database_of(connection).reading() as transaction:
                account = await session_of(transaction, token, now) if token else None
                own = await winner_session_of(transaction, winner, now) if winner else None
            visitor = msgspec.structs.replace(visitor, winner=own is not None)
            if account is not None:
                grants = grants_of(connection, account)
                signed_in = SignedIn(
                    account.id,
                    account.name,
                    account.display_name,
                    grants,
                    token,
                    asleep=len(grants) < len(account.grants),
                )
                visitor = msgspec.structs.replace(visitor, signed_in=signed_in)
        scope["state"]["visitor"] = visitor
        await next_app(scope, receive, send)


def grants_of(connection: Connection, account: AccountRow) -> tuple[Grant, ...]:
    """Give the grants of an account that count now: some sleep without one-time codes.

    Whoever acts by other means than a session (a token) is asked the same.
    """
    required = connection.app.state.get("totp_required", False) is True
    return awake(account.grants, codes=account.codes, required=required)


def session_cookie(connection: Connection, name: str, session: NewSession) -> Cookie:
    """Make the cookie of a new session: out of reach of scripts and of other sites' forms."""
    seconds = int((session.expires_at - datetime.now(UTC)).total_seconds())
    return Cookie(
        name,
        value=session.token,
        path="/",
        max_age=max(seconds, 0),
        httponly=True,
        samesite="lax",
        secure=is_secure(connection),
    )


def door_cookie(connection: Connection) -> Cookie:
    """Make the cookie of the browser that is shown a form for something that works only once.

    Whoever sends the form twice, or loses its answer, is known by it for two minutes.
    """
    return Cookie(
        DOOR_COOKIE,
        value=connection.cookies.get(DOOR_COOKIE, "") or new_token(),
        path="/",
        max_age=int((SESSION_LIFETIME + REPEAT_WINDOW).total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_secure(connection),
    )


def gone_cookie(name: str) -> Cookie:
    """Make the cookie that ends a session in the browser."""
    return Cookie(name, value="", path="/", max_age=0, httponly=True, samesite="lax")
