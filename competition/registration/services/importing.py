"""Register many at once: every rule is asked, and either all of them are stored or none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

import msgspec

from competition.registration.applying import applied, cleaned
from competition.registration.queries.field import Field, load_field
from competition.registration.rules import Role
from competition.registration.rules.eligibility import blocking, problems
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import Applicant, Draft, State
from competition.registration.services.steps import (
    PERSON_COLUMNS,
    lock_competitions,
    person_values,
)
from competition.storage.audit import Stamp, record
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction

AT_ONCE = 5_000
MOST_PROBLEMS = 10_000


class Problem(msgspec.Struct, frozen=True):
    """What the rules say about one line (the number that the caller gave it)."""

    line: int
    finding: Finding


class Added(msgspec.Struct, frozen=True):
    """What was stored: the batch, how many registrations, and what a person should look at."""

    batch: int
    count: int
    questions: tuple[Problem, ...]


class ImportRefusedError(StorageError):
    """Some lines are not eligible, so nothing is stored; `problems` tells them, up to a limit."""

    def __init__(self, found: Sequence[Problem]) -> None:
        """Keep the problems."""
        super().__init__("有不符合条件的报名，全部没有存入 / nothing was stored")
        self.problems = tuple(found)


async def check_registrations(
    transaction: Transaction,
    competition: int,
    drafts: Iterable[tuple[int, Draft]],
    at: datetime,
    state: State = State.SUBMITTED,
) -> tuple[Problem, ...]:
    """Ask every rule about many drafts, each counted in for those after it; nothing is stored.

    A few statements in all. A draft that stays a draft is told no more than its refusals.
    """
    field = await load_field(transaction, competition, at)
    return tuple(
        Problem(line, finding)
        for line, draft in drafts
        for finding in _asked(field, line, _cleaned(draft), state)
    )


async def add_registrations(  # noqa: PLR0913 - each part is named at the call
    transaction: Transaction,
    competition: int,
    drafts: Iterable[tuple[int, Draft]],
    stamp: Stamp,
    *,
    state: State = State.SUBMITTED,
    progress: Callable[[int], None] | None = None,
) -> Added:
    """Store many registrations of a competition, as drafts or submitted, all or none.

    The lines are the caller's numbers, each once; drafts are read once and kept 5,000 at a time.
    Raises ImportRefusedError, after which the caller's transaction has to be undone.
    """
    await lock_competitions(transaction, [competition])
    field = await load_field(transaction, competition, stamp.at)
    made = await transaction.rows(
        "INSERT INTO registration_batch (season, kind, actor, at) "
        "SELECT season, 'import', $2, $3 FROM competition WHERE id = $1 RETURNING id",
        competition,
        stamp.actor,
        stamp.at,
    )
    batch: int = made[0][0]
    refused: list[Problem] = []
    questions: list[Problem] = []
    count = 0
    for chunk in _chunks(drafts):
        ready = [(line, _cleaned(draft)) for line, draft in chunk]
        for line, draft in ready:
            found = _asked(field, line, draft, state)
            barred = bool(blocking(found)) and state is not State.DRAFT
            (refused if barred else questions).extend(Problem(line, one) for one in found)
        if len(refused) >= MOST_PROBLEMS:
            break
        if not refused:
            await _store(transaction, batch, ready, stamp, state)
        count += len(ready)
        if progress is not None:
            progress(count)
    if refused:
        raise ImportRefusedError(refused)
    detail = {"count": count, "state": state.value}
    await record(transaction, stamp, "registration.import", f"competition {competition}", detail)
    return Added(batch, count, tuple(questions))


def _asked(field: Field, line: int, draft: Draft, state: State) -> list[Finding]:
    """Ask the rules about a draft and count it in when it is submitted and fine."""
    asked = applied(field.keys, draft)
    found = field.check_applied(draft.event, asked)
    if state is not State.DRAFT and not blocking(found):
        field.take(draft.event, asked, -line)
    return problems(found) if state is not State.DRAFT else blocking(found)


def _cleaned(draft: Draft) -> Draft:
    people = tuple(None if one is None else cleaned(one) for one in draft.members)
    return msgspec.structs.replace(draft, members=people)


def _chunks(drafts: Iterable[tuple[int, Draft]]) -> Iterator[list[tuple[int, Draft]]]:
    iterator = iter(drafts)
    while chunk := list(islice(iterator, AT_ONCE)):
        yield chunk


async def _store(
    transaction: Transaction,
    batch: int,
    ready: Sequence[tuple[int, Draft]],
    stamp: Stamp,
    state: State,
) -> None:
    submitted = None if state is State.DRAFT else stamp.at
    await transaction.insert(
        "registration",
        (
            *("event", "delegation", "city", "division", "state", "revision", "batch", "line"),
            *("created_by", "created_at", "changed_at", "submitted_at"),
        ),
        (
            (
                *(one.event, one.delegation, one.city, one.division.value, state.value),
                *(1, batch, line, stamp.actor, stamp.at, stamp.at, submitted),
            )
            for line, one in ready
        ),
    )
    lines = [line for line, _ in ready]
    rows = await transaction.rows(
        "SELECT line, id FROM registration WHERE batch = $1 AND line BETWEEN $2 AND $3",
        batch,
        min(lines),
        max(lines),
    )
    ids = {row[0]: row[1] for row in rows}
    people = [
        (ids[line], one.event, position, person)
        for line, one in ready
        for position, person in one.people
    ]
    values = person_values(transaction.keys, [person for *_, person in people])
    await transaction.insert(
        "registration_member",
        (
            *("registration", "position", "role", "level_verified", "competes_in"),
            *PERSON_COLUMNS,
        ),
        (
            (number, position, person.role.value, False, _in(person, event, state), *rest)
            for (number, event, position, person), rest in zip(people, values, strict=True)
        ),
    )
    await transaction.insert(
        "registration_change",
        (
            *("registration", "revision", "at", "actor", "action", "from_state", "to_state"),
            *("changes", "why", "batch"),
        ),
        (
            (ids[line], 1, stamp.at, stamp.actor, "import", "", state.value, "{}", "", batch)
            for line in lines
        ),
    )


def _in(person: Applicant, event: int, state: State) -> int | None:
    return event if state is not State.DRAFT and person.role is Role.COMPETITOR else None
