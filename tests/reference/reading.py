"""Reads a valid season folder in its CSV form into plain rows; it checks nothing."""

import csv
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, str]


@dataclass
class Event:
    """One event: its row of events.csv and the files of its folder."""

    code: str
    row: Row
    toml: dict[str, Any]
    scheme: list[Row]
    entries: list[Row]
    members: dict[str, list[Row]] = field(default_factory=dict)
    marks: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    coefficients: dict[tuple[str, str], str] = field(default_factory=dict)
    adjustments: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Season:
    """A season folder as it was read; `events` stand in order."""

    toml: dict[str, Any]
    tables: dict[str, list[Row]]
    events: list[Event]

    def setting(self, name: str, otherwise: Any) -> Any:  # noqa: ANN401 - a value as TOML has it
        """Give the value of `[rulings.<name>]`."""
        rulings: dict[str, Any] = self.toml.get("rulings", {})
        return rulings[name]["value"] if name in rulings else otherwise

    def year(self) -> int:
        """Give the season's year."""
        return int(self.toml["year"])

    def rulings(self, kind: str) -> dict[tuple[str, str], str]:
        """Give the values of rulings.csv of one kind by (event, entry)."""
        return {
            (row["event"], row["entry"]): row["value"]
            for row in self.tables["rulings"]
            if row["kind"] == kind
        }


def read_table(path: Path) -> list[Row]:
    """Read one CSV file; a missing file has no rows."""
    if not path.exists():
        return []
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            clean = {name.strip(): (value or "").strip() for name, value in row.items()}
            if any(clean.values()):
                rows.append(clean)
    return rows


def plain_date(cell: str) -> str:
    """Write a date of either form as YYYY-MM-DD."""
    year, month, day = cell.replace("/", "-").split("-")
    return f"{int(year):04}-{int(month):02}-{int(day):02}"


def plain_id(cell: str) -> str:
    """Write an ID number with a capital X."""
    return cell.replace("x", "X")


def read_event(folder: Path, row: Row) -> Event:
    """Read one event's folder."""
    here = folder / "events" / row["event"]
    event = Event(
        code=row["event"],
        row=row,
        toml=tomllib.loads((here / "event.toml").read_text(encoding="utf-8")),
        scheme=read_table(here / "scheme.csv"),
        entries=read_table(here / "entries.csv"),
    )
    for member in read_table(here / "members.csv"):
        member["id_number"] = plain_id(member["id_number"])
        event.members.setdefault(member["entry"], []).append(member)
    for members in event.members.values():
        members.sort(key=lambda member: member["id_number"])
    for mark in read_table(here / "marks.csv"):
        event.marks.setdefault((mark["entry"], mark["aspect"]), []).append(mark["mark"])
    for line in read_table(here / "coefficients.csv"):
        event.coefficients[line["entry"], line["aspect"]] = line["coefficient"]
    for line in read_table(here / "adjustments.csv"):
        event.adjustments.setdefault(line["entry"], []).append(line["points"])
    return event


TABLES = (
    "organisations",
    "events",
    "title_holders",
    "promotions_before",
    "expert_teams",
    "worldskills",
    "bases",
    "paid",
    "rulings",
)
DATES = {
    "events": "held_on",
    "promotions_before": "promoted_on",
    "bases": "recognised_on",
}


def read_season(folder: Path) -> Season:
    """Read a whole season folder."""
    tables = {name: read_table(folder / f"{name}.csv") for name in TABLES}
    for name, rows in tables.items():
        for row in rows:
            if name in DATES:
                row[DATES[name]] = plain_date(row[DATES[name]])
            if "id_number" in row:
                row["id_number"] = plain_id(row["id_number"])
    ordered = sorted(tables["events"], key=lambda row: (row["held_on"], row["event"]))
    return Season(
        toml=tomllib.loads((folder / "season.toml").read_text(encoding="utf-8")),
        tables=tables,
        events=[read_event(folder, row) for row in ordered],
    )
