"""Write award decisions in the place of earlier ones: pieces of one transaction."""

from collections.abc import Iterable, Sequence

from competition.people.encryption import with_sealed_ids
from competition.registration.queries import EntryKey
from competition.storage.references import Ids
from competition.storage.transaction import Transaction
from judging.awards.rules.decisions import (
    BonusLine,
    GrantLine,
    PoolDecision,
    PromotionDecision,
    TitleDecision,
)


class Targets:
    """Where decisions of a season point to: the ids of events, entries and organisations."""

    def __init__(
        self, season: int, events: Ids[str], entries: Ids[EntryKey], organisations: Ids[str]
    ) -> None:
        """Keep the ids."""
        self.season = season
        self.organisations = organisations
        self.events = events
        self.entries = entries

    def entry(self, event: str, entry: str) -> int:
        """Give the id of an entry."""
        return self.entries[self.events[event], entry]


async def replace_titles(
    transaction: Transaction, to: Targets, titles: Iterable[TitleDecision]
) -> None:
    """Put title decisions in the place of earlier ones."""
    await transaction.execute("DELETE FROM title_decision WHERE season = $1", to.season)
    await transaction.insert(
        "title_decision",
        (
            "season",
            "position",
            "entry",
            "division",
            "rank",
            "id_number",
            "id_hash",
            "name",
            "decision",
            "reason",
            "state",
            "document",
            "clause",
            "explanation",
        ),
        (
            (
                to.season,
                position,
                to.entry(one.event, one.entry),
                one.division.value,
                one.rank,
                text,
                found_by,
                one.name,
                one.decision.value,
                one.reason.value,
                str(one.state),
                one.document,
                one.clause,
                one.explanation,
            )
            for position, (text, found_by, one) in enumerate(
                with_sealed_ids(transaction.keys, ((one.id_number, one) for one in titles))
            )
        ),
    )


async def replace_promotions(
    transaction: Transaction, to: Targets, promotions: Iterable[PromotionDecision]
) -> None:
    """Put promotion decisions in the place of earlier ones."""
    await transaction.execute("DELETE FROM promotion_decision WHERE season = $1", to.season)
    await transaction.insert(
        "promotion_decision",
        (
            "season",
            "position",
            "entry",
            "division",
            "rank",
            "id_number",
            "id_hash",
            "name",
            "occupation",
            "from_level",
            "to_level",
            "decision",
            "reason",
            "clause",
            "explanation",
        ),
        (
            (
                to.season,
                position,
                to.entry(one.event, one.entry),
                one.division.value,
                one.rank,
                text,
                found_by,
                one.name,
                one.occupation,
                one.from_level,
                one.to_level,
                one.decision.value,
                one.reason.value,
                one.clause,
                one.explanation,
            )
            for position, (text, found_by, one) in enumerate(
                with_sealed_ids(transaction.keys, ((one.id_number, one) for one in promotions))
            )
        ),
    )


async def replace_bonuses(
    transaction: Transaction, to: Targets, bonuses: Iterable[BonusLine]
) -> None:
    """Put bonus lines in the place of earlier ones."""
    await transaction.execute("DELETE FROM bonus_line WHERE season = $1", to.season)
    await transaction.insert(
        "bonus_line",
        (
            "season",
            "position",
            "edition_or_event",
            "skill",
            "medal",
            "entry",
            "kind",
            "beneficiary",
            "id_hash",
            "name",
            "amount",
            "decision",
            "reason",
            "clause",
            "explanation",
        ),
        (
            (
                to.season,
                position,
                one.edition_or_event,
                one.skill,
                str(one.medal),
                one.entry,
                one.kind.value,
                text,
                found_by,
                one.name,
                one.amount,
                one.decision.value,
                one.reason.value,
                one.clause,
                one.explanation,
            )
            for position, (text, found_by, one) in enumerate(
                with_sealed_ids(transaction.keys, ((one.beneficiary, one) for one in bonuses))
            )
        ),
    )


async def replace_grants(
    transaction: Transaction, to: Targets, grants: Sequence[GrantLine]
) -> None:
    """Put base grants in the place of earlier ones."""
    await transaction.execute("DELETE FROM grant_line WHERE season = $1", to.season)
    await transaction.insert(
        "grant_line",
        (
            "season",
            "position",
            "organisation",
            "name",
            "kind",
            "recognised_on",
            "amount",
            "decision",
            "reason",
            "clause",
            "explanation",
        ),
        (
            (
                to.season,
                position,
                to.organisations[one.organisation],
                one.name,
                str(one.kind),
                one.recognised_on,
                one.amount,
                one.decision.value,
                one.reason.value,
                one.clause,
                one.explanation,
            )
            for position, one in enumerate(grants)
        ),
    )


async def replace_pool(transaction: Transaction, to: Targets, pool: Iterable[PoolDecision]) -> None:
    """Put pool decisions in the place of earlier ones."""
    await transaction.execute("DELETE FROM pool_decision WHERE season = $1", to.season)
    await transaction.insert(
        "pool_decision",
        (
            "season",
            "position",
            "entry",
            "id_number",
            "id_hash",
            "name",
            "birth_date",
            "target_year",
            "decision",
            "reason",
            "clause",
            "explanation",
        ),
        (
            (
                to.season,
                position,
                to.entry(one.event, one.entry),
                text,
                found_by,
                one.name,
                one.birth_date,
                one.target_year,
                one.decision.value,
                one.reason.value,
                one.clause,
                one.explanation,
            )
            for position, (text, found_by, one) in enumerate(
                with_sealed_ids(transaction.keys, ((one.id_number, one) for one in pool))
            )
        ),
    )
