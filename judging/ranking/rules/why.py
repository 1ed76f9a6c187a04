"""Why an entry stands where it stands: every step from the judges' marks to its place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from math import isqrt

import msgspec

from competition.registration.rules import Entry, Status
from judging.marking.rules.exact import ONE, Exact, decimal_text, exact_text, half_up, reaches
from judging.marking.rules.panel import panel_value
from judging.marking.rules.scheme import (
    Adjustment,
    Aspect,
    AspectKind,
    Coefficient,
    Mark,
    PanelMethod,
    Scheme,
)
from judging.ranking.rules.event_rules import (
    PRIZES,
    EventRules,
    KeyKind,
    PrizeMethod,
    RankKey,
    ScaleMethod,
)
from judging.ranking.rules.placing import EventStandings, Standing, key_value
from judging.ranking.rules.prizes import prize_lines
from judging.ranking.rules.scale import mean_and_variance, median_and_deviation
from judging.ranking.rules.scoring import EntryScore, marks_by_cell

#: Decimals at which a mean or a root is shown, where the exact number never ends.
SHOWN_DECIMALS = 4


class Verdict(StrEnum):
    """What a key of the chain did between an entry and the one it is compared with."""

    SAME = "same"
    DECIDES = "decides"
    UNUSED = "unused"


class KeyLine(msgspec.Struct, frozen=True):
    """One link of the tie chain: the entry's value, the compared one's, what it did."""

    key: RankKey
    mine: str
    other: str
    verdict: Verdict


class MarkLine(msgspec.Struct, frozen=True):
    """One judge's mark as given, and whether the panel's method dropped it."""

    judge: str
    mark: str
    dropped: bool


class AspectLine(msgspec.Struct, frozen=True):
    """One aspect: marks → panel value → × factor × coefficient → score; texts, "" where none."""

    aspect: Aspect
    marks: tuple[MarkLine, ...]
    panel: str
    factor: str
    coefficient: str
    score: str


class ModuleLine(msgspec.Struct, frozen=True):
    """One module: score × weight = part of the total; `passed` is None without a pass mark."""

    module: str
    name: str
    score: str
    weight: str
    part: str
    pass_mark: str
    passed: bool | None
    aspects: tuple[AspectLine, ...]


class ScaleLine(msgspec.Struct, frozen=True):
    """The middle and spread that scaled marks are measured by; texts."""

    method: ScaleMethod
    middle: str
    spread: str


class PrizeLine(msgspec.Struct, frozen=True):
    """One prize with the last place (or the lowest total) that reaches it."""

    prize: str
    line: str


class Why(msgspec.Struct, frozen=True):
    """One entry's place from the marks up; `exact_total` is the sum before its only rounding.

    `keys` compare with `better`, the nearest better entry, or, where nobody is ahead, with
    `follower`, the first entry behind.
    """

    standing: Standing
    better: Standing | None
    follower: Standing | None
    keys: tuple[KeyLine, ...]
    modules: tuple[ModuleLine, ...]
    adjustments: tuple[Adjustment, ...]
    exact_total: str
    total: str
    scale: ScaleLine | None
    prizes: tuple[PrizeLine, ...]


class MarkBook(msgspec.Struct, frozen=True):
    """Everything that was marked in an event."""

    marks: Sequence[Mark] = ()
    coefficients: Sequence[Coefficient] = ()
    adjustments: Sequence[Adjustment] = ()

    def by_entry(self) -> dict[str, "MarkBook"]:
        """Split the book by entry once, for whoever explains many entries."""
        parts: dict[str, tuple[list[Mark], list[Coefficient], list[Adjustment]]] = defaultdict(
            lambda: ([], [], [])
        )
        for mark in self.marks:
            parts[mark.entry][0].append(mark)
        for coefficient in self.coefficients:
            parts[coefficient.entry][1].append(coefficient)
        for adjustment in self.adjustments:
            parts[adjustment.entry][2].append(adjustment)
        return {entry: MarkBook(*part) for entry, part in parts.items()}


def explain_entry(
    rules: EventRules, standings: EventStandings, book: MarkBook, entry: str
) -> Why | None:
    """Explain one entry's place (season contract, "How a total comes about", "Ranking").

    None when the event has no such entry. A score is explained with the marks that made it; the
    marks of entries that are not scored are shown without one.
    """
    standing = standings.by_entry().get(entry)
    if standing is None:
        return None
    field = _field(rules, standings, standing.entry)
    better = _nearest_better(field, standing)
    follower = None if better else _first_behind(field, standing)
    adjustments = tuple(item for item in book.adjustments if item.entry == entry)
    score = standing.score
    total = exact = ""
    if score is not None:
        total = decimal_text(score.total_digits, rules.scheme.total_decimals)
        exact = _exact_total(rules.scheme, score, adjustments)
    return Why(
        standing=standing,
        better=better,
        follower=follower,
        keys=_key_lines(rules, standing, better or follower),
        modules=_module_lines(rules.scheme, standing, book),
        adjustments=adjustments,
        exact_total=exact,
        total=total,
        scale=_scale_line(rules, field),
        prizes=_prize_lines(rules, len(field)),
    )


def dropped_marks(aspect: Aspect, marks: Sequence[Mark]) -> frozenset[int]:
    """Give the positions of the marks that trimming drops; among equals the first judges'."""
    if aspect.method not in (PanelMethod.TRIMMED_MEAN, PanelMethod.TRIMMED_SUM):
        return frozenset()
    decimals = max((mark.mark.decimals for mark in marks), default=0)
    order = sorted(
        range(len(marks)), key=lambda place: (marks[place].mark.at(decimals), marks[place].judge)
    )
    high = order[len(order) - aspect.drop_high :]
    return frozenset([*order[: aspect.drop_low], *high])


