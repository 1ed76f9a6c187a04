"""Scaled marks: where the middle of the field stands, in whole points, computed exactly."""

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from judging.ranking.rules.event_rules import ScaleMethod

CENTRE = {ScaleMethod.WORLDSKILLS_700: 700, ScaleMethod.WORLDSKILLS_500: 500}
SPREAD_POINTS = 30
MAD_TO_DEVIATION = Fraction("1.4826")


def scaled_marks(method: ScaleMethod, field: Sequence[int], totals: Sequence[int]) -> list[int]:
    """Scale `totals` by the spread of `field` (both digits at the same decimals; field not empty).

    worldskills_700: round(700 + 30 (x - median) / (1.4826 MAD)); worldskills_500: round(500 + 30
    (x - mean) / population standard deviation); a half goes away from zero, no spread: the centre.
    """
    centre = CENTRE[method]
    if method is ScaleMethod.WORLDSKILLS_700:
        middle, absolute = median_and_deviation(field)
        deviation = absolute * MAD_TO_DEVIATION
        if deviation == 0:
            return [centre] * len(totals)
        return [
            _round_half_away(centre + SPREAD_POINTS * (total - middle) / deviation)
            for total in totals
        ]
    mean, variance = mean_and_variance(field)
    if variance == 0:
        return [centre] * len(totals)
    return [_round_with_root(centre, total - mean, variance) for total in totals]


def median_and_deviation(field: Sequence[int]) -> tuple[Fraction, Fraction]:
    """Give the median and the median absolute deviation (MAD) of a field that is not empty."""
    doubled = _doubled_median(field)
    deviation = _doubled_median([abs(2 * total - doubled) for total in field])
    return Fraction(doubled, 2), Fraction(deviation, 4)


def mean_and_variance(field: Sequence[int]) -> tuple[Fraction, Fraction]:
    """Give the mean and the population variance of a field that is not empty."""
    size, total = len(field), sum(field)
    squares = sum(value * value for value in field)
    return Fraction(total, size), Fraction(size * squares - total * total, size * size)


def _doubled_median(values: Sequence[int]) -> int:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return 2 * ordered[middle] if len(ordered) % 2 else ordered[middle - 1] + ordered[middle]


def _round_half_away(value: Fraction) -> int:
    rounded = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return rounded if value >= 0 else -rounded


def _round_with_root(centre: int, distance: Fraction, variance: Fraction) -> int:
    """Round centre + 30 × distance ÷ √variance without ever computing the root as a number."""
    square = SPREAD_POINTS * SPREAD_POINTS * distance * distance / variance
    if distance < 0 and square > centre * centre:
        return -_floor_of_sum(-2 * centre + 1, 4 * square, 1)
    return _floor_of_sum(2 * centre + 1, 4 * square, 1 if distance >= 0 else -1)


def _floor_of_sum(doubled: int, square: Fraction, sign: int) -> int:
    """Give floor((doubled + sign × √square) ÷ 2)."""
    root = isqrt(square.numerator // square.denominator)
    if sign < 0:
        exact = root * root * square.denominator == square.numerator
        root = -root if exact else -root - 1
    return (doubled + root) // 2
