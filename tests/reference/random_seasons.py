"""Random small valid season folders, seeded or drawn by hypothesis."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.reference.codes import resident_number, unit_code
from tests.reference.folder import SeasonFiles
from tests.reference.random_events import CLASSES, OCCUPATIONS, OFTEN, chance, random_event
from tests.reference.random_rulings import add_rulings
from tests.reference.reading import Row
from tests.reference.titles import TITLE

YEAR = 2026
EDITIONS = ["2026", "WSC2024"]
SKILLS = ["03", "17"]
NAMES = ["张三", "李四", "NA", "=1+1", "买买提·艾力", "欧阳䶮"]


def random_people(rng: Random, count: int) -> list[Row]:
    """Make people with different IDs."""
    people = []
    for serial in range(count):
        kind = (
            "resident" if chance(rng, 80) else rng.choice(["hmt_residence", "passport", "officer"])
        )
        born = date(rng.randint(1999, 2008), rng.randint(1, 12), rng.randint(1, 28))
        area = rng.choice(["370102", "110105", "371202", "370202"])
        number = resident_number("810000" if kind == "hmt_residence" else area, born, serial)
        if kind == "passport":
            number = f"E{serial:08}"
        if kind == "officer":
            number = f"军字第{serial:07}号"
        people.append({"id_type": kind, "id_number": number, "name": rng.choice(NAMES)})
    return people


def random_organisations(rng: Random, files: SeasonFiles) -> list[str]:
    """Make organisations, some of which are one legal entity; gives their codes."""
    codes = [unit_code(serial) for serial in range(1, rng.randint(1, 6) + 1)]
    rng.shuffle(codes)
    for code in codes:
        row = {"code": code, "name": f"单位{code[-4:]}", "kind": rng.choice(["company", "school"])}
        others = [other for other in codes if other != code]
        if others and chance(rng, 30):
            row["same_as"] = rng.choice(others)
        files.rows("organisations").append(row)
    return codes


def random_worldskills(
    rng: Random, files: SeasonFiles, people: list[Row], codes: list[str]
) -> None:
    """Make medal projects, expert teams, bases and what was paid before."""
    few = codes[:3]
    teams: list[tuple[str, str, str]] = []
    for edition in EDITIONS:
        for skill in SKILLS:
            for team in ["T1", "T2"]:
                row = {"team": team, "name": f"专家团队{team}", "edition": edition, "skill": skill}
                files.rows("expert_teams").append(row)
    for _ in range(rng.randint(0, 5)):
        edition, skill = rng.choice(EDITIONS), rng.choice(SKILLS)
        entry = rng.choice(["CN", "CN-2"])
        if (edition, skill, entry) in teams:
            continue
        teams.append((edition, skill, entry))
        medal = rng.choice(["gold", "silver", "bronze", "excellence"])
        for person in rng.sample(people, rng.choice([1, 1, 2, 3])):
            row = {
                "edition": edition,
                "skill": skill,
                "skill_name": f"项目{skill}",
                "medal": medal,
                "entry": entry,
                "id_number": person["id_number"],
                "name": person["name"],
                "origin": rng.choice(["cultivated", "cultivated", "cultivated", "introduced"]),
                "base": rng.choice(["", *few, *few]),
                "sending_unit": rng.choice(["", *few, *few]),
                "expert_team": rng.choice(["", "T1", "T1", "T2"]),
            }
            files.rows("worldskills").append(row)
    random_bases(rng, files, few)
    random_paid(rng, files, few)


def random_bases(rng: Random, files: SeasonFiles, codes: list[str]) -> None:
    """Make recognised bases."""
    seen = []
    for _ in range(rng.randint(0, 5)):
        code, kind = rng.choice(codes), rng.choice(["key", "provincial"])
        on = rng.choice(["2023-05-01", "2024/1/9", "2026-12-31", "2027/1/1", "2024-01-09"])
        if (code, kind, on) in seen:
            continue
        seen.append((code, kind, on))
        row = {"organisation": code, "kind": kind, "recognised_on": on, "document": "鲁人社1号"}
        files.rows("bases").append(row)


def random_paid(rng: Random, files: SeasonFiles, codes: list[str]) -> None:
    """Make lines that earlier years paid."""
    seen = []
    for row in list(files.rows("worldskills")):
        if not chance(rng, 25):
            continue
        kind = rng.choice(["player", "base", "sending_unit", "expert_team"])
        beneficiary = row["id_number"]
        if kind in ("base", "sending_unit"):
            beneficiary = rng.choice([row["base"], row["sending_unit"], *codes]) or codes[0]
        if kind == "expert_team":
            beneficiary = "T1"
        line = {
            "edition": row["edition"],
            "skill": row["skill"],
            "entry": row["entry"],
            "kind": kind,
            "beneficiary": beneficiary,
        }
        if line not in seen:
            seen.append(line)
            document = {"amount": "100000", "document": "鲁财2号"}
            files.rows("paid").append({**line, **document})


def random_settings(rng: Random, files: SeasonFiles) -> None:
    """Fill season.toml."""
    toml = files.toml
    toml.update(format=1, title="测试年度", year=YEAR)
    toml["ruleset"] = rng.choice(["lu-2020-18", "lu-2022-17"])
    options: dict[str, list[Any]] = {
        "repeat": ["per_medal", "one_line", "highest_per_edition"],
        "pair": ["each", "shared"],
        "smallest_field": [1, 2, 3, 4],
        "title_divisions": [["worker"], ["worker", "teacher", "student", "open"]],
        "members": ["exact", "free"],
    }
    chances = {"repeat": 70, "pair": 60, "smallest_field": 65, "title_divisions": 15}
    rulings = {
        name: {"value": rng.choice(values), "document": "会议纪要1号"}
        for name, values in options.items()
        if chance(rng, chances.get(name, 20))
    }
    if rulings:
        toml["rulings"] = rulings
    if chance(rng, 40):
        toml["approval"] = {"document": "鲁人社字〔2027〕12号", "date": date(YEAR + 1, 3, 15)}
    if chance(rng, 60):
        toml["pool"] = {"target_year": rng.choice([2026, 2028])}


def random_files(rng: Random) -> SeasonFiles:
    """Make one random season in memory."""
    files = SeasonFiles({})
    random_settings(rng, files)
    free = files.toml.get("rulings", {}).get("members", {}).get("value") == "free"
    people = random_people(rng, 150)
    regulars = people[:25]
    codes = random_organisations(rng, files)
    for number in range(rng.randint(0, 4)):
        code = rng.choice(["E", "a-", "0."]) + str(number)
        row = {
            "event": code,
            "competition": "技能兴鲁",
            "name": f"赛项{number}",
            "class": rng.choice([*OFTEN, *CLASSES]),
            "occupation": rng.choice(OCCUPATIONS),
            "entry_size": rng.choice(["1", "1", "1", "2", "3", "4"]),
            "held_on": rng.choice(["2026-05-01", "2026/9/3", "2026-10-12", "2026-09-03"]),
            "tags": rng.choice(["", "age25", "乡村振兴;age25", "乡村振兴"]),
        }
        files.rows("events").append(row)
        rng.shuffle(regulars)
        able = people[25:] + regulars
        files.events[code] = random_event(rng, row, able, free=free)
    random_worldskills(rng, files, regulars, codes)
    random_past(rng, files, regulars)
    add_rulings(rng, files)
    if chance(rng, 20):
        lower_case_ids(files)
    return files


def random_past(rng: Random, files: SeasonFiles, people: list[Row]) -> None:
    """Make title holders and earlier promotions."""
    for person in people:
        number, name = person["id_number"], person["name"]
        if chance(rng, 12):
            row = {
                "id_number": number,
                "name": name,
                "title": rng.choice([TITLE, TITLE, "全国技术能手"]),
            }
            row.update(year=str(rng.choice([YEAR - 3, YEAR - 1, YEAR])), document="旧1号")
            files.rows("title_holders").append(row)
        if chance(rng, 12):
            on = rng.choice([f"{YEAR}-01-31", f"{YEAR}/2/1", f"{YEAR - 1}-12-31"])
            row = {"id_number": number, "promoted_on": on, "document": "旧2号"}
            files.rows("promotions_before").append(row)


def lower_case_ids(files: SeasonFiles) -> None:
    """Write the X of ID numbers small in the files of events only."""
    for event in files.events.values():
        for member in event.rows("members") if "members" in event.tables else []:
            if member["id_type"] == "resident":
                member["id_number"] = member["id_number"].replace("X", "x")


def random_season(rng: Random, folder: Path) -> SeasonFiles:
    """Write one random season folder; gives what was written."""
    files = random_files(rng)
    files.write_all(folder)
    return files


def seasons() -> st.SearchStrategy[SeasonFiles]:
    """Give random seasons whose every choice hypothesis knows and can make smaller."""
    return st.randoms(use_true_random=False).map(random_files)
