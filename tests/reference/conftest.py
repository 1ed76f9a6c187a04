"""Runs each worked case twice: against the plain reference and against the product."""

from pathlib import Path

import pytest

from tests.properties.adapter import product_outcome
from tests.reference.season import outcome
from tests.reference.small import Engine, Outcome, Small


@pytest.fixture(params=["reference", "product"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Give what turns a small season into its outcome."""
    function = {"reference": outcome, "product": product_outcome}[request.param]

    def run(season: Small) -> Outcome:
        return Outcome(function(season.files.write_all(tmp_path / "season")))

    return run


@pytest.fixture(params=["lu-2020-18", "lu-2022-17"])
def ruleset(request: pytest.FixtureRequest) -> str:
    """Give each ruleset in turn."""
    return str(request.param)
