"""Open what was uploaded: find the sheet and its heading row, whatever the file is called."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import msgspec

from competition.registration.sheets.columns import (
    BY_KEY,
    CHOICES_NAME,
    COLUMNS,
    EXAMPLE_NAME,
    KNOWN_HEADINGS,
    NOTES_NAME,
    PROBLEMS,
    SHEET_NAME,
    plain_heading,
)
from competition.registration.sheets.finding import SheetFindings
from competition.sheets.csv_files import csv_rows
from competition.sheets.workbooks import Workbook

_ZIP_START = b"PK\x03\x04"
_OLD_WORKBOOK_START = bytes.fromhex("D0CF11E0A1B11AE1")
_SEARCHED_ROWS = 10
_FEWEST_HEADINGS = 3
_OTHERS = (NOTES_NAME, EXAMPLE_NAME, CHOICES_NAME)

Rows = Iterator[tuple[int, list[str]]]


class OpenSheet(msgspec.Struct, frozen=True):
    """A sheet with its heading row found: rows below it, and where each column lies.

    `height` says how many rows there may be, 0 where that is not known beforehand.
    """

    rows: Rows
    heading_row: int
    positions: dict[str, int]
    height: Callable[[], int]


def open_sheet(path: Path, findings: SheetFindings) -> OpenSheet | None:
    """Open an .xlsx or .csv file by its content; None after a problem of the whole file."""
    with path.open("rb") as stream:
        start = stream.read(len(_OLD_WORKBOOK_START))
    coded: dict[int, str] = {}
    early: list[tuple[int, int]] = []

    def number(row: int, column: int) -> None:
        if not coded:
            early.append((row, column))
        elif (heading := coded.get(column)) is not None:
            findings.warn(SHEET_NAME, row, heading, "typed_as_number")

    if start.startswith((_ZIP_START, _OLD_WORKBOOK_START)) or not start:
        book = Workbook(path, SHEET_NAME, findings)
        name = _choose(book)
        if name is None:
            if not findings.problems:
                findings.problem(0, "", "no_sheet", value=SHEET_NAME)
            return None
        rows = book.rows(name, number)
        found = _with_headings(rows, findings)
        opened = found and OpenSheet(*found, lambda: book.height)
    else:
        found = _with_headings(csv_rows(path, SHEET_NAME, ".xlsx", findings), findings)
        opened = found and OpenSheet(*found, lambda: 0)
    if opened is not None:
        coded |= {
            at: BY_KEY[key].heading for key, at in opened.positions.items() if BY_KEY[key].code
        }
        for row, column in early:
            if row > opened.heading_row:
                number(row, column)
    return opened


def _choose(book: Workbook) -> str | None:
    """Choose the sheet of the template's name, else the first that is none of its others."""
    if SHEET_NAME in book.sheets:
        return book.sheets[SHEET_NAME]
    return next((name for key, name in book.sheets.items() if key not in _OTHERS), None)


def _with_headings(rows: Rows, findings: SheetFindings) -> tuple[Rows, int, dict[str, int]] | None:
    """Find the heading row among the first rows: the one that names the most columns."""
    first = list(islice(rows, _SEARCHED_ROWS))
    if findings.broken:
        return None
    known = [sum(plain_heading(cell) in KNOWN_HEADINGS for cell in cells) for _, cells in first]
    headings = "、".join(column.heading for column in COLUMNS if column.required)
    if not known or max(known) < _FEWEST_HEADINGS:
        findings.problem(first[0][0] if first else 0, "", "no_headings", columns=headings)
        return None
    at = known.index(max(known))
    positions = _positions(*first[at], findings)
    if positions is None:
        return None
    return chain(first[at + 1 :], rows), first[at][0], positions


def _positions(row: int, cells: Sequence[str], findings: SheetFindings) -> dict[str, int] | None:
    positions: dict[str, int] = {}
    for place, text in enumerate(cells):
        if not text or text.startswith(PROBLEMS):
            continue
        key = KNOWN_HEADINGS.get(plain_heading(text))
        if key is None:
            findings.warn(SHEET_NAME, row, text, "unknown_column", value=text)
        elif key in positions:
            findings.problem(row, text, "double_column", value=text)
        else:
            positions[key] = place
    missing = [one for one in COLUMNS if one.required and one.key not in positions]
    for column in missing:
        findings.problem(row, column.heading, "missing_column", column=column.heading)
    return None if missing else positions
