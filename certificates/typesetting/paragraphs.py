"""Chinese paragraphs: line breaks by GB/T 15834, hanging punctuation, justified lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NEVER_FIRST: Final = frozenset("，。、；：！？）》」』】〕〉”’…—·～％%‰℃,.;:!?)]}")
"""Characters that may not begin a line."""
NEVER_LAST: Final = frozenset("（《「『【〔〈“‘([{")
"""Characters that may not end a line."""
HANGING: Final = frozenset("，。、；：！？）》」』】〕〉”’")
"""Closing punctuation that may stand half an em outside the right edge."""
_JOINED: Final = frozenset("—…")
"""Characters whose pairs (—— and ……) are never broken or spaced apart."""

Span = tuple[str, bool]
"""Text and whether it is emphasised."""


class Unit(NamedTuple):
    """What is never broken: one Han character or punctuation mark, or one Latin word or number."""

    text: str
    emphasis: bool
    width: float
    """In ems."""


class Line(NamedTuple):
    """One line of a paragraph, in ems of its type size."""

    units: tuple[Unit, ...]
    indent: float
    gap: float
    """What is added between two neighbouring units so that the line fills the measure."""


def units_of(spans: Sequence[Span], width: Callable[[str], float]) -> list[Unit]:
    """Split spans into units; `width` measures a text in ems."""
    found: list[Unit] = []
    for text, emphasis in spans:
        start = 0
        while start < len(text):
            end = start + 1
            if _is_word(text[start]):
                while end < len(text) and _is_word(text[end]):
                    end += 1
            elif text[start] in _JOINED:
                while end < len(text) and text[end] == text[start]:
                    end += 1
            piece = text[start:end]
            found.append(Unit(piece, emphasis, width(piece)))
            start = end
    return found


def _is_word(character: str) -> bool:
    return "!" <= character <= "~"


def break_lines(units: Sequence[Unit], measure: float, indent: float = 0) -> list[Line]:
    """Break units into justified lines of `measure` ems, the first one indented.

    A unit that may not begin a line hangs half an em outside when that is enough, otherwise it
    takes the unit before it along; a unit that may not end a line goes with what follows.  A word
    wider than the measure is broken between its characters.  The last line is not justified.
    """
    rows: list[list[Unit]] = []
    row: list[Unit] = []
    filled = indent
    for unit in _splittable(units, measure):
        room = measure + (0.5 if unit.text[0] in HANGING else 0)
        if row and filled + unit.width > room + 1e-6:
            carried: list[Unit] = []
            if unit.text[0] in NEVER_FIRST:
                carried.insert(0, row.pop())
                while carried[0].text[0] in NEVER_FIRST and len(row) > 1:
                    carried.insert(0, row.pop())
            while len(row) > 1 and row[-1].text[-1] in NEVER_LAST:
                carried.insert(0, row.pop())
            if row:
                rows.append(row)
            row = carried
            filled = sum(one.width for one in carried)
        row.append(unit)
        filled += unit.width
    if row:
        rows.append(row)
    return [
        _justified(one, measure, indent if not index else 0, last=index == len(rows) - 1)
        for index, one in enumerate(rows)
    ]


def _splittable(units: Sequence[Unit], measure: float) -> list[Unit]:
    """Break words that are wider than a line into characters of equal share."""
    found: list[Unit] = []
    for unit in units:
        if unit.width <= measure:
            found.append(unit)
        else:
            share = unit.width / len(unit.text)
            found += [Unit(character, unit.emphasis, share) for character in unit.text]
    return found


def _justified(row: list[Unit], measure: float, indent: float, *, last: bool) -> Line:
    units = [*row]
    while len(units) > 1 and not units[-1].text.strip():
        units.pop()
    if last or len(units) == 1:
        return Line(tuple(units), indent, 0)
    hang = 0.5 if units[-1].text[-1] in HANGING else 0
    width = sum(unit.width for unit in units)
    return Line(tuple(units), indent, (measure - indent + hang - width) / (len(units) - 1))
