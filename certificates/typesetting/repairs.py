"""Repairs of reportlab 5.1: text layer of rare characters, widths in subsets, PDF/A stream ends.

Each repair was seen to be needed by running reportlab 5.1.0.  `apply()` makes them once in a
process, then shows by a small probe that each fault is gone; when reportlab has changed underneath,
it raises `ReportLabChangedError` with a sentence instead of writing papers whose text cannot be
read back.

1. `makeToUnicodeCMap` writes code points above U+FFFF as five digits where UTF-16 is due (王𬭎 is
   read back as 王Ⲵ), more than 100 entries in a block, and U+0000 targets (ISO 32000-1, 9.10.3; ISO
   19005-2, 6.2.11.7).
2. `extractInfo` keeps already scaled widths for glyphs beyond numberOfHMetrics, so a subset of a
   face whose em is not 1000 units has widths that differ from the PDF's (ISO 19005-2, 6.2.11.5).
3. `PDFStream.format` leaves out the line end before `endstream` (ISO 19005-2, 6.1.7.1).
4. `registerFont` gives a second font of the same face the first one's object.
5. The defaults `ttfAsciiReadable` (96 needless glyphs in each font) and `useA85` (a quarter more
   bytes) are switched off.
"""

from __future__ import annotations

from struct import unpack_from
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import reportlab
from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

KNOWN_VERSION: Final = (5, 1)
_ENTRIES_PER_BLOCK: Final = 100
_ONCE: Final = Lock()


class ReportLabChangedError(RuntimeError):
    """The installed reportlab is not the one whose internals these repairs know."""


def _utf16(code_point: int) -> str:
    return chr(code_point).encode("utf-16-be").hex().upper()


def to_unicode_map(name: str, codes: Iterable[tuple[int, int]], digits: int = 2) -> str:
    """Return a ToUnicode CMap (ISO 32000-1, 9.10.3) for pairs of character code and code point.

    `digits` is the number of hexadecimal digits of a code: 2 for simple fonts, 4 for Identity-H.
    Pairs whose code point is 0 say nothing and are left out.
    """
    pairs = [(code, point) for code, point in codes if point]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<{'0' * digits}> <{'F' * digits}>",
        "endcodespacerange",
    ]
    for start in range(0, len(pairs), _ENTRIES_PER_BLOCK):
        block = pairs[start : start + _ENTRIES_PER_BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{code:0{digits}X}> <{_utf16(point)}>" for code, point in block]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def _make_to_unicode_cmap(fontname: str, subset: Sequence[int]) -> str:
    """Stand in for ttfonts.makeToUnicodeCMap, whose `subset` lists the code point of each code."""
    return to_unicode_map(fontname, enumerate(subset))


def _with_unscaled_widths(extract: Callable[..., None]) -> Callable[..., None]:
    """Wrap TTFontFile.extractInfo so that `hmetrics` is in font units for every glyph."""

    def extract_info(self: Any, charInfo: int = 1) -> None:  # noqa: ANN401, N803 - reportlab's signature
        extract(self, charInfo)
        if charInfo:
            full = unpack_from(">H", self.get_table("hhea"), 34)[0]
            width = self.hmetrics[full - 1][0]
            self.hmetrics[full:] = [(width, bearing) for _, bearing in self.hmetrics[full:]]

    return extract_info


def _with_line_end(format_stream: Callable[..., bytes]) -> Callable[..., bytes]:
    """Wrap PDFStream.format so that a line end precedes `endstream`."""

    def format_with_line_end(self: Any, document: Any) -> bytes:  # noqa: ANN401 - reportlab has no types
        formatted = format_stream(self, document)
        return formatted.removesuffix(b"endstream\n") + b"\nendstream\n"

    return format_with_line_end


def _with_own_objects(register: Callable[..., None]) -> Callable[..., None]:
    """Wrap pdfmetrics.registerFont so that a second font of a face keeps its own object."""

    def register_font(font: Any) -> None:  # noqa: ANN401 - reportlab has no types
        faces = pdfmetrics._dynFaceNames  # noqa: SLF001 - there is no public register of faces
        fonts = pdfmetrics._fonts  # noqa: SLF001 - nor of fonts
        taken = font._dynamicFont and faces.get(font.face.name)  # noqa: SLF001 - reportlab's own flag
        if taken and taken is not font and font.fontName not in fonts:
            font.face.subfontNameX += b"-%d" % (len(fonts) + 1)
            fonts[font.fontName] = font
            pdfmetrics.registerFontFamily(font.fontName)
        else:
            register(font)

    return register_font


def _probe_to_unicode() -> bool:
    text = ttfonts.makeToUnicodeCMap("Probe", [0, *range(0x4E00, 0x4EC8), 0x20164])
    return "<D840DD64>" in text and "200 begin" not in text and "<0000>" not in text


def _probe_stream() -> bool:
    stream = pdfdoc.PDFStream(content=b"q Q", filters=[])
    return bool(stream.format(pdfdoc.DummyDoc()).endswith(b"q Q\nendstream\n"))


def _probe_attributes() -> bool:
    return all(
        (
            hasattr(ttfonts.TTFontFile, "extractInfo"),
            hasattr(pdfmetrics, "_dynFaceNames"),
            hasattr(pdfmetrics, "_fonts"),
            hasattr(rl_config, "ttfAsciiReadable"),
            hasattr(rl_config, "useA85"),
        )
    )


def _require(condition: bool, what: str) -> None:  # noqa: FBT001 - the condition is what it is about
    if not condition:
        message = (
            f"reportlab {reportlab.__version__} is not the 5.1 that our repairs know ({what}); "
            "install the version of the lock file, or revise certificates/typesetting/repairs.py."
        )
        raise ReportLabChangedError(message)


def apply() -> None:
    """Repair reportlab in this process; a second call changes nothing.

    Raises ReportLabChangedError when reportlab is another version or a repair does not cure its
    fault.
    """
    with _ONCE:
        if not getattr(ttfonts, "xinglu_repaired", False):
            _apply()


def _apply() -> None:
    version = tuple(int(part) for part in reportlab.__version__.split(".")[:2])
    _require(version == KNOWN_VERSION, "another version")
    _require(_probe_attributes(), "internals renamed")
    ttfonts.makeToUnicodeCMap = _make_to_unicode_cmap
    ttfonts.TTFontFile.extractInfo = _with_unscaled_widths(ttfonts.TTFontFile.extractInfo)
    pdfdoc.PDFStream.format = _with_line_end(pdfdoc.PDFStream.format)
    pdfmetrics.registerFont = _with_own_objects(pdfmetrics.registerFont)
    rl_config.ttfAsciiReadable = 0
    rl_config.useA85 = 0
    _require(_probe_to_unicode(), "ToUnicode maps")
    _require(_probe_stream(), "line end before endstream")
    ttfonts.xinglu_repaired = True
