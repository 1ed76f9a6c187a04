"""Admission cards on paper: the same bytes, rare characters, what is left out, photos, speed."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from certificates.documents.registration.admission import CodeSlip, can_be_printed, card_face
from certificates.typesetting.cards import CardFace, CardLayout, draw_cards
from competition.plan.rules import Event, EventClass
from competition.registration.checkin.rules import Card, scan_of
from competition.registration.rules import Division, Status
from tests.certificates.test_registration_papers import DAY

TOKEN = "ABCDEFGHJKMNPQRSTVWX"  # noqa: S105 - an example


def event() -> Event:
    """Make an event."""
    return Event("turning", "省大赛", "数控车工", EventClass.PROVINCIAL_1, "车工", 1, DAY)


def card(name: str = "王䶮", number: int = 7) -> Card:
    """Make a card."""
    return Card(
        1, 2, 3, "A1", Division.WORKER, "济南市代表队", Status.OK, number, b"h", name, "济南一建"
    )


def face(name: str = "王䶮", *, code: str = "ABCD-2345", photo: bytes | None = None) -> CardFace:
    """Make the face of a card; its holder has this new code."""
    slip = CodeSlip("http://xinglu.test", {b"h"}, {b"h": code} if code else {})
    return card_face(event(), card(name), TOKEN, photo, slip)


def picture(mode: str = "RGB") -> bytes:
    """Make a small JPEG."""
    buffer = BytesIO()
    Image.new(mode, (30, 42)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("layout", "pages"), [(CardLayout.EIGHT, 2), (CardLayout.FOUR, 3), (CardLayout.SINGLE, 9)]
)
def test_nine_cards_lie_on_their_pages_with_the_same_bytes(layout: CardLayout, pages: int) -> None:
    """Eight or four on A4, one on A6."""
    faces = [face() for _ in range(9)]
    sheets = draw_cards(faces, layout, "")
    assert sheets == draw_cards(faces, layout, "")
    found = PdfReader(BytesIO(sheets.content)).pages
    assert (len(found), sheets.printed) == (pages, 9)
    words = found[0].extract_text()
    for text in ("参赛证", "王䶮", "数控车工", "济南一建", "007", "ABCD-2345", "职工组"):
        assert text in words


def test_a_card_without_a_glyph_is_left_out_and_named() -> None:
    """The others are printed; the first page tells which one is missing and why."""
    sheets = draw_cards([face("\U0010ffff"), face()], CardLayout.EIGHT, "以下参赛证未能打印")
    pages = [page.extract_text() for page in PdfReader(BytesIO(sheets.content)).pages]
    assert (sheets.printed, len(pages)) == (1, 2)
    assert "007 [U+10FFFF]" in pages[0]
    assert not can_be_printed(event(), card("\U0010ffff"))
    assert not can_be_printed(event(), card("甲\u202e乙"))
    assert can_be_printed(event(), card("王䶮𫖯𠮷"))


def test_a_code_that_was_given_before_is_not_printed_but_mentioned() -> None:
    """And who has no ID number gets neither code nor sentence."""
    assert face(code="").code_text.startswith("成绩查询码此前已发给本人")
    assert CodeSlip("", set(), {}).of(b"h") == ("", "")
    assert CodeSlip("", {b"h"}, None).of(b"h") == ("", "")


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_photo_is_embedded_as_it_is(mode: str) -> None:
    """In colour or grey; one that is broken leaves the place to glue one."""
    data = picture(mode)
    content = draw_cards([face(photo=data)], CardLayout.SINGLE, "").content
    assert data in content
    assert len(PdfReader(BytesIO(content)).pages[0].images) == 1
    broken = draw_cards([face(photo=b"\xff\xd8\xff")], CardLayout.SINGLE, "").content
    assert "贴一寸照片" in PdfReader(BytesIO(broken)).pages[0].extract_text()


def test_a_thousand_cards_take_seconds() -> None:
    """Some 1.3 s of one processor; a slow one has ten."""
    start = time.process_time()
    assert draw_cards([face() for _ in range(1000)], CardLayout.EIGHT, "").printed == 1000
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "typed",
    [
        TOKEN,
        f"http://xinglu.test/c/{TOKEN}",
        f"HTTP://XINGLU.TEST/C/{TOKEN.lower()}\r\n",
        f"http：／／ｘｉｎｇｌｕ．ｔｅｓｔ／ｃ／{TOKEN}",
        f"http：、、xinglu。test、c、{TOKEN}",
    ],
)
def test_a_scan_is_read_whatever_the_keyboard_makes_of_it(typed: str) -> None:
    """Capitals locked, full-width signs, the marks of a Chinese keyboard."""
    assert scan_of(typed).token == TOKEN


def test_a_number_is_read_and_everything_else_is_neither() -> None:
    """With leading zeros, full-width digits or spaces."""
    assert [scan_of(typed).number for typed in ("7", "007", " ０１２ ")] == [7, 7, 12]
    for typed in ("", "abc", "1234567", "7a", TOKEN[:-1], "A" + TOKEN):
        assert scan_of(typed) == scan_of("")
