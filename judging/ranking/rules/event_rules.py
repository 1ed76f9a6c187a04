"""What an event decides for itself: key chain, scale, medals, prizes, title lines."""

from enum import StrEnum

import msgspec

from judging.marking.rules.exact import Exact
from judging.marking.rules.scheme import Scheme


class KeyKind(StrEnum):
    """What a ranking key looks at."""

    TOTAL = "total"
    MODULE = "module"
    CRITERION = "criterion"
    ASPECT = "aspect"


class RankKey(msgspec.Struct, frozen=True):
    """One link of the tie chain; `text` is the key as written, e.g. `-aspect:T`."""

    text: str
    kind: KeyKind
    code: str = ""
    smaller_is_better: bool = False


class Medal(StrEnum):
    """Medals, best first."""

    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"
    EXCELLENCE = "excellence"


MEDAL_ORDER = {medal.value: position for position, medal in enumerate(Medal)}


class ScaleMethod(StrEnum):
    """How totals become scaled marks."""

    WORLDSKILLS_700 = "worldskills_700"
    WORLDSKILLS_500 = "worldskills_500"


class MedalMethod(StrEnum):
    """How medals follow from marks or ranks."""

    WORLDSKILLS_2026 = "worldskills_2026"
    WORLDSKILLS_2009 = "worldskills_2009"
    PLACES = "places"


class MedalRules(msgspec.Struct, frozen=True):
    """Medals of an event; `excellence` is already the floor where none was written."""

    method: MedalMethod
    floor: Exact | None = None
    excellence: Exact | None = None


class PrizeMethod(StrEnum):
    """How the lines of the prizes are drawn."""

    RATIO = "ratio"
    COUNTS = "counts"
    THRESHOLDS = "thresholds"


class Rounding(StrEnum):
    """How a share of the field becomes a whole number of places."""

    FLOOR = "floor"
    HALF_UP = "half_up"
    CEIL = "ceil"


class PrizeTies(StrEnum):
    """Who gets the prize when a tied group lies across its line."""

    ALL = "all"
    NONE = "none"
    RULING = "ruling"


class PrizeRules(msgspec.Struct, frozen=True):
    """Prizes of an event; `values` are shares, counts or thresholds of first, second, third."""

    method: PrizeMethod
    values: tuple[Exact, ...]
    excellence_half: bool = False
    rounding: Rounding = Rounding.FLOOR
    ties: PrizeTies = PrizeTies.ALL


PRIZES = ("first", "second", "third", "excellence")
PRIZE_RULING = "ruling"


class EventRules(msgspec.Struct, frozen=True):
    """Everything an event's folder says about how it is marked and ranked."""

    scheme: Scheme
    rank_by: tuple[RankKey, ...]
    within_event: bool = False
    title_lines: dict[str, int] = {}
    scale: ScaleMethod | None = None
    medals: MedalRules | None = None
    prizes: PrizeRules | None = None
