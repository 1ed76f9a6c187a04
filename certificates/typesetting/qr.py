"""QR codes as vector operators: one path of rectangles, no picture that a viewer could blur."""

from __future__ import annotations

import re
from typing import Final

import segno

from certificates.typesetting.paths import number

QUIET_MODULES: Final = 4
"""Width of the white margin that a reader needs (ISO/IEC 18004, 6.3.8)."""
_MASK: Final = 3
_RUN: Final = re.compile(rb"\x01+")


def qr_operators(content: str, x: float, y: float, size: float) -> str:
    """Return operators that draw a QR code of error level M with its lower left module at (x, y).

    `size` is the width of the code in points without its quiet zone, which is painted white around
    it. The mask is fixed, so that the same content gives the same code, and to save the search.
    """
    code = segno.make(content, error="m", mask=_MASK, micro=False, boost_error=False)
    matrix = code.matrix
    modules = len(matrix)
    module = size / modules
    margin = QUIET_MODULES * module
    side = number(size + 2 * margin)
    parts = [
        f"1 g {number(x - margin)} {number(y - margin)} {side} {side} re f",
        f"q 0 g {module:.5f} 0 0 {module:.5f} {number(x)} {number(y)} cm",
    ]
    for row, cells in enumerate(matrix):
        height = modules - 1 - row
        parts += [
            f"{run.start()} {height} {run.end() - run.start()} 1 re" for run in _RUN.finditer(cells)
        ]
    parts.append("f Q")
    return "\n".join(parts)
