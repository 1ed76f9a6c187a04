"""Worked cases: titles and promotions, each with its exact answer."""

from datetime import date
from typing import Any

import pytest

from tests.reference.small import Engine, Outcome, Small, person
from tests.reference.titles import TITLE

PRIZES = {
    "method": "counts",
    "first": "1",
    "second": "1",
    "third": "1",
    "rounding": "floor",
    "ties": "all",
}


def field(season: Small, count: int, *, leaders: tuple[str, ...] = (), **event: Any) -> None:  # noqa: ANN401 - as Small.event
    """Add an event of so many workers: these totals first, then 50, 49.99 and so on."""
    rest = [f"{50 - step / 100:.2f}" for step in range(count - len(leaders))]
    season.event(**event).entries(*leaders, *rest)


def decided(outcome: Outcome) -> list[tuple[str, ...]]:
    """Give entry, rank, decision and reason of the titles."""
    return outcome.rows("titles", "entry", "rank", "decision", "reason")


def test_1_class_1_with_32_workers(engine: Engine, ruleset: str) -> None:
    """Ranks 1 to 3 are nominated."""
    season = Small(ruleset)
    field(season, 32, kind="provincial_1")
    assert decided(engine(season)) == [
        ("01", "1", "nominate", "RANKED"),
        ("02", "2", "nominate", "RANKED"),
        ("03", "3", "nominate", "RANKED"),
    ]


def test_2_class_1_with_29_workers_lu_2022(engine: Engine) -> None:
    """FIELD_TOO_SMALL for ranks 1 to 3; prizes stand."""
    season = Small("lu-2022-17")
    field(season, 29, kind="provincial_1", prizes=PRIZES)
    outcome = engine(season)
    assert decided(outcome) == [
        ("01", "1", "refuse", "FIELD_TOO_SMALL"),
        ("02", "2", "refuse", "FIELD_TOO_SMALL"),
        ("03", "3", "refuse", "FIELD_TOO_SMALL"),
    ]
    assert {reason for (reason,) in outcome.rows("promotions", "reason")} == {"FIELD_TOO_SMALL"}
    assert list(outcome.results("prize").values())[:4] == ["first", "second", "third", ""]
    assert outcome.files["bonuses.csv"] == []


def test_2_class_1_with_29_workers_lu_2020(engine: Engine) -> None:
    """No smallest field: ranks 1 to 3 nominated."""
    season = Small("lu-2020-18")
    field(season, 29, kind="provincial_1")
    assert [row[1:3] for row in decided(engine(season))] == [
        ("1", "nominate"),
        ("2", "nominate"),
        ("3", "nominate"),
    ]


def test_3_pairs_in_class_1_lu_2022(engine: Engine) -> None:
    """The 4 people of teams 1 and 2."""
    season = Small("lu-2022-17")
    field(season, 30, kind="provincial_1", size=2)
    assert engine(season).rows("titles", "entry", "id_number", "decision") == [
        ("01", person(1), "nominate"),
        ("01", person(2), "nominate"),
        ("02", person(3), "nominate"),
        ("02", person(4), "nominate"),
    ]


def test_4_class_2(engine: Engine, ruleset: str) -> None:
    """Rank 1 only."""
    season = Small(ruleset)
    field(season, 30, kind="provincial_2")
    assert decided(engine(season)) == [("01", "1", "nominate", "RANKED")]


def test_5_a_student_wins_the_student_division(engine: Engine, ruleset: str) -> None:
    """NOT_A_WORKER; the worker division has its own rank 1."""
    season = Small(ruleset, smallest_field=1)
    season.event("provincial_2").entry("S", "99", "student").entry("W", "50")
    assert engine(season).rows("titles", "division", "entry", "rank", "decision", "reason") == [
        ("worker", "W", "1", "nominate", "RANKED"),
        ("student", "S", "1", "refuse", "NOT_A_WORKER"),
    ]


def test_6_ranks_3_and_3_after_the_chain(engine: Engine, ruleset: str) -> None:
    """Both `ruling`, TIE_AT_LINE; ranks 1 and 2 stand."""
    season = Small(ruleset)
    field(season, 32, leaders=("90", "80", "70", "70"), kind="provincial_1")
    assert decided(engine(season)) == [
        ("01", "1", "nominate", "RANKED"),
        ("02", "2", "nominate", "RANKED"),
        ("03", "3", "ruling", "TIE_AT_LINE"),
        ("04", "3", "ruling", "TIE_AT_LINE"),
    ]


