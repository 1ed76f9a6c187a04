"""Forms: read once, every fault told at once, shown again with what was typed."""

from collections.abc import Iterable

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import ClientException

from competition.web.security import CSRF_FIELD, check_form_token
from competition.web.visitor import visitor_of

LONGEST_FIELD = 500
FORM_TYPE = "application/x-www-form-urlencoded"


class Form(msgspec.Struct, frozen=True):
    """What was typed, and the text key of what is wrong with each field."""

    values: dict[str, str] = {}
    faults: dict[str, str] = {}


async def read_form(request: Request[object, object, State], fields: Iterable[str]) -> Form:
    """Read these fields, trimmed; each must be filled in.

    Raises ForeignOriginError when a signed-in person's form lacks its token. A field that should be
    kept secret is left out of what is shown again by the caller.
    """
    written = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if written not in ("", FORM_TYPE):  # no page sends files
        raise ClientException
    data = await request.form()
    visitor = visitor_of(request)
    if visitor.signed_in is not None:
        check_form_token(visitor.signed_in.token, _text(data.get(CSRF_FIELD)))
    values = {name: _text(data.get(name)) for name in fields}
    return Form(values, {name: "verify.missing" for name, value in values.items() if not value})


def _text(value: object) -> str:
    return value.replace("\0", "").strip()[:LONGEST_FIELD] if isinstance(value, str) else ""
