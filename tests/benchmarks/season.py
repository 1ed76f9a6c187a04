"""A whole season folder by `xinglu season run`, from the check to the certificates."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measuring import (
    ROOT,
    clocked,
    interleaved,
    median,
    milliseconds,
    say,
    table,
)
from xinglu.season.reading import read_season
from xinglu.season.run import run_season

FOLDER = ROOT / "examples" / "shandong-2026"
GOAL = "10 s"
READ = "read"


def stages(folder: Path) -> dict[str, float]:
    """Run a season in this process; gives the seconds of each stage."""
    begun: list[tuple[str, float]] = [(READ, time.perf_counter())]
    with tempfile.TemporaryDirectory() as place:
        read = read_season(folder)
        if read.season is None:
            message = f"{folder} has problems: {read.problems[:3]}"
            raise RuntimeError(message)
        run_season(
            read.season, Path(place) / "out", lambda name: begun.append((name, time.perf_counter()))
        )
        ends = [*(at for _, at in begun[1:]), time.perf_counter()]
    taken: dict[str, float] = {}
    for (name, start), end in zip(begun, ends, strict=True):
        taken[name] = taken.get(name, 0) + end - start
    return taken


def command(folder: Path) -> float:
    """Run the command as a user does; gives its seconds from start to end."""
    with tempfile.TemporaryDirectory() as place:
        arguments = [sys.executable, "-m", "xinglu.cli", "season", "run", str(folder)]
        out = str(Path(place) / "out")
        return clocked(
            lambda: subprocess.run(
                [*arguments, "--out", out], check=True, capture_output=True, cwd=ROOT
            )
        )


def run(rounds: int, folder: Path = FOLDER) -> None:
    """Measure and print."""
    say(f"The whole of {folder.name}")
    shares: list[dict[str, float]] = []

    def in_process() -> float:
        shares.append(stages(folder))
        return sum(shares[-1].values())

    taken = interleaved({"command": lambda: command(folder), "in process": in_process}, rounds)
    whole = median(taken["in process"])
    rows = [("the command, with its start", milliseconds(median(taken["command"])), "", GOAL)]
    for name in shares[0]:
        seconds = median(dict(enumerate(share[name] for share in shares)))
        rows.append((f"  {name}", milliseconds(seconds), f"{seconds / whole:.0%}", ""))
    rows.append(("  all stages", milliseconds(whole), "100%", ""))
    table(("", "median", "share", "goal"), rows)
