"""Prepare a batch of admission cards: numbers and tokens event by event, then one-time codes."""

from collections.abc import Sequence

import msgspec

from certificates.documents.registration.admission import CodeSlip, can_be_printed, card_face
from certificates.typesetting.cards import CardFace
from competition.accounts.card_codes import give_codes
from competition.plan.queries import EventRow
from competition.registration.checkin.photos import photos_of_event
from competition.registration.checkin.queries import (
    cards_and_holders,
    tokens_of_event,
)
from competition.registration.checkin.rules import Card
from competition.registration.checkin.services import make_cards, renew_tokens
from competition.storage.audit import Stamp, record
from competition.storage.database import Database


class CardOrder(msgspec.Struct, frozen=True):
    """Which cards are wanted.

    No `entries` are all of them, no `delegation` all of them; `renew` voids QR codes and one-time
    codes that were printed before; `codes` prints a one-time code for everybody who has none yet.
    """

    entries: tuple[str, ...] = ()
    delegation: str = ""
    codes: bool = False
    renew: bool = False

    def wants(self, card: Card) -> bool:
        """Say whether a card is to be printed."""
        return (
            card.expected
            and (not self.entries or card.entry in self.entries)
            and self.delegation in {"", card.delegation}
        )


class _Chosen(msgspec.Struct, frozen=True):
    """A card to print: its event, what its QR code holds, whether its holder has an ID number."""

    event: EventRow
    card: Card
    token: str
    known: bool


async def prepare_cards(
    database: Database,
    events: Sequence[EventRow],
    order: CardOrder,
    public_url: str,
    stamp: Stamp,
) -> tuple[CardFace, ...]:
    """Number, renew and give codes as ordered, audited; give the faces to draw.

    Those of one event come by number; those of several by delegation, so that each gets a stack.
    """
    chosen: list[_Chosen] = []
    photos: dict[int, dict[bytes, bytes]] = {}
    for event in events:
        chosen += await _prepare(database, event, order, stamp)
        async with database.reading() as transaction:
            photos[event.id] = await photos_of_event(transaction, event.id)
    if len(events) > 1:
        chosen.sort(key=lambda one: one.card.delegation)
    codes = await _codes(database, chosen, order, stamp) if order.codes and chosen else None
    slip = CodeSlip(public_url, {one.card.holder for one in chosen if one.known}, codes)
    return tuple(
        card_face(
            one.event.event,
            one.card,
            one.token,
            photos[one.event.id].get(one.card.holder),
            slip,
        )
        for one in chosen
    )


async def _prepare(
    database: Database, event: EventRow, order: CardOrder, stamp: Stamp
) -> list[_Chosen]:
    """Number an event and renew what is to be renewed, in one transaction."""
    async with database.transaction() as transaction:
        await make_cards(transaction, event.id, stamp)
        every, holders = await cards_and_holders(transaction, event.id)
        cards = [card for card in every if order.wants(card)]
        if order.renew:
            await renew_tokens(transaction, (card.id for card in cards))
        known = {one.key for one in holders if one.id_hash}
        tokens = await tokens_of_event(transaction, event.id)
        if cards:
            detail = {"cards": len(cards), "renewed": order.renew, "entries": list(order.entries),
                      "delegation": order.delegation}  # fmt: skip
            await record(transaction, stamp, "card.print", event.event.event, detail)
    return [_Chosen(event, card, tokens[card.id], card.holder in known) for card in cards]


async def _codes(
    database: Database, chosen: Sequence[_Chosen], order: CardOrder, stamp: Stamp
) -> dict[bytes, str]:
    """Give codes to people whose card can be printed, each once however many cards they have."""
    people = [
        one.card.holder for one in chosen if one.known and can_be_printed(one.event.event, one.card)
    ]
    season = chosen[0].event.season
    async with database.transaction() as transaction:
        codes = await give_codes(transaction, season, people, stamp, renew=order.renew)
        detail = {"codes": len(codes), "renewed": order.renew}
        await record(transaction, stamp, "winner.code", str(season), detail)
    return codes
