"""Admission cards and check-in: what a scanner typed, and whether a card opens the door."""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

import msgspec

from competition.registration.rules import Division, Status

#: The clock of the hall; China has one time zone and no summer time.
CHINA = timezone(timedelta(hours=8))
TOKEN_LENGTH = 20
_SCANNED = re.compile(rf"(?:^|[^A-Z0-9])([A-Z0-9]{{{TOKEN_LENGTH}}})$")
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)


class Card(msgspec.Struct, frozen=True):
    """An admission card with what is known of its holder; `name` is None when they were replaced.

    `event` and `entry_id` are ids; `here_at` and `here_by` tell the check-in, if there was one.
    """

    id: int
    event: int
    entry_id: int
    entry: str
    division: Division
    delegation: str
    status: Status
    number: int
    holder: bytes
    name: str | None = None
    unit: str = ""
    here_at: datetime | None = None
    here_by: str = ""

    @property
    def shown_number(self) -> str:
        """The check-in number as cards print it."""
        return number_text(self.number)

    @property
    def expected(self) -> bool:
        """Whether the holder is expected at the door."""
        return self.name is not None and self.status in {Status.OK, Status.GUEST}


class Verdict(StrEnum):
    """What the desk is told about a card."""

    HERE = "here"
    ALREADY = "already"
    OTHER_DAY = "other_day"
    CLOSED = "closed"
    OTHER_EVENT = "other_event"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"
    ABSENT = "absent"
    UNKNOWN = "unknown"


#: The colour of the answer: green lets in, amber asks a person, red stops.
COLOURS = {
    Verdict.HERE: "good",
    Verdict.ALREADY: "warn",
    Verdict.OTHER_DAY: "warn",
    Verdict.CLOSED: "warn",
}
_STOPPED = {
    Status.WITHDRAWN: Verdict.WITHDRAWN,
    Status.DISQUALIFIED: Verdict.DISQUALIFIED,
    Status.ABSENT: Verdict.ABSENT,
}


class Scan(msgspec.Struct, frozen=True):
    """What was typed: the token of a QR code, or a check-in number; neither when it is unclear."""

    token: str = ""
    number: int | None = None


def scan_of(typed: str) -> Scan:
    """Read what a hand scanner or a person typed.

    A scanner types the whole address of the QR code. Full-width signs and small letters are the
    same: a Chinese keyboard or a locked shift key changes what a scanner types.
    """
    folded = "".join(unicodedata.normalize("NFKC", typed).upper().split())
    if _NUMBER.fullmatch(folded):
        return Scan(number=int(folded))
    found = _SCANNED.search(folded)
    return Scan(token=found[1]) if found else Scan()


def number_text(number: int) -> str:
    """Write a check-in number with at least three digits."""
    return f"{number:03}"


def verdict(
    card: Card | None, event: int, days: tuple[date, date], *, closed: bool, anyway: bool
) -> Verdict:
    """Say whether a card opens the door of an event (id); `days` are today and the event's.

    `anyway` lets a card in on another day than the event's.
    """
    if card is None:
        return Verdict.UNKNOWN
    found = _refusal(card, event)
    if found is None and card.here_at is not None:
        found = Verdict.ALREADY
    elif found is None and closed:
        found = Verdict.CLOSED
    elif found is None and days[0] != days[1] and not anyway:
        found = Verdict.OTHER_DAY
    return found or Verdict.HERE


def _refusal(card: Card, event: int) -> Verdict | None:
    """Say why a card opens this door on no day and at no hour, None when it may."""
    if card.event != event:
        return Verdict.OTHER_EVENT
    if card.name is None:
        return Verdict.REPLACED
    return _STOPPED.get(card.status)


class Counted(msgspec.Struct, frozen=True):
    """Where an event stands: people expected, here, missing, and those marked absent by now.

    `absent` are entries of which nobody came, `incomplete` those of which some did.
    """

    expected: int
    here: int
    marked: int
    missing: tuple[Card, ...]
    absent: tuple[str, ...]
    incomplete: tuple[str, ...]


def count(cards: tuple[Card, ...]) -> Counted:
    """Count who of an event's cards came."""
    expected = [card for card in cards if card.expected]
    missing = tuple(card for card in expected if card.here_at is None)
    came = {card.entry for card in expected if card.here_at is not None}
    lacking = dict.fromkeys(card.entry for card in missing)
    marked = sum(card.name is not None and card.status is Status.ABSENT for card in cards)
    return Counted(
        expected=len(expected) + marked,
        here=len(expected) - len(missing),
        marked=marked,
        missing=missing,
        absent=tuple(entry for entry in lacking if entry not in came),
        incomplete=tuple(entry for entry in lacking if entry in came),
    )
