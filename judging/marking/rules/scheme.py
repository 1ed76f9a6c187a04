"""Marking schemes: modules, aspects and how a panel's marks become one number."""

from enum import StrEnum

import msgspec

from judging.marking.rules.exact import ONE, ZERO, Exact


class AspectKind(StrEnum):
    """What is marked: a measured value, a judgement level, a panel's mark or a time in seconds."""

    MEASUREMENT = "measurement"
    JUDGEMENT = "judgement"
    PANEL = "panel"
    TIME = "time"


class PanelMethod(StrEnum):
    """How the marks of several judges become one number."""

    SINGLE = "single"
    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    TRIMMED_SUM = "trimmed_sum"
    MEDIAN = "median"


class Aspect(msgspec.Struct, frozen=True):
    """One line of the scheme (评分点); `maximum` is None where there is no limit (time)."""

    module: str
    aspect: str
    name: str
    kind: AspectKind
    maximum: Exact | None
    minimum: Exact = ZERO
    criterion: str = ""
    sub_criterion: str = ""
    day: str = ""
    method: PanelMethod = PanelMethod.SINGLE
    drop_high: int = 0
    drop_low: int = 0
    judges: int = 1
    panel_decimals: int = 2
    factor: Exact = ONE
    decimals: int = 2
    required: bool = True


class Module(msgspec.Struct, frozen=True):
    """A part of the scheme with its weight in the total and, where set, its pass mark."""

    module: str
    name: str
    weight: Exact = ONE
    pass_mark: Exact | None = None


class Mark(msgspec.Struct, frozen=True, gc=False):
    """One judge's number for one aspect of one entry (打分)."""

    entry: str
    aspect: str
    judge: str
    mark: Exact


class Coefficient(msgspec.Struct, frozen=True, gc=False):
    """The degree of difficulty of one aspect of one entry."""

    entry: str
    aspect: str
    coefficient: Exact


class Adjustment(msgspec.Struct, frozen=True, gc=False):
    """Points subtracted from an entry's total (negative: added), with the reason."""

    entry: str
    points: Exact
    reason: str


class Scheme(msgspec.Struct, frozen=True):
    """The marking scheme of an event (评分方案)."""

    modules: tuple[Module, ...]
    aspects: tuple[Aspect, ...]
    total_decimals: int = 2
    judgement_spread: int = 1

    def module_decimals(self, module: str) -> int:
        """Give the largest number of decimals among the aspects of a module."""
        return max((item.decimals for item in self.aspects if item.module == module), default=0)
