"""Open a database: the live one by its setting, or one of a run's own."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from competition.storage.database import Database
from competition.storage.keys import Keyring, load_keys, save_new_keys
from competition.storage.migrating import is_filled, migrate
from competition.storage.postgres import PostgresDatabase
from competition.storage.problems import DatabaseUnreachableError, KeyFileError
from competition.storage.settings import StorageSettings, default_keys, is_postgres
from competition.storage.sqlite import SqliteDatabase


@asynccontextmanager
async def open_database(
    settings: StorageSettings | str, *, create: bool = True
) -> AsyncIterator[Database]:
    """Open the live database, up to date and with its keys; a str is XINGLU_DATABASE alone.

    Makes database and keys at the first start, if it may `create` them. Raises a StorageError with
    a sentence: in use by another process, unreachable or not there, too new, keys missing, open to
    others or not those of this database.
    """
    if isinstance(settings, str):
        settings = StorageSettings(settings, default_keys(settings))
    if not create:
        _check_file(settings)
    keys = load_keys(settings.keys) if not create or settings.keys.exists() else None
    database = await _connect(settings.database, keys or Keyring.fresh())
    try:
        if not create and not await is_filled(database):
            raise DatabaseUnreachableError(_nothing_there(database.description))
        await migrate(database)
        await _settle_keys(database, settings.keys, new=keys is None)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_own_database(
    database: str = "", keys: Keyring | None = None
) -> AsyncIterator[Database]:
    """Open an empty database of a run's own, gone afterwards.

    A schema of its own when `database` is a PostgreSQL URL; else a SQLite file in a temporary
    folder inside the folder `database` (the system's temporary folder when empty).
    """
    keyring = keys or Keyring.fresh()
    if is_postgres(database):
        async with _closing(await _connect(database, keyring, own=True)) as own:
            yield own
        return
    folder = Path(tempfile.mkdtemp(prefix=".xinglu-run-", dir=database or None))
    try:
        async with _closing(await _connect(str(folder / "run.sqlite3"), keyring)) as own:
            yield own
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def _closing(database: Database) -> AsyncIterator[Database]:
    try:
        await migrate(database)
        yield database
    finally:
        await database.close()


def _check_file(settings: StorageSettings) -> None:
    if not settings.postgres and not Path(settings.database).is_file():
        raise DatabaseUnreachableError(_nothing_there(settings.database))


def _nothing_there(place: str) -> str:
    return (
        f"数据库 {place} 还不存在：请检查 XINGLU_DATABASE 和所在目录，"
        "或先运行 xinglu season import 或 xinglu account add / there is no database yet"
    )


async def _connect(setting: str, keys: Keyring, *, own: bool = False) -> Database:
    if not is_postgres(setting):
        return SqliteDatabase(Path(setting), keys)
    database = PostgresDatabase(setting, keys, own_schema=own)
    await database.connect()
    return database


async def _settle_keys(database: Database, path: Path, *, new: bool) -> None:
    """Refuse keys that this database was not filled with; save new ones at the first start only.

    A filled database whose key file is gone gets no new one: what is encrypted would look lost.
    """
    async with database.transaction() as transaction:
        rows = await transaction.rows("SELECT fingerprint FROM key_mark")
        if not rows:
            if new:
                save_new_keys(path, database.keys)
            await transaction.execute(
                "INSERT INTO key_mark (one, fingerprint) VALUES (1, $1)", database.keys.fingerprint
            )
        elif rows[0][0] != database.keys.fingerprint:
            told = f"找不到密钥文件 {path}" if new else f"密钥文件 {path} 不是这个数据库的密钥"
            message = (
                f"{told}：数据库 {database.description} 中的证件号码等已加密，请放回原来的密钥文件 "
                "/ the key file of this database is needed"
            )
            raise KeyFileError(message)
