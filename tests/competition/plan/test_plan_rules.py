"""The proposed order, the days of tags, what is late, and the calendar by exact answers."""

from datetime import UTC, date, datetime

import pytest

from competition.plan.calendar_file import calendar_file
from competition.plan.glance import month_of
from competition.plan.proposal_queries import CompetitionRow, next_code
from competition.plan.protocols import Check, late_checks
from competition.plan.queries import EventRow, SeasonRow
from competition.plan.rules import (
    CompetitionApplication,
    Event,
    EventApplication,
    EventClass,
    PlanState,
    Tag,
    proposed_order,
    years_later,
)
from competition.plan.tags import strategy_tags

FIRST = date(2026, 1, 1)


def asked(code: str, day: date | None, *tags: str, of: str = "provincial_1") -> EventApplication:
    """Give an application."""
    return EventApplication(code, code, code, EventClass(of), held_on=day, tags=tags)


def test_tagged_events_come_first_for_class_1_and_say_why() -> None:
    """三（五）20: strategies and industries first, then by day; other classes stay out."""
    events = [
        asked("late", date(2026, 9, 1)),
        asked("none", None),
        asked("early", date(2026, 2, 1), "传统技艺"),
        asked("industry", date(2026, 8, 1), "高端装备"),
        asked("both", date(2026, 7, 1), "乡村振兴", "现代高效农业"),
        asked("second", date(2026, 1, 1), "高端装备", of="provincial_2"),
    ]
    lines = proposed_order(events, strategy_tags(), FIRST)
    assert [(line.place, line.code, line.strategies, line.industries) for line in lines] == [
        (1, "both", ("乡村振兴",), ("现代高效农业",)),
        (2, "industry", (), ("高端装备",)),
        (3, "early", (), ()),
        (4, "late", (), ()),
        (5, "none", (), ()),
    ]
    assert [line.preferred for line in lines] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("day", "preferred"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_a_tag_counts_on_the_days_it_is_in_force(day: date, preferred: bool) -> None:  # noqa: FBT001 - a case
    """Both sides of its first and of its last day."""
    tag = Tag("新战略", "strategy", "某条", date(2026, 1, 1), date(2026, 6, 30))
    lines = proposed_order([asked("a", day, "新战略")], [tag], FIRST)
    assert lines[0].preferred is preferred


def test_the_policy_names_eight_strategies_and_ten_industries() -> None:
    """三（五）20."""
    kinds = [tag.kind for tag in strategy_tags()]
    assert (kinds.count("strategy"), kinds.count("industry")) == (8, 10)


def test_a_leap_day_moves_to_the_day_before() -> None:
    """And no day stays no day."""
    assert years_later(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert years_later(date(2028, 2, 29), 4) == date(2032, 2, 29)
    assert years_later(None, 1) is None


@pytest.mark.parametrize(
    ("today", "late"),
    [(date(2026, 4, 24), False), (date(2026, 4, 25), True)],
)
def test_what_is_due_seven_days_before_is_late_from_the_sixth(today: date, late: bool) -> None:  # noqa: FBT001 - a case
    """What is done is never late, and nothing once the results are there."""
    held_on = date(2026, 5, 1)
    check = Check("entries", done=False, found="", days_before=7)
    done = Check("entries", done=True, found="", days_before=7)
    ranked = Check("results", done=True, found="", days_before=-1)
    assert late_checks([check], held_on, today) == ((check,) if late else ())
    assert late_checks([done], held_on, today) == ()
    assert late_checks([check, ranked], held_on, today) == ()


def test_results_are_late_from_the_second_day_after() -> None:
    """On the day itself and the day after nobody is late."""
    check = Check("results", done=False, found="", days_before=-1)
    held_on = date(2026, 5, 1)
    days = [date(2026, 5, day) for day in (1, 2, 3)]
    assert [bool(late_checks([check], held_on, day)) for day in days] == [False, False, True]


def test_the_next_code_follows_the_highest() -> None:
    """Codes of other forms do not matter."""
    assert next_code(["E01", "E09", "weld", "E9x"]) == "E10"
    assert next_code([]) == "E01"


def test_a_month_shows_whole_weeks_and_its_events() -> None:
    """February 2026 begins on a Sunday: six weeks less one."""
    row = _row("焊工；A,B")
    weeks = month_of([row], 2026, 5)
    assert [day.day.day for day in weeks[0]] == [27, 28, 29, 30, 1, 2, 3]
    assert [day.within for day in weeks[0]] == [False] * 4 + [True] * 3
    assert weeks[0][4].events == (row,)


def test_a_calendar_file_is_folded_and_escaped() -> None:
    """Every line within 75 octets, commas and semicolons escaped, no half characters."""
    season = SeasonRow(
        1, "2026", "标题", 2026, "r", "{}", None, None, None, 3,
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), practice=False, counted="events",
    )  # fmt: skip
    house = CompetitionRow(
        7,
        1,
        CompetitionApplication("赛事", city="370100", place="体育馆"),
        PlanState.ACCEPTED,
        "",
        1,
    )
    row = _row("很长的名称" * 10 + ";A,B")
    text = calendar_file(season, [row], {7: house}, "").decode()
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:" + "很长的名称" * 10 + "\\;A\\,B\r\n" in unfolded
    assert "LOCATION:济南 体育馆\r\n" in unfolded
    assert "DTSTART;VALUE=DATE:20260501\r\n" in unfolded
    assert "DTEND;VALUE=DATE:20260502\r\n" in unfolded
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def _row(name: str) -> EventRow:
    event = Event("e", "赛事", name, EventClass.PROVINCIAL_1, "工", 1, date(2026, 5, 1))
    return EventRow(5, 1, 7, event)
