"""The ranking kernel: places of many entries in many groups at once, on columns of integers.

How it is fast: the keys of a row are packed into one 64-bit word (more when they do not fit), the
words are dealt out to their groups, and each group is sorted by itself in the processor's cache.
The low bits of what is sorted say which row it came from, so no indices are moved beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Words = NDArray[np.uint64]
Spread = Callable[[Callable[[int], None], Iterable[int]], Iterable[None]]

_WORD = 64
_FEW = 1500
"""Rows below which packing costs more than it saves."""
_CHUNK = 1 << 15
"""Rows that are packed and dealt out at a time; with their temporaries they fit the cache."""
_PART = 1 << 17
"""Rows in one piece of work."""
_BLOCK = 1 << 13
"""Rows up to which small groups are sorted together."""
_TABLE = 1 << 16
"""Group numbers that 16 bits hold, which numpy sorts by radix."""
_MOST_ROWS = 1 << 31
_WIDE = 32
"""Bits from which it pays to ask whether only a missing value makes a key wide."""


class Places(msgspec.Struct, frozen=True):
    """Columns beside the input rows.

    `rank` (int32): 1 + number of rows of the same group that are better on the key chain.
    `tied` (int32): how many rows of the group share the place, itself included.
    `parted_by` (int16): index of the first key that parts the row from the nearest better row;
    -1 where nobody is better.
    """

    rank: NDArray[np.int32]
    tied: NDArray[np.int32]
    parted_by: NDArray[np.int16]


class _Field(msgspec.Struct, frozen=True):
    """How a key lies in its word: as `best - value`, so that better is smaller.

    `word` counts from the most significant; `shift` is the place of the lowest of its `bits`.
    Values below `floor`, where there is one, count as `floor`.
    """

    word: int
    shift: int
    bits: int
    best: int
    floor: int | None


class _Deal(msgspec.Struct, frozen=True):
    """Rows dealt out to their groups.

    `words`: one column a word, the rows of a group side by side. `slot` (int32): where each input
    row went. `sizes`: rows of each group, in that order, none empty.
    """

    words: list[Words]
    slot: NDArray[np.int32]
    sizes: Int64s


def competition_places(group: Int64s, keys: Sequence[Int64s], spread: Spread = map) -> Places:
    """Rank rows within their group by the key chain; larger is better on every key.

    Standard competition ranking (1, 2, 2, 4). `group` and every key have one value a row; keys that
    are smaller-is-better come in negated, missing values as the smallest number of the column. Any
    int64 is ranked exactly. Raises ValueError for 2**31 rows or more, or 2**15 keys or more.

    `spread` does the pieces of the work, in any order; the `map` of a ThreadPoolExecutor uses
    several processors. The places do not depend on it.
    """
    rows = len(group)
    if rows >= _MOST_ROWS or len(keys) > np.iinfo(np.int16).max:
        message = f"{rows} rows with {len(keys)} keys are too many to be ranked at once"
        raise ValueError(message)
    if rows < _FEW:
        return places_by_one_sort(group, keys)
    fields = _fields(keys, spread)
    deal = _deal(group, keys, fields, spread)
    count_bits = int(deal.sizes.max()).bit_length()
    if 2 * count_bits + len(keys).bit_length() > _WORD:
        return places_by_one_sort(group, keys)
    _place_groups(deal, fields, count_bits, spread)
    return _taken_apart(deal.words[0], deal.slot, count_bits, spread)


def places_by_one_sort(group: Int64s, keys: Sequence[Int64s]) -> Places:
    """Rank as `competition_places` by one sort of all keys: best for few rows, right for any."""
    rows = len(group)
    rank = np.empty(rows, dtype=np.int32)
    tied = np.empty(rows, dtype=np.int32)
    parted_by = np.empty(rows, dtype=np.int16)
    if rows == 0:
        return Places(rank, tied, parted_by)
    order = np.lexsort([*(~key for key in reversed(keys)), group])
    new_group = _changes(group[order])
    parted = np.full(rows, len(keys), dtype=np.int64)
    for position in range(len(keys) - 1, -1, -1):
        parted[_changes(keys[position][order])] = position
    starts = (new_group | (parted < len(keys))).nonzero()[0]
    parted[new_group] = -1
    sizes = _sizes(starts, rows)
    first = np.maximum.accumulate(np.where(new_group[starts], starts, 0))
    rank[order] = (starts - first + 1).repeat(sizes)
    tied[order] = sizes.repeat(sizes)
    parted_by[order] = parted[starts].repeat(sizes)
    return Places(rank, tied, parted_by)


def _changes(column: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Tell for each row whether it differs from the row before; the first one does."""
    changes = np.empty(len(column), dtype=np.bool_)
    changes[:1] = True
    np.not_equal(column[1:], column[:-1], out=changes[1:])
    return changes


def _sizes(starts: Int64s, end: int) -> Int64s:
    """Give the distance of each start to the next, and of the last one to `end`."""
    sizes = np.empty(len(starts), dtype=np.int64)
    np.subtract(starts[1:], starts[:-1], out=sizes[:-1])
    sizes[-1] = end - starts[-1]
    return sizes


