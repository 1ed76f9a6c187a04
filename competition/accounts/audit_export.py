"""What was found in the audit log as a file: .csv or .xlsx, every cell as text."""

import csv
import io
from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook

MOST_LINES = 100_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (10, 18, 24, 18, 24, 24, 70, 10)


def as_csv(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Write lines as CSV that a spreadsheet opens: UTF-8 with its mark, no cell is a formula."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(heading)
    for line in lines:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in line])
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def as_workbook(heading: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Write lines as a workbook, row by row in bounded memory."""
    made = io.BytesIO()
    with Workbook(made, {"constant_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#F3EEE3"})
        sheet = book.add_worksheet()
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width)
        for at, cell in enumerate(heading):
            sheet.write_string(0, at, cell, head)
        for row, line in enumerate(lines, start=1):
            for at, cell in enumerate(line):
                sheet.write_string(row, at, cell)
        sheet.freeze_panes(1, 0)
    return made.getvalue()
