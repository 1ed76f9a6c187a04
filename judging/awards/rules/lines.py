"""Who stands at a title line: inside it, on a tie across it, ruled behind it, or not at all."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from competition.plan.rules import Event
from competition.policy.rules import Ruleset
from competition.registration.rules import Division, Member, Role, Status
from judging.awards.rules.inputs import RulingOptions
from judging.marking.rules.exact import reaches
from judging.ranking.rules.event_rules import EventRules
from judging.ranking.rules.placing import Standing


class EventResult(msgspec.Struct, frozen=True):
    """One event as awards see it: its standings in list order and its members by entry."""

    event: Event
    rules: EventRules
    standings: Sequence[Standing]
    members: dict[str, list[Member]]

    def people(self, entry: str, role: Role = Role.COMPETITOR) -> list[Member]:
        """Give the members of an entry in one role, by ID."""
        found = [member for member in self.members.get(entry, ()) if member.role is role]
        return sorted(found, key=lambda member: member.id_number)


class AtLine(StrEnum):
    """Where a standing is, seen from the title line."""

    INSIDE = "inside"
    ACROSS = "across"
    RULED_BEHIND = "ruled behind"
    DISQUALIFIED = "disqualified"


class Line(msgspec.Struct, frozen=True):
    """The title line of one division of an event: a last rank or the medals that count."""

    last_rank: int | None
    medals: tuple[str, ...]
    own: bool

    def text(self) -> str:
        """Name the line for an explanation."""
        source = "本赛项另定的称号线" if self.own else "称号线"
        if self.last_rank is None:
            return f"{source}为金、银、铜牌"
        return f"{source}为前{self.last_rank}名"


class LineRow(msgspec.Struct, frozen=True):
    """One entry that gets a title row: its standing, its line and where it is."""

    standing: Standing
    line: Line
    at: AtLine


def line_of(result: EventResult, ruleset: Ruleset, division: Division) -> Line | None:
    """Give the title line of a division: the event's own, else the ruleset's, else None."""
    own = result.rules.title_lines.get(division)
    if own is not None:
        return Line(own, (), own=True)
    line = ruleset.title_line(result.event.event_class)
    if line is None:
        return None
    return Line(line.last_rank(result.event.entry_size), line.medals, own=False)


def line_rows(result: EventResult, ruleset: Ruleset) -> list[LineRow]:
    """Give every entry that gets a row: inside the line, across it, behind it or disqualified."""
    rows = []
    for standing in result.standings:
        line = line_of(result, ruleset, standing.entry.division)
        if line is None:
            continue
        if standing.entry.status is Status.DISQUALIFIED:
            rows.append(LineRow(standing, line, AtLine.DISQUALIFIED))
        elif standing.entry.status is Status.OK and standing.rank is not None:
            at = _at_line(result, standing, line)
            if at is not None:
                rows.append(LineRow(standing, line, at))
    return rows


def _at_line(result: EventResult, standing: Standing, line: Line) -> AtLine | None:
    if line.last_rank is None:
        return _at_medal_line(result, standing, line)
    last_of_tie = standing.tie_rank + standing.tie_size - 1
    across = standing.tie_rank <= line.last_rank < last_of_tie
    if standing.tied:
        if across:
            return AtLine.ACROSS
        return AtLine.INSIDE if last_of_tie <= line.last_rank else None
    if standing.rank is not None and standing.rank <= line.last_rank:
        return AtLine.INSIDE
    return AtLine.RULED_BEHIND if across else None


def _at_medal_line(result: EventResult, standing: Standing, line: Line) -> AtLine | None:
    inside = standing.medal in line.medals
    if standing.tie_size > 1:
        group = [
            other.medal in line.medals
            for other in result.standings
            if other.entry.status is Status.OK
            and other.tie_rank == standing.tie_rank
            and (result.rules.within_event or other.entry.division == standing.entry.division)
        ]
        if any(group) and not all(group):
            if standing.tied:
                return AtLine.ACROSS
            return AtLine.INSIDE if inside else AtLine.RULED_BEHIND
    return AtLine.INSIDE if inside else None


def failed_modules(rules: EventRules, standing: Standing) -> list[str]:
    """Name the modules whose pass mark the entry did not reach, before weight and adjustments."""
    if standing.score is None:
        return []
    return [
        module.name
        for module, digits in zip(rules.scheme.modules, standing.score.module_digits, strict=True)
        if module.pass_mark is not None
        and not reaches(digits, rules.scheme.module_decimals(module.module), module.pass_mark)
    ]


def smallest_field(event: Event, ruleset: Ruleset, options: RulingOptions) -> int:
    """Give the smallest field that still gives titles in this event; 0 where none is asked for."""
    if options.smallest_field is not None and event.event_class in RULED_FIELD_CLASSES:
        return options.smallest_field
    return ruleset.smallest_field.by_class.get(event.event_class, 0)


RULED_FIELD_CLASSES = ("provincial_1", "provincial_2", "selection")
"""Where a ruling on the smallest field replaces the ruleset's number (season contract)."""
DIVISION_NAMES = {
    Division.WORKER: "职工组",
    Division.TEACHER: "教师组",
    Division.STUDENT: "学生组",
    Division.OPEN: "公开组",
}


def place_text(result: EventResult, standing: Standing) -> str:
    """Say where an entry stands: event, division and rank."""
    place = "" if standing.rank is None else f"第{standing.rank}名"
    return f"{result.event.name}（{group_name(result, standing.entry.division)}）{place}"


def group_name(result: EventResult, division: Division) -> str:
    """Name the group that places are taken in: a division, or all of them together."""
    return "不分组别" if result.rules.within_event else DIVISION_NAMES[division]
