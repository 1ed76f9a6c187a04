"""The ranking kernel gives the places that counting by hand gives, on every kind of column."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judging.ranking.rules.kernel import (
    Int64s,
    Places,
    competition_places,
    places_by_one_sort,
)

LEAST, MOST = -(2**63), 2**63 - 1
MISSING = -(2**62)
MANY = 4000
"""Rows from which the kernel packs keys into words."""

Table = tuple[list[int], list[list[int]]]
Plain = list[tuple[int, int, int]]


def places_by_hand(group: Sequence[int], keys: Sequence[Sequence[int]]) -> Plain:
    """Give (rank, tied, parted_by) of each row by going down each group's sorted list."""
    rows_of: dict[int, list[int]] = {}
    for row, number in enumerate(group):
        rows_of.setdefault(number, []).append(row)
    chains = list(zip(*keys, strict=True)) if keys else [()] * len(group)
    places: Plain = [(0, 0, 0)] * len(group)
    for rows in rows_of.values():
        rows.sort(key=lambda row: chains[row], reverse=True)
        start, better = 0, None
        while start < len(rows):
            chain, end = chains[rows[start]], start + 1
            while end < len(rows) and chains[rows[end]] == chain:
                end += 1
            parted_by = -1
            if better is not None:
                pairs = zip(better, chain, strict=True)
                parted_by = next(key for key, (high, low) in enumerate(pairs) if high != low)
            for row in rows[start:end]:
                places[row] = (start + 1, end - start, parted_by)
            start, better = end, chain
    return places


def columns(table: Table) -> tuple[Int64s, list[Int64s]]:
    """Make columns of a table."""
    group, keys = table
    return np.array(group, dtype=np.int64), [np.array(key, dtype=np.int64) for key in keys]


def rows_of(places: Places) -> Plain:
    """Give the rows of the answer."""
    answer = places.rank.tolist(), places.tied.tolist(), places.parted_by.tolist()
    return list(zip(*answer, strict=True))


def assert_right(group: Int64s, keys: Sequence[Int64s]) -> None:
    """Hold both ways of the kernel against counting by hand."""
    expected = places_by_hand(group.tolist(), [key.tolist() for key in keys])
    assert rows_of(competition_places(group, keys)) == expected
    assert rows_of(places_by_one_sort(group, keys)) == expected


def assert_same(one: Places, other: Places) -> None:
    """Hold two answers against each other."""
    assert np.array_equal(one.rank, other.rank)
    assert np.array_equal(one.tied, other.tied)
    assert np.array_equal(one.parted_by, other.parted_by)


numbers = st.one_of(
    st.integers(-3, 3),
    st.integers(0, 10_000),
    st.integers(LEAST, MOST),
    st.sampled_from([LEAST, MISSING, MOST, MOST - 1]),
)


@st.composite
def small_tables(draw: st.DrawFn) -> Table:
    """Draw up to 30 rows with up to 4 keys."""
    rows = draw(st.integers(0, 30))
    column = st.lists(numbers, min_size=rows, max_size=rows)
    return draw(column), draw(st.lists(column, max_size=4))


@given(small_tables())
def test_few_rows_of_any_numbers_are_placed_as_by_hand(table: Table) -> None:
    """Any int64 in any column, groups in any order."""
    assert_right(*columns(table))


