"""Result lists, title lists and bonus sheets as PDF: one table over as many pages as it needs.

Drawn directly on reportlab's canvas (its Table takes four times as long and parses markup in
paragraphs).  Cells that do not fit are set smaller, then wrapped; a row taller than a page
continues on the next one.  The same arguments give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from certificates.typesetting.colour import INK, Colour, fill, stroke
from certificates.typesetting.document import FontSet, Paper
from certificates.typesetting.fonts import Style, chain, refuse_unprintable
from certificates.typesetting.paragraphs import break_lines, units_of
from certificates.typesetting.paths import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONG: Final = 841.89
_SHORT: Final = 595.276
_MARGIN: Final = 36.0
_PADDING: Final = 4.0
_SIZE: Final = 9.0
_SMALLEST: Final = 7.2
"""A text that would need a smaller type than this is wrapped instead."""
_ROW: Final = 18.0
_LINE: Final = 11.0
_HEADER_SHADE: Final[Colour] = (0.91, 0.89, 0.85)
_ZEBRA: Final[Colour] = (0.968, 0.962, 0.948)
_RULE: Final[Colour] = (0.72, 0.69, 0.65)
_SIGNATURE_HEIGHT: Final = 40.0


class Column(msgspec.Struct, frozen=True):
    """One column of a list."""

    title: str
    weight: float = 1
    """Its share of the width, compared with the other columns."""
    align: Literal["left", "center", "right"] = "left"
    """Numbers are set right."""


class _Text(NamedTuple):
    """One line of a cell, ready to be placed."""

    pieces: tuple[tuple[str, str], ...]
    size: float
    width: float


class _Row(NamedTuple):
    cells: tuple[tuple[_Text, ...], ...]
    lines: int

    @property
    def height(self) -> float:
        return _ROW + (self.lines - 1) * _LINE


class _Sheet:
    """The geometry of one list and its texts, prepared once for each distinct one."""

    def __init__(self, columns: Sequence[Column], size: tuple[float, float]) -> None:
        self.width, self.height = size
        self.columns = columns
        self.fonts = FontSet("L")
        total = sum(column.weight for column in columns)
        room = self.width - 2 * _MARGIN
        self.widths = [room * column.weight / total for column in columns]
        self.edges = [_MARGIN]
        for width in self.widths:
            self.edges.append(self.edges[-1] + width)
        self._cells: dict[tuple[str, float], tuple[_Text, ...]] = {}

    def text(self, text: str, size: float, style: Style = "hei") -> _Text:
        """Prepare one line of text."""
        width = chain(style).width(text, size)
        return _Text(tuple(self.fonts.pieces(style, text)), size, width)

    def cell(self, text: str, column: int) -> tuple[_Text, ...]:
        """Prepare a cell: one line if it can, otherwise smaller or wrapped."""
        room = self.widths[column] - 2 * _PADDING
        key = (text, room)
        try:
            return self._cells[key]
        except KeyError:
            refuse_unprintable(text)
            lines = self._cells[key] = self._set(text, room)
            return lines

    def _set(self, text: str, room: float) -> tuple[_Text, ...]:
        width = chain("hei").width(text, _SIZE)
        if width <= room:
            return (self.text(text, _SIZE),)
        if width * _SMALLEST / _SIZE <= room:
            return (self.text(text, _SIZE * room / width),)
        units = units_of([(text, False)], lambda piece: chain("hei").width(piece, 1))
        lines = break_lines(units, max(1.0, room / _SMALLEST))
        pieces = ("".join(unit.text for unit in line.units) for line in lines)
        return tuple(self._within(piece, room) for piece in pieces)

    def _within(self, text: str, room: float) -> _Text:
        """Prepare a wrapped line; one with hanging punctuation is set smaller to stay inside."""
        width = chain("hei").width(text, _SMALLEST)
        return self.text(text, _SMALLEST * min(1.0, room / width) if width else _SMALLEST)

    def row(self, values: Sequence[str]) -> _Row:
        """Prepare a row; it must have a value for each column."""
        if len(values) != len(self.columns):
            message = f"A row has {len(values)} values for {len(self.columns)} columns."
            raise ValueError(message)
        cells = tuple(self.cell(value, index) for index, value in enumerate(values))
        return _Row(cells, max(1, *map(len, cells)))


def draw_list(  # noqa: PLR0913 - the parts of a list
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    footer: str,
    *,
    landscape: bool = True,
    signatures: Sequence[str] = (),
) -> bytes:
    """Return the PDF/A-2u of a table with a header on each page and 第 x 页 共 y 页 below.

    `rows` holds one text for each column; `signatures` are labels of lines to sign on after the
    last row, such as 裁判长.  Raises GlyphMissingError and UnprintableTextError, naming the
    character.
    """
    refuse_unprintable("".join((title, subtitle, footer, *signatures)))
    sheet = _Sheet(columns, (_LONG, _SHORT) if landscape else (_SHORT, _LONG))
    header = sheet.row([column.title for column in columns])
    pages = _paginate(sheet, header, rows, _SIGNATURE_HEIGHT if signatures else 0)
    paper = Paper((sheet.width, sheet.height), title=title, author=footer, subject=subtitle)
    paper.use_fonts(sheet.fonts)
    for index, page in enumerate(pages):
        code = _heading(sheet, title, subtitle)
        bottom = _table(sheet, header, page, code)
        if signatures and index == len(pages) - 1:
            _signatures(sheet, signatures, bottom - 26, code)
        _foot(sheet, footer, f"第 {index + 1} 页　共 {len(pages)} 页", code)
        paper.draw("\n".join(code))
        paper.end_page()
    return paper.finish()


def _top(sheet: _Sheet) -> float:
    """Return where the table begins, below title and subtitle."""
    return sheet.height - _MARGIN - 44


def _paginate(
    sheet: _Sheet, header: _Row, rows: Iterable[Sequence[str]], signature_height: float
) -> list[list[_Row]]:
    """Distribute rows over pages; there is always a page, and room to sign on the last one."""
    room = _top(sheet) - header.height - _MARGIN - 18
    longest = int((room - _ROW) // _LINE) + 1
    pages: list[list[_Row]] = [[]]
    left = room
    for values in rows:
        for row in _continued(sheet.row(values), longest):
            if row.height > left and pages[-1]:
                pages.append([])
                left = room
            pages[-1].append(row)
            left -= row.height
    if signature_height > left:
        last = pages[-1]
        pages.append([last.pop()] if len(last) > 1 else [])
    return pages


def _continued(row: _Row, longest: int) -> list[_Row]:
    """Split a row that is taller than a page into rows of at most `longest` lines."""
    if row.lines <= longest:
        return [row]
    starts = range(0, row.lines, longest)
    parts = [tuple(cell[start : start + longest] for cell in row.cells) for start in starts]
    return [_Row(cells, max(1, *map(len, cells))) for cells in parts]


def _put(text: _Text, x: float, y: float) -> str:
    shown = " ".join(f"/{font} {number(text.size)} Tf <{codes}> Tj" for font, codes in text.pieces)
    return f"BT {number(x)} {number(y)} Td {shown} ET"


def _heading(sheet: _Sheet, title: str, subtitle: str) -> list[str]:
    """Return the operators of title and subtitle, centred and shrunk to the page."""
    code = [fill(INK)]
    room = sheet.width - 2 * _MARGIN
    for text, size, drop, style in ((title, 17.0, 16.0, "song"), (subtitle, 9.5, 33.0, "hei")):
        if text:
            chosen: Style = "song" if style == "song" else "hei"
            width = chain(chosen).width(text, size)
            line = sheet.text(text, size * min(1.0, room / width), chosen)
            code.append(_put(line, (sheet.width - line.width) / 2, sheet.height - _MARGIN - drop))
    return code


def _table(sheet: _Sheet, header: _Row, rows: Sequence[_Row], code: list[str]) -> float:
    """Append one page of the table and return its lower edge."""
    left, right = sheet.edges[0], sheet.edges[-1]
    span = number(right - left)
    top = y = _top(sheet)
    lines = [y]
    cells: list[str] = []
    for index, row in enumerate([header, *rows]):
        height = row.height
        y -= height
        if index % 2 == 0:
            shade = _ZEBRA if index else _HEADER_SHADE
            code.append(f"{fill(shade)} {number(left)} {number(y)} {span} {number(height)} re f")
        lines.append(y)
        _row(sheet, row, y, cells, header=not index)
    code.append(f"{stroke(_RULE)} 0.4 w")
    code += [f"{number(left)} {number(line)} m {number(right)} {number(line)} l" for line in lines]
    code += [f"{number(edge)} {number(top)} m {number(edge)} {number(y)} l" for edge in sheet.edges]
    code += ["S", fill(INK), "BT", *cells, "ET"]
    return y


def _row(sheet: _Sheet, row: _Row, bottom: float, cells: list[str], *, header: bool) -> None:
    """Append the texts of one row, each cell's lines centred in its height."""
    middle = bottom + row.height / 2
    for index, cell in enumerate(row.cells):
        align = "center" if header else sheet.columns[index].align
        left, right = sheet.edges[index], sheet.edges[index + 1]
        y = middle + (len(cell) - 1) * _LINE / 2 - _SIZE * 0.36
        for text in cell:
            if align == "left":
                x = left + _PADDING
            elif align == "right":
                x = right - _PADDING - text.width
            else:
                x = (left + right - text.width) / 2
            start = f"1 0 0 1 {x:.2f} {y:.2f} Tm"
            if len(text.pieces) == 1:
                font, codes = text.pieces[0]
                cells.append(f"{start} /{font} {number(text.size)} Tf <{codes}> Tj")
            elif text.pieces:
                shown = [
                    f"/{font} {number(text.size)} Tf <{codes}> Tj" for font, codes in text.pieces
                ]
                cells.append(f"{start} {' '.join(shown)}")
            y -= _LINE


def _signatures(sheet: _Sheet, labels: Sequence[str], y: float, code: list[str]) -> None:
    """Append labels with a line to sign on, spread over the width."""
    room = (sheet.width - 2 * _MARGIN) / len(labels)
    for index, label in enumerate(labels):
        text = sheet.text(f"{label}：", 10)
        x = _MARGIN + index * room
        start, end = x + text.width + 2, x + room - 18
        code.append(_put(text, x, y))
        low = number(y - 2)
        code.append(f"{stroke(INK)} 0.6 w {number(start)} {low} m {number(end)} {low} l S")


def _foot(sheet: _Sheet, footer: str, page: str, code: list[str]) -> None:
    """Append the footer at the left and the page number at the right."""
    code.append(fill(INK))
    count = sheet.text(page, 8)
    room = sheet.width - 2 * _MARGIN - count.width - 12
    if footer:
        width = chain("hei").width(footer, 8)
        code.append(_put(sheet.text(footer, 8 * min(1.0, room / width)), _MARGIN, _MARGIN - 14))
    code.append(_put(count, sheet.width - _MARGIN - count.width, _MARGIN - 14))
