"""Pages of registration: only what lies within the visitor's grants exists for them."""

from collections.abc import Sequence

import msgspec
from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from competition.accounts.rules import AccountRole, Grant, Place
from competition.plan.queries import EventRow, event_by_code
from competition.plan.season_pages import SeasonPage, find_season
from competition.registration.queries.registrations import (
    ChangeRow,
    MemberRow,
    OverrideRow,
    RegistrationRow,
    SubstituteRow,
    findings_of,
    history_of,
    members_of,
    overrides_of,
    registration_by_id,
    substitutes_of,
)
from competition.registration.queries.terms import EventWithTerms, event_terms, window_of
from competition.registration.rules.findings import Finding
from competition.registration.rules.terms import Window
from competition.storage.audit import Stamp
from competition.storage.transaction import Transaction
from competition.web.guards import REGISTERS, REGISTRATIONS
from competition.web.language import Language
from competition.web.visitor import Visitor


class Opened(msgspec.Struct, frozen=True):
    """A registration as a visitor may see it, with everything that its page shows."""

    page: SeasonPage
    row: RegistrationRow
    people: Sequence[MemberRow]
    event: EventWithTerms
    window: Window | None


class Around(msgspec.Struct, frozen=True):
    """What is told of a registration beside its people."""

    findings: Sequence[Finding]
    history: Sequence[ChangeRow]
    overrides: Sequence[OverrideRow]
    substitutes: Sequence[SubstituteRow]


def grants_of(visitor: Visitor) -> tuple[Grant, ...]:
    """Give the visitor's grants."""
    return visitor.signed_in.grants if visitor.signed_in else ()


def may(visitor: Visitor, roles: frozenset[AccountRole], row: RegistrationRow) -> bool:
    """Say whether the visitor's grants of these roles cover a registration."""
    return visitor.may(roles, row.place)


async def find_registration(
    request: Request[object, object, State],
    transaction: Transaction,
    season: str,
    number: int,
    roles: frozenset[AccountRole] = REGISTRATIONS,
) -> Opened:
    """Fetch a registration of the season through the visitor's scope; 404 else."""
    page = await find_season(request, transaction, season, roles)
    row = await registration_by_id(transaction, number)
    if row is None or row.season != page.season.id or not page.sees(row.place):
        raise NotFoundException
    event = await event_terms(transaction, row.event)
    if event is None:
        raise NotFoundException
    people = (await members_of(transaction, [number])).get(number, [])
    return Opened(page, row, people, event, await window_of(transaction, row.competition))


async def told_of(transaction: Transaction, row: RegistrationRow, stamp: Stamp) -> Around:
    """Read what the rules say now, and what happened."""
    return Around(
        findings=(await findings_of(transaction, [row], stamp.at))[row.id],
        history=await history_of(transaction, row.id),
        overrides=(await overrides_of(transaction, [row.id])).get(row.id, []),
        substitutes=(await substitutes_of(transaction, [row.id])).get(row.id, []),
    )


async def find_open_event(
    request: Request[object, object, State], transaction: Transaction, season: str, code: str
) -> tuple[SeasonPage, EventRow]:
    """Fetch an event for which the visitor may register somebody; 404 else."""
    page = await find_season(request, transaction, season, REGISTERS)
    event = await event_by_code(transaction, page.season.id, code)
    if event is None or not page.visitor.reaches(REGISTERS, event.place):
        raise NotFoundException
    return page, event


def own_delegations(visitor: Visitor, event: EventRow) -> tuple[str, ...] | None:
    """Give the delegations that the visitor may register for an event, None for any."""
    found = []
    for grant in grants_of(visitor):
        if grant.role in REGISTERS and grant.reaches(event.place):
            if grant.delegation is None:
                return None
            found.append(grant.delegation)
    return tuple(dict.fromkeys(found))


def place_of(event: EventRow, delegation: str) -> Place:
    """Give the place of a registration that is not there yet."""
    return Place(event.season, event.competition, event.id, delegation)


def sentence(finding: Finding, language: Language) -> str:
    """Give a finding's reason in the visitor's language."""
    return finding.zh if language is Language.CHINESE else finding.en
