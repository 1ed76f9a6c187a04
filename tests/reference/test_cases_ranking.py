"""Worked cases: ranks, medals and prizes, each with its exact answer."""

from random import Random
from typing import Any

import pytest

from tests.reference.small import Engine, Small

CHAIN = ["total", "module:practical", "-aspect:Z", "module:theory"]
LETTERS = {"gold": "G", "silver": "S", "bronze": "B", "excellence": "E", "": "–"}


def chained(*entries: tuple[str, str, str, str]) -> Small:
    """Give a season whose entries have practical, time, theory and points subtracted."""
    season = Small()
    modules = {"theory": {"name": "理论知识"}, "practical": {"name": "技能操作"}}
    event = season.event(modules=modules, rank={"by": CHAIN, "within": "division"})
    event.aspect("T", module="theory").aspect("P").aspect("Z", kind="time", max="", min="")
    for number, (practical, seconds, theory, points) in enumerate(entries, 1):
        event.entry(str(number), {"P": practical, "Z": seconds, "T": theory})
        event.adjust(str(number), points)
    return season


def test_shared_ranks_leave_the_next_places_empty(engine: Engine) -> None:
    """1000, 800, 800, 800, 700 → 1, 2, 2, 2, 5."""
    season = Small()
    season.event().entries("1000", "800", "800", "800", "700")
    outcome = engine(season)
    assert list(outcome.results("rank").values()) == ["1", "2", "2", "2", "5"]
    assert list(outcome.results("tied").values()) == ["no", "yes", "yes", "yes", "no"]


def test_no_score_is_no_rank_and_last(engine: Engine) -> None:
    """An absent entry and a guest without marks have no rank and no total, never 0."""
    season = Small()
    event = season.event().entry("1", [], status="absent").entry("2", [], status="guest")
    event.entry("3", "-5").entry("4", "0", status="disqualified")
    outcome = engine(season)
    assert outcome.results("rank") == {"3": "1", "2": "", "1": "", "4": ""}
    assert outcome.results("total") == {"3": "-5.00", "2": "", "1": "", "4": ""}
    assert list(outcome.results("rank")) == ["3", "2", "1", "4"]


def test_equal_totals_are_parted_by_practical(engine: Engine) -> None:
    """The higher practical module wins."""
    outcome = engine(chained(("88", "5400", "10", "12"), ("89", "5400", "10", "13")))
    assert outcome.results("rank") == {"2": "1", "1": "2"}
    assert outcome.results("separated_by") == {"2": "", "1": "module:practical"}


def test_equal_practical_is_parted_by_less_time(engine: Engine) -> None:
    """(86.00, 88, 5400 s) against (86.00, 88, 5399 s): the second wins by time."""
    outcome = engine(chained(("88", "5400", "10", "12"), ("88", "5399", "10", "12")))
    assert outcome.results("total") == {"2": "86.00", "1": "86.00"}
    assert outcome.results("rank") == {"2": "1", "1": "2"}
    assert outcome.results("separated_by") == {"2": "", "1": "-aspect:Z"}


def test_equal_time_is_parted_by_theory(engine: Engine) -> None:
    """The higher theory module wins at last."""
    outcome = engine(chained(("88", "5400", "10", "12"), ("88", "5400", "11", "13")))
    assert outcome.results("rank") == {"2": "1", "1": "2"}
    assert outcome.results("separated_by") == {"2": "", "1": "module:theory"}


def test_all_keys_equal_is_a_shared_place_and_flagged(engine: Engine) -> None:
    """Nothing is broken by row order, name or ID."""
    outcome = engine(chained(*[("88", "5400", "10", "12")] * 2, ("1", "1", "1", "0")))
    assert outcome.results("rank") == {"1": "1", "2": "1", "3": "3"}
    assert outcome.results("tied") == {"1": "yes", "2": "yes", "3": "no"}
    assert outcome.results("separated_by") == {"1": "", "2": "", "3": "total"}


def test_a_guest_with_the_best_total_takes_no_place(engine: Engine) -> None:
    """The guest is shown, the next is rank 1."""
    season = Small()
    event = season.event("college", medals={"method": "places"})
    event.entry("1", "90").entry("2", "95", status="guest").entry("3", "90", status="guest")
    outcome = engine(season)
    assert outcome.results("rank") == {"1": "1", "2": "1", "3": "1"}
    assert outcome.results("tied") == {"1": "no", "2": "no", "3": "no"}
    assert outcome.results("medal") == {"1": "gold", "2": "", "3": ""}


