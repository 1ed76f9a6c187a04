"""TrueType files read by memory mapping: glyph numbers, widths, outlines, small subsets.

ReportLab parses a whole face and copies its glyph table for every subset (Kai of 23,000 glyphs: 50
ms to open, 1.4 ms for each subset).  A mapped face opens in a fraction of a millisecond, shares its
pages between processes, and copies only the glyphs that are asked for.  Units are font units
(`units_per_em` of them are one em) unless a name says otherwise.  Source: OpenType 1.9, chapters
cmap, glyf, head, hhea, hmtx, loca, maxp, name.
"""

from __future__ import annotations

import mmap
import sys
from array import array
from struct import Struct, pack, unpack_from
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_U16: Final = Struct(">H")
_PAIR: Final = Struct(">HH")
_GROUP: Final = Struct(">LLL")
_HEADER_TABLES: Final = ("cvt ", "fpgm", "prep")
_MORE_COMPONENTS: Final = 0x20
_ARGUMENTS_ARE_WORDS: Final = 0x01
_CMAP_PREFERENCE: Final = {(3, 10, 12): 5, (0, 6, 12): 4, (0, 4, 12): 4, (3, 1, 4): 3, (0, 3, 4): 2}


class FontFileError(Exception):
    """A font file that cannot be used, with the reason in one sentence."""


class Glyph(NamedTuple):
    """One glyph as a subset needs it."""

    outline: bytes
    """Its record of the glyf table, padded to four bytes."""
    components: tuple[tuple[int, int], ...]
    """(offset in `outline`, glyph number) of each part of a composite glyph."""
    metrics: bytes
    """Its advance width and left side bearing as the hmtx table stores them."""


