"""A list prints every row, on as many pages as it needs, without reading any markup."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from certificates.typesetting.fonts import GlyphMissingError, UnprintableTextError
from certificates.typesetting.lists import Column, draw_list
from tests.certificates.typesetting.samples import read_with_poppler, read_with_pypdf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COLUMNS = (
    Column("名次", 0.6, "center"),
    Column("姓名", 1.2),
    Column("单位", 3),
    Column("总分", 0.8, "right"),
    Column("说明", 3),
)


def draw(rows: Sequence[Sequence[str]], *, signatures: Sequence[str] = ()) -> bytes:
    """Draw a list of the usual columns."""
    return draw_list(
        "成绩公布单", "数控车工　职工组", COLUMNS, rows, "组委会", signatures=signatures
    )


def row(rank: int, name: str = "王㛃𬭎", note: str = "") -> tuple[str, ...]:
    """Return a row of the usual columns."""
    return (str(rank), name, "山东某某装备制造集团有限公司", f"{100 - rank / 100:.2f}", note)


@pytest.mark.parametrize(
    "name", ["王㛃𬭎", "䶮·阿卜杜", "𮧵𠮷㐀", "NA", "=1+1", "<b>x", "<img src=x onerror=alert(1)>"]
)
def test_a_name_in_a_list_is_read_back_unchanged(name: str, tmp_path: Path) -> None:
    pdf = draw([row(1, name)])
    assert "".join(name.split()) in read_with_pypdf(pdf)
    assert "".join(name.split()) in "".join(read_with_poppler(pdf, tmp_path).split())


def test_every_row_is_there_once_and_each_page_has_the_header_and_its_number() -> None:
    pdf = draw([row(rank) for rank in range(1, 201)])
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    count = len(pages)
    assert count == 9
    for index, text in enumerate(pages):
        assert f"第{index + 1}页共{count}页" in "".join(text.split())
        assert text.count("名次") == 1
        assert text.count("成绩公布单") == 1
    marks = re.findall(r" (9\d\.\d\d)$", "\n".join(pages), flags=re.MULTILINE)
    assert marks == [f"{100 - rank / 100:.2f}" for rank in range(1, 201)]


def test_a_long_explanation_is_wrapped_and_complete() -> None:
    note = "参赛人数不足三十人，按《办法》第十七条不授予称号，名次与奖项保留，晋升另行审核。" * 4
    assert note in read_with_pypdf(draw([row(1, note=note)]))


def test_a_row_taller_than_a_page_continues_on_the_next_one() -> None:
    note = "很长的说明" * 1000
    pdf = draw([row(1, note=note), row(2)])
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) > 2
    assert sum(text.count("很") for text in pages) == 1000


def test_an_empty_list_is_one_page_with_a_header() -> None:
    pdf = draw([])
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert "名次姓名单位总分说明" in read_with_pypdf(pdf)


def test_the_lines_to_sign_on_stand_below_the_last_row_only() -> None:
    rows = [row(rank) for rank in range(1, 61)]
    pages = PdfReader(io.BytesIO(draw(rows, signatures=("裁判长", "监督")))).pages
    assert [page.extract_text().count("裁判长：") for page in pages] == [0] * (len(pages) - 1) + [1]


def test_a_list_that_fills_its_page_takes_a_row_along_for_the_lines_to_sign_on() -> None:
    for count in range(20, 27):
        rows = [row(rank) for rank in range(1, count + 1)]
        last = PdfReader(io.BytesIO(draw(rows, signatures=("裁判长",)))).pages[-1].extract_text()
        assert "裁判长：" in last
        assert f"{100 - count / 100:.2f}" in last


def test_the_same_rows_give_the_same_bytes_on_portrait_paper_too() -> None:
    rows = [row(rank) for rank in range(1, 100)]
    assert draw(rows) == draw(rows)
    portrait = draw_list("表", "", COLUMNS, rows, "", landscape=False)
    box = PdfReader(io.BytesIO(portrait)).pages[0].mediabox
    assert box.height > box.width


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="4 values for 5 columns"):
        draw([row(1)[:4]])


def test_a_character_that_cannot_be_printed_is_named() -> None:
    with pytest.raises(GlyphMissingError, match=r"U\+3134B"):
        draw([row(1, "王\U0003134b")])
    with pytest.raises(UnprintableTextError, match=r"U\+202E"):
        draw([row(1, "王\u202e")])
