"""Requests made up from the OpenAPI document: never a fault, and answers keep to the document."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import anyio
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.python.asgi import get_client, shutdown_lifespans
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from competition.accounts.queries import account_by_name
from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.accounts.tokens import WantedToken, create_token
from competition.api.allowance import Allowance
from competition.plan.queries import event_by_code, season_by_code
from competition.registration.rules.terms import Window
from competition.registration.services.registering import create_registration
from competition.registration.services.terms import set_window
from competition.storage.opening import open_database
from tests.competition.registration.people import draft
from tests.web.conftest import BASE_URL, stamp, storage
from tests.web.seasons import hostile_season
from xinglu.api.document import openapi_json
from xinglu.app import create_app
from xinglu.season.live import import_season
from xinglu.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar import Litestar
    from schemathesis import Case
    from schemathesis.schemas import APIOperation

    from competition.storage.settings import StorageSettings

__all__ = ["storage"]

SCHEMA = schemathesis.openapi.from_dict(msgspec.json.decode(openapi_json()))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
EXAMPLES = settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
#: What is really there, so that requests reach further than a 404.
KNOWN = {"season": "2026", "event": "turning", "number": 1}


class Asked(msgspec.Struct, frozen=True):
    """The application and a token of the province."""

    app: Litestar
    token: str


@pytest.fixture(scope="module")
def asked(storage: StorageSettings) -> Iterator[Asked]:
    """Serve a season with an open window and a registration, on either database."""
    token = anyio.run(_filled, storage)
    app = create_app(Settings(storage, storage.keys.parent, "127.0.0.1", 8000, BASE_URL))
    app.state.api_allowance = Allowance(1_000_000)
    yield Asked(app, token)
    shutdown_lifespans()


async def _filled(storage: StorageSettings) -> str:
    now = datetime.now(UTC)
    day = timedelta(days=1)
    async with open_database(storage) as database:
        await import_season(database, "2026", hostile_season(), "tester")
        async with database.reading() as transaction:
            season = await season_by_code(transaction, "2026")
            assert season is not None
            event = await event_by_code(transaction, season.id, "turning")
            assert event is not None
        window = Window(now - day, now + day, now + 2 * day)
        await set_window(database, event.competition, window, stamp())
        await create_registration(database, draft(event.id, 1), stamp())
        grant = Grant(AccountRole.PROVINCE)
        await create_account(database, "program", "程序", stamp(), grant)
        async with database.reading() as transaction:
            owner = await account_by_name(transaction, "program")
        assert owner is not None
        wanted = WantedToken("schemathesis", owner.grants, now + day)
        return await create_token(database, owner.id, wanted, stamp())


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=str)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_no_request_makes_a_fault(
    asked: Asked, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode
) -> None:
    """Whatever is sent, right or wrong, about a season, an event and a registration that exist."""
    with get_client(asked.app) as client:  # type: ignore[arg-type]  # it wants a looser type

        @EXAMPLES
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Case[Any]) -> None:
            case.path_parameters = {name: KNOWN[name] for name in case.path_parameters or {}}
            headers = {"Authorization": f"Bearer {asked.token}"}
            answer = case.call(base_url=BASE_URL, session=client, headers=headers)
            case.validate_response(answer, checks=CHECKS)

        ask()
