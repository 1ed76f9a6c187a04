"""What an organiser typed into the forms of the terms: a window, an event's places and rules."""

from collections.abc import Mapping
from datetime import date, datetime

from litestar import Request
from litestar.datastructures import State

from competition.registration.rules import SKILL_LEVELS, Division
from competition.registration.rules.registrations import Employment, Sex
from competition.registration.rules.terms import (
    MOST_REVIEW_LEVELS,
    DivisionRules,
    EventTerms,
    Window,
    usual_rules,
)
from competition.web.formats import CHINA
from competition.web.forms import Form, read_form

EARLIER_TITLE = ("ok", "ask", "refuse")
OLDEST = 120
FIRST_YEAR, LAST_YEAR = 1950, 2999
MOST_PLACES = 1_000_000
_WHOLES = {
    "min_age": (1, OLDEST),
    "max_age": (1, OLDEST),
    "most_in_year": (1, OLDEST),
    "in_year": (FIRST_YEAR, LAST_YEAR),
}
_CHOICES: Mapping[str, frozenset[str]] = {
    "sex": frozenset(one.value for one in Sex),
    "min_level": frozenset(SKILL_LEVELS),
    "earlier_title": frozenset(EARLIER_TITLE),
}
_TICKS = ("takes", "level_in_occupation", "certificate")
_FIELDS = (*_WHOLES, *_CHOICES, *_TICKS, "age_on", "clause")


class Faults(dict[str, str]):
    """Faults by field; each reader notes its own and goes on."""

    def whole(self, field: str, written: str, low: int, high: int) -> int | None:
        """Read a whole number between two bounds, None for nothing."""
        if not written:
            return None
        if written.isascii() and written.isdigit() and low <= int(written) <= high:
            return int(written)
        self[field] = "registration.bad_number"
        return None

    def day(self, field: str, written: str) -> date | None:
        """Read a date, None for nothing."""
        if not written:
            return None
        try:
            return date.fromisoformat(written)
        except ValueError:
            self[field] = "registration.bad_date"
            return None

    def moment(self, field: str, written: str) -> datetime | None:
        """Read a moment of the clock in China."""
        try:
            return datetime.fromisoformat(written).replace(tzinfo=CHINA)
        except ValueError:
            self.setdefault(field, "registration.bad_moment")
            return None


def window_form_of(window: Window | None) -> Form:
    """Give the form that shows a window."""
    if window is None:
        return Form({"revision": "0", "review_levels": "1", "one_event_per_person": "yes"})
    return Form(
        {
            "opens_at": _local(window.opens_at),
            "closes_at": _local(window.closes_at),
            "corrections_until": _local(window.corrections_until),
            "review_levels": str(window.review_levels),
            "one_event_per_person": "yes" if window.one_event_per_person else "",
            "revision": str(window.revision),
        }
    )


async def read_window(request: Request[object, object, State]) -> tuple[Form, Window | None]:
    """Read the form of a window, None with its faults; corrections end with it by default."""
    form = await read_form(
        request,
        ("opens_at", "closes_at", "review_levels"),
        ("corrections_until", "one_event_per_person", "revision", "sure"),
    )
    faults = Faults(form.faults)
    values = form.values
    opens = faults.moment("opens_at", values["opens_at"])
    closes = faults.moment("closes_at", values["closes_at"])
    late = values["corrections_until"] or values["closes_at"]
    corrections = faults.moment("corrections_until", late)
    levels = faults.whole("review_levels", values["review_levels"], 1, MOST_REVIEW_LEVELS)
    revision = faults.whole("revision", values["revision"], 0, MOST_PLACES) or 0
    if opens and closes and not opens < closes:
        faults["closes_at"] = "registration.closes_first"
    elif closes and corrections and corrections < closes:
        faults["corrections_until"] = "registration.corrections_first"
    single = values["one_event_per_person"] == "yes"
    if faults or not (opens and closes and corrections and levels):
        return form.with_faults(faults), None
    return form, Window(opens, closes, corrections, levels, single, revision)


def terms_form_of(terms: EventTerms) -> Form:
    """Give the form that shows an event's terms."""
    values = {
        "places": str(terms.places or ""),
        "quota": str(terms.quota or ""),
        "revision": str(terms.revision),
    }
    lists: dict[str, tuple[str, ...]] = {}
    for division in Division:
        rules = terms.divisions.get(division) or usual_rules(division)
        values |= {
            f"takes-{division}": "yes" if terms.takes(division) else "",
            f"age_on-{division}": str(rules.age_on or ""),
            f"level_in_occupation-{division}": "yes" if rules.level_in_occupation else "",
            f"certificate-{division}": "yes" if rules.certificate else "",
            f"clause-{division}": rules.clause,
        }
        values |= {f"{name}-{division}": str(getattr(rules, name) or "") for name in _WHOLES}
        values |= {f"{name}-{division}": getattr(rules, name) for name in _CHOICES}
        lists[f"employment-{division}"] = rules.employment
    return Form(values, lists=lists)


async def read_terms(request: Request[object, object, State]) -> tuple[Form, EventTerms | None]:
    """Read the form of an event's terms, None with its faults."""
    named = [f"{field}-{division}" for field in _FIELDS for division in Division]
    form = await read_form(
        request,
        (),
        ("places", "quota", "revision", "sure", *named),
        lists=[f"employment-{division}" for division in Division],
    )
    faults = Faults()
    places = faults.whole("places", form.values["places"], 1, MOST_PLACES)
    quota = faults.whole("quota", form.values["quota"], 1, MOST_PLACES)
    divisions = {
        division: _division(form, division, faults)
        for division in Division
        if form.values[f"takes-{division}"] == "yes"
    }
    if not divisions:
        faults["divisions"] = "registration.no_division"
    revision = faults.whole("revision", form.values["revision"], 0, MOST_PLACES) or 0
    if faults:
        return form.with_faults(faults), None
    return form, EventTerms(places, quota, divisions, revision)


def _division(form: Form, division: Division, faults: Faults) -> DivisionRules:
    def written(name: str) -> str:
        return form.values[f"{name}-{division}"]

    numbers = {
        name: faults.whole(f"{name}-{division}", written(name), low, high)
        for name, (low, high) in _WHOLES.items()
    }
    youngest, oldest = numbers["min_age"], numbers["max_age"]
    if youngest and oldest and youngest > oldest:
        faults[f"max_age-{division}"] = "registration.ages_crossed"
    chosen = {
        name: written(name) if written(name) in known else "" for name, known in _CHOICES.items()
    }
    employment = {one.value for one in Employment} & set(form.lists[f"employment-{division}"])
    return DivisionRules(
        **numbers,
        age_on=faults.day(f"age_on-{division}", written("age_on")),
        sex=chosen["sex"],
        employment=tuple(one.value for one in Employment if one.value in employment),
        min_level=chosen["min_level"],
        level_in_occupation=written("level_in_occupation") == "yes",
        certificate=written("certificate") == "yes",
        earlier_title=chosen["earlier_title"] or "ok",
        clause=written("clause"),
    )


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%dT%H:%M}"
