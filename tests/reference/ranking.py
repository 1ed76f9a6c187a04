"""From totals to ranks, scales, medals and prizes within each group (season.md, "Ranking")."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.reference.numbers import half_up, mean, middle, rounded_offset, text
from tests.reference.reading import Event, Row, Season
from tests.reference.scoring import Score, module_decimals

DIVISIONS = ["worker", "teacher", "student", "open"]
STATUSES = ["ok", "guest", "absent", "withdrawn", "disqualified"]
MEDALS = ["gold", "silver", "bronze", "excellence"]
PRIZES = ["first", "second", "third"]


@dataclass
class Entry:
    """One entry with everything the ranking says about it."""

    code: str
    division: str
    delegation: str
    status: str
    members: list[Row]
    score: Score
    field_size: int = 0
    rank: int | None = None
    tied: bool = False
    group_rank: int = 0  # the rank before any ruling
    group_size: int = 1  # how many share it on all keys
    ruled: bool = False
    scale: Fraction | None = None
    medal: str = ""
    prize: str = ""
    separated_by: str = ""

    def competitors(self) -> list[Row]:
        """Give the competitors by ID."""
        return [member for member in self.members if member["role"] == "competitor"]

    def order(self) -> tuple[int, int, int, int, str]:
        """Give the place in every list of the event."""
        return (
            DIVISIONS.index(self.division),
            0 if self.rank is not None else 1,
            self.rank or 0,
            STATUSES.index(self.status),
            self.code,
        )

    def mark(self) -> Fraction | None:
        """Give what medals are decided on."""
        return self.scale if self.scale is not None else self.score.total


def sort_key(entry: Entry, keys: list[str]) -> list[tuple[int, Fraction]]:
    """Give the keys so that smaller is better and a missing one is last."""
    result = []
    for key in keys:
        value = entry.score.key(key)
        result.append((1, Fraction(0)) if value is None else (0, -value))
    return result


def rank_group(entries: list[Entry], keys: list[str], ruled: dict[str, int]) -> None:
    """Set rank, tied and separated_by of one group's ok entries and guests."""
    field = [entry for entry in entries if entry.status == "ok"]
    placed = {entry.code: sort_key(entry, keys) for entry in entries}
    for entry in entries:
        guest = entry.status == "guest"
        if not guest and entry.status != "ok":
            continue
        if guest and entry.score.total is None:
            continue
        own = placed[entry.code]
        better = [placed[other.code] for other in field if placed[other.code] < own]
        same = [other for other in field if placed[other.code] == own]
        entry.rank = len(better) + 1
        if better:
            nearest = max(better)
            entry.separated_by = next(
                key for key, one, other in zip(keys, own, nearest, strict=True) if one != other
            )
        if guest:
            continue
        entry.group_rank = entry.rank
        entry.group_size = len(same)
        entry.tied = len(same) > 1
        if entry.code in ruled:
            entry.rank = ruled[entry.code]
            entry.tied = False
            entry.ruled = True
            entry.separated_by = "ruling"


def scale_group(entries: list[Entry], method: str) -> None:
    """Set the scaled mark of the field and, from the field's figures, of its guests."""
    field = [entry.score.total for entry in entries if entry.status == "ok"]
    totals = [total for total in field if total is not None]
    if not totals:
        return
    for entry in entries:
        total = entry.score.total
        if total is None or entry.status not in ("ok", "guest"):
            continue
        if method == "worldskills_700":
            centre = middle(totals)
            spread = middle([abs(one - centre) for one in totals]) * Fraction("1.4826")
            if spread == 0:
                entry.scale = Fraction(700)
            else:
                entry.scale = half_up(700 + 30 * (total - centre) / spread)
        else:
            centre = mean(totals)
            variance = mean([(one - centre) ** 2 for one in totals])
            if variance == 0:
                entry.scale = Fraction(500)
            else:
                distance = total - centre
                sign = -1 if distance < 0 else 1
                entry.scale = rounded_offset(500, sign, 900 * distance**2 / variance)


def medals_2026(marks: list[Fraction]) -> dict[Fraction, str]:
    """Give gold to the highest distinct mark, silver to the second, bronze to the third."""
    distinct = sorted(set(marks), reverse=True)
    return dict(zip(distinct, MEDALS[:3], strict=False))


def medals_2009(marks: list[Fraction]) -> dict[Fraction, str]:
    """Give medals to groups that reach 2 points below their own best."""
    remaining = sorted(marks, reverse=True)
    medals: dict[Fraction, str] = {}

    def take(medal: str) -> list[Fraction]:
        group = [mark for mark in remaining if mark >= remaining[0] - 2]
        del remaining[: len(group)]
        for mark in group:
            medals[mark] = medal
        return group

    def near(group: list[Fraction]) -> bool:
        return group[-1] - remaining[0] <= 2

    if not remaining:
        return medals
    golds = take("gold")
    if not remaining:
        return medals
    if len(golds) == 1:
        silvers = take("silver")
        if remaining and (len(silvers) == 1 or near(silvers)):
            take("bronze")
    elif len(golds) == 2 or near(golds):
        take("bronze")
    return medals


