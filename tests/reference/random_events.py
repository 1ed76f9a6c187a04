"""Random small events: schemes, entries, members and marks that hit the corners."""

from random import Random
from typing import Any

from tests.reference.folder import Files
from tests.reference.reading import Row
from tests.reference.titles import LEVELS

CLASSES = [
    "provincial_1",
    "provincial_2",
    "provincial_comprehensive",
    "city",
    "college",
    "selection",
    "national",
    "china_skills",
    "national_1",
    "worldskills",
]
OFTEN = ["provincial_1", "provincial_1", "provincial_2", "provincial_comprehensive"]
# Classes that give titles or money in one of the rulesets.
REWARDED = [*OFTEN, "china_skills", "national_1"]
OCCUPATIONS = ["电工", "焊工", ""]
DELEGATIONS = ["济南", "青岛", "NA", "=1+1", "山东能源集团"]
DIVISIONS = ["worker", "worker", "teacher", "student", "open"]

WIDE = "600"  # the largest mark of the events with one aspect, whose totals are whole and apart
FLOORS = ["1", "2", "3", "524", "527"]


def chance(rng: Random, percent: int) -> bool:
    """Be true so often."""
    return rng.randint(1, 100) <= percent


def random_aspect(rng: Random, module: str, code: str) -> Row:
    """Make one row of scheme.csv."""
    kind = rng.choice(["measurement", "measurement", "judgement", "panel", "panel", "time"])
    row = {"module": module, "aspect": code, "name": f"评分点{code}", "kind": kind}
    row["max"] = rng.choice(["3", "3", "2", "10", "2.5"])
    row["judges"] = "1"
    if kind == "time":
        row["max"] = rng.choice(["", "", "6000"])
    if kind in ("measurement", "panel") and chance(rng, 15):
        row["min"] = rng.choice(["-2", "0", "1"])
    if kind == "judgement":
        row["judges"] = rng.choice(["1", "2", "3"])
    else:
        random_method(rng, row)
    if kind != "time":
        row["factor"] = rng.choice(["", "", "1", "0.8", "2", "0.125"])
        row["decimals"] = rng.choice(["", "", "0", "1", "3"])
    row["panel_decimals"] = rng.choice(["", "", "0", "1", "3"])
    row["criterion"] = rng.choice(["", "A", "A", "B"])
    row["required"] = rng.choice(["", "", "yes", "no"])
    return row


def random_method(rng: Random, row: Row) -> None:
    """Choose how the judges' marks of an aspect are put together."""
    methods = ["", "single", "mean", "median", "trimmed_mean", "trimmed_sum"]
    row["method"] = rng.choice(methods if row["kind"] == "panel" else ["", "", *methods])
    if row["method"].startswith("trimmed"):
        high, low = rng.randint(0, 2), rng.randint(0, 2)
        row["drop_high"], row["drop_low"] = str(high), str(low)
        row["judges"] = str(high + low + rng.randint(1, 3))
    elif row["method"] in ("mean", "median") or (row["kind"] == "panel" and not row["method"]):
        row["judges"] = str(rng.randint(1, 4))


def is_single(row: Row) -> bool:
    """Say whether an aspect takes exactly one mark."""
    if row["kind"] == "judgement":
        return False
    return row["method"] == "single" or (row["method"] == "" and row["kind"] != "panel")


def random_scheme(rng: Random) -> tuple[list[Row], dict[str, Any]]:
    """Make scheme.csv and the modules of event.toml; one aspect at least is required."""
    if chance(rng, 25):
        aspect = {"module": "M", "aspect": "X", "name": "总评", "kind": "measurement", "max": WIDE}
        more = {"judges": "1", "method": "", "criterion": "", "required": ""}
        return [{**aspect, **more}], {"M": {"name": "总评"}}
    rows = []
    modules: dict[str, Any] = {}
    for module in ["theory", "practical", "M3"][: rng.randint(1, 3)]:
        aspects = [
            random_aspect(rng, module, f"{module[:1]}{number}")
            for number in range(1, rng.randint(1, 3) + 1)
        ]
        if all(aspect["kind"] == "time" for aspect in aspects):
            aspects[0].update(kind="measurement", max="3", method="", judges="1")
        rows += aspects
        modules[module] = {"name": f"模块{module}"}
        if chance(rng, 70):
            modules[module]["weight"] = rng.choice(["0.30", "0.70", "1", "2", "0.125"])
        if chance(rng, 30):
            modules[module]["pass"] = rng.choice(["1", "1.5", "2", "0"])
    scored = [row for row in rows if row["kind"] != "time"]
    if all(row["required"] == "no" for row in scored):
        scored[0]["required"] = "yes"
    return rows, modules