def _field(rules: EventRules, standings: EventStandings, entry: Entry) -> list[Standing]:
    return [
        item
        for item in standings.standings
        if item.entry.status is Status.OK
        and (rules.within_event or item.entry.division is entry.division)
    ]


def _nearest_better(field: Iterable[Standing], standing: Standing) -> Standing | None:
    rank = standing.rank
    if rank is None:
        return None
    ahead = [item for item in field if item.rank is not None and item.rank < rank]
    return max(ahead, key=lambda item: item.rank or 0, default=None)


def _first_behind(field: Iterable[Standing], standing: Standing) -> Standing | None:
    """Give the best entry behind; a guest takes no place, so its own rank is behind it too."""
    rank = standing.rank
    if rank is None:
        return None
    first = rank if standing.entry.status is Status.GUEST else rank + 1
    behind = [item for item in field if item.rank is not None and item.rank >= first]
    return min(behind, key=lambda item: item.rank or 0, default=None)


def _key_lines(
    rules: EventRules, standing: Standing, other: Standing | None
) -> tuple[KeyLine, ...]:
    if standing.score is None:
        return ()
    lines = []
    decided = other is None or other.score is None
    for key in rules.rank_by:
        mine = key_value(rules.scheme, standing.score, key)
        theirs = key_value(rules.scheme, other.score, key) if other and other.score else None
        verdict = Verdict.UNUSED
        if not decided:
            verdict = Verdict.SAME if mine == theirs else Verdict.DECIDES
            decided = mine != theirs
        decimals = key_decimals(rules.scheme, key)
        shown = "" if other is None else _digits_text(theirs, decimals)
        lines.append(KeyLine(key, _digits_text(mine, decimals), shown, verdict))
    return tuple(lines)


def key_decimals(scheme: Scheme, key: RankKey) -> int:
    """Give the decimals of a key's digits, as `key_value` counts them."""
    if key.kind is KeyKind.TOTAL:
        return scheme.total_decimals
    if key.kind is KeyKind.ASPECT:
        aspect = next(item for item in scheme.aspects if item.aspect == key.code)
        return aspect.panel_decimals if aspect.kind is AspectKind.TIME else aspect.decimals
    return max(
        item.decimals
        for item in scheme.aspects
        if key.code == (item.module if key.kind is KeyKind.MODULE else item.criterion)
    )


def _digits_text(digits: int | None, decimals: int) -> str:
    return "" if digits is None else decimal_text(digits, decimals)


