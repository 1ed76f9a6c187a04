"""The product and the plain reference agree on the seasons in examples/, column by column."""

from pathlib import Path

import pytest

from tests.properties.adapter import product_outcome
from tests.reference.season import outcome

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("name", ["wsc2026", "shandong-2026"])
def test_examples_agree(name: str) -> None:
    """Every row of every table is the same."""
    expected, found = outcome(EXAMPLES / name), product_outcome(EXAMPLES / name)
    assert found.keys() == expected.keys()
    for file, rows in expected.items():
        assert found[file] == rows