def random_mark(rng: Random, aspect: Row, base: int) -> str:
    """Make one mark within the aspect's limits, from a small range."""
    if aspect["kind"] == "judgement":
        return str(max(0, min(3, base + rng.randint(0, 1))))
    if aspect["kind"] == "time":
        return rng.choice(["5399", "5400", "5400", "5400.5", "5401"])
    if aspect["max"] == WIDE:
        return str(rng.randint(520, 532))
    least = float(aspect.get("min") or "0")
    values = ["1", "1", "2", "2", "1.5", "2.0", "1.125", "1.005", "1.375"]
    if least < 0:
        values += ["-1", "-0.125", "-1.5"]
    elif least == 0:
        values += ["0", "0.5"]
    return rng.choice(values)


def random_marks(rng: Random, files: Files, entry: Row) -> None:
    """Mark one entry; absent ones and guests may lack some."""
    status = entry.get("status", "")
    lacking = status not in ("", "ok") and chance(rng, 50)
    repeat = rng.choice(["", "", "same"])
    for aspect in files.rows("scheme"):
        optional = aspect["required"] == "no"
        if (optional and chance(rng, 40)) or (lacking and chance(rng, 60)):
            continue
        count = int(aspect["judges"])
        if not is_single(aspect) and chance(rng, 15):
            count += 1
        if lacking and count > 1 and chance(rng, 30):
            count -= 1
        level = rng.randint(0, 2)
        judges = [f"J{number}" for number in range(1, count + 1)]
        mark = random_mark(rng, aspect, level)
        for judge in judges:
            if not repeat:
                mark = random_mark(rng, aspect, level)
            where = {"entry": entry["entry"], "aspect": aspect["aspect"]}
            files.rows("marks").append({**where, "judge": judge, "mark": mark})
        if aspect["kind"] in ("panel", "measurement") and chance(rng, 10):
            where["coefficient"] = rng.choice(["3.4", "0.5", "1.25"])
            files.rows("coefficients").append(where)
    while chance(rng, 12):
        points = rng.choice(["1", "0.5", "-0.5", "0.125", "-2", "10"])
        adjustment = {"entry": entry["entry"], "points": points, "reason": "超时"}
        files.rows("adjustments").append(adjustment)


def random_keys(rng: Random, files: Files, *, total: bool) -> list[str]:
    """Make `rank.by`."""
    keys = []
    for row in files.rows("scheme"):
        if row["kind"] == "time":
            keys.append(f"-aspect:{row['aspect']}")
        else:
            keys.append(rng.choice(["", "", "", "-"]) + f"aspect:{row['aspect']}")
        if row["kind"] != "time" and row["criterion"]:
            keys.append(rng.choice(["", "", "-"]) + f"criterion:{row['criterion']}")
    keys += [rng.choice(["", "", "-"]) + f"module:{name}" for name in files.toml["modules"]]
    rng.shuffle(keys)
    chosen: list[str] = []
    for key in keys[: rng.randint(0, 3)]:
        if key.removeprefix("-") not in [one.removeprefix("-") for one in chosen]:
            chosen.append(key)
    if total or not chosen:
        chosen.insert(0 if chance(rng, 80) else len(chosen), "total")
    return chosen