class MappedFace:
    """One TrueType face on disk; shared between threads, cheap to open, never copied whole."""

    def __init__(self, path: Path, index: int = 0) -> None:
        """Map the file; `index` chooses a face of a TrueType collection."""
        self.path = path
        with path.open("rb") as file:
            self._data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        data = self._data
        start = unpack_from(">L", data, 12 + 4 * index)[0] if bytes(data[:4]) == b"ttcf" else 0
        if bytes(data[start : start + 4]) == b"OTTO":
            message = f"{path} holds PostScript outlines; only TrueType outlines can be embedded."
            raise FontFileError(message)
        self._tables = {
            bytes(data[at : at + 4]).decode("latin-1"): unpack_from(">LL", data, at + 8)
            for at in range(start + 12, start + 12 + 16 * _U16.unpack_from(data, start + 4)[0], 16)
        }
        if "fvar" in self._tables:
            message = f"{path} is a variable font and would come out at its thinnest weight."
            raise FontFileError(message)
        self._read_headers()
        self._read_cmap()
        self._glyph_numbers: dict[int, int] = {}
        self._glyphs: dict[int, Glyph] = {}

    def _table(self, tag: str) -> bytes:
        offset, length = self._tables[tag]
        return bytes(self._data[offset : offset + length])

    def _read_headers(self) -> None:
        self._head = self._table("head")
        self._hhea = self._table("hhea")
        self._maxp = self._table("maxp")
        self._extra = [(tag, self._table(tag)) for tag in _HEADER_TABLES if tag in self._tables]
        self.units_per_em: int = _U16.unpack_from(self._head, 18)[0]
        self.bounding_box: tuple[int, ...] = unpack_from(">4h", self._head, 36)
        self.ascent, self.descent = unpack_from(">2h", self._hhea, 4)
        self._long_offsets = bool(unpack_from(">h", self._head, 50)[0])
        self._full_metrics: int = _U16.unpack_from(self._hhea, 34)[0]
        self.glyph_count: int = _U16.unpack_from(self._maxp, 4)[0]
        os2 = self._table("OS/2")
        self.weight: int = _U16.unpack_from(os2, 4)[0]
        has_cap_height = len(os2) >= 90 and _U16.unpack_from(os2, 0)[0] > 1  # noqa: PLR2004 - OS/2 version 2
        self.cap_height: int = unpack_from(">h", os2, 88)[0] if has_cap_height else self.ascent
        self.postscript_name = self._read_postscript_name()

    def _read_postscript_name(self) -> str:
        table = self._table("name")
        count, storage = _PAIR.unpack_from(table, 2)
        for record in range(6, 6 + 12 * count, 12):
            platform, _, _, identity, length, offset = unpack_from(">6H", table, record)
            if identity == 6:  # noqa: PLR2004 - name 6 is the PostScript name
                raw = table[storage + offset : storage + offset + length]
                text = raw.decode("utf-16-be" if platform in {0, 3} else "latin-1")
                return "".join(c for c in text if c.isascii() and (c.isalnum() or c in "-+."))
        return self.path.stem

    def _read_cmap(self) -> None:
        offset, _ = self._tables["cmap"]
        best = (0, 0, 0)
        for record in range(
            offset + 4, offset + 4 + 8 * _U16.unpack_from(self._data, offset + 2)[0], 8
        ):
            platform, encoding, where = unpack_from(">HHL", self._data, record)
            layout = _U16.unpack_from(self._data, offset + where)[0]
            preference = _CMAP_PREFERENCE.get((platform, encoding, layout), 0)
            best = max(best, (preference, layout, offset + where))
        preference, self._cmap_format, self._cmap = best
        if not preference:
            message = f"{self.path} has no Unicode character map of format 4 or 12."
            raise FontFileError(message)

    def glyph_number(self, code_point: int) -> int:
        """Return the glyph of a Unicode code point, 0 when the face has none."""
        try:
            return self._glyph_numbers[code_point]
        except KeyError:
            find = self._find_12 if self._cmap_format == 12 else self._find_4  # noqa: PLR2004 - format 12
            number = find(code_point)
            self._glyph_numbers[code_point] = number
            return number

    def _find_12(self, code_point: int) -> int:
        low, high = 0, unpack_from(">L", self._data, self._cmap + 12)[0]
        while low < high:
            middle = (low + high) // 2
            first, last, glyph = _GROUP.unpack_from(self._data, self._cmap + 16 + 12 * middle)
            if code_point < first:
                high = middle
            elif code_point > last:
                low = middle + 1
            else:
                return int(glyph + code_point - first)
        return 0

    def _find_4(self, code_point: int) -> int:
        data, base = self._data, self._cmap
        segments = _U16.unpack_from(data, base + 6)[0] // 2
        low, high = 0, segments
        while low < high:
            middle = (low + high) // 2
            if _U16.unpack_from(data, base + 14 + 2 * middle)[0] < code_point:
                low = middle + 1
            else:
                high = middle
        starts = base + 16 + 2 * segments + 2 * low
        if low == segments or code_point < (start := _U16.unpack_from(data, starts)[0]):
            return 0
        delta = _U16.unpack_from(data, starts + 2 * segments)[0]
        range_at = starts + 4 * segments
        range_offset = _U16.unpack_from(data, range_at)[0]
        if not range_offset:
            return int((code_point + delta) & 0xFFFF)
        glyph = _U16.unpack_from(data, range_at + range_offset + 2 * (code_point - start))[0]
        return int((glyph + delta) & 0xFFFF) if glyph else 0

    def code_points(self) -> set[int]:
        """Return every code point the face maps to a glyph."""
        found: set[int] = set()
        if self._cmap_format == 12:  # noqa: PLR2004 - format 12
            for group in range(unpack_from(">L", self._data, self._cmap + 12)[0]):
                first, last, _ = _GROUP.unpack_from(self._data, self._cmap + 16 + 12 * group)
                found.update(range(first, last + 1))
            return found
        return {code for code in range(0x10000) if self._find_4(code)}

    def _metrics(self, glyph: int) -> bytes:
        offset, _ = self._tables["hmtx"]
        if glyph < self._full_metrics:
            return bytes(self._data[offset + 4 * glyph : offset + 4 * glyph + 4])
        last = offset + 4 * self._full_metrics - 4
        bearing = offset + 4 * self._full_metrics + 2 * (glyph - self._full_metrics)
        return bytes(self._data[last : last + 2]) + bytes(self._data[bearing : bearing + 2])

    def advance(self, glyph: int) -> int:
        """Return the advance width of a glyph in font units."""
        return int(_U16.unpack_from(self._metrics(glyph))[0])

    def glyph(self, number: int) -> Glyph:
        """Return the outline record, the parts and the metrics of a glyph."""
        try:
            return self._glyphs[number]
        except KeyError:
            glyph = self._glyphs[number] = self._read_glyph(number)
            return glyph

    def _read_glyph(self, number: int) -> Glyph:
        where, _ = self._tables["loca"]
        if self._long_offsets:
            start, end = unpack_from(">LL", self._data, where + 4 * number)
        else:
            start, end = (2 * half for half in _PAIR.unpack_from(self._data, where + 2 * number))
        glyf, _ = self._tables["glyf"]
        outline = bytes(self._data[glyf + start : glyf + end])
        components = _components(outline)
        return Glyph(outline + bytes(-len(outline) % 4), components, self._metrics(number))

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """Return a TrueType file of .notdef, `glyphs` as numbers 1, 2, 3 …, and their parts.

        It has the tables that a PDF CIDFontType2 needs and no others (ISO 32000-1, 9.9, table 126).
        """
        order = [0, *glyphs]
        numbers = {old: new for new, old in enumerate(order)}
        outlines: list[bytes] = []
        metrics: list[bytes] = []
        offsets = [0]
        for old in order:  # grows while it runs: parts of composite glyphs are appended
            outline, components, measure = self.glyph(old)
            if components:
                patched = bytearray(outline)
                for at, part in components:
                    if part not in numbers:
                        numbers[part] = len(order)
                        order.append(part)
                    patched[at : at + 2] = _U16.pack(numbers[part])
                outline = bytes(patched)
            outlines.append(outline)
            metrics.append(measure)
            offsets.append(offsets[-1] + len(outline))
        count = _U16.pack(len(order))
        tables = [
            *self._extra,
            ("glyf", b"".join(outlines)),
            ("head", self._head[:8] + bytes(4) + self._head[12:50] + b"\0\1" + self._head[52:54]),
            ("hhea", self._hhea[:34] + count),
            ("hmtx", b"".join(metrics)),
            ("loca", pack(f">{len(offsets)}L", *offsets)),
            ("maxp", self._maxp[:4] + count + self._maxp[6:]),
        ]
        return _assemble(sorted(tables))


