"""The ranking kernel: places of many entries in many groups at once, on columns of integers."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]


class Places(msgspec.Struct, frozen=True):
    """Columns beside the input rows.

    `rank` (int64): 1 + number of rows of the same group that are better on the key chain.
    `tied` (int64): how many rows of the group share the place, itself included.
    `parted_by` (int64): index of the first key that parts the row from the nearest better row;
    -1 where nobody is better.
    """

    rank: Int64s
    tied: Int64s
    parted_by: Int64s


def competition_places(group: Int64s, keys: Sequence[Int64s]) -> Places:
    """Rank rows within their group by the key chain; larger is better on every key.

    Standard competition ranking (1, 2, 2, 4). `group` and every key have one value a row; keys that
    are smaller-is-better come in negated, missing values as the smallest number of the column.
    """
    rows = len(group)
    if rows == 0:
        empty = np.zeros(0, dtype=np.int64)
        return Places(empty, empty.copy(), empty.copy())
    order = np.lexsort([*(-key for key in reversed(keys)), group])
    sorted_group = group[order]
    new_group = np.empty(rows, dtype=bool)
    new_group[0] = True
    np.not_equal(sorted_group[1:], sorted_group[:-1], out=new_group[1:])
    parted = np.full(rows, len(keys), dtype=np.int64)
    for position in range(len(keys) - 1, -1, -1):
        column = keys[position][order]
        differs = np.empty(rows, dtype=bool)
        differs[0] = True
        np.not_equal(column[1:], column[:-1], out=differs[1:])
        parted[differs] = position
    starts = new_group | (parted < len(keys))
    parted[new_group] = -1
    index = np.arange(rows, dtype=np.int64)
    place_start = np.maximum.accumulate(np.where(starts, index, 0))
    group_start = np.maximum.accumulate(np.where(new_group, index, 0))
    run = np.cumsum(starts) - 1
    run_sizes = np.bincount(run)
    rank = np.empty(rows, dtype=np.int64)
    tied = np.empty(rows, dtype=np.int64)
    parted_by = np.empty(rows, dtype=np.int64)
    rank[order] = place_start - group_start + 1
    tied[order] = run_sizes[run]
    parted_by[order] = parted[place_start]
    return Places(rank, tied, parted_by)
