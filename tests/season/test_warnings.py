"""What is allowed but looks like a mistake: a warning that stops nothing."""

import shutil
from pathlib import Path

import pytest

from xinglu.season.reading import read_season

EXAMPLE = Path("examples/shandong-2026")


def changed(tmp_path: Path, file: str, old: str, new: str) -> list[tuple[str, int, str, str]]:
    """Change one text of one file of the example; give place and message of every warning."""
    folder = tmp_path / "season"
    shutil.copytree(EXAMPLE, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    read = read_season(folder)
    assert read.problems == ()
    return [(item.file, item.row, item.column, item.message) for item in read.warnings]


def test_the_example_has_no_warnings() -> None:
    """So that a new one is seen."""
    assert read_season(EXAMPLE).warnings == ()


def test_one_person_in_two_entries_of_an_event(tmp_path: Path) -> None:
    """Named at the second row."""
    file = "events/p1-cnc-milling/members.csv"
    rows = (EXAMPLE / file).read_text(encoding="utf-8").splitlines()
    columns = rows[0].split(",")
    place = columns.index("id_number")
    first, second = (row.split(",")[place] for row in rows[1:3])
    found = changed(tmp_path, file, second, first)
    assert found == [(file, 3, "id_number", "competes_twice")]


@pytest.mark.parametrize(
    ("prizes", "message"),
    [
        ('method = "thresholds"\nfirst = "50"\nsecond = "60"\nthird = "95"\n', "thresholds_rise"),
        ('method = "ratio"\nfirst = "0.5"\nsecond = "0.5"\nthird = "0.5"\n', "shares_above_one"),
    ],
)
def test_prizes_that_cannot_be_meant(tmp_path: Path, prizes: str, message: str) -> None:
    """Thresholds that rise, shares above one."""
    file = "events/cc-automotive/event.toml"
    text = (EXAMPLE / file).read_text(encoding="utf-8")
    assert "[prizes]" not in text
    found = changed(tmp_path, file, text, f"{text}\n[prizes]\n{prizes}")
    assert found == [(file, 0, "prizes.first", message)]
