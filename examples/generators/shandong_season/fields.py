"""Fills an event with entries and marks, best first."""

from copy import deepcopy
from math import floor
from random import Random

from .model import Aspect, Entry, Event, Member, Plan, require
from .people import Registry
from .scoring import half_up, module_score, total

_YEARS = {"worker": (1970, 2002), "teacher": (1972, 1998), "student": (2006, 2008)}
_YOUNG = (2006, 2007)
_LEVEL_TOP = 3


def _share(rng: Random, ability: float, spread: float) -> float:
    return min(0.985, max(0.05, rng.gauss(ability, spread)))


def _draw(aspect: Aspect, ability: float, rng: Random) -> list[int]:
    if aspect.kind == "time":
        return [max(2400, round(13800 - 6000 * ability + rng.gauss(0, 400)))]
    if aspect.kind == "judgement":
        low = min(_LEVEL_TOP, max(0, floor(3.4 * _share(rng, ability, 0.05))))
        high = min(_LEVEL_TOP, low + 1)
        return [rng.choice((low, low, high)) for _ in range(aspect.judges)]
    step = 50 if aspect.top > 10 else 25  # noqa: PLR2004  # half points, quarter points
    centre = _share(rng, ability, 0.03)
    shares = [_share(rng, centre, 0.02 if aspect.judges > 1 else 0) for _ in range(aspect.judges)]
    return [round(share * aspect.top * 100 / step) * step for share in shares]


def draw_marks(plan: Plan, ability: float, rng: Random) -> dict[str, list[int]]:
    """Return a sheet of marks for an ability between 0 and 1."""
    return {
        aspect.code: _draw(aspect, ability, rng)
        for aspect in plan.scheme.aspects
        if aspect.required or rng.random() < 0.5  # noqa: PLR2004  # half try the optional task
    }


def _abilities(plan: Plan, count: int, rng: Random) -> list[float]:
    leaders = [plan.best - 0.025 * place for place in range(min(5, count))]
    rest = count - len(leaders)
    tail = [plan.best - 0.14 - 0.34 * i / max(rest, 1) + rng.gauss(0, 0.01) for i in range(rest)]
    return leaders + tail


def new_entry(plan: Plan, division: str, registry: Registry) -> Entry:
    """Return an entry with its members and without code and marks."""
    delegation, city = registry.delegation(division)
    young = plan.class_ == "selection"
    years = _YOUNG if young else _YEARS[division]
    members = [registry.competitor(division, plan.occupation, years) for _ in range(plan.size)]
    if plan.size > 1:
        members += [Member(registry.person((1968, 1988)), role) for role in ("coach", "leader")]
    return Entry("", division, delegation, city, members)


def _fill(plan: Plan, divisions: list[str], registry: Registry, rng: Random) -> list[Entry]:
    """Return the entries of a group, best first, all with different totals."""
    group: list[Entry] = []
    seen = set()
    for division, ability in zip(divisions, _abilities(plan, len(divisions), rng), strict=True):
        entry = new_entry(plan, division, registry)
        if plan.scheme.aspects[2].method == "trimmed_sum":
            entry.coefficients["P2"] = rng.choice((100, 105, 110, 115, 120, 125))
        if len(group) > 5 and rng.random() < 0.03:  # noqa: PLR2004  # now and then, not a leader
            entry.adjustments.append((rng.choice((50, 100, 200)), "超时或违规扣分"))
        while not entry.marks or total(plan, entry) in seen:
            entry.marks = draw_marks(plan, ability, rng)
        seen.add(total(plan, entry))
        group.append(entry)
    return sorted(group, key=lambda entry: total(plan, entry), reverse=True)


def fill(plan: Plan, registry: Registry, rng: Random) -> Event:
    """Return the event with its fields and a few absences; codes come from `number`."""
    event = Event(plan)
    if plan.mixed:
        divisions = [name for name, count in plan.fields.items() for _ in range(count)]
        rng.shuffle(divisions)
        event.fields["event"] = _fill(plan, divisions, registry, rng)
    else:
        for name, count in plan.fields.items():
            event.fields[name] = _fill(plan, [name] * count, registry, rng)
    for status in rng.sample(("absent", "absent", "withdrawn"), rng.randint(0, 2)):
        add_other(event, registry, status)
    return event


