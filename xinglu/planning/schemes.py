"""Schemes for new events: a few usual ones by name, or that of another event."""

from collections.abc import Sequence

from competition.storage.transaction import Transaction
from judging.marking.rules.exact import ONE, Exact
from judging.marking.rules.scheme import Aspect, AspectKind, Module, Scheme
from judging.marking.services import add_schemes
from judging.ranking.queries import rules_of_event
from judging.ranking.rules.event_rules import EventRules, KeyKind, RankKey
from judging.ranking.services import add_rules

_HUNDRED = Exact(100)
_PASS = Exact(60)
_BY_TOTAL = RankKey("total", KeyKind.TOTAL)
_THEORY = Aspect("theory", "theory", "理论考试", AspectKind.MEASUREMENT, _HUNDRED)
_PRACTICAL = Aspect("practical", "practical", "技能操作", AspectKind.MEASUREMENT, _HUNDRED)
_EMPTY = EventRules(Scheme(modules=(), aspects=()), rank_by=(_BY_TOTAL,))


def _two_parts(theory: int) -> EventRules:
    """Give theory and practical work, each marked of 100 and passed with 60."""
    modules = (
        Module("theory", "理论知识", Exact(theory, 2), _PASS),
        Module("practical", "技能操作", Exact(100 - theory, 2), _PASS),
    )
    by_practical = RankKey("module:practical", KeyKind.MODULE, "practical")
    return EventRules(
        Scheme(modules=modules, aspects=(_THEORY, _PRACTICAL)), rank_by=(_BY_TOTAL, by_practical)
    )


PRESETS = {
    "理论30+技能70": _two_parts(30),
    "理论20+技能80": _two_parts(20),
    "理论40+技能60": _two_parts(40),
    "技能100": EventRules(
        Scheme(modules=(Module("practical", "技能操作", ONE, _PASS),), aspects=(_PRACTICAL,)),
        rank_by=(_BY_TOTAL,),
    ),
}
"""Weights that public regulations name most often; all of them can be changed afterwards."""


class Schemes:
    """The shelf of schemes: an event without a wish gets an empty one, to be filled in."""

    def presets(self) -> Sequence[str]:
        """Name the usual schemes."""
        return tuple(PRESETS)

    async def give(
        self, transaction: Transaction, season: int, wishes: Sequence[tuple[int, str, int | None]]
    ) -> None:
        """Give each event its rules and scheme; those of another event are copied whole."""
        given: list[tuple[int, EventRules]] = []
        for event, preset, source in wishes:
            rules = _EMPTY
            if source is not None:
                rules = await rules_of_event(transaction, source)
            elif preset:
                rules = PRESETS[preset]
            given.append((event, rules))
        await add_rules(transaction, given)
        await add_schemes(transaction, season, ((event, rules.scheme) for event, rules in given))
