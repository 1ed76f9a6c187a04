"""Write organisations and earlier decisions: pieces of one transaction, audited by the caller."""

from collections.abc import Iterable, Sequence

from competition.people.encryption import with_sealed_ids
from competition.people.queries import organisation_ids
from competition.people.rules import EarlierPromotion, Organisation, RecognisedBase, TitleHolder
from competition.storage.references import Ids
from competition.storage.transaction import Transaction


async def add_organisations(
    transaction: Transaction, season: int, organisations: Sequence[Organisation]
) -> Ids[str]:
    """Add the organisations of a season and their links; give their ids by code."""
    await transaction.insert(
        "organisation",
        ("season", "code", "name", "kind", "city"),
        ((season, one.code, one.name, one.kind.value, one.city) for one in organisations),
    )
    ids = await organisation_ids(transaction, season)
    await transaction.insert(
        "same_entity",
        ("organisation", "same_as", "document"),
        ((ids[one.code], ids[one.same_as], "") for one in organisations if one.same_as),
    )
    return ids


async def add_title_holders(
    transaction: Transaction, season: int, holders: Iterable[TitleHolder]
) -> None:
    """Add people who were given a title in an earlier year."""
    await transaction.insert(
        "title_holder",
        ("season", "id_number", "id_hash", "name", "title", "year", "document"),
        (
            (season, text, found_by, one.name, one.title, one.year, one.document)
            for text, found_by, one in with_sealed_ids(
                transaction.keys, ((one.id_number, one) for one in holders)
            )
        ),
    )


async def add_promotions_before(
    transaction: Transaction, season: int, promotions: Iterable[EarlierPromotion]
) -> None:
    """Add promotions that people already had."""
    await transaction.insert(
        "earlier_promotion",
        ("season", "id_number", "id_hash", "promoted_on", "document"),
        (
            (season, text, found_by, one.promoted_on, one.document)
            for text, found_by, one in with_sealed_ids(
                transaction.keys, ((one.id_number, one) for one in promotions)
            )
        ),
    )


async def add_bases(
    transaction: Transaction,
    season: int,
    bases: Iterable[RecognisedBase],
    organisations: Ids[str],
) -> None:
    """Add the recognised bases of a season."""
    await transaction.insert(
        "recognised_base",
        ("season", "organisation", "kind", "recognised_on", "document"),
        (
            (season, organisations[one.organisation], one.kind, one.recognised_on, one.document)
            for one in bases
        ),
    )
