"""The plan at a glance: what is counted, how it is spread, what is late, month by month."""

from calendar import Calendar
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from competition.plan.proposal_queries import CompetitionRow
from competition.plan.protocols import Check, late_checks
from competition.plan.queries import EventRow
from competition.plan.rules import CITIES, CountedBy, Tag
from competition.policy.rules import PlanRules

OTHER = ""
"""Stands for what nobody named: a city, an industry."""


class Spread(msgspec.Struct, frozen=True):
    """One line of a table: how many events and competitions lie in it."""

    key: str
    events: int
    competitions: int


class Series(msgspec.Struct, frozen=True):
    """Whether a contest that measure 22 asks for exists; `tag` is how its events are marked."""

    tag: str
    events: int


class Glance(msgspec.Struct, frozen=True):
    """A season's plan in numbers; `reached` is what the setting counts."""

    events: int
    competitions: int
    counted: int
    target: int
    by_class: tuple[Spread, ...]
    by_city: tuple[Spread, ...]
    by_industry: tuple[Spread, ...]
    by_month: tuple[Spread, ...]
    series: tuple[Series, ...]


class LateEvent(msgspec.Struct, frozen=True):
    """An event for which something should be done by now, and is not."""

    row: EventRow
    checks: tuple[Check, ...]


class Day(msgspec.Struct, frozen=True):
    """A day of the calendar; `within` is false for days of the months around."""

    day: date
    within: bool
    events: tuple[EventRow, ...]


def glance_of(
    events: Sequence[EventRow],
    competitions: Mapping[int, CompetitionRow],
    rules: PlanRules,
    counted: CountedBy,
    tags: Iterable[Tag],
) -> Glance:
    """Count the events of a season, as the plan lines of its outcome do."""
    provincial = [row for row in events if row.event.event_class in rules.event_classes]
    houses = {row.competition for row in provincial}
    industries = {tag.name for tag in tags if tag.kind == "industry"}

    def city(row: EventRow) -> Sequence[str]:
        return (competitions[row.competition].application.city,)

    def industry(row: EventRow) -> Sequence[str]:
        named = competitions[row.competition].application.industry
        if named:
            return (named,)
        return [tag for tag in row.event.tags if tag in industries] or (OTHER,)

    return Glance(
        events=len(provincial),
        competitions=len(houses),
        counted=len(provincial) if counted is CountedBy.EVENTS else len(houses),
        target=rules.events_a_year,
        by_class=_spread(events, lambda row: (row.event.event_class.value,), sort_by_size=False),
        by_city=_spread(events, city),
        by_industry=_spread(events, industry),
        by_month=_spread(
            events, lambda row: (row.event.held_on.strftime("%Y-%m"),), sort_by_size=False
        ),
        series=tuple(
            Series(tag, sum(tag in row.event.tags for row in events)) for tag in rules.yearly_tags
        ),
    )


def _spread(
    events: Iterable[EventRow],
    keys: Callable[[EventRow], Sequence[str]],
    *,
    sort_by_size: bool = True,
) -> tuple[Spread, ...]:
    counts: Counter[str] = Counter()
    houses: dict[str, set[int]] = defaultdict(set)
    for row in events:
        for key in keys(row):
            counts[key] += 1
            houses[key].add(row.competition)
    found = [Spread(key, count, len(houses[key])) for key, count in counts.items()]
    if sort_by_size:
        found.sort(key=lambda line: (line.key == OTHER, -line.events, line.key))
    else:
        found.sort(key=lambda line: line.key)
    return tuple(found)


def late_events(
    events: Iterable[EventRow], checks: Mapping[int, Sequence[Check]], today: date
) -> list[LateEvent]:
    """Give the events for which something is late, the earliest first."""
    found = []
    for row in sorted(events, key=lambda row: (row.event.held_on, row.event.event)):
        late = late_checks(checks.get(row.id, ()), row.event.held_on, today)
        if late:
            found.append(LateEvent(row, late))
    return found


def month_of(events: Iterable[EventRow], year: int, month: int) -> list[list[Day]]:
    """Lay out a month in weeks from Monday, each day with its events."""
    by_day: dict[date, list[EventRow]] = defaultdict(list)
    for row in events:
        by_day[row.event.held_on].append(row)
    return [
        [Day(day, day.month == month, tuple(by_day.get(day, ()))) for day in week]
        for week in Calendar().monthdatescalendar(year, month)
    ]


def city_name(code: str) -> str:
    """Give the word for a city; other codes as they are."""
    return CITIES.get(code, code)
