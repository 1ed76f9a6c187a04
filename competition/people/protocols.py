"""What the registry asks of rooms that come later; xinglu fills it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

import msgspec

from competition.accounts.rules import Place
from competition.storage.transaction import Transaction


class ResultLine(msgspec.Struct, frozen=True):
    """What became of one entry of a person."""

    entry: int
    rank: int | None
    medal: str
    prize: str


class DecisionLine(msgspec.Struct, frozen=True):
    """A title or promotion that was decided about a person, or a certificate that was issued.

    `what` is a text key's last part (`title`, `promotion`, `certificate`), `text` says which.
    """

    place: Place
    season: str
    event_name: str
    what: str
    decision: str
    text: str
    document: str
    on: date | None = None


class Reference(msgspec.Struct, frozen=True):
    """Something decided that names a person or unit; `what` is a code, `count` how many rows."""

    season: int
    season_code: str
    what: str
    count: int


class LaterRooms(Protocol):
    """What is known of people and units where results, money and certificates are made."""

    async def results_of(
        self, transaction: Transaction, entries: Sequence[int]
    ) -> tuple[ResultLine, ...]:
        """Give the results of entries (ids)."""

    async def decisions_of(
        self, transaction: Transaction, persons: Sequence[bytes]
    ) -> tuple[DecisionLine, ...]:
        """Give what was decided about a person, by the hashes of all their ID numbers."""

    async def references_to_person(
        self, transaction: Transaction, person: bytes
    ) -> tuple[Reference, ...]:
        """Give the decisions, payments and certificates that name an ID number, by season."""

    async def references_to_unit(
        self, transaction: Transaction, season: int, code: str
    ) -> tuple[Reference, ...]:
        """Give the payments and decisions of a season that name a unit's code."""

    async def move_unit(self, transaction: Transaction, old: int, kept: int) -> dict[str, int]:
        """Let rows of later rooms refer to another unit (ids); give how many of what."""