def _do(spread: Spread, work: Callable[[int], None], pieces: int) -> None:
    """Do every piece of the work."""
    for _ in spread(work, range(pieces)):
        pass


def _slices(start: int, stop: int, step: int) -> list[slice]:
    return [slice(at, min(at + step, stop)) for at in range(start, stop, step)]


def _fields(keys: Sequence[Int64s], spread: Spread) -> list[_Field]:
    """Lay the keys out in as few words as hold them, in the order of the chain."""
    bounds: list[tuple[int, int, int | None]] = [(0, 0, None)] * len(keys)

    def look(position: int) -> None:
        key = keys[position]
        floor, best, raised = int(key.min()), int(key.max()), None
        if (best - floor).bit_length() >= _WIDE:
            above = int(key.min(where=key > floor, initial=best))
            if above - 1 > floor:  # a missing value far below all others may lie just below them
                floor = raised = above - 1
        bounds[position] = (floor, best, raised)

    _do(spread, look, len(keys))
    fields: list[_Field] = []
    word, used = 0, 0
    for floor, best, raised in bounds:
        bits = (best - floor).bit_length()
        if used + bits > _WORD:
            word, used = word + 1, 0
        used += bits
        fields.append(_Field(word, used, bits, best, raised))
    ends = {field.word: field.shift for field in fields}
    return [
        msgspec.structs.replace(field, shift=ends[field.word] - field.shift) for field in fields
    ]


def _deal(group: Int64s, keys: Sequence[Int64s], fields: Sequence[_Field], spread: Spread) -> _Deal:
    """Pack the keys of each row and put the rows of a group side by side."""
    rows = len(group)
    lowest = int(group.min())
    span = int(group.max()) - lowest + 1
    if span > max(_TABLE, rows):
        group = np.unique(group, return_inverse=True)[1]
        lowest, span = 0, int(group.max()) + 1
    code: type[np.integer] = np.uint16 if span <= _TABLE else np.int64
    parts = _slices(0, rows, max(_PART, span))
    free = np.empty((len(parts), span), dtype=np.int64)

    def count(part: int) -> None:
        free[part] = np.bincount(group[parts[part]] - lowest, minlength=span)

    _do(spread, count, len(parts))
    sizes = free.sum(axis=0)
    earlier = np.cumsum(free, axis=0)
    earlier -= free
    earlier += np.cumsum(sizes) - sizes
    free = earlier
    slot = np.empty(rows, dtype=np.int32)
    words = [np.empty(rows, dtype=np.uint64) for _ in range(fields[-1].word + 1 if fields else 1)]
    pairs = [
        [pair for pair in zip(fields, keys, strict=True) if pair[0].word == word]
        for word in range(len(words))
    ]

    def deal(part: int) -> None:
        for chunk in _slices(parts[part].start, parts[part].stop, _CHUNK):
            slots = _slots((group[chunk] - lowest).astype(code), free[part])
            slot[chunk] = slots
            for word, own in zip(words, pairs, strict=True):
                word[slots] = _packed(own, chunk)

    _do(spread, deal, len(parts))
    return _Deal(words, slot, sizes[sizes > 0])


