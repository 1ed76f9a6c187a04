"""Forms of the plan: what was typed becomes an application, each fault beside its field."""

import re
from datetime import date
from enum import StrEnum
from typing import TypeVar

from litestar import Request
from litestar.datastructures import State

from competition.people.identity import forbidden_character
from competition.plan.rules import (
    CITIES,
    CompetitionApplication,
    EventApplication,
    EventClass,
    Series,
)
from competition.web.forms import Form, read_form

COMPETITION_TEXTS = ("organiser", "host", "contact", "place", "industry")
EVENT_TEXTS = ("occupation", "feeds", "scheme", "note")
MOST_PEOPLE = 99
MOST_FIELD = 100_000
_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10)
}
_TELEPHONE = re.compile(r"\d{7,}")
Choice = TypeVar("Choice", bound=StrEnum)


class Reader:
    """Reads the fields of a form one by one and gathers what is wrong with them."""

    def __init__(self, form: Form) -> None:
        """Read from a form."""
        self.form = form
        self.faults = dict(form.faults)

    def text(self, name: str) -> str:
        """Read a text."""
        text = self.form.values.get(name, "")
        if forbidden_character(text):
            self.faults.setdefault(name, "plan_fault.character")
        return text

    def day(self, name: str) -> date | None:
        """Read a day as YYYY-MM-DD, None when it is left out."""
        text = self.text(name).replace("/", "-")
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.faults.setdefault(name, "plan_fault.date")
            return None

    def whole(self, name: str, most: int) -> int | None:
        """Read a whole number from 1, None when it is left out."""
        text = self.text(name)
        if not text:
            return None
        if text.isascii() and text.isdigit() and 1 <= int(text) <= most:
            return int(text)
        self.faults.setdefault(name, "plan_fault.number")
        return None

    def choice(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        """Read a code of an enum."""
        found = next((choice for choice in choices if choice.value == self.text(name)), None)
        if found is None:
            self.faults.setdefault(name, "plan_fault.choice")
        return found or default

    def done(self) -> Form:
        """Give the form with everything that is wrong."""
        return self.form.with_faults(self.faults)


async def read_competition(
    request: Request[object, object, State],
) -> tuple[Form, CompetitionApplication, int]:
    """Read the form of a competition: form with faults, application, revision."""
    form = await read_form(
        request,
        ("name", "series"),
        (*COMPETITION_TEXTS, "city", "starts_on", "ends_on", "revision"),
    )
    reader = Reader(form)
    contact = reader.text("contact")
    if _TELEPHONE.search(contact):
        reader.faults["contact"] = "plan_fault.telephone"
    city = reader.text("city")
    if city and city not in CITIES:
        reader.faults["city"] = "plan_fault.choice"
    starts_on, ends_on = reader.day("starts_on"), reader.day("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        reader.faults["ends_on"] = "plan_fault.backwards"
    application = CompetitionApplication(
        name=reader.text("name"),
        **{name: reader.text(name) for name in COMPETITION_TEXTS},
        city=city,
        series=reader.choice("series", Series, Series.NONE),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return reader.done(), application, revision_of(form)


async def read_event(
    request: Request[object, object, State], codes: frozenset[str]
) -> tuple[Form, EventApplication, int]:
    """Read the form of an event; `codes` are what it may feed: the season's events and `pool`."""
    form = await read_form(
        request,
        ("name", "class_asked", "entry_size"),
        (*EVENT_TEXTS, "code", "held_on", "qualifiers", "expected_field", "revision"),
        lists=("tags",),
    )
    reader = Reader(form)
    code = reader.text("code")
    if code and not is_code(code):
        reader.faults["code"] = "plan_fault.code"
    feeds = reader.text("feeds")
    if feeds and (feeds not in codes or feeds == code):
        reader.faults["feeds"] = "plan_fault.feeds"
    qualifiers = reader.whole("qualifiers", MOST_FIELD)
    if qualifiers and not feeds:
        reader.faults["feeds"] = "plan_fault.feeds_missing"
    application = EventApplication(
        code=code,
        name=reader.text("name"),
        class_asked=reader.choice("class_asked", EventClass, EventClass.PROVINCIAL_2),
        entry_size=reader.whole("entry_size", MOST_PEOPLE) or 1,
        held_on=reader.day("held_on"),
        tags=tuple(dict.fromkeys(tag for tag in form.lists["tags"] if tag)),
        qualifiers=qualifiers,
        expected_field=reader.whole("expected_field", MOST_FIELD),
        **{name: reader.text(name) for name in EVENT_TEXTS},
    )
    return reader.done(), application, revision_of(form)


def is_code(text: str) -> bool:
    """Say whether a text can be the code of an event or a season: also a file name anywhere."""
    device = text.split(".", maxsplit=1)[0].lower() in _DEVICES
    return _CODE.fullmatch(text) is not None and not text.endswith(".") and not device


def revision_of(form: Form) -> int:
    """Give the revision that a form was made from, 0 when it names none."""
    text = form.values.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - fits


def competition_form(application: CompetitionApplication, revision: int) -> Form:
    """Fill the form of a competition with what is stored."""
    values = {name: getattr(application, name) for name in ("name", *COMPETITION_TEXTS, "city")}
    values |= {
        "series": application.series.value,
        "starts_on": day_text(application.starts_on),
        "ends_on": day_text(application.ends_on),
        "revision": str(revision),
    }
    return Form(values)


def event_form(application: EventApplication, revision: int) -> Form:
    """Fill the form of an event with what is stored."""
    values = {name: getattr(application, name) for name in ("code", "name", *EVENT_TEXTS)}
    values |= {
        "class_asked": application.class_asked.value,
        "entry_size": str(application.entry_size),
        "held_on": day_text(application.held_on),
        "qualifiers": str(application.qualifiers or ""),
        "expected_field": str(application.expected_field or ""),
        "revision": str(revision),
    }
    return Form(values, lists={"tags": application.tags})


def day_text(day: date | None) -> str:
    """Write a day as forms want it."""
    return day.isoformat() if day else ""
