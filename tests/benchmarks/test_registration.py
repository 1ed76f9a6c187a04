"""The benchmark of registrations runs on a small size; nothing here looks at a time."""

from pathlib import Path

import pytest

from tests.benchmarks import registration
from tests.benchmarks.registration_peers import made_rows, ours_once, write_workbook


def test_all_ways_store_the_made_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Different people, nothing wrong with them; ours stores them all."""
    numbers = [row["证件号码"] for row in made_rows(2_000)]
    assert len(set(numbers)) == 2_000
    path = tmp_path / "small.xlsx"
    write_workbook(path, 40)
    ours_once(path)
    registration.run(40, 1, 500)
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "40 registrations from .xlsx, checked and stored" in lines
    assert any(line.startswith("times piccolo") for line in lines)
