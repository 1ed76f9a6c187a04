"""Registrations for programs: list, check, save a draft, submit, withdraw, read what rules say."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

from litestar import Request, get, post, put
from litestar.datastructures import State as AppState
from litestar.exceptions import NotFoundException
from litestar.params import (
    FromPath,
    HeaderParameter,
    JSONBody,
    PathParameter,
    QueryParameter,
)

from competition.accounts.rules import AccountRole, Grant, Place
from competition.api.bearer import token_stamp
from competition.api.paging import USUAL, Cursor, Limit, Page, cursor_of, key_of
from competition.api.problems import ApiError, Fault
from competition.api.queries import Wanted, registrations_page
from competition.api.registration_shapes import (
    LARGEST,
    PLAIN,
    ChangedIn,
    DraftIn,
    Findings,
    RegistrationItem,
    SubmitIn,
    WithdrawIn,
    draft_from,
    findings_item,
    registration_item,
)
from competition.api.routing import API, reading, writing
from competition.people.encryption import id_hash
from competition.people.rules import canonical_id
from competition.plan.queries import EventRow, event_by_code
from competition.plan.season_pages import SeasonPage, find_season
from competition.registration.queries.field import load_field
from competition.registration.queries.registrations import (
    RegistrationRow,
    findings_of,
    members_of,
    registration_by_id,
)
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import State
from competition.registration.services.registering import (
    DelegationFixedError,
    create_registration,
    save_registration,
    submit_registration,
    withdraw_registration,
)
from competition.registration.services.steps import (
    NoSuchRegistrationError,
    NotEligibleError,
    RevisionConflictError,
    StepError,
)
from competition.storage.problems import ConstraintError
from competition.storage.transaction import Transaction
from competition.web.database import database_of
from competition.web.guards import REGISTERS, REGISTRATIONS
from competition.web.language import Language, texts_of
from competition.web.visitor import visitor_of

CONFLICT, REFUSED = 409, 422

ApiRequest = Request[object, object, AppState]
Number = Annotated[int, PathParameter(ge=1, le=LARGEST)]
StateWish = Annotated[State | None, QueryParameter(name="state")]
Text = Annotated[str | None, QueryParameter(max_length=200, pattern=PLAIN)]
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key never makes a second registration; the first one is answered.",
    ),
]


@get(
    f"{API}/seasons/{{season:str}}/registrations",
    summary="List registrations",
    **reading(REGISTRATIONS, "registration"),
)
async def api_registrations(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    season: FromPath[str],
    event: Text = None,
    delegation: Text = None,
    in_state: StateWish = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[RegistrationItem]:
    """List registrations in the order in which they were made, with masked numbers."""
    after = _number(cursor)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, REGISTRATIONS)
        wanted = Wanted(found.season.id, event, delegation, in_state, after)
        rows = await registrations_page(
            transaction, _grants(request), REGISTRATIONS, wanted, limit + 1
        )
        shown = rows[:limit]
        people = await members_of(transaction, [row.id for row in shown])
    items = tuple(registration_item(row, people.get(row.id, ())) for row in shown)
    return Page(items, cursor_of(str(shown[-1].id)) if len(rows) > limit else None)


@post(
    f"{API}/seasons/{{season:str}}/registrations/check",
    summary="Check a registration",
    status_code=200,
    **writing(REGISTERS, "registration"),
)
async def api_check_registration(
    request: ApiRequest, season: FromPath[str], data: JSONBody[DraftIn]
) -> Findings:
    """Ask every rule about a registration without saving anything."""
    now = datetime.now(UTC)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, REGISTERS)
        event = await _event(found, transaction, data.event, data.delegation)
        draft = draft_from(event.id, data)
        numbers = [canonical_id("".join(one.id_number.split())) for _, one in draft.people]
        people = sorted({id_hash(transaction.keys, number) for number in numbers if number})
        field = await load_field(transaction, event.competition, now, people)
    return findings_item(field.check(draft))


@post(
    f"{API}/seasons/{{season:str}}/registrations",
    summary="Save a draft",
    **writing(REGISTERS, "registration"),
)
async def api_create_registration(
    request: ApiRequest,
    season: FromPath[str],
    data: JSONBody[DraftIn],
    key: IdempotencyKey = None,
) -> RegistrationItem:
    """Save a new draft; nothing is refused yet, `findings` tells what is wrong with it."""
    database = database_of(request)
    async with database.reading() as transaction:
        found = await find_season(request, transaction, season, REGISTERS)
        event = await _event(found, transaction, data.event, data.delegation)
    draft, stamp = draft_from(event.id, data), token_stamp(request)
    form_key = _form_key(request, found.season.id, key)
    try:
        saved = await create_registration(database, draft, stamp, form_key)
    except ConstraintError:
        # The same key came twice at the same time: the other one has made it by now.
        if form_key is None:
            raise
        saved = await create_registration(database, draft, stamp, form_key)
    return await _shown(request, saved.id)


@get(
    f"{API}/registrations/{{number:int}}",
    summary="Read a registration",
    **reading(REGISTRATIONS, "registration"),
)
async def api_registration(request: ApiRequest, number: Number) -> RegistrationItem:
    """Show one registration with masked numbers."""
    return await _shown(request, number)


@get(
    f"{API}/registrations/{{number:int}}/findings",
    summary="Read what the rules say",
    **reading(REGISTRATIONS, "registration"),
)
async def api_registration_findings(request: ApiRequest, number: Number) -> Findings:
    """Ask every rule about a stored registration now."""
    async with database_of(request).reading() as transaction:
        row = await _row(request, transaction, number, REGISTRATIONS)
        found = await findings_of(transaction, [row], datetime.now(UTC))
    return findings_item(found[number])


@put(
    f"{API}/registrations/{{number:int}}",
    summary="Save a registration again",
    **writing(REGISTERS, "registration"),
)
async def api_save_registration(
    request: ApiRequest, number: Number, data: JSONBody[ChangedIn]
) -> RegistrationItem:
    """Replace a draft, or what was returned; masked numbers stay what they are."""
    database = database_of(request)
    async with database.reading() as transaction:
        row = await _row(request, transaction, number, REGISTERS)
    place = Place(row.season, row.competition, row.event, data.delegation.strip())
    if not visitor_of(request).may(REGISTERS, place):
        raise NotFoundException
    draft = draft_from(row.event, data)
    with _refusals():
        await save_registration(database, number, data.revision, draft, token_stamp(request))
    return await _shown(request, number)


@post(
    f"{API}/registrations/{{number:int}}/submit",
    summary="Submit a registration",
    status_code=200,
    **writing(REGISTERS, "registration"),
)
async def api_submit_registration(
    request: ApiRequest, number: Number, data: JSONBody[SubmitIn]
) -> RegistrationItem:
    """Hand a draft in for review; 422 with every reason when rules refuse. May be repeated."""
    database = database_of(request)
    async with database.reading() as transaction:
        await _row(request, transaction, number, REGISTERS)
    with _refusals():
        await submit_registration(database, number, data.revision, token_stamp(request))
    return await _shown(request, number)


@post(
    f"{API}/registrations/{{number:int}}/withdraw",
    summary="Withdraw a registration",
    status_code=200,
    **writing(REGISTERS, "registration"),
)
async def api_withdraw_registration(
    request: ApiRequest, number: Number, data: JSONBody[WithdrawIn]
) -> RegistrationItem:
    """Give the place up; may be repeated."""
    database = database_of(request)
    async with database.reading() as transaction:
        row = await _row(request, transaction, number, REGISTERS)
    if (row.state, row.revision) != (State.WITHDRAWN, data.revision + 1):
        with _refusals():
            await withdraw_registration(
                database, number, data.revision, data.why, token_stamp(request)
            )
    return await _shown(request, number)


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell programs why a step is refused."""
    try:
        yield
    except NoSuchRegistrationError:
        raise NotFoundException from None
    except (RevisionConflictError, ConstraintError):
        raise ApiError(CONFLICT, "conflict") from None
    except StepError:
        raise ApiError(CONFLICT, "step") from None
    except DelegationFixedError:
        raise ApiError(REFUSED, "delegation_fixed", [_fault("delegation")]) from None
    except NotEligibleError as error:
        raise ApiError(REFUSED, "refused", map(_reason, error.findings)) from None


