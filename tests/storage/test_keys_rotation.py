"""Rotation encrypts everything anew, and goes on where it was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from piccolo.columns import Bytea

from competition.people.encryption import opened_id
from competition.storage.database import Database
from competition.storage.keys import load_keys
from competition.storage.opening import open_database
from competition.storage.rotation import ENCRYPTED, KeyCount, key_counts, rotate
from competition.storage.settings import StorageSettings
from tests.storage.conftest import NOW
from xinglu.cli import main
from xinglu.piccolo_conf import tables

PEOPLE = 30_000
#: Columns of bytes that are no ciphertexts, besides hashes.
PLAIN = {
    "admission_card.holder",
    "attachment_content.data",
    "attachment_content.digest",
    "audit_seal.digest",
    "audit_seal.leaves",
    "audit_seal.previous",
    "failed_attempt.subject",
    "participation_sheet.content",
    "participation_sheet.digest",
    "plan_sheet.content",
}


def number(at: int) -> str:
    """Make the number of a passport."""
    return f"P{at:07}"


async def fill(database: Database, count: int) -> None:
    """Register people and one phone."""
    keys = database.keys
    async with database.transaction() as transaction:
        numbers = [number(at) for at in range(count)]
        sealed = keys.encrypt("id_number", numbers)
        hashes = keys.digests("id_number", numbers)
        await transaction.insert(
            "person",
            ("id_type", "id_number", "id_hash", "name", "folded", "letters", "initials", "sex",
             "unit_code", "unit_name", "registered_at"),
            (("passport", text, found_by, "某", "某", "mou", "m", "", "", "", NOW)
             for text, found_by in zip(sealed, hashes, strict=True)),
        )  # fmt: skip
        await transaction.execute(
            "UPDATE person SET phone = $1, phone_hash = $2 WHERE id = (SELECT min(id) FROM person)",
            keys.encrypt("phone", ["13800000001"])[0],
            keys.digest("phone", "13800000001"),
        )


async def read_back(database: Database) -> tuple[list[str], str]:
    """Decrypt every number in order, and the phone."""
    async with database.reading() as transaction:
        rows = await transaction.rows("SELECT id_number, phone FROM person ORDER BY id")
        keys = transaction.keys
        phone = next(row[1] for row in rows if row[1] is not None)
        return [opened_id(keys, row[0]) for row in rows], keys.decrypt("phone", bytes(phone))


def used(counts: tuple[KeyCount, ...]) -> dict[str, dict[int, int]]:
    """Give the counts of columns that hold anything."""
    return {f"{one.column.table}.{one.column.column}": one.by_key for one in counts if one.by_key}


def test_every_column_of_bytes_is_known() -> None:
    """A new encrypted column must be named in ENCRYPTED, or its data would be lost."""
    found = {
        f"{table._meta.tablename}.{column._meta.name}"  # noqa: SLF001 - Piccolo's API
        for table in tables()
        for column in table._meta.columns  # noqa: SLF001 - Piccolo's API
        if isinstance(column, Bytea) and not column._meta.name.endswith("hash")  # noqa: SLF001 - Piccolo's API
    }
    assert found - PLAIN == set(ENCRYPTED)
    assert PLAIN - found == set()


async def test_a_new_key_encrypts_everything_and_the_old_one_stays(
    settings: StorageSettings,
) -> None:
    """Both columns; hashes still find; a second rotation makes a third key."""
    async with open_database(settings) as database:
        await fill(database, 5_001)
        before = used(await key_counts(database))
        assert before == {"person.id_number": {1: 5_001}, "person.phone": {1: 1}}
        told: list[tuple[str, int, int]] = []
        done = await rotate(database, settings.keys, lambda *line: told.append(line))
        assert done == 5_002
        assert told[:3] == [
            ("person.id_number", 2_000, 5_001),
            ("person.id_number", 4_000, 5_001),
            ("person.id_number", 5_001, 5_001),
        ]
        assert used(await key_counts(database)) == {
            "person.id_number": {2: 5_001},
            "person.phone": {2: 1},
        }
    async with open_database(settings) as database:
        assert database.keys.key_ids == [1, 2]
        assert await read_back(database) == ([number(at) for at in range(5_001)], "13800000001")
        await rotate(database, settings.keys)
        assert database.keys.key_ids == [1, 2, 3]
        assert await read_back(database) == ([number(at) for at in range(5_001)], "13800000001")


async def test_an_interrupted_rotation_is_finished_with_the_same_key(
    settings: StorageSettings,
) -> None:
    """Stopped in the middle all is readable; the next run makes no further key."""
    async with open_database(settings) as database:
        await fill(database, 5_000)

        def stop(_column: str, done: int, _total: int) -> None:
            if done >= 4_000:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await rotate(database, settings.keys, stop)
    async with open_database(settings) as database:
        assert used(await key_counts(database))["person.id_number"] == {1: 1_000, 2: 4_000}
        assert (await read_back(database))[0] == [number(at) for at in range(5_000)]
        assert await rotate(database, settings.keys) == 1_001
        assert database.keys.key_ids == [1, 2]
        assert (await read_back(database))[0] == [number(at) for at in range(5_000)]


async def test_a_killed_rotation_goes_on(settings: StorageSettings) -> None:
    """Kill -9 in the middle of the real command; then status says so and rotate finishes."""
    async with open_database(settings) as database:
        await fill(database, PEOPLE)
    environ = {
        **os.environ,
        "XINGLU_DATABASE": settings.database,
        "XINGLU_KEYS": str(settings.keys),
    }
    command = [sys.executable, "-u", "-m", "xinglu.cli", "keys", "rotate"]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220 - nothing else runs
    assert process.stdout is not None
    assert "person.id_number" in process.stdout.readline()
    process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()
    process.stdout.close()
    async with open_database(settings) as database:
        middle = used(await key_counts(database))["person.id_number"]
        assert sum(middle.values()) == PEOPLE
        assert set(middle) == {1, 2}
        assert (await read_back(database))[0] == [number(at) for at in range(PEOPLE)]
    for _ in range(50):
        again = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: ASYNC221 - nothing else runs
        if again.returncode == 0:
            break
        time.sleep(0.1)  # noqa: ASYNC251 - nothing else runs
    assert again.returncode == 0, again.stderr
    assert "密钥文件" in again.stdout
    async with open_database(settings) as database:
        assert used(await key_counts(database))["person.id_number"] == {2: PEOPLE}
        assert (await read_back(database))[0] == [number(at) for at in range(PEOPLE)]
    assert load_keys(settings.keys).key_ids == [1, 2]


def test_status_tells_what_each_key_encrypts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty database has one key and nothing to encrypt."""
    monkeypatch.setenv("XINGLU_DATABASE", str(tmp_path / "data" / "x.sqlite3"))
    monkeypatch.setenv("XINGLU_KEYS", str(tmp_path / "keys.json"))
    run = CliRunner().invoke
    assert run(main, ["account", "add", "anna", "--role", "province"]).exit_code == 0
    told = run(main, ["keys", "status"])
    assert told.exit_code == 0
    assert "加密密钥 1 号，现用 1 号" in told.output
    assert "person.id_number  无" in told.output
    assert "没有完成" not in told.output
    assert "encrypted anew" in run(main, ["keys", "rotate"]).output
    assert "加密密钥 1、2 号，现用 2 号" in run(main, ["keys", "status"]).output


async def test_a_server_that_is_connected_stops_the_rotation(
    settings: StorageSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would not know the new key: on SQLite the lock says so, on PostgreSQL the connections."""
    monkeypatch.setenv("XINGLU_DATABASE", settings.database)
    monkeypatch.setenv("XINGLU_KEYS", str(settings.keys))
    async with open_database(settings):
        command = [sys.executable, "-m", "xinglu.cli", "keys", "rotate"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: ASYNC221 - nothing else runs
        assert run.returncode == 2
        assert "先停止" in run.stderr
        assert load_keys(settings.keys).key_ids == [1]