@st.composite
def large_tables(draw: st.DrawFn) -> tuple[Int64s, list[Int64s]]:
    """Draw thousands of rows whose keys take a few values of one kind each, or many."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = draw(st.integers(MANY, 3 * MANY))

    def column(most_values: int) -> Int64s:
        low = draw(st.sampled_from([0, -5, -(2**40), MISSING, LEAST]))
        span = draw(st.sampled_from([1, 2, 30, 10_001, 2**31, 2**45, 2**62]))
        pool = random.integers(low, min(low + span, MOST), most_values, dtype=np.int64)
        if draw(st.booleans()):
            pool[0] = MISSING
        return pool[random.integers(0, most_values, rows)]

    group = column(draw(st.sampled_from([1, 2, 40, MANY])))
    count = draw(st.integers(0, 6))
    return group, [column(draw(st.sampled_from([1, 2, 20, 10_000]))) for _ in range(count)]


@settings(max_examples=60)
@given(large_tables())
def test_many_rows_packed_into_words_are_placed_as_by_hand(
    table: tuple[Int64s, list[Int64s]],
) -> None:
    """One group or thousands, wide keys and narrow, one word or several."""
    assert_right(*table)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
@example(0)
def test_the_order_of_the_rows_does_not_matter(seed: int) -> None:
    """Shuffled rows take their places along."""
    random = np.random.default_rng(seed)
    group = random.integers(0, 7, MANY)
    keys = [random.integers(0, span, MANY) for span in (20, 5, 10**6, 2**50)]
    order = random.permutation(MANY)
    places = competition_places(group, keys)
    shuffled = competition_places(group[order], [key[order] for key in keys])
    assert_same(Places(places.rank[order], places.tied[order], places.parted_by[order]), shuffled)


def test_ties_share_a_place_and_the_next_one_is_left_out() -> None:
    """1, 2, 2, 4, and each row says which key parted it from the nearest better one."""
    group = np.array([5, 5, 5, 5, 9])
    keys = [np.array([90, 80, 80, 80, 10]), np.array([1, 7, 7, 6, 0])]
    assert rows_of(competition_places(group, keys)) == [
        (1, 1, -1),
        (2, 2, 0),
        (2, 2, 0),
        (4, 1, 1),
        (1, 1, -1),
    ]


@pytest.mark.parametrize("rows", [1, MANY])
def test_all_equal_are_all_first(rows: int) -> None:
    """Nobody is better, so nothing parts them."""
    same = np.full(rows, 7)
    places = competition_places(same, [same, same])
    assert rows_of(places) == [(1, rows, -1)] * rows


@pytest.mark.parametrize("rows", [1, MANY])
def test_without_keys_everyone_in_a_group_is_tied(rows: int) -> None:
    """An empty chain parts nobody."""
    group = np.arange(rows) // 2
    expected = places_by_hand(group.tolist(), [])
    assert rows_of(competition_places(group, [])) == expected
    assert {rank for rank, _, _ in expected} == {1}


def test_no_rows_give_no_places() -> None:
    """Empty columns in, empty columns out."""
    nothing = np.array([], dtype=np.int64)
    assert rows_of(competition_places(nothing, [nothing])) == []


@pytest.mark.parametrize("rows", [9, MANY])
def test_every_row_a_group_of_its_own(rows: int) -> None:
    """Group numbers may be anything, also far apart."""
    group = np.linspace(LEAST, 2**62, rows).astype(np.int64)
    places = competition_places(group, [np.arange(rows)])
    assert rows_of(places) == [(1, 1, -1)] * rows


def test_the_least_and_the_greatest_number_part_rows() -> None:
    """The whole range of int64 on several keys, which no single word holds."""
    random = np.random.default_rng(1)
    pool = np.array([LEAST, LEAST + 1, MISSING, -1, 0, 1, MOST - 1, MOST])
    keys = [pool[random.integers(0, len(pool), MANY)] for _ in range(3)]
    assert_right(np.zeros(MANY, dtype=np.int64), keys)


def test_keys_that_differ_in_their_last_bits_only() -> None:
    """What does not fit beside the row's number while sorting is settled afterwards."""
    random = np.random.default_rng(2)
    group = random.integers(0, 3, MANY)
    keys = [np.where(random.random(MANY) < 0.01, MOST, random.integers(0, 40, MANY))]
    keys.append(random.integers(0, 2**60, MANY) // 2**58)
    assert_right(group, keys)


def test_a_missing_value_comes_last_whatever_the_others_are() -> None:
    """The smallest number of the column, far below all others, and below none."""
    random = np.random.default_rng(3)
    group = random.integers(0, 5, MANY)
    marks = random.integers(9_000, 10_000, MANY)
    some = np.where(random.random(MANY) < 0.1, MISSING, marks)
    assert_right(group, [some, np.full(MANY, MISSING), some - 1, -marks])


@pytest.fixture(scope="module")
def provincial() -> tuple[Int64s, list[Int64s]]:
    """Give 600,000 rows of 150 groups, one of them large, with keys like those of events."""
    random = np.random.default_rng(4)
    rows = 600_000
    group = np.maximum(random.integers(-100, 150, rows), 0)
    practical = random.integers(4_000, 10_001, rows) // 20 * 20
    theory = random.integers(5_000, 10_001, rows) // 100 * 100
    time = -random.integers(7_200, 10_801, rows)
    return group, [practical * 7 + theory * 3, practical, time, theory]


def test_pieces_and_chunks_join_without_a_seam(provincial: tuple[Int64s, list[Int64s]]) -> None:
    """More rows than one piece of work holds give the places of one sort of everything."""
    group, keys = provincial
    assert_same(competition_places(group, keys), places_by_one_sort(group, keys))


def test_several_processors_and_any_order_of_work_give_the_same(
    provincial: tuple[Int64s, list[Int64s]],
) -> None:
    """The places do not depend on who does which piece when."""
    group, keys = provincial

    def backwards(work: Callable[[int], None], pieces: Iterable[int]) -> Iterator[None]:
        return map(work, reversed(list(pieces)))

    expected = competition_places(group, keys)
    assert_same(competition_places(group, keys, backwards), expected)
    with ThreadPoolExecutor(4) as pool:
        assert_same(competition_places(group, keys, pool.map), expected)


def test_the_columns_given_are_left_as_they_were() -> None:
    """Ranking reads its input only."""
    group, keys = np.arange(MANY) % 3, [np.arange(MANY), np.arange(MANY) % 10]
    for column in (group, *keys):
        column.flags.writeable = False
    assert len(competition_places(group, keys).rank) == MANY


def test_more_keys_than_the_answer_can_name_are_refused() -> None:
    """A sentence instead of a wrong number."""
    key = np.zeros(1, dtype=np.int64)
    with pytest.raises(ValueError, match="1 rows with 40000 keys are too many"):
        competition_places(key, [key] * 40_000)
