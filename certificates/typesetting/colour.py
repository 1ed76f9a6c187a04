"""Colours of the papers and the sRGB profile that PDF/A asks for, computed instead of shipped."""

from __future__ import annotations

from functools import cache
from struct import pack
from typing import Final

Colour = tuple[float, float, float]
"""Red, green and blue from 0 to 1, sRGB."""

INK: Final[Colour] = (0.13, 0.10, 0.09)
GREY: Final[Colour] = (0.36, 0.31, 0.27)
RED: Final[Colour] = (0.62, 0.09, 0.10)
GOLD: Final[Colour] = (0.71, 0.53, 0.22)
GOLD_DARK: Final[Colour] = (0.55, 0.38, 0.13)
GOLD_LIGHT: Final[Colour] = (0.86, 0.71, 0.40)
GOLD_PALE: Final[Colour] = (0.93, 0.86, 0.70)
PAPER_TOP: Final[Colour] = (1.0, 0.992, 0.965)
PAPER_BOTTOM: Final[Colour] = (0.984, 0.953, 0.875)
SPECIMEN: Final[Colour] = (0.945, 0.845, 0.795)

# sRGB primaries and white adapted to D50 (IEC 61966-2-1; Bradford), as XYZ.
_WHITE: Final = (0.9642, 1.0, 0.8249)
_PRIMARIES: Final = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_CURVE_POINTS: Final = 1024


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + pack(">3l", *(round(value * 65536) for value in values))


def _curve() -> bytes:
    """Return the sRGB transfer curve as a table of 1,024 points (IEC 61966-2-1)."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB

    points = [round(65535 * linear(i / (_CURVE_POINTS - 1))) for i in range(_CURVE_POINTS)]
    return pack(f">4sLL{_CURVE_POINTS}H", b"curv", 0, _CURVE_POINTS, *points)


@cache
def srgb_profile() -> bytes:
    """Return an ICC version 2.1 display profile of sRGB, always the same bytes (ICC.1:2001-04)."""
    description = b"sRGB IEC61966-2.1"
    curve = _curve()
    tags = {
        b"cprt": b"text\0\0\0\0" + b"No copyright, use freely\0",
        b"desc": pack(">4sLL", b"desc", 0, len(description) + 1)
        + description
        + bytes(1 + 4 + 4 + 2 + 1 + 67),
        b"wtpt": _xyz(_WHITE),
        **{tag: _xyz(values) for tag, values in _PRIMARIES.items()},
        b"rTRC": curve,
    }
    offset = 128 + 4 + 12 * (len(tags) + 2)
    directory: list[bytes] = []
    body: list[bytes] = []
    for tag, data in tags.items():
        directory.append(pack(">4sLL", tag, offset, len(data)))
        if tag == b"rTRC":  # the three channels share one curve
            directory += [pack(">4sLL", twin, offset, len(data)) for twin in (b"gTRC", b"bTRC")]
        padded = data + bytes(-len(data) % 4)
        body.append(padded)
        offset += len(padded)
    header = (
        pack(">L4sL", offset, bytes(4), 0x02100000)
        + b"mntrRGB XYZ "
        + pack(">6H", 2024, 1, 1, 0, 0, 0)
        + b"acsp"
        + bytes(28)
        + pack(">3l", *(round(value * 65536) for value in _WHITE))
    )
    header += bytes(128 - len(header))
    return header + pack(">L", len(directory)) + b"".join(directory) + b"".join(body)


def fill(colour: Colour) -> str:
    """Return the operator that sets the fill colour."""
    return f"{_numbers(colour)} rg"


def stroke(colour: Colour) -> str:
    """Return the operator that sets the stroke colour."""
    return f"{_numbers(colour)} RG"


def _numbers(colour: Colour) -> str:
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in colour)
