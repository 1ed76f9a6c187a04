"""Store a checked sheet: short transactions that let others save, and nothing if one of them fails.

What is stored holds its places from the first chunk on, so that nobody takes them meanwhile; pages
of reviewers leave it out until all of it is there (UNFINISHED).
"""

from collections.abc import Awaitable, Callable, Sequence

from competition.registration.queries.field import load_field
from competition.registration.rules import Role
from competition.registration.rules.registrations import Action, State
from competition.registration.services.steps import PERSON_COLUMNS, person_values
from competition.registration.sheets.grouping import SheetEntry
from competition.registration.sheets.queries import SheetRow
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.problems import ConstraintError, StorageError
from competition.storage.transaction import Transaction

AT_ONCE = 400
UNDONE_AT_ONCE = 1_000
#: The batches of sheets that are not wholly stored: what lies in them is left out of pages.
UNFINISHED = "SELECT batch FROM registration_sheet WHERE state = 'storing' AND batch IS NOT NULL"
_TWO_EVENTS = (
    "SELECT 1 FROM registration r JOIN registration_member m ON m.registration = r.id "
    "WHERE r.batch = $1 AND m.competes_in IS NOT NULL AND EXISTS (SELECT 1 "
    "FROM registration_member o JOIN event v ON v.id = o.competes_in "
    "WHERE o.id_hash = m.id_hash AND o.competes_in <> m.competes_in AND v.competition = $2) "
    "LIMIT 1"
)
_OF_BATCH = (
    "SELECT id FROM registration WHERE batch = $1 AND line >= $2 AND line <= $3 ORDER BY line"
)

Noted = Callable[[Transaction, int], Awaitable[None]]


class SheetOvertakenError(StorageError):
    """Somebody took a place or a person between the check and the storing; nothing is stored."""


async def begin_batch(database: Database, sheet: SheetRow, stamp: Stamp) -> int:
    """Make the batch of a sheet and tie it to the sheet; an earlier one of it is undone first."""
    if sheet.batch is not None:
        await undo_batch(database, sheet.batch)
    async with database.transaction() as transaction:
        rows = await transaction.rows(
            "INSERT INTO registration_batch (season, kind, actor, at) "
            "VALUES ($1, 'import', $2, $3) RETURNING id",
            sheet.season,
            sheet.actor,
            stamp.at,
        )
        batch: int = rows[0][0]
        await transaction.execute(
            "UPDATE registration_sheet SET batch = $2 WHERE id = $1", sheet.id, batch
        )
        if sheet.batch is not None:
            await transaction.execute("DELETE FROM registration_batch WHERE id = $1", sheet.batch)
    return batch


async def store_entries(
    database: Database, batch: int, entries: Sequence[SheetEntry], stamp: Stamp, noted: Noted
) -> None:
    """Store registrations as submitted, a chunk at a time; `noted` is told how many, in each.

    Raises SheetOvertakenError when somebody competes in the event by now.
    """
    in_order = sorted(entries, key=_line)
    for start in range(0, len(in_order), AT_ONCE):
        chunk = in_order[start : start + AT_ONCE]
        people = [one for entry in chunk for _, one in entry.draft.people]
        values = iter(person_values(database.keys, people))
        try:
            async with database.transaction() as transaction:
                numbers = await _add(transaction, batch, chunk, stamp)
                await transaction.insert(
                    "registration_member",
                    (
                        "registration",
                        "position",
                        "role",
                        "level_verified",
                        "competes_in",
                        *PERSON_COLUMNS,
                    ),
                    [
                        (
                            number,
                            position,
                            one.role.value,
                            False,
                            entry.draft.event if one.role is Role.COMPETITOR else None,
                            *next(values),
                        )
                        for number, entry in zip(numbers, chunk, strict=True)
                        for position, one in entry.draft.people
                    ],
                )
                await noted(transaction, start + len(chunk))
        except ConstraintError as error:
            message = "有人刚刚报了同一赛项 / somebody was registered for the event just now"
            raise SheetOvertakenError(message) from error


async def verify_batch(
    database: Database, sheet: SheetRow, batch: int, entries: Sequence[SheetEntry], stamp: Stamp
) -> None:
    """Hold what is stored against the limits once more; SheetOvertakenError when they are passed.

    Whoever submits later is held against what the batch holds, so that one reading is enough.
    """
    async with database.reading() as transaction:
        field = await load_field(transaction, sheet.competition, stamp.at, [])
        twice = field.window is not None and field.window.one_event_per_person
        found = await transaction.rows(_TWO_EVENTS, batch, sheet.competition) if twice else ()
    fits = all(
        _within(field.totals[event], field.events[event].terms.places)
        and _within(field.taken[event, delegation], field.events[event].terms.quota)
        for event, delegation in {(one.draft.event, one.draft.delegation) for one in entries}
    )
    if found or not fits:
        message = "名额刚刚被他人占用 / somebody took the places just now"
        raise SheetOvertakenError(message)


async def undo_batch(database: Database, batch: int) -> None:
    """Take a batch that was not wholly stored back, in short transactions."""
    while True:
        async with database.transaction() as transaction:
            rows = await transaction.rows(
                f"SELECT id FROM registration WHERE batch = $1 LIMIT {UNDONE_AT_ONCE}",  # noqa: S608 - our own number
                batch,
            )
            if not rows:
                return
            first, last = min(row[0] for row in rows), max(row[0] for row in rows)
            for table in ("registration_member", "registration_change"):
                await transaction.execute(
                    f"DELETE FROM {table} WHERE registration IN "  # noqa: S608 - our own tables
                    "(SELECT id FROM registration WHERE batch = $1 AND id BETWEEN $2 AND $3)",
                    batch,
                    first,
                    last,
                )
            await transaction.execute(
                "DELETE FROM registration WHERE batch = $1 AND id BETWEEN $2 AND $3",
                batch,
                first,
                last,
            )


async def _add(
    transaction: Transaction, batch: int, chunk: Sequence[SheetEntry], stamp: Stamp
) -> list[int]:
    """Add registrations with the first line of their history; give their ids."""
    state, moment = State.SUBMITTED.value, stamp.at
    await transaction.insert(
        "registration",
        (
            "event",
            "delegation",
            "city",
            "division",
            "state",
            "revision",
            "batch",
            "line",
            "created_by",
            "created_at",
            "changed_at",
            "submitted_at",
        ),
        [
            (
                entry.draft.event,
                entry.draft.delegation,
                entry.draft.city,
                entry.draft.division.value,
                state,
                1,
                batch,
                _line(entry),
                stamp.actor,
                moment,
                moment,
                moment,
            )
            for entry in chunk
        ],
    )
    rows = await transaction.rows(_OF_BATCH, batch, _line(chunk[0]), _line(chunk[-1]))
    numbers = [row[0] for row in rows]
    await transaction.insert(
        "registration_change",
        (
            "registration",
            "revision",
            "at",
            "actor",
            "action",
            "from_state",
            "to_state",
            "changes",
            "why",
            "batch",
        ),
        [
            (number, 1, moment, stamp.actor, Action.IMPORT.value, "", state, "{}", "", batch)
            for number in numbers
        ],
    )
    return numbers


def _line(entry: SheetEntry) -> int:
    return min(entry.rows)


def _within(taken: int, limit: int | None) -> bool:
    return limit is None or taken <= limit
