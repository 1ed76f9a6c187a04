"""Give cards their numbers and tokens; check people in at the door, close it, and undo both."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from competition.accounts.rules import CODE_LETTERS
from competition.plan.queries import EventRow
from competition.plan.services import touch_season
from competition.registration.checkin.queries import (
    TOKEN_PURPOSE,
    card_by_id,
    card_by_number,
    card_by_token,
    cards_of_event,
    closing_of,
    holders_of,
)
from competition.registration.checkin.rules import (
    CHINA,
    TOKEN_LENGTH,
    Card,
    Verdict,
    count,
    scan_of,
    verdict,
)
from competition.registration.rules import Status
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.keys import Keyring
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction


class NothingToUndoError(StorageError):
    """What was to be undone is not there any more: somebody else was faster."""


class OtherDayError(StorageError):
    """A check-in was to be closed on another day than the event's, without saying so."""


class Answer(msgspec.Struct, frozen=True):
    """What the desk is told; the card is that of another event, too, and None when unknown."""

    verdict: Verdict
    card: Card | None


async def make_cards(transaction: Transaction, event: int, stamp: Stamp) -> int:
    """Give everybody of an event (id) who has no card yet a number and a token; say how many.

    Numbers go on after the last one, by delegation and entry; no number is given twice.
    """
    await _lock(transaction, event)
    rows = await transaction.rows(
        "SELECT entry, holder, number FROM admission_card WHERE event = $1", event
    )
    known = {(row[0], bytes(row[1])) for row in rows}
    last = max((row[2] for row in rows), default=0)
    new = [
        holder
        for holder in await holders_of(transaction, event)
        if (holder.entry, holder.key) not in known
    ]
    tokens = _tokens(transaction.keys, len(new))
    await transaction.insert(
        "admission_card",
        ("event", "entry", "number", "holder", "token", "token_hash", "made_at"),
        (
            (event, holder.entry, number, holder.key, token, token_hash, stamp.at)
            for number, (holder, (token, token_hash)) in enumerate(
                zip(new, tokens, strict=True), last + 1
            )
        ),
    )
    return len(new)


async def renew_tokens(transaction: Transaction, cards: Iterable[int]) -> None:
    """Give cards (ids) new tokens: the QR codes that were printed before open no door."""
    ids = tuple(cards)
    for card, (token, token_hash) in zip(ids, _tokens(transaction.keys, len(ids)), strict=True):
        await transaction.execute(
            "UPDATE admission_card SET token = $2, token_hash = $3 WHERE id = $1",
            card,
            token,
            token_hash,
        )


async def number_event(database: Database, event: EventRow, stamp: Stamp) -> int:
    """Give numbers to everybody of an event who has none, so that the door can open."""
    async with database.transaction() as transaction:
        made = await make_cards(transaction, event.id, stamp)
        if made:
            await record(transaction, stamp, "checkin.number", event.event.event, {"cards": made})
    return made


async def check_in(
    database: Database, event: EventRow, typed: str, stamp: Stamp, *, anyway: bool = False
) -> Answer:
    """Check the holder of a card in, or say why not.

    Of two desks that scan the same card at once, the second is told ALREADY.
    """
    scan = scan_of(typed)
    async with database.transaction() as transaction:
        card: Card | None = None
        if scan.token:
            card = await card_by_token(transaction, scan.token)
        elif scan.number is not None:
            card = await card_by_number(transaction, event.id, scan.number)
        found = verdict(
            card,
            event.id,
            (_today(stamp), event.event.held_on),
            closed=await closing_of(transaction, event.id) is not None,
            anyway=anyway,
        )
        if card is None or found is not Verdict.HERE:
            return Answer(found, card)
        rows = await transaction.rows(
            "INSERT INTO check_in (card, at, actor) VALUES ($1, $2, $3) "
            "ON CONFLICT (card) DO NOTHING RETURNING id",
            card.id,
            stamp.at,
            stamp.actor,
        )
        if rows:
            detail: dict[str, object] = {"number": card.number}
            if anyway:
                detail["why"] = "other day"
            await record(transaction, stamp, "checkin.here", _subject(event, card), detail)
        now = await card_by_id(transaction, card.id)
    return Answer(Verdict.HERE if rows else Verdict.ALREADY, now)


async def undo_check_in(
    database: Database, event: EventRow, number: int, why: str, stamp: Stamp
) -> None:
    """Take a check-in back with a reason; NothingToUndoError when there is none."""
    async with database.transaction() as transaction:
        card = await card_by_number(transaction, event.id, number)
        rows = await transaction.rows(
            "DELETE FROM check_in WHERE card = $1 RETURNING at", card.id if card else 0
        )
        if card is None or not rows:
            message = f"{number} 号没有检录记录，可能已由别的检录台撤销"
            raise NothingToUndoError(message)
        changes = {"here": [rows[0][0].isoformat(), None]}
        detail = {"number": number, "changes": changes, "why": why}
        await record(transaction, stamp, "checkin.undo", _subject(event, card), detail)


