"""Laws of the contract that hold for the product on every season, whatever the numbers are.

`XINGLU_LAWS` sets how many seeded seasons each law is tried on (default 40).
"""

import copy
import os
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from tests.properties.adapter import product_files, product_outcome
from tests.properties.smaller import without_entry
from tests.reference.folder import Files, SeasonFiles
from tests.reference.random_seasons import YEAR, random_files
from tests.reference.reading import Row, plain_id
from tests.reference.titles import TITLE
from tests.reference.worldskills import entities

LAWS = int(os.environ.get("XINGLU_LAWS", "40"))
Outcome = dict[str, list[Row]]

seeds = pytest.mark.parametrize("seed", range(10_000, 10_000 + LAWS))


def season_of(seed: int) -> tuple[Random, SeasonFiles]:
    """Make a season, and go on with its random source."""
    rng = Random(seed)  # noqa: S311 - no secret
    return rng, random_files(rng)


def run(files: SeasonFiles, folder: Path) -> Outcome:
    """Run the product on a season."""
    return product_outcome(files.write_all(folder / "season"))


def results(outcome: Outcome, event: str) -> dict[str, Row]:
    """Give a result list by entry."""
    return {row["entry"]: row for row in outcome[f"results/{event}.csv"]}


@seeds
def test_order_of_rows_never_matters(seed: int, tmp_path: Path) -> None:
    """Shuffled files give the same outcome."""
    rng, files = season_of(seed)
    expected = run(files, tmp_path)
    for rows in files.every_table():
        rng.shuffle(rows)
    assert run(files, tmp_path) == expected


@seeds
def test_who_is_not_in_the_field_changes_nobody(seed: int, tmp_path: Path) -> None:
    """Without its guests, absent, withdrawn and disqualified an event has the same results."""
    _, files = season_of(seed)
    before = run(files, tmp_path)
    fewer = files
    for event, own in files.events.items():
        for entry in own.rows("entries"):
            if entry["status"] not in ("", "ok"):
                fewer = without_entry(fewer, event, entry["entry"])
    after = run(fewer, tmp_path)
    for event in files.events:
        ranked = [row for row in before[f"results/{event}.csv"] if row["status"] == "ok"]
        assert after[f"results/{event}.csv"] == ranked


@seeds
def test_who_gets_no_title_keeps_the_place(seed: int, tmp_path: Path) -> None:
    """If one nominated person held the title already, nobody else's row changes."""
    rng, files = season_of(seed)
    before = run(files, tmp_path)
    nominated = [row for row in before["titles.csv"] if row["decision"] == "nominate"]
    if not nominated:
        return
    chosen = rng.choice(nominated)["id_number"]
    holder = {"id_number": chosen, "name": "张三", "title": TITLE, "year": str(YEAR - 1)}
    files.rows("title_holders").append({**holder, "document": "旧1号"})
    after = run(files, tmp_path)
    for name, rows in before.items():
        if name not in ("titles.csv", "bonuses.csv"):
            assert after[name] == rows
    assert len(after["titles.csv"]) == len(before["titles.csv"])
    for old, new in zip(before["titles.csv"], after["titles.csv"], strict=True):
        if old["id_number"] == chosen and old["reason"] in ("RANKED", "ALREADY_NOMINATED"):
            changed = {"decision": "refuse", "reason": "ALREADY_HELD", "state": "", "document": ""}
            assert new == {**old, **changed}
        else:
            assert new == old
    assert after["bonuses.csv"] == [
        row
        for row in before["bonuses.csv"]
        if row["kind"] != "title_holder" or row["beneficiary"] != chosen
    ]


def without_smaller_is_better(files: SeasonFiles) -> None:
    """Leave only keys on which a higher mark is better or no mark of points counts at all."""
    files.rows("rulings").clear()
    for event in files.events.values():
        timed = {row["aspect"] for row in event.rows("scheme") if row["kind"] == "time"}
        by = [
            key
            for key in event.toml["rank"]["by"]
            if not key.startswith("-") or key.removeprefix("-aspect:") in timed
        ]
        event.toml["rank"]["by"] = by or ["total"]


