"""Large tables: a hundred thousand marks, all good or all wrong, are an ordinary case."""

from pathlib import Path

import pytest

from tests.season.folders import read_texts, small_season

ENTRIES, JUDGES = 20_000, 5


@pytest.mark.parametrize(("mark", "problems"), [("85.5", 0), ("101", ENTRIES * JUDGES)])
def test_a_hundred_thousand_marks(mark: str, problems: int, tmp_path: Path) -> None:
    """Every wrong mark is told, once."""
    texts = small_season()
    texts["events/C1/scheme.csv"] = (
        "module,aspect,name,kind,max,method,judges,drop_high,drop_low\n"
        "m,A,总评,panel,100,trimmed_mean,5,1,1\n"
    )
    codes = [f"N{number:06}" for number in range(ENTRIES)]
    entries = "\n".join(f"{code},student,一院" for code in codes)
    marks = "\n".join(f"{code},A,J{judge},{mark}" for code in codes for judge in range(JUDGES))
    texts["events/C1/entries.csv"] = f"entry,division,delegation\n{entries}\n"
    texts["events/C1/marks.csv"] = f"entry,aspect,judge,mark\n{marks}\n"
    read = read_texts(tmp_path, texts)
    assert len(read.problems) == problems
    assert (read.season is None) == bool(problems)
    assert len(read.scorings["C1"].scores) == (0 if problems else ENTRIES)
