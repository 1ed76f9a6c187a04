"""The form of a registration: new or changed, checked as one types, saved once."""

import secrets
from collections.abc import Sequence

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from competition.people.rules import IdType
from competition.plan.queries import EventRow, event_by_code, events_of
from competition.plan.rules import CITIES
from competition.plan.season_pages import SeasonPage, find_season, season_page
from competition.registration.queries.checks import check_typed
from competition.registration.queries.registrations import (
    MemberRow,
    draft_of,
    members_of,
)
from competition.registration.queries.terms import competitions_of
from competition.registration.registration_pages import (
    Opened,
    find_open_event,
    find_registration,
    own_delegations,
    place_of,
    sentence,
)
from competition.registration.rules import SKILL_LEVELS, Division
from competition.registration.rules.eligibility import problems
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import Draft, Employment, Sex
from competition.registration.rules.registrations import State as Stage
from competition.registration.services.registering import (
    create_registration,
    restored,
    save_registration,
    submit_registration,
)
from competition.registration.services.steps import (
    Changes,
    NotEligibleError,
    RevisionConflictError,
    StepError,
    person_changes,
)
from competition.registration.typed import Slot, Typed, form_of, read_typed, slots_for
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import REGISTERS, registers

LARGEST_FORM = 200_000
FOREIGN = "registration.foreign_delegation"
CHOICES = {
    "divisions": tuple(Division),
    "id_types": tuple(IdType),
    "sexes": tuple(Sex),
    "employments": tuple(Employment),
    "levels": SKILL_LEVELS,
    "cities": tuple(CITIES),
}


@get("/seasons/{season:str}/registrations/new", guards=[registers])
async def registration_events(
    request: Request[object, object, State], season: FromPath[str]
) -> Template:
    """Show for which events the visitor may register somebody, and whether they are open."""
    now = stamp_of(request).at
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, REGISTERS)
        number = found.season.id
        events = [
            row.event
            for row in await events_of(transaction, number)
            if found.visitor.reaches(REGISTERS, row.place)
        ]
        windows = {row.name: row for row in await competitions_of(transaction, number)}
    groups = [
        (row, row.is_open(now), [event for event in events if event.competition == name])
        for name, row in windows.items()
    ]
    return season_page(
        request,
        "registration/events.html",
        found,
        "registrations",
        groups=[group for group in groups if group[2]],
    )


