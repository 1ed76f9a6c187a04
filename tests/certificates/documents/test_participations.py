"""参赛人次统计: the sums of the reports, by city and level, in workbook and paper."""

from datetime import date

from certificates.documents.facts import Facts
from certificates.documents.participations import participation_statistics
from certificates.documents.sheet import plain
from competition.participation.rules import ParticipationReport
from competition.policy.loader import load_ruleset

REPORTS = [
    ParticipationReport("2024-Q1", "370100", "city", "final", 4_000_000, "济南", ""),
    ParticipationReport("2025", "370100", "school", "final", 3_500_000, "济南", ""),
    ParticipationReport("2026-05", "370200", "city", "final", 2_500_001, "青岛", ""),
    ParticipationReport("2026-06", "", "city", "final", 7, "某企业", ""),
    ParticipationReport("2023", "370200", "city", "final", 999, "青岛", ""),
]


def test_statistics_add_up_by_city_year_and_level() -> None:
    """Rows by size, totals below; the three years to 2026 reach the target by eight."""
    facts = Facts(
        title="年度",
        year=2026,
        made_on=date(2027, 1, 1),
        ruleset=load_ruleset("lu-2020-18"),
        results=(),
        organisations=(),
    )
    cities, levels = participation_statistics(facts, REPORTS).sections
    assert cities.subtitle == "2024—2026年累计10,000,008人次，目标10,000,000人次，已达到"
    assert [field.title for field in cities.fields] == [
        "序号", "市", "2023年", "2024年", "2025年", "2026年", "合计",
    ]  # fmt: skip
    assert [[plain(cell) for cell in row] for row in cities.rows] == [
        ["1", "济南", "0", "4,000,000", "3,500,000", "0", "7,500,000"],
        ["2", "青岛", "999", "0", "0", "2,500,001", "2,501,000"],
        ["3", "未注明", "0", "0", "0", "7", "7"],
    ]
    closing = ["", "合计", "999", "4,000,000", "3,500,000", "2,500,008", "10,001,007"]
    assert [plain(cell) for cell in cities.closing] == closing
    assert [plain(cell) for cell in levels.closing] == closing
    assert [[plain(cell) for cell in row][1] for row in levels.rows] == ["city", "school"]
