"""Result lists and explanations made ready to be read: names for keys, rows, links."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from competition.plan.rules import Event
from competition.registration.rules import Division, Member, Role, Status
from competition.web.language import Texts
from judging.marking.rules.exact import Exact, decimal_text, exact_text
from judging.marking.rules.scheme import Aspect, AspectKind, PanelMethod
from judging.ranking.queries import MedalLine
from judging.ranking.rules.event_rules import EventRules, KeyKind, PrizeMethod, RankKey
from judging.ranking.rules.placing import SEPARATED_BY_RULING, EventStandings, Standing, place_order
from judging.ranking.rules.why import MarkBook, Verdict, explain_entry


class EventSheet(msgspec.Struct, frozen=True):
    """One event as its pages need it: what it is, its rules, people, marks and standings."""

    event: Event
    rules: EventRules
    standings: EventStandings
    members: tuple[Member, ...] = ()
    book: MarkBook = MarkBook()

    def competitors(self) -> dict[str, list[Member]]:
        """Give the competitors of each entry, in the order of their ID numbers."""
        found: dict[str, list[Member]] = {}
        for member in sorted(self.members, key=lambda member: member.id_number):
            if member.role is Role.COMPETITOR:
                found.setdefault(member.entry, []).append(member)
        return found


class ListRow(msgspec.Struct, frozen=True):
    """One line of a result list; scores as texts, `titles` the states of its title rows."""

    standing: Standing
    names: tuple[str, ...]
    modules: tuple[str, ...]
    total: str
    titles: tuple[str, ...]


MIXED = "mixed"


class ListGroup(msgspec.Struct, frozen=True):
    """The lines of one group with the size of its field; a division, or `mixed` for them all."""

    division: Division | str
    field_size: int
    rows: tuple[ListRow, ...]


class MedalRow(msgspec.Struct, frozen=True):
    """One line of the medal table with its place; `shared` when another line has it too."""

    place: int
    shared: bool
    line: MedalLine


def medal_rows(lines: Sequence[MedalLine]) -> list[MedalRow]:
    """Give lines in their order with places as in 1, 2, 2, 4: equal medals, equal places."""
    medals = [(line.gold, line.silver, line.bronze, line.excellence) for line in lines]
    return [
        MedalRow(medals.index(own) + 1, medals.count(own) > 1, line)
        for own, line in zip(medals, lines, strict=True)
    ]


def key_name(texts: Texts, rules: EventRules, key: RankKey) -> str:
    """Name a ranking key: 总分, the module's or the aspect's name, the criterion's code."""
    name = key.code
    if key.kind is KeyKind.MODULE:
        name = next(item.name for item in rules.scheme.modules if item.module == key.code)
    elif key.kind is KeyKind.ASPECT:
        name = next(item.name for item in rules.scheme.aspects if item.aspect == key.code)
    return texts(f"key.{key.kind}", name=name)


def key_name_by_text(texts: Texts, rules: EventRules, written: str) -> str:
    """Name a key by how it is written in `rank.by`, or the ruling that replaced the keys."""
    if written == SEPARATED_BY_RULING:
        return texts("key.ruling")
    for key in rules.rank_by:
        if key.text == written:
            return key_name(texts, rules, key)
    return written


def method_name(texts: Texts, aspect: Aspect) -> str:
    """Say how the marks of an aspect are combined."""
    if aspect.kind is AspectKind.TIME:
        return texts("why.method_time")
    if aspect.kind is AspectKind.JUDGEMENT:
        return texts("why.method_levels")
    if aspect.method in (PanelMethod.TRIMMED_MEAN, PanelMethod.TRIMMED_SUM):
        return texts(f"why.method_{aspect.method}", high=aspect.drop_high, low=aspect.drop_low)
    return texts(f"why.method_{aspect.method}")


def medal_rule(texts: Texts, rules: EventRules) -> str:
    """Say in one sentence how medals are given; "" where there are none."""
    medals = rules.medals
    if medals is None:
        return ""
    sentence = texts(f"why.medal_{medals.method}")
    if medals.floor is not None:
        sentence += texts("why.medal_floor", floor=exact_text(medals.floor))
    if medals.excellence is not None:
        sentence += texts("why.medal_excellence", mark=exact_text(medals.excellence))
    return sentence


def with_unit(texts: Texts, aspect: Aspect, written: str) -> str:
    """Write a mark with its unit: seconds for times, none for points; "" stays ""."""
    timed = aspect.kind is AspectKind.TIME and written
    return texts("why.seconds", n=written) if timed else written


def key_value_text(texts: Texts, rules: EventRules, key: RankKey, written: str) -> str:
    """Write the value of a ranking key with its unit."""
    if key.kind is not KeyKind.ASPECT:
        return written
    aspect = next(item for item in rules.scheme.aspects if item.aspect == key.code)
    return with_unit(texts, aspect, written)


