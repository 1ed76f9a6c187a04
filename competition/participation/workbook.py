"""Workbooks: the template to report with, and the counter's tables; text stays text."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import msgspec
from xlsxwriter import Workbook

from competition.participation.checking import HEADINGS, SHEET
from competition.participation.rules import LEVEL_WORDS, STAGE_WORDS, Level, Stage
from competition.plan.rules import CITIES

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_ROWS = 5000
_WIDTHS = (16, 10, 10, 12, 12, 34, 34)
_HEAD = {"bold": True, "border": 1, "bg_color": "#E8E3D9", "align": "center"}
_FORMULA_STARTS = ("=", "+", "-", "@")


class Sheet(msgspec.Struct, frozen=True):
    """A worksheet: its name, its head, its rows; whole numbers stay numbers."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def draw_template(explanations: Sequence[str], example_year: int) -> bytes:
    """Draw the workbook that is filled in: choices in lists, one sheet of explanations."""
    buffer = BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        as_text = book.add_format({"num_format": "@"})
        head = book.add_format(_HEAD)
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 0)
        for column, headings in enumerate(HEADINGS.values()):
            sheet.write_string(0, column, headings[0], head)
            number = headings[0] == HEADINGS["count"][0]
            sheet.set_column(column, column, _WIDTHS[column], None if number else as_text)
        lists = (
            (1, list(CITIES.values())),
            (2, [word for level, word in LEVEL_WORDS.items() if level is not Level.WORLD]),
            (3, [word for stage, word in STAGE_WORDS.items() if stage in set(Stage)]),
        )
        for column, choices in lists:
            rule = {"validate": "list", "source": choices, "ignore_blank": True}
            sheet.data_validation(1, column, _ROWS, column, rule)
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 0, 100)
        for row, line in enumerate(explanations):
            notes.write_string(row, 0, line.format(year=example_year))
    return buffer.getvalue()


def draw_tables(sheets: Sequence[Sheet]) -> bytes:
    """Draw tables, a worksheet each."""
    buffer = BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        head, grouped = book.add_format(_HEAD), book.add_format({"num_format": "#,##0"})
        quoted = book.add_format({"quote_prefix": True})
        for one in sheets:
            sheet = book.add_worksheet(one.name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, 18)
            sheet.set_column(1, max(1, len(one.head) - 1), 16)
            for column, text in enumerate(one.head):
                sheet.write_string(0, column, text, head)
            for row, cells in enumerate(one.rows, 1):
                for column, cell in enumerate(cells):
                    _write(sheet, (row, column), cell, grouped, quoted)
    return buffer.getvalue()


def _write(
    sheet: Any,  # noqa: ANN401 - xlsxwriter has no types
    place: tuple[int, int],
    cell: str | int,
    grouped: object,
    quoted: object,
) -> None:
    if isinstance(cell, int):
        sheet.write_number(*place, cell, grouped)
    elif cell.startswith(_FORMULA_STARTS):
        sheet.write_string(*place, cell, quoted)
    else:
        sheet.write_string(*place, cell)