def raisable(event: Files) -> list[Row]:
    """Give the marks of ok entries that can be raised."""
    most = {
        row["aspect"]: Fraction(row["max"])
        for row in event.rows("scheme")
        if row["kind"] in ("measurement", "panel")
    }
    ok = {row["entry"] for row in event.rows("entries") if row["status"] in ("", "ok")}
    return [
        mark
        for mark in event.rows("marks")
        if mark["entry"] in ok and mark["aspect"] in most and Fraction(mark["mark"]) < 2
    ]


@seeds
def test_a_higher_mark_never_lowers_a_rank(seed: int, tmp_path: Path) -> None:
    """One mark of one entry per event becomes 2, the largest the random seasons know."""
    rng, files = season_of(seed)
    without_smaller_is_better(files)
    before = run(files, tmp_path)
    changed = copy.deepcopy(files)
    raised = {}
    for code, event in changed.events.items():
        marks = raisable(event)
        if marks:
            mark = rng.choice(marks)
            mark["mark"] = "2"
            raised[code] = mark["entry"]
    after = run(changed, tmp_path)
    for code, entry in raised.items():
        old, new = results(before, code)[entry], results(after, code)[entry]
        assert int(new["rank"]) <= int(old["rank"])


@seeds
def test_nobody_is_nominated_and_no_line_paid_twice(seed: int, tmp_path: Path) -> None:
    """One title and one promotion a person; each line once, and none that paid.csv has."""
    _, files = season_of(seed)
    outcome = run(files, tmp_path)
    for name in ("titles.csv", "promotions.csv"):
        people = [row["id_number"] for row in outcome[name] if row["decision"] == "nominate"]
        assert len(people) == len(set(people))
    paid = [row for row in outcome["bonuses.csv"] if row["decision"] == "pay"]
    lines = [
        (row["edition_or_event"], row["skill"], row["entry"], row["kind"], row["beneficiary"])
        for row in paid
    ]
    before = {
        (row["edition"], row["skill"], row["entry"], row["kind"], plain_id(row["beneficiary"]))
        for row in files.rows("paid")
    }
    assert len(lines) == len(set(lines))
    assert not before.intersection(lines)
    grants = [row for row in outcome["grants.csv"] if row["decision"] == "pay"]
    assert all(int(row["amount"]) > 0 for row in paid + grants)
    unpaid = [row for row in outcome["bonuses.csv"] if row["decision"] != "pay"]
    assert {row["amount"] for row in unpaid} <= {"0"}


@seeds
def test_no_legal_entity_gets_both_lines_of_a_medal(seed: int, tmp_path: Path) -> None:
    """基地、单位不重复享受: base and unit money of one medal reaches an entity once."""
    _, files = season_of(seed)
    outcome = run(files, tmp_path)
    entity = entities(files.rows("organisations"))
    once = [
        (row["edition_or_event"], row["skill"], row["entry"], entity[row["beneficiary"]])
        for row in outcome["bonuses.csv"]
        if row["kind"] in ("base", "sending_unit") and row["decision"] == "pay"
    ]
    assert len(once) == len(set(once))
    granted = [
        (entity[row["organisation"]], row["kind"])
        for row in outcome["grants.csv"]
        if row["decision"] == "pay"
    ]
    assert len(granted) == len(set(granted))


@pytest.mark.parametrize("seed", range(20_000, 20_000 + LAWS // 4))
def test_running_twice_gives_the_same_bytes(seed: int, tmp_path: Path) -> None:
    """Every file, papers and manifest too, is the same to the byte."""
    _, files = season_of(seed)
    folder = files.write_all(tmp_path / "season")
    assert product_files(folder) == product_files(folder)
