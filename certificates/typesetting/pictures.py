"""Photographs on paper: a JPEG goes into the document as it is, scaled to its place."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from certificates.typesetting.paths import number
from certificates.typesetting.pen import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certificates.typesetting.document import Paper

_MARKER: Final = 0xFF
_START_OF_FRAME: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SPACES: Final = {1: b"/DeviceGray", 3: b"/DeviceRGB"}

Picture = tuple[bytes, Box]
"""A JPEG and where it lies."""


def fitted(data: bytes, place: Box) -> Box | None:
    """Give the box within a place that keeps a picture's shape; None for what is no JPEG."""
    parts = _parts(data)
    if parts is None:
        return None
    width, height, _ = parts
    scale = min(place.width / width, place.height / height)
    return Box(
        place.x + (place.width - width * scale) / 2,
        place.y + (place.height - height * scale) / 2,
        width * scale,
        height * scale,
    )


def draw_pictures(paper: Paper, pictures: Sequence[Picture]) -> None:
    """Draw pictures that `fitted` found a box for on the current page."""
    for index, (data, box) in enumerate(pictures):
        name = f"photo{paper.canvas.getPageNumber()}.{index}"
        paper.add_objects([(f"FormXob.{name}", (_object(data),))])
        paper.draw(
            f"q {number(box.width)} 0 0 {number(box.height)} {number(box.x)} {number(box.y)} cm"
        )
        paper.canvas.doForm(name)
        paper.draw("Q")


def _parts(data: bytes) -> tuple[int, int, int] | None:
    """Read width, height and channels (1 or 3) from the start of frame (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 < len(data) and data[at] == _MARKER:
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if kind in _START_OF_FRAME:
            height, width, channels = struct.unpack(">HHB", data[at + 5 : at + 10])
            return (width, height, channels) if width and height and channels in _SPACES else None
        at += 2 + length
    return None


def _object(data: bytes) -> bytes:
    """Make an image object; the caller knows that the data have a start of frame."""
    width, height, channels = _parts(data) or (1, 1, 3)
    return (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8"
        b"/Filter/DCTDecode/Length %d>>\nstream\n%s\nendstream\n"
        % (width, height, _SPACES[channels], len(data), data)
    )
