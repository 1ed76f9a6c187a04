"""Who may do what with people and units, always within the scope of the role."""

from collections.abc import Mapping

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from competition.accounts.rules import AccountRole, Place
from competition.accounts.scope import NoScopeError
from competition.people.person_queries import Scope
from competition.people.protocols import LaterRooms
from competition.web.forms import LONGEST_FIELD
from competition.web.guards import Requires
from competition.web.visitor import Connection, visitor_of

#: Who sees people and units: those who register, review and organise, and the auditor.
PEOPLE = frozenset(
    {
        AccountRole.PROVINCE,
        AccountRole.ORGANISER,
        AccountRole.REGISTRAR,
        AccountRole.REVIEWER,
        AccountRole.AUDITOR,
    }
)
#: Who corrects people, sees full numbers for a reason, and hands in photos and certificates.
PEOPLE_WORK = frozenset(PEOPLE - {AccountRole.AUDITOR})
#: Who corrects units, says which are one legal entity, and merges them.
UNITS_WORK = frozenset({AccountRole.PROVINCE, AccountRole.ORGANISER})
#: Who says that two records are one person: a person belongs to every season.
MERGING = frozenset({AccountRole.PROVINCE})

sees_people = Requires(PEOPLE)
works_on_people = Requires(PEOPLE_WORK)
works_on_units = Requires(UNITS_WORK)
merges_people = Requires(MERGING)


def person_scope(
    request: Request[object, object, State], roles: frozenset[AccountRole] = PEOPLE
) -> Scope:
    """Give whose persons the visitor may see with these roles; 404 when none."""
    visitor = visitor_of(request)
    grants = visitor.signed_in.grants if visitor.signed_in else ()
    try:
        return Scope(grants, roles)
    except NoScopeError as error:
        raise NotFoundException from error


def typed(query: Mapping[str, str], name: str) -> str:
    """Give what stands in an address, trimmed and of a bearable length."""
    return query.get(name, "").replace("\0", "").strip()[:LONGEST_FIELD]


def sees_whole_system(
    request: Request[object, object, State], roles: frozenset[AccountRole]
) -> bool:
    """Say whether one of the roles is granted for everything."""
    return visitor_of(request).may(roles, Place())


def later_rooms_of(connection: Connection) -> LaterRooms:
    """Give what later rooms know of people and units."""
    rooms: LaterRooms = connection.app.state.later_rooms
    return rooms
