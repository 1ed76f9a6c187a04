"""Read award decisions and what they were decided from.

Decisions come with ID numbers masked unless they are revealed; who reveals writes an audit record.
"""

from competition.people.encryption import opened_id, shown_id
from competition.registration.rules import Division
from competition.storage.transaction import Transaction
from judging.awards.rules.decisions import (
    BonusKind,
    BonusLine,
    Decision,
    GrantLine,
    Payment,
    PoolDecision,
    PromotionDecision,
    Reason,
    TitleDecision,
)
from judging.awards.rules.inputs import (
    ExpertTeam,
    Origin,
    PaidLine,
    Ruling,
    RulingKind,
    WorldSkillsPlayer,
)

_UNIT_KINDS = (BonusKind.BASE, BonusKind.SENDING_UNIT, BonusKind.EXPERT_TEAM)
_TITLE = (
    "SELECT v.code, d.division, d.rank, e.code, d.id_number, d.name, d.decision, d.reason, "
    "d.state, d.document, d.clause, d.explanation FROM title_decision d "
    "JOIN entry e ON e.id = d.entry JOIN event v ON v.id = e.event WHERE d.season = $1"
)
_PROMOTION = (
    "SELECT v.code, d.division, d.rank, e.code, d.id_number, d.name, d.occupation, d.from_level, "
    "d.to_level, d.decision, d.reason, d.clause, d.explanation FROM promotion_decision d "
    "JOIN entry e ON e.id = d.entry JOIN event v ON v.id = e.event WHERE d.season = $1"
)
_BONUS = (
    "SELECT d.edition_or_event, d.skill, d.medal, d.entry, d.kind, d.beneficiary, d.name, "
    "d.amount, d.decision, d.reason, d.clause, d.explanation FROM bonus_line d WHERE d.season = $1"
)
_OF_PERSON = " AND d.id_hash = $2"
_IN_ORDER = " ORDER BY d.position"
_TITLES, _TITLES_OF_PERSON = _TITLE + _IN_ORDER, _TITLE + _OF_PERSON + _IN_ORDER
_PROMOTIONS, _PROMOTIONS_OF_PERSON = _PROMOTION + _IN_ORDER, _PROMOTION + _OF_PERSON + _IN_ORDER
_BONUSES, _BONUSES_OF_PERSON = _BONUS + _IN_ORDER, _BONUS + _OF_PERSON + _IN_ORDER


async def titles_of(
    transaction: Transaction, season: int, *, person: bytes | None = None, reveal: bool = False
) -> tuple[TitleDecision, ...]:
    """Give the title decisions of a season, or of one person by the hash of the ID number."""
    if person is None:
        rows = await transaction.rows(_TITLES, season)
    else:
        rows = await transaction.rows(_TITLES_OF_PERSON, season, person)
    keys = transaction.keys
    return tuple(
        TitleDecision(
            row[0],
            Division(row[1]),
            row[2],
            row[3],
            shown_id(keys, row[4], reveal=reveal),
            row[5],
            Decision(row[6]),
            Reason(row[7]),
            *row[8:],
        )
        for row in rows
    )


async def promotions_of(
    transaction: Transaction, season: int, *, person: bytes | None = None, reveal: bool = False
) -> tuple[PromotionDecision, ...]:
    """Give the promotion decisions of a season, or of one person."""
    if person is None:
        rows = await transaction.rows(_PROMOTIONS, season)
    else:
        rows = await transaction.rows(_PROMOTIONS_OF_PERSON, season, person)
    keys = transaction.keys
    return tuple(
        PromotionDecision(
            row[0],
            Division(row[1]),
            row[2],
            row[3],
            shown_id(keys, row[4], reveal=reveal),
            row[5],
            row[6],
            row[7],
            row[8],
            Decision(row[9]),
            Reason(row[10]),
            row[11],
            row[12],
        )
        for row in rows
    )


async def bonuses_of(
    transaction: Transaction, season: int, *, person: bytes | None = None, reveal: bool = False
) -> tuple[BonusLine, ...]:
    """Give the bonus sheet of a season, or one person's lines; codes of units are never masked."""
    if person is None:
        rows = await transaction.rows(_BONUSES, season)
    else:
        rows = await transaction.rows(_BONUSES_OF_PERSON, season, person)
    return tuple(
        BonusLine(
            row[0],
            row[1],
            row[2],
            row[3],
            kind := BonusKind(row[4]),
            shown_id(transaction.keys, row[5], reveal=reveal or kind in _UNIT_KINDS),
            row[6],
            row[7],
            Payment(row[8]),
            Reason(row[9]),
            row[10],
            row[11],
        )
        for row in rows
    )


