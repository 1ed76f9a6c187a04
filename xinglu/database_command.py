"""What commands on the live database have in common: settings, opening, one sentence on refusal."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click

from competition.storage.database import Database
from competition.storage.opening import open_database
from competition.storage.problems import StorageError
from xinglu.settings import Settings, SettingsError, settings_from

T = TypeVar("T")
REFUSED = 2


def read_settings() -> Settings:
    """Read the settings, or stop with the sentence about the one that is wrong."""
    try:
        return settings_from(os.environ)
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(REFUSED)


def in_database(act: Callable[[Database], Coroutine[Any, Any, T]], *, create: bool = False) -> T:
    """Do something in the live database, or stop with its sentence; make it only if told so."""
    settings = read_settings()

    async def opened() -> T:
        async with open_database(settings.storage, create=create) as database:
            return await act(database)

    try:
        return asyncio.run(opened())
    except StorageError as error:
        click.echo(str(error), err=True)
        sys.exit(REFUSED)
