"""Write participation reports: a piece of one transaction, its audit record by the caller."""

from collections.abc import Iterable

from competition.participation.rules import ParticipationReport
from competition.storage.transaction import Transaction


async def add_reports(
    transaction: Transaction, season: int, reports: Iterable[ParticipationReport]
) -> None:
    """Add the participation reports of a season."""
    await transaction.insert(
        "participation_report",
        ("season", "period", "city", "level", "stage", "participations", "reporter", "document"),
        (
            (
                season,
                one.period,
                one.city,
                one.level,
                one.stage,
                one.count,
                one.reporter,
                one.document,
            )
            for one in reports
        ),
    )
