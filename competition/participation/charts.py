"""Bars as SVG, drawn by the server: text keeps its size on a telephone, bars take the width.

Colours are classes of `css/participation.css`, so that they follow day, night and paper.
"""

from collections.abc import Sequence

import msgspec
from markupsafe import Markup

_ROW = 44
_TEXT = 16
_BAR = 24
_THICK = 12
_TOP = 4


class Bar(msgspec.Struct, frozen=True):
    """One bar: its label, its number as text, and its parts (a class each, and how much)."""

    label: str
    value: str
    parts: tuple[tuple[str, int], ...]


def bars(name: str, title: str, description: str, rows: Sequence[Bar], full: int) -> Markup:
    """Draw bars below each other; `full` is the amount that takes the whole width.

    `name` makes the ids of title and description unique on the page.
    """
    height = _TOP + _ROW * len(rows)
    pieces = [
        Markup(
            '<svg class="chart" role="img" width="100%" height="{}" '
            'aria-labelledby="{}-title {}-desc"><title id="{}-title">{}</title>'
            '<desc id="{}-desc">{}</desc>'
        ).format(height, name, name, name, title, name, description)
    ]
    for number, bar in enumerate(rows):
        top = _TOP + number * _ROW
        pieces.append(
            Markup(
                '<text class="chart-label" x="0" y="{}">{}</text>'
                '<text class="chart-value" x="100%" y="{}">{}</text>'
                '<rect class="chart-ground" x="0" y="{}" width="100%" height="{}"/>'
            ).format(top + _TEXT, bar.label, top + _TEXT, bar.value, top + _BAR, _THICK)
        )
        left = 0
        for css, amount in bar.parts:
            if amount:
                pieces.append(
                    Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
                        css, _percent(left, full), top + _BAR, _percent(amount, full), _THICK
                    )
                )
            left += amount
    return Markup("").join([*pieces, Markup("</svg>")])


def _percent(amount: int, full: int) -> str:
    thousandths = amount * 100_000 // full if full else 0
    return f"{thousandths // 1000}.{thousandths % 1000:03}"
