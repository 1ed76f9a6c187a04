"""Long lists in pages: a cursor says after which item to go on; ETags say what has not changed."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from typing import Annotated, Generic, TypeVar

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.params import QueryParameter

from competition.api.problems import ApiError, NotModifiedError
from competition.web.visitor import visitor_of

T = TypeVar("T")
MOST = 500
USUAL = 100
#: Grows when answers get another shape: what programs kept no longer holds.
SHAPE = 1
#: Programs may keep an answer for themselves, and ask whether it still holds.
ASK_AGAIN = "private, no-cache"

Limit = Annotated[
    int, QueryParameter(name="limit", ge=1, le=MOST, description="items of a page, at most")
]
Cursor = Annotated[
    str,
    QueryParameter(
        name="cursor", max_length=300, description="`next` of the page before; empty begins"
    ),
]


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next` is the cursor of the page after it, null at the end."""

    items: tuple[T, ...]
    next: str | None


def cursor_of(key: str) -> str:
    """Write the key of a page's last item as a cursor."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(cursor: str) -> str:
    """Read the key from a cursor, "" from an empty one; 400 for one that we never wrote."""
    try:
        octets = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True)
        key = octets.decode()
    except (binascii.Error, ValueError):
        raise ApiError(400, "bad_cursor") from None
    if "\0" in key:
        raise ApiError(400, "bad_cursor")
    return key


def page_of(items: Iterable[T], key: Callable[[T], str], cursor: str, limit: int) -> Page[T]:
    """Cut a page out of a whole list, in the order of its unique keys."""
    after = key_of(cursor)
    rest = sorted((item for item in items if key(item) > after), key=key)
    more = len(rest) > limit
    return Page(tuple(rest[:limit]), cursor_of(key(rest[limit - 1])) if more else None)


def fresh_etag(request: Request[object, object, State], *state: object) -> str:
    """Name the answer to this request while `state` stays (a season's revision).

    Raises NotModifiedError when the caller has the answer of that name.
    """
    signed_in = visitor_of(request).signed_in
    parts = (
        SHAPE,
        request.scope["path"],
        request.scope["query_string"].decode("latin-1"),
        signed_in.grants if signed_in else (),
        state,
    )
    etag = f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
    known = {part.strip() for part in request.headers.get("if-none-match", "").split(",")}
    if etag in known:
        raise NotModifiedError(headers={"ETag": etag, "Cache-Control": ASK_AGAIN})
    return etag


def tagged(content: T, etag: str) -> Response[T]:
    """Answer with the name of the answer."""
    return Response(content, headers={"ETag": etag, "Cache-Control": ASK_AGAIN})