def test_6_ranks_2_and_2_in_class_1(engine: Engine, ruleset: str) -> None:
    """Both are inside the line, rank 4 is not."""
    season = Small(ruleset)
    field(season, 32, leaders=("90", "80", "80", "70"), kind="provincial_1")
    assert decided(engine(season)) == [
        ("01", "1", "nominate", "RANKED"),
        ("02", "2", "nominate", "RANKED"),
        ("03", "2", "nominate", "RANKED"),
    ]


def test_6_after_a_ruling_for_places_3_and_4(engine: Engine, ruleset: str) -> None:
    """The first is nominated, the other refused TIE_AT_LINE."""
    season = Small(ruleset)
    field(season, 32, leaders=("90", "80", "70", "70"), kind="provincial_1")
    season.ruling("tie", "E", "03", "4")
    season.ruling("tie", "E", "04", "3")
    outcome = engine(season)
    assert decided(outcome) == [
        ("01", "1", "nominate", "RANKED"),
        ("02", "2", "nominate", "RANKED"),
        ("04", "3", "nominate", "RANKED"),
        ("03", "4", "refuse", "TIE_AT_LINE"),
    ]
    first = dict(list(outcome.results("separated_by").items())[:5])
    assert first == {"01": "", "02": "total", "04": "ruling", "03": "ruling", "05": "total"}
    assert set(outcome.results("tied").values()) == {"no"}


def test_7_rank_2_with_theory_58(engine: Engine, ruleset: str) -> None:
    """Refused FAILED_MODULE; rank 4 does not move up."""
    season = Small(ruleset, smallest_field=1)
    modules = {
        "theory": {"name": "理论知识", "weight": "0.30", "pass": "60"},
        "practical": {"name": "技能操作", "weight": "0.70"},
    }
    event = season.event("provincial_1", modules=modules)
    event.aspect("T", module="theory").aspect("P")
    event.entry("1", {"T": "60", "P": "95"}).entry("2", {"T": "58", "P": "90"})
    event.entry("3", {"T": "70", "P": "80"}).entry("4", {"T": "70", "P": "70"})
    outcome = engine(season)
    assert decided(outcome) == [
        ("1", "1", "nominate", "RANKED"),
        ("2", "2", "refuse", "FAILED_MODULE"),
        ("3", "3", "nominate", "RANKED"),
    ]
    assert outcome.rows("promotions", "entry", "reason")[1] == ("2", "FAILED_MODULE")


@pytest.mark.parametrize(
    ("year", "reason"),
    [("2023", "ALREADY_HELD"), ("2026", "RANKED")],
    ids=["holder since 2023", "holder of the season's own year"],
)
def test_8_a_holder(engine: Engine, ruleset: str, year: str, reason: str) -> None:
    """The rank is kept; the title only of earlier years is ALREADY_HELD."""
    season = Small(ruleset, smallest_field=1)
    season.event("provincial_2").entries("90", "80")
    row = {"id_number": person(1), "name": "选手1", "title": TITLE, "year": year}
    season.files.rows("title_holders").append({**row, "document": "旧1号"})
    outcome = engine(season)
    assert outcome.rows("titles", "entry", "rank", "reason") == [("01", "1", reason)]
    assert outcome.results("rank") == {"01": "1", "02": "2"}


def test_9_the_same_person_wins_in_two_events(engine: Engine, ruleset: str) -> None:
    """One nomination, the first in order; X and x are one ID."""
    number = next(serial for serial in range(999) if person(serial).endswith("X"))
    season = Small(ruleset, smallest_field=1)
    season.event("provincial_2", "B").entry("1", "90", people=[number])
    later = season.event("provincial_2", "A").entry("1", "90", people=[number])
    later.files.rows("members")[0]["id_number"] = person(number).lower()
    assert engine(season).rows("titles", "event", "id_number", "decision", "reason") == [
        ("B", person(number), "nominate", "RANKED"),
        ("A", person(number), "refuse", "ALREADY_NOMINATED"),
    ]


