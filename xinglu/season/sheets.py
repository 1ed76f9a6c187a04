"""Read the tables of a folder, CSV or workbook, as rows of trimmed text with their row numbers."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import msgspec
import python_calamine

from xinglu.season.problems import Findings

csv.field_size_limit(10_000_000)
_LARGEST_EXACT_FLOAT = 10**15

Rows = Iterator[tuple[int, list[str]]]


class Sheet(msgspec.Struct, frozen=True):
    """One table: its label in problems, its header and its rows (row number, cells)."""

    label: str
    header: list[str]
    rows: Rows


class Folder:
    """The tables of one folder: `NAME.csv` files, or the sheets of one workbook."""

    def __init__(self, path: Path, label: str, workbook: str, findings: Findings) -> None:
        """Look into `path`; `label` is how problems name it ("" or "events/X/")."""
        self._path = path
        self._label = label
        self._findings = findings
        self._workbook_label = label + workbook
        self._sheets: dict[str, str] = {}
        self._workbook: python_calamine.CalamineWorkbook | None = None
        file = path / workbook
        if file.is_file():
            self._open_workbook(file)

    @property
    def sheet_names(self) -> list[str]:
        """Give the table names that the workbook holds."""
        return list(self._sheets)

    def _open_workbook(self, file: Path) -> None:
        try:
            self._workbook = python_calamine.CalamineWorkbook.from_path(str(file))
            names = self._workbook.sheet_names
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            self._findings.add(self._workbook_label, 0, "", "unreadable", why=error)
            return
        for name in names:
            key = name.strip().lower().removesuffix(".csv")
            if key in self._sheets:
                self._findings.add(
                    f"{self._workbook_label}[{name}]", 0, "", "twice_given", other=self._sheets[key]
                )
            self._sheets[key] = name

    def open(self, table: str, *, required: bool) -> Sheet | None:
        """Open a table by name; None when it is not there (a problem if it is required)."""
        file = self._path / f"{table}.csv"
        label = f"{self._label}{table}.csv"
        in_workbook = self._sheets.get(table)
        if file.is_file():
            if in_workbook is not None:
                other = f"{self._workbook_label}[{in_workbook}]"
                self._findings.add(label, 0, "", "twice_given", other=other)
            return self._with_header(label, self._csv_rows(file, label))
        if in_workbook is not None and self._workbook is not None:
            label = f"{self._workbook_label}[{in_workbook}]"
            return self._with_header(label, self._workbook_rows(in_workbook, label))
        if required:
            self._findings.add(label, 0, "", "missing_file")
        return None

    def _with_header(self, label: str, rows: Rows) -> Sheet | None:
        problems_before = len(self._findings.problems)
        for _, cells in rows:
            while cells and not cells[-1]:
                cells.pop()
            return Sheet(label, cells, rows)
        if len(self._findings.problems) == problems_before:
            self._findings.add(label, 1, "", "no_header")
        return None

    def _csv_rows(self, file: Path, label: str) -> Rows:
        text = read_text(file, label, self._findings)
        if text is None:
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._findings.add(label, number, "", "csv", why=error)
                return
            cells = [cell.strip() for cell in cells]
            if any(cells):
                yield number, cells

    def _workbook_rows(self, name: str, label: str) -> Rows:
        if self._workbook is None:
            return
        try:
            sheet = self._workbook.get_sheet_by_name(name)
            values = sheet.to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            self._findings.add(label, 0, "", "unreadable", why=error)
            return
        for first, last in sheet.merged_cell_ranges or ():
            where = f"{_cell_name(first)}:{_cell_name(last)}"
            self._findings.add(label, first[0] + 1, _cell_name(first), "merged", range=where)
        for number, row in enumerate(values, start=1):
            cells = [cell_text(value) for value in row]
            if any(cells):
                yield number, cells


def _cell_name(position: tuple[int, int]) -> str:
    row, column = position
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def cell_text(value: object) -> str:
    """Write a workbook's cell the way a person sees it; long numbers stay scientific, as lost."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _LARGEST_EXACT_FLOAT:
            return str(int(value))
        return f"{value:.2E}" if abs(value) >= _LARGEST_EXACT_FLOAT else f"{value:.15g}"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta | int):
        return str(value)
    return ""


def read_text(file: Path, label: str, findings: Findings) -> str | None:
    """Read a text file as UTF-8 with or without BOM, else GB18030; None after a problem."""
    try:
        content = file.read_bytes()
    except OSError as error:
        findings.add(label, 0, "", "unreadable", why=error.strerror or error)
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    findings.add(label, 0, "", "encoding")
    return None


def column_positions(
    sheet: Sheet, required: Sequence[str], optional: Sequence[str], findings: Findings
) -> dict[str, int]:
    """Find the columns of a sheet, noting unknown, double and missing ones."""
    positions: dict[str, int] = {}
    allowed = (*required, *optional)
    for position, name in enumerate(sheet.header):
        if not name:
            continue
        if name not in allowed:
            findings.add(
                sheet.label, 1, name, "unknown_column", value=name, allowed=", ".join(allowed)
            )
        elif name in positions:
            findings.add(sheet.label, 1, name, "double_column", value=name)
        else:
            positions[name] = position
    for name in required:
        if name not in positions:
            findings.add(sheet.label, 1, name, "missing_column", column=name)
    return positions
