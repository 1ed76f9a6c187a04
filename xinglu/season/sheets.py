"""The tables of a folder, CSV or workbook, as rows of trimmed text with their row numbers."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from competition.sheets.csv_files import csv_rows, why_not
from competition.sheets.workbooks import Workbook
from xinglu.season.problems import Findings

Rows = Iterator[tuple[int, list[str]]]


class Sheet(msgspec.Struct, frozen=True):
    """One table: its label in problems, its header with its row, and its rows (number, cells)."""

    label: str
    header: list[str]
    header_row: int
    rows: Rows


#: Megabytes that the workbook of a season folder may unpack to: a million marks are 600.
LARGEST_OWN = 4096


class Folder:
    """One folder: its files, found without regard to case, and its tables.

    A table is `NAME.csv` or a sheet of the folder's one workbook.
    """

    def __init__(self, path: Path, label: str, workbook: str, findings: Findings) -> None:
        """Look into `path`; `label` is how problems name it ("" or "events/X/")."""
        self.path = path
        self.label = label
        self.names: list[str] = []
        self._findings = findings
        self.workbook_name = workbook
        self._folded: dict[str, list[str]] = {}
        self._labels: dict[str, str] = {}
        self._workbook: Workbook | None = None
        try:
            self.names = sorted(os.listdir(path))  # noqa: PTH208 - names are all that is asked for
        except OSError as error:
            findings.lose(label.rstrip("/") or path.name, 0, "", "unreadable", why=why_not(error))
        for name in self.names:
            self._folded.setdefault(name.lower(), []).append(name)
        if workbook and (file := self.file(workbook)) is not None:
            self._workbook = Workbook(file, label + file.name, findings, LARGEST_OWN)

    @property
    def sheet_names(self) -> dict[str, str]:
        """Give the sheets of the workbook by table name."""
        return {} if self._workbook is None else self._workbook.sheets

    @property
    def workbook_label(self) -> str:
        """Give the name of the workbook in problems."""
        return self.label + self.workbook_name if self._workbook is None else self._workbook.label

    def child(self, name: str) -> str | None:
        """Give the name of a file or folder as it is written here; None when it is not there."""
        names = self._folded.get(name.lower(), [])
        if len(names) > 1:
            self._findings.add(self.label + names[1], 0, "", "twice_given", other=names[0])
        return name if name in names else names[0] if names else None

    def file(self, name: str) -> Path | None:
        """Give the path of a file; None when it is not there, or is no file (a problem)."""
        found = self.child(name)
        if found is None:
            return None
        file = self.path / found
        try:
            if file.is_file():
                return file
            self._findings.lose(self.label + found, 0, "", "not_a_file")
        except OSError as error:
            self._findings.lose(self.label + found, 0, "", "unreadable", why=why_not(error))
        return None

    def label_of(self, table: str) -> str:
        """Give the name of a table in problems, whether it is there or not."""
        return self._labels.get(table, f"{self.label}{table}.csv")

    def is_whole(self, table: str) -> bool:
        """Say whether all of a table was read, so that what it does not hold is not there."""
        return self.label_of(table) not in self._findings.broken

    def open(self, table: str, *, required: bool, may_be_blank: bool = False) -> Sheet | None:
        """Open a table by name; None when it is not there (a problem if it is required).

        A wholly blank table is a table without rows when it `may_be_blank`, and a blank sheet of
        a table that is not required is a table that is not there.
        """
        file = self.file(f"{table}.csv")
        sheet = self.sheet_names.get(table)
        if file is not None:
            label = self._labels[table] = self.label + file.name
            if self._workbook is not None and sheet is not None:
                self._findings.add(
                    label, 0, "", "twice_given", other=self._workbook.label_of(sheet)
                )
            rows = csv_rows(file, label, self.workbook_label, self._findings)
            return self._with_header(label, rows, may_be_blank=may_be_blank)
        if self._workbook is not None and sheet is not None:
            label = self._labels[table] = self._workbook.label_of(sheet)
            if not required and self._workbook.is_blank(sheet):
                return None
            rows = self._workbook.rows(sheet)
            return self._with_header(label, rows, may_be_blank=may_be_blank)
        label = self.label_of(table)
        if label in self._findings.broken:
            return None
        if self.workbook_label in self._findings.broken:
            self._findings.broken.add(label)
        elif required:
            self._findings.lose(label, 0, "", "missing_file")
        return None

    def _with_header(self, label: str, rows: Rows, *, may_be_blank: bool) -> Sheet | None:
        for number, cells in rows:
            while cells and not cells[-1]:
                cells.pop()
            return Sheet(label, cells, number, rows)
        if label not in self._findings.broken:
            if may_be_blank:
                return None
            self._findings.broken.add(label)
            return Sheet(label, [], 1, rows)
        return None


def column_positions(
    sheet: Sheet, required: Sequence[str], optional: Sequence[str], findings: Findings
) -> dict[str, int]:
    """Find the columns of a sheet, noting unknown, double and missing ones."""
    positions: dict[str, int] = {}
    allowed = (*required, *optional)
    columns = ",".join(required)
    if not sheet.header:
        findings.lose(sheet.label, 1, "", "no_header", columns=columns)
        return positions
    if not any(name in allowed for name in sheet.header):
        findings.lose(sheet.label, sheet.header_row, "", "no_columns", columns=columns)
        return positions
    for position, name in enumerate(sheet.header):
        if not name:
            continue
        if name not in allowed:
            findings.add(
                sheet.label,
                sheet.header_row,
                name,
                "unknown_column",
                value=name,
                allowed=", ".join(allowed),
            )
        elif name in positions:
            findings.add(sheet.label, sheet.header_row, name, "double_column", value=name)
        else:
            positions[name] = position
    for name in required:
        if name not in positions:
            findings.lose(sheet.label, sheet.header_row, name, "missing_column", column=name)
    return positions
