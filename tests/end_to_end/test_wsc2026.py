"""WorldSkills Shanghai 2026: the official positions, medals and medal table, from the marks."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from xinglu.cli import main

SEASON = Path("examples/wsc2026")
OFFICIAL = Path(__file__).parent / "wsc2026"
ENTRIES, MEMBERS = 1240, 65


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the season once."""
    folder = tmp_path_factory.mktemp("wsc2026") / "out"
    result = CliRunner().invoke(main, ["season", "run", str(SEASON), "--out", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


def rows(file: Path) -> list[dict[str, str]]:
    """Read a table."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_entry_has_its_official_position_and_medal(out: Path) -> None:
    """1,240 of 1,240, from the published results."""
    found = {
        (row["event"], row["entry"]): (row["rank"], row["medal"])
        for file in (out / "results").iterdir()
        for row in rows(file)
    }
    official = {
        (row["event"], row["entry"]): (row["position"], row["medal"])
        for row in rows(OFFICIAL / "positions.csv")
    }
    assert len(official) == ENTRIES
    assert found == official


def test_the_medal_table_is_the_official_one_for_all_members(out: Path) -> None:
    """65 of 65, from the second, independent source."""
    found = {row.pop("delegation"): row for row in rows(out / "medal_table.csv")}
    official = {row.pop("delegation"): row for row in rows(OFFICIAL / "medal_table.csv")}
    assert len(official) == MEMBERS
    assert found == official


def test_the_medal_table_begins_with_china(out: Path) -> None:
    """China: 41 gold, 11 silver, 4 bronze, 6 excellence, 64 entries."""
    first = rows(out / "medal_table.csv")[0]
    assert list(first.values()) == ["CN", "41", "11", "4", "6", "64"]
