"""Titles and promotions (season.md, "Titles and promotions")."""

from dataclasses import dataclass

from tests.reference.ranking import Entry
from tests.reference.reading import Event, Row, Season

TITLE = "山东省技术能手"
DIVISIONS_WITH_TITLE = ["worker", "teacher", "open"]
LEVELS = [
    "学徒工",
    "初级工",
    "中级工",
    "高级工",
    "技师",
    "高级技师",
    "特级技师",
    "首席技师",
]
# Last rank by ruleset and class, for entries of 1, 2, and 3 or more people.
LINES = {
    ("lu-2020-18", "provincial_1"): (3, 3, 3),
    ("lu-2020-18", "provincial_2"): (1, 1, 1),
    ("lu-2022-17", "provincial_1"): (3, 2, 1),
    ("lu-2022-17", "provincial_2"): (1, 1, 1),
}
MEDAL_LINES = [("lu-2022-17", "provincial_comprehensive")]
SMALLEST_FIELDS = {
    ("lu-2022-17", "provincial_1"): 30,
    ("lu-2022-17", "provincial_2"): 30,
    ("lu-2022-17", "selection"): 15,
}
CLASSES_WITH_SMALLEST_FIELD = ["provincial_1", "provincial_2", "selection"]


@dataclass
class Candidate:
    """One competitor a title and a promotion are decided for."""

    event: Event
    entry: Entry
    person: Row
    at_line: str  # "", "ruling" or "refuse"
    small: bool


def rank_line(season: Season, event: Event, division: str) -> int | None:
    """Give the last rank with a title, None where there is none by rank."""
    if division in event.toml.get("titles", {}):
        return int(event.toml["titles"][division])
    lines = LINES.get((season.toml["ruleset"], event.row["class"]))
    if lines is None:
        return None
    return lines[min(int(event.row["entry_size"]), 3) - 1]


def insides(season: Season, event: Event, entry: Entry, group: list[Entry]) -> list[bool] | None:
    """Say for the entry, then for all that shared its rank, who is inside; None without a line."""
    line = rank_line(season, event, entry.division)
    if line is not None:
        places = [entry.group_rank + step for step in range(entry.group_size)]
        return [(entry.rank or 0) <= line, *[place <= line for place in places]]
    if (season.toml["ruleset"], event.row["class"]) in MEDAL_LINES:
        medals = ("gold", "silver", "bronze")
        return [entry.medal in medals, *[other.medal in medals for other in group]]
    return None


def is_small(season: Season, event: Event, entry: Entry) -> bool:
    """Say whether the field is too small for titles and promotions."""
    if event.row["class"] not in CLASSES_WITH_SMALLEST_FIELD:
        return False
    ruleset_has = SMALLEST_FIELDS.get((season.toml["ruleset"], event.row["class"]), 0)
    return entry.field_size < int(season.setting("smallest_field", ruleset_has))


def candidates_of(season: Season, event: Event, entries: list[Entry]) -> list[Candidate]:
    """Give everyone a title row stands for, in order."""
    found = []
    by_division = event.toml["rank"]["within"] == "division"
    for entry in entries:
        if entry.status not in ("ok", "disqualified"):
            continue
        group = [
            other
            for other in entries
            if other.status == "ok"
            and other.group_rank == entry.group_rank
            and (not by_division or other.division == entry.division)
        ]
        inside = insides(season, event, entry, group)
        if inside is None:
            continue
        at_line = ""
        if entry.status == "ok":
            own, *shared = inside
            straddles = any(shared) and not all(shared)
            if not own and not straddles:
                continue
            if straddles and not entry.ruled:
                at_line = "ruling"
            elif straddles and not own:
                at_line = "refuse"
        small = is_small(season, event, entry)
        found += [Candidate(event, entry, person, at_line, small) for person in entry.competitors()]
    return found


def common(candidate: Candidate) -> Row:
    """Write the columns that titles and promotions share."""
    rank = candidate.entry.rank
    return {
        "event": candidate.event.code,
        "division": candidate.entry.division,
        "rank": "" if rank is None else str(rank),
        "entry": candidate.entry.code,
        "id_number": candidate.person["id_number"],
        "name": candidate.person["name"],
    }


def title_rows(season: Season, candidates: list[Candidate]) -> list[Row]:
    """Decide the titles."""
    holders = {
        row["id_number"]
        for row in season.tables["title_holders"]
        if row["title"] == TITLE and int(row["year"]) < season.year()
    }
    divisions = season.setting("title_divisions", DIVISIONS_WITH_TITLE)
    approval = season.toml.get("approval")
    nominated: set[str] = set()
    rows = []
    for one in candidates:
        number = one.person["id_number"]
        decision = "refuse"
        if one.entry.status == "disqualified":
            reason = "DISQUALIFIED"
        elif one.entry.division not in divisions:
            reason = "NOT_A_WORKER"
        elif one.small:
            reason = "FIELD_TOO_SMALL"
        elif one.entry.score.failed():
            reason = "FAILED_MODULE"
        elif one.at_line:
            reason = "TIE_AT_LINE"
            decision = one.at_line
        elif number in holders:
            reason = "ALREADY_HELD"
        elif number in nominated:
            reason = "ALREADY_NOMINATED"
        else:
            reason = "RANKED"
            decision = "nominate"
            nominated.add(number)
        state = ""
        if decision == "nominate":
            state = "nominated" if approval is None else "approved"
        document = approval["document"] if approval and state == "approved" else ""
        row = common(one)
        row.update(decision=decision, reason=reason, state=state, document=document)
        rows.append(row)
    return rows


def next_level(division: str, level: str) -> str:
    """Give the level a promotion leads to, empty at the top."""
    height = LEVELS.index(level)
    if division == "student":
        return "高级工" if height < LEVELS.index("高级工") else ""
    if height <= LEVELS.index("高级工"):
        return "技师"
    return "高级技师" if level == "技师" else ""


def verified(candidate: Candidate) -> bool:
    """Say whether the person's level is there, verified, and of the event's occupation."""
    person = candidate.person
    own = person.get("level_occupation", "")
    asked = candidate.event.row.get("occupation", "")
    if own and asked and own != asked:
        return False
    return bool(person.get("level")) and person.get("level_verified") == "yes"


def promotion_rows(season: Season, candidates: list[Candidate]) -> list[Row]:
    """Decide the promotions."""
    promoted = {
        row["id_number"]
        for row in season.tables["promotions_before"]
        if int(row["promoted_on"][:4]) == season.year()
    }
    rows = []
    for one in candidates:
        number = one.person["id_number"]
        level = one.person.get("level", "")
        decision = "refuse"
        to_level = ""
        if one.entry.status == "disqualified":
            reason = "DISQUALIFIED"
        elif one.small:
            reason = "FIELD_TOO_SMALL"
        elif one.entry.score.failed():
            reason = "FAILED_MODULE"
        elif one.at_line:
            reason = "TIE_AT_LINE"
            decision = one.at_line
        elif not verified(one):
            reason = "LEVEL_NOT_VERIFIED"
        elif not next_level(one.entry.division, level):
            reason = "TOP_LEVEL"
        elif number in promoted:
            reason = "PROMOTED_THIS_YEAR"
        else:
            reason = "RANKED"
            decision = "nominate"
            to_level = next_level(one.entry.division, level)
            promoted.add(number)
        row = common(one)
        row["occupation"] = one.event.row.get("occupation", "")
        row.update(from_level=level, to_level=to_level, decision=decision, reason=reason)
        rows.append(row)
    return rows