def _slots(codes: NDArray[np.integer], free: Int64s) -> Int64s:
    """Give each row of a chunk the next free place of its group, and move `free` on."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = _changes(ordered).nonzero()[0]
    sizes = _sizes(starts, len(codes))
    found = ordered[starts]
    base = free[found]
    free[found] = base + sizes
    slots = np.empty(len(codes), dtype=np.int64)
    slots[order] = np.arange(len(codes)) + (base - starts).repeat(sizes)
    return slots


def _packed(pairs: Sequence[tuple[_Field, Int64s]], chunk: slice) -> Words:
    """Pack the rows of a chunk into one word; the differences are whole modulo 2**64."""
    packed = np.zeros(chunk.stop - chunk.start, dtype=np.uint64)
    for field, key in pairs:
        if field.bits == 0:
            continue
        value = key[chunk] if field.floor is None else np.maximum(key[chunk], field.floor)
        value = np.subtract(field.best, value)
        if field.shift:
            value <<= field.shift
        packed |= value.view(np.uint64)
    return packed


def _place_groups(deal: _Deal, fields: Sequence[_Field], count_bits: int, spread: Spread) -> None:
    """Place the rows of every group; leaves the packed places in the first word of each row."""
    blocks = list(_blocks(deal.sizes))
    parts = [blocks[:0]]
    filled = 0
    for block in blocks:
        if filled >= _PART:
            parts.append([])
            filled = 0
        parts[-1].append(block)
        filled += block[1] - block[0]

    def place(part: int) -> None:
        for start, stop, sizes in parts[part]:
            words = [word[start:stop] for word in deal.words]
            words[0][:] = _placed_block(words, sizes, fields, count_bits)

    _do(spread, place, len(parts))


def _blocks(sizes: Int64s) -> Iterator[tuple[int, int, Int64s]]:
    """Give the first slot, the slot after the last and the group sizes of each block."""
    ends = np.cumsum(sizes)
    first, start = 0, 0
    while first < len(sizes):
        beyond = max(int(np.searchsorted(ends, start + _BLOCK, side="right")), first + 1)
        stop = int(ends[beyond - 1])
        yield start, stop, sizes[first:beyond]
        first, start = beyond, stop


def _placed_block(
    words: Sequence[Words], sizes: Int64s, fields: Sequence[_Field], count_bits: int
) -> Words:
    """Place the rows of a few groups; gives rank, tied and parted_by + 1 packed into a word."""
    rows = len(words[0])
    position, columns = _sorted_block(words, sizes, fields)
    group_ends = np.cumsum(sizes)
    new_run = _changes(columns[0])
    for column in columns[1:]:
        new_run |= _changes(column)
    new_run[group_ends[:-1]] = True
    starts = new_run.nonzero()[0]
    run_sizes = _sizes(starts, rows)
    parted = _parted([column[starts] for column in columns], fields)
    parted[0] = 0
    rank = starts + 1
    if len(sizes) > 1:
        group_starts = group_ends - sizes
        first_runs = np.searchsorted(starts, group_starts)
        parted[first_runs] = 0
        rank -= group_starts.repeat(_sizes(first_runs, len(starts)))
    rank |= run_sizes << count_bits
    rank |= parted << (2 * count_bits)
    placed = np.empty(rows, dtype=np.uint64)
    placed[position] = rank.view(np.uint64).repeat(run_sizes)
    return placed


def _sorted_block(
    words: Sequence[Words], sizes: Int64s, fields: Sequence[_Field]
) -> tuple[Int64s, list[Words]]:
    """Sort the rows of a few groups; gives where each came from, and the words in order."""
    rows = len(words[0])
    group_bits = (len(sizes) - 1).bit_length()
    row_bits = (rows - 1).bit_length()
    key_bits = max(sum(field.bits for field in fields if field.word == 0), 1)
    low = np.uint64((1 << row_bits) - 1)
    mixed = words[0] << np.uint64(_WORD - key_bits)
    if group_bits:
        mixed >>= np.uint64(group_bits)
        label = np.arange(len(sizes), dtype=np.uint64) << np.uint64(_WORD - group_bits)
        mixed |= label.repeat(sizes)
    mixed &= ~low
    mixed |= np.arange(rows, dtype=np.uint64)
    mixed.sort()
    position = (mixed & low).view(np.int64)
    columns = [word.take(position, mode="clip") for word in words]
    if len(words) > 1 or group_bits + key_bits + row_bits > _WORD:
        mixed >>= np.uint64(row_bits)
        _settle(mixed, position, columns)
    return position, columns


def _settle(prefix: Words, position: Int64s, columns: Sequence[Words]) -> None:
    """Put right, by the whole words, what sorting by the prefix alone left in the wrong order."""
    wrong = columns[-1][1:] < columns[-1][:-1]
    for column in reversed(columns[:-1]):
        wrong &= column[1:] == column[:-1]
        wrong |= column[1:] < column[:-1]
    if not wrong.any():
        return
    new_prefix = _changes(prefix)
    wrong &= ~new_prefix[1:]
    run = np.cumsum(new_prefix) - 1
    unsettled = np.zeros(int(run[-1]) + 1, dtype=np.bool_)
    unsettled[run[1:][wrong]] = True
    rows = unsettled[run].nonzero()[0]
    order = rows[np.lexsort([*(column[rows] for column in reversed(columns)), run[rows]])]
    position[rows] = position[order]
    for column in columns:
        column[rows] = column[order]


def _parted(runs: Sequence[Words], fields: Sequence[_Field]) -> Int64s:
    """Give for each run 1 + index of the first key in which it differs from the run before."""
    parted = np.ones(len(runs[0]), dtype=np.min_scalar_type(len(fields)))
    differing = [column[1:] ^ column[:-1] for column in runs]
    for field in fields[:-1]:
        same = differing[field.word] <= np.uint64((1 << field.shift) - 1)
        for earlier in differing[: field.word]:
            same &= earlier == 0
        parted[1:] += same
    return parted.astype(np.int64)


def _taken_apart(places: Words, slot: NDArray[np.int32], count_bits: int, spread: Spread) -> Places:
    """Bring the packed places back beside their rows; the ranks take the place of the slots."""
    rows = len(slot)
    tied = np.empty(rows, dtype=np.int32)
    parted_by = np.empty(rows, dtype=np.int16)
    low = np.uint64((1 << count_bits) - 1)
    parts = _slices(0, rows, _PART)

    def take(part: int) -> None:
        for chunk in _slices(parts[part].start, parts[part].stop, _CHUNK):
            packed = places.take(slot[chunk], mode="clip")
            slot[chunk] = packed & low
            packed >>= np.uint64(count_bits)
            tied[chunk] = packed & low
            packed >>= np.uint64(count_bits)
            parted_by[chunk] = packed
            parted_by[chunk] -= 1

    _do(spread, take, len(parts))
    return Places(slot, tied, parted_by)
