"""Sheets as people save them: encodings, headings, merged cells, numbers, formulas."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl  # type: ignore[import-untyped]  # it publishes no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.people.identity import is_valid_id
from competition.people.rules import IdType
from competition.registration.sheets.columns import SheetFacts, event_choices
from competition.registration.sheets.finding import SheetFindings
from competition.registration.sheets.grouping import Grouping
from competition.registration.sheets.numbers import sound_residents
from competition.registration.sheets.reading import Line, read_lines
from competition.registration.sheets.reporting import draw_report
from competition.registration.sheets.template import draw_template
from tests.competition.registration_sheets.sheets import (
    HEADINGS,
    csv_text,
    id_number,
    person,
    saved,
    workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

FACTS = SheetFacts(
    1,
    "2027",
    1,
    "省赛",
    event_choices([(1, "electrician", "电工", 1), (2, "network", "网络系统管理", 2)]),
    ("济南市代表队",),
)


def read(
    tmp_path: Path, content: bytes, facts: SheetFacts = FACTS
) -> tuple[list[Line], list[tuple[int, str, str]]]:
    """Read a file; give its lines and findings as row, heading and message."""
    path = tmp_path / "sheet"
    path.write_bytes(content)
    findings = SheetFindings()
    grouping = Grouping(facts, findings)
    lines: list[Line] = []
    for batch in read_lines(path, facts, findings, lambda _done, _total: None):
        lines += batch
        grouping.add(batch)
    grouping.entries()
    return lines, [(one.row, one.column, one.message) for one in findings.in_order()]


def test_a_workbook_that_swells_is_refused_unread(tmp_path: Path) -> None:
    """A few hundred kilobytes of texts that would take gigabytes of memory."""
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(workbook([person(1)]))
    with ZipFile(path, "a", ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the second file of that name is the point
        archive.writestr("xl/sharedStrings.xml", b"<si><t>a</t></si>" * 7_000_000)
    assert path.stat().st_size < 1_000_000
    assert read(tmp_path, path.read_bytes()) == ([], [(0, "", "workbook_large")])


def test_csv_is_read_in_every_usual_encoding(tmp_path: Path) -> None:
    """UTF-8 with and without BOM, GB18030 with a rare character; UTF-16 is refused in words."""
    text = csv_text([person(1, 姓名="王䶮𫖯")])
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        lines, findings = read(tmp_path, text.encode(encoding))
        assert ([line.name for line in lines], findings) == (["王䶮𫖯"], [])
    assert read(tmp_path, text.encode("utf-16")) == ([], [(0, "", "utf16")])
    assert read(tmp_path, b"")[1] == [(0, "", "workbook_empty")]


def test_headings_may_move_and_be_called_otherwise(tmp_path: Path) -> None:
    """A title above, another order, stars and brackets; an unknown column is only a remark."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2027年报名表"])
    sheet.append(["姓名*", "身份证号", "赛项名称", "组 别", "代表队（全称）", "备注"])
    sheet.append(["李四", id_number(3), "电工", "职工", "济南市代表队", "无"])
    lines, findings = read(tmp_path, saved(book))
    assert [(line.row, line.name, line.id_number) for line in lines] == [(3, "李四", id_number(3))]
    assert findings == [(2, "备注", "unknown_column")]


def test_a_missing_a_double_and_no_heading_are_told(tmp_path: Path) -> None:
    """The columns that are needed are named."""
    some = [heading for heading in HEADINGS if heading != "组别"]
    assert read(tmp_path, workbook([person(1)], some))[1] == [(1, "组别", "missing_column")]
    twice = read(tmp_path, workbook([person(1)], [*HEADINGS, "姓名"]))
    assert twice[1] == [(1, "姓名", "double_column")]
    assert read(tmp_path, workbook([], ["甲", "乙"]))[1] == [(1, "", "no_headings")]


