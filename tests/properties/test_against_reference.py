"""The product and the plain reference agree on random seasons, in every machine column.

`XINGLU_SEASONS` sets how many seeded seasons are compared (default 300).
"""

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from tests.properties.adapter import product_outcome
from tests.properties.smaller import as_text, smallest
from tests.reference.folder import SeasonFiles
from tests.reference.random_seasons import random_files, seasons
from tests.reference.season import outcome

SEASONS = int(os.environ.get("XINGLU_SEASONS", "300"))
PART = 25


def differences(files: SeasonFiles, folder: Path) -> list[str]:
    """Give each row in which the two differ, in the words of both."""
    files.write_all(folder)
    expected, found = outcome(folder), product_outcome(folder)
    lines = [f"only one has {name}" for name in sorted(expected.keys() ^ found.keys())]
    for name in sorted(expected.keys() & found.keys()):
        one, other = expected[name], found[name]
        for number in range(max(len(one), len(other))):
            left = one[number] if number < len(one) else {}
            right = other[number] if number < len(other) else {}
            if left != right:
                parts = [
                    f"{column}: reference {left.get(column)!r}, product {right.get(column)!r}"
                    for column in {**left, **right}
                    if left.get(column) != right.get(column)
                ]
                lines.append(f"{name} row {number + 2}: " + "; ".join(parts))
    return lines


def agree(files: SeasonFiles, folder: Path) -> None:
    """Fail with the smallest season that still shows a difference."""
    if differences(files, folder):
        small = smallest(files, lambda changed: bool(differences(changed, folder)))
        lines = differences(small, folder)
        pytest.fail("\n".join([*lines, "", as_text(small)]))


@pytest.mark.parametrize("first", range(0, SEASONS, PART))
def test_seeded_seasons_agree(first: int, tmp_path: Path) -> None:
    """Each seed is a season; a failing one can be made again from its number."""
    for seed in range(first, min(first + PART, SEASONS)):
        agree(random_files(Random(seed)), tmp_path / str(seed))  # noqa: S311 - no secret


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,  # a season is large
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,  # each example clears the folder first
    ],
)
@given(files=seasons())
def test_drawn_seasons_agree(files: SeasonFiles, tmp_path: Path) -> None:
    """Hypothesis chooses what the season is made of."""
    assert differences(files, tmp_path / "season") == []
