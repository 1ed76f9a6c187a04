"""The names of files to download."""

import re
from urllib.parse import quote

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def attachment(name: str) -> str:
    """Give the Content-Disposition of a file: a plain name, and the real one (RFC 6266, 8187)."""
    plain = _NOT_PLAIN.sub("_", name)
    real = quote(name, safe="", errors="replace")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{real}"
