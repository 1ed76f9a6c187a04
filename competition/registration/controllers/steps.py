"""Steps of a registration: submit, withdraw, reveal, override, ask for a substitute."""

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.accounts.rules import AccountRole
from competition.plan.season_pages import season_page
from competition.registration.controllers.forms import CHOICES
from competition.registration.controllers.lists import detail
from competition.registration.queries.registrations import MemberRow
from competition.registration.registration_pages import Opened, find_registration, sentence
from competition.registration.rules.eligibility import problems
from competition.registration.rules.findings import OVERRIDABLE, Finding, Rule
from competition.registration.rules.registrations import STARTS, Action
from competition.registration.services.registering import (
    reveal_registration,
    submit_registration,
    withdraw_registration,
)
from competition.registration.services.ruling import override_rule
from competition.registration.services.steps import (
    NotEligibleError,
    RevisionConflictError,
    StepError,
)
from competition.registration.services.substituting import ask_substitution
from competition.registration.typed import FIELDS, Slot, read_person
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import PLANS, REGISTERS, plans, registers

AppRequest = Request[object, object, State]


@post("/seasons/{season:str}/registrations/{number:int}/submit", guards=[registers])
async def submit_one_registration(
    request: AppRequest, season: FromPath[str], number: FromPath[int]
) -> Redirect:
    """Submit for review; what the rules refuse is shown on the registration's page."""
    form = await opened_form(request, season, number, REGISTERS, ())
    try:
        await submit_registration(
            database_of(request), number, revision_of(form), stamp_of(request)
        )
    except NotEligibleError:
        return back(season, number, "submit")
    except (RevisionConflictError, StepError):
        return back(season, number, "conflict")
    return back(season, number)


@post("/seasons/{season:str}/registrations/{number:int}/withdraw", guards=[registers])
async def withdraw_one_registration(
    request: AppRequest, season: FromPath[str], number: FromPath[int]
) -> Redirect:
    """Withdraw a registration, with a reason."""
    form = await opened_form(request, season, number, REGISTERS, ("why",))
    why = form.values["why"]
    if not why:
        return back(season, number, "why")
    try:
        await withdraw_registration(
            database_of(request), number, revision_of(form), why, stamp_of(request)
        )
    except (RevisionConflictError, StepError):
        return back(season, number, "conflict")
    return back(season, number)


@post(
    "/seasons/{season:str}/registrations/{number:int}/reveal", guards=[registers], status_code=200
)
async def reveal_registered(
    request: AppRequest, season: FromPath[str], number: FromPath[int]
) -> Template:
    """Show full ID and phone numbers once; who looked is recorded."""
    await read_form(request, ())
    async with database_of(request).reading() as transaction:
        opened = await find_registration(request, transaction, season, number, REGISTERS)
        context = await detail(transaction, opened)
    people = await reveal_registration(database_of(request), number, stamp_of(request))
    context["people"] = sorted(people.items())
    return season_page(
        request,
        "registration/one.html",
        opened.page,
        "registrations",
        tried="",
        revealed=True,
        **context,
    )


@post("/seasons/{season:str}/registrations/{number:int}/override", guards=[plans])
async def override_registration_rule(
    request: AppRequest, season: FromPath[str], number: FromPath[int]
) -> Redirect:
    """Let a document override what a rule refuses."""
    fields = ("rule", "position", "document", "why")
    form = await opened_form(request, season, number, PLANS, fields)
    values = form.values
    if values["rule"] not in {rule.value for rule in OVERRIDABLE} or not _whole(values["position"]):
        raise ClientException
    if not values["document"] or not values["why"]:
        return back(season, number, "override")
    try:
        await override_rule(
            database_of(request),
            number,
            revision_of(form),
            rule=Rule(values["rule"]),
            position=int(values["position"]),
            document=values["document"],
            why=values["why"],
            stamp=stamp_of(request),
        )
    except (RevisionConflictError, StepError):
        return back(season, number, "conflict")
    return back(season, number)


@get(
    "/seasons/{season:str}/registrations/{number:int}/substitute/{position:int}",
    guards=[registers],
)
async def substitute_form(
    request: AppRequest, season: FromPath[str], number: FromPath[int], position: FromPath[int]
) -> Template:
    """Show the form for somebody who is to take a member's place."""
    opened, old = await _member(request, season, number, position)
    form = Form({"revision": str(opened.row.revision)})
    return _show_substitute(request, opened, old, form)


@post(
    "/seasons/{season:str}/registrations/{number:int}/substitute/{position:int}",
    guards=[registers],
)
async def ask_for_substitute(
    request: AppRequest, season: FromPath[str], number: FromPath[int], position: FromPath[int]
) -> Template | Redirect:
    """Ask for a substitution; a reviewer decides."""
    opened, old = await _member(request, season, number, position)
    named = [f"{field}-{position}" for field in FIELDS]
    form = await read_form(
        request,
        ("why", f"name-{position}", f"id_number-{position}"),
        ("document", "revision", *named),
    )
    person, wrong = read_person(Slot(position, old.person.role), form.values)
    form = form.with_faults({f"{field}-{position}": text for field, text in wrong.items()})
    if form.faults or person is None:
        return _show_substitute(request, opened, old, form)
    try:
        await ask_substitution(
            database_of(request),
            number,
            revision_of(form),
            position=position,
            person=person,
            why=form.values["why"],
            document=form.values["document"],
            stamp=stamp_of(request),
        )
    except NotEligibleError as refused:
        return _show_substitute(request, opened, old, form, problems(refused.findings))
    except (RevisionConflictError, StepError):
        return back(season, number, "conflict")
    return back(season, number)


async def _member(
    request: AppRequest, season: str, number: int, position: int
) -> tuple[Opened, MemberRow]:
    async with database_of(request).reading() as transaction:
        opened = await find_registration(request, transaction, season, number, REGISTERS)
    for one in opened.people:
        if one.position == position and opened.row.state in STARTS[Action.ASK_SUBSTITUTE]:
            return opened, one
    raise NotFoundException


def _show_substitute(
    request: AppRequest,
    opened: Opened,
    old: MemberRow,
    form: Form,
    findings: list[Finding] | None = None,
) -> Template:
    language = opened.page.visitor.language
    answer = season_page(
        request,
        "registration/substitute.html",
        opened.page,
        "registrations",
        row=opened.row,
        old=old,
        event=opened.event.event,
        slot=Slot(old.position, old.person.role),
        form=form,
        told=[(one, sentence(one, language)) for one in findings or ()],
        choices=CHOICES,
    )
    if form.faults or findings:
        answer.status_code = 422
    return answer


async def opened_form(
    request: AppRequest,
    season: str,
    number: int,
    roles: frozenset[AccountRole],
    fields: tuple[str, ...],
) -> Form:
    """Read a form about a registration within the visitor's scope; 404 beyond it."""
    form = await read_form(request, (), ("revision", *fields))
    async with database_of(request).reading() as transaction:
        await find_registration(request, transaction, season, number, roles)
    return form


def back(season: str, number: int, tried: str = "") -> Redirect:
    """Go to the registration's page, which says why nothing was done where that is so."""
    query = f"?tried={tried}" if tried else ""
    return Redirect(f"/seasons/{season}/registrations/{number}{query}", status_code=303)


def revision_of(form: Form) -> int:
    """Give the revision that the form was shown with, 0 for nonsense."""
    written = form.values["revision"]
    return int(written) if _whole(written) else 0


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004 - no overflow
