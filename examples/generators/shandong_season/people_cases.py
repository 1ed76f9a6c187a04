"""Planted cases that hang on a person: promotions, two wins, ages, names and documents."""

from dataclasses import replace
from datetime import date

from . import fields
from .codes import resident_number
from .model import Entry, Person, Season, require
from .people import Registry
from .ranking_cases import results
from .title_cases import TITLE, expect_promotion, expect_title

_LONG = 25


def _rename(entry: Entry, name: str, place: int = 0) -> None:
    member = entry.members[place]
    member.person = replace(member.person, name=name)


def plant_promotions(season: Season, registry: Registry) -> None:
    """Each step of the levels and each reason against it; the same person in two events."""
    _levels(season, registry)
    event = season.events["p1-machine-assembly"]
    entry = event.fields["worker"][0]
    member = entry.members[0]
    registry.set_level(member, "高级工", event.plan.occupation)
    season.add(
        "promotions_before",
        id_number=member.person.id_number,
        promoted_on="2026-03-02",
        document="职业技能等级认定公告〔2026〕5号",
    )
    case = "promoted earlier this year: the title stands"
    expect_promotion(season, event, entry, case, "高级工, , refuse, PROMOTED_THIS_YEAR")
    expect_title(season, event, entry, case, "nominate, RANKED")
    entry = event.fields["worker"][1]
    member = entry.members[0]
    registry.set_level(member, "技师", event.plan.occupation)
    season.add(
        "promotions_before",
        id_number=member.person.id_number,
        promoted_on="2025-11-20",
        document="职业技能等级认定公告〔2025〕31号",
    )
    case = "promoted last year: free again"
    expect_promotion(season, event, entry, case, "技师, 高级技师, nominate, RANKED")
    _double_winners(season, registry)


def _levels(season: Season, registry: Registry) -> None:
    steps = (
        ("p1-electrician", 0, "高级工", "电工", True, "高级工, 技师, nominate, RANKED"),
        ("p1-electrician", 1, "技师", "电工", True, "技师, 高级技师, nominate, RANKED"),
        ("p1-electrician", 2, "高级技师", "电工", True, "高级技师, , refuse, TOP_LEVEL"),
        ("p1-fitter", 0, "特级技师", "钳工", True, "特级技师, , refuse, TOP_LEVEL"),
        ("p1-fitter", 1, "高级工", "钳工", False, "高级工, , refuse, LEVEL_NOT_VERIFIED"),
        ("p1-fitter", 2, "高级工", "焊工", True, "高级工, , refuse, LEVEL_NOT_VERIFIED"),
        ("p1-wastewater", 0, "中级工", "工业废水处理工", True, "中级工, 技师, nominate, RANKED"),
        ("p1-wastewater", 1, "高级工", "", True, "高级工, 技师, nominate, RANKED"),
        ("p1-wastewater", 2, "首席技师", "工业废水处理工", True, "首席技师, , refuse, TOP_LEVEL"),
    )
    for code, place, level, occupation, verified, expected in steps:
        event = season.events[code]
        entry = event.fields["worker"][place]
        registry.set_level(entry.members[0], level, occupation, verified=verified)
        words = "" if verified else ", not verified"
        words += (
            f", certificate as {occupation}"
            if occupation not in {"", event.plan.occupation}
            else ""
        )
        words += "" if occupation else ", certificate without occupation"
        expect_promotion(season, event, entry, f"{level}{words}", expected)
        expect_title(
            season, event, entry, f"{level}{words}: the title is separate", "nominate, RANKED"
        )


def _double_winners(season: Season, registry: Registry) -> None:
    first, second = season.events["p1-welding"], season.events["p1-energy-welding"]
    early, late = first.fields["worker"][0], second.fields["worker"][1]
    registry.set_level(early.members[0], "高级工", "焊工")
    late.members[0] = early.members[0]
    case = "the same person wins two events of one occupation"
    expect_title(season, first, early, case, "nominate, RANKED")
    expect_title(season, second, late, case, "refuse, ALREADY_NOMINATED")
    expect_promotion(season, first, early, case, "高级工, 技师, nominate, RANKED")
    expect_promotion(season, second, late, case, "高级工, , refuse, PROMOTED_THIS_YEAR")
    season.expect(
        "no bonus without nomination",
        "bonuses.csv",
        "rows",
        "0",
        edition_or_event="p1-energy-welding",
        entry=late.code,
        kind="title_holder",
    )
    first, second = season.events["p1-cnc-milling"], season.events["p1-crane"]
    early, other = first.fields["worker"][2], second.fields["worker"][1]
    case = "the same person wins two events of different occupations"
    registry.set_level(early.members[0], "技师", "数控铣工")
    other.members[0] = early.members[0]
    expect_title(season, first, early, case, "nominate, RANKED")
    expect_title(season, second, other, case, "refuse, ALREADY_NOMINATED")
    expect_promotion(season, first, early, case, "技师, 高级技师, nominate, RANKED")
    expect_promotion(season, second, other, case, "技师, , refuse, LEVEL_NOT_VERIFIED")


