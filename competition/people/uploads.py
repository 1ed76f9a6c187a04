"""Files that people send in: told apart by their content, cleaned, and limited before storing."""

import hashlib
import io
import re
import warnings
import zlib
from collections.abc import Iterator
from enum import StrEnum

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from competition.people.identity import forbidden_character
from competition.storage.problems import StorageError

LARGEST_UPLOAD = 10_000_000
"""The largest file in bytes; a route that takes files sets `request_max_body_size` above it."""
MOST_PIXELS = 40_000_000
LONGEST_PHOTO_SIDE = 800
LONGEST_SCAN_SIDE = 3_000
LONGEST_FILE_NAME = 120
_QUALITY = 88
_MOST_INFLATED = 30_000_000
#: Far more than a PDF of the largest size has; each costs a bounded amount of work.
_MOST_STREAMS = 200_000
_MOST_OBJECT_STREAMS = 5_000
_STEP = 16_384
_STREAM = re.compile(rb"stream\r?\n")


def _spelt(name: str) -> bytes:
    """Give the pattern of a name of a PDF, whose letters may be written as `#4a`."""
    return b"".join(b"(?:%c|(?i:#%02x))" % (letter, letter) for letter in name.encode())


#: Names of what acts or hides something in a PDF; none of them is in a scan or a printout.
_ACTIVE = re.compile(
    b"/(?:"
    + b"|".join(
        _spelt(name)
        for name in (
            "JavaScript", "JS", "Launch", "EmbeddedFiles", "EmbeddedFile", "RichMedia", "XFA",
        )
    )
    + b")(?![A-Za-z0-9])"
)  # fmt: skip
_OBJECT_STREAM = re.compile(_spelt("ObjStm"))
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_UNSAFE_IN_NAME = re.compile(r'[/\\:*?"<>|;\r\n\t]+')


