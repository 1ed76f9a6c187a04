"""Registration forms on A4 portrait: facts, people with a place for the photo, opinions and seals.

One document holds any number of forms, each beginning on a page of its own.  A form that cannot be
printed leaves out only itself and is told on the first page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from certificates.typesetting.colour import GREY, INK, Colour
from certificates.typesetting.document import FontSet, Paper
from certificates.typesetting.fonts import TextError, chain
from certificates.typesetting.pen import Box, Pen, Type
from certificates.typesetting.pictures import Picture, draw_pictures, fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

A4: Final = (595.276, 841.89)
_MARGIN: Final = 45.0
_WIDTH: Final = A4[0] - 2 * _MARGIN
_TOP: Final = A4[1] - 52
_ROW: Final = 24.0
_LABEL: Final = 66.0
_PHOTO: Final = (78.0, 4 * _ROW)
"""Of the cell; a photograph of 25 by 35 mm is glued into it."""
_SHADE: Final[Colour] = (0.955, 0.945, 0.925)
_LABEL_TYPE: Final = Type(9.5, colour=GREY, align="center")
_VALUE_TYPE: Final = Type(10.5)
_STATEMENT_HEIGHT: Final = 62.0
_OPINION_HEIGHTS: Final = (64.0, 104.0)
"""The least and the usual."""

Fact = tuple[str, str]
"""Label and value."""


class PersonBlock(msgspec.Struct, frozen=True):
    """A competitor on the form: a heading, then eight facts beside the place for the photo."""

    heading: str
    facts: tuple[Fact, ...]
    photo: bytes | None = None
    """A JPEG; None leaves a place to glue one."""


class FormFace(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a registration form shows."""

    title: str
    subtitle: str
    facts: tuple[Fact, ...]
    people: tuple[PersonBlock, ...]
    others: tuple[tuple[str, ...], ...]
    """Coaches and leaders: role, name, document number, unit."""
    others_titles: tuple[str, ...]
    statement: str
    signature: str
    opinions: tuple[str, ...]
    """Who writes an opinion and sets a seal, one box for each."""
    seal: str
    date: str
    photo: str
    footer: str


class Sheets(NamedTuple):
    """A document, and what was left out of it: the name of each and why."""

    content: bytes
    printed: int
    left_out: tuple[tuple[str, str], ...]


def draw_forms(faces: Iterable[FormFace], heading: str) -> Sheets:
    """Return one PDF/A-2u of all forms; the same faces give the same bytes."""
    fonts = FontSet("F")
    pages: list[tuple[Sequence[str], Sequence[Picture]]] = []
    left_out: list[tuple[str, str]] = []
    count = 0
    title = ""
    for face in faces:
        title = title or face.title
        try:
            form = _Form(face, fonts)
            drawn = [(pen.code, form.pictures.get(id(pen), [])) for pen in form.pages()]
        except TextError as error:
            left_out.append((face.subtitle, str(error)))
        else:
            pages += drawn
            count += 1
    if left_out:
        pages.insert(0, (left_out_page(fonts, A4, heading, left_out).code, ()))
    paper = Paper(A4, title=title, author="", subject="")
    paper.use_fonts(fonts)
    for code, pictures in pages:
        paper.draw("\n".join(code))
        draw_pictures(paper, pictures)
        paper.end_page()
    return Sheets(paper.finish(), count, tuple(left_out))


