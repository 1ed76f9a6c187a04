"""What a person does with a sheet: upload, confirm, check again, discard; its worker's notes."""

import base64
import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec

from competition.registration.sheets.finding import SheetFindings
from competition.registration.sheets.queries import (
    SheetRow,
    content_of,
    sheet_by_id,
    sheet_of_digest,
    sheet_of_worker,
)
from competition.registration.sheets.states import BUSY, WAITING, SheetState
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.json_text import json_text
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction

LARGEST_SHEET = 64 << 20
PART = 512 << 10
ABANDONED_AFTER = timedelta(seconds=60)
KEPT_FOR = timedelta(days=30)
_PURPOSE = "registration_sheet"
_TAKEN_UP = {
    SheetState.RECEIVED: SheetState.CHECKING,
    SheetState.CONFIRMED: SheetState.STORING,
    SheetState.CHECKING: SheetState.CHECKING,
    SheetState.STORING: SheetState.STORING,
}
_WAITING = (
    "SELECT id, state FROM registration_sheet WHERE state IN ($1, $2) "
    "OR (state IN ($3, $4) AND beat_at <= $5) ORDER BY id LIMIT 1"
)
_ADD = (
    "INSERT INTO registration_sheet (season, competition, actor, name, digest, size, allowed, "
    "state, done, total, tries, people, entries, problems, warnings, report, received_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0, 0, 0, '[]', $9) RETURNING id"
)


class SheetStateError(StorageError):
    """The sheet is not in a state in which this can be done."""


class NewSheet(msgspec.Struct, frozen=True):
    """An uploaded file: for which competition, by its name, and whom its sender may register."""

    season: int
    competition: int
    name: str
    content: bytes
    allowed: Collection[str] | None


class Received(msgspec.Struct, frozen=True):
    """What became of an upload; `known` says that the same content was here before."""

    sheet: int
    known: bool


async def receive_sheet(database: Database, new: NewSheet, stamp: Stamp) -> Received:
    """Keep an uploaded sheet, to be checked; the same content again changes nothing.

    A sheet that was discarded or forgotten begins anew. Its content is written aside, encrypted,
    in short transactions; the sheet is there to be checked only when all of it is.
    """
    digest = hashlib.sha256(new.content).hexdigest()
    async with database.transaction() as transaction:
        known = await sheet_of_digest(transaction, new.competition, digest, stamp.actor)
        if known is not None and known.state is not SheetState.DISCARDED:
            return Received(known.id, known=True)
        if known is None:
            rows = await transaction.rows(
                _ADD,
                new.season,
                new.competition,
                stamp.actor,
                new.name,
                digest,
                len(new.content),
                _allowed(new.allowed),
                SheetState.DISCARDED,
                stamp.at,
            )
            sheet: int = rows[0][0]
        else:
            sheet = known.id
    await _keep_content(database, sheet, new.content)
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE registration_sheet SET state = $2, allowed = $3, name = $4, received_at = $5, "
            "beat_at = NULL, finished_at = NULL WHERE id = $1",
            sheet,
            SheetState.RECEIVED,
            _allowed(new.allowed),
            new.name,
            stamp.at,
        )
        detail = {"competition": new.competition, "file": new.name, "sha256": digest}
        await record(transaction, stamp, "registration.sheet_receive", f"sheet/{sheet}", detail)
    return Received(sheet, known=False)


async def confirm_sheet(database: Database, sheet: int, stamp: Stamp) -> None:
    """Ask to store a sheet that was checked without problems; SheetStateError else."""
    async with database.transaction() as transaction:
        found = await sheet_by_id(transaction, sheet, stamp.actor)
        if found is None or not found.ready:
            message = "只有试读没有问题的表格才能写入 / only a sheet without problems can be stored"
            raise SheetStateError(message)
        await _set_state(transaction, sheet, SheetState.CONFIRMED)
        await record(transaction, stamp, "registration.sheet_confirm", f"sheet/{sheet}")


async def check_sheet_again(database: Database, sheet: int, stamp: Stamp) -> None:
    """Ask to check a sheet again, as things are now; SheetStateError when it is not at rest."""
    async with database.transaction() as transaction:
        found = await sheet_by_id(transaction, sheet, stamp.actor)
        if found is None or found.state not in (SheetState.CHECKED, SheetState.FAILED):
            message = "现在不能重新试读这个表格 / the sheet cannot be checked again now"
            raise SheetStateError(message)
        await _set_state(transaction, sheet, SheetState.RECEIVED)


async def discard_sheet(database: Database, sheet: int, stamp: Stamp) -> None:
    """Forget the content of a sheet that is not to be stored; SheetStateError when it is busy."""
    async with database.transaction() as transaction:
        found = await sheet_by_id(transaction, sheet, stamp.actor)
        if found is None or not found.resting:
            message = "现在不能丢弃这个表格 / the sheet cannot be discarded now"
            raise SheetStateError(message)
        await _forget_content(transaction, sheet)
        await _set_state(transaction, sheet, SheetState.DISCARDED)
        await record(transaction, stamp, "registration.sheet_discard", f"sheet/{sheet}")


