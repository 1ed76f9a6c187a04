"""Transactions commit wholly or not at all, and connections always come back."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from competition.accounts.tables import Account
from competition.storage.database import Database
from competition.storage.keys import Keyring
from competition.storage.locking import FileLock
from competition.storage.opening import open_database, open_own_database
from competition.storage.postgres import CONNECTIONS, RUN_SCHEMA_PREFIX
from competition.storage.problems import (
    ConstraintError,
    DatabaseFailedError,
    DatabaseInUseError,
    DatabaseUnreachableError,
    TransactionError,
)
from competition.storage.settings import StorageSettings, storage_settings
from competition.storage.sqlite import READERS
from competition.storage.transaction import CURRENT, Transaction
from tests.storage.conftest import NOW

_ROOT = Path(__file__).parents[2]
_DEFERRED = (
    "CREATE TABLE child (parent BIGINT NOT NULL "
    "REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED)"
)
_ADD = "INSERT INTO account (name, display_name, created_at) VALUES ($1, $2, $3)"


async def names(database: Database) -> list[str]:
    """Give the account names in the database."""
    async with database.reading() as transaction:
        rows = await transaction.rows("SELECT name FROM account ORDER BY name")
        return [row[0] for row in rows]


class SomethingWrongError(Exception):
    """Raised by a test inside a transaction."""


async def _add_and_fail(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.execute(_ADD, "a", "甲", NOW)
        raise SomethingWrongError


async def _add_twice(transaction: Transaction) -> None:
    async with transaction.savepoint():
        await transaction.execute(_ADD, "b", "乙", NOW)
        await transaction.execute(_ADD, "a", "又甲", NOW)


async def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    """What was written before the error is gone."""
    with pytest.raises(SomethingWrongError):
        await _add_and_fail(database)
    assert await names(database) == []


async def test_a_savepoint_undoes_only_what_is_inside(database: Database) -> None:
    """Rows before and after the failed part stay."""
    async with database.transaction() as transaction:
        await transaction.execute(_ADD, "a", "甲", NOW)
        with pytest.raises(ConstraintError) as refused:
            await _add_twice(transaction)
        async with transaction.savepoint():
            await transaction.execute(_ADD, "c", "丙", NOW)
    assert refused.value.name == "account_one_name"
    assert await names(database) == ["a", "c"]


async def test_a_failed_commit_gives_its_connection_back(database: Database) -> None:
    """More failing commits than the pool has connections, and it still works."""
    async with database.transaction() as transaction:
        await transaction.execute(_DEFERRED)
    for _ in range(CONNECTIONS + 2):
        with pytest.raises(ConstraintError) as refused:
            async with database.transaction() as transaction:
                await transaction.execute("INSERT INTO child (parent) VALUES (1)")
        assert refused.value.name == "foreign_key"
        assert CURRENT.get() is None
    async with asyncio.timeout(5), database.transaction() as transaction:
        rows = await transaction.rows("SELECT count(*) FROM child")
        assert rows[0][0] == 0


async def test_a_cancelled_task_undoes_its_transaction(database: Database) -> None:
    """A browser that goes away holds no connection and leaves no row."""
    begun = asyncio.Event()

    async def wait_for_ever() -> None:
        async with database.transaction() as transaction:
            await transaction.execute(_ADD, "a", "甲", NOW)
            begun.set()
            await asyncio.Event().wait()

    for _ in range(CONNECTIONS + 2):
        begun.clear()
        task = asyncio.create_task(wait_for_ever())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with asyncio.timeout(5):
        assert await names(database) == []


async def test_many_writers_and_readers_at_once_all_succeed(database: Database) -> None:
    """Nobody is told that the database is locked."""

    async def write(number: int) -> None:
        async with database.transaction() as transaction:
            await transaction.execute(_ADD, f"n{number:03}", "名", NOW)

    async with asyncio.timeout(30):
        await asyncio.gather(
            *(write(number) for number in range(100)), *(names(database) for _ in range(20))
        )
    assert len(await names(database)) == 100


async def test_a_reading_sees_one_state_of_the_data(database: Database) -> None:
    """A page never mixes before and after."""
    async with database.reading() as reading:
        assert len(await reading.rows("SELECT id FROM account")) == 0

        async def write() -> None:
            async with database.transaction() as transaction:
                await transaction.execute(_ADD, "a", "甲", NOW)

        await asyncio.create_task(write())
        assert len(await reading.rows("SELECT id FROM account")) == 0
    assert await names(database) == ["a"]


async def test_a_reading_cannot_write(database: Database) -> None:
    """The database itself refuses."""
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with database.reading() as reading:
            await reading.execute(_ADD, "a", "甲", NOW)
    assert await names(database) == []


async def test_more_readings_than_connections_take_turns(database: Database) -> None:
    """They wait for each other and all succeed."""
    async with asyncio.timeout(10):
        found = await asyncio.gather(*(names(database) for _ in range(READERS * 10)))
    assert found == [[]] * (READERS * 10)


async def test_a_statement_that_fails_is_told_in_a_sentence(database: Database) -> None:
    """Neither a traceback nor a hint of which driver is used."""
    with pytest.raises(DatabaseFailedError, match=r"数据库操作失败：.*nowhere"):
        async with database.transaction() as transaction:
            await transaction.execute("SELECT * FROM nowhere")
    assert await names(database) == []


async def test_a_full_disk_undoes_the_transaction(tmp_path: Path) -> None:
    """What was committed before stays, and the next transaction works."""
    async with open_own_database(str(tmp_path)) as database:
        async with database.transaction() as transaction:
            await transaction.execute(_ADD, "a", "甲", NOW)
            pages = (await transaction.rows("PRAGMA page_count"))[0][0]
            await transaction.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DatabaseFailedError, match="full"):
            async with database.transaction() as transaction:
                await transaction.execute(_ADD, "b", "乙" * 100_000, NOW)
        assert await names(database) == ["a"]


async def test_a_lost_connection_is_replaced(postgres_database: Callable[[], str]) -> None:
    """The server ends every connection; each one is noticed and thrown away."""
    async with open_own_database(postgres_database()) as database:
        for _ in range(CONNECTIONS + 2):
            with pytest.raises(DatabaseFailedError):
                async with database.transaction() as transaction:
                    await transaction.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        assert await names(database) == []


async def test_transactions_do_not_nest(database: Database) -> None:
    """Piccolo's silent no-op is an error here."""
    async with database.transaction():
        with pytest.raises(TransactionError, match="savepoint"):
            async with database.transaction():
                pass


