"""The result list shows places, ties, guests and states, and never an identity number."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

import io
import re

import openpyxl  # type: ignore[import-untyped] # it publishes no types
import pytest
from pypdf import PdfReader

from certificates.documents.paper import draw_section
from certificates.documents.results import result_list
from certificates.documents.sheet import without_long_numbers
from certificates.documents.workbook import draw_workbook
from tests.certificates.documents.samples import (
    ENTRIES,
    HOSTILE_NAMES,
    IDS,
    UNIT,
    calamine_cells,
    cells,
    result,
)
from tests.certificates.typesetting.samples import read_with_pypdf

PLAIN_NAMES = ("甲", "乙", "丙", "丁", "戊", "己", "庚")
UNITS = {UNIT.code: UNIT.name}


def test_ranks_ties_guests_and_states_stand_in_the_order_of_the_contract() -> None:
    workbook = draw_workbook(result_list(result(PLAIN_NAMES), UNITS, "2026年度"))
    unit = (UNIT.name, "济南")
    assert cells(workbook)[:8] == [
        ("名次", "选手", "单位", "代表队", "总分", "奖项", "备注"),
        (1, "甲", *unit, 90, "一等奖", None),
        (2, "乙", *unit, 88, "二等奖", None),
        ("（2）", "己", *unit, 89, None, "特邀，不占名次"),
        (3, "丙", *unit, 88, "二等奖", "总分相同，以“加工”定先后"),
        (4, "丁", *unit, 70, "三等奖", "2个单元并列"),
        (4, "戊", *unit, 70, "三等奖", "2个单元并列"),
        (None, "庚", *unit, None, None, "缺席"),
    ]


def test_the_count_in_the_text_is_that_of_the_rows() -> None:
    section = result_list(result(), UNITS, "2026年度").sections[0]
    assert len(section.rows) == len(ENTRIES)
    assert section.title == "数控车工成绩公布单"
    assert section.subtitle == (
        "全省数控技能竞赛　省级一类　职工组　2026年4月18日　共7个参赛单元，计入名次5个"
    )


def test_names_of_every_kind_are_read_back_unchanged_by_three_readers() -> None:
    document = result_list(result(), UNITS, "2026年度")
    workbook = draw_workbook(document)
    assert {row[1] for row in cells(workbook)[1:8]} == set(HOSTILE_NAMES)
    assert {row[1] for row in calamine_cells(workbook)[1:8]} == set(HOSTILE_NAMES)
    text = read_with_pypdf(draw_section(document, document.sections[0]))
    assert [name for name in HOSTILE_NAMES if name not in text] == []
    assert "泰山<重工>&公司" in text


def test_a_workbook_has_neither_formulas_nor_links_and_totals_with_their_decimals() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(draw_workbook(result_list(result(), UNITS, "2026年度")))
    )
    sheet = book.worksheets[0]
    every = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in every} == {"s", "n"}
    assert [cell for cell in every if cell.hyperlink] == []
    assert {sheet.cell(row, 5).number_format for row in range(4, 10)} == {"0.00"}
    assert sheet["B4"].value == "=1+1"
    assert sheet["B4"].quotePrefix is True


def test_a_public_list_has_no_run_of_15_digits_even_where_one_was_typed_into_a_name() -> None:
    names = (f"王强{IDS['A']}", "李370102900307001", *PLAIN_NAMES[2:])
    document = result_list(result(names, "济南13812345678"), UNITS, "2026年度")
    book = openpyxl.load_workbook(io.BytesIO(draw_workbook(document)))
    shown = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    shown += read_with_pypdf(draw_section(document, document.sections[0]))
    assert re.findall(r"\d{11,}", shown) == []
    assert shown.count("王强******************") == 2
    assert shown.count("济南***********") == 14


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("37010219900307001x", "*" * 18),
        ("鲁人社字〔2027〕12号，2026年4月18日，25,713,000元", None),
        ("１３８１２３４５６７８", "*" * 11),
        ("1234567890", None),
    ],
)
def test_only_long_numbers_are_hidden(text: str, shown: str | None) -> None:
    assert without_long_numbers(text) == (text if shown is None else shown)


def test_the_sheet_prints_on_a4_with_its_header_on_each_page() -> None:
    workbook = draw_workbook(result_list(result(), UNITS, "竞赛&大赛"))
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert int(sheet.page_setup.paperSize) == 9
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((None, 0), (1, 0))
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.oddFooter.right.text == "第 &P 页　共 &N 页"
    assert min(sheet.column_dimensions[letter].width for letter in "ABCDEFG") >= 6
    assert book.properties.created.isoformat() == "2026-04-18T00:00:00"


def test_an_event_without_registered_people_shows_delegations_only() -> None:
    one = result()
    one = type(one)(one.event, one.rules, one.standings, {})
    fields = [field.title for field in result_list(one, {}, "").sections[0].fields]
    assert fields == ["名次", "代表队", "总分", "奖项", "备注"]


def test_the_same_list_gives_the_same_bytes_and_lines_to_sign_on() -> None:
    first, second = (result_list(result(), UNITS, "2026年度") for _ in range(2))
    assert draw_workbook(first) == draw_workbook(second)
    paper = draw_section(first, first.sections[0])
    assert paper == draw_section(second, second.sections[0])
    text = PdfReader(io.BytesIO(paper)).pages[-1].extract_text()
    assert "裁判长：" in text
    assert "监督：" in text
