"""Planted cases of ranking: ties and what parts them, statuses, prizes, scales and medals."""

from . import fields
from .model import Entry, Event, Season, require
from .people import Registry
from .scoring import passes, rank_in, scale_700, total

_CENTRE = 700
_FLOOR = 725
"""Of pc-plumbing, in the catalogue."""


def results(season: Season, event: Event, entry: Entry, case: str, **cells: str) -> None:
    """Promise cells of an entry's row in the result list."""
    columns, values = ", ".join(cells), ", ".join(cells.values())
    season.expect(case, f"results/{event.plan.code}.csv", columns, values, entry=entry.code)


def _parted(season: Season, code: str, division: str, place: int, key: str) -> None:
    """Let `key` of the tie chain part the entries of `place` and the next."""
    event = season.events[code]
    upper, lower = event.fields[division][place - 1 : place + 1]
    fields.part(event, upper, lower, key)
    case = f"equal totals, {key} decides"
    same = str(_points(event, upper))
    results(season, event, upper, case, rank=str(place), tied="no", total=same)
    following = str(place + 1)
    results(season, event, lower, case, rank=following, tied="no", total=same, separated_by=key)


def _points(event: Event, entry: Entry) -> str:
    value = total(event.plan, entry)
    return f"{int(value * 100) // 100}.{int(value * 100) % 100:02d}"


def plant_ties(season: Season) -> None:
    """Each link of the tie chains, and shared places."""
    _parted(season, "p1-cnc-turning", "worker", 2, "module:practical")
    _parted(season, "p1-cnc-milling", "worker", 1, "-aspect:T")
    _parted(season, "p1-crane", "worker", 3, "module:theory")
    _parted(season, "p1-chinese-cooking", "worker", 2, "module:practical")
    _parted(season, "p2-western-pastry", "worker", 1, "aspect:P1")
    _parted(season, "p1-elderly-care", "worker", 3, "module:theory")
    _parted(season, "p2-beauty", "worker", 1, "aspect:P2")
    _parted(season, "p1-robot-operator", "worker", 4, "module:build")
    _parted(season, "p1-bim", "worker", 1, "module:design")
    _parted(season, "cc-robotics", "student", 2, "-aspect:T")
    _parted(season, "se-bricklaying", "open", 3, "criterion:B1")
    event = season.events["p1-fitter"]
    group = event.fields["worker"]
    fields.share(event, *group[6:9])
    for entry in group[6:9]:
        results(season, event, entry, "three share a place", rank="7", tied="yes")
    results(season, event, group[9], "after three at 7 comes 10", rank="10", tied="no")


def plant_statuses(season: Season, registry: Registry) -> None:
    """Guests on top and in the middle, absent and withdrawn entries."""
    event = season.events["p1-refrigeration"]
    group = event.fields["worker"]
    top = fields.add_other(event, registry, "guest", group[0])
    fields.must_shift(event.plan, top, "practical", 100)
    middle = fields.add_other(event, registry, "guest", group[9])
    fields.must_shift(event.plan, middle, "theory", 10)
    case = "guest on top takes no place"
    results(season, event, top, case, status="guest", rank="1", prize="", separated_by="")
    results(season, event, group[0], case, rank="1", tied="no")
    results(season, event, group[1], case, rank="2")
    require(rank_in(event, top, group) == 1, "guest on top")
    season.expect(case, "titles.csv", "rows", "0", event=event.plan.code, entry=top.code)
    case = "guest in the middle"
    require(rank_in(event, middle, group) == 10, case)  # noqa: PLR2004  # the place promised below
    results(season, event, middle, case, rank="10")
    results(season, event, group[9], case, rank="10", tied="no")
    results(season, event, group[10], case, rank="11")
    event = season.events["p1-iot"]
    absent = fields.add_other(event, registry, "absent")
    withdrawn = fields.add_other(event, registry, "withdrawn", event.fields["worker"][12])
    withdrawn.marks.pop("G1")
    for entry in (absent, withdrawn):
        case = f"{entry.status}: no rank, never a score of 0"
        results(season, event, entry, case, status=entry.status, rank="", total="", prize="")


