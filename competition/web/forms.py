"""Forms: read once, every fault told at once, shown again with what was typed."""

from collections.abc import Iterable, Mapping

import msgspec
from litestar import Request
from litestar.datastructures import State, UploadFile
from litestar.exceptions import ClientException

from competition.web.security import CSRF_FIELD, check_form_token
from competition.web.visitor import visitor_of

LONGEST_FIELD = 500
FORM_TYPE = "application/x-www-form-urlencoded"
UPLOAD_TYPE = "multipart/form-data"


class Form(msgspec.Struct, frozen=True):
    """What was typed, and the text key of what is wrong with each field.

    `lists` holds fields that come any number of times (ticked rows), `files` what was uploaded.
    """

    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    files: dict[str, UploadFile] = {}

    def with_faults(self, faults: Mapping[str, str]) -> "Form":
        """Give the form with more faults."""
        return msgspec.structs.replace(self, faults={**self.faults, **faults})


async def read_form(
    request: Request[object, object, State],
    required: Iterable[str],
    optional: Iterable[str] = (),
    *,
    lists: Iterable[str] = (),
    files: Iterable[str] = (),
) -> Form:
    """Read these fields, trimmed; each required one must be filled in.

    A route that takes `files` allows them by its own `request_max_body_size`; a file that was not
    chosen is missing from the answer. Raises ForeignOriginError when a signed-in person's form
    lacks its token. A field that should be kept secret is left out of what is shown again by the
    caller.
    """
    files = tuple(files)
    written = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if written not in ("", FORM_TYPE, *((UPLOAD_TYPE,) if files else ())):
        raise ClientException
    data = await request.form()
    visitor = visitor_of(request)
    if visitor.signed_in is not None:
        check_form_token(visitor.signed_in.token, _text(data.get(CSRF_FIELD)))
    needed = {name: _text(data.get(name)) for name in required}
    chosen = {name: data.get(name) for name in files}
    return Form(
        needed | {name: _text(data.get(name)) for name in optional},
        {name: "verify.missing" for name, value in needed.items() if not value},
        {name: tuple(_text(value) for value in data.getall(name, [])) for name in lists},
        {
            name: file
            for name, file in chosen.items()
            if isinstance(file, UploadFile) and file.filename
        },
    )


def _text(value: object) -> str:
    return value.replace("\0", "").strip()[:LONGEST_FIELD] if isinstance(value, str) else ""
