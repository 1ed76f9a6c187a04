"""Ten million entries of 1,000 events with a four-key chain, ranked by us and by peers."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.measuring import (
    Contestant,
    installed,
    interleaved,
    median,
    milliseconds,
    ratio,
    say,
    table,
)
from tests.benchmarks.ranking_peers import WAYS, made_columns

MODULE = "tests.benchmarks.ranking_peers"
PACKAGE = {"polars": "polars", "duckdb": "duckdb", "pandas": "pandas"}
FAST = ("polars", "duckdb")
SLOW = {"pandas, sorted": 3, "pandas, tuples": 1000}
"""Ways that take most of the time, and in which rounds they take a turn: each third, the first."""
OURS = ("ours", "ours, one processor")
MEBI = 1 << 20


def available() -> list[str]:
    """Give our ways and those of the peers that are installed."""
    return [name for name in WAYS if name in OURS or installed(PACKAGE[name.partition(",")[0]])]


def write_columns(folder: Path, rows: int, events: int) -> None:
    """Write the columns for the processes to read."""
    for name, column in made_columns(rows, events).items():
        np.save(folder / f"{name}.npy", column)


def run(rows: int, rounds: int, names: list[str] | None = None) -> bool:
    """Measure and print; tells whether all ranks are equal.

    Medians of `rounds`; see SLOW for those that take fewer turns.
    """
    names = names or available()
    events = max(1, rows // 10_000)
    say(f"Ranking {rows:,} entries of {events:,} events by four keys")
    packages = sorted({PACKAGE[name.partition(",")[0]] for name in names if name not in OURS})
    versions = [f"{name} {installed(name)}" for name in packages]
    say(f"  {', '.join(versions)}; medians of {rounds} interleaved rounds, a process each")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_columns(folder, rows, events)
        contestants = {name: Contestant([MODULE, name, place]) for name in names}
        try:
            before = {name: one.start().peak for name, one in contestants.items()}
            for name, one in contestants.items():
                if name not in SLOW:
                    one.ask("go")  # the first turn warms up and is not counted
            turns = {name: one.take for name, one in contestants.items()}
            taken = interleaved(turns, rounds, SLOW)
            digests = {name: one.ask("digest").text for name, one in contestants.items()}
        finally:
            for one in contestants.values():
                one.stop()
    lines = []
    for name, one in contestants.items():
        peak = one.turns[-1].peak
        lines.append(
            (
                name,
                milliseconds(median(taken[name])),
                milliseconds(statistics.median(turn.processor_seconds for turn in one.turns)),
                f"{ratio(taken['ours'], taken[name]):.2f}",
                f"{peak / MEBI:,.0f} MiB",
                f"{(peak - before[name]) / MEBI:,.0f} MiB",
            )
        )
    head = ("", "wall", "processors", "ratio to ours", "peak memory", "above its input")
    table(head, lines)
    equal = len(set(digests.values())) == 1
    say(f"  equal ranks from all: {'yes' if equal else 'NO'}")
    _say_goals(taken, {name: one.turns[-1].peak for name, one in contestants.items()})
    return equal


def _say_goals(taken: dict[str, dict[int, float]], peaks: dict[str, int]) -> None:
    for name, found in taken.items():
        if name.partition(",")[0] in FAST:
            say(f"  times {name}: {ratio(taken['ours'], found):.2f}, goal 2")
    for name in SLOW:
        if name in taken:
            say(f"  times {name}: {ratio(taken['ours'], taken[name]):.1f}, goal 30")
    if "polars" in taken:
        share = peaks["ours"] / peaks["polars"]
        say(f"  peak memory as a share of polars': {share:.2f}, goal at most 1")
    say()
