"""From the marks of an event to aspect scores, module scores and totals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from competition.registration.rules import Entry, Status
from judging.marking.rules.exact import ONE, Exact, rounded_digits
from judging.marking.rules.panel import PanelFault, aspect_score, panel_fault, panel_value
from judging.marking.rules.scheme import Adjustment, Aspect, Coefficient, Mark, Scheme

SCORED = (Status.OK, Status.GUEST)

Marks = Mapping[tuple[str, str], Sequence[Mark]]


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
    plans = module_plans(scheme)
    scores: dict[str, EntryScore] = {}
    faults: list[ScoringFault] = []
    for entry in entries:
        if entry.status not in SCORED:
            continue
        found = [
            _aspect_faults(entry.entry, aspect, cells, scheme.judgement_spread)
            for aspect in scheme.aspects
        ]
        wrong = [fault for fault in found if fault is not None]
        if wrong:
            faults += [fault for fault in wrong if not _forgiven(entry, fault)]
            continue
        scores[entry.entry] = _score_entry(
            scheme, plans, entry.entry, cells, factors, subtracted[entry.entry]
        )
    return Scoring(scores, tuple(faults))


def _forgiven(entry: Entry, fault: ScoringFault) -> bool:
    missing = (PanelFault.TOO_FEW, PanelFault.NONE_LEFT)
    return entry.status is Status.GUEST and fault.fault in missing


def _aspect_faults(entry: str, aspect: Aspect, cells: Marks, spread: int) -> ScoringFault | None:
    marks = cells.get((entry, aspect.aspect), ())
    if not marks and not aspect.required:
        return None
    fault = panel_fault(aspect, [mark.mark for mark in marks], spread)
    return None if fault is None else ScoringFault(entry, aspect.aspect, fault, tuple(marks))


def _score_entry(  # noqa: PLR0913, PLR0917 - the six tables that an entry's score is made of
    scheme: Scheme,
    plans: Sequence[ModulePlan],
    entry: str,
    cells: Marks,
    coefficients: Mapping[tuple[str, str], Exact],
    adjustments: Sequence[Exact],
) -> EntryScore:
    scores = []
    for aspect in scheme.aspects:
        marks = cells.get((entry, aspect.aspect))
        if not marks:
            scores.append(AspectScore())
            continue
        panel = panel_value(aspect, [mark.mark for mark in marks])
        coefficient = coefficients.get((entry, aspect.aspect), ONE)
        scores.append(AspectScore(panel, aspect_score(aspect, panel, coefficient)))
    modules = tuple(
        sum(
            (scores[position].score_digits or 0) * lift
            for position, lift in zip(plan.positions, plan.lift, strict=True)
        )
        for plan in plans
    )
    return EntryScore(entry, tuple(scores), modules, total_of(scheme, modules, adjustments))
