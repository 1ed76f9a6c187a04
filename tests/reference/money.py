"""Bonuses of provincial and national events, base grants, the pool and the medal table."""

from tests.reference.ranking import MEDALS, Entry
from tests.reference.reading import Event, Row, Season
from tests.reference.worldskills import entities, full_amounts, worldskills_rows

KINDS = [
    "player",
    "base",
    "sending_unit",
    "expert_team",
    "title_holder",
    "medallist",
    "coach_team",
]
TITLE_BONUS = 2_000
MEDALLIST = {
    "provincial_comprehensive": {"gold": 5_000, "silver": 3_000, "bronze": 2_000},
    "china_skills": {"gold": 100_000, "silver": 60_000, "bronze": 40_000},
}
NATIONAL_1 = {1: 50_000, 2: 20_000, 3: 10_000}
GRANTS = {"key": 5_000_000, "provincial": 2_000_000}
AGE_LIMIT = 22
AGE_LIMIT_LONG = 25

Ranked = list[tuple[Event, list[Entry]]]


def event_bonus(event: Event, entry: Entry) -> tuple[str, int]:
    """Give the medal to name and the amount of one entry's bonus, 0 for none."""
    kind = event.row["class"]
    if entry.status != "ok":
        return "", 0
    if kind == "national_1":
        return "", NATIONAL_1.get(entry.rank or 0, 0)
    return entry.medal, MEDALLIST.get(kind, {}).get(entry.medal, 0)


def title_bonuses(titles: list[Row]) -> list[Row]:
    """Pay every nominated person."""
    rows = []
    for title in titles:
        if title["decision"] == "nominate":
            row = {
                "edition_or_event": title["event"],
                "skill": "",
                "medal": "",
                "entry": title["entry"],
                "kind": "title_holder",
                "beneficiary": title["id_number"],
                "name": title["name"],
                "amount": str(TITLE_BONUS),
                "decision": "pay",
                "reason": "RANKED",
            }
            rows.append(row)
    return rows


def medal_bonuses(season: Season, ranked: Ranked) -> list[Row]:
    """Pay medallists and coaching teams."""
    rows = []
    for event, entries in ranked:
        for entry in entries:
            medal, amount = event_bonus(event, entry)
            if amount == 0:
                continue
            base = {
                "edition_or_event": event.code,
                "skill": "",
                "medal": medal,
                "entry": entry.code,
                "decision": "pay",
                "reason": "RANKED",
            }
            people = [(one["id_number"], one["name"]) for one in entry.competitors()]
            shares = full_amounts(amount, len(people), season.setting("pair", "each"))
            for (number, name), share in zip(people, shares, strict=True):
                person = {"beneficiary": number, "name": name, "amount": str(share)}
                rows.append({**base, "kind": "medallist", **person})
            if event.row["class"] == "china_skills":
                coaches = [one for one in entry.members if one["role"] == "coach"]
                team = {
                    "kind": "coach_team",
                    "beneficiary": ";".join(one["id_number"] for one in coaches),
                    "name": "、".join(one["name"] for one in coaches),
                    "amount": str(amount),
                }
                if not coaches:
                    team.update(amount="0", decision="refuse", reason="NO_BENEFICIARY")
                rows.append({**base, **team})
    return rows


def bonus_order(row: Row) -> tuple[str, str, int, str, int, str]:
    """Give the place of a row in bonuses.csv."""
    medal = MEDALS.index(row["medal"]) if row["medal"] else len(MEDALS)
    kind = KINDS.index(row["kind"])
    where, skill = row["edition_or_event"], row["skill"]
    return (where, skill, medal, row["entry"], kind, row["beneficiary"])


def bonus_rows(season: Season, ranked: Ranked, titles: list[Row]) -> list[Row]:
    """Decide all bonuses."""
    rows = worldskills_rows(season)
    if season.toml["ruleset"] == "lu-2022-17":
        rows += title_bonuses(titles)
        rows += medal_bonuses(season, ranked)
    return sorted(rows, key=bonus_order)


