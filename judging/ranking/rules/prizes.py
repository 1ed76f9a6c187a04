"""Prizes: lines over the field, and what a tie across a line means."""

from collections.abc import Sequence

import msgspec

from judging.marking.rules.exact import Exact, half_up, power_of_ten, reaches
from judging.ranking.rules.event_rules import (
    PRIZE_RULING,
    PRIZES,
    PrizeMethod,
    PrizeRules,
    PrizeTies,
    Rounding,
)


class Placed(msgspec.Struct, frozen=True, gc=False):
    """One ranked entry: place, how many share it, total as digits."""

    rank: int
    tied: int
    total_digits: int


def share_line(field_size: int, share: Exact, rounding: Rounding) -> int:
    """Give rounding(field size × share): how many places a cumulative share makes."""
    numerator, denominator = field_size * share.digits, power_of_ten(share.decimals)
    if rounding is Rounding.FLOOR:
        return numerator // denominator
    if rounding is Rounding.CEIL:
        return -(-numerator // denominator)
    return half_up(numerator, denominator)


def prize_lines(rules: PrizeRules, field_size: int) -> list[int]:
    """Give the last place (cumulative) of first, second and third prize; none for thresholds."""
    if rules.method is PrizeMethod.THRESHOLDS:
        return []
    lines: list[int] = []
    decimals = max(value.decimals for value in rules.values)
    summed = 0
    for value in rules.values:
        summed += value.at(decimals)
        if rules.method is PrizeMethod.COUNTS:
            lines.append(summed // 10**decimals)
        else:
            lines.append(share_line(field_size, Exact(summed, decimals), rules.rounding))
    return lines


def prizes_of(rules: PrizeRules, field: Sequence[Placed], total_decimals: int) -> list[str]:
    """Give the prize of each placed entry, in the order of `field`; "" for none."""
    lines = prize_lines(rules, len(field))
    half = len(field) // 2 if rules.excellence_half else 0
    prizes = []
    for item in field:
        prize = _by_threshold(rules, item, total_decimals) or _by_line(item, lines, rules.ties)
        prizes.append(prize or _by_line(item, [0] * (len(PRIZES) - 1) + [half], rules.ties))
    return prizes


def _by_threshold(rules: PrizeRules, item: Placed, total_decimals: int) -> str:
    if rules.method is PrizeMethod.THRESHOLDS:
        for prize, threshold in zip(PRIZES, rules.values, strict=False):
            if reaches(item.total_digits, total_decimals, threshold):
                return prize
    return ""


def _by_line(item: Placed, lines: Sequence[int], ties: PrizeTies) -> str:
    last_place = item.rank + item.tied - 1
    for prize, line in zip(PRIZES, lines, strict=False):
        if last_place <= line:
            return prize
        if item.rank <= line:
            if ties is PrizeTies.ALL:
                return prize
            if ties is PrizeTies.RULING:
                return PRIZE_RULING
    return ""
