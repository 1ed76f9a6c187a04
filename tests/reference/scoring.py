"""From marks to totals, one entry at a time (season.md, "How a total comes about")."""

from fractions import Fraction

from tests.reference.numbers import half_up, mean, middle
from tests.reference.reading import Event, Row


def cell(row: Row, column: str, otherwise: str) -> str:
    """Give a cell, or what stands for an empty or missing one."""
    return row.get(column) or otherwise


def panel_of(aspect: Row, marks: list[Fraction]) -> Fraction:
    """Step 1: what the judges' marks make together."""
    if aspect["kind"] == "judgement":
        value = Fraction(aspect["max"]) * sum(marks, Fraction(0)) / (3 * len(marks))
    else:
        method = cell(aspect, "method", "mean" if aspect["kind"] == "panel" else "single")
        ordered = sorted(marks)
        if method in ("trimmed_mean", "trimmed_sum"):
            low = int(cell(aspect, "drop_low", "0"))
            high = int(cell(aspect, "drop_high", "0"))
            ordered = ordered[low : len(ordered) - high]
        if method == "single":
            value = ordered[0]
        elif method == "median":
            value = middle(ordered)
        elif method == "trimmed_sum":
            value = sum(ordered, Fraction(0))
        else:
            value = mean(ordered)
    return half_up(value, int(cell(aspect, "panel_decimals", "2")))


class Score:
    """What one entry reached: aspect scores, module scores, total; None where marks are missing."""

    def __init__(self, event: Event, entry: str, *, counts: bool) -> None:
        """Score one entry of an event; marks that do not count are as if they were not there."""
        self.event = event
        self.counts = counts
        self.panels: dict[str, Fraction | None] = {}
        self.aspects: dict[str, Fraction | None] = {}
        for aspect in event.scheme:
            self.score_aspect(aspect, entry)
        self.modules: dict[str, Fraction | None] = {}
        for module in event.toml["modules"]:
            rows = [row for row in event.scheme if row["module"] == module]
            self.modules[module] = self.sum_of(rows)
        self.total = self.total_of(entry)

    def score_aspect(self, aspect: Row, entry: str) -> None:
        """Steps 1 and 2."""
        code = aspect["aspect"]
        marks = [Fraction(mark) for mark in self.event.marks.get((entry, code), [])]
        if not self.counts:
            marks = []
        enough = len(marks) >= int(cell(aspect, "judges", "1"))
        panel = panel_of(aspect, marks) if marks and enough else None
        self.panels[code] = panel
        if aspect["kind"] == "time":
            self.aspects[code] = Fraction(0)
        elif panel is not None:
            coefficient = Fraction(self.event.coefficients.get((entry, code), "1"))
            product = panel * Fraction(cell(aspect, "factor", "1")) * coefficient
            self.aspects[code] = half_up(product, int(cell(aspect, "decimals", "2")))
        else:
            self.aspects[code] = Fraction(0)
        if panel is None and (marks or cell(aspect, "required", "yes") == "yes"):
            self.aspects[code] = None

    def sum_of(self, rows: list[Row]) -> Fraction | None:
        """Step 3: the exact sum of aspect scores, or None when a required one is missing."""
        result = Fraction(0)
        for row in rows:
            score = self.aspects[row["aspect"]]
            if score is None:
                return None
            result += score
        return result

    def total_of(self, entry: str) -> Fraction | None:
        """Step 4."""
        result = Fraction(0)
        for module, score in self.modules.items():
            if score is None:
                return None
            result += score * Fraction(self.event.toml["modules"][module].get("weight", "1"))
        for points in self.event.adjustments.get(entry, []):
            result -= Fraction(points)
        return half_up(result, int(self.event.toml["total"]["decimals"]))

    def key(self, key: str) -> Fraction | None:
        """Give the value of one key of `rank.by`, larger better; None when no mark serves it."""
        sign = -1 if key.startswith("-") else 1
        kind, _, name = key.removeprefix("-").partition(":")
        value: Fraction | None
        if kind == "total":
            value = self.total
        elif kind == "aspect":
            aspect = next(row for row in self.event.scheme if row["aspect"] == name)
            timed = aspect["kind"] == "time"
            marked = self.panels[name] is not None
            value = self.panels[name] if timed else (self.aspects[name] if marked else None)
        else:
            rows = [row for row in self.event.scheme if row.get(kind, "") == name]
            marked = any(self.panels[row["aspect"]] is not None for row in rows)
            value = self.sum_of(rows) if marked else None
        return None if value is None else sign * value

    def failed(self) -> bool:
        """Say whether a module that sets `pass` was not passed."""
        for module, setting in self.event.toml["modules"].items():
            score = self.modules[module]
            if "pass" in setting and (score is None or score < Fraction(setting["pass"])):
                return True
        return False


def module_decimals(event: Event, module: str) -> int:
    """Give the largest `decimals` of a module's aspects."""
    return max(int(cell(row, "decimals", "2")) for row in event.scheme if row["module"] == module)