def test_numbers_formulas_and_merged_cells_are_told_in_their_cell(tmp_path: Path) -> None:
    """An ID typed as a number has lost its digits; a phone typed as one may have lost a zero."""
    book = openpyxl.load_workbook(BytesIO(workbook([person(1), person(2), person(3)])))
    sheet = book.active
    column = {heading: place for place, heading in enumerate(HEADINGS, start=1)}
    sheet.cell(2, column["证件号码"]).value = int(id_number(1)[:17] + "0")
    sheet.cell(3, column["手机号码"]).value = 13800000002
    sheet.cell(4, column["姓名"]).value = "=A1"
    sheet.merge_cells(start_row=2, end_row=3, start_column=column["赛项"],
                      end_column=column["赛项"])  # fmt: skip
    lines, findings = read(tmp_path, saved(book))
    assert [line.event.code for line in lines if line.event] == ["electrician"] * 3
    assert findings == [
        (2, "证件号码", "scientific"),
        (2, "赛项", "merged_down"),
        (2, "证件号码", "typed_as_number"),
        (3, "手机号码", "typed_as_number"),
        (4, "姓名", "no_value"),
    ]


def test_wrong_words_signs_and_doubles_are_all_told_at_once(tmp_path: Path) -> None:
    """Each at its row and heading; empty rows in between change no number."""
    rows = [
        person(1, 组别="工人", 赛项="没有的赛项"),
        {},
        person(2, 姓名="张\u200b三", 出生日期="昨天"),
        person(2),
        person(3, 赛项="网络系统管理"),
        person(4, 赛项="network", 组号="1"),
        person(5, 赛项="network", 组号="1", 城市="青岛"),
        person(6, 证件号码="", 姓名=""),
    ]
    assert read(tmp_path, workbook(rows))[1] == [
        (2, "赛项", "choice"),
        (2, "组别", "choice"),
        (4, "姓名", "control"),
        (4, "出生日期", "date"),
        (5, "证件号码", "twice"),
        (6, "组号", "group"),
        (8, "城市", "disagree"),
        (9, "姓名", "empty"),
        (9, "证件号码", "empty"),
    ]


def test_the_example_of_the_template_is_right_in_itself(tmp_path: Path) -> None:
    """Its rows read without any finding; the sheet to fill in is empty."""
    content = draw_template(FACTS)
    assert content == draw_template(FACTS)
    assert read(tmp_path, content) == ([], [])
    book = openpyxl.load_workbook(BytesIO(content))
    assert [cell.number_format for cell in book["报名表"]["I"][:1]] != []
    validations = book["报名表"].data_validations.dataValidation
    assert len(validations) == 9
    for name in ("报名表", "填写说明"):
        del book[name]
    book["示例"].title = "报名表"
    lines, findings = read(tmp_path, saved(book))
    assert (len(lines), findings) == (4, [])


def test_a_report_keeps_the_rows_and_can_be_uploaded_again(tmp_path: Path) -> None:
    """The problem stands in the last column of its row, and is not read as data."""
    content = workbook([person(1), {}, person(2, 组别="工人")])
    _, before = read(tmp_path, content)
    findings = SheetFindings()
    list(read_lines(tmp_path / "sheet", FACTS, findings, lambda _done, _total: None))
    target = tmp_path / "report.xlsx"
    draw_report(tmp_path / "sheet", target, findings.in_order(), lambda one: one.message)
    sheet = openpyxl.load_workbook(target)["报名表"]
    assert sheet.cell(4, len(HEADINGS) + 1).value == "【组别】choice"
    _, after = read(tmp_path, target.read_bytes())
    assert after == before == [(4, "组别", "choice")]


@given(st.lists(st.text("0123456789Xx", min_size=17, max_size=19), max_size=8))
def test_many_numbers_are_checked_as_each_of_them(numbers: list[str]) -> None:
    """Whatever the digits, one answer; with the right check digit as well."""
    mended = [
        number[:17] + digit for number in numbers for digit in "0123456789X" if len(number) > 17
    ]
    every = [*numbers, *mended]
    assert sound_residents(every) == [is_valid_id(IdType.RESIDENT, number) for number in every]


@pytest.mark.parametrize("born", ["20000229", "19000229", "20230431", "00010101", "20240229"])
def test_birth_dates_are_real_ones(born: str) -> None:
    """Leap years by the rule of centuries."""
    number = id_number(1, born)
    assert sound_residents([number]) == [is_valid_id(IdType.RESIDENT, number)]
