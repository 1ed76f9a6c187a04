"""Read uploaded sheets, and what a competition's sheet may name."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from competition.registration.sheets.columns import SheetFacts, event_choices
from competition.registration.sheets.finding import SheetFinding
from competition.registration.sheets.states import MOVING, RESTING, SheetState
from competition.storage.json_text import json_value
from competition.storage.transaction import Row, Transaction

_SHEET = (
    "SELECT s.id, s.season, s.competition, s.actor, s.name, s.digest, s.size, s.allowed, s.state, "
    "s.done, s.total, s.people, s.entries, s.problems, s.warnings, s.received_at, s.finished_at, "
    "s.batch, s.tries FROM registration_sheet s "
)
LATEST = 20


class SheetRow(msgspec.Struct, frozen=True):
    """An uploaded sheet without its content and report; `allowed` is None for every delegation."""

    id: int
    season: int
    competition: int
    actor: str
    name: str
    digest: str
    size: int
    allowed: tuple[str, ...] | None
    state: SheetState
    done: int
    total: int
    people: int
    entries: int
    problems: int
    warnings: int
    received_at: datetime
    finished_at: datetime | None
    batch: int | None
    tries: int

    @property
    def moving(self) -> bool:
        """Whether a worker has it or is about to."""
        return self.state in MOVING

    @property
    def resting(self) -> bool:
        """Whether it may be checked again or discarded."""
        return self.state in RESTING

    @property
    def ready(self) -> bool:
        """Whether it may be stored: checked, and nothing stands against it."""
        return self.state is SheetState.CHECKED and not self.problems and self.entries > 0

    @property
    def percent(self) -> int:
        """How far the work is, from 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


async def sheet_by_id(transaction: Transaction, sheet: int, actor: str) -> SheetRow | None:
    """Give a sheet that this actor uploaded; None when there is none."""
    rows = await transaction.rows(_SHEET + "WHERE s.id = $1 AND s.actor = $2", sheet, actor)
    return _sheet(rows[0]) if rows else None


async def sheet_of_digest(
    transaction: Transaction, competition: int, digest: str, actor: str
) -> SheetRow | None:
    """Give the sheet of the same content that this actor uploaded before."""
    rows = await transaction.rows(
        _SHEET + "WHERE s.competition = $1 AND s.digest = $2 AND s.actor = $3",
        competition,
        digest,
        actor,
    )
    return _sheet(rows[0]) if rows else None


async def sheet_of_worker(transaction: Transaction, sheet: int) -> SheetRow:
    """Give a sheet to the worker that claimed it."""
    return _sheet((await transaction.rows(_SHEET + "WHERE s.id = $1", sheet))[0])


async def latest_sheets(
    transaction: Transaction, competition: int, actor: str
) -> tuple[SheetRow, ...]:
    """Give the sheets that an actor uploaded for a competition, the latest first."""
    rows = await transaction.rows(
        f"{_SHEET} WHERE s.competition = $1 AND s.actor = $2 ORDER BY s.id DESC LIMIT {LATEST}",
        competition,
        actor,
    )
    return tuple(map(_sheet, rows))


async def report_of(transaction: Transaction, sheet: int) -> tuple[SheetFinding, ...]:
    """Give the findings that were kept of a sheet."""
    rows = await transaction.rows("SELECT report FROM registration_sheet WHERE id = $1", sheet)
    return json_value(rows[0][0], tuple[SheetFinding, ...])


async def content_of(transaction: Transaction, sheet: int, number: int) -> bytes | None:
    """Give a part of a sheet's content, encrypted, by its number from 1; None after the last."""
    rows = await transaction.rows(
        "SELECT content FROM registration_sheet_part WHERE sheet = $1 AND number = $2",
        sheet,
        number,
    )
    return bytes(rows[0][0]) if rows else None


async def sheet_facts(
    transaction: Transaction, competition: int, allowed: Collection[str] | None
) -> SheetFacts | None:
    """Give what a sheet of a competition may name; None when there is no such competition.

    With `allowed`, only those delegations may be registered; else those known are suggested.
    """
    found = await transaction.rows(
        "SELECT c.season, s.code, c.name FROM competition c JOIN season s ON s.id = c.season "
        "WHERE c.id = $1",
        competition,
    )
    if not found:
        return None
    events = await transaction.rows(
        "SELECT id, code, name, entry_size FROM event WHERE competition = $1 ORDER BY held_on, id",
        competition,
    )
    known: Collection[str] = (
        allowed if allowed is not None else await _delegations(transaction, found[0][0])
    )
    return SheetFacts(
        found[0][0],
        found[0][1],
        competition,
        found[0][2],
        event_choices([tuple(row) for row in events]),
        tuple(known),
        only=allowed is not None,
    )


async def _delegations(transaction: Transaction, season: int) -> list[str]:
    rows = await transaction.rows(
        "SELECT DISTINCT e.delegation FROM entry e JOIN event v ON v.id = e.event "
        "WHERE v.season = $1 AND e.delegation <> '' UNION "
        "SELECT DISTINCT r.delegation FROM registration r JOIN event v ON v.id = r.event "
        "WHERE v.season = $1 ORDER BY 1 LIMIT 500",
        season,
    )
    return [row[0] for row in rows]


def _sheet(row: Row) -> SheetRow:
    return SheetRow(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        msgspec.json.decode(row[7], type=tuple[str, ...] | None),
        SheetState(row[8]),
        *row[9:],
    )
