"""The names of the cases go through check and run into the output, letter for letter."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.season.folders import small_season, swap, write
from xinglu.cli import main

LONG = "买买提·吐尔逊·阿卜杜拉·艾合买提江·古丽努尔汗·一二"
NAMES = {
    LONG: LONG,
    "䶮𫖯𬭚𠮷": "䶮𫖯𬭚𠮷",
    "NA": "NA",
    "=1+1": "=1+1",
    "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
    "<b>x": "<b>x",
    "阿依\u2022古丽": "阿依\u00b7古丽",
    "阿依\u30fb古丽": "阿依\u00b7古丽",
    "阿依\u2027古丽": "阿依\u00b7古丽",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_reaches_the_title_list_unchanged(name: str, tmp_path: Path) -> None:
    """Only the separator is made one; nothing is escaped, cut or computed."""
    texts = small_season()
    swap(texts, "events/W1/members.csv", "张三", name)
    swap(texts, "events/W1/entries.csv", "E1,worker,济南", f"E1,worker,{name}")
    folder, out = write(tmp_path / "in", texts), tmp_path / "out"
    for command in (["check"], ["run", "--out", str(out)]):
        result = CliRunner().invoke(main, ["season", *command, str(folder)])
        assert result.exit_code == 0, result.output
    with (out / "titles.csv").open(encoding="utf-8", newline="") as stream:
        titles = {row["entry"]: row["name"] for row in csv.DictReader(stream)}
    assert titles["E1"] == NAMES[name]
    with (out / "results" / "W1.csv").open(encoding="utf-8", newline="") as stream:
        delegations = {row["entry"]: row["delegation"] for row in csv.DictReader(stream)}
    assert delegations["E1"] == name
