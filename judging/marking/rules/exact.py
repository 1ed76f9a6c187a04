"""Exact decimal numbers: whole digits and a number of decimals, and the one way to round."""

import re
from functools import lru_cache

import msgspec

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def power_of_ten(exponent: int) -> int:
    """Give 10^exponent for an exponent of 0 or more."""
    power: int = 10**exponent
    return power


class Exact(msgspec.Struct, frozen=True, gc=False):
    """The number digits ÷ 10^decimals."""

    digits: int
    decimals: int = 0

    def at(self, decimals: int) -> int:
        """Give the digits of this number at `decimals` decimals, which must not be fewer."""
        return self.digits * power_of_ten(decimals - self.decimals)


ZERO = Exact(0)
ONE = Exact(1)


@lru_cache(maxsize=65536)
def parse_exact(text: str) -> Exact | None:
    """Read digits with an optional sign and decimals exactly; None when the text is more."""
    if not _NUMBER.fullmatch(text) or len(text) > LONGEST_NUMBER:
        return None
    whole, _, fraction = text.partition(".")
    return Exact(int(whole + fraction), len(fraction))


LONGEST_NUMBER = 200


def half_up(numerator: int, denominator: int = 1) -> int:
    """Round numerator ÷ denominator (> 0) to a whole number, a half away from zero."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def rounded_digits(numerator: int, denominator: int, decimals: int) -> int:
    """Round numerator ÷ denominator to `decimals` decimals, given as digits."""
    return half_up(numerator * 10**decimals, denominator)


def decimal_text(digits: int, decimals: int) -> str:
    """Write digits ÷ 10^decimals with exactly `decimals` decimals; never -0, plus or exponent."""
    sign = "-" if digits < 0 else ""
    padded = str(abs(digits)).rjust(decimals + 1, "0")
    if decimals == 0:
        return sign + padded
    return f"{sign}{padded[:-decimals]}.{padded[-decimals:]}"


def exact_text(number: Exact) -> str:
    """Write an exact number with the decimals that it was given with."""
    return decimal_text(number.digits, number.decimals)


def reaches(digits: int, decimals: int, line: Exact) -> bool:
    """Say whether digits ÷ 10^decimals ≥ line, exactly."""
    return digits * power_of_ten(line.decimals) >= line.digits * power_of_ten(decimals)
