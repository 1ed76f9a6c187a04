"""Pieces of writing a plan: refusals, what changed, rows of competitions and proposals."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import msgspec

from competition.plan.rules import (
    CompetitionApplication,
    EventApplication,
    EventClass,
    PlanState,
    Refusal,
)
from competition.storage.json_text import json_text
from competition.storage.problems import ConstraintError, StorageError
from competition.storage.transaction import Transaction


class PlanRefusedError(StorageError):
    """The plan refuses a step; pages say `why` in words, with the names it is about."""

    def __init__(self, why: Refusal, *names: str) -> None:
        """Keep the reason and what it is about."""
        super().__init__(f"{why} {'、'.join(names)}".strip())
        self.why = why
        self.names = names


@contextmanager
def refusing(constraint: str, why: Refusal, *names: str) -> Iterator[None]:
    """Say in words what the database refused because somebody else was faster."""
    try:
        yield
    except ConstraintError as error:
        if error.name != constraint:
            raise
        raise PlanRefusedError(why, *names) from error


COMPETITION_FIELDS = (
    "organiser", "host", "contact", "place", "city", "industry", "series", "starts_on", "ends_on",
)  # fmt: skip
EVENT_FIELDS = (
    "code", "name", "occupation", "class_asked", "entry_size", "held_on", "tags", "feeds",
    "qualifiers", "expected_field", "scheme", "note",
)  # fmt: skip


def changes_of(old: msgspec.Struct, new: msgspec.Struct) -> dict[str, list[object]]:
    """Give the fields that differ, old and new, as the audit log keeps them."""
    before, after = msgspec.to_builtins(old), msgspec.to_builtins(new)
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }


async def set_fields(
    transaction: Transaction, table: str, number: int, revision: int, fields: Mapping[str, object]
) -> None:
    """Change a row whose revision is still the one that was read; PlanRefusedError `stale` else."""
    names = ", ".join(f"{name} = ${place}" for place, name in enumerate(fields, 3))
    rows = await transaction.rows(
        f"UPDATE {table} SET revision = revision + 1{', ' if names else ''}{names} "  # noqa: S608 - our own names
        "WHERE id = $1 AND revision = $2 RETURNING id",
        number,
        revision,
        *fields.values(),
    )
    if not rows:
        raise PlanRefusedError(Refusal.STALE)


def competition_values(application: CompetitionApplication) -> dict[str, object]:
    """Give the columns of a competition's application."""
    values = {name: getattr(application, name) for name in COMPETITION_FIELDS}
    return {**values, "series": application.series.value}


def event_values(application: EventApplication) -> dict[str, object]:
    """Give the columns of a proposal's application."""
    values = {name: getattr(application, name) for name in EVENT_FIELDS}
    asked = application.class_asked.value
    return {**values, "class_asked": asked, "tags": json_text(application.tags)}


async def plan_id(transaction: Transaction, competition: int) -> int:
    """Give the id of a competition's application, made empty where a folder brought none."""
    rows = await transaction.rows(
        "SELECT id FROM competition_plan WHERE competition = $1", competition
    )
    if rows:
        number: int = rows[0][0]
        return number
    return await insert_plan(
        transaction, competition, CompetitionApplication(""), PlanState.ACCEPTED
    )


async def insert_competition(
    transaction: Transaction, season: int, application: CompetitionApplication, state: PlanState
) -> int:
    """Insert a competition with its application; PlanRefusedError when the name is taken."""
    taken = await transaction.rows(
        "SELECT 1 FROM competition WHERE season = $1 AND name = $2", season, application.name
    )
    if taken:
        raise PlanRefusedError(Refusal.NAME_TAKEN, application.name)
    rows = await transaction.rows(
        "INSERT INTO competition (season, name) VALUES ($1, $2) RETURNING id",
        season,
        application.name,
    )
    number: int = rows[0][0]
    await insert_plan(transaction, number, application, state)
    return number


async def insert_plan(
    transaction: Transaction,
    competition: int,
    application: CompetitionApplication,
    state: PlanState,
) -> int:
    """Insert the application of a competition that is there; give its id."""
    values = {
        "competition": competition,
        **competition_values(application),
        "state": state.value,
        "return_reason": "",
        "revision": 1,
    }
    return await _insert(transaction, "competition_plan", values)


async def insert_proposal(  # noqa: PLR0913 - a row and how far it is
    transaction: Transaction,
    season: int,
    competition: int,
    application: EventApplication,
    state: PlanState,
    *,
    class_set: EventClass | None = None,
    class_document: str = "",
    event: int | None = None,
) -> int:
    """Insert a proposal; give its id."""
    values = {
        "season": season,
        "competition": competition,
        **event_values(application),
        "class_set": class_set.value if class_set else "",
        "class_document": class_document,
        "state": state.value,
        "return_reason": "",
        "event": event,
        "revision": 1,
    }
    return await _insert(transaction, "event_proposal", values)


async def _insert(transaction: Transaction, table: str, values: Mapping[str, object]) -> int:
    places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    rows = await transaction.rows(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places}) RETURNING id",  # noqa: S608 - our own names
        *values.values(),
    )
    number: int = rows[0][0]
    return number


async def taken_codes(transaction: Transaction, season: int) -> set[str]:
    """Give every event code of a season in small letters, applied for or published."""
    rows = await transaction.rows(
        "SELECT code FROM event WHERE season = $1 "
        "UNION SELECT code FROM event_proposal WHERE season = $1",
        season,
    )
    return {row[0].casefold() for row in rows}


def only_open(states: Iterable[PlanState], *, decides: bool) -> None:
    """Refuse to change what was handed in; whoever decides may, until it is published."""
    allowed = set(PlanState) if decides else {PlanState.DRAFT, PlanState.RETURNED}
    if not set(states) <= allowed:
        raise PlanRefusedError(Refusal.HANDED_IN)
