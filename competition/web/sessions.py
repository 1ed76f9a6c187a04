"""The session of every request: whose cookie it brings, read once, nothing written back."""

from datetime import UTC, datetime

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from competition.accounts.queries import session_of
from competition.accounts.services import NewSession
from competition.web.database import database_of
from competition.web.static import NO_SESSION
from competition.web.visitor import SESSION_COOKIE, Connection, SignedIn, stranger


class SessionMiddleware(ASGIMiddleware):
    """Find the visitor of a request; strangers cost no query."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = NO_SESSION

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Put the visitor into the request's state."""
        connection: Connection = ASGIConnection(scope, receive, send)
        visitor = stranger(connection)
        token = connection.cookies.get(SESSION_COOKIE)
        if token:
            async with database_of(connection).reading() as transaction:
                account = await session_of(transaction, token, datetime.now(UTC))
            if account is not None:
                signed_in = SignedIn(account.id, account.display_name, account.grants, token)
                visitor = msgspec.structs.replace(visitor, signed_in=signed_in)
        scope["state"]["visitor"] = visitor
        await next_app(scope, receive, send)


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
        secure=connection.url.scheme == "https",
    )


def gone_cookie(name: str) -> Cookie:
    """Make the cookie that ends a session in the browser."""
    return Cookie(name, value="", path="/", max_age=0, httponly=True, samesite="lax")
