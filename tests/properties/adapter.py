"""The one place where tests of the contract meet the product."""

import csv
import tempfile
from pathlib import Path

from tests.reference.reading import Row
from xinglu.season.model import Season
from xinglu.season.outcome import outcome_of
from xinglu.season.reading import read_season
from xinglu.season.run import run_season
from xinglu.season.writing import write_tables

HUMAN = ("clause", "explanation", "certificate")
LISTS = ("titles", "promotions", "bonuses", "grants", "pool", "medal_table")


class NotValidError(ValueError):
    """The product finds problems in a season folder; they are its text."""


def read_valid(folder: Path) -> Season:
    """Read a season folder that must have no problem."""
    read = read_season(folder)
    if read.season is None or read.problems:
        raise NotValidError("\n".join(str(problem) for problem in read.problems))
    return read.season


def product_files(folder: Path) -> dict[str, bytes]:
    """Run the whole product on a season folder and give every file it writes."""
    season = read_valid(folder)
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out"
        run_season(season, out, lambda _: None)
        return {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file()
        }


def product_outcome(folder: Path) -> dict[str, list[Row]]:
    """Run the product's engine on a season folder; gives the tables as they are written.

    The columns for people are left out, and so are papers, plan and manifest.
    """
    season = read_valid(folder)
    with tempfile.TemporaryDirectory() as place:
        out = Path(place)
        write_tables(out, season, outcome_of(season), {})
        paths = [*sorted((out / "results").glob("*.csv")), *(out / f"{name}.csv" for name in LISTS)]
        return {path.relative_to(out).as_posix(): read_rows(path) for path in paths}


def read_rows(path: Path) -> list[Row]:
    """Read a table without the columns for people."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            {column: value for column, value in row.items() if column not in HUMAN}
            for row in csv.DictReader(stream)
        ]


def product_problems(folder: Path) -> list[str]:
    """Give the problems the product finds, each as `file:row:column  what is wrong`."""
    return [str(problem) for problem in read_season(folder).problems]
