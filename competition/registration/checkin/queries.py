"""Read admission cards, who came, and whether an event's check-in is over."""

from datetime import datetime

import msgspec

from competition.plan.queries import EventRow, event_by_code
from competition.registration.checkin.rules import Card
from competition.registration.rules import Division, Role, Status
from competition.storage.keys import Keyring
from competition.storage.transaction import Row, Transaction

TOKEN_PURPOSE = "card_token"  # noqa: S105 - the name of a purpose
_HOLDER = "card_holder"
_CARDS = (
    "SELECT k.id, k.event, e.id, e.code, e.division, e.delegation, e.status, k.number, k.holder, "
    "c.at, c.actor FROM admission_card k JOIN entry e ON e.id = k.entry "
    "LEFT JOIN check_in c ON c.card = k.id WHERE "
)
_PEOPLE = (
    "SELECT m.entry, e.delegation, m.id_hash, m.name, o.name "
    "FROM member m JOIN entry e ON e.id = m.entry "
    "LEFT JOIN organisation o ON o.id = m.employer WHERE m.role = $1 AND "
)


class Closing(msgspec.Struct, frozen=True):
    """When an event's check-in was closed, and by whom."""

    at: datetime
    actor: str


class Absence(msgspec.Struct, frozen=True):
    """An entry that was marked absent at the door."""

    entry: str
    delegation: str
    at: datetime
    actor: str
    why: str


class Holder(msgspec.Struct, frozen=True):
    """Who may hold a card of an entry (id): a competitor, or the entry where nobody is named."""

    entry: int
    delegation: str
    key: bytes
    name: str
    unit: str
    id_hash: bytes | None


#: The competitors by the id of their entry and the key of their card.
_People = dict[int, dict[bytes, Holder]]


def holder_key(keys: Keyring, id_hash: bytes | None, name: str) -> bytes:
    """Give the keyed hash by which a card knows its holder."""
    return id_hash if id_hash is not None else keys.digest(_HOLDER, name)


async def holders_of(transaction: Transaction, event: int) -> tuple[Holder, ...]:
    """Give everybody who may hold a card of an event (id), by delegation and entry.

    Entries that are withdrawn or disqualified have none.
    """
    people = await _people(transaction, "e.event = $2", event)
    return await _holders(transaction, event, people)


async def cards_of_event(transaction: Transaction, event: int) -> tuple[Card, ...]:
    """Give the cards of an event by number."""
    people = await _people(transaction, "e.event = $2", event)
    return await _cards(transaction, event, people)


async def cards_and_holders(
    transaction: Transaction, event: int
) -> tuple[tuple[Card, ...], tuple[Holder, ...]]:
    """Give both, with one look at the people."""
    people = await _people(transaction, "e.event = $2", event)
    cards = await _cards(transaction, event, people)
    return cards, await _holders(transaction, event, people)


async def _holders(transaction: Transaction, event: int, people: _People) -> tuple[Holder, ...]:
    rows = await transaction.rows(
        "SELECT id, delegation FROM entry "
        "WHERE event = $1 AND status IN ('ok', 'guest', 'absent') "
        "ORDER BY delegation, id",
        event,
    )
    nobody = holder_key(transaction.keys, None, "")
    found: list[Holder] = []
    for entry, delegation in rows:
        mine = people.get(entry)
        found += mine.values() if mine else [Holder(entry, delegation, nobody, "", "", None)]
    return tuple(found)


async def _cards(transaction: Transaction, event: int, people: _People) -> tuple[Card, ...]:
    rows = await transaction.rows(_CARDS + "k.event = $1 ORDER BY k.number", event)
    return tuple(_card(transaction.keys, row, people) for row in rows)


async def card_by_number(transaction: Transaction, event: int, number: int) -> Card | None:
    """Give the card of a check-in number of an event, None when there is none."""
    return await _one(transaction, "k.event = $1 AND k.number = $2", event, number)


