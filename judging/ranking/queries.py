"""Read the rules of events, standings and the medal table."""

from collections import defaultdict

import msgspec

from competition.registration.rules import Division, Entry, Status
from competition.storage.json_text import json_value
from competition.storage.transaction import Row, Transaction
from judging.marking.queries import SchemeParts, scheme_of_event
from judging.ranking.rules.event_rules import PRIZE_RULING, EventRules
from judging.ranking.rules.placing import EventStandings, Standing
from judging.ranking.rules.scoring import AspectScore, EntryScore


class StoredScore(msgspec.Struct, frozen=True):
    """An entry's score as the `score` column of its standing holds it."""

    aspects: tuple[AspectScore, ...]
    module_digits: tuple[int, ...]
    total_digits: int


class MedalLine(msgspec.Struct, frozen=True):
    """One delegation's line of the medal table."""

    delegation: str
    gold: int
    silver: int
    bronze: int
    excellence: int
    entries: int


class PersonStanding(msgspec.Struct, frozen=True):
    """Where an entry of a person stands in an event."""

    event: str
    standing: Standing


_STANDING = (
    "SELECT v.id, v.code, e.code, e.division, e.delegation, e.city, e.status, s.rank, s.tied, "
    "s.separated_by, s.scale, s.medal, s.prize, s.field_size, s.tie_rank, s.tie_size, s.score "
    "FROM event v JOIN entry e ON e.event = v.id JOIN standing s ON s.entry = e.id "
)
_OF_EVENT = _STANDING + "WHERE v.id = $1 ORDER BY s.position"
_OF_ENTRY = _STANDING + "WHERE v.id = $1 AND e.code = $2"
_OF_SEASON = _STANDING + "WHERE v.season = $1 ORDER BY v.id, s.position"
_OPEN_PRIZES = (
    _STANDING + "WHERE v.season = $1 AND s.prize = $2 ORDER BY v.held_on, v.code, s.position"
)
_OF_PERSON = (
    _STANDING + "JOIN member m ON m.entry = e.id WHERE v.season = $1 AND m.id_hash = $2 "
    "ORDER BY v.held_on, v.code, e.code"
)


async def rules_of_event(transaction: Transaction, event: int) -> EventRules:
    """Give the rules of an event with its whole scheme; LookupError when it has none."""
    rows = await transaction.rows("SELECT rules FROM event_rules WHERE event = $1", event)
    if not rows:
        message = f"event {event} has no rules"
        raise LookupError(message)
    return _rules(rows[0][0], await scheme_of_event(transaction, event))


async def rules_by_event(
    transaction: Transaction, season: int, schemes: dict[int, SchemeParts]
) -> dict[int, EventRules]:
    """Give the rules of every event of a season by the event's id; `schemes` are marking's."""
    rows = await transaction.rows(
        "SELECT event, rules FROM event_rules "
        "WHERE event IN (SELECT id FROM event WHERE season = $1)",
        season,
    )
    empty = SchemeParts((), ())
    return {row[0]: _rules(row[1], schemes.get(row[0], empty)) for row in rows}


async def standings_of_event(transaction: Transaction, event: int) -> EventStandings:
    """Give the standings of an event in the order of its result list."""
    rows = await transaction.rows(_OF_EVENT, event)
    return EventStandings(tuple(_standing(row) for row in rows))


async def standing_of_entry(transaction: Transaction, event: int, entry: str) -> Standing | None:
    """Give where one entry stands, None before anything was computed."""
    rows = await transaction.rows(_OF_ENTRY, event, entry)
    return _standing(rows[0]) if rows else None


async def standings_of_season(transaction: Transaction, season: int) -> dict[str, EventStandings]:
    """Give the standings of every event of a season that has any, by the event's code."""
    found: dict[str, list[Standing]] = defaultdict(list)
    for row in await transaction.rows(_OF_SEASON, season):
        found[row[1]].append(_standing(row))
    return {event: EventStandings(tuple(standings)) for event, standings in found.items()}


async def ranked_counts(transaction: Transaction, season: int) -> dict[int, int]:
    """Give the number of standings of every event of a season that has any, by its id."""
    rows = await transaction.rows(
        "SELECT e.event, count(*) FROM standing s JOIN entry e ON e.id = s.entry "
        "JOIN event v ON v.id = e.event WHERE v.season = $1 GROUP BY e.event",
        season,
    )
    return {row[0]: row[1] for row in rows}


async def open_prizes_of(transaction: Transaction, season: int) -> tuple[PersonStanding, ...]:
    """Give the standings of a season whose prize waits for a ruling, by event and place."""
    rows = await transaction.rows(_OPEN_PRIZES, season, PRIZE_RULING)
    return tuple(PersonStanding(row[1], _standing(row)) for row in rows)


async def standings_of_person(
    transaction: Transaction, season: int, id_hash: bytes
) -> tuple[PersonStanding, ...]:
    """Give where the entries of a person stand, by the hash of the ID number."""
    rows = await transaction.rows(_OF_PERSON, season, id_hash)
    return tuple(PersonStanding(row[1], _standing(row)) for row in rows)


async def medal_table_of(transaction: Transaction, season: int) -> tuple[MedalLine, ...]:
    """Give the medal table of a season."""
    rows = await transaction.rows(
        "SELECT delegation, gold, silver, bronze, excellence, entries FROM medal_count "
        "WHERE season = $1 ORDER BY position",
        season,
    )
    return tuple(MedalLine(*row) for row in rows)


def _rules(text: str, parts: SchemeParts) -> EventRules:
    rules = json_value(text, EventRules)
    scheme = msgspec.structs.replace(rules.scheme, modules=parts.modules, aspects=parts.aspects)
    return msgspec.structs.replace(rules, scheme=scheme)


def _standing(row: Row) -> Standing:
    code = row[2]
    score = None
    if row[16] is not None:
        stored = json_value(row[16], StoredScore)
        score = EntryScore(code, stored.aspects, stored.module_digits, stored.total_digits)
    return Standing(
        entry=Entry(code, Division(row[3]), row[4], row[5], Status(row[6])),
        score=score,
        rank=row[7],
        tied=row[8],
        separated_by=row[9],
        scale=row[10],
        medal=row[11],
        prize=row[12],
        field_size=row[13],
        tie_rank=row[14],
        tie_size=row[15],
    )
