"""What a reviewer does: accept, return or refuse, one or many at once, and take it back."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum

import msgspec

from competition.plan.services import touch_season
from competition.registration.queries.registrations import (
    RegistrationRow,
    findings_of,
    registrations_by_ids,
)
from competition.registration.queries.terms import window_of
from competition.registration.rules.eligibility import blocking
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import STARTS, Action, State, after_acceptance
from competition.registration.services.entering import enter, leave
from competition.registration.services.filing import hand_over
from competition.registration.services.steps import change, lock_competitions
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.problems import ConstraintError, StorageError
from competition.storage.transaction import Transaction

UNDO_WINDOW = timedelta(minutes=10)
DECISIONS = frozenset({Action.ACCEPT, Action.RETURN, Action.REFUSE})
MOST_AT_ONCE = 500


class Obstacle(StrEnum):
    """Why a registration was left out of a decision."""

    GONE = "gone"
    CHANGED = "changed"
    STATE = "state"
    SAME_PERSON = "same_person"
    RULES = "rules"
    IN_USE = "in_use"


class Target(msgspec.Struct, frozen=True):
    """A registration to decide, in the revision that the reviewer saw."""

    id: int
    revision: int


class Left(msgspec.Struct, frozen=True):
    """A registration that was left out, and why; `findings` where the rules refuse."""

    id: int
    obstacle: Obstacle
    findings: tuple[Finding, ...] = ()


class Decided(msgspec.Struct, frozen=True):
    """What a decision did: its batch (None when nothing was done), the done and the left out."""

    batch: int | None
    done: tuple[int, ...]
    left: tuple[Left, ...] = ()


class UndoError(StorageError):
    """A decision cannot be taken back: unknown, somebody else's, undone already, or too late."""


class ReasonMissingError(StorageError):
    """Returning and refusing need a reason."""


async def decide(
    database: Database, action: Action, targets: Iterable[Target], stamp: Stamp, why: str = ""
) -> Decided:
    """Accept, return or refuse registrations in one transaction; those that cannot are left out.

    Accepting moves one review level; the last one makes the entry with a running code and its
    members. The two levels are two people. Raises ReasonMissingError.
    """
    if action not in DECISIONS:
        raise ValueError(action)
    if action is not Action.ACCEPT and not why:
        message = "请写明原因 / give the reason"
        raise ReasonMissingError(message)
    wanted = {one.id: one.revision for one in targets}
    async with database.transaction() as transaction:
        seen = await registrations_by_ids(transaction, wanted)
        await lock_competitions(transaction, (row.competition for row in seen.values()))
        rows = await registrations_by_ids(transaction, wanted)
        ready, left = _sorted_out(wanted, rows, action)
        levels = await _levels(transaction, ready)
        if action is Action.ACCEPT:
            ready, more = await _acceptable(transaction, ready, levels, stamp)
            left += more
        batch = await _open_batch(transaction, ready, action, stamp)
        for row in ready:
            state = _state_after(action, row, levels[row.competition])
            step = Action.PASS if state is State.PASSED else action
            if state is State.ACCEPTED:
                continue
            await change(transaction, row, step, state, stamp, why=why, batch=batch)
        entering = [
            row
            for row in ready
            if _state_after(action, row, levels[row.competition]) is State.ACCEPTED
        ]
        await enter(transaction, entering)
        await hand_over(transaction, entering, stamp)
        for row in entering:
            await change(transaction, row, Action.ACCEPT, State.ACCEPTED, stamp, batch=batch)
        for season in sorted({row.season for row in entering}):
            await touch_season(transaction, season)
    return Decided(batch, tuple(row.id for row in ready), tuple(left))


