"""Lines break where Chinese typesetting allows it, and lose nothing."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from certificates.typesetting.paragraphs import (
    HANGING,
    NEVER_FIRST,
    NEVER_LAST,
    break_lines,
    units_of,
)


def lines(text: str, measure: float, indent: float = 0) -> list[str]:
    """Return the lines of a text whose every character is one em wide."""
    broken = break_lines(units_of([(text, False)], len), measure, indent)
    return ["".join(unit.text for unit in line.units) for line in broken]


def test_a_comma_hangs_outside_the_line() -> None:
    assert lines("一二三四，五六", 4.5) == ["一二三四，", "五六"]


def test_a_comma_that_does_not_fit_takes_a_character_along() -> None:
    assert lines("一二三四，五六", 4) == ["一二三", "四，五六"]


def test_an_opening_mark_goes_with_what_follows() -> None:
    assert lines("一二三《四五》六", 4) == ["一二三", "《四五》", "六"]


def test_the_first_line_is_indented() -> None:
    assert lines("一二三四五六七", 4, indent=2) == ["一二", "三四五六", "七"]


def test_a_latin_word_and_a_pair_of_dashes_stay_whole() -> None:
    assert lines("一二World三", 6) == ["一二", "World三"]
    assert lines("一二三——四", 4) == ["一二", "三——四"]


def test_a_word_wider_than_the_line_is_broken() -> None:
    assert lines("abcdefgh", 3) == ["abc", "def", "gh"]


def test_a_full_line_is_justified_and_the_last_is_not() -> None:
    first, second = break_lines(units_of([("一二《三》", False)], len), 3.5)
    assert first.gap == 1.5
    assert second.gap == 0


@given(st.text("一二三四，。《》（）“”——…ab1 ", max_size=60), st.integers(4, 20))
def test_nothing_is_lost_and_no_line_overflows(text: str, measure: int) -> None:
    units = units_of([(text, False)], len)
    broken = break_lines(units, measure)
    joined = "".join(unit.text for line in broken for unit in line.units)
    assert joined.replace(" ", "") == text.replace(" ", "")
    for line in broken[:-1]:
        width = sum(unit.width for unit in line.units)
        assert width <= measure + 0.5 or line.units[0].text[0] in NEVER_FIRST | NEVER_LAST
    assert all(mark in NEVER_FIRST for mark in HANGING)
