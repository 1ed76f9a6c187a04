"""Exact numbers of the reference: reading, rounding half up, and writing."""

from fractions import Fraction


def half_up(value: Fraction, decimals: int = 0) -> Fraction:
    """Round to `decimals` places; a half goes away from zero."""
    scaled = abs(value) * 10**decimals
    whole = (scaled + Fraction(1, 2)).__floor__()
    rounded = Fraction(whole, 10**decimals)
    return -rounded if value < 0 else rounded


def text(value: Fraction | None, decimals: int) -> str:
    """Write a number that has at most `decimals` places; nothing is an empty cell, never -0."""
    if value is None:
        return ""
    scaled = value * 10**decimals
    if scaled.denominator != 1:
        message = f"{value} has more than {decimals} decimals"
        raise ValueError(message)
    digits = str(abs(scaled.numerator)).rjust(decimals + 1, "0")
    sign = "-" if scaled < 0 else ""
    if decimals == 0:
        return sign + digits
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def middle(values: list[Fraction]) -> Fraction:
    """Take the median: the middle value, or the mean of the two middle ones."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def mean(values: list[Fraction]) -> Fraction:
    """Take the arithmetic mean."""
    return sum(values, Fraction(0)) / len(values)


def rounded_offset(centre: int, sign: int, square: Fraction) -> Fraction:
    """Round centre + sign × √square half away from zero, exactly, by trying whole numbers."""

    def at_least(bound: Fraction) -> bool:
        """Say whether centre + sign × √square ≥ bound."""
        distance = bound - centre
        if sign >= 0:
            return distance <= 0 or square >= distance * distance
        return distance <= 0 and square <= distance * distance

    def above(bound: Fraction) -> bool:
        """Say whether centre + sign × √square > bound."""
        distance = bound - centre
        if sign >= 0:
            return distance < 0 or square > distance * distance
        return distance < 0 and square < distance * distance

    half = Fraction(1, 2)
    answer = 0
    while at_least(answer + half):
        answer += 1
    while answer <= 0 and not above(answer - half):
        answer -= 1
    return Fraction(answer)