def test_order_of_input_never_changes_ranks(engine: Engine) -> None:
    """Shuffled rows give the same list."""
    season = Small()
    event = season.event().entries("5", "7", "7", "1", "3", "7")
    expected = engine(season).files
    for rows in event.files.tables.values():
        Random(7).shuffle(rows)  # noqa: S311 - an order, no secret
    assert engine(season).files == expected


def medals(engine: Engine, totals: str, **setting: str) -> str:
    """Give the medals of these totals as letters."""
    season = Small()
    season.event(medals=setting).entries(*totals.split())
    return " ".join(LETTERS[medal] for medal in engine(season).results("medal").values())


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ("743 743 742 739", "G G S B"),
        ("728 724 722 721", "G S B E"),
        ("740 701 699", "G S –"),
    ],
)
def test_worldskills_2026_with_floor_700(engine: Engine, totals: str, expected: str) -> None:
    """Highest distinct mark gold, second silver, third bronze; below 700 nothing."""
    assert medals(engine, totals, method="worldskills_2026", floor="700") == expected


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ("731 730 719", "G G B"),
        ("739 734 734 733 732 731", "G S S S S B"),
        ("746 739 739 733", "G S S –"),
        ("530 529 528 527", "G G G B"),
        ("530 529 528 525", "G G G –"),
        ("530 529 528 527 525", "G G G B B"),
    ],
)
def test_worldskills_2009(engine: Engine, totals: str, expected: str) -> None:
    """A medal's group reaches 2 points below its own best."""
    assert medals(engine, totals, method="worldskills_2009") == expected


def prizes(engine: Engine, totals: list[int], **setting: str) -> dict[str, list[int]]:
    """Give the numbers of the entries (1 best) with each prize."""
    ratio = {"method": "ratio", "first": "0.10", "second": "0.20", "third": "0.30"}
    section: dict[str, Any] = {**ratio, "rounding": "floor", "ties": "all", **setting}
    season = Small()
    season.event(prizes=section).entries(*[str(total) for total in totals])
    found: dict[str, list[int]] = {}
    for entry, prize in engine(season).results("prize").items():
        found.setdefault(prize, []).append(int(entry))
    return found


def span(first: int, last: int) -> list[int]:
    """Give the whole numbers from first to last."""
    return list(range(first, last + 1))


@pytest.mark.parametrize(
    ("rounding", "lines"),
    [("floor", (3, 11, 22)), ("ceil", (4, 12, 23)), ("half_up", (4, 11, 22))],
)
def test_prizes_of_37(engine: Engine, rounding: str, lines: tuple[int, int, int]) -> None:
    """10/20/30 % of 37 are cumulative lines."""
    one, two, three = lines
    assert prizes(engine, span(101, 137)[::-1], rounding=rounding) == {
        "first": span(1, one),
        "second": span(one + 1, two),
        "third": span(two + 1, three),
        "": span(three + 1, 37),
    }


# 37 totals with ties across each line of floor: places 3-4, 11-12, 22-23.
ACROSS = [200 - place + (1 if place in (4, 12, 23) else 0) for place in span(1, 37)]


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        (
            "all",
            {"first": span(1, 4), "second": span(5, 12), "third": span(13, 23), "": span(24, 37)},
        ),
        (
            "none",
            {"first": span(1, 2), "second": span(3, 10), "third": span(11, 21), "": span(22, 37)},
        ),
        (
            "ruling",
            {
                "first": span(1, 2),
                "ruling": [3, 4, 11, 12, 22, 23],
                "second": span(5, 10),
                "third": span(13, 21),
                "": span(24, 37),
            },
        ),
    ],
)
def test_prizes_with_a_tie_across_each_line(
    engine: Engine, ties: str, expected: dict[str, list[int]]
) -> None:
    """All: the whole group; none: judged at the next line; ruling: the cell says so."""
    assert prizes(engine, ACROSS, ties=ties) == expected


def test_excellence_is_the_rest_of_the_first_half(engine: Engine) -> None:
    """Half of 9 is 4: with two prizes by count, ranks 3 and 4 get 优胜奖."""
    counts = {"method": "counts", "first": "1", "second": "1", "third": "0"}
    assert prizes(engine, span(1, 9)[::-1], **counts, excellence="half") == {
        "first": [1],
        "second": [2],
        "excellence": [3, 4],
        "": span(5, 9),
    }
