"""What a running server does by itself: seal the audit log, forget what is over."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from competition.accounts.winner_services import forget_expired
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.sealing import seal_pending

LOGGER = logging.getLogger("xinglu.housekeeping")
SEAL_EVERY_SECONDS = 60
FORGET_EVERY_SEALS = 60


@asynccontextmanager
async def housekeeping(database: Database) -> AsyncIterator[None]:
    """Keep house while the application runs; seal what is left at the end."""
    work = asyncio.create_task(_keep(database), name="housekeeping")
    try:
        yield
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
        await seal_pending(database, datetime.now(UTC))


async def _keep(database: Database) -> None:
    rounds = 0
    while True:
        await asyncio.sleep(SEAL_EVERY_SECONDS)
        rounds += 1
        try:
            if rounds % FORGET_EVERY_SEALS == 0:
                await forget_expired(database, Stamp("system", datetime.now(UTC)))
            await seal_pending(database, datetime.now(UTC))
        except Exception:
            LOGGER.exception("housekeeping failed; it is tried again in a minute")
