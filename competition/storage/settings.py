"""The settings of the storage: XINGLU_DATABASE and XINGLU_KEYS."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

DEFAULT_DATABASE = "data/xinglu.sqlite3"
POSTGRES_SCHEMES = ("postgresql://", "postgres://")
_KEYS_FOLDER = "keys"
_KEYS_NAME = "xinglu.keys.json"


class StorageSettings(msgspec.Struct, frozen=True):
    """Which database, a file path or a `postgresql://` URL, and where its keys are."""

    database: str
    keys: Path

    @property
    def postgres(self) -> bool:
        """Whether the database is a PostgreSQL server."""
        return is_postgres(self.database)


def is_postgres(database: str) -> bool:
    """Say whether a setting names a PostgreSQL server rather than a file."""
    return database.startswith(POSTGRES_SCHEMES)


def storage_settings(environ: Mapping[str, str]) -> StorageSettings:
    """Read XINGLU_DATABASE and XINGLU_KEYS; by default files below the current folder."""
    database = environ.get("XINGLU_DATABASE", "").strip() or DEFAULT_DATABASE
    keys = environ.get("XINGLU_KEYS", "").strip()
    return StorageSettings(database, Path(keys) if keys else default_keys(database))


def default_keys(database: str) -> Path:
    """Give the key file that belongs to a database: in `keys`, beside the data folder.

    Never inside the data folder, so that a copy of that folder is no copy of the keys.
    """
    if is_postgres(database):
        return Path(_KEYS_FOLDER) / _KEYS_NAME
    return Path(database).absolute().parent.parent / _KEYS_FOLDER / _KEYS_NAME
