"""Read organisations, earlier title holders, promotions and recognised bases of a season."""

from competition.people.encryption import opened_id
from competition.people.rules import (
    BaseKind,
    EarlierPromotion,
    Organisation,
    OrganisationKind,
    RecognisedBase,
    TitleHolder,
)
from competition.storage.references import Ids
from competition.storage.transaction import Transaction


async def organisations_of(transaction: Transaction, season: int) -> tuple[Organisation, ...]:
    """Give the organisations of a season as they were given."""
    rows = await transaction.rows(
        "SELECT o.code, o.name, o.kind, o.city, other.code FROM organisation o "
        "LEFT JOIN same_entity s ON s.organisation = o.id "
        "LEFT JOIN organisation other ON other.id = s.same_as "
        "WHERE o.season = $1 ORDER BY o.id",
        season,
    )
    return tuple(
        Organisation(code, name, OrganisationKind(kind), city, same_as or "")
        for code, name, kind, city, same_as in rows
    )


async def organisation_ids(transaction: Transaction, season: int) -> Ids[str]:
    """Give the ids of a season's organisations by code."""
    ids = Ids[str]("单位")
    rows = await transaction.rows("SELECT code, id FROM organisation WHERE season = $1", season)
    ids.update((row[0], row[1]) for row in rows)
    return ids


async def title_holders_of(transaction: Transaction, season: int) -> tuple[TitleHolder, ...]:
    """Give the earlier title holders that a season knows, with full ID numbers."""
    rows = await transaction.rows(
        "SELECT id_number, name, title, year, document FROM title_holder "
        "WHERE season = $1 ORDER BY id",
        season,
    )
    return tuple(TitleHolder(opened_id(transaction.keys, row[0]), *row[1:]) for row in rows)


async def promotions_before(transaction: Transaction, season: int) -> tuple[EarlierPromotion, ...]:
    """Give the promotions that people already had, with full ID numbers."""
    rows = await transaction.rows(
        "SELECT id_number, promoted_on, document FROM earlier_promotion "
        "WHERE season = $1 ORDER BY id",
        season,
    )
    return tuple(EarlierPromotion(opened_id(transaction.keys, row[0]), *row[1:]) for row in rows)


async def bases_of(transaction: Transaction, season: int) -> tuple[RecognisedBase, ...]:
    """Give the recognised bases of a season."""
    rows = await transaction.rows(
        "SELECT o.code, b.kind, b.recognised_on, b.document FROM recognised_base b "
        "JOIN organisation o ON o.id = b.organisation WHERE b.season = $1 ORDER BY b.id",
        season,
    )
    return tuple(RecognisedBase(code, BaseKind(kind), *rest) for code, kind, *rest in rows)