async def grants_of(transaction: Transaction, season: int) -> tuple[GrantLine, ...]:
    """Give the base grants of a season."""
    rows = await transaction.rows(
        "SELECT o.code, g.name, g.kind, g.recognised_on, g.amount, g.decision, g.reason, g.clause, "
        "g.explanation FROM grant_line g JOIN organisation o ON o.id = g.organisation "
        "WHERE g.season = $1 ORDER BY g.position",
        season,
    )
    return tuple(
        GrantLine(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            Payment(row[5]),
            Reason(row[6]),
            row[7],
            row[8],
        )
        for row in rows
    )


async def pool_of(
    transaction: Transaction, season: int, *, reveal: bool = False
) -> tuple[PoolDecision, ...]:
    """Give the pool decisions of a season."""
    rows = await transaction.rows(
        "SELECT v.code, e.code, d.id_number, d.name, d.birth_date, d.target_year, d.decision, "
        "d.reason, d.clause, d.explanation FROM pool_decision d JOIN entry e ON e.id = d.entry "
        "JOIN event v ON v.id = e.event WHERE d.season = $1 ORDER BY d.position",
        season,
    )
    keys = transaction.keys
    return tuple(
        PoolDecision(
            row[0],
            row[1],
            shown_id(keys, row[2], reveal=reveal),
            row[3],
            row[4],
            row[5],
            Decision(row[6]),
            Reason(row[7]),
            row[8],
            row[9],
        )
        for row in rows
    )


async def expert_teams_of(transaction: Transaction, season: int) -> tuple[ExpertTeam, ...]:
    """Give the expert teams of a season."""
    rows = await transaction.rows(
        "SELECT code, name, edition, skill FROM expert_team WHERE season = $1 ORDER BY id", season
    )
    return tuple(ExpertTeam(*row) for row in rows)


async def worldskills_players_of(
    transaction: Transaction, season: int
) -> tuple[WorldSkillsPlayer, ...]:
    """Give the WorldSkills players of a season, with full ID numbers."""
    rows = await transaction.rows(
        "SELECT w.edition, w.skill, w.skill_name, w.medal, w.entry, w.id_number, w.name, w.origin, "
        "b.code, u.code, t.code FROM worldskills_player w "
        "LEFT JOIN organisation b ON b.id = w.base "
        "LEFT JOIN organisation u ON u.id = w.sending_unit "
        "LEFT JOIN expert_team t ON t.id = w.expert_team WHERE w.season = $1 ORDER BY w.id",
        season,
    )
    return tuple(
        WorldSkillsPlayer(
            edition=row[0],
            skill=row[1],
            skill_name=row[2],
            medal=row[3],
            entry=row[4],
            id_number=opened_id(transaction.keys, row[5]),
            name=row[6],
            origin=Origin(row[7]),
            base=row[8] or "",
            sending_unit=row[9] or "",
            expert_team=row[10] or "",
        )
        for row in rows
    )


async def paid_lines_of(transaction: Transaction, season: int) -> tuple[PaidLine, ...]:
    """Give what earlier years paid, with full beneficiaries."""
    rows = await transaction.rows(
        "SELECT edition, skill, entry, kind, beneficiary, amount, document FROM paid_line "
        "WHERE season = $1 ORDER BY id",
        season,
    )
    return tuple(
        PaidLine(
            row[0],
            row[1],
            row[2],
            row[3],
            opened_id(transaction.keys, row[4]),
            row[5],
            row[6],
        )
        for row in rows
    )


async def rulings_of(transaction: Transaction, season: int) -> tuple[Ruling, ...]:
    """Give the recorded rulings of a season."""
    rows = await transaction.rows(
        "SELECT kind, event, entry, value, document FROM ruling WHERE season = $1 ORDER BY id",
        season,
    )
    return tuple(Ruling(RulingKind(kind), *rest) for kind, *rest in rows)


async def tie_document(transaction: Transaction, season: int, event: str, entry: str) -> str:
    """Give the document of the ruling that parted an entry from those it ties with, or ""."""
    rows = await transaction.rows(
        "SELECT document FROM ruling WHERE season = $1 AND kind = $2 AND event = $3 AND entry = $4",
        season,
        str(RulingKind.TIE),
        event,
        entry,
    )
    return str(rows[0][0]) if rows else ""