async def card_by_token(transaction: Transaction, token: str) -> Card | None:
    """Give the card whose QR code holds the token, None for a stranger's or a voided one."""
    found = transaction.keys.digest(TOKEN_PURPOSE, token)
    return await _one(transaction, "k.token_hash = $1", found)


async def card_by_id(transaction: Transaction, card: int) -> Card | None:
    """Give a card by its id."""
    return await _one(transaction, "k.id = $1", card)


async def tokens_of_event(transaction: Transaction, event: int) -> dict[int, str]:
    """Give what the QR codes of an event's cards hold, by the id of the card."""
    rows = await transaction.rows("SELECT id, token FROM admission_card WHERE event = $1", event)
    return {row[0]: transaction.keys.decrypt(TOKEN_PURPOSE, bytes(row[1])) for row in rows}


async def closing_of(transaction: Transaction, event: int) -> Closing | None:
    """Give when an event's check-in was closed, None while it is open."""
    rows = await transaction.rows("SELECT at, actor FROM check_in_closing WHERE event = $1", event)
    return Closing(*rows[0]) if rows else None


async def absences_of(transaction: Transaction, event: int) -> tuple[Absence, ...]:
    """Give the entries of an event that were marked absent at the door."""
    rows = await transaction.rows(
        "SELECT e.code, e.delegation, a.at, a.actor, a.why FROM marked_absence a "
        "JOIN entry e ON e.id = a.entry WHERE e.event = $1 ORDER BY e.id",
        event,
    )
    return tuple(Absence(*row) for row in rows)


async def door_counts(transaction: Transaction, season: int) -> dict[int, tuple[int, int]]:
    """Give cards and check-ins of every event of a season by its id, for the list of doors."""
    rows = await transaction.rows(
        "SELECT k.event, count(k.id), count(c.id) FROM admission_card k "
        "JOIN event v ON v.id = k.event LEFT JOIN check_in c ON c.card = k.id "
        "WHERE v.season = $1 GROUP BY k.event",
        season,
    )
    return {row[0]: (row[1], row[2]) for row in rows}


async def _one(transaction: Transaction, where: str, *values: object) -> Card | None:
    rows = await transaction.rows(_CARDS + where, *values)
    if not rows:
        return None
    people = await _people(transaction, "e.id = $2", rows[0][2])
    return _card(transaction.keys, rows[0], people)


async def _people(transaction: Transaction, where: str, value: int) -> _People:
    """Give the competitors by the id of their entry and the key of their card."""
    rows = await transaction.rows(_PEOPLE + where + " ORDER BY m.id", Role.COMPETITOR.value, value)
    found: dict[int, dict[bytes, Holder]] = {}
    for entry, delegation, sealed, name, unit in rows:
        id_hash = None if sealed is None else bytes(sealed)
        key = holder_key(transaction.keys, id_hash, name)
        found.setdefault(entry, {})[key] = Holder(entry, delegation, key, name, unit or "", id_hash)
    return found


def _card(keys: Keyring, row: Row, people: _People) -> Card:
    key = bytes(row[8])
    mine = people.get(row[2], {})
    holder = mine.get(key)
    unnamed = not mine and key == holder_key(keys, None, "")
    return Card(
        id=row[0],
        event=row[1],
        entry_id=row[2],
        entry=row[3],
        division=Division(row[4]),
        delegation=row[5],
        status=Status(row[6]),
        number=row[7],
        holder=key,
        name=holder.name if holder else "" if unnamed else None,
        unit=holder.unit if holder else "",
        here_at=row[9],
        here_by=row[10] or "",
    )


async def event_of_card(transaction: Transaction, card: Card) -> tuple[str, EventRow] | None:
    """Give the code of the season and the event that a card is for."""
    rows = await transaction.rows(
        "SELECT s.code, s.id, v.code FROM event v JOIN season s ON s.id = v.season WHERE v.id = $1",
        card.event,
    )
    season, number, code = rows[0]
    event = await event_by_code(transaction, number, code)
    return None if event is None else (season, event)
