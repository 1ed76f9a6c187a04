"""Participations (人次): what cities and units report, and the rolling counter over it."""

from collections.abc import Iterable

import msgspec


class ParticipationReport(msgspec.Struct, frozen=True, gc=False):
    """One reported number of participations; `period` begins with its year (YYYY…)."""

    period: str
    city: str
    level: str
    stage: str
    count: int
    reporter: str
    document: str

    @property
    def year(self) -> int:
        """The year that the period begins with."""
        return int(self.period[:4])


def rolling_sum(reports: Iterable[ParticipationReport], last_year: int, years: int) -> int:
    """Add the participations of the `years` years up to and with `last_year` (measure 20)."""
    first_year = last_year - years + 1
    return sum(report.count for report in reports if first_year <= report.year <= last_year)
