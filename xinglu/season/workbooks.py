"""Read the sheets of a workbook as text; what a spreadsheet lost or hides is said, not guessed."""

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import python_calamine

from xinglu.season.problems import Findings

LARGEST_UNPACKED = 4096
_MEGABYTE = 1 << 20
_CHUNK = 4 * _MEGABYTE
_LONGEST_CELL = 1 << 18
_LARGEST_EXACT_FLOAT = 10**15
_OLD_WORKBOOK = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UNPACKING = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, RuntimeError, EOFError,
    LookupError, ArithmeticError,
)  # fmt: skip
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CELL = re.compile(rb"<((?:\w+:)?)c(\s[^>]*?)?(?:/>|>(.*?)</\1c\s*>)", re.DOTALL)
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]+)(\d+)[\"']")
_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)")
_TEXT = re.compile(rb"\st\s*=\s*[\"']str[\"']")
_FAR = re.compile(rb"r=\"[A-Z]{2}")
#: Stands where a cell's value was lost: noted once, and nothing else is said about the cell.
LOST = "\x00"

Position = tuple[int, int]


class Flaw(Exception):  # noqa: N818 - a message of ours, not an error of the program
    """Why a workbook cannot be read: a key of MESSAGES and its values."""

    def __init__(self, message: str, **values: object) -> None:
        """Keep the message."""
        super().__init__(message)
        self.message = message
        self.values = values


class Workbook:
    """An .xlsx file; `sheets` maps table names to sheet names."""

    def __init__(self, file: Path, label: str, findings: Findings) -> None:
        """Open a workbook; when that fails it is broken and has no sheets."""
        self.label = label
        self.sheets: dict[str, str] = {}
        self._findings = findings
        self._parts: dict[str, str] = {}
        self._file = file
        try:
            _refuse_other_kinds(file)
            self._parts = _sheet_parts(file)
            self._book = _open(file)
            names = list(self._book.sheet_names)
        except Flaw as flaw:
            findings.lose(label, 0, "", flaw.message, **flaw.values)
            return
        for name in names:
            key = name.strip().lower().removesuffix(".csv")
            if key in self.sheets:
                findings.add(
                    self.label_of(name), 0, "", "twice_given", other=self.label_of(self.sheets[key])
                )
            else:
                self.sheets[key] = name

    def label_of(self, sheet: str) -> str:
        """Give the name of a sheet in problems."""
        return f"{self.label}[{sheet}]"

    def is_blank(self, sheet: str) -> bool:
        """Say whether a sheet holds nothing at all."""
        try:
            return self._sheet(sheet).start is None
        except Flaw:
            return False

    def _sheet(self, sheet: str) -> python_calamine.CalamineSheet:
        if sheet not in self._parts:
            raise Flaw("workbook_kind")
        try:
            return self._book.get_sheet_by_name(sheet)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # the reader's own failures are no Exceptions
            raise Flaw("unreadable", why=type(error).__name__) from error

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Give row number and cells of every row that is not blank, as a person sees them.

        Cells merged downwards hold the value in every row. A cell merged across columns, or
        whose formula failed or has no stored result, is a problem and LOST.
        """
        label = self.label_of(sheet)
        try:
            lost = self._lost_cells(sheet, label)
            found = self._sheet(sheet)
        except Flaw as flaw:
            self._findings.lose(label, 0, "", flaw.message, **flaw.values)
            return
        if found.start is None:
            return
        left = found.start[1]
        filled, across = self._merged(found)
        above: dict[int, str] = {}
        header: list[str] = []
        for index, values in enumerate(found.iter_rows()):
            cells = [""] * left + [
                value.strip() if type(value) is str else cell_text(value) for value in values
            ]
            for column, place, message, more in lost.get(index, ()):
                self._findings.add(
                    label, index + 1, _column_name(header, column), message, cell=place, **more
                )
                if column < len(cells):
                    cells[column] = LOST
            blank = not any(cells)
            for column, first, where in filled.get(index, ()):
                if column >= len(cells):
                    continue
                if index == first:
                    above[column] = cells[column]
                    if cells[column]:
                        name = _column_name(header, column)
                        self._findings.warn(label, index + 1, name, "merged_down", range=where)
                elif not blank:
                    cells[column] = above.get(column, "")
            if header:
                self._lose_merged(label, index + 1, cells, header, across.get(index, ()))
            if not blank:
                header = header or cells
                yield index + 1, cells

    def _lose_merged(
        self,
        label: str,
        number: int,
        cells: list[str],
        header: list[str],
        ranges: Iterable[tuple[int, int, str]],
    ) -> None:
        """Note cells that are merged across columns; what they cover is LOST."""
        for first, last, where in ranges:
            if first >= len(cells) or (where and not cells[first]):
                continue
            if where:
                name = _column_name(header, first)
                self._findings.add(label, number, name, "merged", range=where)
            for column in range(first, min(last, len(cells) - 1) + 1):
                cells[column] = LOST

    @staticmethod
    def _merged(
        sheet: python_calamine.CalamineSheet,
    ) -> tuple[dict[int, list[tuple[int, int, str]]], dict[int, list[tuple[int, int, str]]]]:
        """Give merged cells by row: (column, first row, range) for those merged downwards only,
        (first column, last column, range) for the others, without range below their first row.
        """
        filled: dict[int, list[tuple[int, int, str]]] = {}
        across: dict[int, list[tuple[int, int, str]]] = {}
        end = sheet.end or (0, 0)
        for first, last in sheet.merged_cell_ranges or ():
            where = f"{cell_name(first)}:{cell_name(last)}"
            for row in range(first[0], min(last[0], end[0]) + 1):
                if first[1] == last[1]:
                    filled.setdefault(row, []).append((first[1], first[0], where))
                else:
                    shown = where if row == first[0] else ""
                    across.setdefault(row, []).append((first[1], last[1], shown))
        return filled, across

    def _lost_cells(
        self, sheet: str, label: str
    ) -> dict[int, list[tuple[int, str, str, dict[str, str]]]]:
        """Find cells without value by looking at the sheet as it lies in the file.

        Raises Flaw when a filled cell lies so far out that reading the sheet would need
        gigabytes (readers keep the whole rectangle).
        """
        lost: dict[int, list[tuple[int, str, str, dict[str, str]]]] = {}
        try:
            with zipfile.ZipFile(self._file) as archive:
                for match in _cells(archive, self._parts.get(sheet, "")):
                    found = _look_at(match)
                    if found is None:
                        continue
                    (row, column), message, more = found
                    if message == "far_cell":
                        raise Flaw("far_cell", cell=cell_name((row, column)))
                    name = cell_name((row, column))
                    lost.setdefault(row, []).append((column, name, message, more))
        except _UNPACKING as error:
            raise Flaw("unreadable", why=type(error).__name__) from error
        return lost


def _column_name(header: list[str], column: int) -> str:
    name = header[column] if column < len(header) else ""
    return name or _letters(column)


def _open(file: Path) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_path(str(file))
    except python_calamine.PasswordError as error:
        raise Flaw("workbook_locked") from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the reader's own failures are no Exceptions
        raise Flaw("workbook_kind") from error


def _refuse_other_kinds(file: Path) -> None:
    """Raise Flaw unless a file is an .xlsx archive of bearable size."""
    try:
        with file.open("rb") as stream:
            start = stream.read(_MEGABYTE)
            if not start:
                raise Flaw("workbook_empty")
            if start.startswith(_OLD_WORKBOOK):
                rest = stream.read()
                locked = _ENCRYPTED in start or _ENCRYPTED in rest
                raise Flaw("workbook_locked" if locked else "workbook_kind")
        with zipfile.ZipFile(file) as archive:
            size = sum(item.file_size for item in archive.infolist())
            names = set(archive.namelist())
            locked = any(item.flag_bits & 1 for item in archive.infolist())
    except OSError as error:
        raise Flaw("unreadable", why=error.strerror or type(error).__name__) from error
    except _UNPACKING as error:
        raise Flaw("workbook_kind") from error
    if locked:
        raise Flaw("workbook_locked")
    if "xl/workbook.xml" not in names:
        raise Flaw("workbook_kind")
    if size > LARGEST_UNPACKED * _MEGABYTE:
        raise Flaw("workbook_large", limit=LARGEST_UNPACKED)


def _sheet_parts(file: Path) -> dict[str, str]:
    """Map the sheets of a workbook to their files in the archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
            relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
            names = set(archive.namelist())
    except _UNPACKING as error:
        raise Flaw("workbook_kind") from error
    targets = {}
    for tag in _RELATION.findall(relations):
        found = _attributes(tag)
        target = found.get("Target", "")
        path = target[1:] if target.startswith("/") else f"xl/{target.removeprefix('./')}"
        targets[found.get("Id", "")] = path
    parts = {}
    for tag in _SHEET.findall(book):
        found = _attributes(tag)
        part = targets.get(found.get("r:id") or found.get("id", ""), "")
        if part in names:
            parts[found.get("name", "")] = part
    return parts


