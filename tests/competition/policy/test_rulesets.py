"""Every number of both rulesets, clause by clause, as the documents state it."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from competition.policy.loader import UnknownRulesetError, load_ruleset, ruleset_codes
from competition.policy.rules import Ruleset

RULESETS = Path("competition/policy/rulesets")


def test_both_rulesets_are_there() -> None:
    """The mission's text of 2020 and the trial measures of 2022."""
    assert ruleset_codes() == ("lu-2020-18", "lu-2022-17")


def test_the_2020_document_and_its_day() -> None:
    """鲁人社发〔2020〕18号, in force on 18 December 2020, read in full."""
    rules = load_ruleset("lu-2020-18")
    assert (rules.document, rules.effective_from) == ("鲁人社发〔2020〕18号", date(2020, 12, 18))
    assert rules.status == "verified"


def test_the_2022_document_is_known_from_the_press_only() -> None:
    """鲁人社字〔2022〕17号: the full text was not seen, and the ruleset says so."""
    rules = load_ruleset("lu-2022-17")
    assert (rules.document, rules.status) == ("鲁人社字〔2022〕17号", "from press")


@pytest.mark.parametrize(
    ("code", "event_class", "entry_size", "last_rank"),
    [
        ("lu-2020-18", "provincial_1", 1, 3),
        ("lu-2020-18", "provincial_1", 2, 3),
        ("lu-2020-18", "provincial_1", 5, 3),
        ("lu-2020-18", "provincial_2", 1, 1),
        ("lu-2020-18", "provincial_2", 3, 1),
        ("lu-2022-17", "provincial_1", 1, 3),
        ("lu-2022-17", "provincial_1", 2, 2),
        ("lu-2022-17", "provincial_1", 3, 1),
        ("lu-2022-17", "provincial_1", 6, 1),
        ("lu-2022-17", "provincial_2", 2, 1),
    ],
)
def test_measure_21_title_lines(
    code: str, event_class: str, entry_size: int, last_rank: int
) -> None:
    """省级一类 ranks 1-3, 省级二类 rank 1; from 2022 fewer teams of pairs and trios."""
    line = load_ruleset(code).title_line(event_class)
    assert line is not None
    assert line.last_rank(entry_size) == last_rank


@pytest.mark.parametrize("event_class", ["city", "college", "selection", "national", "worldskills"])
@pytest.mark.parametrize("code", ["lu-2020-18", "lu-2022-17"])
def test_other_classes_give_no_title(code: str, event_class: str) -> None:
    """Only provincial classes do."""
    assert load_ruleset(code).title_line(event_class) is None


def test_the_comprehensive_contest_gives_titles_by_medal_from_2022() -> None:
    """省职业技能大赛 gold, silver and bronze; nothing in 2020."""
    line = load_ruleset("lu-2022-17").title_line("provincial_comprehensive")
    assert line is not None
    assert (line.medals, line.last_rank(1)) == (("gold", "silver", "bronze"), None)
    assert load_ruleset("lu-2020-18").title_line("provincial_comprehensive") is None


@pytest.mark.parametrize("code", ["lu-2020-18", "lu-2022-17"])
def test_titles_go_to_workers_teachers_and_open_entries(code: str) -> None:
    """Full-time students rank and win prizes but get no title."""
    assert load_ruleset(code).titles.title == "山东省技术能手"
    assert load_ruleset(code).titles.divisions == ("worker", "teacher", "open")


def test_the_smallest_field_began_in_2022() -> None:
    """30 entries per event and division, 15 in a WorldSkills selection."""
    assert load_ruleset("lu-2020-18").smallest_field.by_class == {}
    assert load_ruleset("lu-2022-17").smallest_field.by_class == {
        "provincial_1": 30,
        "provincial_2": 30,
        "selection": 15,
    }


@pytest.mark.parametrize(
    ("level", "worker", "student"),
    [
        ("学徒工", "技师", "高级工"),
        ("初级工", "技师", "高级工"),
        ("中级工", "技师", "高级工"),
        ("高级工", "技师", None),
        ("技师", "高级技师", None),
        ("高级技师", None, None),
        ("特级技师", None, None),
        ("首席技师", None, None),
    ],
)
@pytest.mark.parametrize("code", ["lu-2020-18", "lu-2022-17"])
def test_measure_21_promotions(
    code: str, level: str, worker: str | None, student: str | None
) -> None:
    """高级工 or below to 技师, 技师 to 高级技师, then no further; students up to 高级工."""
    promotions = load_ruleset(code).promotions
    assert promotions.target(level, student=False) == worker
    assert promotions.target(level, student=True) == student


