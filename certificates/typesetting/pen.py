"""A pen for forms and cards: texts fitted into boxes, rules and frames, as operators of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from certificates.typesetting.colour import INK, Colour, fill, stroke
from certificates.typesetting.fonts import OverlongTextError, Style, chain, refuse_unprintable
from certificates.typesetting.paragraphs import break_lines, units_of
from certificates.typesetting.paths import number

if TYPE_CHECKING:
    from certificates.typesetting.document import FontSet

Align = Literal["left", "center", "right"]

_SMALLEST: Final = 4.5
"""Points: nobody could read smaller type."""
_STEP: Final = 0.92
"""From one size that is tried to the next smaller one."""
_LEADING: Final = 1.25
_BOLD: Final = 0.03
_DROP: Final = 0.36
"""From the middle of a line to its baseline, in ems."""


class Box(NamedTuple):
    """A rectangle in points, from its lower left corner."""

    x: float
    y: float
    width: float
    height: float

    def inset(self, across: float, along: float = 0) -> Box:
        """Give the rectangle without a margin at the sides, and above and below."""
        return Box(
            self.x + across, self.y + along, self.width - 2 * across, self.height - 2 * along
        )


class Type(NamedTuple):
    """How a text is set; it is set smaller where it does not fit."""

    size: float
    style: Style = "hei"
    colour: Colour = INK
    bold: bool = False
    align: Align = "left"


class Pen:
    """Collects the operators of one page, or of one card on it."""

    def __init__(self, fonts: FontSet) -> None:
        """Start with nothing; characters are taken up by the fonts."""
        self.fonts = fonts
        self.code: list[str] = []

    def write(self, text: str, box: Box, kind: Type) -> None:
        """Write a text into a box, centred in its height, wrapped and smaller where it must be.

        Raises GlyphMissingError, UnprintableTextError, or OverlongTextError where it cannot fit.
        """
        if not text:
            return
        refuse_unprintable(text)
        units = units_of([(text, False)], lambda piece: chain(kind.style).width(piece, 1))
        size = kind.size
        while True:
            lines = break_lines(units, box.width / size)
            words = ["".join(unit.text for unit in line.units) for line in lines]
            if len(words) == 1 or len(words) * size * _LEADING <= box.height:
                break
            size *= _STEP
            if size < _SMALLEST:
                raise OverlongTextError(text)
        y = box.y + box.height / 2 + (len(words) - 1) * size * _LEADING / 2 - size * _DROP
        for line in words:
            self._line(line, box, y, kind._replace(size=size))
            y -= size * _LEADING

    def _line(self, text: str, box: Box, y: float, kind: Type) -> None:
        width = chain(kind.style).width(text, kind.size)
        size = kind.size * min(1.0, box.width / width) if width else kind.size
        width = min(width, box.width)
        x = box.x
        if kind.align != "left":
            x += (box.width - width) / (2 if kind.align == "center" else 1)
        parts = [f"BT {fill(kind.colour)} {number(x)} {number(y)} Td"]
        if kind.bold:
            parts.append(f"{stroke(kind.colour)} {number(size * _BOLD)} w 2 Tr")
        for resource, codes in self.fonts.pieces(kind.style, text):
            parts.append(f"/{resource} {size:.3f} Tf <{codes}> Tj")
        if kind.bold:
            parts.append("0 Tr")
        self.code.append(" ".join([*parts, "ET"]))

    def frame(self, box: Box, colour: Colour = INK, width: float = 0.6, dash: str = "[] 0") -> None:
        """Draw a rectangle."""
        sides = " ".join(map(number, box))
        self.code.append(f"q {dash} d {stroke(colour)} {number(width)} w {sides} re S Q")

    def paint(self, box: Box, colour: Colour) -> None:
        """Fill a rectangle."""
        self.code.append(f"{fill(colour)} {' '.join(map(number, box))} re f")

    def rule(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: Colour = INK,
        width: float = 0.6,
        dash: str = "[] 0",
    ) -> None:
        """Draw a straight line; `dash` is PDF's array and phase."""
        ends = f"{number(start[0])} {number(start[1])} m {number(end[0])} {number(end[1])} l"
        self.code.append(f"q {dash} d {stroke(colour)} {number(width)} w {ends} S Q")

    def raw(self, operators: str) -> None:
        """Add operators that something else made."""
        self.code.append(operators)
