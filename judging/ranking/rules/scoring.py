"""From the marks of an event to aspect scores, module scores and totals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import mul

import msgspec

from competition.registration.rules import Entry, Status
from judging.marking.rules.exact import ONE, Exact, rounded_digits
from judging.marking.rules.panel import PanelFault, aspect_score, panel_fault, panel_value
from judging.marking.rules.scheme import Adjustment, Coefficient, Mark, Scheme

SCORED = (Status.OK, Status.GUEST)


class AspectScore(msgspec.Struct, frozen=True, gc=False):
    """The panel value and the score of one aspect; both None where there are no marks."""

    panel_digits: int | None = None
    score_digits: int | None = None


class EntryScore(msgspec.Struct, frozen=True, gc=False):
    """Everything that is added up for one entry; digits at the decimals of scheme and total.

    `aspects` follows the order of the scheme's aspects, `module_digits` that of its modules.
    """

    entry: str
    aspects: tuple[AspectScore, ...]
    module_digits: tuple[int, ...]
    total_digits: int


class ScoringFault(msgspec.Struct, frozen=True, gc=False):
    """Marks of one entry and aspect that give no score; `marks` are those that were found."""

    entry: str
    aspect: str
    fault: PanelFault
    marks: tuple[Mark, ...]


class Scoring(msgspec.Struct, frozen=True):
    """The scores of an event's entries, and what kept an entry from being scored."""

    scores: dict[str, EntryScore]
    faults: tuple[ScoringFault, ...]


def marks_by_cell(marks: Iterable[Mark]) -> dict[tuple[str, str], list[Mark]]:
    """Gather the marks of each (entry, aspect)."""
    cells: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in marks:
        cells[mark.entry, mark.aspect].append(mark)
    return cells


class ModulePlan(msgspec.Struct, frozen=True):
    """Where the aspects of a module stand in the scheme, and at which decimals it is summed."""

    positions: tuple[int, ...]
    decimals: int
    lift: tuple[int, ...]


def module_plans(scheme: Scheme) -> tuple[ModulePlan, ...]:
    """Lay out how each module sums its aspects."""
    plans = []
    for module in scheme.modules:
        decimals = scheme.module_decimals(module.module)
        positions = tuple(
            position
            for position, aspect in enumerate(scheme.aspects)
            if aspect.module == module.module
        )
        lift = tuple(10 ** (decimals - scheme.aspects[position].decimals) for position in positions)
        plans.append(ModulePlan(positions, decimals, lift))
    return tuple(plans)


def total_of(scheme: Scheme, module_digits: Sequence[int], adjustments: Sequence[Exact]) -> int:
    """Give Σ module × weight − adjustments as digits at the total's decimals."""
    terms = [
        Exact(
            digits * module.weight.digits,
            scheme.module_decimals(module.module) + module.weight.decimals,
        )
        for module, digits in zip(scheme.modules, module_digits, strict=True)
    ]
    terms += [Exact(-points.digits, points.decimals) for points in adjustments]
    decimals = max((term.decimals for term in terms), default=0)
    numerator = sum(term.at(decimals) for term in terms)
    return rounded_digits(numerator, 10**decimals, scheme.total_decimals)


def score_event(
    scheme: Scheme,
    entries: Iterable[Entry],
    marks: Iterable[Mark],
    coefficients: Iterable[Coefficient] = (),
    adjustments: Iterable[Adjustment] = (),
) -> Scoring:
    """Score every entry of status ok or guest.

    Faults of an ok entry are problems; a guest whose marks are missing has no score, and its other
    faults (two marks for one judge, levels too far apart) are problems too.
    """
    cells = marks_by_cell(marks)
    factors = {(item.entry, item.aspect): item.coefficient for item in coefficients}
    subtracted: dict[str, list[Exact]] = defaultdict(list)
    for adjustment in adjustments:
        subtracted[adjustment.entry].append(adjustment.points)
    plan = _ScorePlan.of(scheme)
    scores: dict[str, EntryScore] = {}
    faults: list[ScoringFault] = []
    for entry in entries:
        if entry.status not in SCORED:
            continue
        code = entry.entry
        found = [cells.get((code, aspect.aspect), ()) for aspect in scheme.aspects]
        values = [[mark.mark for mark in marks] for marks in found]
        wrong = [
            ScoringFault(code, aspect.aspect, fault, tuple(marks))
            for aspect, marks, numbers in zip(scheme.aspects, found, values, strict=True)
            if (numbers or aspect.required)
            and (fault := panel_fault(aspect, numbers, scheme.judgement_spread)) is not None
        ]
        if wrong:
            faults += [fault for fault in wrong if not _forgiven(entry, fault)]
            continue
        scores[code] = _score_entry(plan, code, values, factors, subtracted.get(code, ()))
    return Scoring(scores, tuple(faults))


def _forgiven(entry: Entry, fault: ScoringFault) -> bool:
    missing = (PanelFault.TOO_FEW, PanelFault.NONE_LEFT)
    return entry.status is Status.GUEST and fault.fault in missing


class _ScorePlan(msgspec.Struct, frozen=True):
    """What scoring needs of a scheme, computed once for all entries.

    Σ module × weight is Σ module digits × `factors`, over 10^`decimals`.
    """

    scheme: Scheme
    modules: tuple[ModulePlan, ...]
    factors: tuple[int, ...]
    decimals: int

    @classmethod
    def of(cls, scheme: Scheme) -> "_ScorePlan":
        """Compute the plan of a scheme."""
        modules = module_plans(scheme)
        weights = [module.weight for module in scheme.modules]
        places = [
            plan.decimals + weight.decimals for plan, weight in zip(modules, weights, strict=True)
        ]
        decimals = max(places, default=0)
        factors = tuple(
            weight.digits * 10 ** (decimals - place)
            for weight, place in zip(weights, places, strict=True)
        )
        return cls(scheme, modules, factors, decimals)

    def total(self, module_digits: Sequence[int], adjustments: Sequence[Exact]) -> int:
        """Give Σ module × weight − adjustments as digits at the total's decimals."""
        if adjustments:
            return total_of(self.scheme, module_digits, adjustments)
        numerator = sum(map(mul, module_digits, self.factors))
        return rounded_digits(numerator, 10**self.decimals, self.scheme.total_decimals)


_UNMARKED = AspectScore()


def _score_entry(
    plan: _ScorePlan,
    entry: str,
    values: Sequence[Sequence[Exact]],
    coefficients: Mapping[tuple[str, str], Exact],
    adjustments: Sequence[Exact],
) -> EntryScore:
    """Score an entry from the marks of each aspect, which are without fault."""
    scores = []
    for aspect, numbers in zip(plan.scheme.aspects, values, strict=True):
        if not numbers:
            scores.append(_UNMARKED)
            continue
        panel = panel_value(aspect, numbers)
        coefficient = coefficients.get((entry, aspect.aspect), ONE) if coefficients else ONE
        scores.append(AspectScore(panel, aspect_score(aspect, panel, coefficient)))
    modules = tuple(
        [
            sum(
                [
                    (scores[position].score_digits or 0) * lift
                    for position, lift in zip(part.positions, part.lift, strict=True)
                ]
            )
            for part in plan.modules
        ]
    )
    return EntryScore(entry, tuple(scores), modules, plan.total(modules, adjustments))
