"""Write rules, standings and the medal table: pieces of one transaction, audited by the caller."""

from collections.abc import Iterable

import msgspec

from competition.registration.queries import EntryKey
from competition.storage.json_text import json_text
from competition.storage.references import Ids
from competition.storage.transaction import Transaction
from judging.marking.rules.exact import decimal_text
from judging.ranking.queries import MedalLine, StoredScore
from judging.ranking.rules.event_rules import EventRules
from judging.ranking.rules.placing import EventStandings, Standing
from judging.ranking.rules.scoring import EntryScore


async def add_rules(transaction: Transaction, rules: Iterable[tuple[int, EventRules]]) -> None:
    """Add the rules of events, each with its event's id; modules and aspects are marking's."""
    await transaction.insert(
        "event_rules", ("event", "rules"), ((event, _rules_text(one)) for event, one in rules)
    )


async def replace_standings(
    transaction: Transaction,
    season: int,
    standings: Iterable[tuple[int, int, EventStandings]],
    entries: Ids[EntryKey],
) -> None:
    """Put computed standings in the place of earlier ones: (event id, decimals of totals, …)."""
    await transaction.execute(
        "DELETE FROM standing WHERE entry IN (SELECT e.id FROM entry e "
        "JOIN event v ON v.id = e.event WHERE v.season = $1)",
        season,
    )
    await transaction.insert(
        "standing",
        (
            "entry",
            "position",
            "rank",
            "tied",
            "separated_by",
            "scale",
            "medal",
            "prize",
            "field_size",
            "tie_rank",
            "tie_size",
            "total",
            "score",
        ),
        (
            _standing_row(entries[event, one.entry.entry], position, one, decimals)
            for event, decimals, found in standings
            for position, one in enumerate(found.standings)
        ),
    )


async def replace_medal_table(
    transaction: Transaction, season: int, lines: Iterable[MedalLine]
) -> None:
    """Put a computed medal table in the place of an earlier one."""
    await transaction.execute("DELETE FROM medal_count WHERE season = $1", season)
    await transaction.insert(
        "medal_count",
        (
            "season",
            "position",
            "delegation",
            "gold",
            "silver",
            "bronze",
            "excellence",
            "entries",
        ),
        ((season, position, *msgspec.structs.astuple(line)) for position, line in enumerate(lines)),
    )


def _rules_text(rules: EventRules) -> str:
    bare = msgspec.structs.replace(rules.scheme, modules=(), aspects=())
    return json_text(msgspec.structs.replace(rules, scheme=bare))


def _standing_row(
    entry: int, position: int, standing: Standing, decimals: int
) -> tuple[object, ...]:
    score = standing.score
    return (
        entry,
        position,
        standing.rank,
        standing.tied,
        standing.separated_by,
        standing.scale,
        str(standing.medal),
        str(standing.prize),
        standing.field_size,
        standing.tie_rank,
        standing.tie_size,
        None if score is None else decimal_text(score.total_digits, decimals),
        None if score is None else _score_text(score),
    )


def _score_text(score: EntryScore) -> str:
    return json_text(StoredScore(score.aspects, score.module_digits, score.total_digits))
