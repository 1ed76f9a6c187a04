"""The year's plan: classes, states of what is applied for, the proposed order, dates."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

import msgspec


class EventClass(StrEnum):
    """The class of an event (赛项类别)."""

    PROVINCIAL_1 = "provincial_1"
    PROVINCIAL_2 = "provincial_2"
    PROVINCIAL_COMPREHENSIVE = "provincial_comprehensive"
    CITY = "city"
    COLLEGE = "college"
    SELECTION = "selection"
    NATIONAL = "national"
    CHINA_SKILLS = "china_skills"
    NATIONAL_1 = "national_1"
    WORLDSKILLS = "worldskills"


class Series(StrEnum):
    """The yearly contests that measure 22 asks for."""

    NONE = "none"
    RURAL = "rural"
    FOLK_TALENT = "folk_talent"
    TRADITIONAL = "traditional"


#: The tag by which the events of a series are counted (measure 22).
SERIES_TAGS = {
    Series.RURAL: "乡村振兴",
    Series.FOLK_TALENT: "乡土人才",
    Series.TRADITIONAL: "传统技艺",
}


class PlanState(StrEnum):
    """How far an application is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


class Refusal(StrEnum):
    """Why a step of the plan is refused."""

    CODE_TAKEN = "code_taken"
    EVENT_INCOMPLETE = "event_incomplete"
    GONE = "gone"
    HANDED_IN = "handed_in"
    INCOMPLETE = "incomplete"
    NAME_TAKEN = "name_taken"
    NOT_SUBMITTED = "not_submitted"
    NOT_EMPTY = "not_empty"
    NOTHING_ACCEPTED = "nothing_accepted"
    NOTHING_CHOSEN = "nothing_chosen"
    NOTHING_OPEN = "nothing_open"
    PUBLISHED = "published"
    REAL_SEASON = "real_season"
    REASON_MISSING = "reason_missing"
    SCHEME_UNKNOWN = "scheme_unknown"
    STALE = "stale"


class CountedBy(StrEnum):
    """What the yearly target of measure 20 counts."""

    EVENTS = "events"
    COMPETITIONS = "competitions"


#: Where the applicant may still write.
OPEN_STATES = frozenset({PlanState.DRAFT, PlanState.RETURNED})


class Event(msgspec.Struct, frozen=True):
    """One occupation or discipline in the plan (赛项)."""

    event: str
    competition: str
    name: str
    event_class: EventClass
    occupation: str
    entry_size: int
    held_on: date
    tags: tuple[str, ...] = ()
    feeds: str = ""


CITIES = {
    "370000": "省直",
    "370100": "济南",
    "370200": "青岛",
    "370300": "淄博",
    "370400": "枣庄",
    "370500": "东营",
    "370600": "烟台",
    "370700": "潍坊",
    "370800": "济宁",
    "370900": "泰安",
    "371000": "威海",
    "371100": "日照",
    "371300": "临沂",
    "371400": "德州",
    "371500": "聊城",
    "371600": "滨州",
    "371700": "菏泽",
}


class CompetitionApplication(msgspec.Struct, frozen=True):
    """What a competition is applied for with; `city` is a code or empty."""

    name: str
    organiser: str = ""
    host: str = ""
    contact: str = ""
    place: str = ""
    city: str = ""
    industry: str = ""
    series: Series = Series.NONE
    starts_on: date | None = None
    ends_on: date | None = None


class EventApplication(msgspec.Struct, frozen=True):
    """What an event is applied for with; `scheme` names a preset or `season/event`."""

    code: str
    name: str
    occupation: str
    class_asked: EventClass
    entry_size: int = 1
    held_on: date | None = None
    tags: tuple[str, ...] = ()
    feeds: str = ""
    qualifiers: int | None = None
    expected_field: int | None = None
    scheme: str = ""
    note: str = ""


def missing_of_competition(competition: CompetitionApplication) -> tuple[str, ...]:
    """Name the fields that a competition lacks before it can be submitted."""
    wanted = ("organiser", "host", "place", "starts_on", "ends_on")
    return tuple(name for name in wanted if not getattr(competition, name))


def missing_of_event(event: EventApplication) -> tuple[str, ...]:
    """Name the fields that an event lacks before it can be submitted."""
    return tuple(name for name in ("occupation", "held_on") if not getattr(event, name))


class Tag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A strategy or industry of the province, in force on some days, with its source."""

    name: str
    kind: str
    clause: str
    valid_from: date
    valid_until: date | None = None

    def holds(self, day: date) -> bool:
        """Say whether the tag is in force on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Ordered(msgspec.Struct, frozen=True):
    """One line of the proposed order: where it stands, and the tags that put it there."""

    place: int
    code: str
    strategies: tuple[str, ...]
    industries: tuple[str, ...]

    @property
    def preferred(self) -> bool:
        """Whether measure 20 puts it first."""
        return bool(self.strategies or self.industries)


def proposed_order(
    events: Iterable[EventApplication], tags: Sequence[Tag], first_day: date
) -> tuple[Ordered, ...]:
    """Order those that ask for class 1: tagged first (三（五）20), then by day and code.

    A tag counts when it is in force on the event's day (on `first_day` of the season where no day
    is named). The class stays a person's decision: this is an order of reading, nothing else.
    """
    lines = []
    for event in events:
        if event.class_asked is not EventClass.PROVINCIAL_1:
            continue
        day = event.held_on or first_day
        valid = {tag.name: tag.kind for tag in tags if tag.holds(day)}
        strategies = tuple(tag for tag in event.tags if valid.get(tag) == "strategy")
        industries = tuple(tag for tag in event.tags if valid.get(tag) == "industry")
        key = (not (strategies or industries), event.held_on or date.max, event.code)
        lines.append((key, event.code, strategies, industries))
    lines.sort()
    return tuple(
        Ordered(place, code, strategies, industries)
        for place, (_, code, strategies, industries) in enumerate(lines, 1)
    )


def years_later(day: date | None, years: int) -> date | None:
    """Give the same day some years later; 29 February becomes 28 February where there is none."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