@pytest.mark.parametrize("code", ["lu-2020-18", "lu-2022-17"])
def test_measure_21_worldskills_money_in_yuan(code: str) -> None:
    """Base and unit 100/60/30/20 万元, expert team and player 60/30/20/10 万元."""
    money = load_ruleset(code).worldskills
    medals = ("gold", "silver", "bronze", "excellence")
    whole = dict(zip(medals, (1_000_000, 600_000, 300_000, 200_000), strict=True))
    part = dict(zip(medals, (600_000, 300_000, 200_000, 100_000), strict=True))
    assert (money.base, money.sending_unit) == (whole, whole)
    assert (money.expert_team, money.player) == (part, part)


@pytest.mark.parametrize("code", ["lu-2020-18", "lu-2022-17"])
def test_measure_21_base_grants_in_yuan(code: str) -> None:
    """Key base 500 万元, provincial base 200 万元."""
    grants = load_ruleset(code).grants
    assert (grants.key, grants.provincial) == (5_000_000, 2_000_000)


def test_no_money_for_provincial_winners_in_2020() -> None:
    """The 2020 text states none."""
    rules = load_ruleset("lu-2020-18")
    assert rules.title_bonus is None
    assert rules.medallists == ()


def test_money_for_provincial_and_national_winners_from_2022() -> None:
    """2,000 a title holder; 5/3/2 thousand; China Skills 10/6/4 万元 with coaches; 5/2/1 万元."""
    rules = load_ruleset("lu-2022-17")
    assert rules.title_bonus is not None
    assert rules.title_bonus.amount == 2000
    comprehensive = rules.medallist_rules("provincial_comprehensive")
    china_skills = rules.medallist_rules("china_skills")
    national = rules.medallist_rules("national_1")
    assert comprehensive is not None
    assert comprehensive.by_medal == {"gold": 5000, "silver": 3000, "bronze": 2000}
    assert not comprehensive.coach_team
    assert china_skills is not None
    assert china_skills.by_medal == {"gold": 100_000, "silver": 60_000, "bronze": 40_000}
    assert china_skills.coach_team
    assert national is not None
    assert national.by_rank == (50_000, 20_000, 10_000)


@pytest.mark.parametrize("code", ["lu-2020-18", "lu-2022-17"])
def test_measure_19_pool_and_its_age(code: str) -> None:
    """Rank 1 of college and selection, college gold too; at most 22, some skills 25."""
    pool = load_ruleset(code).pool
    assert (pool.max_age, pool.raised_age_tag, pool.raised_max_age) == (22, "age25", 25)
    assert {item.event_class: item.medals for item in pool.classes} == {
        "college": ("gold",),
        "selection": (),
    }


@pytest.mark.parametrize("code", ["lu-2020-18", "lu-2022-17"])
def test_measure_20_targets(code: str) -> None:
    """60 key events a year, ten million participations in three years."""
    plan = load_ruleset(code).plan
    assert (plan.events_a_year, plan.participations, plan.participation_years) == (
        60,
        10_000_000,
        3,
    )


@pytest.mark.parametrize("code", ["lu-2020-18", "lu-2022-17"])
def test_every_rule_names_its_clause(code: str) -> None:
    """An official can look up each decision."""
    rules = load_ruleset(code)
    clauses = [
        rules.titles.clause,
        rules.promotions.clause,
        rules.worldskills.clause,
        rules.grants.clause,
        rules.pool.clause,
        rules.plan.events_clause,
        rules.plan.rural_clause,
        *(item.clause for item in rules.medallists),
    ]
    assert all(clauses)


def test_a_third_ruleset_is_a_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A regulation with another title line loads without touching code."""
    for file in RULESETS.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (RULESETS / "lu-2020-18.toml").read_text(encoding="utf-8")
    text = text.replace('"lu-2020-18"', '"lu-2030-1"').replace("= [3]", "= [5]")
    (tmp_path / "lu-2030-1.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("competition.policy.loader._FOLDER", tmp_path)
    line = load_ruleset("lu-2030-1").title_line("provincial_1")
    assert line is not None
    assert line.last_rank(1) == 5
    load_ruleset.cache_clear()


def test_an_unknown_ruleset_is_refused_by_name() -> None:
    """The error names what was asked for."""
    with pytest.raises(UnknownRulesetError, match="lu-1999-1"):
        load_ruleset("lu-1999-1")


@pytest.mark.parametrize("file", sorted(RULESETS.glob("*.toml")), ids=lambda file: file.stem)
def test_a_misspelt_key_is_refused(file: Path) -> None:
    """A ruleset with a key that nobody reads must not load silently."""
    text = file.read_text(encoding="utf-8").replace("effective_from", "efective_from")
    with pytest.raises(msgspec.ValidationError):
        msgspec.toml.decode(text.encode(), type=Ruleset)