def plant_prizes(season: Season) -> None:
    """Who shares a prize line, under each setting of `ties`; 优胜奖 and rounding."""
    event = season.events["p2-chinese-pastry"]
    group = event.fields["worker"]
    fields.share(event, group[1], group[2])
    case = "tie across the line of first prizes, ties = all"
    for entry in group[1:3]:
        results(season, event, entry, case, rank="2", tied="yes", prize="first")
    results(season, event, group[3], case, rank="4", prize="second")
    event = season.events["p2-hairdressing"]
    group = event.fields["worker"]
    fields.share(event, group[1], group[2])
    case = "tie across the line of first prizes, ties = none"
    for entry in group[1:3]:
        results(season, event, entry, case, rank="2", tied="yes", prize="second")
    event = season.events["p2-logistics"]
    group = event.fields["worker"]
    fields.share(event, group[1], group[2])
    case = "tie across the line of first prizes, ties = ruling"
    for entry in group[1:3]:
        results(season, event, entry, case, rank="2", tied="yes", prize="ruling")
    results(season, event, group[3], case, rank="4", prize="second")
    _prize_lines(season, "p1-electrician", (4, 12, 24), "40 entries, 10/20/30 % floor")
    _prize_lines(season, "p1-cnc-milling", (4, 11, 21), "34 entries, 10/20/30 % ceil")
    lines = (2, 5, 11)
    _prize_lines(season, "p1-elevator", lines, "32 entries, 5/10/20 % half_up", "excellence")
    event = season.events["p1-elevator"]
    group = event.fields["worker"]
    results(season, event, group[15], "优胜奖 ends with the upper half", prize="excellence")
    results(season, event, group[16], "优胜奖 ends with the upper half", prize="")
    event = season.events["p2-ceramics"]
    group = event.fields["worker"]
    grades = [("first", 85), ("second", 75), ("third", 65), ("", 0)]
    for prize, least in grades:
        entry = next(e for e in reversed(group) if total(event.plan, e) >= least)
        results(season, event, entry, f"last with at least {least} points", prize=prize)


def _prize_lines(
    season: Season, code: str, lines: tuple[int, int, int], case: str, after: str = ""
) -> None:
    event = season.events[code]
    group = event.fields["worker"]
    prizes = ("first", "second", "third", after)
    for line, prize, following in zip(lines, prizes, prizes[1:], strict=False):
        results(season, event, group[line - 1], case, rank=str(line), prize=prize)
        results(season, event, group[line], case, rank=str(line + 1), prize=following)


def plant_medals(season: Season) -> None:
    """Medals of both generations and by places, with the money they bring."""
    _two_golds(season)
    _pair_medals(season)
    event = season.events["pc-cabinetmaking"]
    group = event.fields["worker"]
    case = "worldskills_2009: leaders more than 2 points apart"
    for entry, medal in zip(group, ("gold", "silver", "bronze"), strict=False):
        results(season, event, entry, case, medal=medal)
        _medallist(season, event, entry, medal, case)
    results(season, event, group[3], "worldskills_2009: above the floor of 500", medal="excellence")
    results(season, event, group[-1], "worldskills_2009: below the floor", medal="")
    event = season.events["pc-bricklaying"]
    for entry, medal in zip(event.fields["worker"], ("gold", "silver", "bronze", ""), strict=False):
        results(season, event, entry, "medals by places", medal=medal)
    event = season.events["pc-plumbing"]
    group = event.fields["worker"]
    scaled = scale_700(event, group)
    require(scaled[2] < _FLOOR <= scaled[1], scaled)
    case = "bronze below the floor of 725 is taken away, the mark is worth excellence"
    results(season, event, group[2], case, rank="3", scale=str(scaled[2]), medal="excellence")
    _medallist(season, event, group[1], "silver", case)
    season.expect(
        case,
        "bonuses.csv",
        "rows",
        "0",
        edition_or_event="pc-plumbing",
        entry=group[2].code,
        kind="medallist",
    )


def _two_golds(season: Season) -> None:
    event = season.events["pc-web"]
    group = event.fields["worker"]
    fields.part(event, group[0], group[1], "module:C")
    scaled = scale_700(event, group)
    require(scaled[1] > scaled[2] > scaled[3] > _CENTRE, scaled)
    case = "equal marks: two golds, then a silver and a bronze (worldskills_2026)"
    medals = ("gold", "gold", "silver", "bronze", "excellence")
    for place, (entry, medal) in enumerate(zip(group, medals, strict=False), 1):
        scale = str(scaled[place - 1])
        results(season, event, entry, case, rank=str(place), scale=scale, medal=medal)
        if medal != "excellence":
            _medallist(season, event, entry, medal, case)
    cells = {"event": event.plan.code, "entry": group[3].code}
    season.expect(case, "titles.csv", "decision, reason", "nominate, RANKED", **cells)
    cells = {"event": event.plan.code, "entry": group[4].code}
    season.expect("excellence gives no title", "titles.csv", "rows", "0", **cells)


def _pair_medals(season: Season) -> None:
    event = season.events["pc-mechatronics"]
    gold = event.fields["worker"][0]
    case = "medallists of a pair: each the full amount"
    results(season, event, gold, case, medal="gold")
    for member in gold.members[: event.plan.size]:
        season.expect(
            case,
            "bonuses.csv",
            "amount, decision, reason",
            "5000, pay, RANKED",
            edition_or_event=event.plan.code,
            entry=gold.code,
            kind="medallist",
            beneficiary=member.person.id_number,
        )


def _medallist(season: Season, event: Event, entry: Entry, medal: str, case: str) -> None:
    amount = {"gold": "5000", "silver": "3000", "bronze": "2000"}[medal]
    require(passes(event.plan, entry), (event.plan.code, entry.code))
    season.expect(
        case,
        "bonuses.csv",
        "medal, amount, decision, reason",
        f"{medal}, {amount}, pay, RANKED",
        edition_or_event=event.plan.code,
        entry=entry.code,
        kind="medallist",
    )