def left_out_page(
    fonts: FontSet,
    size: tuple[float, float],
    heading: str,
    left_out: Sequence[tuple[str, str]],
) -> Pen:
    """Draw the page that comes first where something could not be printed."""
    pen = Pen(fonts)
    width, height = size
    margin = min(30.0, width / 12)
    row = 30.0
    y = height - margin - 34
    pen.write(heading, Box(margin, y, width - 2 * margin, 34), Type(14, bold=True))
    fit = max(1, int((y - margin) // row))
    shown = left_out if len(left_out) <= fit else left_out[: fit - 1]
    for name, why in shown:
        y -= row
        text = _printable(f"{name}：{why}"[:200])
        pen.write(text, Box(margin, y, width - 2 * margin, row - 4), Type(9))
    if len(shown) < len(left_out):
        pen.write(f"…… {len(left_out)}", Box(margin, y - row, width - 2 * margin, row), Type(9))
    return pen


def _printable(text: str) -> str:
    known = chain("hei")
    return "".join(
        sign
        if (sign.isprintable() or sign == "\u3000") and known.find(sign)
        else f"[U+{ord(sign):04X}]"
        for sign in text
    )


class _Form:
    """One form under way, from the top of its first page."""

    def __init__(self, face: FormFace, fonts: FontSet) -> None:
        self.face = face
        self.fonts = fonts
        self.done: list[Pen] = []
        self.pictures: dict[int, list[Picture]] = {}
        self.pen = Pen(fonts)
        self.y = _TOP

    def pages(self) -> Iterator[Pen]:
        """Draw everything; give the finished pages."""
        face = self.face
        self._text(face.title, 30, Type(20, "song", align="center"))
        self._text(face.subtitle, 24, Type(11, align="center"))
        self.y -= 4
        self._facts(face.facts)
        for person in face.people:
            self._person(person)
        self._others()
        least, _ = _OPINION_HEIGHTS
        self._need(_STATEMENT_HEIGHT + least * -(-len(face.opinions) // 2))
        self._statement()
        self._opinions()
        self._finish_page()
        total = len(self.done)
        for index, pen in enumerate(self.done, 1):
            foot = Box(_MARGIN, 24, _WIDTH, 14)
            pen.write(face.footer, foot._replace(width=_WIDTH - 80), Type(8, colour=GREY))
            if total > 1:
                pen.write(f"{index} / {total}", foot, Type(8, colour=GREY, align="right"))
            yield pen

    def _need(self, height: float) -> None:
        if self.y - height < _MARGIN:
            self._finish_page()

    def _finish_page(self) -> None:
        self.done.append(self.pen)
        self.pen = Pen(self.fonts)
        self.y = _TOP

    def _text(self, text: str, height: float, kind: Type) -> None:
        self.y -= height
        self.pen.write(text, Box(_MARGIN, self.y, _WIDTH, height), kind)

    def _cell(self, fact: Fact, box: Box) -> None:
        label, value = fact
        left = box._replace(width=_LABEL)
        right = Box(box.x + _LABEL, box.y, box.width - _LABEL, box.height)
        self.pen.paint(left, _SHADE)
        self.pen.write(label, left.inset(3, 2), _LABEL_TYPE)
        self.pen.write(value, right.inset(5, 2), _VALUE_TYPE)
        self.pen.frame(left)
        self.pen.frame(right)

    def _facts(self, facts: Sequence[Fact]) -> None:
        """Set facts two in a row; the last of an odd number takes the whole row."""
        for start in range(0, len(facts), 2):
            self.y -= _ROW
            pair = facts[start : start + 2]
            width = _WIDTH / len(pair)
            for index, fact in enumerate(pair):
                self._cell(fact, Box(_MARGIN + index * width, self.y, width, _ROW))

    def _person(self, person: PersonBlock) -> None:
        rows = -(-len(person.facts) // 2)
        self._need((rows + 1) * _ROW)
        self._heading(person.heading)
        width, height = _PHOTO
        top = self.y
        half = (_WIDTH - width) / 2
        for start in range(0, len(person.facts), 2):
            self.y -= _ROW
            for index, fact in enumerate(person.facts[start : start + 2]):
                self._cell(fact, Box(_MARGIN + index * half, self.y, half, _ROW))
        place = Box(_MARGIN + _WIDTH - width, self.y, width, max(height, top - self.y))
        self.pen.frame(place)
        box = fitted(person.photo, place.inset(2, 2)) if person.photo else None
        if person.photo is not None and box is not None:
            self.pictures.setdefault(id(self.pen), []).append((person.photo, box))
            return
        self.pen.write(self.face.photo, place.inset(6, 6), Type(9, colour=GREY, align="center"))

    def _heading(self, text: str) -> None:
        self.y -= 20
        band = Box(_MARGIN, self.y, _WIDTH, 20)
        self.pen.paint(band, _SHADE)
        self.pen.frame(band)
        self.pen.write(text, band.inset(6), Type(10, bold=True))

    def _others(self) -> None:
        face = self.face
        if not face.others:
            return
        self._need(20 + _ROW * (len(face.others) + 1))
        widths = (0.14, 0.2, 0.28, 0.38)
        for row in (face.others_titles, *face.others):
            self.y -= _ROW if row is not face.others_titles else 20
            height = _ROW if row is not face.others_titles else 20
            x = _MARGIN
            for share, text in zip(widths, row, strict=True):
                box = Box(x, self.y, share * _WIDTH, height)
                if row is face.others_titles:
                    self.pen.paint(box, _SHADE)
                self.pen.frame(box)
                self.pen.write(text, box.inset(4, 2), _VALUE_TYPE)
                x += share * _WIDTH

    def _statement(self) -> None:
        self.y -= _STATEMENT_HEIGHT
        box = Box(_MARGIN, self.y, _WIDTH, _STATEMENT_HEIGHT)
        self.pen.frame(box)
        self.pen.write(
            self.face.statement, Box(box.x + 8, box.y + 26, box.width - 16, 32), Type(9.5)
        )
        line = Box(box.x + 8, box.y + 5, box.width - 16, 18)
        self.pen.write(self.face.signature, line, Type(10))
        self.pen.write(self.face.date, line, Type(10, align="right"))

    def _opinions(self) -> None:
        opinions = self.face.opinions
        rows = max(1, -(-len(opinions) // 2))
        height = min(_OPINION_HEIGHTS[1], (self.y - _MARGIN) / rows)
        for start in range(0, len(opinions), 2):
            pair = opinions[start : start + 2]
            self.y -= height
            width = _WIDTH / len(pair)
            for index, title in enumerate(pair):
                box = Box(_MARGIN + index * width, self.y, width, height)
                self.pen.frame(box)
                top = Box(box.x + 8, box.y + height - 22, width - 16, 18)
                self.pen.write(title, top, Type(10, colour=INK, bold=True))
                foot = Box(box.x + 8, box.y + 6, width - 16, 16)
                self.pen.write(self.face.seal, foot, Type(9.5, colour=GREY))
                self.pen.write(self.face.date, foot, Type(9.5, align="right"))
