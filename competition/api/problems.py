"""Errors of the JSON interface: application/problem+json (RFC 9457) in Chinese and English."""

import logging
from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    ValidationException,
)
from litestar.openapi.datastructures import ResponseSpec
from litestar.types import ExceptionHandlersMap, Scope

from competition.web.gate import route_of
from competition.web.language import Language, texts_of

LOGGER = logging.getLogger("xinglu.api")
PREFIX = "/api/"
PROBLEM_TYPE = "application/problem+json"
NOT_MODIFIED = 304
SERVER_ERROR = 500
#: The code of an error that only has a status; anything else reads like the nearest.
CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "media_type",
    422: "refused",
    429: "too_many",
    500: "fault",
}


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong: where, and what, in both languages."""

    field: str
    zh: str
    en: str


class Problem(msgspec.Struct, frozen=True):
    """An error; `code` is for programs, `title` and `detail` are Chinese, `…_en` English."""

    status: int
    code: str
    title: str
    title_en: str
    detail: str
    detail_en: str
    errors: tuple[Fault, ...] = ()
    type: str = "about:blank"


class ApiError(HTTPException):
    """An expected error: `code` names its texts, `faults` what is wrong in particular."""

    def __init__(
        self,
        status: int,
        code: str,
        faults: Iterable[Fault] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        """Answer with a status and the texts of a code."""
        super().__init__(code, status_code=status, headers=headers)
        self.code = code
        self.faults = tuple(faults)


class NotModifiedError(HTTPException):
    """The caller has the answer already: 304 with its ETag."""

    status_code = NOT_MODIFIED


def problem(status: int, code: str, faults: Iterable[Fault] = ()) -> Problem:
    """Put an error into words."""
    zh, en = texts_of(Language.CHINESE), texts_of(Language.ENGLISH)
    title, detail = f"api.{code}", f"api.{code}_text"
    return Problem(status, code, zh(title), en(title), zh(detail), en(detail), tuple(faults))


def is_api(scope: Scope) -> bool:
    """Say whether a request is one of a program."""
    return scope["path"].startswith(PREFIX)


def with_problems(handlers: ExceptionHandlersMap) -> ExceptionHandlersMap:
    """Give the pages' error handlers such that programs get problems instead of pages."""

    def both(handler: Any) -> Any:  # noqa: ANN401 - handlers of any kind of error
        def answer(request: Request[object, object, State], error: Exception) -> object:
            return (
                answer_problem(request, error) if is_api(request.scope) else handler(request, error)
            )

        return answer

    return {kind: both(handler) for kind, handler in handlers.items()}


def answer_problem(request: Request[object, object, State], error: Exception) -> Response[Any]:
    """Answer a program's request that failed; an unexpected error is recorded and told nothing."""
    if isinstance(error, NotModifiedError):
        return Response(None, status_code=NOT_MODIFIED, headers=error.headers)
    if not isinstance(error, HTTPException):
        LOGGER.error("%s %s failed", request.method, route_of(request.scope), exc_info=error)
        return _answer(problem(SERVER_ERROR, CODES[SERVER_ERROR]))
    headers = dict(error.headers or {})
    if isinstance(error, ApiError):
        return _answer(problem(error.status_code, error.code, error.faults), headers)
    if isinstance(error, NotAuthorizedException):
        headers["WWW-Authenticate"] = 'Bearer realm="xinglu"'
    status = error.status_code
    if status not in CODES:
        status = SERVER_ERROR if status >= SERVER_ERROR else 400
    faults = _faults(error) if isinstance(error, ValidationException) else ()
    return _answer(problem(status, CODES[status], faults), headers)


def _faults(error: ValidationException) -> tuple[Fault, ...]:
    """Tell which parameters or fields are wrong; what was sent is not repeated."""
    zh, en = texts_of(Language.CHINESE), texts_of(Language.ENGLISH)
    found = error.extra if isinstance(error.extra, list) else []
    keys = [str(item["key"]) for item in found if isinstance(item, dict) and item.get("key")]
    # What is wrong with the body as a whole has no field.
    fields = ["" if key == "data" else key for key in keys]
    return tuple(Fault(field, zh("api.field_wrong"), en("api.field_wrong")) for field in fields)


def _answer(content: Problem, headers: dict[str, str] | None = None) -> Response[Problem]:
    return Response(
        content, status_code=content.status, media_type=PROBLEM_TYPE, headers=headers or {}
    )


def problem_specs(*statuses: int) -> dict[int, ResponseSpec]:
    """Describe the errors that a route answers with, for the OpenAPI document."""
    english = texts_of(Language.ENGLISH)
    return {
        status: ResponseSpec(
            Problem,
            description=english(f"api.{CODES[status]}"),
            media_type=PROBLEM_TYPE,
            generate_examples=False,
        )
        for status in statuses
    }
