"""One event of 100 entries: scored, placed and explained anew, as after every save of a judge."""

from __future__ import annotations

from random import Random

import msgspec

from competition.registration.rules import Division, Entry
from judging.marking.rules.exact import Exact
from judging.marking.rules.scheme import (
    Adjustment,
    Aspect,
    AspectKind,
    Mark,
    Module,
    PanelMethod,
    Scheme,
)
from judging.ranking.rules.event_rules import (
    EventRules,
    KeyKind,
    PrizeMethod,
    PrizeRules,
    RankKey,
    ScaleMethod,
)
from judging.ranking.rules.placing import EventStandings, place_event
from judging.ranking.rules.scoring import score_event
from judging.ranking.rules.why import MarkBook, explain_entry
from tests.benchmarks.measuring import clocked, interleaved, median, milliseconds, say, table

JUDGES = 5
ASPECTS = 12
GOAL = "50 ms"


class MadeEvent(msgspec.Struct, frozen=True):
    """An event with everything that was marked in it."""

    rules: EventRules
    entries: tuple[Entry, ...]
    book: MarkBook


def made_event(entries: int) -> MadeEvent:
    """Make an event: theory, twelve aspects by panels of five with trimming, and a time."""
    random = Random(20260101)  # noqa: S311 - no secret
    panels = [
        Aspect(
            module="P",
            aspect=f"P{number}",
            name=f"评分点{number}",
            kind=AspectKind.PANEL,
            maximum=Exact(100, 0),
            method=PanelMethod.TRIMMED_MEAN,
            drop_high=1,
            drop_low=1,
            judges=JUDGES,
        )
        for number in range(ASPECTS)
    ]
    theory = Aspect("L", "L1", "理论", AspectKind.MEASUREMENT, Exact(100, 0))
    time = Aspect("P", "T", "用时", AspectKind.TIME, None, panel_decimals=0)
    modules = (
        Module("L", "理论", Exact(3, 1)),
        Module("P", "实操", Exact(7, 1), pass_mark=Exact(60, 0)),
    )
    keys = (
        RankKey("total", KeyKind.TOTAL),
        RankKey("module:P", KeyKind.MODULE, "P"),
        RankKey("-aspect:T", KeyKind.ASPECT, "T", smaller_is_better=True),
        RankKey("module:L", KeyKind.MODULE, "L"),
    )
    rules = EventRules(
        scheme=Scheme(modules, (theory, *panels, time)),
        rank_by=keys,
        scale=ScaleMethod.WORLDSKILLS_700,
        prizes=PrizeRules(PrizeMethod.RATIO, (Exact(1, 1), Exact(2, 1), Exact(3, 1))),
    )
    field = tuple(Entry(f"E{n:03d}", Division.WORKER, f"D{n % 16}") for n in range(entries))
    marks: list[Mark] = []
    for entry in field:
        marks.append(Mark(entry.entry, "L1", "", Exact(random.randrange(40, 201) * 5, 1)))
        marks.append(Mark(entry.entry, "T", "", Exact(random.randrange(3600, 10_801), 0)))
        for aspect in panels:
            level = random.randrange(50, 96)
            marks += [
                Mark(entry.entry, aspect.aspect, f"J{judge}", Exact(level + random.randrange(5), 0))
                for judge in range(JUDGES)
            ]
    book = MarkBook(marks, (), [Adjustment(field[0].entry, Exact(2, 0), "迟到")])
    return MadeEvent(rules, field, book)


def ranked(event: MadeEvent) -> EventStandings:
    """Score and place everyone."""
    scoring = score_event(
        event.rules.scheme, event.entries, event.book.marks, (), event.book.adjustments
    )
    return place_event(event.rules, event.entries, scoring.scores)


def explain(event: MadeEvent, entries: int) -> int:
    """Rank anew and explain the places of some entries; gives how many were explained."""
    standings = ranked(event)
    books = event.book.by_entry()
    found = [
        explain_entry(event.rules, standings, books[entry.entry], entry.entry)
        for entry in event.entries[:entries]
    ]
    return sum(why is not None for why in found)


def run(entries: int, rounds: int) -> None:
    """Measure and print."""
    event = made_event(entries)
    say(f"One event of {entries} entries, {len(event.book.marks):,} marks, re-ranked and explained")
    taken = interleaved(
        {
            "score and place": lambda: clocked(lambda: ranked(event)),
            "… and explain one entry": lambda: clocked(lambda: explain(event, 1)),
            "… and explain every entry": lambda: clocked(lambda: explain(event, entries)),
        },
        max(5 * rounds, 11),
    )
    goals = dict.fromkeys(taken, GOAL)
    rows = [(name, milliseconds(median(found)), goals[name]) for name, found in taken.items()]
    table(("", "median", "goal"), rows)