@pytest.mark.parametrize(
    ("level", "more", "answer"),
    [
        ("初级工", {}, ("技师", "nominate", "RANKED")),
        ("高级工", {}, ("技师", "nominate", "RANKED")),
        ("技师", {}, ("高级技师", "nominate", "RANKED")),
        ("高级技师", {}, ("", "refuse", "TOP_LEVEL")),
        ("首席技师", {}, ("", "refuse", "TOP_LEVEL")),
        ("高级工", {"level_verified": "no"}, ("", "refuse", "LEVEL_NOT_VERIFIED")),
        ("高级工", {"level_occupation": "焊工"}, ("", "refuse", "LEVEL_NOT_VERIFIED")),
        ("", {}, ("", "refuse", "LEVEL_NOT_VERIFIED")),
    ],
)
def test_10_promotion_by_level(
    engine: Engine, ruleset: str, level: str, more: dict[str, str], answer: tuple[str, str, str]
) -> None:
    """高级工 or below → 技师, 技师 → 高级技师, 高级技师 → TOP_LEVEL; only with a verified level."""
    season = Small(ruleset, smallest_field=1)
    levels = {"level": level, "level_verified": "yes", "level_occupation": "电工", **more}
    season.event("provincial_2").entry("1", "90", people=(), **levels)
    columns = ("from_level", "to_level", "decision", "reason")
    assert engine(season).rows("promotions", *columns) == [(level, *answer)]


def test_11_second_promotion_in_the_year(engine: Engine, ruleset: str) -> None:
    """PROMOTED_THIS_YEAR, by an earlier row and by promotions_before.csv of this year only."""
    season = Small(ruleset, smallest_field=1)
    for code, serial in (("A", 501), ("B", 501), ("C", 502), ("D", 503)):
        event = season.event("provincial_2", code)
        event.entry("1", "90", people=[serial], level="技师", level_verified="yes")
    for serial, on in ((502, "2026-01-31"), (503, "2025-12-31")):
        row = {"id_number": person(serial), "promoted_on": on, "document": "旧2号"}
        season.files.rows("promotions_before").append(row)
    assert engine(season).rows("promotions", "event", "decision", "reason") == [
        ("A", "nominate", "RANKED"),
        ("B", "refuse", "PROMOTED_THIS_YEAR"),
        ("C", "refuse", "PROMOTED_THIS_YEAR"),
        ("D", "nominate", "RANKED"),
    ]


def test_12_a_disqualified_winner(engine: Engine, ruleset: str) -> None:
    """A row with DISQUALIFIED; nobody moves up."""
    season = Small(ruleset, smallest_field=1)
    season.event("provincial_2").entry("1", "99", status="disqualified").entries("80", "70")
    outcome = engine(season)
    assert decided(outcome) == [
        ("02", "1", "nominate", "RANKED"),
        ("1", "", "refuse", "DISQUALIFIED"),
    ]
    assert outcome.rows("promotions", "entry", "reason")[1] == ("1", "DISQUALIFIED")


def test_12_a_student_on_rank_2_of_a_mixed_event(engine: Engine, ruleset: str) -> None:
    """NOT_A_WORKER, ranks 1 and 3 nominated, nobody moves up."""
    season = Small(ruleset, smallest_field=1)
    event = season.event("provincial_1", rank={"by": ["total"], "within": "event"})
    event.entry("1", "90").entry("2", "80", "student").entry("3", "70").entry("4", "60")
    assert decided(engine(season)) == [
        ("1", "1", "nominate", "RANKED"),
        ("3", "3", "nominate", "RANKED"),
        ("2", "2", "refuse", "NOT_A_WORKER"),
    ]


@pytest.mark.parametrize(
    ("level", "answer"),
    [("中级工", ("高级工", "nominate", "RANKED")), ("高级工", ("", "refuse", "TOP_LEVEL"))],
)
def test_12_a_student_inside_the_line(
    engine: Engine, ruleset: str, level: str, answer: tuple[str, str, str]
) -> None:
    """No title; promoted up to 高级工."""
    season = Small(ruleset, smallest_field=1)
    season.event("provincial_2").entry("1", "90", "student", level=level, level_verified="yes")
    outcome = engine(season)
    assert outcome.rows("titles", "reason") == [("NOT_A_WORKER",)]
    assert outcome.rows("promotions", "to_level", "decision", "reason") == [answer]


def test_12_running_again_adds_no_row(engine: Engine, ruleset: str) -> None:
    """The same season gives the same rows."""
    season = Small(ruleset, smallest_field=1)
    season.event("provincial_1").entries("90", "80", "70", "60")
    assert engine(season).files == engine(season).files


def test_approval_makes_nominated_titles_approved(engine: Engine, ruleset: str) -> None:
    """With `[approval]` the state is approved and the document named; without, nominated."""
    season = Small(ruleset, smallest_field=1)
    season.event("provincial_2").entries("90", "80")
    assert engine(season).rows("titles", "state", "document") == [("nominated", "")]
    season.files.toml["approval"] = {"document": "鲁人社字〔2027〕12号", "date": date(2027, 3, 15)}
    assert engine(season).rows("titles", "state", "document") == [
        ("approved", "鲁人社字〔2027〕12号")
    ]
