"""Worked cases: bonuses and grants, each with its exact sum."""

import pytest

from tests.reference.small import DOCUMENT, Engine, Small, person

LINE = ("amount", "decision", "reason")
PAID_1_000_000 = ("1000000", "pay", "RANKED")


def single(ruleset: str, *, same: bool = False, **rulings: str) -> tuple[Small, str, str]:
    """Give a season with a base, a unit (by `same_as` one entity) and a team; no player yet."""
    season = Small(ruleset, **rulings)
    base = season.organisation(1, "集训基地")
    unit = season.organisation(2, "选送单位", **({"same_as": base} if same else {}))
    season.base(base)
    season.team("T")
    return season, base, unit


def test_gold_with_base_and_unit_apart(engine: Engine, ruleset: str) -> None:
    """600,000 + 1,000,000 + 1,000,000 + 600,000 = 3,200,000; the sheet is the sum of its rows."""
    season, base, unit = single(ruleset)
    season.player(1, base=base, sending_unit=unit, expert_team="T")
    outcome = engine(season)
    assert outcome.rows("bonuses", "skill", "medal", "kind", "beneficiary", "name", "amount") == [
        ("17", "gold", "player", person(1), "选手1", "600000"),
        ("17", "gold", "base", base, "集训基地", "1000000"),
        ("17", "gold", "sending_unit", unit, "选送单位", "1000000"),
        ("17", "gold", "expert_team", "T", "团队T", "600000"),
    ]
    assert outcome.paid() == 3_200_000


@pytest.mark.parametrize("same_as", [False, True], ids=["by code", "by same_as"])
def test_gold_with_base_and_unit_one_entity(engine: Engine, ruleset: str, *, same_as: bool) -> None:
    """2,200,000 and a refused row SAME_ENTITY."""
    season, base, unit = single(ruleset, same=same_as)
    season.player(1, base=base, sending_unit=unit if same_as else base, expert_team="T")
    outcome = engine(season)
    assert outcome.bonus("base", *LINE) == [PAID_1_000_000]
    assert outcome.bonus("sending_unit", *LINE) == [("0", "refuse", "SAME_ENTITY")]
    assert outcome.paid() == 2_200_000


@pytest.mark.parametrize(
    ("pair", "players", "paid"),
    [("each", ["600000", "600000"], 2_800_000), ("shared", ["300000", "300000"], 2_200_000)],
)
def test_a_pair_with_gold(
    engine: Engine, ruleset: str, pair: str, players: list[str], paid: int
) -> None:
    """Base = unit: each 2,800,000, shared 2,200,000."""
    season, base, _ = single(ruleset, pair=pair)
    for serial in (1, 2):
        season.player(serial, base=base, sending_unit=base, expert_team="T")
    outcome = engine(season)
    assert [amount for (amount,) in outcome.bonus("player", "amount")] == players
    assert outcome.paid() == paid


def test_shared_by_three_leaves_the_remainder_to_the_smallest_id(
    engine: Engine, ruleset: str
) -> None:
    """200,000 by three is 66,668 + 66,666 + 66,666."""
    season = Small(ruleset, pair="shared")
    for serial in (3, 1, 2):
        season.player(serial, "bronze")
    assert engine(season).bonus("player", "beneficiary", "amount") == [
        (person(1), "66668"),
        (person(2), "66666"),
        (person(3), "66666"),
    ]


def test_two_golds_in_one_skill(engine: Engine, ruleset: str) -> None:
    """Medals are input: both are paid as gold, though for one team."""
    season, base, unit = single(ruleset)
    for serial, entry in ((1, "A"), (2, "B")):
        season.player(serial, base=base, sending_unit=unit, expert_team="T", entry=entry)
    assert engine(season).paid() == 6_400_000


def test_an_introduced_player(engine: Engine, ruleset: str) -> None:
    """The player line only; the others refused INTRODUCED without a beneficiary."""
    season, base, unit = single(ruleset)
    season.player(1, origin="introduced", base=base, sending_unit=unit, expert_team="T")
    assert engine(season).rows("bonuses", "kind", "beneficiary", "name", *LINE) == [
        ("player", person(1), "选手1", "600000", "pay", "RANKED"),
        ("base", "", "", "0", "refuse", "INTRODUCED"),
        ("sending_unit", "", "", "0", "refuse", "INTRODUCED"),
        ("expert_team", "", "", "0", "refuse", "INTRODUCED"),
    ]


@pytest.mark.parametrize(
    ("repeat", "second"),
    [
        ("per_medal", ("300000", "pay", "RANKED")),
        ("highest_per_edition", ("0", "refuse", "PAID_THIS_EDITION")),
    ],
)
def test_one_base_behind_two_medals(
    engine: Engine, ruleset: str, repeat: str, second: tuple[str, str, str]
) -> None:
    """Twice per medal; once per edition the highest medal first, whatever the skill's code."""
    season, base, _ = single(ruleset, repeat=repeat)
    season.player(1, "bronze", skill="03", base=base)
    season.player(2, "gold", skill="17", base=base)
    assert engine(season).bonus("base", "skill", *LINE) == [
        ("03", *second),
        ("17", *PAID_1_000_000),
    ]


