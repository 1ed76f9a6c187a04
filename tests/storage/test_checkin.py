"""Admission cards and check-in: numbers, tokens, several desks at once, closing, undoing."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from certificates.documents.registration.services import CardOrder, prepare_cards
from competition.accounts.card_codes import give_codes, people_with_codes
from competition.accounts.winner_services import Claim, WinnerRefusedError, check_winner
from competition.people.encryption import id_hash
from competition.plan.queries import EventRow, event_by_code, season_by_code
from competition.registration.checkin.queries import (
    absences_of,
    cards_of_event,
    closing_of,
    tokens_of_event,
)
from competition.registration.checkin.rules import Card, Verdict, count, verdict
from competition.registration.checkin.services import (
    NothingToUndoError,
    OtherDayError,
    check_in,
    close_check_in,
    number_event,
    renew_tokens,
    reopen_check_in,
    undo_absence,
    undo_check_in,
)
from competition.registration.queries import entries_of_event
from competition.registration.rules import Division, Status
from competition.storage.audit import Stamp
from tests.web.seasons import IDS, RARE, hostile_season
from xinglu.season.live import import_season

if TYPE_CHECKING:
    from competition.storage.database import Database

#: 08:12 in the hall, on the day of the event `turning`.
MORNING = Stamp("account:desk", datetime(2026, 6, 1, 0, 12, tzinfo=UTC), "192.0.2.1")


@pytest.fixture
async def event(database: Database) -> EventRow:
    """Import a season; give the event `turning`, whose people have their numbers."""
    await import_season(database, "2026", hostile_season(), "tester")
    found = await event_of(database, "turning")
    assert await number_event(database, found, MORNING) == 7
    return found


async def event_of(database: Database, code: str) -> EventRow:
    """Give an event of the season."""
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
        found = await event_by_code(transaction, season.id, code)
        assert found is not None
        return found


async def cards(database: Database, event: EventRow) -> tuple[Card, ...]:
    """Give the cards of an event."""
    async with database.reading() as transaction:
        return await cards_of_event(transaction, event.id)


async def tokens(database: Database, event: EventRow) -> dict[int, str]:
    """Give the tokens of an event's cards by number."""
    async with database.reading() as transaction:
        found = await tokens_of_event(transaction, event.id)
    return {card.number: found[card.id] for card in await cards(database, event)}


async def statuses(database: Database, event: EventRow) -> dict[str, Status]:
    """Give the states of an event's entries."""
    async with database.reading() as transaction:
        return {one.entry: one.status for one in await entries_of_event(transaction, event.id)}


async def test_numbers_are_given_once_and_none_to_who_may_not_compete(
    database: Database, event: EventRow
) -> None:
    """By delegation and entry; a disqualified entry gets none; a second call adds nobody."""
    found = await cards(database, event)
    assert [card.number for card in found] == [1, 2, 3, 4, 5, 6, 7]
    assert {card.entry for card in found} == {*IDS} - {"D1"}
    assert await number_event(database, event, MORNING) == 0


async def test_a_scan_of_the_qr_code_or_a_number_checks_in_once(
    database: Database, event: EventRow
) -> None:
    """The second desk is told that the first one was faster, and when."""
    token = (await tokens(database, event))[1]
    first = await check_in(database, event, f"http://xinglu.test/c/{token}", MORNING)
    assert first.verdict is Verdict.HERE
    assert first.card is not None
    assert first.card.number == 1
    other = Stamp("account:other", MORNING.at)
    second = await check_in(database, event, "001", other)
    assert second.verdict is Verdict.ALREADY
    assert second.card is not None
    assert (second.card.here_at, second.card.here_by) == (MORNING.at, "account:desk")


async def test_of_many_desks_that_scan_one_card_at_once_one_checks_it_in(
    database: Database, event: EventRow
) -> None:
    """Twenty at the same time."""
    answers = await asyncio.gather(*(check_in(database, event, "3", MORNING) for _ in range(20)))
    verdicts = sorted(answer.verdict.value for answer in answers)
    assert verdicts == ["already"] * 19 + ["here"]


