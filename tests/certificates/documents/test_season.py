"""A season gives all its lists as files, each independent of what another cannot print."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

import io
from datetime import date

import openpyxl  # type: ignore[import-untyped] # it publishes no types
import pytest
from pypdf import PdfReader

from certificates.documents.season import Decisions, season_documents
from certificates.documents.sheet import Document, Field, Number, Section
from certificates.documents.workbook import CellTooLongError, draw_workbook
from tests.certificates.documents.samples import HOSTILE_NAMES, cells, facts, result, title


def sheet(*rows: tuple[str | Number, ...]) -> Document:
    """Return a list of two columns."""
    fields = (Field("姓名", 60), Field("数", 60, "right"))
    return Document((Section("表", "", "=标题()", "+说明", fields, rows),), "", date(2026, 1, 2))


def test_a_season_names_its_files_after_events_and_lists() -> None:
    decisions = Decisions(titles=(title("A", 1), title("B", 2, state="")))
    files = dict(season_documents(facts(), decisions))
    assert list(files) == [
        "documents/results/turning.xlsx",
        "documents/results/turning.pdf",
        "documents/titles.xlsx",
        "documents/titles.pdf",
        "documents/title-recommendations.xlsx",
        "documents/title-recommendations.pdf",
        "documents/title-recommendations-refused.pdf",
    ]
    assert files == dict(season_documents(facts(), decisions))


def test_a_character_without_glyph_is_printed_as_its_code_point() -> None:
    names = ("王\U0003134b", *HOSTILE_NAMES[1:])
    files = dict(season_documents(facts(result(names)), Decisions(titles=(title("A", 1),))))
    paper = files["documents/results/turning.pdf"]
    assert isinstance(paper, bytes)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert "王[U+3134B]" in text
    workbook = files["documents/results/turning.xlsx"]
    assert isinstance(workbook, bytes)
    assert cells(workbook)[1][1] == names[0]
    assert isinstance(files["documents/titles.pdf"], bytes)


def test_a_title_that_begins_like_a_formula_is_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(draw_workbook(sheet(("甲", Number(1))))))
    first = book.worksheets[0]
    assert [(first[place].value, first[place].data_type) for place in ("A1", "A2")] == [
        ("=标题()", "s"),
        ("+说明", "s"),
    ]


def test_a_number_that_excel_would_round_is_written_as_text() -> None:
    rows = cells(draw_workbook(sheet(("甲", Number(10**15 - 1)), ("乙", Number(10**17 + 1)))))
    assert [row[1] for row in rows[1:]] == [10**15 - 1, "100000000000000001"]


def test_a_text_that_excel_would_cut_is_refused() -> None:
    assert cells(draw_workbook(sheet(("长" * 32_767, ""))))[1][0] == "长" * 32_767
    with pytest.raises(CellTooLongError, match="32767"):
        draw_workbook(sheet(("长" * 32_768, "")))


def test_negative_totals_keep_sign_and_decimals() -> None:
    rows = cells(
        draw_workbook(sheet(("甲", Number(-5, 2)), ("乙", Number(-1234567, grouped=True))))
    )
    assert [row[1] for row in rows[1:]] == [-0.05, -1234567]
    assert Number(-5, 2).text() == "-0.05"
    assert Number(-1234567, grouped=True).text() == "-1,234,567"
