"""Planted cases of titles: lines, ties across them, divisions, holders, refusals."""

from . import fields
from .model import Entry, Event, Season
from .people import Registry
from .ranking_cases import results

TITLE = "山东省技术能手"
_RULING_DOCUMENT = "大赛组委会裁定〔2026〕3号"


def expect_title(season: Season, event: Event, entry: Entry, case: str, expected: str) -> None:
    """Promise decision and reason of a single competitor's title."""
    key = {"event": event.plan.code, "entry": entry.code}
    season.expect(case, "titles.csv", "decision, reason", expected, **key)


def expect_promotion(season: Season, event: Event, entry: Entry, case: str, expected: str) -> None:
    """Promise decision and reason of a promotion, or both levels before them."""
    columns = "decision, reason"
    if expected.count(",") > 1:
        columns = "from_level, to_level, decision, reason"
    key = {"event": event.plan.code, "entry": entry.code}
    season.expect(case, "promotions.csv", columns, expected, **key)


def _no_rows(season: Season, event: Event, entry: Entry, case: str) -> None:
    for file in ("titles.csv", "promotions.csv"):
        season.expect(case, file, "rows", "0", event=event.plan.code, entry=entry.code)


def plant_titles(season: Season, registry: Registry) -> None:
    """Who is nominated and who is refused, for each reason."""
    _plain_lines(season)
    _ties_at_the_line(season)
    _divisions(season, registry)
    _holders(season)
    event = season.events["p1-uav"]
    group = event.fields["worker"]
    case = "29 entries: too small a field, the prizes stand"
    for entry, prize in zip(group[:3], ("first", "first", "second"), strict=True):
        expect_title(season, event, entry, case, "refuse, FIELD_TOO_SMALL")
        expect_promotion(season, event, entry, case, "refuse, FIELD_TOO_SMALL")
        results(season, event, entry, case, prize=prize)
    event = season.events["p1-chemical-control"]
    group = event.fields["worker"]
    fields.fail_theory(event, group[1], 5950)
    case = "rank 2 failed theory, nobody moves up"
    results(season, event, group[1], case, rank="2", **{"module:theory": "59.50"})
    expect_title(season, event, group[1], case, "refuse, FAILED_MODULE")
    expect_promotion(season, event, group[1], case, "refuse, FAILED_MODULE")
    expect_title(season, event, group[2], case, "nominate, RANKED")
    _no_rows(season, event, group[3], case)
    event = season.events["p1-iot"]
    group = event.fields["worker"]
    out = fields.add_other(event, registry, "disqualified", group[0])
    fields.must_shift(event.plan, out, "practical", 100)
    case = "the best was disqualified: no place, a refused row, ranks count without it"
    results(season, event, out, case, rank="", total="", prize="")
    expect_title(season, event, out, case, "refuse, DISQUALIFIED")
    expect_promotion(season, event, out, case, "refuse, DISQUALIFIED")
    expect_title(season, event, group[0], case, "nominate, RANKED")
    _no_rows(season, event, group[3], case)
    event = season.events["se-cnc-milling"]
    group = event.fields["worker"]
    case = "selection with a title line of its own and 16 entries (15 needed)"
    expect_title(season, event, group[0], case, "nominate, RANKED")
    _no_rows(season, event, group[1], case)
    event = season.events["se-welding"]
    case = "selection with a title line of its own and 12 entries (15 needed)"
    expect_title(season, event, event.fields["worker"][0], case, "refuse, FIELD_TOO_SMALL")


def _plain_lines(season: Season) -> None:
    event = season.events["p1-electrician"]
    group = event.fields["worker"]
    for entry in group[:3]:
        expect_title(season, event, entry, "class 1, 40 workers: ranks 1-3", "nominate, RANKED")
        season.expect(
            "approved by the yearly list",
            "titles.csv",
            "state, document",
            "approved, 鲁人社字〔2027〕12号",
            event=event.plan.code,
            entry=entry.code,
        )
        season.expect(
            "2,000 for each title",
            "bonuses.csv",
            "amount, decision, reason",
            "2000, pay, RANKED",
            edition_or_event=event.plan.code,
            entry=entry.code,
            kind="title_holder",
        )
    _no_rows(season, event, group[3], "class 1: rank 4 is behind the line")
    event = season.events["p2-e-commerce"]
    group = event.fields["worker"]
    expect_title(season, event, group[0], "class 2: rank 1 only", "nominate, RANKED")
    _no_rows(season, event, group[1], "class 2: rank 1 only")
    for code, people in (("p1-robot-operator", 4), ("p1-bim", 4), ("p1-network-security", 3)):
        size = season.events[code].plan.size
        season.expect(
            f"class 1, teams of {size}: {people} people, no coach or leader",
            "titles.csv",
            "rows",
            str(people),
            event=code,
            decision="nominate",
        )
        season.expect("… and nobody else has a row", "titles.csv", "rows", str(people), event=code)
    event = season.events["p2-embroidery"]
    case = "class 2 with 12 entries: too small a field"
    expect_title(season, event, event.fields["worker"][0], case, "refuse, FIELD_TOO_SMALL")


