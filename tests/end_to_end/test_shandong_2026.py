"""examples/shandong-2026: its generator writes it, and its README's table holds in the output."""

import csv
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from stdnum.cn import ric, uscc

ROOT = Path(__file__).resolve().parents[2]
SEASON = ROOT / "examples" / "shandong-2026"
GENERATOR = ROOT / "examples" / "generators" / "shandong_2026.py"
Row = dict[str, str]


@dataclass(frozen=True)
class PlantedCase:
    """A row of the README's table."""

    case: str
    file: str
    key: Row
    columns: list[str]
    expected: list[str]


def planted_cases(readme: Path) -> list[PlantedCase]:
    """Read the table of planted cases."""
    lines = readme.read_text(encoding="utf-8").splitlines()
    start = lines.index("| case | file | key | column | expected |")
    cases = []
    for line in lines[start + 2 :]:
        case, file, key, column, expected = (
            cell.strip(" `") for cell in line.strip("|").split(" | ")
        )
        cases.append(
            PlantedCase(
                case,
                file,
                dict(part.split("=", 1) for part in key.split("; ")),
                column.split(", "),
                ["" if value == "(empty)" else value for value in expected.split(", ")],
            )
        )
    return cases


def read_rows(path: Path) -> list[Row]:
    """Read a CSV file as text."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def disagreements(cases: list[PlantedCase], tables: dict[str, list[Row]]) -> list[str]:
    """Say for each case that the output does not bear out what it says instead."""
    found = []
    for case in cases:
        rows = [
            row
            for row in tables[case.file]
            if all(row[name] == value for name, value in case.key.items())
        ]
        if case.columns == ["rows"]:
            said = [[str(len(rows))]]
        else:
            said = [[row[name] for name in case.columns] for row in rows]
        if said != [case.expected]:
            found.append(f"{case.case}: {case.file} {case.key}: {case.expected}, but {said}")
    return found


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of one run of the season."""
    out = tmp_path_factory.mktemp("shandong") / "out"
    start = "from xinglu.cli import main; main()"
    command = [sys.executable, "-c", start, "season", "run", str(SEASON), "--out", str(out)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return out


def test_the_generator_writes_the_committed_folder_byte_for_byte(tmp_path: Path) -> None:
    """The folder is exactly what its generator makes: no file more, none less, none changed."""
    subprocess.run([sys.executable, str(GENERATOR), str(tmp_path)], check=True)
    made = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(SEASON): path for path in SEASON.rglob("*") if path.is_file()}
    assert made.keys() == kept.keys()
    assert [
        name for name, path in made.items() if path.read_bytes() != kept[name].read_bytes()
    ] == []


def test_every_planted_case_is_in_the_output(output: Path) -> None:
    """What the README promises of each planted case is what the run says."""
    cases = planted_cases(SEASON / "README.md")
    tables = {name: read_rows(output / name) for name in {case.file for case in cases}}
    assert disagreements(cases, tables) == []


def test_a_wrong_promise_in_the_readme_would_be_noticed() -> None:
    """The comparison reports another value, a missing row and a second row."""
    case = PlantedCase("tie", "titles.csv", {"entry": "W1"}, ["decision"], ["refuse"])
    row = {"entry": "W1", "decision": "nominate"}
    for rows in ([row], [], [{**row, "decision": "refuse"}] * 2):
        assert len(disagreements([case], {"titles.csv": rows})) == 1
    assert disagreements([case], {"titles.csv": [{**row, "decision": "refuse"}]}) == []


def test_every_identity_and_organisation_code_has_its_check_character() -> None:
    """An independent library finds nothing wrong with any code."""
    for row in read_rows(SEASON / "organisations.csv"):
        assert uscc.validate(row["code"]) == row["code"]
    for path in sorted(SEASON.glob("events/*/members.csv")):
        for row in read_rows(path):
            if row["id_type"] in {"resident", "hmt_residence"}:
                number = row["id_number"].upper()
                assert ric.calc_check_digit(number) == number[-1]
                assert ric.get_birth_date(number).year > 1960


def test_no_resident_number_can_belong_to_anyone() -> None:
    """Every resident number carries a sequence code that was set aside for centenarians."""
    for path in sorted(SEASON.glob("**/*.csv")):
        for row in read_rows(path):
            number = row.get("id_number", "")
            if len(number) == 18:
                assert "1960" < number[6:10] < "2010"
                assert number[14:17] in {"996", "997", "998", "999"}


def test_every_city_sends_entries() -> None:
    """All 16 cities take part, and bodies and enterprises that belong to none."""
    cities = {
        row["city"] for path in SEASON.glob("events/*/entries.csv") for row in read_rows(path)
    }
    assert len(cities - {""}) == 16
    assert "" in cities


def test_between_500_and_700_people_win_a_prize(output: Path) -> None:
    """The season is large enough for a real batch of certificates."""
    winners = 0
    for path in sorted((output / "results").glob("*.csv")):
        members = read_rows(SEASON / "events" / path.stem / "members.csv")
        for row in read_rows(path):
            if row["prize"] not in {"", "ruling"}:
                winners += sum(
                    member["entry"] == row["entry"] and member["role"] == "competitor"
                    for member in members
                )
    assert 500 <= winners <= 700
