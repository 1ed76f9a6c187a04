"""Planted WorldSkills medals, bases and grants."""

from dataclasses import dataclass

from .model import Season
from .people import Registry

EDITION = "WSC2024 Lyon"
EARLIER = "WSC2022 Special Edition"
_KEY, _KEY_PLATE, _COLLEGE = "海岱云舟技师学院", "海岱云舟高级技工学校", "岱青职业技术学院"
_SCHOOL, _UNKNOWN, _LATE = "鲁泽工业技师学院", "微山泊技师学院", "蓬莱海天技师学院"
_FACTORY, _FACTORY_PLATE = "鲁岳云山重工有限公司", "鲁岳云山重工培训中心"
_ROBOTS, _SOFTWARE = "岱岳机器人有限公司", "泉石软件有限公司"
SAME = {_KEY_PLATE: _KEY, _FACTORY: _FACTORY_PLATE}
_AMOUNTS = {
    "gold": (600_000, 1_000_000),
    "silver": (300_000, 600_000),
    "bronze": (200_000, 300_000),
    "excellence": (100_000, 200_000),
}


@dataclass(frozen=True)
class _Medal:
    """An entry with a medal; `players` is (origin, base, sending unit) for each player."""

    case: str
    skill: str
    skill_name: str
    medal: str
    entry: str
    players: tuple[tuple[str, str, str], ...]
    lines: tuple[str, ...]
    team: str = ""
    edition: str = EDITION


def _one(base: str, unit: str, origin: str = "cultivated") -> tuple[tuple[str, str, str], ...]:
    return ((origin, base, unit),)


# A line reads: kind, decision, reason, and the beneficiary where a kind has two.
_PAID = ("base pay RANKED", "sending_unit pay RANKED", "expert_team pay RANKED")
_SAME = ("base pay RANKED", "sending_unit refuse SAME_ENTITY", "expert_team pay RANKED")
_MEDALS = (
    _Medal(
        "single gold, base and unit differ: 3,200,000",
        "10",
        "焊接",
        "gold",
        "CN-10",
        _one(_KEY, _FACTORY),
        _PAID,
        "ET-WELD",
    ),
    _Medal(
        "single gold, one code for base and unit: 2,200,000",
        "06",
        "数控车",
        "gold",
        "CN-06",
        _one(_KEY, _KEY),
        _SAME,
        "ET-CNC",
    ),
    _Medal(
        "one legal entity by same_as",
        "07",
        "数控铣",
        "silver",
        "CN-07",
        _one(_KEY, _KEY_PLATE),
        _SAME,
        "ET-CNC",
    ),
    _Medal(
        "pair, base = unit: 2,800,000",
        "04",
        "机电一体化",
        "gold",
        "CN-04",
        _one(_COLLEGE, _COLLEGE) * 2,
        _SAME,
        "ET-MECH",
    ),
    _Medal(
        "introduced player: only the player is paid",
        "29",
        "美发",
        "bronze",
        "CN-29",
        _one(_COLLEGE, _ROBOTS, "introduced"),
        (
            "base refuse INTRODUCED",
            "sending_unit refuse INTRODUCED",
            "expert_team refuse INTRODUCED",
        ),
        "ET-HAIR",
    ),
    _Medal(
        "pair of one cultivated and one introduced player",
        "23",
        "移动机器人",
        "silver",
        "CN-23",
        (*_one(_SCHOOL, _ROBOTS), *_one(_COLLEGE, _SOFTWARE, "introduced")),
        _PAID,
        "ET-MECH",
    ),
    _Medal(
        "base line paid by an earlier year",
        "33",
        "汽车技术",
        "bronze",
        "CN-33",
        _one(_KEY, _FACTORY),
        ("base refuse ALREADY_PAID", "sending_unit pay RANKED", "expert_team pay RANKED"),
        "ET-AUTO",
        EARLIER,
    ),
    _Medal(
        "pair from two sending units, left open",
        "54",
        "网络安全",
        "gold",
        "CN-54",
        (*_one(_SCHOOL, _SOFTWARE), *_one(_SCHOOL, _FACTORY)),
        (
            "base pay RANKED",
            f"sending_unit ruling TWO_UNITS {_SOFTWARE}",
            f"sending_unit ruling TWO_UNITS {_FACTORY}",
            "expert_team pay RANKED",
        ),
        "ET-NET",
    ),
    _Medal(
        "pair from two bases, a ruling names one",
        "48",
        "工业机械",
        "bronze",
        "CN-48",
        (*_one(_KEY, _ROBOTS), *_one(_COLLEGE, _ROBOTS)),
        (
            f"base pay RANKED {_COLLEGE}",
            f"base refuse TWO_UNITS {_KEY}",
            "sending_unit pay RANKED",
            "expert_team pay RANKED",
        ),
        "ET-IND",
    ),
    _Medal(
        "two golds in one skill, the first",
        "20",
        "砌筑",
        "gold",
        "CN-20-1",
        _one(_SCHOOL, _FACTORY),
        _PAID,
        "ET-BUILD",
    ),
    _Medal(
        "two golds in one skill, the second",
        "20",
        "砌筑",
        "gold",
        "CN-20-2",
        _one(_SCHOOL, _FACTORY),
        _PAID,
        "ET-BUILD",
    ),
    _Medal(
        "base without recognition, left open",
        "34",
        "烹饪（西餐）",
        "excellence",
        "CN-34",
        _one(_UNKNOWN, _SOFTWARE),
        ("base ruling NOT_A_RECOGNISED_BASE", "sending_unit pay RANKED", "expert_team pay RANKED"),
        "ET-FOOD",
    ),
    _Medal(
        "base recognised after the edition, a ruling pays",
        "35",
        "餐厅服务",
        "bronze",
        "CN-35",
        _one(_LATE, _ROBOTS),
        _PAID,
        "ET-FOOD",
    ),
    _Medal(
        "one team behind two medals; no sending unit",
        "39",
        "网络系统管理",
        "silver",
        "CN-39",
        _one(_SCHOOL, ""),
        ("base pay RANKED", "sending_unit refuse NO_BENEFICIARY", "expert_team pay RANKED"),
        "ET-NET",
    ),
)
_TEAMS = {
    "ET-WELD": "焊接项目专家组",
    "ET-CNC": "数控项目专家组",
    "ET-MECH": "机电项目专家组",
    "ET-HAIR": "美发项目专家组",
    "ET-AUTO": "汽车项目专家组",
    "ET-NET": "网络项目专家组",
    "ET-IND": "工业机械项目专家组",
    "ET-BUILD": "建筑项目专家组",
    "ET-FOOD": "餐饮项目专家组",
}