async def test_what_is_wrong_with_a_card_is_told(database: Database, event: EventRow) -> None:
    """Another event's, another day, absent, unknown; and another day may be overridden."""
    selection = await event_of(database, "selection")
    await number_event(database, selection, MORNING)
    foreign = (await tokens(database, selection))[1]
    numbers = {card.entry: card.number for card in await cards(database, event)}

    async def say(typed: str, where: EventRow = event, *, anyway: bool = False) -> Verdict:
        return (await check_in(database, where, typed, MORNING, anyway=anyway)).verdict

    assert await say(foreign) is Verdict.OTHER_EVENT
    assert await say(str(numbers["A1"])) is Verdict.ABSENT
    assert await say("999") is Verdict.UNKNOWN
    assert await say("hello") is Verdict.UNKNOWN
    assert await say("1", selection) is Verdict.OTHER_DAY
    assert await say("1", selection, anyway=True) is Verdict.HERE


async def test_a_card_that_was_printed_anew_voids_the_one_before(
    database: Database, event: EventRow
) -> None:
    """Its number stays, its QR code changes."""
    before = (await tokens(database, event))[1]
    card = (await cards(database, event))[0]
    async with database.transaction() as transaction:
        await renew_tokens(transaction, [card.id])
    after = (await tokens(database, event))[1]
    assert (await check_in(database, event, before, MORNING)).verdict is Verdict.UNKNOWN
    assert (await check_in(database, event, after, MORNING)).verdict is Verdict.HERE


async def test_the_card_of_somebody_who_was_replaced_opens_no_door(
    database: Database, event: EventRow
) -> None:
    """The substitute gets a number of the own."""
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE member SET id_hash = $1, name = '替补' WHERE name = $2",
            id_hash(database.keys, "370102199001010014"),
            RARE,
        )
    old = next(card for card in await cards(database, event) if card.name is None)
    assert (await check_in(database, event, str(old.number), MORNING)).verdict is Verdict.REPLACED
    assert await number_event(database, event, MORNING) == 1
    assert (await cards(database, event))[-1].name == "替补"


async def test_a_check_in_is_undone_with_a_reason_once(database: Database, event: EventRow) -> None:
    """A second undo is told that there is nothing."""
    await check_in(database, event, "2", MORNING)
    await undo_check_in(database, event, 2, "扫错了证", MORNING)
    with pytest.raises(NothingToUndoError):
        await undo_check_in(database, event, 2, "扫错了证", MORNING)
    assert (await check_in(database, event, "2", MORNING)).verdict is Verdict.HERE
    async with database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT action FROM audit_record WHERE action LIKE 'checkin.%' ORDER BY id"
        )
    assert [row[0] for row in rows] == [
        "checkin.number", "checkin.here", "checkin.undo", "checkin.here",
    ]  # fmt: skip


async def test_closing_marks_those_absent_whom_a_person_names(
    database: Database, event: EventRow
) -> None:
    """Not who came meanwhile; undoing gives the state from before back, guests stay guests."""
    numbers = {card.entry: card.number for card in await cards(database, event)}
    await check_in(database, event, str(numbers["W1"]), MORNING)
    counted = count(await cards(database, event))
    assert (counted.expected, counted.here, counted.marked) == (7, 1, 1)
    assert set(counted.absent) == {"W2", "W3", "W4", "W5", "G1"}
    assert await close_check_in(database, event, ["W1", "W2", "G1"], "未到场", MORNING) == 2
    found = await statuses(database, event)
    assert (found["W1"], found["W2"], found["G1"]) == (Status.OK, Status.ABSENT, Status.ABSENT)
    late = await check_in(database, event, str(numbers["W3"]), MORNING)
    assert late.verdict is Verdict.CLOSED
    async with database.reading() as transaction:
        assert await closing_of(transaction, event.id) is not None
        assert {row.entry for row in await absences_of(transaction, event.id)} == {"W2", "G1"}
    await undo_absence(database, event, "G1", "堵车，裁判长同意", MORNING)
    assert (await statuses(database, event))["G1"] is Status.GUEST
    with pytest.raises(NothingToUndoError):
        await undo_absence(database, event, "G1", "再来", MORNING)
    await reopen_check_in(database, event, "延长", MORNING)
    assert (await check_in(database, event, str(numbers["W3"]), MORNING)).verdict is Verdict.HERE


