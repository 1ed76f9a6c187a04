"""Sheets of reports: checked without writing a report, then imported all or nothing, and once."""

import asyncio
import hashlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from competition.participation.checking import Asked, Problems, ReportReader
from competition.participation.queries import SheetRow, sheet_by_digest, sheet_content
from competition.participation.rules import NewReport, Origin, Span, month_of, window
from competition.participation.services import COLUMNS, report_values, tell_plan
from competition.participation.settling import lock_reports, settle
from competition.plan.queries import SeasonRow
from competition.policy.loader import load_ruleset
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import ROWS_AT_ONCE


class SheetChangedError(StorageError):
    """A sheet that was checked is no longer right: the season or the calendar changed."""


class Checked(msgspec.Struct, frozen=True):
    """What a dry run of a sheet says; `sheet` is its id when it may be imported, or was.

    `fresh` is False when the same content was uploaded before.
    """

    problems: Problems
    reports: int = 0
    participations: int = 0
    sheet: int | None = None
    fresh: bool = True


def asked_of(season: SeasonRow, now: datetime, city: str | None) -> Asked:
    """Say what reports of a season must hold to at this moment."""
    years = window(season.year, load_ruleset(season.ruleset).plan.participation_years)
    month = month_of(now.date())
    return Asked(years, Span(month, month), city)


def count_file(content: bytes, name: str, asked: Asked) -> Checked:
    """Read a whole file and only count: reports, participations and problems (in a thread)."""
    problems = Problems()
    reports = participations = 0
    with tempfile.TemporaryDirectory() as folder:
        for report in _reports(Path(folder), content, name, asked, problems):
            reports += 1
            participations += report.told.count
    return Checked(problems, reports, participations)


def _reports(
    folder: Path, content: bytes, name: str, asked: Asked, problems: Problems
) -> Iterator[NewReport]:
    file = folder / "sheet"
    file.write_bytes(content)
    yield from ReportReader(asked, problems).read(file, name)


async def check_sheet(  # noqa: PLR0913, PLR0917 - a file has a name, its season an owner
    database: Database,
    season: SeasonRow,
    name: str,
    content: bytes,
    delegation: str,
    asked: Asked,
    stamp: Stamp,
) -> Checked:
    """Check a sheet; one without problems is kept aside until it is imported.

    A content that is known already is not kept twice: its sheet is given, imported or not.
    """
    digest = hashlib.sha256(content).digest()
    async with database.reading() as transaction:
        known = await sheet_by_digest(transaction, season.id, digest, delegation)
    if known is not None and known.imported_at is not None:
        return Checked(Problems(), known.reports, known.participations, known.id, fresh=False)
    checked = await asyncio.to_thread(count_file, content, name, asked)
    if checked.problems.count:
        return checked
    async with database.transaction() as transaction:
        await lock_reports(transaction, season.id)
        known = await sheet_by_digest(transaction, season.id, digest, delegation)
        if known is not None:
            return msgspec.structs.replace(checked, sheet=known.id, fresh=False)
        await transaction.execute(
            "DELETE FROM participation_sheet "
            "WHERE season = $1 AND uploaded_by = $2 AND imported_at IS NULL",
            season.id,
            stamp.actor,
        )
        rows = await transaction.rows(
            "INSERT INTO participation_sheet (season, digest, delegation, name, content, reports, "
            "participations, uploaded_by, uploaded_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
            season.id,
            digest,
            delegation,
            name,
            content,
            checked.reports,
            checked.participations,
            stamp.actor,
            stamp.at,
        )
        detail = {"sheet": rows[0][0], "file": name, "reports": checked.reports}
        await record(transaction, stamp, "participation.check", season.code, detail)
    return msgspec.structs.replace(checked, sheet=rows[0][0])


async def import_sheet(
    database: Database, season: SeasonRow, sheet: SheetRow, asked: Asked, stamp: Stamp
) -> int:
    """Import a checked sheet in one transaction; give its reports, 0 when it was imported before.

    Rows are read in a thread, a batch at a time. Raises SheetChangedError, and writes nothing,
    when the sheet would not pass its check today.
    """
    async with database.reading() as transaction:
        content = await sheet_content(transaction, sheet.id)
    if content is None:
        return 0
    problems = Problems()
    with tempfile.TemporaryDirectory() as folder:
        reports = _reports(Path(folder), content, sheet.name, asked, problems)
        values = (
            report_values(season.id, report, Origin.SHEET, sheet.delegation, sheet.id)
            for report in reports
        )
        batch = await asyncio.to_thread(list, islice(values, ROWS_AT_ONCE))
        async with database.transaction() as transaction:
            await lock_reports(transaction, season.id)
            hit = await transaction.rows(
                "UPDATE participation_sheet SET content = NULL, imported_at = $2 "
                "WHERE id = $1 AND imported_at IS NULL RETURNING id",
                sheet.id,
                stamp.at,
            )
            if not hit:
                return 0
            count = 0
            async with transaction.filling("participation_report"):
                while batch:
                    await transaction.insert_many("participation_report", COLUMNS, batch)
                    count += len(batch)
                    batch = await asyncio.to_thread(list, islice(values, ROWS_AT_ONCE))
            if problems.count or count != sheet.reports:
                raise SheetChangedError
            await settle(transaction, season.id)
            await tell_plan(transaction, season)
            detail = {"sheet": sheet.id, "reports": count, "participations": sheet.participations}
            await record(transaction, stamp, "participation.import", season.code, detail)
    return count
