"""The terms of registration as data: windows, places, and who is eligible in which division."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from competition.registration.rules import Division
from competition.registration.rules.registrations import Employment

WORKERS = tuple(one.value for one in Employment if one is not Employment.FULL_TIME_STUDENT)
MOST_REVIEW_LEVELS = 2


class Window(msgspec.Struct, frozen=True):
    """When a competition takes registrations, and how it reviews them.

    What was returned may be submitted again until `corrections_until`, which is never before
    `closes_at`. The end itself no longer counts.
    """

    opens_at: datetime
    closes_at: datetime
    corrections_until: datetime
    review_levels: int = 1
    one_event_per_person: bool = True
    revision: int = 0

    def is_open(self, now: datetime) -> bool:
        """Say whether new registrations are taken."""
        return self.opens_at <= now < self.closes_at

    def takes_corrections(self, now: datetime) -> bool:
        """Say whether returned registrations are taken once more."""
        return self.opens_at <= now < self.corrections_until


class DivisionRules(msgspec.Struct, frozen=True):
    """Who may compete in one division of an event; None and empty ask for nothing.

    Ages are completed years on `age_on` (the event's own day without one). `most_in_year` is the
    greatest age reached during `in_year`, as WorldSkills counts (22 or 25). `employment` lists who
    is admitted, empty for everybody. `earlier_title` says what an earlier title means: `ok`, `ask`
    or `refuse`. `clause` is where the rules stand.
    """

    min_age: int | None = None
    max_age: int | None = None
    age_on: date | None = None
    most_in_year: int | None = None
    in_year: int | None = None
    sex: str = ""
    employment: tuple[str, ...] = ()
    min_level: str = ""
    level_in_occupation: bool = False
    certificate: bool = False
    earlier_title: str = "ok"
    clause: str = ""


def usual_rules(division: Division) -> DivisionRules:
    """Give what holds where an organiser has set nothing: students are not workers, and so on."""
    employment = {
        Division.WORKER: WORKERS,
        Division.TEACHER: (Employment.TEACHER.value,),
        Division.STUDENT: (Employment.FULL_TIME_STUDENT.value,),
        Division.OPEN: (),
    }
    return DivisionRules(employment=employment[division])


class EventTerms(msgspec.Struct, frozen=True):
    """The terms of one event: places in all, quota of a delegation, the divisions it takes.

    None is no limit; without any division every one is taken under its usual rules.
    """

    places: int | None = None
    quota: int | None = None
    divisions: Mapping[Division, DivisionRules] = {}
    revision: int = 0

    def takes(self, division: Division) -> bool:
        """Say whether the event has the division."""
        return not self.divisions or division in self.divisions

    def rules_of(self, division: Division) -> DivisionRules:
        """Give the rules of a division."""
        return self.divisions.get(division) or usual_rules(division)
