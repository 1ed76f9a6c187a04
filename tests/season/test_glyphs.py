"""A character that no font has is named by `check`, and leaves out only its own certificate."""

import csv
import shutil
from pathlib import Path

from click.testing import CliRunner

from xinglu.cli import main
from xinglu.season.reading import read_season

EXAMPLE = Path("examples/shandong-2026")
UNPRINTABLE = "\U0003ffff"  # a code point that is no character, so that no font will ever have it
TITLE_WINNER = "370102199008039990"


def test_check_names_the_character_and_run_leaves_out_one_certificate(tmp_path: Path) -> None:
    """A warning with file, row and column; every other paper is printed."""
    folder = tmp_path / "season"
    folder.mkdir()
    for name in ("season.toml", "organisations.csv"):
        shutil.copy(EXAMPLE / name, folder)
    shutil.copytree(EXAMPLE / "events" / "p1-cnc-milling", folder / "events" / "p1-cnc-milling")
    with (EXAMPLE / "events.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    one = [row for row in rows if row[header.index("event")] == "p1-cnc-milling"]
    one[0][header.index("feeds")] = ""
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *one])
    members = folder / "events" / "p1-cnc-milling" / "members.csv"
    text = members.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if TITLE_WINNER in line)
    row = text.splitlines().index(line) + 1
    changed = line.replace("子昂", "子" + UNPRINTABLE)
    assert changed != line
    members.write_text(text.replace(line, changed), encoding="utf-8")
    read = read_season(folder)
    assert read.problems == ()
    places = [(warning.file, warning.row, warning.column) for warning in read.warnings]
    assert places == [("events/p1-cnc-milling/members.csv", row, "name")]
    assert "U+3FFFF" in read.warnings[0].text()
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["season", "run", str(folder), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "U+3FFFF" in result.output
    papers = {file.name for file in (out / "certificates").iterdir()}
    assert not any(name.startswith("p1-cnc-milling+W004+") for name in papers)
    assert "p1-cnc-milling+W032+title+1.pdf" in papers
