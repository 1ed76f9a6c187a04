"""A process of its own that submits registrations all at once: `submitting DATABASE KEYS ID…`."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from competition.registration.services.registering import submit_registration
from competition.registration.services.steps import NotEligibleError
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings


async def submit(database: Database, number: int, stamp: Stamp) -> str:
    """Try to submit a draft; say what became of it."""
    try:
        await submit_registration(database, number, 1, stamp)
    except NotEligibleError as refused:
        return "+".join(one.rule for one in refused.findings if one.blocks)
    return "submitted"


async def submit_all(database: Database, numbers: list[int], stamp: Stamp) -> list[str]:
    """Submit drafts at the same time."""
    return list(await asyncio.gather(*(submit(database, number, stamp) for number in numbers)))


async def main(setting: str, keys: str, at: str, *numbers: str) -> None:
    """Open the database with a pool of its own, wait for the word, submit, print one line each."""
    stamp = Stamp("account:tester", datetime.fromisoformat(at).replace(tzinfo=UTC))
    async with open_database(StorageSettings(setting, Path(keys))) as database:
        print("ready", flush=True)  # noqa: T201 - the test reads it
        await asyncio.to_thread(sys.stdin.readline)
        for told in await submit_all(database, list(map(int, numbers)), stamp):
            print(told)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
