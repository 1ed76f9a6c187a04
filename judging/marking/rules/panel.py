"""One aspect of one entry: the panel's marks become a panel value, then a score."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from judging.marking.rules.exact import Exact, rounded_digits
from judging.marking.rules.scheme import Aspect, AspectKind, PanelMethod

HIGHEST_LEVEL = 3


class PanelFault(StrEnum):
    """Why the marks of a panel give no number."""

    TOO_FEW = "fewer marks than judges"
    NONE_LEFT = "no mark left after dropping"
    TWO_FOR_SINGLE = "two marks where one is asked for"
    SPREAD = "judgement levels too far apart"


class Panel(msgspec.Struct, frozen=True, gc=False):
    """A panel value and the score that follows from it, as digits at the aspect's decimals."""

    panel_digits: int
    score_digits: int


def level_of(mark: Exact) -> int | None:
    """Give the judgement level 0, 1, 2 or 3 that a mark stands for, or None."""
    level, rest = divmod(mark.digits, 10**mark.decimals)
    return level if rest == 0 and 0 <= level <= HIGHEST_LEVEL else None


def panel_fault(aspect: Aspect, marks: Sequence[Exact], spread: int) -> PanelFault | None:
    """Say why these marks give no panel value (season contract, "How a total comes about")."""
    if len(marks) < aspect.judges:
        return PanelFault.TOO_FEW
    if aspect.kind is AspectKind.JUDGEMENT:
        levels = [level_of(mark) or 0 for mark in marks]
        return PanelFault.SPREAD if max(levels) - min(levels) > spread else None
    if aspect.method is PanelMethod.SINGLE and len(marks) > 1:
        return PanelFault.TWO_FOR_SINGLE
    trimmed = aspect.method in (PanelMethod.TRIMMED_MEAN, PanelMethod.TRIMMED_SUM)
    if trimmed and aspect.drop_high + aspect.drop_low >= len(marks):
        return PanelFault.NONE_LEFT
    return None


def panel_value(aspect: Aspect, marks: Sequence[Exact]) -> int:
    """Give the panel value as digits at `panel_decimals`; the marks must be without fault."""
    if aspect.kind is AspectKind.JUDGEMENT:
        maximum = aspect.maximum or Exact(0)
        levels = sum(level_of(mark) or 0 for mark in marks)
        parts = HIGHEST_LEVEL * len(marks) * 10**maximum.decimals
        return rounded_digits(maximum.digits * levels, parts, aspect.panel_decimals)
    decimals = marks[0].decimals
    if any([mark.decimals != decimals for mark in marks]):  # noqa: C419 - twice as fast as a generator
        decimals = max(mark.decimals for mark in marks)
        values = sorted(mark.at(decimals) for mark in marks)
    else:
        values = sorted([mark.digits for mark in marks])
    kept = kept_marks(aspect, values)
    if aspect.method is PanelMethod.MEDIAN:
        middle = len(kept) // 2
        numerator = kept[middle] * 2 if len(kept) % 2 else kept[middle - 1] + kept[middle]
        divisor = 2
    else:
        numerator = sum(kept)
        divisor = 1 if aspect.method is PanelMethod.TRIMMED_SUM else len(kept)
    return rounded_digits(numerator, divisor * 10**decimals, aspect.panel_decimals)


def kept_marks(aspect: Aspect, ascending: list[int]) -> list[int]:
    """Drop the highest and lowest marks that the method drops, one mark each also among equals."""
    if aspect.method not in (PanelMethod.TRIMMED_MEAN, PanelMethod.TRIMMED_SUM):
        return ascending
    return ascending[aspect.drop_low : len(ascending) - aspect.drop_high]


def aspect_score(aspect: Aspect, panel_digits: int, coefficient: Exact) -> int:
    """Give panel × factor × coefficient as digits at the aspect's decimals; times score nothing."""
    if aspect.kind is AspectKind.TIME:
        return 0
    numerator = panel_digits * aspect.factor.digits * coefficient.digits
    shift = aspect.panel_decimals + aspect.factor.decimals + coefficient.decimals
    return rounded_digits(numerator, 10**shift, aspect.decimals)
