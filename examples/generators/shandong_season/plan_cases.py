"""Participation reports, and what the yearly plan counts."""

from random import Random

from .model import Season, require
from .people import CITIES

_EVENTS = 60
_PARTICIPATIONS = 10_000_000


def report_participations(season: Season, rng: Random) -> None:
    """Participation reports over 2024-2026, somewhat above ten million together."""
    for year in ("2024", "2025", "2026"):
        document = f"{year}年度职业技能竞赛统计报表"
        for city, name in CITIES.items():
            reporter = f"{name}市人力资源和社会保障局"
            for level, stage, low, high in (
                ("企业", "岗位练兵", 120_000, 150_000),
                ("县级", "初赛", 55_000, 75_000),
                ("市级", "决赛", 14_000, 22_000),
            ):
                season.add(
                    "participations",
                    period=year,
                    city=city,
                    level=level,
                    stage=stage,
                    count=str(rng.randint(low, high)),
                    reporter=reporter,
                    document=document,
                )
        season.add(
            "participations",
            period=year,
            city="",
            level="省级",
            stage="决赛",
            count=str(rng.randint(1800, 2300)),
            reporter="山东省职业技能竞赛组委会办公室",
            document=document,
        )


def expect_plan(season: Season) -> None:
    """Promise what the yearly plan counts: events, participations, the rural series."""
    plans = [event.plan for event in season.events.values()]
    counted = sum(plan.class_.startswith("provincial") for plan in plans)
    people = sum(int(row["count"]) for row in season.tables["participations"])
    require(people > _PARTICIPATIONS, people)
    values = "target, actual"
    case = "plan: 60 provincial events a year, not reached"
    season.expect(case, "plan.csv", values, f"{_EVENTS}, {counted}", measure="20", key="events")
    season.expect(
        "plan: ten million participations in three years, reached",
        "plan.csv",
        values,
        f"{_PARTICIPATIONS}, {people}",
        measure="20",
        key="participations",
    )
    for tag in ("乡村振兴", "乡土人才", "传统技艺"):
        tagged = str(sum(tag in plan.tags.split(";") for plan in plans))
        season.expect(f"plan: events of {tag}", "plan.csv", "actual", tagged, measure="22", key=tag)
