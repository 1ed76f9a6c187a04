"""Registrations from .xlsx against pandas + openpyxl, and rows stored against Piccolo's insert."""

from __future__ import annotations

import asyncio
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from competition.registration.tables import Registration
from competition.storage.opening import open_own_database
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
from tests.benchmarks.registration_peers import NOW, WAYS, make_competition, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from competition.storage.database import Database

MODULE = "tests.benchmarks.registration_peers"
MEBI = 1 << 20
GOAL_SHEET = 8
GOAL_INSERT = 15
MOST_BY_PICCOLO = 20_000
AT_ONCE = 1_000
COLUMNS = (
    "event",
    "delegation",
    "city",
    "division",
    "state",
    "revision",
    "created_by",
    "created_at",
    "changed_at",
)


def run(rows: int, rounds: int, inserted: int, *, ours_only: bool = False) -> None:
    """Measure and print: `rows` in the workbook, `inserted` rows stored by us."""
    names = [name for name in WAYS if not ours_only or name.startswith("ours")]
    say(f"{rows:,} registrations from .xlsx, checked and stored")
    versions = ", ".join(f"{name} {installed(name)}" for name in ("pandas", "openpyxl"))
    say(f"  {versions}; medians of {rounds} interleaved rounds, a process each")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "registrations.xlsx"
        write_workbook(path, rows)
        contestants = {name: Contestant([MODULE, name, str(path)]) for name in names}
        try:
            for one in contestants.values():
                one.start()
            taken = interleaved({name: one.take for name, one in contestants.items()}, rounds)
        finally:
            for one in contestants.values():
                one.stop()
    lines = [
        (
            name,
            milliseconds(median(taken[name])),
            f"{ratio(taken['ours'], taken[name]):.2f}",
            f"{max(turn.peak for turn in one.turns) / MEBI:,.0f} MiB",
        )
        for name, one in contestants.items()
    ]
    table(("", "wall", "ratio to ours", "peak memory"), lines)
    for name in names:
        if not name.startswith("ours"):
            say(f"  times {name}: {ratio(taken['ours'], taken[name]):.2f}, goal {GOAL_SHEET}")
    say()
    asyncio.run(_insert(inserted, min(inserted, MOST_BY_PICCOLO), rounds))


async def _insert(count: int, by_piccolo: int, rounds: int) -> None:
    """Store rows of one table by us and by Piccolo, in one transaction each; per-row ratio."""
    say(f"{count:,} rows of one table stored, by Piccolo {by_piccolo:,}")
    mine: dict[int, float] = {}
    theirs: dict[int, float] = {}
    for number in range(rounds):
        async with open_own_database() as database:
            _, _, events = await make_competition(database)
            mine[number] = await _ours(database, events[0], count) / count
        async with open_own_database() as database:
            _, _, events = await make_competition(database)
            theirs[number] = await _piccolo(database, events[0], by_piccolo) / by_piccolo
    rows = [
        ("ours", f"{1 / median(mine):,.0f} rows/s"),
        (f"piccolo {installed('piccolo')}", f"{1 / median(theirs):,.0f} rows/s"),
    ]
    table(("", "median"), rows)
    say(f"  times piccolo, per row: {ratio(mine, theirs):.1f}, goal {GOAL_INSERT}")
    say()


async def _ours(database: Database, event: int, count: int) -> float:
    start = time.perf_counter()
    async with database.transaction() as transaction, transaction.filling("registration"):
        await transaction.insert("registration", COLUMNS, _values(event, count))
    return time.perf_counter() - start


async def _piccolo(database: Database, event: int, count: int) -> float:
    start = time.perf_counter()
    values = _values(event, count)
    async with database.transaction():
        for _ in range(0, count, AT_ONCE):
            batch = []
            for row in islice(values, AT_ONCE):
                fields: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
                batch.append(Registration(**fields))
            await Registration.insert(*batch).run()
    return time.perf_counter() - start


def _values(event: int, count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        team = f"代表队{number % 16}"
        yield event, team, "370100", "worker", "draft", 1, "account:bench", NOW, NOW
