"""The generator's own small calculation, so that planted ranks hold by design and not by luck."""

from fractions import Fraction
from itertools import pairwise
from math import floor
from statistics import median

from .model import Aspect, Entry, Event, Plan, require

Keys = tuple[Fraction, ...]


def half_up(value: Fraction, decimals: int = 2) -> Fraction:
    """Round to `decimals`; a half goes away from zero."""
    scaled = floor(abs(value) * 10**decimals + Fraction(1, 2))
    return Fraction(scaled if value >= 0 else -scaled, 10**decimals)


def _panel(aspect: Aspect, marks: list[int]) -> Fraction:
    if aspect.kind == "judgement":
        return Fraction(aspect.top * sum(marks), 3 * len(marks))
    kept = sorted(marks)[aspect.drop : len(marks) - aspect.drop]
    total = Fraction(sum(kept), 100)
    return total if aspect.method == "trimmed_sum" else total / len(kept)


def aspect_score(aspect: Aspect, entry: Entry) -> Fraction:
    """Return the score in points; an optional aspect without marks scores 0."""
    marks = entry.marks.get(aspect.code)
    if not marks:
        return Fraction(0)
    coefficient = Fraction(entry.coefficients.get(aspect.code, 100), 100)
    return half_up(half_up(_panel(aspect, marks)) * Fraction(aspect.factor or "1") * coefficient)


def module_score(plan: Plan, entry: Entry, module: str) -> Fraction:
    """Return the exact sum of a module's aspect scores."""
    return sum(
        (
            aspect_score(aspect, entry)
            for aspect in plan.scheme.aspects
            if aspect.module == module and aspect.kind != "time"
        ),
        Fraction(0),
    )


def total(plan: Plan, entry: Entry) -> Fraction:
    """Return the total with two decimals."""
    weighted = sum(
        (module_score(plan, entry, m.code) * Fraction(m.weight) for m in plan.scheme.modules),
        Fraction(0),
    )
    return half_up(weighted - Fraction(sum(points for points, _ in entry.adjustments), 100))


def _key(plan: Plan, entry: Entry, key: str) -> Fraction:
    if key == "total":
        return total(plan, entry)
    kind, _, code = key.removeprefix("-").partition(":")
    if kind == "module":
        return module_score(plan, entry, code)
    if key.startswith("-"):
        return Fraction(-entry.marks[code][0])
    column = "criterion" if kind == "criterion" else "code"
    chosen = [a for a in plan.scheme.aspects if getattr(a, column) == code]
    return sum((aspect_score(a, entry) for a in chosen), Fraction(0))


def keys(plan: Plan, entry: Entry) -> Keys:
    """Return the values of the tie chain; more is always better."""
    return tuple(_key(plan, entry, key) for key in plan.scheme.chain)


def passes(plan: Plan, entry: Entry) -> bool:
    """Tell whether every module that sets a pass mark is passed."""
    return all(
        module_score(plan, entry, m.code) >= Fraction(m.pass_mark)
        for m in plan.scheme.modules
        if m.pass_mark
    )


def rank_in(event: Event, entry: Entry, group: list[Entry]) -> int:
    """Return the rank that an entry takes, or would take as a guest, in its group."""
    own = keys(event.plan, entry)
    return 1 + sum(keys(event.plan, other) > own for other in group)


def scale_700(event: Event, group: list[Entry]) -> list[int]:
    """Return the WorldSkills marks of a group: 700 + 30 (x - median) / (1.4826 MAD)."""
    totals = [total(event.plan, entry) for entry in group]
    middle = median(totals)
    spread = Fraction("1.4826") * median(abs(value - middle) for value in totals)
    return [int(half_up(700 + 30 * (value - middle) / spread, 0)) for value in totals]


def verify(event: Event, line: int) -> None:
    """Stop unless each field stands best first, ties are the planted ones, and leaders pass."""
    for group in event.fields.values():
        values = [keys(event.plan, entry) for entry in group]
        require(values == sorted(values, reverse=True), (event.plan.code, "best first"))
        for first, second in pairwise(group):
            planted = any(first in tied and second in tied for tied in event.shared)
            equal = keys(event.plan, first) == keys(event.plan, second)
            require(planted == equal, (event.plan.code, "tie", first.code, second.code))
        for entry in group[: line + 1]:
            refused = entry in event.no_pass
            require(passes(event.plan, entry) != refused, (event.plan.code, "pass", entry.code))
