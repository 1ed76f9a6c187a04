"""Make examples/wsc2026 from the published results of WorldSkills Shanghai 2026.

    python examples/generators/wsc2026.py RESULTS.csv MEDAL_TABLE.csv DIR OFFICIAL

DIR becomes the season folder; OFFICIAL gets the published positions and medal table, which a test
holds against what the season folder leads to.

RESULTS.csv: edition, skill, skill_name, member, position, medal, mark and two special awards.
MEDAL_TABLE.csv: code, member, gold, silver, bronze, excellence, entries (a second source).
"""

import csv
import sys
from pathlib import Path

EVENT_TOML = """\
[total]
decimals = 0

[modules.skill]
name = "Scaled mark"

[rank]
by = ["total"]
within = "event"

[medals]
method = "worldskills_2026"
floor = "700"
"""
SEASON_TOML = """\
format = 1
title = "WorldSkills Shanghai 2026"
year = 2026
ruleset = "lu-2020-18"
"""


def write_csv(file: Path, columns: list[str], rows: list[list[str]]) -> None:
    """Write one table of the season folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def main(results_file: Path, medal_table_file: Path, folder: Path, published: Path) -> None:
    """Write the season folder, and apart from it the official outcome that a test compares."""
    with results_file.open(encoding="utf-8-sig", newline="") as stream:
        results = list(csv.DictReader(stream))
    skills: dict[str, list[dict[str, str]]] = {}
    for row in results:
        skills.setdefault(row["skill"], []).append(row)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "season.toml").write_text(SEASON_TOML, encoding="utf-8", newline="")
    write_csv(folder / "organisations.csv", ["code", "name", "kind"], [])
    events = [
        [
            f"skill-{skill}",
            "WorldSkills Shanghai 2026",
            rows[0]["skill_name"],
            "worldskills",
            "1",
            "2026-09-26",
        ]
        for skill, rows in skills.items()
    ]
    columns = ["event", "competition", "name", "class", "entry_size", "held_on"]
    write_csv(folder / "events.csv", columns, events)
    for skill, rows in skills.items():
        event = folder / "events" / f"skill-{skill}"
        codes = entry_codes(rows)
        write_csv(
            event / "scheme.csv",
            ["module", "aspect", "name", "kind", "max", "panel_decimals", "decimals"],
            [["skill", "mark", "Mark on the WorldSkills scale", "measurement", "1000", "0", "0"]],
        )
        (event / "event.toml").write_text(EVENT_TOML, encoding="utf-8", newline="")
        write_csv(
            event / "entries.csv",
            ["entry", "division", "delegation"],
            [[code, "open", row["member"]] for code, row in zip(codes, rows, strict=True)],
        )
        write_csv(
            event / "marks.csv",
            ["entry", "aspect", "judge", "mark"],
            [[code, "mark", "CIS", row["mark"]] for code, row in zip(codes, rows, strict=True)],
        )
    official = [
        [f"skill-{row['skill']}", code, row["position"], row["medal"].lower()]
        for rows in skills.values()
        for code, row in zip(entry_codes(rows), rows, strict=True)
    ]
    write_csv(published / "positions.csv", ["event", "entry", "position", "medal"], official)
    with medal_table_file.open(encoding="utf-8-sig", newline="") as stream:
        table = [
            [
                row["code"],
                row["gold"],
                row["silver"],
                row["bronze"],
                row["excellence"],
                row["entries"],
            ]
            for row in csv.DictReader(stream)
        ]
    columns = ["delegation", "gold", "silver", "bronze", "excellence", "entries"]
    write_csv(published / "medal_table.csv", columns, table)


def entry_codes(rows: list[dict[str, str]]) -> list[str]:
    """Give each entry of a skill its code: the member, numbered where it sent several."""
    seen: dict[str, int] = {}
    codes = []
    for row in rows:
        seen[row["member"]] = seen.get(row["member"], 0) + 1
        number = seen[row["member"]]
        codes.append(row["member"] if number == 1 else f"{row['member']}-{number}")
    return codes


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:5]))
