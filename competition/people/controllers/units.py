"""Pages of a season's units: find, add, correct, link as one legal entity, merge."""

from collections.abc import Sequence
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from competition.accounts.rules import AccountRole
from competition.accounts.scope import NoScopeError
from competition.people.access import (
    PEOPLE,
    UNITS_WORK,
    later_rooms_of,
    sees_people,
    typed,
    works_on_units,
)
from competition.people.protocols import Reference
from competition.people.rules import OrganisationKind
from competition.people.unit_queries import (
    PAGE,
    UnitFilter,
    UnitScope,
    find_units,
    kept_code,
    links_of,
    unit_by_code,
    unit_merges,
    unit_people,
)
from competition.people.unit_services import (
    UnitError,
    UnitFacts,
    UnitFault,
    add_unit,
    change_unit,
    link_units,
    merge_units,
    unlink_units,
)
from competition.plan.rules import CITIES
from competition.plan.season_pages import SeasonPage, find_season, find_whole_season, season_page
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form

_FACTS = ("code", "name", "kind")
#: Which field a fault belongs to; others stand beside the reason or document.
_FIELD = {
    UnitFault.CODE: "code",
    UnitFault.TAKEN: "code",
    UnitFault.DECIDED: "code",
    UnitFault.NAME: "name",
    UnitFault.KIND: "kind",
    UnitFault.CITY: "city",
}


@get("/seasons/{season:str}/units", guards=[sees_people])
async def unit_list(request: Request[object, object, State], season: FromPath[str]) -> Template:
    """Show the units of a season by code, filtered, a page at a time."""
    return await _list(request, season, Form())


@post("/seasons/{season:str}/units", guards=[works_on_units])
async def new_unit(
    request: Request[object, object, State], season: FromPath[str]
) -> Template | Redirect:
    """Add a unit."""
    form = await read_form(request, _FACTS, ("city",))
    number = await _season_to_work_on(request, season)
    faults = form.faults
    if not faults:
        try:
            code = await add_unit(database_of(request), number, _facts(form), stamp_of(request))
        except UnitError as error:
            faults = {_FIELD.get(error.fault, "code"): error.fault.value}
        else:
            return Redirect(f"/seasons/{season}/units/{code}", status_code=303)
    return await _list(request, season, form.with_faults(faults))


@get("/seasons/{season:str}/units/{code:str}", guards=[sees_people])
async def unit_page(
    request: Request[object, object, State], season: FromPath[str], code: FromPath[str]
) -> Template | Redirect:
    """Show a unit; a code that was merged leads to the unit it went into."""
    return await _shown(request, season, code)


@post("/seasons/{season:str}/units/{code:str}", guards=[works_on_units])
async def correct_unit(
    request: Request[object, object, State], season: FromPath[str], code: FromPath[str]
) -> Template | Redirect:
    """Correct code, name, kind and city, for a reason."""
    form = await read_form(request, (*_FACTS, "why"), ("city",))
    number = await _season_to_work_on(request, season)
    if form.faults:
        return await _shown(request, season, code, "change", form)
    try:
        now = await change_unit(
            database_of(request),
            later_rooms_of(request),
            number,
            code,
            _facts(form),
            why=form.values["why"],
            stamp=stamp_of(request),
        )
    except UnitError as error:
        faults = {_FIELD.get(error.fault, "why"): error.fault.value}
        shown = form.with_faults(faults)
        return await _shown(request, season, code, "change", shown, error.references)
    return Redirect(f"/seasons/{season}/units/{now}", status_code=303)


@post("/seasons/{season:str}/units/{code:str}/link", guards=[works_on_units])
async def link_unit(
    request: Request[object, object, State], season: FromPath[str], code: FromPath[str]
) -> Template | Redirect:
    """Record that two units are one legal entity, by a document."""
    form = await read_form(request, ("other", "document"))
    number = await _season_to_work_on(request, season)
    if form.faults:
        return await _shown(request, season, code, "link", form)
    try:
        await link_units(
            database_of(request),
            number,
            code,
            form.values["other"],
            document=form.values["document"],
            stamp=stamp_of(request),
        )
    except UnitError as error:
        shown = form.with_faults({"other": error.fault.value})
        return await _shown(request, season, code, "link", shown)
    return Redirect(f"/seasons/{season}/units/{code}", status_code=303)


