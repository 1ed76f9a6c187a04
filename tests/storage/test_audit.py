"""The audit log cannot be changed, and a break in what is sealed is found where it is."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.doctor import check
from competition.storage.opening import open_own_database
from competition.storage.postgres import RUN_SCHEMA_PREFIX
from competition.storage.problems import StorageError
from competition.storage.sealing import Finding, audit_head, seal_pending, verify_audit
from competition.storage.transaction import Dialect, Transaction
from tests.storage.conftest import NOW

_OFF = {
    Dialect.SQLITE: (
        "DROP TRIGGER audit_record_no_update",
        "DROP TRIGGER audit_record_no_delete",
        "DROP TRIGGER audit_seal_no_update",
        "DROP TRIGGER audit_seal_no_delete",
    ),
    Dialect.POSTGRES: (
        "ALTER TABLE audit_record DISABLE TRIGGER ALL",
        "ALTER TABLE audit_seal DISABLE TRIGGER ALL",
    ),
}


async def write(database: Database, count: int) -> None:
    """Write records by one action."""
    async with database.transaction() as transaction:
        for number in range(count):
            await record(transaction, Stamp("cli", NOW), "test", f"第{number}件", {"n": number})


async def tamper(database: Database, *statements: str) -> None:
    """Do what somebody with the database's password could do."""
    async with database.transaction() as transaction:
        for statement in (*_OFF[transaction.dialect], *statements):
            await transaction.execute(statement)


async def sealed(database: Database) -> None:
    """Write and seal six records in three batches, and leave a seventh unsealed."""
    for _ in range(3):
        await write(database, 2)
        assert await seal_pending(database, NOW) == 2
    await write(database, 1)


async def findings(database: Database) -> tuple[Finding, ...]:
    """Hold the log against its seals."""
    async with database.reading() as transaction:
        return await verify_audit(transaction)


async def test_a_whole_log_has_no_findings(database: Database) -> None:
    """Sealing again seals only what is new."""
    await sealed(database)
    assert await findings(database) == ()
    assert await seal_pending(database, NOW) == 1
    assert await seal_pending(database, NOW) == 0
    assert await check(database) == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_record SET actor = 'nobody' WHERE id = 1",
        "DELETE FROM audit_record WHERE id = 1",
        "UPDATE audit_seal SET last_record = 9",
        "DELETE FROM audit_seal",
    ],
)
async def test_the_database_refuses_to_change_the_log(database: Database, statement: str) -> None:
    """Triggers stop UPDATE and DELETE on records and seals."""
    await sealed(database)
    with pytest.raises(Exception, match="append-only"):
        await _execute(database, statement)
    assert await findings(database) == ()


async def test_postgres_refuses_to_empty_the_log(database: Database) -> None:
    """TRUNCATE is stopped as well."""
    if database.dialect is Dialect.SQLITE:
        return
    with pytest.raises(Exception, match="append-only"):
        await _execute(database, "TRUNCATE audit_record")


async def _execute(database: Database, statement: str) -> None:
    async with database.transaction() as transaction:
        await transaction.execute(statement)


@pytest.mark.parametrize(
    ("statement", "place", "sentence"),
    [
        (
            "UPDATE audit_record SET actor = 'nobody' WHERE id = 3",
            "audit_record 3",
            "审计记录 3 被改动",
        ),
        (
            "UPDATE audit_record SET subject = 'tes', detail = 't' || detail WHERE id = 4",
            "audit_record 4",
            "审计记录 4 被改动",
        ),
        ("DELETE FROM audit_record WHERE id = 2", "audit_record 2", "审计记录 2 被删除"),
        ("DELETE FROM audit_seal WHERE number = 3", "", ""),
        (
            "UPDATE audit_seal SET last_record = 5 WHERE number = 3",
            "audit_seal 3",
            "第 3 号封存被改动",
        ),
    ],
)
async def test_a_break_is_found_where_it_is(
    database: Database, statement: str, place: str, sentence: str
) -> None:
    """A seal cut from the end alone shows only against an exported head (below)."""
    await sealed(database)
    await tamper(database, statement)
    found = await findings(database)
    if place:
        assert Finding(place, sentence) in found
        assert Finding(place, sentence) in await check(database)
    else:
        assert found == ()


async def test_a_record_slipped_into_a_gap_is_found(database: Database) -> None:
    """An id that a rollback left free cannot be used later."""
    await write(database, 1)
    await _execute(
        database,
        "INSERT INTO audit_record (id, at, actor, address, action, subject, detail) "
        "SELECT 9, at, actor, address, action, subject, detail FROM audit_record",
    )
    await seal_pending(database, NOW)
    assert await findings(database) == ()
    await _execute(
        database,
        "INSERT INTO audit_record (id, at, actor, address, action, subject, detail) "
        "SELECT 5, at, actor, address, action, subject, detail FROM audit_record WHERE id = 1",
    )
    assert await findings(database) == (Finding("audit_record 5", "审计记录 5 是封存之后插入的"),)


async def test_a_seal_missing_from_the_middle_is_found(database: Database) -> None:
    """The gap, the broken chain and the records that lost their seal are told."""
    await sealed(database)
    await tamper(database, "DELETE FROM audit_seal WHERE number = 2")
    places = [one.place for one in await findings(database)]
    assert places == ["audit_seal 3", "audit_seal 3", "audit_record 3", "audit_record 4"]


async def test_a_cut_off_end_is_found_with_an_exported_head(database: Database) -> None:
    """Whoever cuts off records and seals alike is betrayed by the printed head."""
    await sealed(database)
    async with database.reading() as transaction:
        head = await audit_head(transaction)
        assert head is not None
        assert await verify_audit(transaction, head) == ()
    await tamper(
        database,
        "DELETE FROM audit_seal WHERE number = 3",
        "DELETE FROM audit_record WHERE id > 4",
    )
    async with database.reading() as transaction:
        assert await verify_audit(transaction) == ()
        assert await verify_audit(transaction, head) == (
            Finding("audit_seal 3", "先前导出的第 3 号封存已不在链中"),
        )


async def test_an_action_that_fails_leaves_no_record(database: Database) -> None:
    """The record shares the fate of its transaction."""

    async def act(transaction: Transaction) -> None:
        await record(transaction, Stamp("cli", NOW), "test")
        raise StorageError

    with pytest.raises(StorageError):
        async with database.transaction() as transaction:
            await act(transaction)
    assert await seal_pending(database, NOW) == 0


def _write_as_a_stranger(folder: Path) -> None:
    stranger = sqlite3.connect(next(folder.rglob("*.sqlite3")))
    stranger.execute("INSERT INTO role_grant (account, role, scope) VALUES (7, 'judge', '')")
    stranger.commit()
    stranger.close()


async def test_the_doctor_finds_a_reference_to_nothing_in_a_file(tmp_path: Path) -> None:
    """Somebody wrote into the file with foreign keys off."""
    async with open_own_database(str(tmp_path)) as database:
        _write_as_a_stranger(tmp_path)
        sentence = "引用的 account 行不存在 / refers to nothing"
        assert await check(database) == (Finding("role_grant 1", sentence),)


async def test_the_doctor_finds_what_an_interrupted_run_left_behind(
    postgres_database: Callable[[], str],
) -> None:
    """The schema of a run that was killed stays until somebody drops it."""
    async with open_own_database(postgres_database()) as database:
        schema = f"{RUN_SCHEMA_PREFIX}0123"
        await _execute(database, f"CREATE SCHEMA {schema}")
        places = {one.place for one in await check(database)}
        assert schema in places
