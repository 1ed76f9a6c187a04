"""The season as its lists see it: who a person is, where they come from, how things are called."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from competition.people.rules import Organisation
from competition.plan.rules import Event
from competition.policy.rules import Ruleset
from competition.registration.rules import Entry, Member
from competition.web.language import Language, Texts, texts_of
from judging.awards.rules.inputs import WorldSkillsPlayer
from judging.awards.rules.lines import EventResult

_LEVEL_NUMBERS = {
    "初级工": "五级",
    "中级工": "四级",
    "高级工": "三级",
    "技师": "二级",
    "高级技师": "一级",
}


class Competitor(msgspec.Struct, frozen=True, gc=False):
    """A person of an entry as lists name them; `unit` is the employer's name."""

    name: str
    unit: str


class Facts:
    """Looks up what decisions only refer to by code; built once for all lists of a season."""

    def __init__(  # noqa: PLR0913 - what the lists of a season draw on
        self,
        *,
        title: str,
        year: int,
        made_on: date,
        ruleset: Ruleset,
        results: Iterable[EventResult],
        organisations: Iterable[Organisation],
        worldskills: Iterable[WorldSkillsPlayer] = (),
    ) -> None:
        """Index a season; `results` in its order, `made_on` the day that its lists bear."""
        self.title = title
        self.year = year
        self.made_on = made_on
        self.ruleset = ruleset
        self.results = tuple(results)
        self.texts = chinese()
        self._units = unit_names(organisations)
        self._events = {result.event.event: result.event for result in self.results}
        self._entries = {
            (result.event.event, standing.entry.entry): standing.entry
            for result in self.results
            for standing in result.standings
        }
        self._members = {
            (event, member.entry, member.id_number): member
            for event, result in zip(self._events, self.results, strict=True)
            for members in result.members.values()
            for member in members
        }
        self._skills = {(row.edition, row.skill): row.skill_name for row in worldskills}

    @property
    def units(self) -> Mapping[str, str]:
        """Give the names of organisations by code."""
        return self._units

    def event(self, code: str) -> Event:
        """Give an event of the season by its code."""
        return self._events[code]

    def entry(self, event: str, entry: str) -> Entry:
        """Give an entry of an event."""
        return self._entries[event, entry]

    def member(self, event: str, entry: str, id_number: str) -> Member | None:
        """Give a registered person of an entry, or None where entries have no people."""
        return self._members.get((event, entry, id_number))

    def unit(self, event: str, entry: str, id_number: str) -> str:
        """Name a person's employer; empty where none is registered."""
        member = self.member(event, entry, id_number)
        return self._units.get(member.employer, "") if member else ""

    def unit_or_delegation(self, event: str, entry: str, id_number: str) -> str:
        """Name a person's employer, or the delegation where none is registered."""
        return self.unit(event, entry, id_number) or self.entry(event, entry).delegation

    def source(self, edition_or_event: str, skill: str) -> str:
        """Name what a bonus is for: the event, or edition, number and name of the skill."""
        event = self._events.get(edition_or_event)
        if event is not None and not skill:
            return event.name
        name = self._skills.get((edition_or_event, skill), "")
        return " ".join(filter(None, (edition_or_event, skill, name)))


def chinese() -> Texts:
    """Give the words of official lists, the same as on the pages."""
    return texts_of(Language.CHINESE)


def unit_names(organisations: Iterable[Organisation]) -> dict[str, str]:
    """Give the names of organisations by code."""
    return {organisation.code: organisation.name for organisation in organisations}


def competitors(result: EventResult, units: Mapping[str, str], entry: str) -> list[Competitor]:
    """Give the competitors of an entry, by ID number."""
    return [
        Competitor(member.name, units.get(member.employer, "")) for member in result.people(entry)
    ]


def level_text(level: str) -> str:
    """Write a skill level with its official number, which falls as skill rises: 高级工（三级）."""
    number = _LEVEL_NUMBERS.get(level)
    return f"{level}（{number}）" if number else level


def day_text(day: date) -> str:
    """Write a day as Chinese lists do: 2026年4月18日."""
    return f"{day.year}年{day.month}月{day.day}日"
