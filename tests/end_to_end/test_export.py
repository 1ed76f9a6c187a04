"""A season written as a folder and read again is the same season."""

from pathlib import Path

import pytest

from xinglu.season.exporting import export_season
from xinglu.season.outcome import outcome_of
from xinglu.season.reading import read_season
from xinglu.season.writing import input_digest


@pytest.mark.parametrize("example", ["wsc2026", "shandong-2026"])
def test_an_exported_season_has_the_same_input_and_outcome(example: str, tmp_path: Path) -> None:
    """Digest of the input and every decision are equal; a second export has the same bytes."""
    season = read_season(Path("examples") / example).season
    assert season is not None
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, source in ((first, season), (second, None)):
        folder.mkdir()
        again = source or read_season(first).season
        assert again is not None
        export_season(again, folder)
    exported = read_season(first)
    assert exported.problems == ()
    assert exported.warnings == ()
    assert exported.season is not None
    assert input_digest(exported.season) == input_digest(season)
    assert outcome_of(exported.season) == outcome_of(season)
    files = sorted(file.relative_to(first) for file in first.rglob("*") if file.is_file())
    assert [(first / file).read_bytes() for file in files] == [
        (second / file).read_bytes() for file in files
    ]