def test_one_team_behind_two_medals(engine: Engine, ruleset: str) -> None:
    """Paid once per medal."""
    season = Small(ruleset)
    season.team("T")
    season.player(1, expert_team="T", entry="A")
    season.player(2, "silver", expert_team="T", entry="B")
    assert engine(season).bonus("expert_team", "entry", "amount") == [
        ("A", "600000"),
        ("B", "300000"),
    ]


def test_two_sending_units_in_one_pair(engine: Engine, ruleset: str) -> None:
    """A row each, ruling TWO_UNITS; a ruling pays the named one."""
    season, base, unit = single(ruleset)
    other = season.organisation(3, "另一单位")
    season.player(1, base=base, sending_unit=other)
    season.player(2, base=base, sending_unit=unit)
    first, second = sorted([unit, other])
    assert engine(season).bonus("sending_unit", "beneficiary", *LINE) == [
        (first, "0", "ruling", "TWO_UNITS"),
        (second, "0", "ruling", "TWO_UNITS"),
    ]
    season.ruling("two_units", "2026/17", "CN", second)
    assert engine(season).bonus("sending_unit", "beneficiary", *LINE) == [
        (first, "0", "refuse", "TWO_UNITS"),
        (second, *PAID_1_000_000),
    ]


def test_a_ruling_on_two_teams_leaves_two_units_open(engine: Engine, ruleset: str) -> None:
    """It answers for the kinds of beneficiary that it names somebody of, and for no other."""
    season = Small(ruleset)
    units = [season.organisation(1, "甲单位"), season.organisation(2, "乙单位")]
    for serial, team in ((1, "T1"), (2, "T2")):
        season.team(team)
        season.player(serial, sending_unit=units[serial - 1], expert_team=team)
    season.ruling("two_units", "2026/17", "CN", "T1")
    outcome = engine(season)
    assert outcome.bonus("sending_unit", *LINE) == [("0", "ruling", "TWO_UNITS")] * 2
    assert outcome.bonus("expert_team", "beneficiary", *LINE) == [
        ("T1", "600000", "pay", "RANKED"),
        ("T2", "0", "refuse", "TWO_UNITS"),
    ]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("", ("0", "ruling", "NOT_A_RECOGNISED_BASE")),
        ("yes", PAID_1_000_000),
        ("no", ("0", "refuse", "NOT_A_RECOGNISED_BASE")),
    ],
)
def test_a_base_not_recognised(
    engine: Engine, ruleset: str, answer: str, line: tuple[str, str, str]
) -> None:
    """Recognised only after the edition's year: ruling, until one says yes or no."""
    season = Small(ruleset)
    base = season.organisation(1, "集训基地")
    season.base(base, "2027-01-01")
    season.player(1, base=base)
    if answer:
        season.ruling("base", "2026/17", "CN", answer)
    assert engine(season).bonus("base", *LINE) == [line]


def test_a_base_recognised_within_the_year(engine: Engine, ruleset: str) -> None:
    """The last day of the edition's year is in time."""
    season = Small(ruleset)
    base = season.organisation(1, "集训基地")
    season.base(base, "2026-12-31", "key")
    season.player(1, base=base)
    assert engine(season).bonus("base", *LINE) == [PAID_1_000_000]


@pytest.mark.parametrize("kind", ["player", "base", "sending_unit", "expert_team"])
def test_a_line_paid_before(engine: Engine, ruleset: str, kind: str) -> None:
    """A line in paid.csv is ALREADY_PAID, the others are not."""
    season, base, unit = single(ruleset)
    season.player(1, base=base, sending_unit=unit, expert_team="T")
    named = {"player": person(1), "base": base, "sending_unit": unit, "expert_team": "T"}
    row = {"edition": "2026", "skill": "17", "entry": "CN", "kind": kind, "amount": "1"}
    season.files.rows("paid").append({**row, "beneficiary": named[kind], "document": DOCUMENT})
    outcome = engine(season)
    assert outcome.bonus(kind, *LINE) == [("0", "refuse", "ALREADY_PAID")]
    reasons = [reason for (reason,) in outcome.rows("bonuses", "reason")]
    assert sorted(reasons) == ["ALREADY_PAID", "RANKED", "RANKED", "RANKED"]


