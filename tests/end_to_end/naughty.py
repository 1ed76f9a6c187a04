"""Strings that break software, and a season whose people, units, events and reasons they are."""

import json
from datetime import date, timedelta
from pathlib import Path

import msgspec
from stdnum.cn import uscc

from competition.people.rules import Organisation, OrganisationKind
from competition.plan.rules import Event, EventClass
from competition.registration.rules import Division, Entry, Member, Role
from judging.awards.rules.inputs import Approval, RulingOptions
from judging.marking.rules.exact import Exact
from judging.marking.rules.scheme import Adjustment, Mark
from tests.competition.registration.people import id_number
from tests.web.seasons import hostile_season
from xinglu.season.model import EventInput, Season

LIST = Path(__file__).resolve().parents[1] / "data" / "naughty-strings" / "blns.json"
#: What the list does not have: formulas, our own separators, rare and lost characters.
OWN = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1;1)",
    '=HYPERLINK("http://example.test","x")',
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "{{ 7*7 }}",
    "{% raw %}",
    "${7*7}",
    "#{7*7}",
    "%(name)s",
    "$1",
    "?1",
    "'; DELETE FROM season; --",
    "<para>&nbsp;</para>",
    '<font name="x">a</font>',
    '<img src="/etc/passwd"/>',
    "&lt;b&gt;",
    "]]>",
    "王䶮𫖯𬭚𠮷",
    "阿依古丽·买买提",
    "A\u2022B\u30fbC\u2027D",
    "\ufeff张三",
    "张\u200b三",
    "\u202e三张",
    "e\u0301" * 20,
    "\ufffd",
    "\ufffe",
    "长" * 200,
)
PEOPLE_OF_AN_ENTRY = 5
ENTRIES_OF_AN_EVENT = 5


def naughty_strings() -> list[str]:
    """Give every string once, in the order of the lists; an empty one is no name."""
    listed = json.loads(LIST.read_text(encoding="utf-8"))
    return list(dict.fromkeys(text for text in (*listed, *OWN) if text))


def naughty_season(strings: list[str], event_name: str = "") -> Season:
    """Give a season in which each string names a person, a unit, and part of an event and reason.

    Events hold 5 entries of 5 people; delegations and reasons of an entry hold its people's
    strings. With `event_name` all events are called so.
    """
    size = PEOPLE_OF_AN_ENTRY * ENTRIES_OF_AN_EVENT
    groups = [strings[start : start + size] for start in range(0, len(strings), size)]
    units = [unit_code(number) for number in range(len(strings))]
    return Season(
        title=strings[-1][:20] + strings[0],
        year=2026,
        ruleset="lu-2020-18",
        options=RulingOptions(smallest_field=1, documents={"smallest_field": strings[1]}),
        approval=Approval(strings[2], date(2027, 3, 15)),
        organisations=tuple(
            Organisation(code, text, OrganisationKind.COMPANY, "370100")
            for code, text in zip(units, strings, strict=True)
        ),
        events=tuple(
            _event(number, group, units[number * size :], event_name)
            for number, group in enumerate(groups)
        ),
    )


def unit_code(number: int) -> str:
    """Give a valid unified social credit code."""
    first = f"91370100{number:09}"
    return first + uscc.calc_check_digit(first)


def _event(number: int, strings: list[str], units: list[str], name: str) -> EventInput:
    usual = hostile_season().events[0]
    size = PEOPLE_OF_AN_ENTRY
    entries: list[Entry] = []
    members: list[Member] = []
    marks: list[Mark] = []
    adjustments: list[Adjustment] = []
    for position, start in enumerate(range(0, len(strings), size)):
        code, own = f"W{position + 1}", strings[start : start + size]
        entries.append(Entry(code, Division.WORKER, " ".join(own), "370100"))
        members += [
            Member(
                code,
                "resident",
                id_number(number * 100 + start + place),
                text,
                Role.COMPETITOR,
                employer=units[start + place],
                level="高级工",
                level_occupation=text,
                level_certificate=text,
                level_verified=True,
            )
            for place, text in enumerate(own)
        ]
        marks.append(Mark(code, "L1", own[0], Exact(90 - position)))
        marks += [Mark(code, "P1", f"{judge}{own[0]}", Exact(9)) for judge in range(5)]
        marks.append(Mark(code, "T", own[0], Exact(600 + position)))
        adjustments.append(Adjustment(code, Exact(1), "；".join(own)))
    return EventInput(
        event=Event(
            event=f"e{number:02}",
            competition=name or f"{number}{strings[0]}",
            name=name or " ".join(strings),
            event_class=EventClass.PROVINCIAL_1,
            occupation=strings[0],
            entry_size=size,
            held_on=date(2026, 6, 1) + timedelta(days=number),
        ),
        rules=msgspec.structs.replace(usual.rules, prizes=None),
        entries=tuple(entries),
        members=tuple(members),
        marks=tuple(marks),
        adjustments=tuple(adjustments),
    )