def medal_group(field: list[Entry], setting: dict[str, Any]) -> None:
    """Set the medals of one group's field."""
    marks = {entry.code: entry.mark() or Fraction(0) for entry in field}
    by_mark: dict[Fraction, str] = {}
    if setting["method"] == "worldskills_2026":
        by_mark = medals_2026(list(marks.values()))
    elif setting["method"] == "worldskills_2009":
        by_mark = medals_2009(list(marks.values()))
    floor = setting.get("floor")
    excellence = setting.get("excellence", floor)
    for entry in field:
        mark = marks[entry.code]
        if setting["method"] == "places":
            entry.medal = {1: "gold", 2: "silver", 3: "bronze"}.get(entry.rank or 0, "")
        else:
            entry.medal = by_mark.get(mark, "")
        if floor is not None and mark < Fraction(floor):
            entry.medal = ""
        if entry.medal == "" and excellence is not None and mark >= Fraction(excellence):
            entry.medal = "excellence"


def prize_lines(size: int, setting: dict[str, Any]) -> list[int]:
    """Give the last rank of each prize, from the cumulative share or count."""
    lines = []
    reached = Fraction(0)
    for prize in PRIZES:
        reached += Fraction(str(setting.get(prize, "0")))
        if setting["method"] == "counts":
            lines.append(int(reached))
            continue
        product = size * reached
        rounding = setting.get("rounding", "floor")
        if rounding == "floor":
            lines.append(product.__floor__())
        elif rounding == "ceil":
            lines.append(product.__ceil__())
        else:
            lines.append(int(half_up(product)))
    return lines


def prize_group(field: list[Entry], setting: dict[str, Any]) -> None:
    """Set the prizes of one group's field."""
    size = len(field)
    for entry in field:
        sharing = [other for other in field if other.rank == entry.rank]
        tests: list[tuple[str, list[bool]]] = []
        if setting["method"] == "thresholds":
            for prize in PRIZES:
                if prize in setting:
                    line = Fraction(setting[prize])
                    tests.append((prize, [(entry.score.total or Fraction(0)) >= line]))
        else:
            for prize, last in zip(PRIZES, prize_lines(size, setting), strict=True):
                tests.append((prize, places_inside(sharing, last)))
        if setting.get("excellence") == "half":
            tests.append(("excellence", places_inside(sharing, size // 2)))
        entry.prize = first_prize(tests, setting.get("ties", "all"))


def places_inside(sharing: list[Entry], last: int) -> list[bool]:
    """Say for each of the places a shared rank takes whether it lies within a line."""
    first = sharing[0].rank or 0
    return [first + step <= last for step in range(len(sharing))]


def first_prize(tests: list[tuple[str, list[bool]]], ties: str) -> str:
    """Give the first prize whose line holds the whole group, or what `ties` says across it."""
    for prize, inside in tests:
        if all(inside):
            return prize
        if any(inside) and ties == "all":
            return prize
        if any(inside) and ties == "ruling":
            return "ruling"
    return ""


def rank_event(season: Season, event: Event) -> list[Entry]:
    """Rank one event and give its entries in the order of its result list."""
    entries = []
    for row in event.entries:
        status = row.get("status") or "ok"
        entry = Entry(
            code=row["entry"],
            division=row["division"],
            delegation=row["delegation"],
            status=status,
            members=event.members.get(row["entry"], []),
            score=Score(event, row["entry"], counts=status in ("ok", "guest")),
        )
        entries.append(entry)
    ruled = {
        code: int(value)
        for (where, code), value in season.rulings("tie").items()
        if where == event.code
    }
    if event.toml["rank"]["within"] == "event":
        groups = [entries]
    else:
        groups = [[one for one in entries if one.division == name] for name in DIVISIONS]
    for group in groups:
        field = [entry for entry in group if entry.status == "ok"]
        for entry in group:
            entry.field_size = len(field)
        rank_group(group, event.toml["rank"]["by"], ruled)
        if "scale" in event.toml:
            scale_group(group, event.toml["scale"]["method"])
        if "medals" in event.toml:
            medal_group(field, event.toml["medals"])
        if "prizes" in event.toml:
            prize_group(field, event.toml["prizes"])
    return sorted(entries, key=Entry.order)


def result_row(event: Event, entry: Entry) -> Row:
    """Write one row of results/<event>.csv."""
    scored = entry.status in ("ok", "guest")
    total = entry.score.total if scored else None
    row = {
        "event": event.code,
        "division": entry.division,
        "rank": "" if entry.rank is None else str(entry.rank),
        "tied": "yes" if entry.tied else "no",
        "entry": entry.code,
        "delegation": entry.delegation,
        "status": entry.status,
        "total": text(total, int(event.toml["total"]["decimals"])),
    }
    for module, score in entry.score.modules.items():
        shown = score if scored and total is not None else None
        row[f"module:{module}"] = text(shown, module_decimals(event, module))
    row["scale"] = text(entry.scale, 0)
    row["medal"] = entry.medal
    row["prize"] = entry.prize
    row["separated_by"] = entry.separated_by
    return row
