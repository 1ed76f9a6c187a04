"""What judging and registration know of an event's readiness."""

from collections.abc import Mapping, Sequence

from competition.plan.protocols import Check
from competition.plan.queries import events_of
from competition.registration.queries import entry_counts
from competition.registration.queries.terms import competitions_of
from competition.storage.transaction import Transaction
from judging.marking.queries import SchemeParts, schemes_by_event
from judging.marking.rules.exact import decimal_text
from judging.marking.rules.scheme import AspectKind, PanelMethod
from judging.ranking.queries import ranked_counts

_FULL = 100
_DECIMALS = 24
"""More than weights, limits and factors have together."""


def full_total(scheme: SchemeParts) -> int | None:
    """Give the best possible total in units of 10^-24; None where a limit is missing."""
    total = 0
    weights = {module.module: module.weight for module in scheme.modules}
    for aspect in scheme.aspects:
        if aspect.kind is AspectKind.TIME:
            continue
        if aspect.maximum is None:
            return None
        weight = weights[aspect.module]
        numbers = (weight, aspect.maximum, aspect.factor)
        digits, decimals = 1, 0
        if aspect.method is PanelMethod.TRIMMED_SUM:
            digits = aspect.judges - aspect.drop_high - aspect.drop_low
        for number in numbers:
            digits, decimals = digits * number.digits, decimals + number.decimals
        total += digits * 10 ** (_DECIMALS - decimals)
    return total


class SchemeReadiness:
    """Whether there is a scheme and its points add up to 100."""

    async def checks(self, transaction: Transaction, season: int) -> Mapping[int, Sequence[Check]]:
        """Give one check of each event."""
        schemes = await schemes_by_event(transaction, season)
        found = {}
        for row in await events_of(transaction, season):
            scheme = schemes.get(row.id)
            total = full_total(scheme) if scheme and scheme.aspects else 0
            done = total == _FULL * 10**_DECIMALS
            text = "" if total is None else decimal_text(total, _DECIMALS).rstrip("0").rstrip(".")
            found[row.id] = [Check("scheme", done, text if scheme and scheme.aspects else "", 30)]
        return found


class EntryReadiness:
    """Whether registration has its days, and whether anybody is entered."""

    async def checks(self, transaction: Transaction, season: int) -> Mapping[int, Sequence[Check]]:
        """Give two checks of each event."""
        counts = await entry_counts(transaction, season)
        events = await events_of(transaction, season)
        windows = {row.id: row.window for row in await competitions_of(transaction, season)}
        found = {}
        for row in events:
            entries = sum(counts.get(row.id, {}).values())
            window = windows.get(row.competition)
            found[row.id] = [
                Check("window", window is not None or entries > 0, "", 45),
                Check("entries", entries > 0, str(entries), 7),
            ]
        return found


class ResultReadiness:
    """Whether the results are there."""

    async def checks(self, transaction: Transaction, season: int) -> Mapping[int, Sequence[Check]]:
        """Give one check of each event."""
        ranked = await ranked_counts(transaction, season)
        return {
            row.id: [Check("results", row.id in ranked, str(ranked.get(row.id, "")), -1)]
            for row in await events_of(transaction, season)
        }