async def test_closing_on_another_day_is_refused_unless_it_is_said(
    database: Database, event: EventRow
) -> None:
    """Months early nothing is closed and nobody is absent; said so, the log tells the day."""
    early = Stamp("account:desk", datetime(2026, 1, 1, 0, 12, tzinfo=UTC))
    with pytest.raises(OtherDayError):
        await close_check_in(database, event, ["W2"], "未到场", early)
    async with database.reading() as transaction:
        assert await closing_of(transaction, event.id) is None
    assert (await statuses(database, event))["W2"] is Status.OK
    assert await close_check_in(database, event, ["W2"], "取消", early, anyway=True) == 1
    async with database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT detail FROM audit_record WHERE action = 'checkin.close'"
        )
    assert '"held_on":"2026-06-01"' in rows[0][0]


async def test_a_card_that_cannot_be_printed_costs_no_code(
    database: Database, event: EventRow
) -> None:
    """Printed later, with a font that has the character, the person gets the code then."""
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE member SET name = $1 WHERE name = $2", "\U0010ffff", RARE)
    faces = await prepare_cards(database, (event,), CardOrder(codes=True), "http://x", MORNING)
    assert [face.code == "" for face in faces if face.name == "\U0010ffff"] == [True]
    async with database.reading() as transaction:
        coded = await people_with_codes(transaction, event.season, MORNING)
    assert len(coded) == 5
    assert id_hash(database.keys, IDS["W3"]) not in coded


def card(
    entry: str = "A1", *, name: str | None = "甲", status: Status = Status.OK, here: bool = False
) -> Card:
    """Make a card of event 1 with an own number."""
    at = MORNING.at if here else None
    return Card(1, 1, 1, entry, Division.WORKER, "济南", status, 1, b"h", name, "", at)


@pytest.mark.parametrize(
    ("found", "closed", "today", "expected"),
    [
        (card(), False, 1, Verdict.HERE),
        (card(status=Status.GUEST), False, 1, Verdict.HERE),
        (card(status=Status.WITHDRAWN), False, 1, Verdict.WITHDRAWN),
        (card(status=Status.DISQUALIFIED), False, 1, Verdict.DISQUALIFIED),
        (card(status=Status.WITHDRAWN, here=True), True, 2, Verdict.WITHDRAWN),
        (card(name=None), False, 1, Verdict.REPLACED),
        (card(name=""), False, 1, Verdict.HERE),
        (card(here=True), True, 2, Verdict.ALREADY),
        (card(), True, 2, Verdict.CLOSED),
        (card(), False, 2, Verdict.OTHER_DAY),
        (None, False, 1, Verdict.UNKNOWN),
    ],
)
def test_the_worst_that_is_wrong_is_told(
    *, found: Card | None, closed: bool, today: int, expected: Verdict
) -> None:
    """What no desk can mend comes before what a person may decide."""
    days = (date(2026, 6, today), date(2026, 6, 1))
    assert verdict(found, 1, days, closed=closed, anyway=False) is expected


def test_of_a_pair_one_may_be_missing() -> None:
    """The entry is incomplete, not absent; who was replaced is not expected at all."""
    pair = (card("A1", here=True), card("A1"), card("A2"), card("A3", name=None))
    counted = count((*pair, card("A4", status=Status.ABSENT)))
    assert (counted.expected, counted.here, counted.marked) == (4, 1, 1)
    assert (counted.absent, counted.incomplete) == (("A2",), ("A1",))


async def test_codes_are_given_once_and_renewing_voids_the_one_before(
    database: Database, event: EventRow
) -> None:
    """The code of a card opens the winner's page; the voided one does not."""
    person = id_hash(database.keys, IDS["W3"])

    async def give(*, renew: bool) -> dict[bytes, str]:
        async with database.transaction() as transaction:
            return await give_codes(transaction, event.season, [person], MORNING, renew=renew)

    async def enter(code: str) -> None:
        claim = Claim(RARE, IDS["W3"], code)
        await check_winner(database, claim, "192.0.2.9", MORNING.at)

    first = (await give(renew=False))[person]
    assert await give(renew=False) == {}
    second = (await give(renew=True))[person]
    with pytest.raises(WinnerRefusedError):
        await enter(first)
    await enter(second)
    async with database.reading() as transaction:
        assert await people_with_codes(transaction, event.season, MORNING) == {person}