def _components(outline: bytes) -> tuple[tuple[int, int], ...]:
    """Return where a composite glyph names its parts; empty for a plain outline."""
    if len(outline) < 10 or not outline[0] & 0x80:  # noqa: PLR2004 - the ten bytes of a glyph's header
        return ()
    found: list[tuple[int, int]] = []
    at = 10
    while True:
        flags, part = _PAIR.unpack_from(outline, at)
        found.append((at + 2, part))
        at += 8 if flags & _ARGUMENTS_ARE_WORDS else 6
        at += 2 if flags & 0x08 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        if not flags & _MORE_COMPONENTS:
            return tuple(found)


def _checksum(table: bytes) -> int:
    words = array("I", table)
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


def _assemble(tables: list[tuple[str, bytes]]) -> bytes:
    """Return a font file of the given tables with its directory and check sums."""
    count = len(tables)
    selector = count.bit_length() - 1
    search = 16 << selector
    directory = [pack(">LHHHH", 0x10000, count, search, selector, 16 * count - search)]
    offset = 12 + 16 * count
    body: list[bytes] = []
    total = head = 0
    for tag, table in tables:
        padded = table + bytes(-len(table) % 4)
        checksum = _checksum(padded)
        total += checksum
        if tag == "head":
            head = offset
        directory.append(pack(">4sLLL", tag.encode(), checksum, offset, len(table)))
        offset += len(padded)
        body.append(padded)
    header = b"".join(directory)
    file = bytearray(header + b"".join(body))
    adjustment = (0xB1B0AFBA - total - _checksum(header)) & 0xFFFFFFFF
    file[head + 8 : head + 12] = pack(">L", adjustment)
    return bytes(file)