def add_other(event: Event, registry: Registry, status: str, like: Entry | None = None) -> Entry:
    """Add an entry that takes no place; `like` lends its marks."""
    division = like.division if like else next(iter(event.plan.fields))
    entry = new_entry(event.plan, division, registry)
    entry.status = status
    if like:
        entry.marks = deepcopy(like.marks)
        entry.adjustments = list(like.adjustments)
        entry.coefficients = dict(like.coefficients)
    same = [other for other in event.entries if other.division == division]
    entry.code = f"{division[0].upper()}{len(same) + 1:03d}"
    event.others.append(entry)
    return entry


def number(event: Event, rng: Random) -> None:
    """Give the entries of each division codes that say nothing about their place."""
    for division in ("worker", "teacher", "student", "open"):
        members = [entry for entry in event.entries if entry.division == division]
        codes = [f"{division[0].upper()}{i:03d}" for i in range(1, len(members) + 1)]
        rng.shuffle(codes)
        for entry, code in zip(members, codes, strict=True):
            entry.code = code


def shift(plan: Plan, entry: Entry, module: str, hundredths: int) -> bool:
    """Change measured aspects of a module; False without room."""
    left = hundredths
    marks = dict(entry.marks)
    for aspect in plan.scheme.aspects:
        if aspect.module == module and aspect.kind == "measurement" and aspect.code in marks:
            (old,) = marks[aspect.code]
            new = min(aspect.top * 100, max(0, old + left))
            marks[aspect.code] = [new]
            left -= new - old
    if left == 0:
        entry.marks = marks
    return left == 0


def must_shift(plan: Plan, entry: Entry, module: str, hundredths: int) -> None:
    """Change measured aspects of a module, or stop."""
    require(shift(plan, entry, module, hundredths), (plan.code, entry.code, "no room"))


def copy_marks(upper: Entry, lower: Entry) -> None:
    """Give the lower entry the marks of the upper one."""
    lower.marks = deepcopy(upper.marks)
    lower.adjustments = list(upper.adjustments)
    lower.coefficients = dict(upper.coefficients)


_TRADES = {
    "module:practical": (("theory", 700), ("practical", -300)),
    "module:build": (("design", 400), ("build", -300)),
    "module:design": (("theory", 100), ("design", -100)),
    "module:C": (("A", 100), ("C", -100)),
    "criterion:B1": (("A", 100), ("B", -100)),
}


def part(event: Event, upper: Entry, lower: Entry, key: str) -> None:
    """Make two neighbours equal up to `key` of the tie chain, which the upper one wins."""
    plan = event.plan
    copy_marks(upper, lower)
    if key == "-aspect:T":
        lower.marks["T"] = [upper.marks["T"][0] + 97]
    elif key == "module:theory":
        must_shift(plan, lower, "theory", -100)
        lower.adjustments.append((-30, "技术革新成果加分"))
    elif key.startswith("aspect:"):
        code = key.removeprefix("aspect:")
        before = module_score(plan, lower, "practical")
        lower.marks[code] = [mark - 50 for mark in lower.marks[code]]
        lost = before - module_score(plan, lower, "practical")
        must_shift(plan, lower, "practical", int(lost * 100))
    else:
        (up, gain), (down, loss) = _TRADES[key]
        if not (shift(plan, lower, up, gain) and shift(plan, lower, down, loss)):
            copy_marks(upper, lower)
            must_shift(plan, upper, up, -gain)
            must_shift(plan, upper, down, -loss)


def share(event: Event, *entries: Entry) -> None:
    """Make neighbours equal on the whole tie chain."""
    for entry in entries[1:]:
        copy_marks(entries[0], entry)
    event.shared.append(list(entries))


def fail_theory(event: Event, entry: Entry, mark: int) -> None:
    """Give a mark below the pass in theory and make up for it in practice."""
    plan = event.plan
    before = total(plan, entry)
    entry.marks["L1"] = [mark]
    missing = half_up((before - total(plan, entry)) * 10 / 7, 0) * 100
    must_shift(plan, entry, "practical", int(missing))
    event.no_pass.append(entry)