@get("/seasons/{season:str}/events/{event:str}/registrations/new", guards=[registers])
async def new_registration(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template:
    """Show an empty form for an event."""
    async with database_of(request).reading() as transaction:
        found, row = await find_open_event(request, transaction, season, event)
    delegations = own_delegations(found.visitor, row)
    only = delegations[0] if delegations is not None and len(delegations) == 1 else ""
    form = Form({"delegation": only, "form_key": secrets.token_urlsafe(16), "revision": "0"})
    slots = slots_for(row.event.entry_size)
    return _show(request, found, row, form, slots)


@post(
    "/seasons/{season:str}/events/{event:str}/registrations",
    guards=[registers],
    request_max_body_size=LARGEST_FORM,
)
async def make_registration(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Template | Redirect:
    """Save what was typed as a draft, submit it where that is asked, or only check it."""
    async with database_of(request).reading() as transaction:
        found, row = await find_open_event(request, transaction, season, event)
    if (await read_form(request, (), ("registration",))).values["registration"]:
        raise NotFoundException
    typed = await read_typed(request, row.id, row.event.entry_size)
    form = _with_place(found, row, typed)
    if form.faults or typed.action == "check":
        findings = await _findings(request, typed.draft, row)
        return _show(request, found, row, form, typed.slots, findings=findings)
    saved = await create_registration(
        database_of(request), typed.draft, stamp_of(request), typed.key or None
    )
    return await _on(request, season, saved.id, saved.revision, submit=typed.action == "submit")


@post(
    "/seasons/{season:str}/events/{event:str}/registrations/check",
    guards=[registers],
    status_code=200,
    request_max_body_size=LARGEST_FORM,
)
async def check_registration_form(
    request: Request[object, object, State], season: FromPath[str], event: FromPath[str]
) -> Response[dict[str, object]]:
    """Answer what the rules say about a form while it is typed, as JSON; nothing is stored."""
    async with database_of(request).reading() as transaction:
        found, row = await find_open_event(request, transaction, season, event)
        asked = await read_form(request, (), ("registration",))
        number = asked.values["registration"]
        opened, stored = await _known(request, transaction, season, number)
    fixed = opened.row.delegation if opened and _stage(opened) is Stage.RETURNED else ""
    typed = await read_typed(request, row.id, row.event.entry_size, fixed)
    if _with_place(found, row, typed).faults.get("delegation") == FOREIGN:
        raise NotFoundException
    findings = await _findings(request, typed.draft, row, opened, stored)
    answers = [
        {
            "member": one.member,
            "field": one.field,
            "verdict": one.verdict.value,
            "text": sentence(one, found.visitor.language),
            "clause": one.clause,
        }
        for one in problems(findings)
    ]
    return Response({"findings": answers}, media_type="application/json")


@get("/seasons/{season:str}/registrations/{number:int}/edit", guards=[registers])
async def edit_registration(
    request: Request[object, object, State], season: FromPath[str], number: FromPath[int]
) -> Template | Redirect:
    """Show the form with what is stored, numbers masked."""
    async with database_of(request).reading() as transaction:
        opened = await find_registration(request, transaction, season, number, REGISTERS)
        event = await event_by_code(transaction, opened.page.season.id, opened.row.event_code)
    if event is None:
        raise NotFoundException
    draft = draft_of(opened.row, opened.people)
    form = form_of(draft)
    form.values["revision"] = str(opened.row.revision)
    slots = slots_for(event.event.entry_size, draft.people)
    return _show(request, opened.page, event, form, slots, opened=opened)


@post(
    "/seasons/{season:str}/registrations/{number:int}/edit",
    guards=[registers],
    request_max_body_size=LARGEST_FORM,
)
async def change_registration(
    request: Request[object, object, State], season: FromPath[str], number: FromPath[int]
) -> Template | Redirect:
    """Save over the revision that was seen; a conflict shows both and loses nothing."""
    async with database_of(request).reading() as transaction:
        opened = await find_registration(request, transaction, season, number, REGISTERS)
        event = await event_by_code(transaction, opened.page.season.id, opened.row.event_code)
        stored = (await members_of(transaction, [number], reveal=True)).get(number, [])
    if event is None:
        raise NotFoundException
    fixed = opened.row.delegation if opened.row.state is Stage.RETURNED else ""
    typed = await read_typed(request, event.id, event.event.entry_size, fixed)
    form = _with_place(opened.page, event, typed)
    if form.faults or typed.action == "check":
        findings = await _findings(request, typed.draft, event, opened, stored)
        return _show(
            request, opened.page, event, form, typed.slots, opened=opened, findings=findings
        )
    try:
        saved = await save_registration(
            database_of(request), number, typed.revision, typed.draft, stamp_of(request)
        )
    except (RevisionConflictError, StepError) as conflict:
        form.values["revision"] = str(conflict.row.revision)
        return _show(
            request,
            opened.page,
            event,
            form,
            typed.slots,
            opened=opened,
            conflict=conflict,
            differences=_differences(opened, stored, typed.draft),
        )
    return await _on(request, season, number, saved.revision, submit=typed.action == "submit")


def _with_place(found: SeasonPage, event: EventRow, typed: Typed) -> Form:
    """Refuse a delegation that the visitor does not register."""
    delegation = typed.draft.delegation
    if delegation and not found.sees(place_of(event, delegation)):
        return typed.form.with_faults({"delegation": FOREIGN})
    return typed.form


async def _findings(
    request: Request[object, object, State],
    draft: Draft,
    event: EventRow,
    opened: Opened | None = None,
    stored: Sequence[MemberRow] = (),
) -> list[Finding]:
    whole = restored(draft, {one.position: one.person for one in stored})
    async with database_of(request).reading() as transaction:
        return await check_typed(
            transaction,
            event.competition,
            whole,
            at=stamp_of(request).at,
            number=opened.row.id if opened else 0,
            state=_stage(opened),
        )


def _stage(opened: Opened | None) -> Stage:
    returned = opened is not None and opened.row.state is Stage.RETURNED
    return Stage.RETURNED if returned else Stage.DRAFT


async def _known(
    request: Request[object, object, State],
    transaction: Transaction,
    season: str,
    number: str,
) -> tuple[Opened | None, Sequence[MemberRow]]:
    """Give the registration that a form is about, with full numbers for the check."""
    if not (number.isascii() and number.isdigit() and len(number) <= 15):  # noqa: PLR2004 - a 64-bit id
        return None, ()
    opened = await find_registration(request, transaction, season, int(number), REGISTERS)
    stored = await members_of(transaction, [opened.row.id], reveal=True)
    return opened, stored.get(opened.row.id, [])


async def _on(
    request: Request[object, object, State],
    season: str,
    number: int,
    revision: int,
    *,
    submit: bool,
) -> Redirect:
    """Submit what was saved where that is asked, and go to its page."""
    there = f"/seasons/{season}/registrations/{number}"
    if submit:
        try:
            await submit_registration(database_of(request), number, revision, stamp_of(request))
        except NotEligibleError:
            there += "?tried=submit"
        except (RevisionConflictError, StepError):
            there += "?tried=conflict"
    return Redirect(there, status_code=303)


def _differences(opened: Opened, stored: Sequence[MemberRow], draft: Draft) -> Changes:
    """Tell where the form and what stands there differ: (stored, typed), numbers masked."""
    row = opened.row
    found: Changes = {
        field: (old, new)
        for field, old, new in (
            ("delegation", row.delegation, draft.delegation),
            ("city", row.city, draft.city),
            ("division", row.division.value, draft.division.value),
        )
        if old != new
    }
    before = {one.position: one.person for one in stored}
    after = dict(restored(draft, before).people)
    for position in sorted(before.keys() | after.keys()):
        found |= person_changes(position, before.get(position), after.get(position))
    return found


def _show(  # noqa: PLR0913 - each part is named at the call
    request: Request[object, object, State],
    found: SeasonPage,
    event: EventRow,
    form: Form,
    slots: Sequence[Slot],
    *,
    opened: Opened | None = None,
    findings: Sequence[Finding] | None = None,
    conflict: RevisionConflictError | StepError | None = None,
    differences: Changes | None = None,
) -> Template:
    base = f"/seasons/{found.season.code}"
    events = f"{base}/events/{event.event.event}/registrations"
    told = problems(findings or ())
    language = found.visitor.language
    answer = season_page(
        request,
        "registration/form.html",
        found,
        "registrations",
        event=event.event,
        form=form,
        slots=slots,
        action=f"{base}/registrations/{opened.row.id}/edit" if opened else events,
        check=f"{events}/check",
        row=opened.row if opened else None,
        fixed=opened.row.delegation if opened and opened.row.state is Stage.RETURNED else "",
        delegations=own_delegations(found.visitor, event),
        checked=findings is not None,
        overall=[(one, sentence(one, language)) for one in told if not one.member],
        personal=[(one, sentence(one, language)) for one in told if one.member],
        conflict=conflict.row if conflict else None,
        differences=differences or {},
        choices=CHOICES,
    )
    if conflict is not None:
        answer.status_code = 409
    elif form.faults:
        answer.status_code = 422
    return answer