def grant_rows(season: Season) -> list[Row]:
    """Decide the construction grants of bases."""
    entity = entities(season.tables["organisations"])
    names = {row["code"]: row["name"] for row in season.tables["organisations"]}
    answers = {
        code: value for (event, code), value in season.rulings("base").items() if event == ""
    }
    bases = sorted(
        season.tables["bases"],
        key=lambda row: (
            row["recognised_on"],
            row["organisation"],
            list(GRANTS).index(row["kind"]),
        ),
    )
    granted: set[tuple[str, str]] = set()
    settled = {
        (entity[row["beneficiary"]], row["kind"])
        for row in season.tables["paid"]
        if row["kind"] in GRANTS
    }
    rows = []
    for base in bases:
        code = base["organisation"]
        own = entity[code]
        rises = base["kind"] == "key" and any(
            entity[other["organisation"]] == own
            and other["kind"] == "provincial"
            and other["recognised_on"] < base["recognised_on"]
            for other in bases
        )
        amount = GRANTS[base["kind"]]
        decision, reason = "pay", "RECOGNISED"
        if (own, base["kind"]) in granted:
            amount, decision, reason = 0, "refuse", "SAME_ENTITY"
        elif (own, base["kind"]) in settled:
            amount, decision, reason = 0, "refuse", "ALREADY_PAID"
        elif rises and answers.get(code) != "yes":
            amount, reason = 0, "PROVINCIAL_BEFORE"
            decision = "refuse" if answers.get(code) == "no" else "ruling"
        granted.add((own, base["kind"]))
        row = {
            "organisation": code,
            "name": names[code],
            "kind": base["kind"],
            "recognised_on": base["recognised_on"],
            "amount": str(amount),
            "decision": decision,
            "reason": reason,
        }
        rows.append(row)
    return rows


def birth_date(person: Row) -> str:
    """Give the birth date an ID number of ours or a residence permit has within it."""
    if person.get("id_type") not in ("resident", "hmt_residence"):
        return ""
    digits = person["id_number"][6:14]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def pool_rows(season: Season, ranked: Ranked) -> list[Row]:
    """Decide who enters the training pool."""
    target = season.toml.get("pool", {}).get("target_year")
    rows = []
    for event, entries in ranked:
        kind = event.row["class"]
        if kind not in ("college", "selection"):
            continue
        tags = [tag.strip() for tag in event.row.get("tags", "").split(";")]
        limit = AGE_LIMIT_LONG if "age25" in tags else AGE_LIMIT
        for entry in entries:
            best = entry.rank == 1 or (kind == "college" and entry.medal == "gold")
            if entry.status != "ok" or not best:
                continue
            nobody = {"id_number": "", "name": ""}
            for person in entry.competitors() or [nobody]:
                born = birth_date(person)
                over = bool(target and born) and int(target) - int(born[:4]) > limit
                row = {
                    "event": event.code,
                    "entry": entry.code,
                    "id_number": person["id_number"],
                    "name": person["name"],
                    "birth_date": born,
                    "target_year": str(target or ""),
                    "decision": "refuse" if over else "nominate",
                    "reason": "OVER_AGE" if over else "RANKED",
                }
                rows.append(row)
    return rows


def medal_table(ranked: Ranked) -> list[Row]:
    """Count medals and entries per delegation."""
    counts: dict[str, dict[str, int]] = {}
    for _, entries in ranked:
        for entry in entries:
            if entry.status != "ok":
                continue
            empty = dict.fromkeys([*MEDALS, "entries"], 0)
            count = counts.setdefault(entry.delegation, empty)
            count["entries"] += 1
            if entry.medal:
                count[entry.medal] += 1
    ordered = sorted(
        counts,
        key=lambda name: ([-counts[name][medal] for medal in MEDALS], name),
    )
    rows = []
    for name in ordered:
        row = {"delegation": name}
        row.update({column: str(count) for column, count in counts[name].items()})
        rows.append(row)
    return rows