async def forget_old_sheets(database: Database, now: datetime) -> None:
    """Forget the content of sheets that nobody confirmed for a month."""
    async with database.transaction() as transaction:
        rows = await transaction.rows(
            "SELECT id FROM registration_sheet WHERE state IN ('checked', 'failed') "
            "AND received_at < $1",
            now - KEPT_FOR,
        )
        for row in rows:
            await _forget_content(transaction, row[0])
            await _set_state(transaction, row[0], SheetState.DISCARDED)


async def claim_sheet(database: Database, now: datetime, *, stale: bool = False) -> SheetRow | None:
    """Take up the oldest sheet that waits, or that its worker abandoned; None when there is none.

    `stale` takes up busy ones at once: no other worker is on this database.
    """
    before = now if stale else now - ABANDONED_AFTER
    async with database.reading() as transaction:
        rows = await transaction.rows(_WAITING, *WAITING, *BUSY, before)
    if not rows:
        return None
    sheet, state = rows[0][0], SheetState(rows[0][1])
    async with database.transaction() as transaction:
        taken = await transaction.rows(
            "UPDATE registration_sheet SET state = $2, beat_at = $3, done = 0, total = 0, "
            "tries = tries + 1 "
            "WHERE id = $1 AND state = $4 "
            "AND (beat_at IS NULL OR beat_at <= $5 OR state IN ($6, $7)) RETURNING id",
            sheet,
            _TAKEN_UP[state],
            now,
            state,
            before,
            *WAITING,
        )
        return await sheet_of_worker(transaction, sheet) if taken else None


async def note_progress(
    database: Database, sheet: int, done: int, total: int, now: datetime
) -> None:
    """Note how many rows of a sheet are done."""
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE registration_sheet SET done = $2, total = $3, beat_at = $4 WHERE id = $1",
            sheet,
            done,
            total,
            now,
        )


async def note_checked(
    database: Database, sheet: int, findings: SheetFindings, counts: tuple[int, int], now: datetime
) -> None:
    """Keep the report of a check; `counts` are people and entries."""
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE registration_sheet SET state = $2, tries = 0, people = $3, entries = $4, "
            "problems = $5, warnings = $6, report = $7, finished_at = $8 WHERE id = $1",
            sheet,
            SheetState.CHECKED,
            *counts,
            findings.problems,
            findings.warnings,
            json_text(findings.in_order()),
            now,
        )


async def note_stored(database: Database, sheet: SheetRow, batch: int, stamp: Stamp) -> None:
    """Note that all of a sheet is stored, and forget its content."""
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE registration_sheet SET state = $2, batch = $3, finished_at = $4, done = total "
            "WHERE id = $1",
            sheet.id,
            SheetState.STORED,
            batch,
            stamp.at,
        )
        await _forget_content(transaction, sheet.id)
        detail = {"entries": sheet.entries, "people": sheet.people, "sha256": sheet.digest}
        await record(transaction, stamp, "registration.sheet_store", f"sheet/{sheet.id}", detail)


async def note_failed(database: Database, sheet: int, now: datetime) -> None:
    """Note that the work on a sheet broke off; nothing of it is stored."""
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE registration_sheet SET state = $2, tries = 0, finished_at = $3 WHERE id = $1",
            sheet,
            SheetState.FAILED,
            now,
        )


async def content_parts(database: Database, sheet: int) -> bytes:
    """Give the content of a sheet."""
    content = b""
    number = 1
    while True:
        async with database.reading() as transaction:
            part = await content_of(transaction, sheet, number)
        if part is None:
            return content
        content += base64.b64decode(database.keys.decrypt(_PURPOSE, part))
        number += 1


async def _keep_content(database: Database, sheet: int, content: bytes) -> None:
    async with database.transaction() as transaction:
        await _forget_content(transaction, sheet)
    for number, start in enumerate(range(0, len(content), PART), start=1):
        text = base64.b64encode(content[start : start + PART]).decode()
        sealed = database.keys.encrypt(_PURPOSE, [text])[0]
        async with database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO registration_sheet_part (sheet, number, content) VALUES ($1, $2, $3)",
                sheet,
                number,
                sealed,
            )


async def _forget_content(transaction: Transaction, sheet: int) -> None:
    await transaction.execute("DELETE FROM registration_sheet_part WHERE sheet = $1", sheet)


async def _set_state(transaction: Transaction, sheet: int, state: SheetState) -> None:
    await transaction.execute(
        "UPDATE registration_sheet SET state = $2, beat_at = NULL WHERE id = $1", sheet, state
    )


def _allowed(delegations: Collection[str] | None) -> str:
    return json_text(None if delegations is None else sorted(delegations))