def negated(points: Exact) -> str:
    """Write adjustment points as they count: what is subtracted with a minus."""
    written = exact_text(Exact(-points.digits, points.decimals))
    return written if points.digits >= 0 else f"+{written}"


def list_groups(
    sheet: EventSheet, title_states: Mapping[str, Sequence[str]]
) -> tuple[ListGroup, ...]:
    """Lay out the result list by division; `title_states` are those of each entry's title rows."""
    scheme = sheet.rules.scheme
    competitors = sheet.competitors()
    groups: dict[Division | str, list[ListRow]] = {}
    standings = sheet.standings.standings
    if sheet.rules.within_event:
        standings = tuple(sorted(standings, key=place_order))
    for standing in standings:
        score = standing.score
        modules: tuple[str, ...] = ("",) * len(scheme.modules)
        total = ""
        if score is not None:
            total = decimal_text(score.total_digits, scheme.total_decimals)
            modules = tuple(
                decimal_text(digits, scheme.module_decimals(module.module))
                for module, digits in zip(scheme.modules, score.module_digits, strict=True)
            )
        entry = standing.entry
        row = ListRow(
            standing=standing,
            names=tuple(member.name for member in competitors.get(entry.entry, ())),
            modules=modules,
            total=total,
            titles=tuple(dict.fromkeys(title_states.get(entry.entry, ()))),
        )
        group = MIXED if sheet.rules.within_event else entry.division
        groups.setdefault(group, []).append(row)
    return tuple(
        ListGroup(
            division,
            sum(row.standing.entry.status is Status.OK for row in rows),
            tuple(rows),
        )
        for division, rows in groups.items()
    )


def list_context(
    texts: Texts, sheet: EventSheet, title_states: Mapping[str, Sequence[str]]
) -> dict[str, object]:
    """Give what the template of a result list needs."""
    rules = sheet.rules
    groups = list_groups(sheet, title_states)
    standings = sheet.standings.standings
    notes = []
    if rules.within_event:
        notes.append(texts("event.within_event"))
    if any(standing.entry.status is Status.GUEST for standing in standings):
        notes.append(texts("event.guest_note"))
    return {
        "event": sheet.event,
        "rank_by": rules.rank_by,
        "modules": rules.scheme.modules,
        "groups": groups,
        "notes": notes,
        "has_members": any(row.names for group in groups for row in group.rows),
        "has_scale": rules.scale is not None,
        "has_medals": rules.medals is not None,
        "has_prizes": rules.prizes is not None,
        "has_titles": any(row.titles for group in groups for row in group.rows),
        **_names(texts, rules),
    }


def why_context(
    texts: Texts,
    sheet: EventSheet,
    entry: str,
    units: Iterable[str] = (),
    ruling_document: str = "",
) -> dict[str, object] | None:
    """Give what the template of an explanation needs; None when there is no such entry.

    `ruling_document` is the document of the ruling that parted the entry from those it ties with.
    """
    why = explain_entry(sheet.rules, sheet.standings, sheet.book, entry)
    if why is None:
        return None
    competitors = sheet.competitors()
    other = why.better or why.follower
    other_name = ""
    if other is not None:
        names = [member.name for member in competitors.get(other.entry.entry, ())]
        other_name = "、".join(names) or other.entry.delegation
    deciding = [line.key for line in why.keys if line.verdict is Verdict.DECIDES]
    prizes = sheet.rules.prizes
    by_threshold = prizes is not None and prizes.method is PrizeMethod.THRESHOLDS
    return {
        "event": sheet.event,
        "why": why,
        "names": [member.name for member in competitors.get(entry, ())],
        "units": list(units),
        "other": other,
        "other_name": other_name,
        "deciding_key": key_name(texts, sheet.rules, deciding[0]) if deciding else "",
        "ruling_document": ruling_document,
        "total_decimals": sheet.rules.scheme.total_decimals,
        "medal_rule": medal_rule(texts, sheet.rules),
        "prize_key": "why.prize_threshold" if by_threshold else "why.prize_place",
        "exact": exact_text,
        "negated": negated,
        "with_unit": lambda aspect, written: with_unit(texts, aspect, written),
        "key_value_text": lambda key, written: key_value_text(texts, sheet.rules, key, written),
        "method_name": lambda aspect: method_name(texts, aspect),
        **_names(texts, sheet.rules),
    }


def _names(texts: Texts, rules: EventRules) -> dict[str, object]:
    return {
        "key_name": lambda key: key_name(texts, rules, key),
        "key_name_by_text": lambda written: key_name_by_text(texts, rules, written),
    }
