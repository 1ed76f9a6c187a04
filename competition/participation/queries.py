"""Read the participations that a season was told of."""

from competition.participation.rules import ParticipationReport
from competition.storage.transaction import Transaction


async def reports_of(transaction: Transaction, season: int) -> tuple[ParticipationReport, ...]:
    """Give the participation reports of a season as they were given."""
    rows = await transaction.rows(
        "SELECT period, city, level, stage, participations, reporter, document "
        "FROM participation_report WHERE season = $1 ORDER BY id",
        season,
    )
    return tuple(ParticipationReport(*row) for row in rows)
