"""One PDF/A-2u document on reportlab's canvas: metadata, prepared objects, embedded fonts."""

from __future__ import annotations

import io
import zlib
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from certificates.typesetting import repairs
from certificates.typesetting.colour import srgb_profile
from certificates.typesetting.fonts import FontChain, Style, chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from certificates.typesetting.truetype import MappedFace

PRODUCER: Final = "ReportLab PDF Library"
CREATOR: Final = "Xinglu"
_MOMENT: Final = "2000-01-01T00:00:00+00:00"
"""What reportlab writes as date of an invariant document; the paper's own date is printed."""
_GLYPH_LEVEL: Final = 3
"""Outlines hardly shrink: level 9 saves 2 % and takes twice as long."""
_NO_FONT: Final = "xinglu-no-font"


class Prepared(pdfdoc.PDFObject):  # type: ignore[misc] # reportlab has no types
    """A PDF object whose bytes are ready, but for references to named objects of the document."""

    __RefOnly__ = 1

    def __init__(self, *parts: bytes | str) -> None:
        """Take the bytes in order; a string stands for a reference to the object of that name."""
        self.parts = parts

    def format(self, document: Any) -> bytes:  # noqa: ANN401 - reportlab has no types
        """Return the bytes with the references filled in."""
        numbers = document.idToObjectNumberAndVersion
        return b"".join(
            [part if isinstance(part, bytes) else b"%d %d R" % numbers[part] for part in self.parts]
        )


def prepared_stream(dictionary: bytes, data: bytes) -> bytes:
    """Return a complete stream object for already compressed data."""
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\n" % (
        dictionary,
        len(data),
        data,
    )


class Operators:
    """Page operators in the shape that `Canvas.drawText` takes."""

    def __init__(self, code: str) -> None:
        """Keep the operators."""
        self._code = code

    def getCode(self) -> str:  # noqa: N802 - reportlab's name
        """Return the operators."""
        return self._code


class _FontParts:
    """The bytes of one embedded font, the same for the same face and characters."""

    def __init__(self, face: MappedFace, characters: tuple[str, ...]) -> None:
        glyphs = [face.glyph_number(ord(character)) for character in characters]
        scale = 1000 / face.units_per_em
        widths = " ".join(_number(face.advance(glyph) * scale) for glyph in (0, *glyphs))
        program = face.subset(glyphs)
        tag = "".join(chr(65 + byte % 26) for byte in zlib.crc32(program).to_bytes(4, "big"))
        self.name = f"XL{tag}+{face.postscript_name}".encode()
        self.widths = widths.encode()
        compressed = zlib.compress(program, _GLYPH_LEVEL)
        self.program = prepared_stream(b"/Length1 %d" % len(program), compressed)
        codes = enumerate(map(ord, characters), start=1)
        to_unicode = repairs.to_unicode_map("Adobe-Identity-UCS", codes, digits=4)
        self.to_unicode = prepared_stream(b"", zlib.compress(to_unicode.encode()))
        box = " ".join(_number(value * scale) for value in face.bounding_box)
        self.descriptor = (
            f"/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {_number(face.ascent * scale)}"
            f"/Descent {_number(face.descent * scale)}/CapHeight {_number(face.cap_height * scale)}"
            f"/StemV {50 + int((face.weight / 65) ** 2)}"
        ).encode()


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


_kept_parts = lru_cache(maxsize=256)(_FontParts)


class EmbeddedFont:
    """The characters of one face that a document uses; codes 1, 2, 3 … in order of first use."""

    def __init__(self, face: MappedFace, resource: str) -> None:
        """Start an empty subset under a resource name."""
        self.face = face
        self.resource = resource
        self.codes: dict[str, str] = {}

    def code(self, character: str) -> str:
        """Return the four hexadecimal digits that show a character, taking it up when it is new."""
        try:
            return self.codes[character]
        except KeyError:
            code = self.codes[character] = f"{len(self.codes) + 1:04X}"
            return code

    def add_to(self, document: Any, make_parts: Callable[..., _FontParts]) -> None:  # noqa: ANN401 - reportlab
        """Add the font's objects to a document and its name to the fonts of every page."""
        parts = make_parts(self.face, tuple(self.codes))
        here = self.resource
        name = parts.name
        document.Reference(Prepared(parts.program), f"{here}.program")
        document.Reference(Prepared(parts.to_unicode), f"{here}.unicode")
        document.Reference(
            Prepared(
                b"<</Type/FontDescriptor/FontName/%s%s/FontFile2 " % (name, parts.descriptor),
                f"{here}.program",
                b">>",
            ),
            f"{here}.descriptor",
        )
        document.Reference(
            Prepared(
                b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s" % name,
                b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
                b"/CIDToGIDMap/Identity/DW 1000/W[0[%s]]/FontDescriptor " % parts.widths,
                f"{here}.descriptor",
                b">>",
            ),
            f"{here}.cid",
        )
        document.Reference(
            Prepared(
                b"<</Type/Font/Subtype/Type0/BaseFont/%s" % name,
                b"/Encoding/Identity-H/DescendantFonts[",
                f"{here}.cid",
                b"]/ToUnicode ",
                f"{here}.unicode",
                b">>",
            ),
            here,
        )
        document.idToObject["BasicFonts"].dict[here] = pdfdoc.PDFObjectReference(here)