@post("/seasons/{season:str}/units/{code:str}/unlink", guards=[works_on_units])
async def unlink_unit(
    request: Request[object, object, State], season: FromPath[str], code: FromPath[str]
) -> Template | Redirect:
    """Take a link back, for a reason."""
    form = await read_form(request, ("from", "to", "why"))
    number = await _season_to_work_on(request, season)
    if form.faults:
        return await _shown(request, season, code, "unlink", form)
    try:
        await unlink_units(
            database_of(request),
            number,
            form.values["from"],
            form.values["to"],
            why=form.values["why"],
            stamp=stamp_of(request),
        )
    except UnitError as error:
        raise NotFoundException from error
    return Redirect(f"/seasons/{season}/units/{code}", status_code=303)


@post("/seasons/{season:str}/units/{code:str}/merge", guards=[works_on_units])
async def merge_unit(
    request: Request[object, object, State], season: FromPath[str], code: FromPath[str]
) -> Template | Redirect:
    """Merge this unit, whose code was mistyped, into the one of the right code."""
    form = await read_form(request, ("kept", "why"))
    number = await _season_to_work_on(request, season)
    if form.faults:
        return await _shown(request, season, code, "merge", form)
    try:
        await merge_units(
            database_of(request),
            later_rooms_of(request),
            number,
            old=code,
            kept=form.values["kept"],
            why=form.values["why"],
            stamp=stamp_of(request),
        )
    except UnitError as error:
        shown = form.with_faults({"kept": error.fault.value})
        return await _shown(request, season, code, "merge", shown, error.references)
    return Redirect(f"/seasons/{season}/units/{code}", status_code=303)


def _facts(form: Form) -> UnitFacts:
    return UnitFacts(*(form.values[name] for name in (*_FACTS, "city")))


async def _season_to_work_on(request: Request[object, object, State], season: str) -> int:
    """Give the id of a season whose units the visitor may change; 404 else."""
    async with database_of(request).reading() as transaction:
        found = await find_whole_season(request, transaction, season, UNITS_WORK)
    return found.season.id


def _scope(found: SeasonPage, roles: frozenset[AccountRole]) -> UnitScope:
    signed_in = found.visitor.signed_in
    try:
        return UnitScope(signed_in.grants if signed_in else (), roles, found.season.place)
    except NoScopeError as error:
        raise NotFoundException from error


async def _list(request: Request[object, object, State], season: str, form: Form) -> Template:
    query = request.query_params
    wanted = UnitFilter(*(typed(query, name) for name in ("q", "kind", "city", "after")))
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, PEOPLE)
        scope = _scope(found, PEOPLE)
        rows = await find_units(transaction, found.season.id, scope, wanted)
    more = ""
    if len(rows) > PAGE:
        kept = {name: typed(query, name) for name in ("q", "kind", "city") if query.get(name)}
        more = urlencode({**kept, "after": rows[PAGE - 1].code})
    answer = season_page(
        request,
        "people/units.html",
        found,
        "units",
        rows=rows[:PAGE],
        more=more,
        wanted=wanted,
        form=form,
        works=found.visitor.may(UNITS_WORK, found.season.place),
        kinds=tuple(OrganisationKind),
        cities=CITIES,
    )
    answer.status_code = 422 if form.faults else 200
    return answer


async def _shown(  # noqa: PLR0913, PLR0917 - the page, and what is wrong with which of its forms
    request: Request[object, object, State],
    season: str,
    code: str,
    place: str = "",
    form: Form | None = None,
    references: Sequence[Reference] = (),
) -> Template | Redirect:
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, PEOPLE)
        scope = _scope(found, PEOPLE)
        unit = await unit_by_code(transaction, found.season.id, scope, code)
        if unit is None:
            now = await kept_code(transaction, found.season.id, code)
            kept = await unit_by_code(transaction, found.season.id, scope, now) if now else None
            if kept is None:
                raise NotFoundException
            return Redirect(f"/seasons/{season}/units/{kept.code}", status_code=303)
        entity, links = await links_of(transaction, found.season.id, code)
        merges = await unit_merges(transaction, unit.id)
        count = await unit_people(transaction, unit.id)
    facts = {"code": unit.code, "name": unit.name, "kind": unit.kind.value, "city": unit.city}
    answer = season_page(
        request,
        "people/unit.html",
        found,
        "units",
        unit=unit,
        entity=sorted(entity - {unit.code}),
        links=links,
        merges=merges,
        count=count,
        place=place,
        form=form or Form(),
        known=Form(facts),
        no_form=Form(),
        references=references,
        works=found.visitor.may(UNITS_WORK, found.season.place),
        kinds=tuple(OrganisationKind),
        cities=CITIES,
    )
    answer.status_code = 422 if form else 200
    return answer


ROUTES = (
    unit_list,
    new_unit,
    unit_page,
    correct_unit,
    link_unit,
    unlink_unit,
    merge_unit,
)
