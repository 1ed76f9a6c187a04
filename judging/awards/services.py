"""Write what awards are decided from: pieces of one transaction, its audit record by the caller."""

from collections.abc import Iterable

from competition.people.encryption import with_sealed_ids
from competition.storage.references import Ids
from competition.storage.transaction import Transaction
from judging.awards.rules.inputs import ExpertTeam, PaidLine, Ruling, WorldSkillsPlayer

TeamKey = tuple[str, str, str]


async def add_expert_teams(
    transaction: Transaction, season: int, teams: Iterable[ExpertTeam]
) -> Ids[TeamKey]:
    """Add expert teams; give their ids by (team, edition, skill)."""
    await transaction.insert(
        "expert_team",
        ("season", "code", "name", "edition", "skill"),
        ((season, one.team, one.name, one.edition, one.skill) for one in teams),
    )
    ids = Ids[TeamKey]("专家团队")
    rows = await transaction.rows(
        "SELECT code, edition, skill, id FROM expert_team WHERE season = $1", season
    )
    ids.update(((row[0], row[1], row[2]), row[3]) for row in rows)
    return ids


async def add_worldskills_players(
    transaction: Transaction,
    season: int,
    players: Iterable[WorldSkillsPlayer],
    organisations: Ids[str],
    teams: Ids[TeamKey],
) -> None:
    """Add the players of WorldSkills medal projects."""
    await transaction.insert(
        "worldskills_player",
        (
            "season",
            "edition",
            "skill",
            "skill_name",
            "medal",
            "entry",
            "id_number",
            "id_hash",
            "name",
            "origin",
            "base",
            "sending_unit",
            "expert_team",
        ),
        (
            (
                season,
                one.edition,
                one.skill,
                one.skill_name,
                str(one.medal),
                one.entry,
                text,
                found_by,
                one.name,
                one.origin.value,
                organisations.optional(one.base),
                organisations.optional(one.sending_unit),
                teams[one.expert_team, one.edition, one.skill] if one.expert_team else None,
            )
            for text, found_by, one in with_sealed_ids(
                transaction.keys, ((one.id_number, one) for one in players)
            )
        ),
    )


async def add_paid_lines(transaction: Transaction, season: int, lines: Iterable[PaidLine]) -> None:
    """Add what earlier years paid; beneficiaries are encrypted, since they may be ID numbers."""
    await transaction.insert(
        "paid_line",
        ("season", "edition", "skill", "entry", "kind", "beneficiary", "amount", "document"),
        (
            (
                season,
                one.edition,
                one.skill,
                one.entry,
                str(one.kind),
                text,
                one.amount,
                one.document,
            )
            for text, _, one in with_sealed_ids(
                transaction.keys, ((one.beneficiary, one) for one in lines)
            )
        ),
    )


async def add_rulings(transaction: Transaction, season: int, rulings: Iterable[Ruling]) -> None:
    """Add recorded rulings."""
    await transaction.insert(
        "ruling",
        ("season", "kind", "event", "entry", "value", "document"),
        (
            (season, one.kind.value, one.event, one.entry, one.value, one.document)
            for one in rulings
        ),
    )
