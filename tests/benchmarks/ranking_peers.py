"""One way of ranking in a process of its own.

`python -m tests.benchmarks.ranking_peers NAME FOLDER` waits for turns. FOLDER holds the columns as
.npy files of int64: `group` and `key0` to `key3`, larger is better. Each way gets them in its own
kind of table before the first turn, and keeps the ranks of its last turn for comparison.
"""

from __future__ import annotations

import hashlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from judging.ranking.rules.kernel import competition_places
from tests.benchmarks.measuring import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Column = NDArray[np.int64]
    Columns = Mapping[str, Column]
    Ranks = NDArray[Any]

NAMES = ("group", "key0", "key1", "key2", "key3")
KEYS = NAMES[1:]


def made_columns(rows: int, events: int) -> dict[str, Column]:
    """Make entries as large seasons would have them, in no order, from a fixed seed.

    Centipoints of practice in tenths of a point and of theory in halves, the total at 70 and 30 per
    cent, seconds up to three hours of which a third uses all: about a tenth of the entries share
    their place.
    """
    random = np.random.default_rng(20260101)
    practice = np.clip(random.normal(7_000, 1_200, rows), 0, 10_000).astype(np.int64) // 10 * 10
    theory = np.clip(random.normal(7_500, 900, rows), 0, 10_000).astype(np.int64) // 50 * 50
    seconds = np.minimum(random.normal(9_900, 1_500, rows), 10_800).astype(np.int64)
    seconds = np.maximum(seconds, 0) // 60 * 60
    return {
        "group": random.integers(0, events, rows),
        "key0": (practice * 7 + theory * 3) // 10,
        "key1": practice,
        "key2": -seconds,
        "key3": theory,
    }


def ours(columns: Columns, workers: int) -> Callable[[], Ranks]:
    """Rank by the kernel, on one processor or several."""
    group, keys = columns["group"], [columns[name] for name in KEYS]
    if workers == 1:
        return lambda: competition_places(group, keys).rank
    pool = ThreadPoolExecutor(workers)
    return lambda: competition_places(group, keys, pool.map).rank


def polars_rank(columns: Columns, *, packed: bool) -> Callable[[], Ranks]:
    """Rank a struct of the keys, or a number packed by hand, over the groups."""
    pl: Any = import_module("polars")

    frame = pl.DataFrame(dict(columns))
    key: Any = pl.struct(KEYS)
    if packed:
        key = pl.col("key0")
        for name in KEYS[1:]:
            low, high = columns[name].min(), columns[name].max()
            key = key * int(high - low + 1) + (pl.col(name) - int(low))
    ranked = key.rank("min", descending=True).over("group").alias("rank")

    def turn() -> Ranks:
        ranks: Ranks = frame.select(ranked)["rank"].to_numpy()
        return ranks

    return turn


def duckdb_rank(columns: Columns) -> Callable[[], Ranks]:
    """Rank in SQL over a table in memory; the row's number says whose rank it is."""
    connection = import_module("duckdb").connect()
    pd: Any = import_module("pandas")

    frame = pd.DataFrame(dict(columns), copy=False)
    connection.register("frame", frame)
    connection.execute(
        "create table entries as "
        'select cast(row_number() over () - 1 as integer) as "row", frame.* from frame'
    )
    connection.unregister("frame")
    query = (
        'select "row", rank() over (partition by "group" '
        "order by key0 desc, key1 desc, key2 desc, key3 desc) as place from entries"
    )
    found: dict[str, Ranks] = {}

    def turn() -> Ranks:
        found.update(connection.execute(query).fetchnumpy())
        return found["place"]

    def in_order() -> Ranks:
        ranks = np.empty(len(found["row"]), dtype=np.int64)
        ranks[found["row"]] = found["place"]
        return ranks

    turn.in_order = in_order  # type: ignore[attr-defined] # the comparison wants the input's order
    return turn


def pandas_rank(columns: Columns) -> Callable[[], Ranks]:
    """Sort, count within the group, and give the tied the smallest count."""
    pd: Any = import_module("pandas")

    frame = pd.DataFrame(dict(columns), copy=False)
    names = list(NAMES)

    def turn() -> Ranks:
        ordered = frame.sort_values(names, ascending=[True, False, False, False, False])
        ordered["place"] = ordered.groupby("group").cumcount() + 1
        place = ordered.groupby(names)["place"].transform("min")
        ranks: Ranks = place.reindex(frame.index).to_numpy()
        return ranks

    return turn


def pandas_tuples(columns: Columns) -> Callable[[], Ranks]:
    """Rank tuples of the keys within the groups: the answer most often given for several keys."""
    pd: Any = import_module("pandas")

    frame = pd.DataFrame(dict(columns), copy=False)

    def turn() -> Ranks:
        tuples = frame[list(KEYS)].apply(tuple, axis=1)
        ranks: Ranks = tuples.groupby(frame["group"]).rank("min", ascending=False).to_numpy()
        return ranks

    return turn


WAYS: dict[str, Callable[[Columns], Callable[[], Ranks]]] = {
    "ours": lambda columns: ours(columns, os.cpu_count() or 1),
    "ours, one processor": lambda columns: ours(columns, 1),
    "polars": lambda columns: polars_rank(columns, packed=False),
    "polars, keys packed by hand": lambda columns: polars_rank(columns, packed=True),
    "duckdb": duckdb_rank,
    "pandas, sorted": pandas_rank,
    "pandas, tuples": pandas_tuples,
}


def digest(ranks: Ranks) -> str:
    """Give a fingerprint of ranks in the order of the input."""
    return hashlib.sha256(np.asarray(ranks, dtype=np.int64).tobytes()).hexdigest()


def main(name: str, folder: Path) -> None:
    """Load the columns and wait for turns."""
    columns = {column: np.load(folder / f"{column}.npy") for column in NAMES}
    way = WAYS[name](columns)
    if not name.startswith("ours"):
        del columns
    last: list[Ranks] = []

    def turn() -> None:
        last[:] = []
        last.append(way())

    serve(turn, lambda: digest(getattr(way, "in_order", lambda: last[0])()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