def _reason(finding: Finding) -> Fault:
    where = f"members[{finding.member - 1}].{finding.field}" if finding.member else finding.field
    return Fault(where, finding.zh, finding.en)


def _fault(field: str) -> Fault:
    zh, en = texts_of(Language.CHINESE), texts_of(Language.ENGLISH)
    return Fault(field, zh("api.field_wrong"), en("api.field_wrong"))


def _grants(request: ApiRequest) -> tuple[Grant, ...]:
    signed_in = visitor_of(request).signed_in
    return signed_in.grants if signed_in else ()


def _number(cursor: str) -> int:
    key = key_of(cursor) or "0"
    if not (key.isascii() and key.isdigit()) or int(key) > LARGEST:
        raise ApiError(400, "bad_cursor")
    return int(key)


def _form_key(request: ApiRequest, season: int, key: str | None) -> str | None:
    """Keep the keys of accounts apart; the database allows each but once."""
    signed_in = visitor_of(request).signed_in
    if key is None or signed_in is None:
        return None
    return hashlib.sha256(f"{signed_in.account}/{season}/{key}".encode()).hexdigest()


async def _event(
    found: SeasonPage, transaction: Transaction, code: str, delegation: str
) -> EventRow:
    """Fetch the event that a delegation is registered for, within the token's scope."""
    event = await event_by_code(transaction, found.season.id, code)
    if event is None:
        raise ApiError(404, "not_found", [_fault("event")])
    place = Place(event.season, event.competition, event.id, delegation.strip())
    if not found.sees(place):
        raise ApiError(404, "not_found", [_fault("event"), _fault("delegation")])
    return event


async def _row(
    request: ApiRequest, transaction: Transaction, number: int, roles: frozenset[AccountRole]
) -> RegistrationRow:
    """Fetch a registration through the token's scope; 404 else."""
    row = await registration_by_id(transaction, number)
    if row is None or not visitor_of(request).may(roles, row.place):
        raise NotFoundException
    return row


async def _shown(request: ApiRequest, number: int) -> RegistrationItem:
    async with database_of(request).reading() as transaction:
        row = await _row(request, transaction, number, REGISTRATIONS)
        people = await members_of(transaction, [number])
    return registration_item(row, people.get(number, ()))


ROUTES = (
    api_registrations,
    api_check_registration,
    api_create_registration,
    api_registration,
    api_registration_findings,
    api_save_registration,
    api_submit_registration,
    api_withdraw_registration,
)
