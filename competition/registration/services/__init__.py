"""Write entries and members: pieces of one transaction, its audit record by the caller."""

from collections.abc import Iterable

from competition.people.encryption import with_sealed_ids
from competition.registration.queries import EntryKey, entry_ids
from competition.registration.rules import Entry, Member
from competition.storage.references import Ids
from competition.storage.transaction import Transaction


async def add_entries(
    transaction: Transaction, season: int, entries: Iterable[tuple[int, Entry]]
) -> Ids[EntryKey]:
    """Add entries, each with its event's id; give the season's entry ids by (event id, code)."""
    await transaction.insert(
        "entry",
        ("event", "code", "division", "delegation", "city", "status"),
        (
            (event, one.entry, one.division.value, one.delegation, one.city, one.status.value)
            for event, one in entries
        ),
    )
    return await entry_ids(transaction, season)


async def add_members(
    transaction: Transaction,
    members: Iterable[tuple[int, Member]],
    entries: Ids[EntryKey],
    organisations: Ids[str],
) -> None:
    """Add members, each with its event's id; ID numbers are encrypted on the way."""
    await transaction.insert(
        "member",
        (
            "entry",
            "id_type",
            "id_number",
            "id_hash",
            "name",
            "role",
            "employer",
            "level",
            "level_occupation",
            "level_certificate",
            "level_verified",
        ),
        (
            (
                entries[event, one.entry],
                str(one.id_type),
                text,
                found_by,
                one.name,
                one.role.value,
                organisations.optional(one.employer),
                one.level,
                one.level_occupation,
                one.level_certificate,
                one.level_verified,
            )
            for text, found_by, (event, one) in with_sealed_ids(
                transaction.keys, ((one.id_number, (event, one)) for event, one in members)
            )
        ),
    )