async def test_a_task_cannot_use_the_transaction_that_it_inherited(database: Database) -> None:
    """`gather` inside a transaction would mix two conversations."""
    async with database.transaction():
        with pytest.raises(TransactionError):
            await asyncio.create_task(_piccolo_names())


async def test_a_query_outside_a_transaction_is_refused() -> None:
    """There is no database to guess."""
    with pytest.raises(TransactionError):
        await _piccolo_names()


async def _piccolo_names() -> list[str]:
    return [row["name"] for row in await Account.select(Account.name)]


async def test_piccolo_works_in_the_open_transaction_of_any_database(
    database: Database, tmp_path: Path
) -> None:
    """Tables belong to no database: two are open at once."""
    async with database.transaction():
        made = await Account.insert(Account(name="a", display_name="甲", created_at=NOW))
        assert [row["id"] for row in made] == [1]
        async with open_own_database(str(tmp_path)) as other, other.transaction():
            assert await _piccolo_names() == []
            await Account.insert(Account(name="b", display_name="乙", created_at=NOW))
            assert await _piccolo_names() == ["b"]
        assert await _piccolo_names() == ["a"]
        columns = (Account.id, Account.name, Account.created_at, Account.disabled_at)
        found = await Account.select(*columns).first()
    assert found == {"id": 1, "name": "a", "created_at": NOW, "disabled_at": None}


_NONSENSE = {
    "INSERT INTO account (name, display_name, created_at) "
    "VALUES ('', 'x', '2026-01-01 00:00:00+00:00')": "account_named",
    "INSERT INTO account (name, created_at) "
    "VALUES ('x', '2026-01-01 00:00:00+00:00')": "not_null:account.display_name",
    "INSERT INTO role_grant (account, role, scope) VALUES (7, 'province', '')": "foreign_key",
    "INSERT INTO role_grant (account, role, scope) "
    "VALUES (7, 'emperor', '')": "role_grant_known_role",
}


async def test_nonsense_is_refused_by_name(database: Database) -> None:
    """The same names on both databases."""
    refused = {}
    async with database.transaction() as transaction:
        for sql in _NONSENSE:
            try:
                async with transaction.savepoint():
                    await transaction.execute(sql)
            except ConstraintError as error:
                refused[sql] = error.name
    assert refused == _NONSENSE


