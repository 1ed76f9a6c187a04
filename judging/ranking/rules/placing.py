"""The standings of an event: places, scaled marks, medals and prizes of every entry."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from competition.registration.rules import DIVISION_ORDER, STATUS_ORDER, Division, Entry, Status
from judging.marking.rules.exact import power_of_ten
from judging.marking.rules.scheme import Scheme
from judging.ranking.rules.event_rules import EventRules, KeyKind, RankKey
from judging.ranking.rules.kernel import Int64s, competition_places
from judging.ranking.rules.medals import Candidate, medals_of
from judging.ranking.rules.prizes import Placed, prizes_of
from judging.ranking.rules.scale import scaled_marks
from judging.ranking.rules.scoring import EntryScore

SEPARATED_BY_RULING = "ruling"
_LARGEST = 2**62


class Standing(msgspec.Struct, frozen=True, gc=False):
    """Where an entry stands and what it won.

    `rank` is None without a place; a guest shows the rank that it would take. `tie_rank` and
    `tie_size` are the place and size of the tied group before any ruling (size 1: no tie).
    """

    entry: Entry
    score: EntryScore | None
    rank: int | None = None
    tied: bool = False
    separated_by: str = ""
    scale: int | None = None
    medal: str = ""
    prize: str = ""
    field_size: int = 0
    tie_rank: int = 0
    tie_size: int = 1


class EventStandings(msgspec.Struct, frozen=True):
    """The standings of an event in the order of its result list."""

    standings: tuple[Standing, ...]

    def by_entry(self) -> dict[str, Standing]:
        """Give the standings by entry code."""
        return {standing.entry.entry: standing for standing in self.standings}


def key_value(scheme: Scheme, score: EntryScore, key: RankKey) -> int | None:
    """Give the digits of one key; None where the entry has no mark for it, which comes last."""
    if key.kind is KeyKind.TOTAL:
        return score.total_digits
    if key.kind is KeyKind.ASPECT:
        position = [aspect.aspect for aspect in scheme.aspects].index(key.code)
        return _aspect_key(scheme, score, position)
    positions = [
        position
        for position, aspect in enumerate(scheme.aspects)
        if key.code == (aspect.module if key.kind is KeyKind.MODULE else aspect.criterion)
    ]
    if all(score.aspects[position].panel_digits is None for position in positions):
        return None
    decimals = max(scheme.aspects[position].decimals for position in positions)
    return sum(
        (score.aspects[position].score_digits or 0)
        * power_of_ten(decimals - scheme.aspects[position].decimals)
        for position in positions
    )


def _aspect_key(scheme: Scheme, score: EntryScore, position: int) -> int | None:
    aspect = scheme.aspects[position]
    found = score.aspects[position]
    return found.panel_digits if aspect.kind == "time" else found.score_digits


def key_column(values: Sequence[int | None], *, smaller_is_better: bool) -> Int64s:
    """Make a column where larger is better and missing values are smaller than all others."""
    signed = [None if value is None else -value if smaller_is_better else value for value in values]
    present = [value for value in signed if value is not None]
    if present and max(abs(min(present)), abs(max(present))) >= _LARGEST:
        places = {value: place for place, value in enumerate(sorted(set(present)))}
        signed = [None if value is None else places[value] for value in signed]
    return np.array([-_LARGEST if value is None else value for value in signed], dtype=np.int64)


def place_event(
    rules: EventRules,
    entries: Iterable[Entry],
    scores: Mapping[str, EntryScore],
    tie_rulings: Mapping[str, int] | None = None,
) -> EventStandings:
    """Place every entry of an event within its group (season contract, "Ranking").

    `tie_rulings` gives entries of a tied group the place that a recorded ruling gave them.
    """
    everyone = list(entries)
    groups: dict[Division | None, list[Entry]] = {}
    for entry in everyone:
        groups.setdefault(None if rules.within_event else entry.division, []).append(entry)
    standings: list[Standing] = []
    for members in groups.values():
        standings += _place_group(rules, members, scores, tie_rulings or {})
    return EventStandings(tuple(sorted(standings, key=_list_order)))


def place_order(standing: Standing) -> tuple[bool, int, int, str]:
    """Order of a list of one group: by rank, those without one last."""
    return _list_order(standing)[1:]


def _list_order(standing: Standing) -> tuple[int, bool, int, int, str]:
    entry = standing.entry
    return (
        DIVISION_ORDER[entry.division],
        standing.rank is None,
        standing.rank or 0,
        STATUS_ORDER[entry.status],
        entry.entry,
    )


def _place_group(
    rules: EventRules,
    entries: Sequence[Entry],
    scores: Mapping[str, EntryScore],
    tie_rulings: Mapping[str, int],
) -> list[Standing]:
    field = [entry for entry in entries if entry.status is Status.OK]
    guests = [entry for entry in entries if entry.status is Status.GUEST and entry.entry in scores]
    columns = [
        key_column(
            [key_value(rules.scheme, scores[entry.entry], key) for entry in (*field, *guests)],
            smaller_is_better=key.smaller_is_better,
        )
        for key in rules.rank_by
    ]
    size = len(field)
    places = competition_places(
        np.zeros(size, dtype=np.int64), [column[:size] for column in columns]
    )
    ranks = places.rank.tolist()
    tied = places.tied.tolist()
    parted = places.parted_by.tolist()
    standings = []
    for position, entry in enumerate(field):
        ruled = tie_rulings.get(entry.entry) if tied[position] > 1 else None
        separated_by = rules.rank_by[parted[position]].text if parted[position] >= 0 else ""
        standings.append(
            Standing(
                entry,
                scores[entry.entry],
                rank=ranks[position] if ruled is None else ruled,
                tied=tied[position] > 1 and ruled is None,
                separated_by=separated_by if ruled is None else SEPARATED_BY_RULING,
                field_size=size,
                tie_rank=ranks[position],
                tie_size=tied[position],
            )
        )
    standings = _honour(rules, standings)
    totals = [scores[entry.entry].total_digits for entry in field]
    for offset, entry in enumerate(guests):
        standings.append(_place_guest(rules, columns, size, size + offset, entry, scores, totals))
    placed = {standing.entry.entry for standing in standings}
    rest = [entry for entry in entries if entry.entry not in placed]
    standings += [Standing(entry, None, field_size=size) for entry in rest]
    return standings


def _place_guest(  # noqa: PLR0913, PLR0917 - the field's columns and the guest's own row
    rules: EventRules,
    columns: Sequence[Int64s],
    size: int,
    row: int,
    guest: Entry,
    scores: Mapping[str, EntryScore],
    totals: Sequence[int],
) -> Standing:
    """Show the rank that a guest would take among the field, which it does not change."""
    rows = [*range(size), row]
    places = competition_places(
        np.zeros(size + 1, dtype=np.int64), [column[rows] for column in columns]
    )
    parted = int(places.parted_by[-1])
    score = scores[guest.entry]
    scale = None
    if rules.scale and totals:
        scale = scaled_marks(rules.scale, totals, [score.total_digits])[0]
    return Standing(
        guest,
        score,
        rank=int(places.rank[-1]),
        separated_by=rules.rank_by[parted].text if parted >= 0 else "",
        scale=scale,
        field_size=size,
    )


def _honour(rules: EventRules, standings: Sequence[Standing]) -> list[Standing]:
    """Give scaled marks, medals and prizes to the field."""
    if not standings:
        return []
    totals = [standing.score.total_digits for standing in standings if standing.score]
    decimals = rules.scheme.total_decimals
    ranks = [standing.rank or 0 for standing in standings]
    sizes = [standing.tie_size if standing.tied else 1 for standing in standings]
    scales: Sequence[int | None] = [None] * len(standings)
    marks, mark_decimals = totals, decimals
    if rules.scale:
        marks = scaled_marks(rules.scale, totals, totals)
        scales, mark_decimals = marks, 0
    medals = prizes = [""] * len(standings)
    if rules.medals:
        candidates = [Candidate(rank, mark) for rank, mark in zip(ranks, marks, strict=True)]
        medals = medals_of(rules.medals, candidates, mark_decimals)
    if rules.prizes:
        placed = [Placed(*row) for row in zip(ranks, sizes, totals, strict=True)]
        prizes = prizes_of(rules.prizes, placed, decimals)
    return [
        msgspec.structs.replace(standing, scale=scale, medal=medal, prize=prize)
        for standing, scale, medal, prize in zip(standings, scales, medals, prizes, strict=True)
    ]
