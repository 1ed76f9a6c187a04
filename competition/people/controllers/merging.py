"""Merge two records of one person: what it would do, then the deed with its reason."""

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.people.access import MERGING, later_rooms_of, merges_people, person_scope, typed
from competition.people.person_queries import PAGE, PersonFilter, Scope, find_persons, person_by_id
from competition.people.person_services import PersonError, PersonFault, merge_persons, plan_merge
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.pages import page


@get("/people/{person:int}/merge", guards=[merges_people])
async def choose_duplicate(
    request: Request[object, object, State], person: FromPath[int]
) -> Template:
    """Show people of a like name, to choose the record that goes into this one."""
    scope = _whole_scope(request)
    async with database_of(request).reading() as transaction:
        found = await person_by_id(transaction, scope, person)
        if found is None or found.id != person:
            raise NotFoundException
        q = typed(request.query_params, "q") or found.name
        rows = await find_persons(transaction, scope, PersonFilter(q=q))
    others = [row for row in rows[:PAGE] if row.id != person]
    return page(request, "people/duplicates.html", person=found, rows=others, q=q)


@get("/people/{person:int}/merge/{other:int}", guards=[merges_people])
async def merge_preview(
    request: Request[object, object, State], person: FromPath[int], other: FromPath[int]
) -> Template:
    """Show what merging the other record into this one would change, and what it would not."""
    return await _preview(request, person, other, Form())


@post("/people/{person:int}/merge/{other:int}", guards=[merges_people])
async def merge_duplicate(
    request: Request[object, object, State], person: FromPath[int], other: FromPath[int]
) -> Template | Redirect:
    """Merge the other record into this one."""
    form = await read_form(request, ("why",), ("confirmed",))
    if form.faults:
        return await _preview(request, person, other, form)
    try:
        await merge_persons(
            database_of(request),
            later_rooms_of(request),
            _whole_scope(request),
            old=other,
            kept=person,
            why=form.values["why"],
            stamp=stamp_of(request),
            confirmed=form.values["confirmed"] == "yes",
        )
    except PersonError as error:
        if error.fault is PersonFault.UNKNOWN:
            raise NotFoundException from error
        field = "confirmed" if error.fault is PersonFault.DIFFERENT else "why"
        return await _preview(request, person, other, form.with_faults({field: error.fault.value}))
    return Redirect(f"/people/{person}#history", status_code=303)


def _whole_scope(request: Request[object, object, State]) -> Scope:
    """Give the scope of the whole system, since a person belongs to every season; 404 else."""
    scope = person_scope(request, MERGING)
    if not scope.whole:
        raise NotFoundException
    return scope


async def _preview(
    request: Request[object, object, State], person: int, other: int, form: Form
) -> Template:
    async with database_of(request).reading() as transaction:
        try:
            plan = await plan_merge(
                transaction, later_rooms_of(request), _whole_scope(request), other, person
            )
        except PersonError as error:
            raise NotFoundException from error
    return page(
        request,
        "people/merge.html",
        status_code=422 if form.faults else 200,
        plan=plan,
        form=form,
    )


ROUTES = (choose_duplicate, merge_preview, merge_duplicate)