class MediaType(StrEnum):
    """What is stored: nothing else is ever accepted or served."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


class UploadFault(StrEnum):
    """Why a file is not taken; the value is the key of its text."""

    EMPTY = "upload.empty"
    TOO_LARGE = "upload.too_large"
    TOO_MANY = "upload.too_many"
    TOO_MANY_PIXELS = "upload.too_many_pixels"
    UNKNOWN_TYPE = "upload.unknown_type"
    PHOTO_TYPE = "upload.photo_type"
    DAMAGED = "upload.damaged"
    LOCKED_PDF = "upload.locked_pdf"
    ACTIVE_PDF = "upload.active_pdf"


class UploadRefusedError(StorageError):
    """A file is not taken; `fault.value` is the key of the text that says why."""

    def __init__(self, fault: UploadFault) -> None:
        """Tell why."""
        self.fault = fault
        super().__init__(fault.value)


class CleanFile(msgspec.Struct, frozen=True):
    """A file that may be stored: its type by content, its bytes and their SHA-256 digest."""

    media_type: MediaType
    data: bytes
    digest: bytes
    name: str


_MAGIC = ((b"\xff\xd8\xff", MediaType.JPEG), (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
          (b"%PDF-", MediaType.PDF))  # fmt: skip
_SUFFIX = {MediaType.JPEG: ".jpg", MediaType.PNG: ".png", MediaType.PDF: ".pdf"}


def media_type_of(data: bytes) -> MediaType | None:
    """Give the type that the first bytes tell; name and declared type of a file count nothing."""
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)


def clean_upload(data: bytes, name: str, *, photo: bool = False) -> CleanFile:
    """Check and clean a file; work for a thread. UploadRefusedError says why it is not taken.

    Images are drawn anew: no EXIF, no place, no comment, no trailing bytes survive; a `photo` must
    be an image and becomes a JPEG of at most 800 pixels a side. A PDF keeps its bytes: it is
    refused when it is locked, or holds scripts, programs or other files as far as its plain part
    and its object streams tell. It is no virus scanner.
    """
    if not data:
        raise UploadRefusedError(UploadFault.EMPTY)
    if len(data) > LARGEST_UPLOAD:
        raise UploadRefusedError(UploadFault.TOO_LARGE)
    kind = media_type_of(data)
    if kind is None:
        raise UploadRefusedError(UploadFault.UNKNOWN_TYPE)
    if kind is MediaType.PDF:
        if photo:
            raise UploadRefusedError(UploadFault.PHOTO_TYPE)
        _check_pdf(data)
    else:
        kind, data = _drawn_anew(data, kind, photo=photo)
    return CleanFile(kind, data, hashlib.sha256(data).digest(), file_name(name, kind))


def file_name(name: str, kind: MediaType) -> str:
    """Give the name to show and to offer for download: no folder, no sign that a system minds."""
    last = name.replace("\\", "/").rpartition("/")[2]
    while (sign := forbidden_character(last)) is not None:
        last = last.replace(sign, "")
    stem = _UNSAFE_IN_NAME.sub("_", last).rpartition(".")[0] or last
    stem = stem.strip(" .")[:LONGEST_FILE_NAME] or "file"
    return stem + _SUFFIX[kind]


def _drawn_anew(data: bytes, kind: MediaType, *, photo: bool) -> tuple[MediaType, bytes]:
    to_jpeg = photo or kind is MediaType.JPEG
    longest = LONGEST_PHOTO_SIDE if photo else LONGEST_SCAN_SIDE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind.name]) as opened:
                _check_size(opened)
                plain = _on_white(ImageOps.exif_transpose(opened))
        plain.thumbnail((longest, longest))
        # A fresh picture has no metadata of the old one that an encoder might copy.
        fresh = Image.new("RGB", plain.size)
        fresh.paste(plain)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UploadRefusedError(UploadFault.TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise UploadRefusedError(UploadFault.DAMAGED) from error
    out = io.BytesIO()
    if to_jpeg:
        fresh.save(out, "JPEG", quality=_QUALITY, optimize=True)
        return MediaType.JPEG, out.getvalue()
    fresh.save(out, "PNG", optimize=True)
    return MediaType.PNG, out.getvalue()


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise UploadRefusedError(UploadFault.TOO_MANY_PIXELS)


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" in picture.getbands() or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(white, layered).convert("RGB")
    return picture.convert("RGB")


def _check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-2_000:]:
        raise UploadRefusedError(UploadFault.DAMAGED)
    if _LOCKED.search(data):
        raise UploadRefusedError(UploadFault.LOCKED_PDF)
    if _is_active(data) or any(_is_active(part) for part in _object_streams(data)):
        raise UploadRefusedError(UploadFault.ACTIVE_PDF)


def _is_active(data: bytes) -> bool:
    """Look for the names, also as `/J#61vaScript`."""
    return _ACTIVE.search(data) is not None


def _object_streams(data: bytes) -> Iterator[bytes]:
    """Inflate the streams that hold objects, within bounds for the whole file."""
    view = memoryview(data)
    left = _MOST_INFLATED + len(data)
    tried = 0
    for seen, start in enumerate(_STREAM.finditer(data)):
        if seen >= _MOST_STREAMS:
            raise UploadRefusedError(UploadFault.DAMAGED)
        head = data[max(0, start.start() - 400) : start.start()]
        if not _OBJECT_STREAM.search(head.rpartition(b"obj")[2] + head[-200:]):
            continue
        tried += 1
        if tried > _MOST_OBJECT_STREAMS:
            raise UploadRefusedError(UploadFault.DAMAGED)
        part, work = _inflated(view[start.end() :], left)
        left -= work
        yield part


def _inflated(view: memoryview, most: int) -> tuple[bytes, int]:
    """Inflate to the stream's end or first fault; give it, and the bytes read and written.

    Step by step, so that neither what follows in the file nor a bomb is ever copied whole.
    """
    machine = zlib.decompressobj()
    found = bytearray()
    at = work = 0
    waiting: bytes | memoryview = b""
    while not machine.eof:
        if not waiting:
            waiting = view[at : at + _STEP]
            at += len(waiting)
        if not waiting:
            break
        try:
            part = machine.decompress(waiting, _STEP)
        except zlib.error:
            break
        left = machine.unconsumed_tail
        work += len(waiting) - len(left) - len(machine.unused_data) + len(part)
        if work > most:
            raise UploadRefusedError(UploadFault.DAMAGED)
        found += part
        waiting = left
    return bytes(found), work