async def close_check_in(  # noqa: PLR0913 - what, whom, why, who, and on which day
    database: Database,
    event: EventRow,
    absent: Sequence[str],
    why: str,
    stamp: Stamp,
    *,
    anyway: bool = False,
) -> int:
    """Close an event's check-in and mark these entries absent, unless all of theirs came since.

    Gives how many were marked. Closing twice marks what is asked for the second time.
    OtherDayError on another day than the event's, unless `anyway`.
    """
    other_day = _today(stamp) != event.event.held_on
    if other_day and not anyway:
        message = f"今天不是比赛日（{event.event.held_on}），检录没有截止"
        raise OtherDayError(message)
    async with database.transaction() as transaction:
        await _lock(transaction, event.id)
        counted = count(await cards_of_event(transaction, event.id))
        lacking = {*counted.absent, *counted.incomplete}
        marked = [entry for entry in dict.fromkeys(absent) if entry in lacking]
        for entry in marked:
            await _mark_absent(transaction, event, entry, why, stamp)
        await transaction.execute(
            "INSERT INTO check_in_closing (event, at, actor) VALUES ($1, $2, $3) "
            "ON CONFLICT (event) DO NOTHING",
            event.id,
            stamp.at,
            stamp.actor,
        )
        await touch_season(transaction, event.season)
        detail: dict[str, object] = {"absent": marked, "why": why}
        detail |= {"here": counted.here, "expected": counted.expected}
        if other_day:
            detail["held_on"] = event.event.held_on.isoformat()
        await record(transaction, stamp, "checkin.close", event.event.event, detail)
    return len(marked)


async def reopen_check_in(database: Database, event: EventRow, why: str, stamp: Stamp) -> None:
    """Open a closed door again; absences stay until each is undone."""
    async with database.transaction() as transaction:
        rows = await transaction.rows(
            "DELETE FROM check_in_closing WHERE event = $1 RETURNING at", event.id
        )
        if not rows:
            message = "检录没有截止，不用重新开放"
            raise NothingToUndoError(message)
        detail = {"changes": {"closed": [rows[0][0].isoformat(), None]}, "why": why}
        await record(transaction, stamp, "checkin.reopen", event.event.event, detail)


async def undo_absence(
    database: Database, event: EventRow, entry: str, why: str, stamp: Stamp
) -> None:
    """Take an absence back: the entry has the state from before, if it is still absent."""
    async with database.transaction() as transaction:
        rows = await transaction.rows(
            "DELETE FROM marked_absence WHERE entry = "
            "(SELECT id FROM entry WHERE event = $1 AND code = $2) RETURNING entry, status_before",
            event.id,
            entry,
        )
        if not rows:
            message = f"{entry} 没有缺席记录，可能已由别人撤销"
            raise NothingToUndoError(message)
        await transaction.execute(
            "UPDATE entry SET status = $2 WHERE id = $1 AND status = $3",
            rows[0][0],
            rows[0][1],
            Status.ABSENT.value,
        )
        await touch_season(transaction, event.season)
        detail = {"changes": {"status": [Status.ABSENT.value, rows[0][1]]}, "why": why}
        subject = f"{event.event.event}/{entry}"
        await record(transaction, stamp, "checkin.absence_undo", subject, detail)


async def _mark_absent(
    transaction: Transaction, event: EventRow, entry: str, why: str, stamp: Stamp
) -> None:
    rows = await transaction.rows(
        "SELECT id, status FROM entry WHERE event = $1 AND code = $2", event.id, entry
    )
    number, before = rows[0]
    await transaction.execute(
        "INSERT INTO marked_absence (entry, status_before, at, actor, why) "
        "VALUES ($1, $2, $3, $4, $5)",
        number,
        before,
        stamp.at,
        stamp.actor,
        why,
    )
    await transaction.execute(
        "UPDATE entry SET status = $2 WHERE id = $1", number, Status.ABSENT.value
    )


async def _lock(transaction: Transaction, event: int) -> None:
    """Let nobody else number or close the event until this transaction ends."""
    await transaction.execute("UPDATE event SET code = code WHERE id = $1", event)


def _today(stamp: Stamp) -> date:
    return stamp.at.astimezone(CHINA).date()


def _subject(event: EventRow, card: Card) -> str:
    return f"{event.event.event}/{card.entry}"


def _tokens(keys: Keyring, many: int) -> list[tuple[bytes, bytes]]:
    """Make random tokens (98 bits): each encrypted, and its keyed hash."""
    made = ["".join(secrets.choice(CODE_LETTERS) for _ in range(TOKEN_LENGTH)) for _ in range(many)]
    return list(
        zip(keys.encrypt(TOKEN_PURPOSE, made), keys.digests(TOKEN_PURPOSE, made), strict=True)
    )
