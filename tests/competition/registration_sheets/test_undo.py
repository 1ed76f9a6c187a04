"""What breaks off while a sheet is stored leaves nothing behind, however far it was."""

from datetime import UTC, datetime

import pytest

from competition.accounts.rules import AccountRole, Grant
from competition.registration.queries.queue import Filter, Scope, queue_page
from competition.registration.rules import Division
from competition.registration.rules.registrations import Applicant, Draft
from competition.registration.sheets.grouping import SheetEntry
from competition.registration.sheets.queries import SheetRow, sheet_of_worker
from competition.registration.sheets.services import claim_sheet, confirm_sheet
from competition.registration.sheets.states import SheetState
from competition.registration.sheets.storing import (
    AT_ONCE,
    SheetOvertakenError,
    begin_batch,
    store_entries,
    undo_batch,
)
from competition.registration.sheets.worker import work_off
from competition.storage.database import Database
from competition.storage.transaction import Transaction
from tests.competition.registration_sheets.conftest import STAMP, Made
from tests.competition.registration_sheets.sheets import id_number, person, workbook
from tests.competition.registration_sheets.test_storing import counts, receive


async def nothing(_transaction: Transaction, _done: int) -> None:
    """Note no progress."""


def entries(event: int, count: int) -> list[SheetEntry]:
    """Give registrations of one worker each; the last is the first person once more."""
    people = [Applicant(name=f"选手{one}", id_number=id_number(one)) for one in range(count - 1)]
    people.append(people[0])
    return [
        SheetEntry((row,), Draft(event, "济南市代表队", Division.WORKER, (one,)))
        for row, one in enumerate(people, start=2)
    ]


async def storing(database: Database, made: Made) -> SheetRow:
    """Give a sheet that its worker is storing."""
    received = await receive(database, made, workbook([]))
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE registration_sheet SET state = 'storing' WHERE id = $1", received.sheet
        )
        return await sheet_of_worker(transaction, received.sheet)


async def test_a_person_taken_in_the_second_chunk_undoes_the_first(
    database: Database, made: Made
) -> None:
    """The first chunk is committed, but reviewers never see it, and it is taken back."""
    sheet = await storing(database, made)
    batch = await begin_batch(database, sheet, STAMP)
    many = entries(made.events["electrician"], AT_ONCE + 1)
    with pytest.raises(SheetOvertakenError):
        await store_entries(database, batch, many, STAMP, nothing)
    assert (await counts(database))[:3] == [AT_ONCE] * 3
    roles = frozenset({AccountRole.PROVINCE})
    scope = Scope(made.season, (Grant(AccountRole.PROVINCE),), roles)
    async with database.reading() as transaction:
        assert await queue_page(transaction, scope, Filter(), 0, 10) == ()
    await undo_batch(database, batch)
    assert (await counts(database))[:3] == [0, 0, 0]


async def test_a_batch_that_an_ended_worker_left_is_undone_by_the_next(
    database: Database, made: Made
) -> None:
    """What was half stored goes before the storing begins again."""
    sheet = await storing(database, made)
    batch = await begin_batch(database, sheet, STAMP)
    some = entries(made.events["electrician"], 5)[:4]
    await store_entries(database, batch, some, STAMP, nothing)
    async with database.reading() as transaction:
        left = await sheet_of_worker(transaction, sheet.id)
    again = await begin_batch(database, left, STAMP)
    assert again != batch
    assert (await counts(database))[:3] == [0, 0, 0]
    await store_entries(database, again, some, STAMP, nothing)
    assert (await counts(database))[:3] == [4, 4, 4]


async def left_by_a_killed_worker(database: Database, made: Made) -> SheetRow:
    """Give a sheet of three people that is being stored; two of them are."""
    received = await receive(database, made, workbook([person(one) for one in (0, 1, 2)]))
    assert await work_off(database) == 1
    await confirm_sheet(database, received.sheet, STAMP)
    sheet = await claim_sheet(database, datetime.now(UTC))
    assert sheet is not None
    batch = await begin_batch(database, sheet, STAMP)
    two = entries(made.events["electrician"], 3)[:2]
    await store_entries(database, batch, two, STAMP, nothing)
    assert (await counts(database))[:3] == [2, 2, 2]
    return sheet


async def found_again(database: Database, sheet: SheetRow) -> SheetRow:
    """Read a sheet once more."""
    async with database.reading() as transaction:
        return await sheet_of_worker(transaction, sheet.id)


async def test_a_killed_worker_leaves_nothing_that_stands_against_its_sheet(
    database: Database, made: Made
) -> None:
    """The next one takes the part that is there back before it checks, and stores all of it."""
    sheet = await left_by_a_killed_worker(database, made)
    assert await work_off(database, alone=True) == 1
    after = await found_again(database, sheet)
    assert (after.state, after.problems) == (SheetState.STORED, 0)
    assert (await counts(database))[:3] == [3, 3, 3]


async def test_a_sheet_that_ends_its_workers_is_given_up(database: Database, made: Made) -> None:
    """After two tries it may be the sheet itself; nothing of it stays."""
    sheet = await left_by_a_killed_worker(database, made)
    assert await claim_sheet(database, datetime.now(UTC), stale=True) is not None
    assert await work_off(database, alone=True) == 1
    assert (await found_again(database, sheet)).state is SheetState.FAILED
    assert (await counts(database))[:3] == [0, 0, 0]
