"""The worker that takes up uploaded sheets: it checks them, stores them, and survives a restart."""

import asyncio
import contextlib
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from competition.registration.queries.field import load_field
from competition.registration.sheets.checking import Checked, check_sheet
from competition.registration.sheets.columns import SheetFacts
from competition.registration.sheets.finding import SheetFindings
from competition.registration.sheets.queries import SheetRow, sheet_facts
from competition.registration.sheets.services import (
    SheetStateError,
    claim_sheet,
    content_parts,
    forget_old_sheets,
    note_checked,
    note_failed,
    note_progress,
    note_stored,
)
from competition.registration.sheets.states import SheetState
from competition.registration.sheets.storing import (
    SheetOvertakenError,
    begin_batch,
    store_entries,
    undo_batch,
    verify_batch,
)
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.transaction import Dialect, Transaction

LOGGER = logging.getLogger("xinglu.sheets")
LOOKS_EVERY_SECONDS = 5
#: How often a sheet is taken up whose worker was killed: it may be what killed it.
MOST_TRIES = 2
FORGETS_EVERY_ROUNDS = 720
BEATS_EVERY_SECONDS = 0.5


@asynccontextmanager
async def sheet_worker(database: Database) -> AsyncIterator[asyncio.Event]:
    """Work while the application runs; setting the event that it gives wakes the worker at once."""
    woken = asyncio.Event()
    work = asyncio.create_task(_keep_working(database, woken), name="sheets")
    try:
        yield woken
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


async def work_off(database: Database, *, alone: bool = False) -> int:
    """Take up sheets until none waits; give how many. `alone` takes up abandoned ones at once."""
    count = 0
    while (sheet := await claim_sheet(database, datetime.now(UTC), stale=alone)) is not None:
        await _take_up(database, sheet)
        count += 1
    return count


async def _keep_working(database: Database, woken: asyncio.Event) -> None:
    alone = database.dialect is Dialect.SQLITE
    rounds = 0
    while True:
        try:
            await work_off(database, alone=alone)
            if rounds % FORGETS_EVERY_ROUNDS == 0:
                await forget_old_sheets(database, datetime.now(UTC))
            rounds += 1
        except Exception:
            LOGGER.exception("looking for sheets failed; it is tried again")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(woken.wait(), LOOKS_EVERY_SECONDS)
        woken.clear()


async def _take_up(database: Database, sheet: SheetRow) -> None:
    try:
        await _work_on(database, sheet)
    except Exception:
        LOGGER.exception("sheet %s failed", sheet.id)
        await note_failed(database, sheet.id, datetime.now(UTC))


async def _work_on(database: Database, sheet: SheetRow) -> None:
    """Check a sheet; store it when that was asked for and nothing stands against it.

    What a worker that was killed had stored of it goes first: it would stand against itself.
    """
    stamp = Stamp(sheet.actor, datetime.now(UTC))
    if sheet.batch is not None:
        await undo_batch(database, sheet.batch)
    if sheet.tries > MOST_TRIES:
        raise SheetStateError(str(sheet.id))
    async with database.reading() as transaction:
        facts = await sheet_facts(transaction, sheet.competition, sheet.allowed)
    if facts is None:
        raise SheetStateError(str(sheet.id))
    findings = SheetFindings()
    checked = await _checked(database, sheet, facts, findings)
    if sheet.state is SheetState.STORING and not findings.problems:
        try:
            await _store(database, sheet, checked, stamp)
        except SheetOvertakenError:
            findings = SheetFindings()
            checked = await _checked(database, sheet, facts, findings)
        else:
            return
    counts = (checked.people, len(checked.entries))
    await note_checked(database, sheet.id, findings, counts, datetime.now(UTC))


async def _checked(
    database: Database, sheet: SheetRow, facts: SheetFacts, findings: SheetFindings
) -> Checked:
    """Read and check a sheet in a thread, noting from time to time how far it is."""
    content = await content_parts(database, sheet.id)
    async with database.reading() as transaction:
        field = await load_field(transaction, sheet.competition, datetime.now(UTC))
    progress = [0, 0]

    def note(done: int, total: int) -> None:
        progress[:] = done, total

    def work() -> Checked:
        with tempfile.TemporaryDirectory(prefix="xinglu-sheet-") as folder:
            path = Path(folder) / "sheet"
            path.write_bytes(content)
            return check_sheet(path, facts, field, findings, note)

    reading = asyncio.create_task(asyncio.to_thread(work))
    while not reading.done():
        await asyncio.wait({reading}, timeout=BEATS_EVERY_SECONDS)
        await note_progress(database, sheet.id, progress[0], progress[1], datetime.now(UTC))
    return await reading


async def _store(database: Database, sheet: SheetRow, checked: Checked, stamp: Stamp) -> None:
    """Store everything or nothing."""
    entries = [entry for entry, _ in checked.entries]

    async def noted(transaction: Transaction, done: int) -> None:
        await transaction.execute(
            "UPDATE registration_sheet SET done = $2, total = $3, beat_at = $4 WHERE id = $1",
            sheet.id,
            done,
            len(entries),
            datetime.now(UTC),
        )

    batch = await begin_batch(database, sheet, stamp)
    try:
        await store_entries(database, batch, entries, stamp, noted)
        await verify_batch(database, sheet, batch, entries, stamp)
    except Exception:
        await undo_batch(database, batch)
        raise
    await note_stored(database, sheet, batch, stamp)
