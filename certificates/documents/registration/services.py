"""Prepare a batch of admission cards: numbers, tokens and one-time codes in one transaction."""

import msgspec

from certificates.documents.registration.admission import (
    CodeSlip,
    can_be_printed,
    card_face,
)
from certificates.typesetting.cards import CardFace
from competition.accounts.card_codes import give_codes
from competition.plan.queries import EventRow
from competition.registration.checkin.photos import photos_of_event
from competition.registration.checkin.queries import (
    cards_of_event,
    holders_of,
    of_entries,
    tokens_of_event,
)
from competition.registration.checkin.services import make_cards, renew_tokens
from competition.storage.audit import Stamp, record
from competition.storage.database import Database


class CardOrder(msgspec.Struct, frozen=True):
    """Which cards of an event are wanted.

    No `entries` are all of them; `renew` voids QR codes and one-time codes that were printed
    before; `codes` prints a one-time code for everybody who has none yet.
    """

    entries: tuple[str, ...] = ()
    codes: bool = False
    renew: bool = False


async def prepare_cards(
    database: Database, event: EventRow, order: CardOrder, public_url: str, stamp: Stamp
) -> tuple[CardFace, ...]:
    """Number, renew and give codes as ordered, audited; give the faces to draw, by number."""
    async with database.transaction() as transaction:
        await make_cards(transaction, event.id, stamp)
        chosen = tuple(
            card
            for card in of_entries(await cards_of_event(transaction, event.id), order.entries)
            if card.expected
        )
        if order.renew:
            await renew_tokens(transaction, (card.id for card in chosen))
        known = {holder.key for holder in await holders_of(transaction, event.id) if holder.id_hash}
        codes = None
        if order.codes:
            people = [
                card.holder
                for card in chosen
                if card.holder in known and can_be_printed(event.event, card)
            ]
            codes = await give_codes(transaction, event.season, people, stamp, renew=order.renew)
        tokens = await tokens_of_event(transaction, event.id)
        detail = {"cards": len(chosen), "codes": len(codes or ()), "renewed": order.renew,
                  "entries": list(order.entries)}  # fmt: skip
        await record(transaction, stamp, "card.print", event.event.event, detail)
    async with database.reading() as transaction:
        photos = await photos_of_event(transaction, event.id)
    slip = CodeSlip(public_url, known, codes)
    return tuple(
        card_face(event.event, card, tokens[card.id], photos.get(card.holder), slip)
        for card in chosen
    )
