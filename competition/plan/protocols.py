"""What the plan asks of later rooms: schemes, what is ready, the pool, throwing a season away."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

import msgspec

from competition.storage.transaction import Transaction
from competition.web.visitor import Connection

#: The key of the check after which nothing is late any more.
RESULTS = "results"


class Check(msgspec.Struct, frozen=True):
    """One line of an event's readiness list: its key, whether it is done, and what is found.

    `days_before` says how many days before the event it should be done; negative is afterwards.
    """

    key: str
    done: bool
    found: str
    days_before: int


class PoolPerson(msgspec.Struct, frozen=True):
    """Who was considered for the selection and training pool, without any ID number."""

    event: str
    entry: str
    name: str
    delegation: str
    city: str
    birth_year: int | None
    decision: str
    reason: str
    explanation: str
    clause: str


class SchemeShelf(Protocol):
    """Where schemes of events are taken from."""

    def presets(self) -> Sequence[str]:
        """Name the schemes that are there without any season."""

    async def give(
        self, transaction: Transaction, season: int, wishes: Sequence[tuple[int, str, int | None]]
    ) -> None:
        """Give new events their rules and scheme: (event, preset or "", event to copy from)."""


class ReadinessSource(Protocol):
    """A room that knows whether something of an event is ready."""

    async def checks(self, transaction: Transaction, season: int) -> Mapping[int, Sequence[Check]]:
        """Give the checks of every event of a season by the event's id."""


class PoolSource(Protocol):
    """The room that decides who enters the pool."""

    async def people(self, transaction: Transaction, season: int) -> Sequence[PoolPerson]:
        """Give everybody who was considered, in the order of the list."""


class SeasonBin(Protocol):
    """Who can throw away a whole season."""

    async def discard(self, transaction: Transaction, season: int) -> int:
        """Delete every row of a season; give how many there were."""


class Planning(msgspec.Struct, frozen=True):
    """What the application fills in."""

    schemes: SchemeShelf
    readiness: tuple[ReadinessSource, ...]
    pool: PoolSource
    bin: SeasonBin


def planning_of(connection: Connection) -> Planning:
    """Give what the application was made with."""
    planning: Planning = connection.app.state.planning
    return planning


async def all_checks(
    sources: Sequence[ReadinessSource], transaction: Transaction, season: int
) -> dict[int, list[Check]]:
    """Gather the checks of all rooms by the event's id."""
    found: dict[int, list[Check]] = {}
    for source in sources:
        for event, checks in (await source.checks(transaction, season)).items():
            found.setdefault(event, []).extend(checks)
    return found


def late_checks(checks: Sequence[Check], held_on: date, today: date) -> tuple[Check, ...]:
    """Give what should be done by now and is not; nothing once the results are there."""
    if any(check.key == RESULTS and check.done for check in checks):
        return ()
    days = (held_on - today).days
    return tuple(check for check in checks if not check.done and days < check.days_before)
