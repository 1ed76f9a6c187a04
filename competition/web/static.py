"""Static files out of memory: a digest of all of them in the URL, kept for a year, 304 by ETag."""

import hashlib
from pathlib import Path

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
#: Marks routes that ask for nobody's session.
NO_SESSION = "no_session"


class StaticFile(msgspec.Struct, frozen=True):
    """One file as it is sent; `etag` with its quotes."""

    content: bytes
    media_type: str
    etag: str


class StaticFiles:
    """All static files below a folder, read once; `digest` changes when any of them does.

    One digest for the whole tree lets a module import its neighbours by relative paths.
    """

    def __init__(self, folder: Path) -> None:
        """Read every file whose media type is known; licences beside them are not served."""
        self.files: dict[str, StaticFile] = {}
        whole = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            if path.suffix not in MEDIA_TYPES:
                continue
            name = path.relative_to(folder).as_posix()
            content = path.read_bytes()
            own = hashlib.sha256(content).hexdigest()[:32]
            whole.update(f"{name}:{own}\n".encode())
            self.files[name] = StaticFile(content, MEDIA_TYPES[path.suffix], f'"{own}"')
        self.digest = whole.hexdigest()[:16]

    def url(self, name: str) -> str:
        """Give the URL of a file; raise KeyError when there is none, so that no link is dead."""
        if name not in self.files:
            raise KeyError(name)
        return f"/static/{self.digest}/{name}"


@get("/static/{digest:str}/{name:path}", sync_to_thread=False, opt={NO_SESSION: True})
def static_file(
    request: Request[object, object, State], digest: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """Send a static file, or 304 when the browser has it already."""
    files: StaticFiles = request.app.state.static
    found = files.files.get(name.lstrip("/"))
    if found is None:
        raise NotFoundException
    current = digest == files.digest
    headers = {"Cache-Control": FOR_EVER if current else ASK_AGAIN, "ETag": found.etag}
    known = {part.strip() for part in request.headers.get("if-none-match", "").split(",")}
    if found.etag in known:
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    return Response(found.content, headers=headers, media_type=found.media_type)
