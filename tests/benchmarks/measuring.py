"""How things are measured: interleaved rounds, medians, and peers in processes of their own."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
KIB = 1024


def say(text: str = "") -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 - the benchmarks speak to the terminal


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their heads, the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, ["-" * width for width in widths], *rows):
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]
        say("  " + "  ".join(cells).rstrip())
    say()


def installed(package: str) -> str:
    """Give the version of a package; "" where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def machine_line() -> str:
    """Say what this was measured on."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        name = next(
            (line.partition(": ")[2] for line in lines if line.startswith("model name")), name
        )
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{name}, {os.cpu_count()} processors{load}; {platform.platform(terse=True)}; "
        f"Python {platform.python_version()}, numpy {installed('numpy')}"
    )


def milliseconds(seconds: float) -> str:
    """Write a duration in ms."""
    return f"{seconds * 1000:,.1f} ms" if seconds < 10 else f"{seconds * 1000:,.0f} ms"


def interleaved(
    contestants: Mapping[str, Callable[[], float]],
    rounds: int,
    every: Mapping[str, int] | None = None,
) -> dict[str, dict[int, float]]:
    """Let everyone take a turn in each round, the slow only in every so many.

    Gives what each turn returned by round.
    """
    steps = every or {}
    taken: dict[str, dict[int, float]] = {name: {} for name in contestants}
    for number in range(rounds):
        for name, turn in contestants.items():
            if number % steps.get(name, 1) == 0:
                taken[name][number] = turn()
    return taken


def clocked(work: Callable[[], object]) -> float:
    """Give the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(taken: Mapping[int, float]) -> float:
    """Give the median of the rounds."""
    return statistics.median(taken.values())


def ratio(ours: Mapping[int, float], theirs: Mapping[int, float]) -> float:
    """Give how many times longer theirs takes: the median of the ratios of each round.

    Within a round both meet the same neighbours on the machine, so this moves less than the ratio
    of the medians.
    """
    return statistics.median(other / ours[number] for number, other in theirs.items())


def peak_memory() -> int:
    """Give the largest memory this process ever had, in bytes.

    Linux counts the parent's into ru_maxrss of a young child, so VmHWM goes first.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * KIB
    unit = 1 if sys.platform == "darwin" else KIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


class Turn(msgspec.Struct):
    """What a process answers to each request: wall and processor seconds, and peak memory."""

    seconds: float = 0
    processor_seconds: float = 0
    peak: int = 0
    text: str = ""


@dataclass
class Contestant:
    """A process that waits for its turns; see `serve`."""

    arguments: Sequence[str]
    turns: list[Turn] = field(default_factory=list)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> Turn:
        """Start the process and wait until it has its data."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", *self.arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self._answer()

    def take(self) -> float:
        """Let it take a turn; gives the wall seconds."""
        turn = self.ask("go")
        self.turns.append(turn)
        return turn.seconds

    def ask(self, request: str) -> Turn:
        """Send a request and wait for the answer."""
        self._pipe("stdin").write(f"{request}\n".encode())
        self._pipe("stdin").flush()
        return self._answer()

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate(b"stop\n")
            self._process = None

    def _answer(self) -> Turn:
        line = self._pipe("stdout").readline()
        if not line:
            message = f"{' '.join(self.arguments)} ended without an answer"
            raise RuntimeError(message)
        return msgspec.json.decode(line, type=Turn)

    def _pipe(self, name: str) -> IO[bytes]:
        pipe: IO[bytes] | None = getattr(self._process, name, None)
        if pipe is None:
            message = f"{' '.join(self.arguments)} is not running"
            raise RuntimeError(message)
        return pipe


def _nothing() -> None:
    """Do what needs no preparing."""


def serve(
    turn: Callable[[], object],
    digest: Callable[[], str] = str,
    prepare: Callable[[], None] = _nothing,
) -> None:
    """Answer the requests of a `Contestant` until it says stop; only `turn` is measured."""
    answer(Turn(peak=peak_memory()))
    for request in sys.stdin:
        if request.strip() == "go":
            prepare()
            wall, own = time.perf_counter(), time.process_time()
            turn()
            answer(Turn(time.perf_counter() - wall, time.process_time() - own, peak_memory()))
        elif request.strip() == "digest":
            answer(Turn(text=digest()))
        else:
            return


def answer(turn: Turn) -> None:
    """Write an answer for the parent."""
    sys.stdout.buffer.write(msgspec.json.encode(turn) + b"\n")
    sys.stdout.buffer.flush()
