"""Fixtures: the application over two seasons, and tokens of narrow and wide scope."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from competition.accounts.queries import account_by_name
from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.accounts.tokens import WantedToken, create_token
from competition.plan.queries import event_by_code, season_by_code
from competition.registration.rules.terms import Window
from competition.registration.services.terms import set_window
from tests.web.conftest import Served, served, stamp, storage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

__all__ = ["served", "storage"]

API = "/api/v1"
JINAN = "济南市代表队"


class Program:
    """Makes tokens and calls the interface with them."""

    def __init__(self, served: Served) -> None:
        """Call this application."""
        self.served = served
        self._made = 0

    async def token(self, account: str, *grants: Grant) -> str:
        """Make a token of an account; with the account's grants where none are named."""
        async with self.served.database.reading() as transaction:
            owner = await account_by_name(transaction, account)
        assert owner is not None
        self._made += 1
        now = stamp()
        wanted = WantedToken(
            f"程序{self._made}", grants or owner.grants, now.at + timedelta(days=30)
        )
        return await create_token(self.served.database, owner.id, wanted, now)

    @asynccontextmanager
    async def calls(self, account: str, *grants: Grant) -> AsyncIterator[httpx.AsyncClient]:
        """Give a client with a token of the account."""
        token = await self.token(account, *grants)
        async with self.served.client() as client:
            client.headers["Authorization"] = f"Bearer {token}"
            yield client


async def open_registration(program: Program) -> None:
    """Take registrations for the competition of `turning` for a day."""
    database = program.served.database
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
        event = await event_by_code(transaction, season.id, "turning")
    assert event is not None
    now = datetime.now(UTC)
    day = timedelta(days=1)
    window = Window(now - day, now + day, now + 2 * day)
    await set_window(database, event.competition, window, stamp())


@pytest.fixture(scope="module")
async def program(served: Served) -> Program:
    """Give a maker of tokens; a registrar of Jinan and one of nobody exist besides."""
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
    assert season is not None
    for name, delegation in (("registrar-jinan", JINAN), ("registrar-other", "青岛市代表队")):
        grant = Grant(AccountRole.REGISTRAR, season.id, delegation=delegation)
        await create_account(served.database, name, name, stamp(), grant)
    return Program(served)
