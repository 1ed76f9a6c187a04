"""What breaks off while a sheet is stored leaves nothing behind, however far it was."""

import pytest

from competition.accounts.rules import AccountRole, Grant
from competition.registration.queries.queue import Filter, Scope, queue_page
from competition.registration.rules import Division
from competition.registration.rules.registrations import Applicant, Draft
from competition.registration.sheets.grouping import SheetEntry
from competition.registration.sheets.queries import SheetRow, sheet_of_worker
from competition.registration.sheets.storing import (
    AT_ONCE,
    SheetOvertakenError,
    begin_batch,
    store_entries,
    undo_batch,
)
from competition.storage.database import Database
from competition.storage.transaction import Transaction
from tests.competition.registration_sheets.conftest import STAMP, Made
from tests.competition.registration_sheets.sheets import id_number, workbook
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