def plant_pool(season: Season) -> None:
    """Ages against the limit of 22, or 25 with the tag age25, in 2028."""
    cases = (
        ("cc-cnc", "student", date(2006, 12, 31), "22 in 2028", "nominate, RANKED"),
        ("cc-automotive", "student", date(2005, 12, 31), "23 in 2028", "refuse, OVER_AGE"),
        ("cc-network", "student", date(2003, 1, 1), "25 in 2028, age25", "nominate, RANKED"),
        ("se-cloud", "open", date(2002, 12, 30), "26 in 2028, age25", "refuse, OVER_AGE"),
        ("se-hairdressing", "open", date(2003, 6, 1), "25 in 2028, no age25", "refuse, OVER_AGE"),
    )
    for code, division, born, case, expected in cases:
        event = season.events[code]
        entry = event.fields[division][0]
        number = resident_number("370102", born, male=False, second=False)
        member = entry.members[0]
        member.person = Person("resident", number, member.person.name, born)
        season.expect(
            f"pool: {case}",
            "pool.csv",
            "birth_date, target_year, decision, reason",
            f"{born}, 2028, {expected}",
            event=code,
            entry=entry.code,
        )
    event = season.events["cc-hotel"]
    entry = event.fields["student"][0]
    member = entry.members[0]
    member.person = Person("passport", "EX0000001", member.person.name, member.person.born)
    season.expect(
        "pool: a passport tells no birth date, no age is checked",
        "pool.csv",
        "birth_date, decision, reason",
        ", nominate, RANKED",
        event="cc-hotel",
        entry=entry.code,
    )
    event = season.events["cc-cooking"]
    group = event.fields["student"]
    fields.share(event, group[0], group[1])
    season.expect("pool: two share rank 1", "pool.csv", "rows", "2", event="cc-cooking")
    event = season.events["cc-web"]
    group = event.fields["student"]
    fields.part(event, group[0], group[1], "module:C")
    for entry in group[:2]:
        results(season, event, entry, "college: two golds", medal="gold")
    season.expect("pool: college, every gold medal", "pool.csv", "rows", "2", event="cc-web")
    season.expect("pool: a pair brings two people", "pool.csv", "rows", "2", event="cc-robotics")


def plant_names(season: Season) -> None:
    """Rare and awkward names and other documents of identity, on entries that win something."""
    _rename(season.events["p1-cnc-turning"].fields["worker"][0], "陈䶮")
    _rename(season.events["p1-cnc-milling"].fields["worker"][0], "𫖯子昂")
    _rename(season.events["p1-robot-operator"].fields["worker"][0], "林𬭚")
    _rename(season.events["p1-robot-operator"].fields["worker"][0], "𠮷村海", 1)
    _rename(season.events["p1-electrician"].fields["worker"][0], "孟㛃")
    long_name = "古丽巴哈尔·阿卜杜热合曼·买买提依明·斯迪克江亚森"
    require(len(long_name) == _LONG, long_name)
    _rename(season.events["p1-elderly-care"].fields["worker"][0], long_name)
    _rename(season.events["p1-electrician"].fields["worker"][1], "迪丽拜尔·努尔买买提")
    _rename(season.events["p1-welding"].fields["worker"][2], "NA")
    awkward = season.events["p1-welding"].fields["worker"][15]
    _rename(awkward, "<b>=1+1")
    results(season, season.events["p1-welding"], awkward, "a name like a formula", prize="third")
    nominee = season.events["p1-welding"].fields["worker"][2]
    season.expect(
        "the name NA stays a name",
        "titles.csv",
        "name",
        "NA",
        event="p1-welding",
        entry=nominee.code,
    )
    season.expect(
        "a name of 25 characters",
        "titles.csv",
        "name",
        long_name,
        event="p1-elderly-care",
        entry=season.events["p1-elderly-care"].fields["worker"][0].code,
    )
    _papers(season)


def _papers(season: Season) -> None:
    """Give some winners other documents."""
    group = season.events["p1-electrician"].fields["worker"]
    for place, kind, number in (
        (3, "hmt_residence", resident_number("810000", date(1988, 8, 8), male=True, second=False)),
        (4, "foreign_residence", "KOR370000000001"),
        (5, "passport", "EX0000002"),
        (6, "officer", "示例字第000001号"),
    ):
        member = group[place].members[0]
        member.person = replace(member.person, id_type=kind, id_number=number)


def plant_holders(season: Season) -> None:
    """An earlier holder whose ID has a small x here, and a namesake of an earlier holder."""
    born = next(
        born
        for born in (date(1990, 5, day) for day in range(1, 29))
        if resident_number("370202", born, male=True, second=False).endswith("X")
    )
    number = resident_number("370202", born, male=True, second=False)
    event = season.events["p1-crane"]
    entry = event.fields["worker"][0]
    member = entry.members[0]
    member.person = replace(member.person, id_number=number.lower(), born=born)
    other = resident_number("370302", born, male=True, second=False)
    namesake = season.events["p1-wastewater"].fields["worker"][0]
    for name, holder in ((member.person.name, number), (namesake.members[0].person.name, other)):
        season.add(
            "title_holders",
            id_number=holder,
            name=name,
            title=TITLE,
            year="2024",
            document="鲁人社字〔2025〕8号",
        )
    expect_title(season, event, entry, "x and X are one number", "refuse, ALREADY_HELD")
    event = season.events["p1-wastewater"]
    expect_title(season, event, namesake, "namesake of an earlier holder", "nominate, RANKED")