async def test_a_number_that_is_no_decimal_is_refused(database: Database) -> None:
    """Marks and points are decimal texts and nothing else."""
    refused = []
    texts = ["", "-", "1.", ".5", "1.2.3", "1-2", "--1", "1e5", "+1", "-.5", " 1", "\uff11"]
    async with database.transaction() as transaction:
        for text in texts:
            try:
                async with transaction.savepoint():
                    await transaction.execute(
                        "INSERT INTO adjustment (entry, points, reason) VALUES (1, $1, '')", text
                    )
            except ConstraintError as error:
                refused.append(error.name)
    assert refused == ["adjustment_exact_points"] * len(texts)


async def test_sqlite_is_durable_and_keeps_its_foreign_keys(tmp_path: Path) -> None:
    """WAL, synchronous FULL (2), foreign keys on."""
    async with open_own_database(str(tmp_path)) as database, database.transaction() as writing:
        found = [
            (await writing.rows(f"PRAGMA {name}"))[0][0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


async def test_a_second_process_on_the_same_file_is_told_so(tmp_path: Path) -> None:
    """It is told a sentence, and may start when the first is gone."""
    settings = StorageSettings(str(tmp_path / "data" / "x.sqlite3"), tmp_path / "keys.json")
    async with open_database(settings):
        script = (
            "import asyncio\n"
            "from pathlib import Path\n"
            "from competition.storage.opening import open_database\n"
            "from competition.storage.settings import StorageSettings\n"
            "from competition.storage.problems import StorageError\n"
            "async def main():\n"
            f"    settings = StorageSettings({settings.database!r}, Path({str(settings.keys)!r}))\n"
            "    try:\n"
            "        async with open_database(settings): print('opened')\n"
            "    except StorageError as error: print(type(error).__name__, error)\n"
            "asyncio.run(main())\n"
        )
        command = [sys.executable, "-c", script]
        second = await asyncio.to_thread(
            subprocess.run, command, cwd=_ROOT, capture_output=True, check=True
        )
        assert second.stdout.decode().startswith("DatabaseInUseError 数据库 ")
    again = subprocess.run(command, cwd=_ROOT, capture_output=True, check=True)  # noqa: ASYNC221 - nothing else runs
    assert again.stdout.decode().strip() == "opened"


def test_a_lock_is_free_again_after_its_release(tmp_path: Path) -> None:
    """The sentence names the process."""
    path = tmp_path / "x.lock"
    first = FileLock(path)
    with pytest.raises(DatabaseInUseError, match="进程号"):
        FileLock(path)
    first.release()
    FileLock(path).release()


async def test_a_database_of_a_runs_own_leaves_nothing(tmp_path: Path, postgres_url: str) -> None:
    """Neither a file nor a schema."""
    async with open_own_database(str(tmp_path)):
        assert len(os.listdir(tmp_path)) == 1  # noqa: PTH208 - ruff wants no Path in a coroutine
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - ruff wants no Path in a coroutine
    async with open_own_database(postgres_url) as database, database.reading() as reading:
        schema = (await reading.rows("SELECT current_schema()"))[0][0]
        assert schema.startswith(RUN_SCHEMA_PREFIX)
    async with open_own_database(postgres_url) as database, database.reading() as reading:
        left = await reading.rows("SELECT 1 FROM pg_namespace WHERE nspname = $1", schema)
    assert len(left) == 0


async def test_what_cannot_be_opened_is_said_without_its_password(tmp_path: Path) -> None:
    """Messages go to screens and logs."""
    url = "postgresql://somebody:secret@127.0.0.1:1/none"
    with pytest.raises(DatabaseUnreachableError) as refused:
        async with open_own_database(url):
            pass
    assert "secret" not in str(refused.value)
    wrong = tmp_path / "letter.txt"
    wrong.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(DatabaseUnreachableError, match="不是可用的数据库"):
        async with open_database(StorageSettings(str(wrong), tmp_path / "keys.json")):
            pass


def test_the_settings_have_defaults_and_keys_never_lie_among_the_data() -> None:
    """A copy of the data folder is no copy of the keys."""
    assert storage_settings({}).database == "data/xinglu.sqlite3"
    assert storage_settings({}).keys == Path.cwd() / "keys" / "xinglu.keys.json"
    moved = storage_settings({"XINGLU_DATABASE": "/srv/x/data/live.db"})
    assert moved.keys == Path("/srv/x/keys/xinglu.keys.json")
    told = storage_settings({"XINGLU_DATABASE": "postgresql://h/x", "XINGLU_KEYS": "/safe/k.json"})
    assert (told.postgres, told.keys) == (True, Path("/safe/k.json"))


def test_fresh_keys_differ() -> None:
    """Keys are random."""
    assert Keyring.fresh().fingerprint != Keyring.fresh().fingerprint
