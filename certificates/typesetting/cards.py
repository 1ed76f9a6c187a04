"""Admission cards (参赛证): eight or four on A4 with cut marks, or one on A6.

A card shows who comes to which event, a place for the photo, the check-in number, a QR code, and
below a fold the one-time code of the person.  Fonts are shared by all cards of a document.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from certificates.typesetting.colour import GREY, INK, RED, Colour
from certificates.typesetting.document import FontSet, Paper
from certificates.typesetting.fonts import TextError
from certificates.typesetting.forms import A4, Sheets, left_out_page
from certificates.typesetting.pen import Box, Pen, Type
from certificates.typesetting.pictures import draw_pictures, fitted
from certificates.typesetting.qr import qr_operators

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

A6: Final = (297.638, 419.528)
_WHITE: Final[Colour] = (1, 1, 1)
_CUT: Final[Colour] = (0.6, 0.6, 0.6)
_INSET: Final = 14.0
"""What a printer may not reach, at the edge of a card (5 mm)."""
_DASHED: Final = "[3 3] 0"


class CardLayout(StrEnum):
    """How cards lie on paper."""

    EIGHT = "eight"
    FOUR = "four"
    SINGLE = "single"


class CardFace(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a card shows."""

    title: str
    """参赛证"""
    competition: str
    event: str
    division: str
    name: str
    unit: str
    delegation: str
    day: str
    number: str
    number_label: str
    url: str
    """What the QR code holds."""
    photo: bytes | None
    """A JPEG; None leaves a place to glue one."""
    photo_label: str
    code: str
    """The one-time code; empty prints `code_text` alone, or nothing."""
    code_label: str
    code_text: str


class _Sheet(NamedTuple):
    size: tuple[float, float]
    columns: int
    rows: int


_SHEETS: Final = {
    CardLayout.EIGHT: _Sheet(A4, 2, 4),
    CardLayout.FOUR: _Sheet(A4, 2, 2),
    CardLayout.SINGLE: _Sheet(A6, 1, 1),
}


class _Drawn(NamedTuple):
    code: str
    photo: tuple[bytes, Box] | None


def draw_cards(faces: Iterable[CardFace], layout: CardLayout, heading: str) -> Sheets:
    """Return one PDF/A-2u of all cards; the same faces give the same bytes.

    A card with a character that no font has is left out, and told on the first page.
    """
    sheet = _SHEETS[layout]
    fonts = FontSet("C")
    draw = _tall if layout is not CardLayout.EIGHT else _wide
    faces = list(faces)
    here = 0
    drawn: list[_Drawn] = []
    left_out: list[tuple[str, str]] = []
    places = _places(sheet)
    for face in faces:
        try:
            drawn.append(draw(face, places[here % len(places)], fonts))
        except TextError as error:
            left_out.append((f"{face.number} {face.name}", str(error)))
        else:
            here += 1
    title = f"{faces[0].event}　{faces[0].title}" if faces else heading
    paper = Paper(sheet.size, title=title, author="", subject="")
    paper.use_fonts(fonts)
    if left_out:
        paper.draw("\n".join(left_out_page(fonts, sheet.size, heading, left_out).code))
        paper.end_page()
    marks = "\n".join(_cut_marks(sheet, fonts).code)
    for start in range(0, len(drawn), len(places)):
        _page(paper, marks, drawn[start : start + len(places)])
    return Sheets(paper.finish(), len(drawn), tuple(left_out))


def _page(paper: Paper, marks: str, cards: Sequence[_Drawn]) -> None:
    paper.draw("\n".join([marks, *(card.code for card in cards)]))
    draw_pictures(paper, [card.photo for card in cards if card.photo is not None])
    paper.end_page()


def _places(sheet: _Sheet) -> list[Box]:
    """Give the places of a sheet, row by row from the top."""
    width, height = sheet.size[0] / sheet.columns, sheet.size[1] / sheet.rows
    return [
        Box(column * width, sheet.size[1] - (row + 1) * height, width, height)
        for row in range(sheet.rows)
        for column in range(sheet.columns)
    ]


def _cut_marks(sheet: _Sheet, fonts: FontSet) -> Pen:
    """Draw fine lines between the cards."""
    pen = Pen(fonts)
    width, height = sheet.size
    for column in range(1, sheet.columns):
        x = width * column / sheet.columns
        pen.rule((x, 0), (x, height), _CUT, 0.4, "[2 4] 0")
    for row in range(1, sheet.rows):
        y = height * row / sheet.rows
        pen.rule((0, y), (width, y), _CUT, 0.4, "[2 4] 0")
    return pen


