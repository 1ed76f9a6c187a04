"""Worked cases: panels and totals, each with its exact answer."""

from pathlib import Path

import pytest

from tests.properties.adapter import product_problems
from tests.reference.small import Engine, Small

FIVE = {"kind": "panel", "method": "trimmed_mean", "drop_high": "1", "drop_low": "1", "judges": "5"}
NINE = ["9.0", "9.0", "8.75", "9.25", "9.0", "9.5", "9.25", "9.0", "9.0"]


def total_of(engine: Engine, marks: list[str], **aspect: str) -> str:
    """Give the total of one entry that has these marks in the one aspect."""
    season = Small()
    season.event().only(**aspect).entry("1", marks)
    return engine(season).results("total")["1"]


@pytest.mark.parametrize(
    ("marks", "total"),
    [
        (["80", "85", "85", "90", "95"], "86.67"),
        (["88.5", "88.5", "88.5", "88.5", "88.5"], "88.50"),
        (["80", "85", "90", "95", "95"], "90.00"),
    ],
    ids=["one high and one low dropped", "all equal", "two share the highest, one is dropped"],
)
def test_five_judges_trimmed_mean(engine: Engine, marks: list[str], total: str) -> None:
    """Five judges, one highest and one lowest dropped, the mean of the rest."""
    assert total_of(engine, marks, **FIVE) == total


def test_four_of_five_judges_is_a_problem(tmp_path: Path) -> None:
    """Fewer marks than `judges` are a problem, not a number."""
    season = Small()
    season.event().only(**FIVE).entry("1", ["80", "85", "85", "90"])
    assert len(product_problems(season.files.write_all(tmp_path / "season"))) == 1


def test_seven_judges_trimmed_sum_times_difficulty(engine: Engine) -> None:
    """25.0 × 3.4 = 85.00."""
    season = Small()
    event = season.event()
    event.only(kind="panel", method="trimmed_sum", drop_high="2", drop_low="2", judges="7")
    event.entry("1", ["8.5", "8.0", "8.5", "8.0", "8.5", "8.0", "8.5"])
    event.files.rows("coefficients").append({"entry": "1", "aspect": "A", "coefficient": "3.4"})
    assert engine(season).results("total") == {"1": "85.00"}


def test_panel_of_nine_is_rounded_before_anything_else(engine: Engine) -> None:
    """Seven marks left of nine make 9.07."""
    assert total_of(engine, NINE, **{**FIVE, "judges": "9"}) == "9.07"


def test_aspect_is_rounded_after_the_factor(engine: Engine) -> None:
    """9.07 × 0.8 = 7.26."""
    assert total_of(engine, NINE, **{**FIVE, "judges": "9", "factor": "0.8"}) == "7.26"


def test_five_rounded_aspects_are_summed(engine: Engine) -> None:
    """5 × 7.26 = 36.30; rounding only at the end would give 36.29."""
    season = Small()
    event = season.event()
    event.only(**{**FIVE, "judges": "9", "factor": "0.8"}).entry("1", NINE)
    for code in "BCDE":
        event.aspect(code, **{**FIVE, "judges": "9", "factor": "0.8"})
        for number, mark in enumerate(NINE):
            row = {"entry": "1", "aspect": code, "judge": f"J{number}", "mark": mark}
            event.files.rows("marks").append(row)
    assert engine(season).results("total") == {"1": "36.30"}


def test_judgement_levels(engine: Engine) -> None:
    """2 × 7/9 = 1.56."""
    season = Small()
    event = season.event(judgement={"spread": 1})
    event.only(kind="judgement", max="2.00", min="0", judges="3").entry("1", ["2", "3", "2"])
    assert engine(season).results("total") == {"1": "1.56"}


def test_judgement_spread_is_a_problem_that_names_everyone(tmp_path: Path) -> None:
    """Levels 1, 3, 2 are two apart."""
    season = Small()
    event = season.event(judgement={"spread": 1})
    event.only(kind="judgement", max="2.00", min="0", judges="3").entry("N7", ["1", "3", "2"])
    problems = product_problems(season.files.write_all(tmp_path / "season"))
    assert len(problems) == 1
    assert all(word in problems[0] for word in ("N7", "A", "J1", "J2"))


def test_theory_and_practical_are_weighted_and_rounded_half_up(engine: Engine) -> None:
    """85.5 × 0.30 + 91.25 × 0.70 = 89.525 → 89.53."""
    season = Small()
    modules = {
        "theory": {"name": "理论知识", "weight": "0.30"},
        "practical": {"name": "技能操作", "weight": "0.70"},
    }
    event = season.event(modules=modules)
    event.aspect("T", module="theory").aspect("P").entry("1", {"T": "85.5", "P": "91.25"})
    outcome = engine(season)
    assert outcome.results("total") == {"1": "89.53"}
    assert outcome.results("module:theory") == {"1": "85.50"}
    assert outcome.results("module:practical") == {"1": "91.25"}


def test_half_goes_away_from_zero_on_both_sides(engine: Engine) -> None:
    """0.125 → 0.13, -0.125 → -0.13, and nothing is -0."""
    season = Small()
    event = season.event().entries("1", "1", "1")
    event.adjust("01", "0.875").adjust("02", "1.125").adjust("03", "1.004")
    assert engine(season).results("total") == {"01": "0.13", "03": "0.00", "02": "-0.13"}


def test_one_tenth_and_two_tenths_equal_three_tenths(engine: Engine) -> None:
    """0.1 + 0.2 ties with 0.3."""
    season = Small()
    event = season.event(modules={"practical": {"name": "技能操作"}}).aspect("A").aspect("B")
    event.entry("1", {"A": "0.1", "B": "0.2"}).entry("2", {"A": "0.3", "B": "0"})
    outcome = engine(season)
    assert outcome.results("rank") == {"1": "1", "2": "1"}
    assert outcome.results("tied") == {"1": "yes", "2": "yes"}
