"""Pages inside a season: only what the visitor's grants reach exists for them."""

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.response import Template

from competition.accounts.rules import AccountRole, Place
from competition.people.access import PEOPLE
from competition.plan.queries import EventRow, SeasonRow, event_by_code, season_by_code
from competition.storage.transaction import Transaction
from competition.web.guards import (
    CHECK_IN,
    EVERYONE,
    MONEY,
    PAPERS,
    PARTICIPATIONS,
    READS_REVIEW,
    REGISTERS,
    REGISTRATIONS,
    RESULTS,
)
from competition.web.pages import page_with
from competition.web.visitor import Visitor, visitor_of

#: The tabs of a season in the course of the year: text key, the rest of the URL, who sees it.
TABS: tuple[tuple[str, str, frozenset[AccountRole]], ...] = (
    ("plan", "/plan", EVERYONE),
    ("registrations", "/registrations", REGISTRATIONS),
    ("sheets", "/sheets", REGISTERS),
    ("review", "/review", READS_REVIEW),
    ("papers", "/papers", PAPERS),
    ("checkin", "/checkin", CHECK_IN),
    ("events", "", RESULTS),
    ("titles", "/titles", RESULTS),
    ("promotions", "/promotions", RESULTS),
    ("bonuses", "/bonuses", MONEY),
    ("medals", "/medals", RESULTS),
    ("pool", "/pool", RESULTS),
    ("participations", "/participations", PARTICIPATIONS),
    ("units", "/units", PEOPLE),
)
#: By which tab a season is entered: the first that the visitor's roles see.
_DOORS: tuple[tuple[str, frozenset[AccountRole]], ...] = (
    ("", RESULTS),
    ("/registrations", REGISTERS),
    ("/review", READS_REVIEW),
    ("/checkin", CHECK_IN),
)


def door_of(visitor: Visitor, season: SeasonRow) -> str:
    """Give the rest of the URL by which a visitor enters a season."""
    for rest, roles in _DOORS:
        if visitor.reaches(roles, season.place):
            return rest
    return "/plan"


class SeasonPage:
    """A season as one visitor may see it."""

    def __init__(self, visitor: Visitor, season: SeasonRow, roles: frozenset[AccountRole]) -> None:
        """Look at a season with the grants of these roles."""
        self.visitor = visitor
        self.season = season
        self.roles = roles

    @property
    def whole(self) -> bool:
        """Whether the visitor's grants reach the whole season, not only some of its events."""
        return self.visitor.may(self.roles, self.season.place)

    def sees(self, place: Place) -> bool:
        """Whether the visitor's grants cover a place in the season."""
        return self.visitor.may(self.roles, place)


async def find_season(
    request: Request[object, object, State],
    transaction: Transaction,
    code: str,
    roles: frozenset[AccountRole],
) -> SeasonPage:
    """Fetch a season through the visitor's scope; 404 when there is none, or none for them."""
    visitor = visitor_of(request)
    season = await season_by_code(transaction, code)
    if season is None or not visitor.reaches(roles, season.place):
        raise NotFoundException
    return SeasonPage(visitor, season, roles)


async def find_whole_season(
    request: Request[object, object, State],
    transaction: Transaction,
    code: str,
    roles: frozenset[AccountRole],
) -> SeasonPage:
    """Fetch a season that the visitor may see as a whole; 404 else."""
    found = await find_season(request, transaction, code, roles)
    if not found.whole:
        raise NotFoundException
    return found


async def find_event(season: SeasonPage, transaction: Transaction, code: str) -> EventRow:
    """Fetch an event of the season through the visitor's scope; 404 else."""
    event = await event_by_code(transaction, season.season.id, code)
    if event is None or not season.sees(event.place):
        raise NotFoundException
    return event


def season_page(
    request: Request[object, object, State],
    template: str,
    found: SeasonPage,
    tab: str,
    **context: object,
) -> Template:
    """Answer with a page inside a season."""
    season = found.season
    tabs = [
        (key, f"/seasons/{season.code}{rest}")
        for key, rest, roles in TABS
        if found.visitor.reaches(roles, season.place)
    ]
    frame = {"season": season, "base": f"/seasons/{season.code}", "tabs": tabs, "tab": tab}
    return page_with(request, template, {**frame, **context})
