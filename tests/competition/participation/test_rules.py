"""Periods, levels, stages and cities as people write them, and the rolling counter."""

import pytest

from competition.participation.rules import (
    Level,
    NewReport,
    ParticipationReport,
    Span,
    Stage,
    city_named,
    city_of_delegation,
    counter_sentence,
    level_of,
    level_of_class,
    rolling_sum,
    span_of,
    span_or_year,
    stage_of,
    window,
)
from competition.plan.rules import CITIES, EventClass

JANUARY = 2026 * 12


def told(period: str, count: int = 1) -> ParticipationReport:
    """Give a report of a period."""
    return ParticipationReport(period, "370100", "市级", "决赛", count, "市局", "文件")


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", 0, 11),
        ("2026年", 0, 11),
        ("2026年度", 0, 11),
        (" 2026 ", 0, 11),
        ("2026Q1", 0, 2),
        ("2026-q4", 9, 11),
        ("2026年第二季度", 3, 5),
        ("2026年3季度", 6, 8),
        ("2026上半年", 0, 5),
        ("2026年下半年", 6, 11),
        ("2026H2", 6, 11),
        ("2026-05", 4, 4),
        ("202605", 4, 4),
        ("2026/5", 4, 4),
        ("2026年12月", 11, 11),
        ("2026-05-31", 4, 4),
        ("2026年5月7日", 4, 4),
    ],
)
def test_a_period_is_read_as_people_write_it(period: str, first: int, last: int) -> None:
    """As months, first and last."""
    assert span_of(period) == Span(JANUARY + first, JANUARY + last)


@pytest.mark.parametrize(
    "period", ["", "26", "2026-13", "2026Q5", "2026-00", "20261", "2026-05-32", "二〇二六", "3026"]
)
def test_what_is_no_period_is_none(period: str) -> None:
    """The form says so; a folder counts it for the year that it begins with."""
    assert span_of(period) is None


def test_a_folder_s_own_words_count_for_the_whole_year() -> None:
    """Only the first four digits are promised."""
    assert span_or_year("2026春季") == Span(JANUARY, JANUARY + 11)
    assert NewReport.of(told("2026春季")).span.year == 2026


def test_periods_overlap_when_they_share_a_month() -> None:
    """A quarter and its months; not two quarters."""
    first, second = span_or_year("2026Q1"), span_or_year("2026Q2")
    assert first.overlaps(span_or_year("2026-03"))
    assert span_or_year("2026").overlaps(second)
    assert not first.overlaps(second)
    assert not second.overlaps(span_or_year("2025"))


def test_levels_and_stages_are_known_by_word_and_code() -> None:
    """What nobody knows is told as it is and counted as other."""
    words = ("学校", "院校", "企业", "县级", "县（市、区）级", "市级", "市", "省级", "国家级")
    levels = [level_of(word).value for word in words]
    assert levels == [
        "school", "school", "enterprise", "county", "county", "city", "city", "provincial",
        "national",
    ]  # fmt: skip
    assert level_of("city") is Level.CITY
    assert level_of("社区") is Level.OTHER
    assert [stage_of(word) for word in ("岗位练兵", "预赛", "复赛", "总决赛", "final", "热身")] == [
        Stage.PRACTICE,
        Stage.PRELIMINARY,
        Stage.SEMIFINAL,
        Stage.FINAL,
        Stage.FINAL,
        Stage.OTHER,
    ]


def test_every_class_of_events_has_a_level() -> None:
    """College contests, selections and both provincial classes are provincial."""
    found = {event_class: level_of_class(event_class) for event_class in EventClass}
    assert {key for key, level in found.items() if level is Level.PROVINCIAL} == {
        EventClass.PROVINCIAL_1,
        EventClass.PROVINCIAL_2,
        EventClass.PROVINCIAL_COMPREHENSIVE,
        EventClass.COLLEGE,
        EventClass.SELECTION,
    }
    assert found[EventClass.CITY] is Level.CITY
    assert found[EventClass.WORLDSKILLS] is Level.WORLD


def test_cities_are_known_by_code_name_and_delegation() -> None:
    """An enterprise's delegation is bound to none; 莱芜 is no city any more."""
    assert [city_named(text) for text in ("济南", "济南市", "370100", "", "莱芜")] == [
        "370100",
        "370100",
        "370100",
        "",
        None,
    ]
    assert city_of_delegation("青岛市代表队") == "370200"
    assert city_of_delegation("省属企业代表队") is None
    assert len(CITIES) == 17


def test_the_counter_adds_three_years_and_no_others() -> None:
    """Participations, not reports; the year before the window and the year after stay out."""
    reports = [told("2023", 1), told("2024-Q1", 10), told("2026", 100), told("2027", 1000)]
    assert list(window(2026, 3)) == [2024, 2025, 2026]
    assert rolling_sum(reports, 2026, 3) == 110
    assert counter_sentence(2026, 3, 110, 100) == "2024—2026年累计110人次，目标100人次（已达到）。"
    assert "未达到" in counter_sentence(2026, 3, 99, 100)
