"""A season folder in memory: tests make one, change it, and write it as CSV and TOML."""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from tests.reference.reading import Row

# The columns every file has; others are written where a row has them.
COLUMNS = {
    "organisations": "code name kind",
    "events": "event competition name class entry_size held_on",
    "title_holders": "id_number name title year document",
    "promotions_before": "id_number promoted_on document",
    "expert_teams": "team name edition skill",
    "worldskills": "edition skill skill_name medal entry id_number name origin",
    "bases": "organisation kind recognised_on document",
    "paid": "edition skill entry kind beneficiary amount document",
    "rulings": "kind event entry value document",
    "scheme": "module aspect name kind max",
    "entries": "entry division delegation",
    "members": "entry id_type id_number name role",
    "marks": "entry aspect judge mark",
    "coefficients": "entry aspect coefficient",
    "adjustments": "entry points reason",
}
ALWAYS = ("organisations", "events", "scheme", "entries", "marks")


@dataclass
class Files:
    """One TOML file and the CSV files beside it."""

    toml: dict[str, Any]
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, name: str) -> list[Row]:
        """Give the rows of one CSV file, to read or to add to."""
        return self.tables.setdefault(name, [])

    def write(self, folder: Path, toml_name: str) -> None:
        """Write the files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / toml_name).write_text(tomli_w.dumps(self.toml), encoding="utf-8")
        for name in (*ALWAYS, *self.tables):
            if (name in self.tables) or (toml_name == "event.toml") == (name in ALWAYS[2:]):
                self.write_table(folder / f"{name}.csv", name)

    def write_table(self, path: Path, name: str) -> None:
        """Write one CSV file."""
        columns = COLUMNS[name].split()
        for row in self.rows(name):
            columns += [column for column in row if column not in columns]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows(name))


@dataclass
class SeasonFiles(Files):
    """A whole season folder."""

    events: dict[str, Files] = field(default_factory=dict)

    def write_all(self, folder: Path) -> Path:
        """Write the season into an empty or earlier folder and give it back."""
        shutil.rmtree(folder, ignore_errors=True)
        self.write(folder, "season.toml")
        for code, event in self.events.items():
            event.write(folder / "events" / code, "event.toml")
        return folder

    def every_table(self) -> Iterator[list[Row]]:
        """Give the rows of every CSV file."""
        for files in (self, *self.events.values()):
            yield from files.tables.values()
