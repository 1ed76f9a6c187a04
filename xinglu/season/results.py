"""The outcome of a season: everything that was computed from its folder."""

import msgspec

from judging.awards.rules.decisions import (
    BonusLine,
    GrantLine,
    PoolDecision,
    PromotionDecision,
    TitleDecision,
)
from judging.ranking.rules.placing import EventStandings


class PlanLine(msgspec.Struct, frozen=True):
    """One line of the yearly plan held against its target; `target` may be empty."""

    measure: str
    key: str
    target: str
    actual: str
    explanation: str


class MedalCount(msgspec.Struct, frozen=True):
    """One delegation's line of the medal table; `entries` counts status ok."""

    delegation: str
    gold: int
    silver: int
    bronze: int
    excellence: int
    entries: int


class Outcome(msgspec.Struct, frozen=True):
    """Everything that a season's input leads to, in the order of the output files."""

    standings: dict[str, EventStandings]
    titles: tuple[TitleDecision, ...]
    promotions: tuple[PromotionDecision, ...]
    bonuses: tuple[BonusLine, ...]
    grants: tuple[GrantLine, ...]
    pool: tuple[PoolDecision, ...]
    plan: tuple[PlanLine, ...]
    medal_table: tuple[MedalCount, ...]
