"""Season folders changed at random: problems or a season come out, never a traceback."""

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.season.folders import PEOPLE, UNITS, Texts, read_texts, small_season, table
from xinglu.season.outcome import outcome_of
from xinglu.season.writing import input_digest, write_tables

PARTS = 6
SEASONS = 60
CELLS = [
    "",
    " ",
    "0",
    "-0",
    "1",
    "2",
    "3",
    "007",
    "-1",
    "1.5",
    "00.50",
    "1e5",
    "+1",
    "9" * 30,
    "0." + "1" * 40,
    "1" * 300,
    "NaN",
    "inf",
    "NA",
    "null",
    "yes",
    "no",
    "TRUE",
    "=1+1",
    "<b>x",
    "'",
    '"',
    ",",
    ";",
    "a;b",
    "2026",
    "2026-05-01",
    "2026/5/1",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "3.70E+17",
    "E1",
    "E2",
    "E9",
    "e1",
    "W1",
    "C1",
    "pool",
    "T1",
    "L",
    "P",
    "J",
    "T",
    "theory",
    "total",
    "module:theory",
    "worker",
    "student",
    "open",
    "ok",
    "guest",
    "absent",
    "disqualified",
    "withdrawn",
    "competitor",
    "coach",
    "gold",
    "silver",
    "excellence",
    "introduced",
    "cultivated",
    "key",
    "provincial",
    "title",
    "prize",
    "judgement",
    "measurement",
    "panel",
    "time",
    "single",
    "mean",
    "median",
    "trimmed_mean",
    "trimmed_sum",
    "provincial_1",
    "provincial_comprehensive",
    "china_skills",
    "national_1",
    "worldskills",
    "selection",
    "tie",
    "two_units",
    "two_bases",
    "base",
    "2026/17",
    "2026/22",
    "CN1",
    "CN2",
    "高级工",
    "首席技师",
    "三级",
    "..",
    "CON",
    "a.",
    "a/b",
    "x" * 65,
    "张" * 3000,
    "\u200b",
    "\ufffd",
    "𠮷",
    "𫖯",
    "\x01",
    "a\nb",
    "a\rb",
    "١٢",
    "²",
    "８５",
    "\u3000",
    *PEOPLE[:3],
    *UNITS,
    PEOPLE[0].lower(),
    PEOPLE[0] + "1",
]
VALUES: list[Any] = [
    0,
    1,
    -1,
    2,
    10**18,
    10**30,
    0.1,
    -0.5,
    1e300,
    float("inf"),
    float("nan"),
    True,
    False,
    "",
    " ",
    "0.10",
    "x",
    "9" * 300,
    "half",
    "ratio",
    "counts",
    "thresholds",
    "places",
    "worldskills_2026",
    "worldskills_2009",
    "worldskills_700",
    "worldskills_500",
    "event",
    "division",
    "each",
    "shared",
    "one_line",
    "highest_per_edition",
    "free",
    "lu-2020-18",
    "all",
    "none",
    "ruling",
    "ceil",
    [],
    ["total"],
    [1],
    [[]],
    ["-total", "module:theory", "aspect:J", "criterion:工艺"],
    ["worker", "x"],
    {},
    {"x": 1},
    {"value": 1},
    {"method": "worldskills_2009"},
    {"value": "shared", "document": "文"},
    "\u202e",
]


def change_table(seed: random.Random, text: str) -> str:
    """Garble cells, rows or columns of a CSV table."""
    rows = table(text)
    kind = seed.choice(
        ["cell", "cell", "cell", "swap", "drop", "repeat", "column", "double", "raw"]
    )
    row, other = seed.randrange(len(rows)), seed.randrange(len(rows))
    column = seed.randrange(len(rows[0]))
    if kind == "cell" and column < len(rows[row]):
        rows[row][column] = seed.choice(CELLS)
    elif kind == "swap":
        rows[row], rows[other] = rows[other], rows[row]
    elif kind == "drop":
        del rows[row]
    elif kind == "repeat":
        rows.insert(other, list(rows[row]))
    elif kind == "column":
        rows = [line[:column] + line[column + 1 :] for line in rows]
    elif kind == "double":
        rows = [line[: column + 1] + line[column:] for line in rows]
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in rows]
    changed = "\n".join(lines)
    if kind == "raw" and changed:
        place = seed.randrange(len(changed))
        changed = changed[:place] + seed.choice(['"', "\n", ",", "\r", "𠮷"]) + changed[place:]
    return changed


def change_toml(seed: random.Random, text: str) -> str:
    """Give some key another value, take it away, or break the text itself."""
    if seed.random() < 0.1:
        place = seed.randrange(len(text))
        return text[:place] + seed.choice(['"', "[", "=", "\n", "9"]) + text[place + 1 :]
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return text
    target: dict[str, Any] = content
    while seed.random() < 0.6:
        tables = [value for value in target.values() if isinstance(value, dict)]
        if not tables:
            break
        target = seed.choice(tables)
    names = [
        "scale",
        "medals",
        "prizes",
        "titles",
        "rulings",
        "pair",
        "repeat",
        "members",
        "worker",
        "x.y",
    ]
    key = seed.choice([*target, seed.choice(names)])
    if seed.random() < 0.2:
        target.pop(key, None)
    else:
        target[key] = seed.choice(VALUES)
    return tomli_w.dumps(content)


def change(seed: random.Random, texts: Texts) -> None:
    """Change one file."""
    name = seed.choice(sorted(texts))
    if seed.random() < 0.03:
        del texts[name]
    elif not texts[name].strip():
        texts[name] = "x"
    elif name.endswith(".toml"):
        texts[name] = change_toml(seed, texts[name])
    else:
        texts[name] = change_table(seed, texts[name])


def check_one(number: int, folder: Path) -> bool:
    """Change a season at random, read and compute it; say whether it had no problem."""
    seed = random.Random(number)  # noqa: S311 - seasons that can be made again
    texts = small_season()
    for _ in range(seed.choice([1, 1, 1, 2, 3, 8])):
        change(seed, texts)
    read = read_texts(folder, texts)
    for problem in (*read.problems, *read.warnings):
        line = problem.text()
        assert "\n" not in line
        assert line.encode()
    assert (read.season is None) == bool(read.problems)
    if read.season is None:
        return False
    outcome = outcome_of(read.season, scorings=read.scorings)
    assert outcome == outcome_of(read.season)
    out = folder / "out"
    out.mkdir()
    write_tables(out, read.season, outcome, {})
    assert input_digest(read.season)
    return True


@pytest.mark.parametrize("part", range(PARTS))
def test_a_garbled_season_has_problems_or_an_outcome(part: int, tmp_path: Path) -> None:
    """A failing one can be made again from its number; a good part must stay good."""
    good = [
        check_one(number, tmp_path / str(number))
        for number in range(part * SEASONS, (part + 1) * SEASONS)
    ]
    assert 0 < sum(good) < SEASONS
