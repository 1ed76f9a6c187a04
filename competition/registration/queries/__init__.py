"""Read entries and members."""

from collections import defaultdict

import msgspec

from competition.people.encryption import shown_id
from competition.registration.rules import Division, Entry, Member, Role, Status
from competition.storage.references import Ids
from competition.storage.transaction import Row, Transaction

EntryKey = tuple[int, str]


class PersonEntry(msgspec.Struct, frozen=True):
    """One entry of a person: where, in which role and under which name."""

    event: str
    event_name: str
    entry: str
    division: Division
    delegation: str
    status: Status
    name: str
    role: Role


class Person(msgspec.Struct, frozen=True):
    """A person of a season, by the hash of the ID number; `entries` as event/entry."""

    id_hash: bytes
    name: str
    delegations: tuple[str, ...]
    masked_id: str
    entries: tuple[str, ...]


_ENTRY = "SELECT e.event, e.code, e.division, e.delegation, e.city, e.status FROM entry e "
_ENTRIES_OF_EVENT = _ENTRY + "WHERE e.event = $1 ORDER BY e.id"
_OF_SEASON = "JOIN event v ON v.id = e.event WHERE v.season = $1 "
_ENTRIES_OF_SEASON = _ENTRY + _OF_SEASON + "ORDER BY e.id"
_MEMBER = (
    "SELECT e.event, e.code, m.id_type, m.id_number, m.name, m.role, o.code, m.level, "
    "m.level_occupation, m.level_certificate, m.level_verified "
    "FROM member m JOIN entry e ON e.id = m.entry LEFT JOIN organisation o ON o.id = m.employer "
)
_MEMBERS_OF_EVENT = _MEMBER + "WHERE e.event = $1 ORDER BY m.id"
_MEMBERS_OF_SEASON = _MEMBER + _OF_SEASON + "ORDER BY m.id"


async def entries_of_event(transaction: Transaction, event: int) -> tuple[Entry, ...]:
    """Give the entries of an event as they were given."""
    return tuple(_entry(row) for row in await transaction.rows(_ENTRIES_OF_EVENT, event))


async def entries_by_event(transaction: Transaction, season: int) -> dict[int, list[Entry]]:
    """Give the entries of a season by the id of their event."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in await transaction.rows(_ENTRIES_OF_SEASON, season):
        found[row[0]].append(_entry(row))
    return found


async def entry_counts(transaction: Transaction, season: int) -> dict[int, dict[Division, int]]:
    """Give the number of entries of every event of a season by its id and division."""
    rows = await transaction.rows(
        "SELECT event, division, count(*) FROM entry "
        "WHERE event IN (SELECT id FROM event WHERE season = $1) GROUP BY event, division",
        season,
    )
    found: dict[int, dict[Division, int]] = defaultdict(dict)
    for event, division, count in rows:
        found[event][Division(division)] = count
    return found


async def entry_ids(transaction: Transaction, season: int) -> Ids[EntryKey]:
    """Give the entry ids of a season by (event id, code)."""
    ids = Ids[EntryKey]("参赛单元")
    rows = await transaction.rows(
        "SELECT event, code, id FROM entry WHERE event IN (SELECT id FROM event WHERE season = $1)",
        season,
    )
    ids.update(((row[0], row[1]), row[2]) for row in rows)
    return ids


async def members_of_event(
    transaction: Transaction, event: int, *, reveal: bool = False
) -> tuple[Member, ...]:
    """Give the members of an event; ID numbers masked unless they are revealed."""
    rows = await transaction.rows(_MEMBERS_OF_EVENT, event)
    return tuple(_member(transaction, row, reveal=reveal) for row in rows)


async def members_by_event(transaction: Transaction, season: int) -> dict[int, list[Member]]:
    """Give the members of a season by the id of their event, with full ID numbers."""
    found: dict[int, list[Member]] = defaultdict(list)
    for row in await transaction.rows(_MEMBERS_OF_SEASON, season):
        found[row[0]].append(_member(transaction, row, reveal=True))
    return found


async def entries_of_person(
    transaction: Transaction, season: int, id_hash: bytes
) -> tuple[PersonEntry, ...]:
    """Give every entry of a season that a person belongs to, by the hash of the ID number."""
    rows = await transaction.rows(
        "SELECT v.code, v.name, e.code, e.division, e.delegation, e.status, m.name, m.role "
        "FROM member m JOIN entry e ON e.id = m.entry JOIN event v ON v.id = e.event "
        "WHERE m.id_hash = $1 AND v.season = $2 ORDER BY v.held_on, v.code, e.code",
        id_hash,
        season,
    )
    return tuple(
        PersonEntry(
            row[0], row[1], row[2], Division(row[3]), row[4], Status(row[5]), row[6], Role(row[7])
        )
        for row in rows
    )


async def people_of_season(transaction: Transaction, season: int) -> tuple[Person, ...]:
    """Give everybody of a season who has an ID number, once, with all delegations."""
    rows = await transaction.rows(
        "SELECT m.id_hash, m.name, e.delegation, m.id_number, v.code, e.code "
        "FROM member m JOIN entry e ON e.id = m.entry JOIN event v ON v.id = e.event "
        "WHERE v.season = $1 AND m.id_hash IS NOT NULL "
        "ORDER BY e.delegation, m.id",
        season,
    )
    names: dict[bytes, tuple[str, str]] = {}
    entries: dict[bytes, list[str]] = defaultdict(list)
    delegations: dict[bytes, list[str]] = defaultdict(list)
    for found_by, name, delegation, sealed, event, entry in rows:
        person = bytes(found_by)
        if person not in names:
            names[person] = (name, shown_id(transaction.keys, sealed, reveal=False))
        entries[person].append(f"{event}/{entry}")
        if delegation not in delegations[person]:
            delegations[person].append(delegation)
    return tuple(
        Person(person, name, tuple(delegations[person]), masked, tuple(entries[person]))
        for person, (name, masked) in names.items()
    )


def _entry(row: Row) -> Entry:
    return Entry(row[1], Division(row[2]), row[3], row[4], Status(row[5]))


def _member(transaction: Transaction, row: Row, *, reveal: bool) -> Member:
    return Member(
        entry=row[1],
        id_type=row[2],
        id_number=shown_id(transaction.keys, row[3], reveal=reveal),
        name=row[4],
        role=Role(row[5]),
        employer=row[6] or "",
        level=row[7],
        level_occupation=row[8],
        level_certificate=row[9],
        level_verified=row[10],
    )
