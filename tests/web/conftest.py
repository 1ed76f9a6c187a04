"""Fixtures: the application over a filled database of either kind, and signed-in browsers."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import msgspec
import pytest

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link
from competition.accounts.winner_services import issue_winner_code
from competition.plan.queries import event_by_code, season_by_code
from competition.storage.audit import Stamp
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.web.seasons import IDS, hostile_season
from xinglu.app import create_app
from xinglu.season.live import import_season, issue_season
from xinglu.season.run import Issuing
from xinglu.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from litestar import Litestar

    from competition.storage.database import Database
    from tests.postgres import PostgresServer

BASE_URL = "http://xinglu.test"


class Served(msgspec.Struct, frozen=True):
    """A running application with its database."""

    app: Litestar
    database: Database

    def client(self) -> httpx.AsyncClient:
        """Give a browser of its own: no cookies yet."""
        transport = httpx.ASGITransport(app=self.app)  # type: ignore[arg-type]  # httpx wants looser types
        return httpx.AsyncClient(transport=transport, base_url=BASE_URL)

    @asynccontextmanager
    async def signed_in(self, name: str) -> AsyncIterator[httpx.AsyncClient]:
        """Give a browser that is signed in with an account."""
        token = await create_sign_in_link(self.database, name, stamp())
        async with self.client() as client:
            answer = await client.post(f"/sign-in/{token}")
            assert answer.status_code == 303
            yield client

    async def code(self, entry: str) -> str:
        """Issue a one-time code to the person of an entry."""
        return await issue_winner_code(self.database, "2026", IDS[entry], stamp())


def stamp() -> Stamp:
    """Say who acts now."""
    return Stamp("tester", datetime.now(UTC))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def storage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StorageSettings]:
    """Give an empty database of either kind."""
    folder = tmp_path_factory.mktemp("web")
    keys = folder / "keys" / "keys.json"
    if request.param == "sqlite":
        yield StorageSettings(str(folder / "data" / "xinglu.sqlite3"), keys)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database(like=request.getfixturevalue("postgres_with_tables"))
    yield StorageSettings(url, keys)
    server.drop_database(url)


@pytest.fixture(scope="module")
async def served(storage: StorageSettings) -> AsyncIterator[Served]:
    """Serve two seasons of the same content; accounts of every role, some with a narrow scope."""
    settings = Settings(storage, storage.keys.parent, "127.0.0.1", 8000, BASE_URL)
    async with open_database(storage) as database:
        season = hostile_season()
        for code in ("2026", "2025"):
            await import_season(database, code, season, "tester")
        issuing = Issuing(key=database.keys.issuing, public_url=BASE_URL)
        await issue_season(database, "2026", issuing, "tester")
        async with database.reading() as transaction:
            first = await season_by_code(transaction, "2026")
            assert first is not None
            event = await event_by_code(transaction, first.id, "selection")
            assert event is not None
        for role in AccountRole:
            await create_account(database, role.value, f"账号{role.value}", stamp(), Grant(role))
        season_only = Grant(AccountRole.ORGANISER, first.id)
        await create_account(database, "organiser-2026", "只管2026", stamp(), season_only)
        event_only = Grant(AccountRole.ORGANISER, first.id, event=event.id)
        await create_account(database, "organiser-event", "只管一项", stamp(), event_only)
        app = create_app(settings, database)
        async with app.lifespan():
            yield Served(app, database)


@pytest.fixture
async def client(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """Give a stranger's browser."""
    async with served.client() as opened:
        yield opened
