"""A list as .xlsx for working: text stays text, numbers are values, no formula and no link."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range

from certificates.documents.sheet import Cell, Document, Field, Number, Section, plain

_HEADER_ROW: Final = 2
_A4: Final = 9
_NARROWEST: Final = 6
_WIDEST: Final = 46
"""In characters; longer texts are wrapped."""
_LONGEST_TEXT: Final = 32_767
"""What a cell can hold, in UTF-16 units."""
_LONGEST_FOOTER: Final = 200
"""Excel takes 255 characters with the codes for page numbers."""
_EXACT_DIGITS: Final = 15
"""A longer number would be rounded by Excel; it is written as text."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@")
_FONT: Final = "宋体"
_SIZE: Final = 10.5

_Formats = Callable[..., Any]


class CellTooLongError(ValueError):
    """A text is longer than a cell can hold, and would be cut."""


def draw_workbook(document: Document) -> bytes:
    """Return the .xlsx of a list, a worksheet for each section; the same list, the same bytes.

    Raises CellTooLongError where Excel would cut a text.
    """
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        main = document.sections[0]
        book.set_properties(
            {
                "title": document.text(main.title),
                "subject": document.text(main.subtitle),
                "author": document.text(document.footer),
                "created": datetime.combine(document.made_on, time()),
            }
        )
        formats = _formats(book)
        for section in document.sections:
            _Worksheet(book.add_worksheet(section.name), document, section, formats).write()
    return buffer.getvalue()


def _formats(book: Any) -> _Formats:  # noqa: ANN401 - xlsxwriter has no types
    """Give cell formats by their properties, each made once in a workbook."""
    kept: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(**properties: object) -> Any:  # noqa: ANN401 - xlsxwriter has no types
        key = tuple(properties.items())
        if key not in kept:
            usual = {"font_name": _FONT, "font_size": _SIZE, "valign": "vcenter"}
            kept[key] = book.add_format(usual | properties)
        return kept[key]

    return of


class _Worksheet:
    """One section under way to its worksheet: two lines of heading, the header, the rows."""

    def __init__(
        self,
        sheet: Any,  # noqa: ANN401 - xlsxwriter has no types
        document: Document,
        section: Section,
        formats: _Formats,
    ) -> None:
        self.sheet = sheet
        self.document = document
        self.section = section
        self.formats = formats
        self.last_column = len(section.fields) - 1

    def write(self) -> None:
        """Write everything."""
        section = self.section
        self._set_up_page()
        self._set_widths()
        self._heading(0, section.title, 30, bold=True, font_size=16, align="center")
        room = sum(self._widths()) * 0.95
        lines = -(-_width(section.subtitle) // max(1, int(room)))
        style = {"align": "center", "text_wrap": True, "font_color": "#444444"}
        self._heading(1, section.subtitle, 16 * max(1, lines), **style)
        header = self.formats(
            bold=True, border=1, align="center", bg_color="#E8E3D9", text_wrap=True
        )
        for column, field in enumerate(section.fields):
            self.sheet.write_string(_HEADER_ROW, column, field.title, header)
        for count, cells in enumerate(section.rows, 1):
            self._row(_HEADER_ROW + count, cells, bold=False)
        row = _HEADER_ROW + len(section.rows)
        if section.rows:
            self.sheet.autofilter(_HEADER_ROW, 0, row, self.last_column)
        if section.closing:
            row += 1
            self._row(row, section.closing, bold=True)
        if section.signatures:
            places = "　　　".join(f"{label}：____________" for label in section.signatures)
            self._heading(row + 2, places, 24)

    def _set_up_page(self) -> None:
        sheet = self.sheet
        if self.section.landscape:
            sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER_ROW)
        sheet.freeze_panes(_HEADER_ROW + 1, 0)
        footer = self.document.text(self.document.footer)[:_LONGEST_FOOTER].replace("&", "&&")
        sheet.set_footer(f"&L{footer}&R第 &P 页　共 &N 页")

    def _widths(self) -> list[float]:
        """Give the width of each column in characters, as its longest text asks for it."""
        every = [[field.title for field in self.section.fields]]
        every += [[plain(cell) for cell in row] for row in self.section.rows]
        if self.section.closing:
            every.append([plain(cell) for cell in self.section.closing])
        texts = zip(*every, strict=True)
        return [
            max(_NARROWEST, field.room, min(_WIDEST, max(map(_width, column)) + 2.5))
            for field, column in zip(self.section.fields, texts, strict=True)
        ]

    def _set_widths(self) -> None:
        first, last = _HEADER_ROW + 1, _HEADER_ROW + max(1, len(self.section.rows))
        codes = []
        for column, width in enumerate(self._widths()):
            style = None
            if self.section.fields[column].code:
                style = self.formats(num_format="@")
                codes.append(xl_range(first, column, last, column))
            self.sheet.set_column(column, column, width, style)
        if codes:
            self.sheet.ignore_errors({"number_stored_as_text": " ".join(codes)})

    def _heading(self, row: int, text: str, height: int, **style: object) -> None:
        """Write a text over the whole width; never as a formula, which merge_range would."""
        made = self.formats(**style)
        self.sheet.set_row(row, height)
        if self.last_column:
            self.sheet.merge_range(row, 0, row, self.last_column, "", made)
        self._text(row, 0, text, made)

    def _row(self, row: int, cells: Sequence[Cell], *, bold: bool) -> None:
        for column, (field, cell) in enumerate(zip(self.section.fields, cells, strict=True)):
            if isinstance(cell, Number) and len(str(abs(cell.digits))) <= _EXACT_DIGITS:
                style = self.formats(
                    border=1, bold=bold, align=field.align, num_format=_number_format(cell)
                )
                value = cell.digits / 10**cell.decimals if cell.decimals else cell.digits
                self.sheet.write_number(row, column, value, style)
            else:
                text = plain(cell)
                style = self._text_style(field, text, bold=bold)
                self._text(row, column, text, style)

    def _text_style(self, field: Field, text: str, *, bold: bool) -> Any:  # noqa: ANN401 - as above
        style: dict[str, object] = {"border": 1, "bold": bold, "align": field.align}
        if field.code:
            style["num_format"] = "@"
        else:
            style["text_wrap"] = True
        if text.startswith(_FORMULA_STARTS):
            style["quote_prefix"] = True  # still text after someone edits the cell
        return self.formats(**style)

    def _text(self, row: int, column: int, text: str, style: Any) -> None:  # noqa: ANN401 - as above
        shown = self.document.text(text)
        if len(shown.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
            message = f"表格的一格最多{_LONGEST_TEXT}个字符，这里有{len(shown)}个：{shown[:30]}…"
            raise CellTooLongError(message)
        if shown:
            self.sheet.write_string(row, column, shown, style)
        else:
            self.sheet.write_blank(row, column, None, style)


def _number_format(number: Number) -> str:
    if number.grouped:
        return "#,##0"
    return f"0.{'0' * number.decimals}" if number.decimals else "0"


def _width(text: str) -> int:
    """Count the columns that a text takes: two for each Chinese character."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)
