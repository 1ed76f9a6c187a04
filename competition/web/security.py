"""What protects every answer and every form: headers, the origin check, the form token."""

import hashlib
import hmac
from urllib.parse import urlsplit

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from competition.web.visitor import Connection

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
#: Pages show people; no cache on the way keeps them.
PRIVATE = "no-store"
HTTPS_ONLY = "max-age=31536000"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
CSRF_FIELD = "form_token"


class ForeignOriginError(PermissionDeniedException):
    """A form was sent from another site or without the token of its session."""


def public_url_of(scope: Scope) -> str:
    """Give the public address of the application, "" where it has none."""
    found = scope["litestar_app"].state.get("public_url", "")
    return found if isinstance(found, str) else ""


def is_secure(connection: Connection) -> bool:
    """Say whether readers come over https, as the request or the public address says."""
    return connection.scope["scheme"] == "https" or public_url_of(connection.scope).startswith(
        "https:"
    )


async def set_headers(message: Message, scope: Scope) -> None:
    """Put the protecting headers on every answer, errors too (a `before_send` hook)."""
    if message["type"] != "http.response.start" or scope["type"] != ScopeType.HTTP:
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", PRIVATE)
    if scope["scheme"] == "https" or public_url_of(scope).startswith("https:"):
        headers.setdefault("strict-transport-security", HTTPS_ONLY)


class OriginCheck(ASGIMiddleware):
    """Refuse requests that change something and come from another site.

    Browsers of the last years say where a request comes from (Sec-Fetch-Site); older ones send an
    Origin. A client that sends neither is no browser and has no cookie to abuse.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let safe methods and requests of our own pages pass."""
        if scope["type"] == ScopeType.HTTP and scope["method"] not in SAFE_METHODS:
            headers = dict(scope["headers"])
            site = headers.get(b"sec-fetch-site", b"").decode("latin-1")
            origin = headers.get(b"origin", b"").decode("latin-1")
            host = headers.get(b"host", b"").decode("latin-1")
            own = urlsplit(public_url_of(scope)).netloc
            if not same_origin(site, origin, host, own):
                raise ForeignOriginError
        await next_app(scope, receive, send)


def same_origin(site: str, origin: str, host: str, own: str = "") -> bool:
    """Say whether a request comes from our own pages; `none` is the reader's own doing.

    `own` is the host of the public address, for a proxy that passes another Host on.
    """
    if site:
        return site in {"same-origin", "none"}
    if not origin:
        return True
    try:
        netloc = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(netloc) and netloc in {host, own}


def form_token(session_token: str) -> str:
    """Derive the token that forms of a session carry from the secret in its cookie."""
    return hashlib.blake2s(b"form", key=_key(session_token), digest_size=16).hexdigest()


def _key(session_token: str) -> bytes:
    return hashlib.sha256(session_token.encode()).digest()


def check_form_token(session_token: str, given: str) -> None:
    """Raise ForeignOriginError when a form of a signed-in person lacks its session's token."""
    if not hmac.compare_digest(form_token(session_token).encode(), given.encode()):
        raise ForeignOriginError