class FontSet:
    """The fonts of a document, or what many documents share when another set builds on it."""

    def __init__(self, prefix: str, base: FontSet | None = None) -> None:
        """Name the resources `prefix`1, 2 …; characters that `base` already has are shown by it."""
        self._prefix = prefix
        self._base = base
        self._fonts: dict[object, EmbeddedFont] = {}
        self._places: dict[tuple[str, str], tuple[EmbeddedFont, str]] = {}

    def place(self, style: Style, character: str) -> tuple[EmbeddedFont, str]:
        """Return the font and the code that show a character; raise GlyphMissingError."""
        key = (style, character)
        try:
            return self._places[key]
        except KeyError:
            place = self._base.known(key) if self._base else None
            if place is None:
                font = self._font(chain(style), character)
                place = (font, font.code(character))
            self._places[key] = place
            return place

    def known(self, key: tuple[str, str]) -> tuple[EmbeddedFont, str] | None:
        """Return the place of a style's character when it was placed before."""
        return self._places.get(key)

    def _font(self, fonts: FontChain, character: str) -> EmbeddedFont:
        path = fonts.links[fonts.place(character).link]
        font = self._fonts.get(path)
        if font is None:
            face = fonts.face(fonts.place(character).link)
            font = self._fonts[path] = EmbeddedFont(face, f"{self._prefix}{len(self._fonts) + 1}")
        return font

    def pieces(self, style: Style, text: str) -> list[tuple[str, str]]:
        """Return (resource name, hexadecimal codes) for each longest piece in one font."""
        found: list[tuple[str, list[str]]] = []
        place = self.place
        for character in text:
            font, code = place(style, character)
            if found and found[-1][0] == font.resource:
                found[-1][1].append(code)
            else:
                found.append((font.resource, [code]))
        return [(resource, "".join(codes)) for resource, codes in found]

    def add_to(self, document: Any, *, keep: bool) -> None:  # noqa: ANN401 - reportlab has no types
        """Add every font of this set; `keep` remembers their bytes for the next document."""
        for font in self._fonts.values():
            font.add_to(document, _kept_parts if keep else _FontParts)


@cache
def _prepare_reportlab() -> None:
    """Repair reportlab and register a font without glyphs, so a canvas adds none of its own."""
    repairs.apply()
    face = SimpleNamespace(name=b"XingluNoFont", builtIn=False)
    font = SimpleNamespace(fontName=_NO_FONT, face=face, _dynamicFont=True, _multiByte=True)
    pdfmetrics.registerFont(font)


@cache
def _profile_stream() -> bytes:
    return prepared_stream(b"/N 3", zlib.compress(srgb_profile(), 9))


def _metadata(info: Any) -> bytes:  # noqa: ANN401 - reportlab has no types
    """Return the XMP packet that says the same as the document information (ISO 19005-2, 6.6.3)."""
    title, author, subject = (escape(text) for text in (info.title, info.author, info.subject))
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        "<dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">'
        f"{subject}</rdf:li></rdf:Alt></dc:description>"
        "<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreateDate>{_MOMENT}</xmp:CreateDate><xmp:ModifyDate>{_MOMENT}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>"
        "<pdf:Keywords></pdf:Keywords>"
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
    head = b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(packet)
    return head + b"\nstream\n" + packet + b"\nendstream\n"


class Paper:
    """A PDF/A-2u document under way: reportlab's canvas with our fonts and metadata."""

    def __init__(self, size: tuple[float, float], *, title: str, author: str, subject: str) -> None:
        """Start a document of pages of `size` points; the texts go into its information and XMP."""
        _prepare_reportlab()
        self._buffer = io.BytesIO()
        self.canvas = Canvas(
            self._buffer,
            pagesize=size,
            initialFontName=_NO_FONT,
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 7),
            lang="zh-CN",
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setSubject(subject)
        self.canvas.setCreator(CREATOR)
        self.canvas.setProducer(PRODUCER)
        self._fonts: list[tuple[FontSet, bool]] = []
        self._add_archival_objects()

    @property
    def document(self) -> Any:  # noqa: ANN401 - reportlab has no types
        """Return reportlab's document, which collects the objects of the file."""
        return self.canvas._doc  # noqa: SLF001 - the canvas has no public way to its objects

    def _add_archival_objects(self) -> None:
        document = self.document
        document.Reference(Prepared(_profile_stream()), "xinglu.profile")
        document.Reference(Prepared(_metadata(document.info)), "xinglu.metadata")
        catalog = document.Catalog
        catalog.Metadata = pdfdoc.PDFObjectReference("xinglu.metadata")
        catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
        catalog.OutputIntents = Prepared(
            b"[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
            b"/Info(sRGB IEC61966-2.1)/DestOutputProfile ",
            "xinglu.profile",
            b">>]",
        )

    def use_fonts(self, fonts: FontSet, *, keep: bool = False) -> None:
        """Embed a set of fonts at the end; `keep` when many documents share it."""
        self._fonts.append((fonts, keep))

    def add_objects(self, objects: Iterable[tuple[str, tuple[bytes | str, ...]]]) -> None:
        """Add prepared objects under their names."""
        for name, parts in objects:
            self.document.Reference(Prepared(*parts), name)

    def draw(self, code: str) -> None:
        """Write operators on the current page."""
        self.canvas.drawText(Operators(code))

    def end_page(self) -> None:
        """Finish the current page."""
        self.canvas.showPage()

    def finish(self) -> bytes:
        """Return the bytes of the document."""
        for fonts, keep in self._fonts:
            fonts.add_to(self.document, keep=keep)
        self.canvas.save()
        return self._buffer.getvalue()
