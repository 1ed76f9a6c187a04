"""Open workbooks: other kinds are refused in words, the sheets of .xlsx are read as text."""

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import python_calamine

from competition.sheets.cells import LostCell, Repairs, cell_text, lost_cells
from competition.sheets.notes import Notes

#: Megabytes that an uploaded workbook may unpack to: readers keep about four times as much.
LARGEST_UNPACKED = 300
#: Its shared texts may be a third of that: the smallest take several times as much as cells do.
_TEXTS_SHARE = 3
_TEXTS = "xl/sharedstrings.xml"
_MEGABYTE = 1 << 20
_OLD_WORKBOOK = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UNPACKING = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, RuntimeError, EOFError,
    LookupError, ArithmeticError,
)  # fmt: skip
_EMPTY, _FAR, _KIND, _LARGE, _LOCKED, _UNREADABLE = (
    "workbook_empty", "far_cell", "workbook_kind", "workbook_large", "workbook_locked",
    "unreadable",
)  # fmt: skip
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class FlawError(Exception):
    """Why a workbook cannot be read: the key of a sentence and its values."""

    def __init__(self, message: str, **values: object) -> None:
        """Keep the message."""
        super().__init__(message)
        self.message = message
        self.values = values


class Workbook:
    """An .xlsx file; `sheets` maps table names to sheet names."""

    def __init__(
        self, file: Path, label: str, findings: Notes, largest: int = LARGEST_UNPACKED
    ) -> None:
        """Open a workbook; when that fails it is broken and has no sheets.

        One that unpacks to more than `largest` megabytes is refused: the reader's memory is that
        of every session.
        """
        self.label = label
        self.sheets: dict[str, str] = {}
        self.height = 0
        self._findings = findings
        self._parts: dict[str, str] = {}
        self._file = file
        try:
            _refuse_other_kinds(file, largest)
            self._parts = _sheet_parts(file)
            self._book = _open(file)
            names = list(self._book.sheet_names)
        except FlawError as flaw:
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
        except FlawError:
            return False

    def _sheet(self, sheet: str) -> python_calamine.CalamineSheet:
        if sheet not in self._parts:
            raise FlawError(_KIND)
        try:
            return self._book.get_sheet_by_name(sheet)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # the reader's own failures are no Exceptions
            raise FlawError(_UNREADABLE, why=type(error).__name__) from error

    def rows(
        self, sheet: str, number: Callable[[int, int], None] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """Give row number and cells of every row that is not blank, as a person sees them.

        Cells merged downwards hold the value in every row. A cell merged across columns, or
        whose formula failed or has no stored result, is a problem and LOST. `number` is told the
        row (from 1) and column (from 0) of every cell that holds a number. `height` is the last
        row once the first was given.
        """
        label = self.label_of(sheet)
        try:
            lost = self._lost_cells(sheet)
            found = self._sheet(sheet)
        except FlawError as flaw:
            self._findings.lose(label, 0, "", flaw.message, **flaw.values)
            return
        if found.start is None:
            return
        end = found.end or found.start
        self.height = end[0] + 1
        repairs = Repairs(label, self._findings, lost, found.merged_cell_ranges or (), end[0])
        left = [""] * found.start[1]
        numbers: dict[float, str] = {}
        for index, values in enumerate(found.iter_rows()):
            cells = left + _texts(values, numbers)
            if number is not None:
                _tell_numbers(values, index + 1, len(left), number)
            if index in repairs.rows:
                repairs.repair(index, cells)
            if any(cells):
                repairs.header = repairs.header or cells
                yield index + 1, cells

    def _lost_cells(self, sheet: str) -> dict[int, list[LostCell]]:
        """Find cells without value by looking at the sheet as it lies in the file.

        Raises FlawError when a filled cell lies so far out that reading the sheet would need
        gigabytes (readers keep the whole rectangle).
        """
        lost: dict[int, list[LostCell]] = {}
        try:
            with (
                zipfile.ZipFile(self._file) as archive,
                archive.open(self._parts.get(sheet, "")) as stream,
            ):
                for cell in lost_cells(stream):
                    if cell.message == "far_cell":
                        raise FlawError(_FAR, cell=cell.name)
                    lost.setdefault(cell.row, []).append(cell)
        except _UNPACKING as error:
            raise FlawError(_UNREADABLE, why=type(error).__name__) from error
        return lost


def _tell_numbers(
    values: Sequence[object], row: int, left: int, number: Callable[[int, int], None]
) -> None:
    if float in map(type, values):
        for place, value in enumerate(values, left):
            if type(value) is float:
                number(row, place)


def _texts(values: Iterable[object], numbers: dict[float, str]) -> list[str]:
    """Write the cells of a row as a person sees them; `numbers` keeps what was written before."""
    texts = []
    for value in values:
        if type(value) is str:
            texts.append(value.strip())
        elif type(value) is float:
            text = numbers.get(value)
            if text is None:
                text = numbers[value] = cell_text(value)
            texts.append(text)
        else:
            texts.append(cell_text(value))
    return texts


def _open(file: Path) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_path(str(file))
    except python_calamine.PasswordError as error:
        raise FlawError(_LOCKED) from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the reader's own failures are no Exceptions
        raise FlawError(_KIND) from error


def _refuse_other_kinds(file: Path, largest: int) -> None:
    """Raise FlawError unless a file is an .xlsx archive of bearable size."""
    try:
        with file.open("rb") as stream:
            start = stream.read(_MEGABYTE)
            if not start:
                raise FlawError(_EMPTY)
            if start.startswith(_OLD_WORKBOOK):
                rest = stream.read()
                locked = _ENCRYPTED in start or _ENCRYPTED in rest
                raise FlawError(_LOCKED if locked else _KIND)
        with zipfile.ZipFile(file) as archive:
            size = sum(item.file_size for item in archive.infolist())
            texts = max(
                (one.file_size for one in archive.infolist() if one.filename.lower() == _TEXTS),
                default=0,
            )
            names = set(archive.namelist())
            locked = any(item.flag_bits & 1 for item in archive.infolist())
    except OSError as error:
        raise FlawError(_UNREADABLE, why=error.strerror or type(error).__name__) from error
    except _UNPACKING as error:
        raise FlawError(_KIND) from error
    if locked:
        raise FlawError(_LOCKED)
    if "xl/workbook.xml" not in names:
        raise FlawError(_KIND)
    if max(size, texts * _TEXTS_SHARE) > largest * _MEGABYTE:
        raise FlawError(_LARGE, limit=largest)


def _sheet_parts(file: Path) -> dict[str, str]:
    """Map the sheets of a workbook to their files in the archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
            relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
            names = set(archive.namelist())
    except _UNPACKING as error:
        raise FlawError(_KIND) from error
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
