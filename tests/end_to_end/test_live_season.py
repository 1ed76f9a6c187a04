"""A season in the live database: import, differences, certificates, export; on both databases."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xinglu.cli import main

EXAMPLE = Path("examples/shandong-2026").absolute()
CERTIFICATES = 683


@pytest.fixture(params=["sqlite", "postgresql"])
def run(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Give the command with a live database of its own."""
    database = str(tmp_path / "data" / "xinglu.sqlite3")
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres_database")()
    monkeypatch.setenv("XINGLU_DATABASE", database)
    monkeypatch.setenv("XINGLU_KEYS", str(tmp_path / "keys" / "xinglu.keys.json"))

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, ["season", *map(str, arguments)])

    return invoke


def rows(file: Path) -> list[dict[str, str]]:
    """Read a table."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_import_issue_and_export_keep_everything(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    """The exported season gives the same outcome, with the numbers that were issued."""
    assert run("import", EXAMPLE, "--code", "sd").exit_code == 0
    again = run("import", EXAMPLE, "--code", "sd")
    assert again.exit_code == 2
    dry = run("import", EXAMPLE, "--code", "sd", "--dry-run")
    assert dry.exit_code == 0
    assert "0 张表有差异" in dry.output
    assert f"已签发 {CERTIFICATES} 份证书" in run("issue", "sd").output
    assert "已签发 0 份证书" in run("issue", "sd").output
    exported = tmp_path / "exported"
    assert run("export", "sd", exported).exit_code == 0
    issued = rows(exported / "issued.csv")
    assert len(issued) == CERTIFICATES
    assert len({row["number"] for row in issued}) == CERTIFICATES
    for source, out in ((EXAMPLE, "first"), (exported, "second")):
        assert run("run", source, "--out", tmp_path / out).exit_code == 0
    first, second = tmp_path / "first", tmp_path / "second"
    tables = sorted(file.relative_to(first) for file in first.rglob("*.csv"))
    assert len(tables) > 70
    for table in tables:
        assert (second / table).read_bytes() == (first / table).read_bytes(), table


def test_a_dry_run_names_the_tables_that_differ(run: Callable[..., Result], tmp_path: Path) -> None:
    """One changed mark and one new ruling-free holder show, and nothing is written."""
    assert run("import", EXAMPLE, "--code", "sd").exit_code == 0
    changed = tmp_path / "changed"
    shutil.copytree(EXAMPLE, changed)
    marks = changed / "events" / "p1-cnc-milling" / "marks.csv"
    text = marks.read_text(encoding="utf-8").splitlines(keepends=True)
    entry, aspect, judge, _ = text[1].rstrip("\n").split(",")
    text[1] = f"{entry},{aspect},{judge},61.37\n"
    marks.write_text("".join(text), encoding="utf-8")
    result = run("import", changed, "--code", "sd", "--dry-run")
    assert result.exit_code == 0
    assert "events/p1-cnc-milling/marks: +1 -1\n" in result.output
    assert "1 张表有差异" in result.output


def test_an_unknown_season_is_refused_with_a_sentence(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    """No traceback, exit code 2, no folder."""
    added = CliRunner().invoke(main, ["account", "add", "wang", "--role", "province"])
    assert added.exit_code == 0
    result = run("export", "nowhere", tmp_path / "out")
    assert result.exit_code == 2
    assert "nowhere" in result.output
    assert not (tmp_path / "out").exists()
