"""Who reads and writes which participations of a season, and the frame of its pages."""

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.response import Template
from markupsafe import Markup

from competition.accounts.rules import AccountRole, Place
from competition.accounts.scope import Condition, within
from competition.participation.queries import SCOPE, ReportRow, report_by_id
from competition.participation.rules import Origin, Verdict, city_of_delegation
from competition.plan.queries import SeasonRow
from competition.plan.rules import CITIES
from competition.plan.season_pages import SeasonPage, find_season, season_page
from competition.storage.transaction import Transaction
from competition.web.database import database_of
from competition.web.forms import Form
from competition.web.guards import PARTICIPATIONS, REPORTS_PARTICIPATIONS, Requires
from competition.web.visitor import Visitor

sees_participations = Requires(PARTICIPATIONS)
reports_participations = Requires(REPORTS_PARTICIPATIONS)
_WHOLE = frozenset({AccountRole.PROVINCE, AccountRole.AUDITOR})
_DECIDES = frozenset({AccountRole.PROVINCE})

Asking = Request[object, object, State]


async def find_participations(request: Asking, transaction: Transaction, code: str) -> SeasonPage:
    """Fetch a season whose participations the visitor may read at least in part; 404 else."""
    return await find_season(request, transaction, code, PARTICIPATIONS)


async def find_reporting(request: Asking, code: str) -> SeasonPage:
    """Fetch a season that the visitor may report for; 404 when it is out of reach."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, code, REPORTS_PARTICIPATIONS)
    if speaks_for(found) == ():
        raise NotFoundException
    return found


async def find_report(transaction: Transaction, found: SeasonPage, number: int) -> ReportRow:
    """Fetch a report through the visitor's scope; 404 else."""
    report = await report_by_id(transaction, scope_of(found), number)
    if report is None:
        raise NotFoundException
    return report


def scope_of(found: SeasonPage) -> Condition:
    """Write which reports of the season the visitor may read, as SQL over `r`."""
    signed_in = found.visitor.signed_in
    grants = signed_in.grants if signed_in else ()
    own = within(grants, found.roles, SCOPE, first=2)
    return Condition(f"r.season = $1 AND {own.sql}", (found.season.id, *own.values))


def sees_all(found: SeasonPage) -> bool:
    """Say whether the visitor sees the counter of the whole province."""
    return found.visitor.may(PARTICIPATIONS, found.season.place)


def decides(found: SeasonPage) -> bool:
    """Say whether the visitor decides what counts."""
    return found.visitor.may(_DECIDES, found.season.place)


def must_decide(found: SeasonPage) -> None:
    """Raise 403 for everybody else."""
    if not decides(found):
        raise PermissionDeniedException


def speaks_for(found: SeasonPage) -> tuple[str, ...] | None:
    """Give the delegations that the visitor may report for; None for anybody, () for nobody."""
    visitor, season = found.visitor, found.season
    if visitor.may(REPORTS_PARTICIPATIONS, season.place):
        return None
    grants = visitor.signed_in.grants if visitor.signed_in else ()
    return tuple(
        sorted(
            {
                grant.delegation
                for grant in grants
                if grant.role in REPORTS_PARTICIPATIONS
                and grant.delegation
                and grant.covers(Place(season.id, delegation=grant.delegation))
            }
        )
    )


def city_bound_to(delegation: str) -> str | None:
    """Give the one city that is reported on behalf of a delegation; None for any."""
    return city_of_delegation(delegation) if delegation else None


def may_write(visitor: Visitor, season: SeasonRow, report: ReportRow) -> bool:
    """Say whether the visitor may withdraw a report or upload its names."""
    place = Place(season.id, delegation=report.delegation or None)
    own = visitor.may(REPORTS_PARTICIPATIONS, place)
    return own and report.origin is not Origin.ENTRIES and report.verdict is None


def state_of(report: ReportRow) -> str:
    """Name a report's state for its chip."""
    if report.verdict is Verdict.WITHDRAWN:
        return "withdrawn"
    if report.open:
        return "open"
    if report.origin is Origin.ENTRIES and report.verdict is None:
        return "automatic" if report.counted else "covered"
    return "counted" if report.counted else "not_counted"


#: The chip that shows each state.
CHIPS = {
    "open": "ruling",
    "counted": "approved",
    "not_counted": "refuse",
    "withdrawn": "withdrawn",
    "covered": "refuse",
    "automatic": "nominated",
}


def _invalid(form: Form, name: str) -> Markup:
    """Write the attributes of a field with a fault."""
    told = Markup(' aria-invalid="true" aria-describedby="fault-{}"')
    return told.format(name) if form.faults.get(name) else Markup()


def participation_page(
    request: Asking, template: str, found: SeasonPage, section: str, **context: object
) -> Template:
    """Answer with a page of participations."""
    base = f"/seasons/{found.season.code}/participations"
    sections = [
        *([("counter", base)] if sees_all(found) else []),
        ("reports", f"{base}/reports"),
    ]
    if speaks_for(found) != ():
        sections += [("new", f"{base}/reports/new"), ("sheets", f"{base}/sheets")]
    frame: dict[str, object] = {
        "place": base,
        "sections": sections,
        "section": section,
        "cities": CITIES,
        "state_of": state_of,
        "chips": CHIPS,
        "invalid": _invalid,
    }
    return season_page(request, template, found, "participations", **{**frame, **context})
