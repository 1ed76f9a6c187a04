"""Places and quotas hold however many people press the button at the same moment."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from competition.registration.queries.field import load_field
from competition.registration.rules.registrations import Action, State
from competition.registration.rules.terms import EventTerms
from competition.registration.services.deciding import Target, decide
from competition.registration.services.importing import (
    ImportRefusedError,
    add_registrations,
    check_registrations,
)
from competition.registration.services.registering import create_registration, submit_registration
from competition.registration.services.steps import NotEligibleError
from competition.registration.services.terms import set_event_terms
from competition.storage.transaction import Dialect, Transaction
from tests.competition.registration.people import draft
from tests.storage.registrations import prepare
from tests.storage.submitting import submit_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from competition.storage.audit import Stamp
    from competition.storage.database import Database
    from competition.storage.settings import StorageSettings
    from competition.storage.transaction import Row

PARALLEL = 20


async def drafts(database: Database, event: int, stamp: Stamp, count: int) -> list[int]:
    """Create drafts of different people of different delegations."""
    made = [
        await create_registration(
            database, draft(event, serial, delegation=f"第{serial}代表队"), stamp
        )
        for serial in range(1, count + 1)
    ]
    return [one.id for one in made]


async def in_two_processes(
    settings: StorageSettings, numbers: list[int], stamp: Stamp
) -> list[str]:
    """Submit half of the drafts from each of two processes with pools of their own."""
    half = len(numbers) // 2
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.storage.submitting"),
            *(settings.database, str(settings.keys), stamp.at.replace(tzinfo=None).isoformat()),
            *map(str, part),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for part in (numbers[:half], numbers[half:])
    ]
    told: list[str] = []
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
    for process in processes:
        output, _ = await process.communicate()
        assert process.returncode == 0
        told += output.decode().split()
    return told


async def test_twenty_at_once_on_the_last_place_give_one(
    database: Database, settings: StorageSettings, stamp: Stamp
) -> None:
    """Two processes on PostgreSQL, twenty tasks of the one process on SQLite."""
    ground = await prepare(database, stamp, places=1)
    numbers = await drafts(database, ground.single, stamp, PARALLEL)
    if database.dialect is Dialect.POSTGRES:
        told = await in_two_processes(settings, numbers, stamp)
    else:
        told = await submit_all(database, numbers, stamp)
    assert Counter(told) == {"submitted": 1, "places": PARALLEL - 1}
    async with database.reading() as transaction:
        rows = await transaction.rows("SELECT state, count(*) FROM registration GROUP BY state")
    assert {row[0]: row[1] for row in rows} == {"submitted": 1, "draft": PARALLEL - 1}


async def test_twenty_registrations_of_one_person_at_once_give_one(
    database: Database, stamp: Stamp
) -> None:
    """In two events of the competition, where one person may enter one."""
    ground = await prepare(database, stamp)
    numbers = [
        (await create_registration(database, draft(event, 1), stamp)).id
        for event in (ground.single, ground.other) * (PARALLEL // 2)
    ]
    told = Counter(await submit_all(database, numbers, stamp))
    assert told == {"submitted": 1, "twice": PARALLEL // 2 - 1, "one_event": PARALLEL // 2}


async def test_the_quota_of_a_delegation_counts_what_is_submitted_and_returned(
    database: Database, stamp: Stamp
) -> None:
    """Drafts and refusals take no place; a returned one keeps its own."""
    ground = await prepare(database, stamp)
    await set_event_terms(database, ground.single, EventTerms(quota=2), stamp)
    targets = []
    for serial in (1, 2):
        saved = await create_registration(database, draft(ground.single, serial), stamp)
        done = await submit_registration(database, saved.id, 1, stamp)
        targets.append(Target(done.id, done.revision))
    third = await create_registration(database, draft(ground.single, 3), stamp)
    await decide(database, Action.RETURN, targets[:1], stamp, "请补证书")
    with pytest.raises(NotEligibleError) as full:
        await submit_registration(database, third.id, 1, stamp)
    assert [one.zh for one in full.value.findings if one.blocks] == [
        "本代表队名额 2 个，其他报名已占 2 个，已满"
    ]
    await decide(database, Action.REFUSE, targets[1:], stamp, "不符合条件")
    await submit_registration(database, third.id, 1, stamp)
    again = await submit_registration(database, targets[0].id, 3, stamp)
    assert again.revision == 4


class Counting:
    """Count the statements of a transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Stand before its `rows`."""
        self.count = 0
        self._rows = transaction.rows
        transaction.rows = self.rows  # type: ignore[method-assign]  # counts and passes on

    async def rows(self, sql: str, *values: object) -> Sequence[Row]:
        """Count one more."""
        self.count += 1
        return await self._rows(sql, *values)


async def test_many_are_stored_with_the_same_few_statements(
    database: Database, stamp: Stamp
) -> None:
    """Ten or two hundred: the number of statements does not grow with the rows."""
    ground = await prepare(database, stamp)
    counts = []
    for first, number in ((1, 10), (1001, 200)):
        async with database.transaction() as transaction:
            counting = Counting(transaction)
            added = await add_registrations(
                transaction,
                ground.competition,
                ((line, draft(ground.single, first + line)) for line in range(1, number + 1)),
                stamp,
            )
        assert added.count == number
        counts.append(counting.count)
    assert counts[0] == counts[1] <= 15
    async with database.reading() as transaction:
        field = await load_field(transaction, ground.competition, stamp.at)
        rows = await transaction.rows("SELECT count(*) FROM registration_member")
    assert (field.totals[ground.single], rows[0][0], len(field.competing)) == (210, 210, 210)


async def test_an_import_is_all_or_nothing_and_counts_its_own_lines(
    database: Database, stamp: Stamp
) -> None:
    """The third line on two places is refused, and so is a person who stands in two lines."""
    ground = await prepare(database, stamp, places=2)
    lines = [(line, draft(ground.single, line)) for line in (1, 2, 3)]
    lines.append((4, draft(ground.other, 1)))
    async with database.reading() as transaction:
        checked = await check_registrations(transaction, ground.competition, lines, stamp.at)
    found = [(one.line, one.finding.rule) for one in checked if one.finding.blocks]
    assert found == [(3, "places"), (4, "one_event")]
    with pytest.raises(ImportRefusedError) as refused:
        async with database.transaction() as transaction:
            await add_registrations(transaction, ground.competition, lines, stamp)
    assert {one.line for one in refused.value.problems} == {3, 4}
    async with database.reading() as transaction:
        rows = await transaction.rows("SELECT count(*) FROM registration")
    assert rows[0][0] == 0
    async with database.transaction() as transaction:
        kept = await add_registrations(
            transaction, ground.competition, lines, stamp, state=State.DRAFT
        )
    assert (kept.count, len(kept.questions)) == (4, 0)
