"""Workbooks about registrations by sheet: the problems beside the rows they are in."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook

from competition.registration.sheets.columns import COLUMNS, PROBLEMS, SHEET_NAME
from competition.registration.sheets.finding import SheetFinding, SheetFindings
from competition.registration.sheets.opening import open_sheet
from competition.sheets.cells import LOST

_FONT: Final = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}


def draw_report(
    source: Path,
    target: Path,
    findings: Iterable[SheetFinding],
    sentence: Callable[[SheetFinding], str],
) -> None:
    """Write the uploaded sheet again with its problems in a last column, each row where it was.

    The heading row is written anew above the rows; `sentence` words a finding. Bounded memory.
    """
    said: dict[int, list[str]] = defaultdict(list)
    for one in findings:
        named = f"【{one.column}】" if one.column else ""
        said[one.row].append(named + sentence(one))
    with Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False}) as book:
        text = book.add_format({**_FONT, "num_format": "@"})
        wrong = book.add_format(
            {**_FONT, "num_format": "@", "text_wrap": True, "bg_color": "#FBE9E7"}
        )
        head = book.add_format({**_FONT, "bold": True, "border": 1, "bg_color": "#E8E3D9"})
        sheet = book.add_worksheet(SHEET_NAME)
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.width, text)
        sheet.set_column(len(COLUMNS), len(COLUMNS), 60, wrong)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.heading, head)
        general = [words for row in (0, 1) for words in said.get(row, ())]
        heading = f"{PROBLEMS}：{'；'.join(general)}" if general else PROBLEMS
        sheet.write_string(0, len(COLUMNS), heading, head)
        opened = open_sheet(source, SheetFindings())
        if opened is None:
            return
        for row, cells in opened.rows:
            for place, column in enumerate(COLUMNS):
                at = opened.positions.get(column.key)
                value = cells[at] if at is not None and at < len(cells) else ""
                if value and value != LOST:
                    sheet.write_string(row - 1, place, value, text)
            if row in said:
                sheet.write_string(row - 1, len(COLUMNS), "；".join(said[row]), wrong)
