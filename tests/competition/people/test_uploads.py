"""Uploads are told apart by content, images are drawn anew, dangerous files are refused."""

import io
import struct
import zlib
from time import perf_counter

import pytest
from PIL import Image

from competition.people.rules import AttachmentKind, OwnerKind
from competition.people.uploads import (
    LARGEST_UPLOAD,
    MediaType,
    UploadFault,
    UploadRefusedError,
    clean_upload,
    file_name,
)

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """Draw a picture whose left half is red."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste((220, 0, 0), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    drawn.save(out, kind, **options)
    return out.getvalue()


def fault(data: bytes, *, photo: bool = False) -> UploadFault:
    """Give why a file is refused."""
    with pytest.raises(UploadRefusedError) as refused:
        clean_upload(data, "x.jpg", photo=photo)
    return refused.value.fault


def huge_png(width: int, height: int) -> bytes:
    """Write a tiny file that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 10_000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def object_stream(inside: bytes) -> bytes:
    """Write a PDF whose objects are compressed."""
    packed = zlib.compress(inside)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    return b"%PDF-1.7\n2 0 obj\n" + head + b"\nstream\n" + packed + b"\nendstream\nendobj\n%%EOF\n"


def test_a_photo_loses_where_it_was_taken_and_stands_upright() -> None:
    """EXIF, comment and what hangs behind the picture are gone; its turn is done."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "at the office"
    sent = picture("JPEG", exif=exif, comment=b"secret") + b"<script>alert(1)</script>"
    clean = clean_upload(sent, "../../etc/照片.JPG", photo=True)
    assert (clean.media_type, clean.name) == (MediaType.JPEG, "照片.jpg")
    for word in (b"Exif", b"office", b"secret", b"script"):
        assert word not in clean.data
    with Image.open(io.BytesIO(clean.data)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((40, 60), {})


def test_the_type_is_what_the_content_says() -> None:
    """A PNG named .jpg is a PNG; a page, a vector picture and nothing at all are refused."""
    assert clean_upload(picture("PNG"), "x.jpg").media_type is MediaType.PNG
    assert clean_upload(picture("PNG"), "x.jpg", photo=True).media_type is MediaType.JPEG
    assert clean_upload(PDF, "x.jpg") == clean_upload(PDF, "x.jpg")
    assert clean_upload(PDF, "x.jpg").name == "x.pdf"
    assert fault(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is UploadFault.UNKNOWN_TYPE
    assert fault(picture("GIF")) is UploadFault.UNKNOWN_TYPE
    assert fault(b"") is UploadFault.EMPTY
    assert fault(PDF, photo=True) is UploadFault.PHOTO_TYPE


def test_what_is_too_large_or_damaged_is_refused_before_it_fills_the_memory() -> None:
    """A bomb of 4,000 megapixels, half a picture, a file over the limit."""
    assert fault(huge_png(65_000, 65_000)) is UploadFault.TOO_MANY_PIXELS
    assert fault(huge_png(8_000, 8_000)) is UploadFault.TOO_MANY_PIXELS
    assert fault(picture("JPEG")[:200]) is UploadFault.DAMAGED
    assert fault(b"\xff\xd8\xff" + b"\0" * 100) is UploadFault.DAMAGED
    assert fault(PDF + b"\0" * LARGEST_UPLOAD) is UploadFault.TOO_LARGE
    assert fault(b"%PDF-1.7\n") is UploadFault.DAMAGED


def test_a_large_scan_is_made_smaller_and_transparency_becomes_white() -> None:
    """3,000 pixels a side at most; 800 for a photo."""
    scan = clean_upload(picture("JPEG", (4000, 2000)), "scan.jpeg")
    with Image.open(io.BytesIO(scan.data)) as drawn:
        assert drawn.size == (3000, 1500)
    out = io.BytesIO()
    Image.new("RGBA", (1600, 1600), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(clean_upload(out.getvalue(), "a", photo=True).data)) as drawn:
        assert drawn.size == (800, 800)
        assert drawn.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "inside",
    [
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /J#61vaScript >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /EmbeddedFiles 5 0 R >>",
        b"<< /Subtype /RichMedia >>",
    ],
)
def test_a_pdf_that_acts_is_refused_wherever_it_hides_it(inside: bytes) -> None:
    """In plain sight and in a compressed object stream."""
    assert fault(PDF.replace(b"<< /Type", inside + b"<< /Type")) is UploadFault.ACTIVE_PDF
    assert fault(object_stream(inside)) is UploadFault.ACTIVE_PDF
    assert clean_upload(object_stream(b"<< /Type /Page >>"), "a").media_type is MediaType.PDF
    assert fault(PDF.replace(b"/Root", b"/Encrypt 3 0 R /Root")) is UploadFault.LOCKED_PDF


def stored(inside: bytes, *, last: bool = False) -> bytes:
    """Write bytes as a block of a zlib stream that is not compressed."""
    return struct.pack("<BHH", last, len(inside), len(inside) ^ 0xFFFF) + inside


def test_a_pdf_made_to_be_slow_is_refused_or_read_soon() -> None:
    """Streams that are none, that end at once, that share a long tail; a bomb: linear, bounded."""
    start = b"ObjStmstream\n"
    tiny = start + zlib.compress(b"1")
    tail = stored(b"") * 1_000_000 + stored(b"", last=True)
    shared = (start + b"\x78\x9c") * 2_000 + tail
    block = stored(start + b"\x78\x9c")[:5]
    nested = (start + b"\x78\x9c" + block) * 2_400
    bomb = start + zlib.compress(b"\0" * 60_000_000)
    slow = perf_counter()
    for body, told in (
        (b"ObjStmstream\n" * 760_000, UploadFault.DAMAGED),
        (b"stream\n" * 1_400_000, UploadFault.DAMAGED),
        (tiny * 400_000, UploadFault.DAMAGED),
        (start + b"\x78\x9c" + tail, None),
        ((start + b"\x78\x9c" + stored(b"") * 9_000) * 200, None),
        (shared, None),
        (nested + tail, UploadFault.DAMAGED),
        (bomb, UploadFault.DAMAGED),
        (b"/" + b"#4a" * 3_000_000, None),
    ):
        data = b"%PDF-1.4\n" + body + b"%%EOF"
        if told is None:
            assert clean_upload(data, "a").media_type is MediaType.PDF
        else:
            assert fault(data) is told
    assert perf_counter() - slow < 30
    many = b"".join(object_stream(b"<< /Type /Page >>")[9:-6] for _ in range(2_000))
    assert clean_upload(b"%PDF-1.7\n" + many + b"%%EOF", "a").media_type is MediaType.PDF
    assert fault(b"%PDF-1.7\n" + many + object_stream(b"/S /JS ")[9:]) is UploadFault.ACTIVE_PDF
    hidden = object_stream(b"/S /JS ").replace(b"ObjStm", b"Obj#53tm")
    assert fault(hidden) is UploadFault.ACTIVE_PDF


def test_a_name_is_only_a_name() -> None:
    """No folders, no control signs, no device signs, never empty, never endless."""
    kind = MediaType.PDF
    assert file_name("C:\\temp\\报名表.exe", kind) == "报名表.pdf"
    assert file_name("../../\u202egpj.x", kind) == "gpj.pdf"
    assert file_name('a"b;c\r\n.pdf', kind) == "a_b_c.pdf"
    assert file_name("", kind) == file_name("...", kind) == "file.pdf"
    assert len(file_name("长" * 500 + ".pdf", kind)) == 124


def test_codes_of_attachments_are_words_of_the_domain() -> None:
    """What the database checks."""
    assert "person" in {kind.value for kind in OwnerKind}
    assert {kind.value for kind in AttachmentKind} == {"photo", "certificate", "document"}
