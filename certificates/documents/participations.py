"""参赛人次统计: participations by city and by level, year by year, against the rolling target."""

from collections.abc import Iterable, Sequence

from certificates.documents.facts import Facts
from certificates.documents.sheet import Cell, Document, Field, Number, Section
from competition.participation.rules import ParticipationReport, rolling_sum
from competition.plan.rules import CITIES

_ELSEWHERE = "未注明"


def participation_statistics(facts: Facts, reports: Iterable[ParticipationReport]) -> Document:
    """Lay out the statistics of measure 20: a section by city, another by level."""
    reports = list(reports)
    plan = facts.ruleset.plan
    total = rolling_sum(reports, facts.year, plan.participation_years)
    first = facts.year - plan.participation_years + 1
    reached = "已达到" if total >= plan.participations else "未达到"
    target = f"目标{plan.participations:,}人次，{reached}"
    subtitle = f"{first}—{facts.year}年累计{total:,}人次，{target}"
    cities = [(CITIES.get(report.city, report.city) or _ELSEWHERE, report) for report in reports]
    levels = [(report.level or _ELSEWHERE, report) for report in reports]
    title = f"{facts.year}年度职业技能竞赛参赛人次统计表"
    return Document(
        (
            _section("按市统计", "", title, subtitle, "市", cities),
            _section("按级别统计", "-levels", f"{title}（按级别）", subtitle, "级别", levels),
        ),
        facts.title,
        facts.made_on,
        public=True,
    )


def _section(  # noqa: PLR0913, PLR0917 - the texts of a section and what it counts
    name: str,
    suffix: str,
    title: str,
    subtitle: str,
    group: str,
    reports: Sequence[tuple[str, ParticipationReport]],
) -> Section:
    # Half a second and 60 MB: only who asks for these statistics pays for it.
    import pandas as pd  # noqa: PLC0415

    rows = [(label, report.year, report.count) for label, report in reports]
    frame = pd.DataFrame(rows, columns=["group", "year", "count"]).astype({"count": "int64"})
    table = frame.pivot_table(
        index="group", columns="year", values="count", aggfunc="sum", fill_value=0
    ).astype("int64")
    years = [int(year) for year in table.columns]
    sums = table.sum(axis="columns")
    order = sorted(table.index, key=lambda label: (-int(sums[label]), label))
    body: list[tuple[Cell, ...]] = [
        (
            Number(count),
            label,
            *(Number(int(table.loc[label, year]), grouped=True) for year in years),
            Number(int(sums[label]), grouped=True),
        )
        for count, label in enumerate(order, 1)
    ]
    closing: tuple[Cell, ...] = (
        "",
        "合计",
        *(Number(int(table[year].sum()), grouped=True) for year in years),
        Number(int(sums.sum()), grouped=True),
    )
    fields = (
        Field("序号", 40, "center"),
        Field(group, 120),
        *(Field(f"{year}年", 90, "right") for year in years),
        Field("合计", 100, "right"),
    )
    return Section(name, suffix, title, subtitle, fields, tuple(body), closing, landscape=False)