def _ties_at_the_line(season: Season) -> None:
    event = season.events["p1-auto-repair"]
    group = event.fields["worker"]
    fields.share(event, group[2], group[3])
    case = "tie across the title line, left open"
    for entry in group[2:4]:
        results(season, event, entry, case, rank="3", tied="yes")
        expect_title(season, event, entry, case, "ruling, TIE_AT_LINE")
        expect_promotion(season, event, entry, case, "ruling, TIE_AT_LINE")
    expect_title(season, event, group[1], case, "nominate, RANKED")
    event = season.events["p1-ai-trainer"]
    group = event.fields["worker"]
    fields.share(event, group[2], group[3])
    case = "tie across the title line, settled in rulings.csv"
    answers = ("nominate, RANKED", "refuse, TIE_AT_LINE")
    for place, entry, answer in zip((3, 4), group[2:4], answers, strict=True):
        season.add(
            "rulings",
            kind="tie",
            event=event.plan.code,
            entry=entry.code,
            value=str(place),
            document=_RULING_DOCUMENT,
        )
        results(season, event, entry, case, rank=str(place), tied="no", separated_by="ruling")
        expect_title(season, event, entry, case, answer)
    event = season.events["p1-additive"]
    group = event.fields["worker"]
    fields.share(event, group[1], group[2])
    case = "tie inside the title line: both nominated, rank 4 is not"
    for entry in group[1:3]:
        results(season, event, entry, case, rank="2", tied="yes")
        expect_title(season, event, entry, case, "nominate, RANKED")
    results(season, event, group[3], case, rank="4")
    _no_rows(season, event, group[3], case)
    event = season.events["p2-tea"]
    group = event.fields["worker"]
    fields.share(event, group[0], group[1])
    for entry in group[:2]:
        results(season, event, entry, "class 2: two share rank 1", rank="1", tied="yes")
        expect_title(season, event, entry, "class 2: two share rank 1", "ruling, TIE_AT_LINE")


def _divisions(season: Season, registry: Registry) -> None:
    event = season.events["p1-cnc-turning"]
    students, workers = event.fields["student"], event.fields["worker"]
    case = "student division: no title, rank 1 of the workers is another"
    for entry in students[:3]:
        expect_title(season, event, entry, case, "refuse, NOT_A_WORKER")
    expect_title(season, event, workers[0], case, "nominate, RANKED")
    occupation = event.plan.occupation
    registry.set_level(students[0].members[0], "中级工", occupation)
    case = "student of 中级工: promoted to 高级工"
    expect_promotion(season, event, students[0], case, "中级工, 高级工, nominate, RANKED")
    registry.set_level(students[1].members[0], "高级工", occupation)
    expect_promotion(season, event, students[1], "student of 高级工", "高级工, , refuse, TOP_LEVEL")
    member = students[2].members[0]
    member.level = member.level_occupation = member.level_certificate = ""
    member.level_verified = ""
    expect_promotion(season, event, students[2], "no level", ", , refuse, LEVEL_NOT_VERIFIED")
    event = season.events["p1-vision"]
    group = event.fields["event"]
    case = "mixed event: a student on rank 2 keeps the place"
    _make(group, 0, "worker")
    _make(group, 1, "student")
    _make(group, 2, "teacher")
    for place, entry in enumerate(group[:3], 1):
        results(season, event, entry, case, rank=str(place), division=entry.division)
    expect_title(season, event, group[0], case, "nominate, RANKED")
    expect_title(season, event, group[1], case, "refuse, NOT_A_WORKER")
    registry.set_level(group[1].members[0], "中级工", event.plan.occupation)
    expect_promotion(season, event, group[1], case, "中级工, 高级工, nominate, RANKED")
    expect_title(season, event, group[2], case, "nominate, RANKED")
    _no_rows(season, event, group[3], case)
    event = season.events["p1-network-operation"]
    case = "line of its own in event.toml: two workers, one teacher"
    workers, teachers = event.fields["worker"], event.fields["teacher"]
    for entry in (*workers[:2], teachers[0]):
        expect_title(season, event, entry, case, "nominate, RANKED")
    for entry in (workers[2], teachers[1]):
        _no_rows(season, event, entry, case)


def _make(group: list[Entry], place: int, division: str) -> None:
    """Exchange an entry with the nearest one of the wanted division; the marks stay."""
    if group[place].division == division:
        return
    other = next(i for i in range(place + 1, len(group)) if group[i].division == division)
    here, there = group[place], group[other]
    for name in ("marks", "adjustments", "coefficients"):
        mine, theirs = getattr(here, name), getattr(there, name)
        setattr(here, name, theirs)
        setattr(there, name, mine)
    group[place], group[other] = there, here


def _holders(season: Season) -> None:
    event = season.events["p1-elevator"]
    group = event.fields["worker"]
    held = (
        (TITLE, "2023", "refuse, ALREADY_HELD", "holder since 2023 keeps the rank"),
        (TITLE, "2026", "nominate, RANKED", "holder of the season's own year"),
        ("全国技术能手", "2021", "nominate, RANKED", "holder of another title"),
    )
    for entry, (title, year, expected, case) in zip(group, held, strict=False):
        person = entry.members[0].person
        document = f"鲁人社字〔{int(year) + 1}〕8号" if title == TITLE else "人社部发〔2021〕99号"
        season.add(
            "title_holders",
            id_number=person.id_number,
            name=person.name,
            title=title,
            year=year,
            document=document,
        )
        expect_title(season, event, entry, case, expected)
    results(season, event, group[0], "holder since 2023 keeps the rank", rank="1")
    _no_rows(season, event, group[3], "nobody moves up after ALREADY_HELD")