def _tall(face: CardFace, place: Box, fonts: FontSet) -> _Drawn:
    """Draw a card of A6: name large, photo and QR code side by side, the code below a fold."""
    pen = Pen(fonts)
    inner = place.inset(_INSET)
    x, width = inner.x, inner.width
    top = place.y + place.height
    band = Box(x, top - 74, width, 60)
    pen.paint(band, RED)
    pen.write(face.competition, Box(x + 8, top - 38, width - 16, 22),
              Type(10.5, colour=_WHITE, align="center"))  # fmt: skip
    pen.write(face.title, Box(x + 8, top - 72, width - 16, 34),
              Type(25, "song", _WHITE, align="center"))  # fmt: skip
    pen.write(face.event, Box(x, top - 114, width, 36), Type(16, bold=True, align="center"))
    photo = Box(x, top - 224, 74, 104)
    code = 84.0
    corner = Box(x + width - code - 12, top - 204, code + 12, code)
    middle = Box(x + 84, photo.y, width - 84 - code - 22, photo.height)
    number_box = Box(corner.x, top - 226, corner.width, 20)
    pen.write(face.number, Box(middle.x, middle.y + 30, middle.width, 62),
              Type(34, bold=True, align="center"))  # fmt: skip
    pen.write(face.number_label, Box(middle.x, middle.y + 12, middle.width, 18),
              Type(10, colour=GREY, align="center"))  # fmt: skip
    pen.raw(qr_operators(face.url, corner.x + 8, corner.y + 2, code - 4))
    pen.write(face.day, number_box, Type(10, align="center"))
    picture = _photo(pen, face, photo)
    pen.write(face.name, Box(x, top - 264, width, 36), Type(25, "kai", bold=True))
    pen.write(f"{face.delegation}　{face.division}", Box(x, top - 288, width, 22), Type(12))
    pen.write(face.unit, Box(x, top - 322, width, 32), Type(12))
    if face.code or face.code_text:
        fold = place.y + 84
        pen.rule((place.x, fold), (place.x + place.width, fold), GREY, 0.5, _DASHED)
        lower = Box(x, place.y + _INSET, width, 62)
        if face.code:
            pen.write(face.code_label, Box(x, fold - 26, width * 0.34, 22), Type(11, colour=GREY))
            pen.write(face.code, Box(x + width * 0.36, fold - 28, width * 0.64, 26),
                      Type(21, bold=True, align="right"))  # fmt: skip
            lower = lower._replace(height=38)
        pen.write(face.code_text, lower, Type(9, colour=GREY))
    return _Drawn("\n".join(pen.code), picture)


def _wide(face: CardFace, place: Box, fonts: FontSet) -> _Drawn:
    """Draw a card of a quarter of the height of A4: the code is the strip at its foot."""
    pen = Pen(fonts)
    inner = place.inset(_INSET, 8)
    x, width = inner.x, inner.width
    top = place.y + place.height - 9
    band = Box(x, top - 24, width, 24)
    pen.paint(band, RED)
    pen.write(face.competition, Box(x + 6, top - 23, width - 84, 22), Type(9.5, colour=_WHITE))
    pen.write(face.title, Box(x + width - 76, top - 23, 70, 22),
              Type(14, "song", _WHITE, align="right"))  # fmt: skip
    photo = Box(x, top - 116, 62, 87)
    code = 70.0
    left = x + photo.width + 8
    room = width - photo.width - code - 20
    pen.write(face.event, Box(left, top - 54, room, 28), Type(12, bold=True))
    pen.write(face.name, Box(left, top - 80, room, 25), Type(19, "kai", bold=True))
    pen.write(face.delegation, Box(left, top - 98, room, 17), Type(9.5))
    pen.write(face.unit, Box(left, top - 118, room, 19), Type(9.5, colour=GREY))
    pen.raw(qr_operators(face.url, x + width - code + 2, top - 98, code - 4))
    pen.write(face.day, Box(x + width - code - 8, top - 117, code + 8, 14),
              Type(8.5, align="center"))  # fmt: skip
    picture = _photo(pen, face, photo)
    line = Box(x, top - 148, width, 28)
    pen.write(face.number_label, line._replace(width=54), Type(9, colour=GREY))
    pen.write(face.number, Box(x + 56, line.y, 90, 28), Type(22, bold=True))
    pen.write(face.division, line, Type(10, align="right"))
    if face.code or face.code_text:
        fold = top - 150
        pen.rule((x, fold), (x + width, fold), GREY, 0.5, _DASHED)
        lower = Box(x, place.y + 10, width, fold - place.y - 12)
        if face.code:
            half = Box(x, lower.y, 132, lower.height)
            pen.write(face.code_label, half._replace(y=lower.y + lower.height - 14, height=13),
                      Type(8, colour=GREY))  # fmt: skip
            pen.write(face.code, half._replace(height=lower.height - 13), Type(16, bold=True))
            lower = Box(x + 136, lower.y, width - 136, lower.height)
        pen.write(face.code_text, lower, Type(7.5, colour=GREY))
    return _Drawn("\n".join(pen.code), picture)


def _photo(pen: Pen, face: CardFace, place: Box) -> tuple[bytes, Box] | None:
    """Frame the place of the photo; give the picture with the box that keeps its shape."""
    box = fitted(face.photo, place) if face.photo else None
    if face.photo is None or box is None:
        pen.frame(place, GREY, 0.6, _DASHED)
        pen.write(face.photo_label, place.inset(5, 5), Type(8.5, colour=GREY, align="center"))
        return None
    pen.frame(box, INK, 0.4)
    return face.photo, box