async def undo_decision(database: Database, batch: int, stamp: Stamp) -> Decided:
    """Take a decision back within ten minutes; what was changed since, or is in use, is left.

    Raises UndoError.
    """
    async with database.transaction() as transaction:
        found = await transaction.rows(
            "SELECT kind, actor, at, undone_at FROM registration_batch WHERE id = $1", batch
        )
        if not found or found[0][0] == "import" or found[0][1] != stamp.actor or found[0][3]:
            message = "这次操作不能撤销 / this decision cannot be taken back"
            raise UndoError(message)
        if stamp.at - found[0][2] > UNDO_WINDOW:
            message = "超过十分钟，不能再撤销 / ten minutes are over"
            raise UndoError(message)
        steps = {
            row[0]: (row[1], State(row[2]))
            for row in await transaction.rows(
                "SELECT registration, revision, from_state FROM registration_change "
                "WHERE batch = $1 ORDER BY registration",
                batch,
            )
        }
        seen = await registrations_by_ids(transaction, steps)
        await lock_competitions(transaction, (row.competition for row in seen.values()))
        done: list[int] = []
        left: list[Left] = []
        for number, row in (await registrations_by_ids(transaction, steps)).items():
            revision, state = steps[number]
            if row.revision != revision:
                left.append(Left(number, Obstacle.CHANGED))
                continue
            try:
                async with transaction.savepoint():
                    await leave(transaction, row)
                    await change(transaction, row, Action.UNDO, state, stamp)
            except ConstraintError:
                left.append(Left(number, Obstacle.IN_USE))
            else:
                done.append(number)
        await transaction.execute(
            "UPDATE registration_batch SET undone_at = $2 WHERE id = $1", batch, stamp.at
        )
        for season in sorted({row.season for row in seen.values()}):
            await touch_season(transaction, season)
    return Decided(batch, tuple(done), tuple(left))


def _sorted_out(
    wanted: dict[int, int], rows: dict[int, RegistrationRow], action: Action
) -> tuple[list[RegistrationRow], list[Left]]:
    ready, left = [], []
    for number, revision in wanted.items():
        row = rows.get(number)
        if row is None:
            left.append(Left(number, Obstacle.GONE))
        elif row.revision != revision:
            left.append(Left(number, Obstacle.CHANGED))
        elif row.state not in STARTS[action]:
            left.append(Left(number, Obstacle.STATE))
        else:
            ready.append(row)
    return ready, left


async def _levels(transaction: Transaction, rows: Iterable[RegistrationRow]) -> dict[int, int]:
    levels = {}
    for competition in {row.competition for row in rows}:
        window = await window_of(transaction, competition)
        levels[competition] = window.review_levels if window else 1
    return levels


async def _acceptable(
    transaction: Transaction, rows: Sequence[RegistrationRow], levels: dict[int, int], stamp: Stamp
) -> tuple[list[RegistrationRow], list[Left]]:
    """Leave out what the rules refuse, and second levels by who decided the first."""
    findings = await findings_of(transaction, rows, stamp.at)
    passed_by = await _passed_by(transaction, rows)
    ready, left = [], []
    for row in rows:
        if levels[row.competition] > 1 and passed_by.get(row.id) == stamp.actor:
            left.append(Left(row.id, Obstacle.SAME_PERSON))
            continue
        if blocking(findings[row.id]):
            left.append(Left(row.id, Obstacle.RULES, tuple(findings[row.id])))
            continue
        ready.append(row)
    return ready, left


async def _passed_by(transaction: Transaction, rows: Sequence[RegistrationRow]) -> dict[int, str]:
    """Tell who passed each registration at the first level, most lately."""
    passed = [row for row in rows if row.state is State.PASSED]
    if not passed:
        return {}
    marks = ", ".join(f"${number}" for number in range(1, len(passed) + 1))
    found = await transaction.rows(
        "SELECT registration, actor FROM registration_change "  # noqa: S608 - only placeholders
        f"WHERE registration IN ({marks}) AND action = 'pass' ORDER BY revision",
        *(row.id for row in passed),
    )
    return {row[0]: row[1] for row in found}


def _state_after(action: Action, row: RegistrationRow, levels: int) -> State:
    if action is Action.ACCEPT:
        return after_acceptance(row.state, levels)
    return State.RETURNED if action is Action.RETURN else State.REFUSED


async def _open_batch(
    transaction: Transaction, rows: Sequence[RegistrationRow], action: Action, stamp: Stamp
) -> int | None:
    if not rows:
        return None
    made = await transaction.rows(
        "INSERT INTO registration_batch (season, kind, actor, at) VALUES ($1, $2, $3, $4) "
        "RETURNING id",
        rows[0].season,
        action.value,
        stamp.actor,
        stamp.at,
    )
    number: int = made[0][0]
    return number
