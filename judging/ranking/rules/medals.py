"""Medals of both WorldSkills generations and by place."""

from collections.abc import Sequence

import msgspec

from judging.marking.rules.exact import reaches
from judging.ranking.rules.event_rules import Medal, MedalMethod, MedalRules

GROUP_POINTS = 2
GOLDS_WITHOUT_SILVER = 2
MEDAL_PLACES = (Medal.GOLD, Medal.SILVER, Medal.BRONZE)


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """One ranked entry: its place and the mark (digits) that medals look at."""

    rank: int
    mark_digits: int


def medals_of(rules: MedalRules, field: Sequence[Candidate], decimals: int) -> list[str]:
    """Give the medal of each candidate, in the order of `field`; "" for none.

    `decimals` are those of the marks. After the method, a medal below the floor is taken away, not
    moved, and those without a medal who reach `excellence` get excellence.
    """
    by_mark: dict[int, Medal] = {}
    marks = sorted({candidate.mark_digits for candidate in field}, reverse=True)
    if rules.method is MedalMethod.WORLDSKILLS_2026:
        by_mark = dict(zip(marks, MEDAL_PLACES, strict=False))
    elif rules.method is MedalMethod.WORLDSKILLS_2009:
        by_mark = _medals_2009([item.mark_digits for item in field], GROUP_POINTS * 10**decimals)
    medals = []
    for candidate in field:
        medal: Medal | None = by_mark.get(candidate.mark_digits)
        if rules.method is MedalMethod.PLACES and candidate.rank <= len(MEDAL_PLACES):
            medal = MEDAL_PLACES[candidate.rank - 1]
        if medal and rules.floor and not reaches(candidate.mark_digits, decimals, rules.floor):
            medal = None
        if medal is None and rules.excellence is not None:
            enough = reaches(candidate.mark_digits, decimals, rules.excellence)
            medal = Medal.EXCELLENCE if enough else None
        medals.append(medal.value if medal else "")
    return medals


def _medals_2009(marks: Sequence[int], reach: int) -> dict[int, Medal]:
    """Give the medal of each distinct mark: groups that reach `reach` below their own best."""
    remaining = sorted(marks, reverse=True)
    medals: dict[int, Medal] = {}

    def take(medal: Medal) -> list[int]:
        group = [mark for mark in remaining if mark >= remaining[0] - reach] if remaining else []
        medals.update(dict.fromkeys(group, medal))
        del remaining[: len(group)]
        return group

    golds = take(Medal.GOLD)
    if len(golds) == 1:
        silvers = take(Medal.SILVER)
        if remaining and (len(silvers) == 1 or remaining[0] >= silvers[-1] - reach):
            take(Medal.BRONZE)
    elif remaining and (len(golds) == GOLDS_WITHOUT_SILVER or remaining[0] >= golds[-1] - reach):
        take(Medal.BRONZE)
    return medals
