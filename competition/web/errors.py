"""Errors in the reader's words: a page per kind, no stack trace, nothing about the inside."""

import logging
from urllib.parse import urlencode

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Template
from litestar.types import ExceptionHandlersMap

from competition.accounts.attempts import TooManyAttemptsError
from competition.accounts.services import LinkInvalidError
from competition.storage.problems import NumberTooLargeError
from competition.web.gate import route_of
from competition.web.pages import page
from competition.web.security import ForeignOriginError
from competition.web.visitor import visitor_of

LOGGER = logging.getLogger("xinglu.web")
KNOWN = {400, 403, 404, 422, 429, 500}
FORBIDDEN = 403
NOT_FOUND = 404
METHOD_NOT_ALLOWED = 405
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


class CannotBePrintedError(HTTPException):
    """A paper holds a character that no font has; `detail` is the sentence that names it."""

    status_code = 422


def _error(
    request: Request[object, object, State],
    status: int,
    name: str,
    *problems: str,
    minutes: int = 0,
    sign_in: str = "",
) -> Template:
    return page(
        request,
        "web/error.html",
        status_code=status,
        status=status,
        heading=f"error.{name}",
        text=f"error.{name}_text",
        problems=problems,
        minutes=minutes,
        sign_in=sign_in,
    )


def show_http_error(request: Request[object, object, State], error: HTTPException) -> Template:
    """Show the page of an expected error; one that has none reads like the nearest."""
    status = error.status_code
    if isinstance(error, ForeignOriginError):
        return _error(request, status, "origin")
    if isinstance(error, NotAuthorizedException):
        return _ask_to_sign_in(request, status)
    if isinstance(error, CannotBePrintedError):
        return _error(request, status, "print", error.detail)
    if status == METHOD_NOT_ALLOWED:
        return _error(request, status, "404")
    if status in KNOWN:
        return _error(request, status, str(status))
    return _error(request, status, "500" if status >= SERVER_ERROR else "400")


def _ask_to_sign_in(request: Request[object, object, State], status: int) -> Template:
    if request.scope["path"].startswith("/winner"):
        return _error(request, status, "winner")
    return _error(request, status, "sign_in", sign_in=_way_in(request))


def _way_in(request: Request[object, object, State]) -> str:
    """Give the address of the sign-in that leads back to the page that was asked for."""
    query = f"?{request.url.query}" if request.url.query else ""
    asked = visitor_of(request).here + query if request.method == "GET" else ""
    return f"/sign-in?{urlencode({'next': asked})}" if asked else "/sign-in"


def show_fault(request: Request[object, object, State], error: Exception) -> Template:
    """Record an unexpected error with its trace and show a page without it."""
    LOGGER.error("%s %s failed", request.method, route_of(request.scope), exc_info=error)
    return _error(request, SERVER_ERROR, "500")


def show_bad_link(request: Request[object, object, State], _: LinkInvalidError) -> Template:
    """Say that a one-time link was used, is over or never existed."""
    return _error(request, FORBIDDEN, "link")


def show_unknown(request: Request[object, object, State], _: NumberTooLargeError) -> Template:
    """Say that there is nothing at an address with a number that nothing can have."""
    return _error(request, NOT_FOUND, "404")


def show_throttle(request: Request[object, object, State], error: TooManyAttemptsError) -> Template:
    """Ask for patience, and tell programs for how long."""
    answer = _error(request, TOO_MANY_REQUESTS, "429", minutes=error.minutes)
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    LinkInvalidError: show_bad_link,
    TooManyAttemptsError: show_throttle,
    NumberTooLargeError: show_unknown,
    HTTPException: show_http_error,
    Exception: show_fault,
}
