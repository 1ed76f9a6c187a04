"""The cells of a worksheet: what they show, and those whose value a spreadsheet lost or hides."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO

import msgspec

from competition.sheets.notes import Notes

#: Stands where a cell's value was lost: noted once, and nothing else is said about the cell.
LOST = "\x00"
_CHUNK = 1 << 22
_LONGEST_CELL = 1 << 18
_LAST_COLUMN = 26
_LARGEST_EXACT_FLOAT = 10**15
_CELL = re.compile(rb"<((?:\w+:)?)c(\s[^>]*?)?(?:/>|>(.*?)</\1c\s*>)", re.DOTALL)
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]+)(\d+)[\"']")
_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_TEXT = re.compile(rb"\st\s*=\s*[\"']str[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)")
_FAR = re.compile(rb"r=\"[A-Z]{2}")
_HINTS = (b"<f", b":f", b'"e"', b"'")

Position = tuple[int, int]


class LostCell(msgspec.Struct, frozen=True):
    """A cell without value (row and column from 0) and what is said about it."""

    row: int
    column: int
    message: str
    more: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The name of the cell, such as B7."""
        return cell_name((self.row, self.column))


class MergedDown(msgspec.Struct, frozen=True):
    """A range merged within one column."""

    column: int
    first: int
    where: str


class MergedAcross(msgspec.Struct, frozen=True):
    """A range merged over several columns."""

    left: int
    right: int
    first: int
    where: str


class Repairs:
    """What to do to the rows of a sheet that hold lost or merged cells.

    `rows` are the indices of those rows; `header` is the header once it was read.
    """

    def __init__(
        self,
        label: str,
        findings: Notes,
        lost: dict[int, list[LostCell]],
        merged: Iterable[tuple[Position, Position]],
        last_row: int,
    ) -> None:
        """Sort the merged ranges by row."""
        self.header: list[str] = []
        self._label = label
        self._findings = findings
        self._lost = lost
        self._down: dict[int, list[MergedDown]] = {}
        self._across: dict[int, list[MergedAcross]] = {}
        self._above: dict[int, str] = {}
        self._noted: set[str] = set()
        for first, last in merged:
            where = f"{cell_name(first)}:{cell_name(last)}"
            for row in range(first[0], min(last[0], last_row) + 1):
                if first[1] == last[1]:
                    down = MergedDown(first[1], first[0], where)
                    self._down.setdefault(row, []).append(down)
                else:
                    across = MergedAcross(first[1], last[1], first[0], where)
                    self._across.setdefault(row, []).append(across)
        self.rows = self._lost.keys() | self._down.keys() | self._across.keys()

    def repair(self, index: int, cells: list[str]) -> None:
        """Put LOST or the value of the merged cell where the sheet holds none."""
        for lost in self._lost.get(index, ()):
            self._note(index, lost.column, lost.message, cell=lost.name, **lost.more)
            if lost.column < len(cells):
                cells[lost.column] = LOST
        blank = not any(cells)
        for down in self._down.get(index, ()):
            self._fill(index, down, cells, blank=blank)
        for across in self._across.get(index, ()) if self.header else ():
            self._lose(index, across, cells)

    def _note(self, index: int, column: int, message: str, **values: str) -> None:
        name = self.header[column] if column < len(self.header) else ""
        self._findings.add(self._label, index + 1, name or _letters(column), message, **values)

    def _fill(self, index: int, down: MergedDown, cells: list[str], *, blank: bool) -> None:
        column = down.column
        if column >= len(cells):
            return
        if index == down.first:
            self._above[column] = cells[column]
            if cells[column] and cells[column] != LOST:
                name = self.header[column] if column < len(self.header) else _letters(column)
                self._findings.warn(self._label, index + 1, name, "merged_down", where=down.where)
        elif not blank:
            cells[column] = self._above.get(column, "")

    def _lose(self, index: int, across: MergedAcross, cells: list[str]) -> None:
        left, right = across.left, min(across.right, len(cells) - 1)
        if index == across.first and left < len(cells) and cells[left]:
            self._noted.add(across.where)
            self._note(index, left, "merged", where=across.where)
        if across.where in self._noted:
            cells[left : right + 1] = [LOST] * (right + 1 - left)


def lost_cells(stream: IO[bytes]) -> Iterator[LostCell]:
    """Look through the XML of a worksheet for cells whose formula failed or was never computed.

    A filled cell beyond column Z is told as `far_cell`.
    """
    rest = b""
    while chunk := stream.read(_CHUNK):
        block = rest + chunk
        end = max(block.rfind(b"</c>") + len(b"</c>"), block.rfind(b":c>") + len(b":c>"))
        if end < len(b"<c></c>"):
            rest = block[-_LONGEST_CELL:]
            continue
        block, rest = block[:end], block[end:][-_LONGEST_CELL:]
        if any(hint in block for hint in _HINTS) or _FAR.search(block):
            for match in _CELL.finditer(block):
                if (lost := _look_at(match[2] or b"", match[3])) is not None:
                    yield lost


def _look_at(attributes: bytes, content: bytes | None) -> LostCell | None:
    """Say what is wrong with a cell; None when nothing is."""
    reference = _REFERENCE.search(attributes)
    if not content or reference is None:
        return None
    row, column = int(reference[2]) - 1, _column_number(reference[1].decode())
    value = _VALUE.search(content)
    text = value[1].decode("utf-8", "replace").strip() if value else ""
    if _ERROR.search(attributes):
        return LostCell(row, column, "error_value", {"value": text or "#"})
    if not text and _FORMULA.search(content) and not _TEXT.search(attributes):
        return LostCell(row, column, "no_value")
    return LostCell(row, column, "far_cell") if column >= _LAST_COLUMN else None


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(position: Position) -> str:
    """Give the name of a cell (row, column; both from 0), such as B7."""
    return f"{_letters(position[1])}{position[0] + 1}"


def cell_text(value: object) -> str:
    """Write a workbook's cell the way a person sees it; long numbers stay scientific, as lost."""
    text = ""
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, float):
        text = _number_text(value)
    elif isinstance(value, datetime) and value.time() == time():
        text = value.date().isoformat()
    elif isinstance(value, datetime):
        text = value.isoformat(sep=" ")
    elif isinstance(value, date | time | timedelta | int):
        text = str(value)
    return text


def _number_text(value: float) -> str:
    """Write a number with the fifteen digits that spreadsheets keep, without exponent."""
    if abs(value) >= _LARGEST_EXACT_FLOAT:
        return f"{value:.2E}"
    text = f"{value:.15g}"
    return f"{Decimal(text):f}" if "e" in text else text