def random_prizes(rng: Random) -> dict[str, str]:
    """Make `[prizes]`."""
    method = rng.choice(["ratio", "counts", "thresholds"])
    values = {
        "ratio": ["0.10", "0.20", "0.30", "0.125"],
        "counts": ["0", "1", "2", "3"],
        "thresholds": [],
    }[method]
    prizes = {"method": method}
    prizes.update({name: rng.choice(values or ["0"]) for name in ("first", "second", "third")})
    if method == "thresholds":
        prizes.update(first="4", second="2.5", third="1")
    if chance(rng, 60):
        prizes["excellence"] = "half"
    prizes["rounding"] = rng.choice(["floor", "half_up", "ceil"])
    prizes["ties"] = rng.choice(["all", "none", "ruling"])
    return prizes


def random_toml(rng: Random, files: Files, kind: str, modules: dict[str, Any]) -> None:
    """Fill event.toml."""
    toml = files.toml
    toml["total"] = {"decimals": rng.choice([0, 1, 2, 2, 3])}
    toml["modules"] = modules
    toml["judgement"] = {"spread": 1}
    if chance(rng, 40):
        toml["scale"] = {"method": rng.choice(["worldskills_700", "worldskills_500"])}
    if kind in ("provincial_comprehensive", "china_skills", "college") or chance(rng, 40):
        toml["medals"] = {"method": rng.choice(["worldskills_2026", "worldskills_2009", "places"])}
        scaled = ["670", "700", "710", "500", "490"]
        for name in ("floor", "excellence"):
            if chance(rng, 40):
                toml["medals"][name] = rng.choice(scaled if "scale" in toml else FLOORS)
    if chance(rng, 60):
        toml["prizes"] = random_prizes(rng)
    by = random_keys(rng, files, total=chance(rng, 85))
    toml["rank"] = {"by": by, "within": rng.choice(["division", "division", "event"])}
    if chance(rng, 25):
        names = rng.sample(["worker", "teacher", "open", "student"], rng.randint(1, 3))
        toml["titles"] = {name: rng.randint(1, 4) for name in names}


def random_members(rng: Random, files: Files, entry: Row, people: list[Row], count: int) -> None:
    """Give an entry its people, taking them from the list so that none serves twice here."""
    roles = ["competitor"] * count + ["coach"] * rng.choice([0, 0, 1, 2])
    if chance(rng, 10):
        roles.append("leader")
    rng.shuffle(roles)
    for role in roles:
        if not people:
            return
        person = people.pop()
        member = {**person, "entry": entry["entry"], "role": role}
        if chance(rng, 85):
            member["level"] = rng.choice(LEVELS)
            member["level_verified"] = rng.choice(["yes", "yes", "yes", "no"])
            member["level_occupation"] = rng.choice(OCCUPATIONS)
            member["level_certificate"] = "S000037010001234567890"
        files.rows("members").append(member)


def random_event(rng: Random, row: Row, people: list[Row], *, free: bool) -> Files:
    """Make one event; `people` are those who may take part, each once."""
    files = Files({})
    kind = row["class"]
    size = int(row["entry_size"])
    files.tables["scheme"], modules = random_scheme(rng)
    random_toml(rng, files, kind, modules)
    divisions = rng.sample(DIVISIONS, rng.randint(1, 3))
    count = rng.choice([0, 1, 2, 3, 4, 5, 6, 8, 12])
    if size == 1 and chance(rng, 5):
        count, divisions = rng.randint(29, 33), divisions[:1]
    codes = [rng.choice(["", "N", "0"]) + str(number) for number in range(1, count + 1)]
    rng.shuffle(codes)
    rewarded = kind in REWARDED or "titles" in files.toml
    with_members = rewarded or chance(rng, 70)
    for code in codes:
        entry = {"entry": code, "division": rng.choice(divisions)}
        entry["delegation"] = rng.choice(DELEGATIONS)
        other = ["guest", "guest", "absent", "withdrawn", "disqualified"]
        entry["status"] = rng.choice(other) if chance(rng, 25) else rng.choice(["", "ok"])
        files.rows("entries").append(entry)
        random_marks(rng, files, entry)
        if with_members:
            exact = rewarded and entry["status"] in ("", "ok")
            number = rng.randint(1, size + 1) if free and exact else size
            if not exact:
                number = rng.choice([0, size, size])
            random_members(rng, files, entry, people, number)
    if with_members:
        files.rows("members")
    return files