def plant_worldskills(season: Season, registry: Registry) -> None:
    """Medals with every way in which base, unit, team and players are paid or not."""
    listed = set()
    for medal in _MEDALS:
        key = (medal.team, medal.edition, medal.skill)
        if key not in listed:
            listed.add(key)
            season.add(
                "expert_teams",
                team=medal.team,
                name=_TEAMS[medal.team],
                edition=medal.edition,
                skill=medal.skill,
            )
        for origin, base, unit in medal.players:
            person = registry.person((2000, 2003))
            season.add(
                "worldskills",
                edition=medal.edition,
                skill=medal.skill,
                skill_name=medal.skill_name,
                medal=medal.medal,
                entry=medal.entry,
                id_number=person.id_number,
                name=person.name,
                origin=origin,
                base=registry.code(base),
                sending_unit=registry.code(unit) if unit else "",
                expert_team=medal.team,
            )
            _expect_line(season, medal, "player pay RANKED", person.id_number)
        for line in medal.lines:
            name = line.split()[3] if line.count(" ") > 2 else ""  # noqa: PLR2004  # four words name a beneficiary
            _expect_line(season, medal, line, registry.code(name) if name else "")
    season.add(
        "paid",
        edition=EARLIER,
        skill="33",
        entry="CN-33",
        kind="base",
        beneficiary=registry.code(_KEY),
        amount="300000",
        document="鲁人社字〔2023〕77号",
    )
    season.add(
        "rulings",
        kind="two_bases",
        event=f"{EDITION}/48",
        entry="CN-48",
        value=registry.code(_COLLEGE),
        document="省集训工作会议纪要〔2026〕5号",
    )
    season.add(
        "rulings",
        kind="base",
        event=f"{EDITION}/35",
        entry="CN-35",
        value="yes",
        document="省集训工作会议纪要〔2026〕6号",
    )


def _expect_line(season: Season, medal: _Medal, line: str, beneficiary: str) -> None:
    kind, decision, reason = line.split()[:3]
    small, large = _AMOUNTS[medal.medal]
    amount = small if kind in {"player", "expert_team"} else large
    key = {"edition_or_event": medal.edition, "skill": medal.skill, "entry": medal.entry}
    key["kind"] = kind
    if beneficiary:
        key["beneficiary"] = beneficiary
    paid = amount if decision == "pay" else 0
    season.expect(
        medal.case,
        "bonuses.csv",
        "amount, decision, reason",
        f"{paid}, {decision}, {reason}",
        **key,
    )


def plant_bases(season: Season, registry: Registry) -> None:
    """Recognised bases and their construction grants."""
    rows = (
        (_KEY, "key", "2021-06-30", "5000000, pay, RECOGNISED", "a key base"),
        (_SCHOOL, "provincial", "2020-09-10", "2000000, pay, RECOGNISED", "a provincial base"),
        (_LATE, "provincial", "2025-04-01", "2000000, pay, RECOGNISED", "a provincial base"),
        (_FACTORY, "provincial", "2019-05-20", "2000000, pay, RECOGNISED", "named first"),
        (
            _FACTORY_PLATE,
            "provincial",
            "2022-05-20",
            "0, refuse, SAME_ENTITY",
            "the same legal entity named again",
        ),
        (_ROBOTS, "provincial", "2020-01-15", "2000000, pay, RECOGNISED", "later a key base"),
        (
            _ROBOTS,
            "key",
            "2023-08-01",
            "0, ruling, PROVINCIAL_BEFORE",
            "risen from provincial to key, left open",
        ),
        (_COLLEGE, "provincial", "2018-11-02", "2000000, pay, RECOGNISED", "later a key base"),
        (
            _COLLEGE,
            "key",
            "2022-03-18",
            "5000000, pay, RECOGNISED",
            "risen from provincial to key, a ruling pays",
        ),
    )
    for name, kind, day, expected, case in rows:
        code = registry.code(name)
        season.add(
            "bases",
            organisation=code,
            kind=kind,
            recognised_on=day,
            document=f"鲁人社字〔{day[:4]}〕{int(day[5:7]) * 3}号",
        )
        season.expect(
            f"grant: {case}",
            "grants.csv",
            "amount, decision, reason",
            expected,
            organisation=code,
            kind=kind,
        )
    season.add(
        "rulings",
        kind="base",
        event="",
        entry=registry.code(_COLLEGE),
        value="yes",
        document="省集训工作会议纪要〔2026〕7号",
    )
