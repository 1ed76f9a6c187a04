"""The one place where tests of the contract meet the product."""

import csv
import tempfile
from pathlib import Path

from tests.reference.reading import Row

HUMAN = ("clause", "explanation", "certificate")


def product_files(folder: Path) -> dict[str, bytes]:
    """Run the product on a season folder and give every file it writes."""
    from xinglu.season.run import run_season  # noqa: PLC0415 - only the product's tests need it

    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out"
        run_season(folder, out)
        return {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file()
        }


def product_outcome(folder: Path) -> dict[str, list[Row]]:
    """Run the product on a season folder and give its rows without the columns for people."""
    names = [f"{name}.csv" for name in ("titles", "promotions", "bonuses", "grants", "pool")]
    files = {}
    for path, content in product_files(folder).items():
        if path in (*names, "medal_table.csv") or path.startswith("results/"):
            files[path] = [
                {column: value for column, value in row.items() if column not in HUMAN}
                for row in csv.DictReader(content.decode("utf-8").splitlines())
            ]
    return files


def product_problems(folder: Path) -> list[str]:
    """Give the problems the product finds, each as `file:row:column  what is wrong`."""
    from xinglu.season.reading import read_season  # noqa: PLC0415 - only the product's tests need it

    return [str(problem) for problem in read_season(folder).problems]
