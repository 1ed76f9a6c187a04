"""One certificate and many, drawn by us, by typst and by WeasyPrint."""

from __future__ import annotations

import os

from tests.benchmarks.certificate_peers import WAYS
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

MODULE = "tests.benchmarks.certificate_peers"
SHARE = {"ours": 1, "typst": 10, "typst, PDF art": 1, "weasyprint": 100}
"""Of the many certificates a peer draws this part, and is counted as if it drew them all."""
GOALS = {"typst": 3, "weasyprint": 20}
MEBI = 1 << 20


def package(name: str) -> str:
    """Give the package that draws in a way."""
    return name.partition(",")[0]


def available() -> list[str]:
    """Give our way and those of the peers that are installed."""
    return [name for name in WAYS if name == "ours" or installed(package(name))]


def run(number: int, rounds: int, names: list[str] | None = None) -> None:
    """Measure and print."""
    names = names or available()
    versions = [f"{one} {installed(one)}" for one in GOALS if one in names]
    say(f"Certificates: {', '.join(versions) or 'ours only'}")
    say("  each certificate differs; peers get ornament and QR code ready-made; fonts are loaded")
    _compare("one certificate", dict.fromkeys(names, 1), 1, max(3 * rounds, 9))
    counts = {name: max(number // SHARE[name], 2) for name in names}
    _compare(f"{number:,} certificates, one process", counts, 1, rounds)
    workers = os.cpu_count() or 1
    if workers > 1:
        counts = {name: max(many, 4 * workers) for name, many in counts.items()}
        _compare(f"{number:,} certificates, {workers} processors", counts, workers, rounds)


def _compare(title: str, counts: dict[str, int], workers: int, rounds: int) -> None:
    """Let each way draw its number of certificates, and compare the time for one."""
    contestants = {
        name: Contestant([MODULE, name, str(many), str(workers)]) for name, many in counts.items()
    }
    try:
        for one in contestants.values():
            one.start()
        turns = {name: one.take for name, one in contestants.items()}
        whole = interleaved(turns, rounds, {"weasyprint": 3})
    finally:
        for one in contestants.values():
            one.stop()
    taken = {
        name: {number: seconds / counts[name] for number, seconds in found.items()}
        for name, found in whole.items()
    }
    rows = []
    for name, one in contestants.items():
        times = ratio(taken["ours"], taken[name])
        goal = f"{GOALS[package(name)]}" if name != "ours" else ""
        row = (name, f"{counts[name]:,}", milliseconds(median(taken[name])), f"{times:,.2f}", goal)
        rows.append((*row, f"{one.turns[-1].peak / MEBI:,.0f} MiB"))
    head = (title, "drawn", "for each", "ratio to ours", "goal", "peak, first process")
    table(head, rows)