def _attributes(tag: str) -> dict[str, str]:
    return {
        name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)
    }


def _cells(archive: zipfile.ZipFile, part: str) -> Iterator[re.Match[bytes]]:
    """Give the cells of those stretches of a sheet that hold anything worth a look."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            block = rest + chunk
            end = max(block.rfind(b"</c>") + len(b"</c>"), block.rfind(b":c>") + len(b":c>"))
            if end < len(b"<c></c>"):
                rest = block[-_LONGEST_CELL:]
                continue
            block, rest = block[:end], block[end:][-_LONGEST_CELL:]
            hints = (b"<f", b":f", b'"e"', b"'")
            if any(hint in block for hint in hints) or _FAR.search(block):
                yield from _CELL.finditer(block)


def _look_at(match: re.Match[bytes]) -> tuple[Position, str, dict[str, str]] | None:
    """Say what is wrong with a cell; None when nothing is."""
    attributes, content = match[2] or b"", match[3]
    reference = _REFERENCE.search(attributes)
    if not content or reference is None:
        return None
    column = _column_number(reference[1].decode())
    position = (int(reference[2]) - 1, column)
    value = _VALUE.search(content)
    text = value[1].decode("utf-8", "replace").strip() if value else ""
    if _ERROR.search(attributes):
        return position, "error_value", {"value": text or "#"}
    if not text and _FORMULA.search(content) and not _TEXT.search(attributes):
        return position, "no_value", {}
    return (position, "far_cell", {}) if column >= _LAST_COLUMN else None


_LAST_COLUMN = 26


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
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if abs(value) >= _LARGEST_EXACT_FLOAT:
            return f"{value:.2E}"
        text = f"{value:.15g}"
        return f"{Decimal(text):f}" if "e" in text else text
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta | int):
        return str(value)
    return ""