def _module_lines(scheme: Scheme, standing: Standing, book: MarkBook) -> tuple[ModuleLine, ...]:
    entry = standing.entry.entry
    cells = marks_by_cell(mark for mark in book.marks if mark.entry == entry)
    factors = {item.aspect: item.coefficient for item in book.coefficients if item.entry == entry}
    by_module: dict[str, list[AspectLine]] = defaultdict(list)
    for position, aspect in enumerate(scheme.aspects):
        line = _aspect_line(aspect, position, entry, cells, factors, standing.score)
        by_module[aspect.module].append(line)
    lines = []
    for position, module in enumerate(scheme.modules):
        score = part = ""
        passed = None
        if standing.score is not None:
            digits = standing.score.module_digits[position]
            decimals = scheme.module_decimals(module.module)
            score = decimal_text(digits, decimals)
            product = Exact(digits * module.weight.digits, decimals + module.weight.decimals)
            part = exact_text(product)
            if module.pass_mark is not None:
                passed = reaches(digits, decimals, module.pass_mark)
        lines.append(
            ModuleLine(
                module=module.module,
                name=module.name,
                score=score,
                weight=exact_text(module.weight),
                part=part,
                pass_mark=exact_text(module.pass_mark) if module.pass_mark else "",
                passed=passed,
                aspects=tuple(by_module[module.module]),
            )
        )
    return tuple(lines)


def _aspect_line(  # noqa: PLR0913, PLR0917 - one aspect and the tables its line is read from
    aspect: Aspect,
    position: int,
    entry: str,
    cells: Mapping[tuple[str, str], Sequence[Mark]],
    factors: Mapping[str, Exact],
    score: EntryScore | None,
) -> AspectLine:
    marks = sorted(cells.get((entry, aspect.aspect), ()), key=lambda mark: mark.judge)
    dropped = dropped_marks(aspect, marks) if score is not None else frozenset()
    panel = result = ""
    if score is not None and marks:
        panel = decimal_text(
            panel_value(aspect, [mark.mark for mark in marks]), aspect.panel_decimals
        )
    if score is not None and aspect.kind is not AspectKind.TIME:
        result = decimal_text(score.aspects[position].score_digits or 0, aspect.decimals)
    return AspectLine(
        aspect=aspect,
        marks=tuple(
            MarkLine(mark.judge, exact_text(mark.mark), place in dropped)
            for place, mark in enumerate(marks)
        ),
        panel=panel,
        factor=exact_text(aspect.factor),
        coefficient=exact_text(factors.get(aspect.aspect, ONE)),
        score=result,
    )


def _exact_total(scheme: Scheme, score: EntryScore, adjustments: Sequence[Adjustment]) -> str:
    terms = [
        Exact(
            digits * module.weight.digits,
            scheme.module_decimals(module.module) + module.weight.decimals,
        )
        for module, digits in zip(scheme.modules, score.module_digits, strict=True)
    ]
    terms += [Exact(-item.points.digits, item.points.decimals) for item in adjustments]
    decimals = max((term.decimals for term in terms), default=0)
    return decimal_text(sum(term.at(decimals) for term in terms), decimals)


def _scale_line(rules: EventRules, field: Sequence[Standing]) -> ScaleLine | None:
    totals = [item.score.total_digits for item in field if item.score is not None]
    if rules.scale is None or not totals:
        return None
    unit = 10**rules.scheme.total_decimals
    if rules.scale is ScaleMethod.WORLDSKILLS_700:
        middle, spread = median_and_deviation(totals)
        return ScaleLine(rules.scale, _shown(middle / unit), _shown(spread / unit))
    mean, variance = mean_and_variance(totals)
    square = variance / unit**2 * 100**SHOWN_DECIMALS
    root = isqrt(4 * square.numerator // square.denominator)
    return ScaleLine(
        rules.scale, _shown(mean / unit), decimal_text((root + 1) // 2, SHOWN_DECIMALS)
    )


def _shown(value: Fraction) -> str:
    return decimal_text(
        half_up(value.numerator * 10**SHOWN_DECIMALS, value.denominator), SHOWN_DECIMALS
    )


def _prize_lines(rules: EventRules, field_size: int) -> tuple[PrizeLine, ...]:
    if rules.prizes is None:
        return ()
    if rules.prizes.method is PrizeMethod.THRESHOLDS:
        lines = [
            PrizeLine(prize, exact_text(value))
            for prize, value in zip(PRIZES, rules.prizes.values, strict=False)
        ]
    else:
        places = prize_lines(rules.prizes, field_size)
        lines = [PrizeLine(prize, str(place)) for prize, place in zip(PRIZES, places, strict=False)]
    if rules.prizes.excellence_half:
        lines.append(PrizeLine(PRIZES[-1], str(field_size // 2)))
    return tuple(lines)