def test_a_pair_of_one_cultivated_and_one_introduced_player(engine: Engine, ruleset: str) -> None:
    """Both player lines; base and unit from the cultivated one."""
    season, base, unit = single(ruleset)
    other = season.organisation(3, "外省单位")
    season.player(1, origin="introduced", base=other, sending_unit=other)
    season.player(2, base=base, sending_unit=unit)
    assert engine(season).rows("bonuses", "kind", "beneficiary", *LINE) == [
        ("player", person(1), "600000", "pay", "RANKED"),
        ("player", person(2), "600000", "pay", "RANKED"),
        ("base", base, *PAID_1_000_000),
        ("sending_unit", unit, *PAID_1_000_000),
        ("expert_team", "", "0", "refuse", "NO_BENEFICIARY"),
    ]


def test_a_provincial_base_named_twice(engine: Engine, ruleset: str) -> None:
    """One grant, the other SAME_ENTITY."""
    season, base, unit = single(ruleset, same=True)
    season.base(unit, "2025-06-01")
    assert engine(season).rows("grants", "organisation", "recognised_on", *LINE) == [
        (base, "2024-01-09", "2000000", "pay", "RECOGNISED"),
        (unit, "2025-06-01", "0", "refuse", "SAME_ENTITY"),
    ]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("", ("0", "ruling", "PROVINCIAL_BEFORE")),
        ("yes", ("5000000", "pay", "RECOGNISED")),
        ("no", ("0", "refuse", "PROVINCIAL_BEFORE")),
    ],
)
def test_a_base_that_rises(
    engine: Engine, ruleset: str, answer: str, line: tuple[str, str, str]
) -> None:
    """From provincial to key: a ruling decides."""
    season, base, _ = single(ruleset)
    season.base(base, "2026-06-01", "key")
    if answer:
        season.ruling("base", "", base, answer)
    assert engine(season).rows("grants", "kind", *LINE) == [
        ("provincial", "2000000", "pay", "RECOGNISED"),
        ("key", *line),
    ]


def test_provincial_winners_lu_2022(engine: Engine) -> None:
    """2,000 per title holder; 5,000/3,000/2,000 in the comprehensive contest."""
    season = Small("lu-2022-17")
    event = season.event("provincial_comprehensive", medals={"method": "places"})
    event.entries("90", "80", "70", "60")
    outcome = engine(season)
    assert outcome.bonus("title_holder", "entry", "medal", "amount") == [
        ("01", "", "2000"),
        ("02", "", "2000"),
        ("03", "", "2000"),
    ]
    assert outcome.bonus("medallist", "entry", "medal", "amount") == [
        ("01", "gold", "5000"),
        ("02", "silver", "3000"),
        ("03", "bronze", "2000"),
    ]


def test_china_skills_and_its_coaches_lu_2022(engine: Engine) -> None:
    """100,000/60,000/40,000, and the same once for the coaches together."""
    season = Small("lu-2022-17")
    event = season.event("china_skills", medals={"method": "places"}).entries("90", "80", "70")
    event.member("01", 802, "coach").member("01", 801, "coach").member("02", 803, "coach")
    outcome = engine(season)
    assert [row[0] for row in outcome.bonus("medallist", "amount")] == ["100000", "60000", "40000"]
    assert outcome.bonus("coach_team", "entry", "beneficiary", "name", *LINE) == [
        ("01", f"{person(801)};{person(802)}", "选手801、选手802", "100000", "pay", "RANKED"),
        ("02", person(803), "选手803", "60000", "pay", "RANKED"),
        ("03", "", "", "0", "refuse", "NO_BENEFICIARY"),
    ]


def test_national_class_1_by_rank_lu_2022(engine: Engine) -> None:
    """50,000/20,000/10,000 for every entry of such a rank, tied or not; the medal stays empty."""
    season = Small("lu-2022-17")
    season.event("national_1").entries("90", "80", "80", "70")
    assert engine(season).bonus("medallist", "entry", "medal", "amount") == [
        ("01", "", "50000"),
        ("02", "", "20000"),
        ("03", "", "20000"),
    ]


def test_lu_2020_pays_no_provincial_winner(engine: Engine) -> None:
    """Only WorldSkills money under the document of 2020."""
    season = Small("lu-2020-18")
    season.event("provincial_1", "A").entries("90", "80")
    season.event("china_skills", "B", medals={"method": "places"}).entries("90", "80")
    assert engine(season).files["bonuses.csv"] == []


def test_a_grant_paid_before_is_not_paid_again(engine: Engine, ruleset: str) -> None:
    """paid.csv names the base kind and the organisation; another name plate is the same entity."""
    season = Small(ruleset)
    first = season.organisation(1, "基地")
    second = season.organisation(2, "基地分校", same_as=first)
    season.base(first, "2019-05-01")
    season.files.rows("paid").append(
        {
            "edition": "",
            "skill": "",
            "entry": "",
            "kind": "provincial",
            "beneficiary": second,
            "amount": "2000000",
            "document": DOCUMENT,
        }
    )
    outcome = engine(season)
    assert outcome.rows("grants", "organisation", "amount", "decision", "reason") == [
        (first, "0", "refuse", "ALREADY_PAID")
    ]
