"""Rosters and registration forms: what they hold, what they hide, and how they are drawn."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # it publishes no types
from PIL import Image
from pypdf import PdfReader

from certificates.documents.paper import draw_section
from certificates.documents.registration.form import form_face
from certificates.documents.registration.roster import roster
from certificates.documents.workbook import draw_workbook
from certificates.typesetting.forms import draw_forms
from competition.registration.checkin.people import RegisteredEntry, RegisteredPerson, Wanted
from competition.registration.rules import Division, Role, Status

NUMBER = "37010219900307002X"
DAY = date(2026, 6, 1)


def person(name: str, role: Role = Role.COMPETITOR, number: str = NUMBER) -> RegisteredPerson:
    """Make a registered person."""
    return RegisteredPerson(
        role, name, "resident" if number else "", number, b"x" if number else None, "济南一建",
        "高级工", "车工", "",
    )  # fmt: skip


def entry(code: str, *people: RegisteredPerson, status: Status = Status.OK) -> RegisteredEntry:
    """Make a registered entry of the turning event."""
    return RegisteredEntry(
        1, 2, "省大赛", "turning", "数控车工", "车工", DAY, code, Division.WORKER, "济南市代表队",
        status, people,
    )  # fmt: skip


def words(content: bytes) -> str:
    """Give the text of a PDF without line ends, as a reader copies it."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_a_roster_masks_id_numbers_unless_they_are_revealed() -> None:
    """On paper and in the workbook, where a number stays text."""
    entries = (entry("A1", person("王䶮"), person("李教练", Role.COACH)),)
    masked = roster(entries, "2026", DAY, Wanted(event="turning"), reveal=False)
    full = roster(entries, "2026", DAY, Wanted(event="turning"), reveal=True)
    assert NUMBER not in words(draw_section(masked, masked.sections[0]))
    assert "王䶮" in words(draw_section(masked, masked.sections[0]))
    sheet = load_workbook(BytesIO(draw_workbook(full))).active
    assert [cell.value for cell in sheet[4]][4:8] == ["A1", "职工组", "选手", "王䶮"]
    assert (sheet["I4"].value, sheet["I4"].data_type) == (NUMBER, "s")
    assert NUMBER not in str(list(load_workbook(BytesIO(draw_workbook(masked))).active.values))


def test_a_roster_counts_competitors_and_names_states() -> None:
    """A withdrawn entry stays on it, with the word."""
    entries = (entry("A1", person("甲"), person("乙")), entry("A2", status=Status.WITHDRAWN))
    section = roster(entries, "2026", DAY, Wanted(), reveal=False).sections[0]
    assert "共2个参赛单元，选手2人" in section.subtitle
    assert [row[-1] for row in section.rows] == ["", "", "退赛"]


def test_a_batch_of_forms_is_one_document_with_the_same_bytes() -> None:
    """Each entry begins a page; a trio with coaches fits on one."""
    trio = entry("A2", *map(person, "甲乙丙"), person("丁", Role.COACH), person("戊", Role.LEADER))
    faces = [form_face(one, "2026年度", reveal=True) for one in (entry("A1", person("王䶮")), trio)]
    first = draw_forms(faces, "未能打印")
    assert first == draw_forms(faces, "未能打印")
    pages = [page.extract_text() for page in PdfReader(BytesIO(first.content)).pages]
    assert (len(pages), first.printed, first.left_out) == (2, 2, ())
    assert "1990年3月7日" in pages[0]
    assert NUMBER in pages[0]
    assert "报名表" in pages[1]


def test_a_masked_form_tells_neither_birth_date_nor_number() -> None:
    """Both are places that stay empty or starred."""
    text = words(
        draw_forms([form_face(entry("A1", person("甲")), "2026", reveal=False)], "").content
    )
    assert "370***********002X" in text
    assert "1990" not in text


@pytest.mark.parametrize("name", ["\U0010ffff", "甲\u202e乙"])
def test_a_form_that_cannot_be_printed_leaves_out_itself_and_says_so(name: str) -> None:
    """The first page names the entry and the character."""
    faces = [form_face(entry(code, person(who)), "2026", reveal=True)
             for code, who in (("A1", name), ("A2", "乙"))]  # fmt: skip
    sheets = draw_forms(faces, "以下报名表未能打印")
    assert sheets.printed == 1
    assert [subtitle for subtitle, _ in sheets.left_out] == ["数控车工　济南市代表队　A1"]
    first = PdfReader(BytesIO(sheets.content)).pages[0].extract_text()
    assert "以下报名表未能打印" in first
    assert f"U+{ord(name[-1] if len(name) == 1 else name[1]):04X}" in first


def test_very_long_names_and_markup_are_set_smaller_not_lost() -> None:
    """Sixty characters of a name, and a tag that is only text."""
    long = "阿卜杜热合曼·" * 9
    text = words(draw_forms([form_face(entry("A1", person(long), person("<b>=1+1")), "2026",
                                       reveal=True)], "").content)  # fmt: skip
    assert "<b>=1+1" in text
    assert "".join(text.split()).count("阿卜杜热合曼") == 9


def test_a_photo_stands_in_its_place_on_the_form() -> None:
    """Where there is none, the place says what to glue."""
    buffer = BytesIO()
    Image.new("RGB", (30, 42)).save(buffer, "JPEG")
    pair = entry("A1", person("甲"), person("乙", number=""))
    faces = [form_face(pair, "2026", {b"x": buffer.getvalue()}, reveal=True)]
    page = PdfReader(BytesIO(draw_forms(faces, "").content)).pages[0]
    assert len(page.images) == 1
    assert page.extract_text().count("贴近期一寸免冠") == 1
