"""Adds rulings that answer something to a random season, by asking the reference what is open."""

import tempfile
from pathlib import Path
from random import Random

from tests.reference.folder import SeasonFiles
from tests.reference.money import grant_rows
from tests.reference.ranking import rank_event
from tests.reference.reading import Row, Season, read_season
from tests.reference.worldskills import worldskills_rows

DOCUMENT = "竞赛委员会裁定3号"


def add(files: SeasonFiles, kind: str, event: str, entry: str, value: str) -> None:
    """Add one ruling."""
    row = {"kind": kind, "event": event, "entry": entry, "value": value, "document": DOCUMENT}
    files.rows("rulings").append(row)


def add_rulings(rng: Random, files: SeasonFiles) -> None:
    """Answer some of what is open: ties, several units or bases, unrecognised and rising bases."""
    add_ties(rng, files)
    add_several(rng, files)
    add_bases(rng, files)


def reread(files: SeasonFiles) -> Season:
    """Read the season as it stands now."""
    with tempfile.TemporaryDirectory() as folder:
        return read_season(files.write_all(Path(folder)))


def add_ties(rng: Random, files: SeasonFiles) -> None:
    """Give the entries of some tied groups places."""
    season = reread(files)
    for event in season.events:
        groups: dict[tuple[str, int], list[str]] = {}
        whole = event.toml["rank"]["within"] == "event"
        for entry in rank_event(season, event):
            if entry.tied:
                where = ("" if whole else entry.division, entry.group_rank)
                groups.setdefault(where, []).append(entry.code)
        for (_, first), codes in groups.items():
            if rng.randint(1, 100) <= 30:
                rng.shuffle(codes)
                for step, code in enumerate(codes):
                    add(files, "tie", event.code, code, str(first + step))


def add_several(rng: Random, files: SeasonFiles) -> None:
    """Name one or more of several bases, sending units or teams."""
    kinds = {"base": "two_bases", "sending_unit": "two_units", "expert_team": "two_units"}
    open_rows: dict[tuple[str, str, str], list[Row]] = {}
    for row in worldskills_rows(reread(files)):
        if row["reason"] == "TWO_UNITS" and row["kind"] in kinds:
            where = (kinds[row["kind"]], f"{row['edition_or_event']}/{row['skill']}", row["entry"])
            open_rows.setdefault(where, []).append(row)
    for (kind, event, entry), rows in open_rows.items():
        if rng.randint(1, 100) <= 60:
            named = rng.sample(rows, rng.randint(1, len(rows)))
            add(files, kind, event, entry, ";".join(row["beneficiary"] for row in named))


def add_bases(rng: Random, files: SeasonFiles) -> None:
    """Say yes or no to bases that were not recognised and to those that rise."""
    season = reread(files)
    places = {
        (f"{row['edition_or_event']}/{row['skill']}", row["entry"])
        for row in worldskills_rows(season)
        if row["reason"] == "NOT_A_RECOGNISED_BASE"
    }
    rising = {
        ("", row["organisation"])
        for row in grant_rows(season)
        if row["reason"] == "PROVINCIAL_BEFORE"
    }
    for event, entry in sorted(places | rising):
        if rng.randint(1, 100) <= 50:
            add(files, "base", event, entry, rng.choice(["yes", "no"]))
