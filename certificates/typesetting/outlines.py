"""Glyph outlines as PDF path operators, for characters that are ornament and not text."""

from __future__ import annotations

from itertools import pairwise
from struct import unpack_from
from typing import TYPE_CHECKING, Final, NamedTuple

from certificates.typesetting.truetype import FontFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certificates.typesetting.truetype import MappedFace

_ON_CURVE: Final = 0x01
_REPEAT: Final = 0x08
_X_BITS: Final = (0x02, 0x10)
_Y_BITS: Final = (0x04, 0x20)


class _Point(NamedTuple):
    x: float
    y: float
    on_curve: bool


def _flags(record: bytes, at: int, count: int) -> tuple[list[int], int]:
    """Return the flag of each of `count` points and the offset behind them."""
    flags: list[int] = []
    while len(flags) < count:
        flag = record[at]
        at += 1
        repeats = 1
        if flag & _REPEAT:
            repeats += record[at]
            at += 1
        flags += [flag] * repeats
    return flags, at


def _coordinates(
    record: bytes, at: int, flags: list[int], bits: tuple[int, int]
) -> tuple[list[int], int]:
    """Return one coordinate of each point, summed from differences, and the offset behind."""
    short, same = bits
    values: list[int] = []
    value = 0
    for flag in flags:
        if flag & short:
            value += record[at] if flag & same else -record[at]
            at += 1
        elif not flag & same:
            value += unpack_from(">h", record, at)[0]
            at += 2
        values.append(value)
    return values, at


def _contours(record: bytes) -> Iterator[list[_Point]]:
    """Yield the points of each contour of a plain glyph record (OpenType 1.9, glyf)."""
    count = unpack_from(">h", record, 0)[0] if record else 0
    if count <= 0:
        return
    ends: tuple[int, ...] = unpack_from(f">{count}H", record, 10)
    at = 10 + 2 * count
    at += 2 + unpack_from(">H", record, at)[0]
    flags, at = _flags(record, at, ends[-1] + 1)
    xs, at = _coordinates(record, at, flags, _X_BITS)
    ys, at = _coordinates(record, at, flags, _Y_BITS)
    start = 0
    for end in ends:
        yield [_Point(xs[i], ys[i], bool(flags[i] & _ON_CURVE)) for i in range(start, end + 1)]
        start = end + 1


def _with_implied_points(contour: list[_Point]) -> list[_Point]:
    """Insert the on-curve points that TrueType leaves out, and close the ring."""
    ring: list[_Point] = []
    for here, following in pairwise([*contour, contour[0]]):
        ring.append(here)
        if not here.on_curve and not following.on_curve:
            ring.append(
                _Point((here.x + following.x) / 2, (here.y + following.y) / 2, on_curve=True)
            )
    first = next(i for i, point in enumerate(ring) if point.on_curve)
    return [*ring[first:], *ring[: first + 1]]


def outline_operators(face: MappedFace, text: str) -> tuple[str, int]:
    """Return PDF path operators of a line of text, in thousandths of an em, and its width.

    The coordinates are whole numbers.  Raises FontFileError for a composite glyph, which the
    shipped faces do not have.
    """
    scale = 1000 / face.units_per_em
    pen = 0
    operators: list[str] = []
    for character in text:
        number = face.glyph_number(ord(character))
        glyph = face.glyph(number)
        if glyph.components:
            message = f"The glyph of {character!r} in {face.path} is a composite one."
            raise FontFileError(message)
        for contour in _contours(glyph.outline):
            operators += _contour_operators(_with_implied_points(contour), scale, pen)
        pen += round(face.advance(number) * scale)
    return "\n".join(operators), pen


def _contour_operators(ring: list[_Point], scale: float, pen: int) -> Iterator[str]:
    """Yield the operators of one closed ring, quadratic arcs raised to cubic ones."""

    def at(x: float, y: float) -> str:
        return f"{round(x * scale) + pen} {round(y * scale)}"

    last = ring[0]
    yield f"{at(last.x, last.y)} m"
    control: _Point | None = None
    for point in ring[1:]:
        if not point.on_curve:
            control = point
        elif control is None:
            yield f"{at(point.x, point.y)} l"
            last = point
        else:
            first = at(last.x + 2 / 3 * (control.x - last.x), last.y + 2 / 3 * (control.y - last.y))
            second = at(
                point.x + 2 / 3 * (control.x - point.x), point.y + 2 / 3 * (control.y - point.y)
            )
            yield f"{first} {second} {at(point.x, point.y)} c"
            last, control = point, None
    yield "h"
