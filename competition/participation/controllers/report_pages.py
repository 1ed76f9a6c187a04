"""Reports one by one: the list, the form, and a report with its reasons, names and decision."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Template

from competition.participation.checking import Problems, ReportReader
from competition.participation.controllers.access import (
    Asking,
    city_bound_to,
    decides,
    find_participations,
    find_report,
    find_reporting,
    may_write,
    must_decide,
    participation_page,
    reports_participations,
    scope_of,
    sees_participations,
    speaks_for,
)
from competition.participation.name_lists import people_in
from competition.participation.queries import (
    PAGE_ROWS,
    Wanted,
    list_reports,
    names_of,
    peers_of,
)
from competition.participation.rules import Level, Stage, Verdict
from competition.participation.services import (
    DecidedOtherwiseError,
    decide,
    report_participations,
    store_names,
)
from competition.participation.sheet_services import asked_of
from competition.people.attachments import Owner, attachments_of
from competition.people.rules import OwnerKind
from competition.plan.season_pages import SeasonPage
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import only_province

LARGEST_NAMES = 4_000_000
_STATES = ("open", "counted", "not_counted", "automatic")
_FIELDS = ("delegation", "year", "part", "city", "level", "stage", "count", "reporter", "document")
#: What follows the year in a period: nothing, a quarter, a month.
PARTS = ("", "Q1", "Q2", "Q3", "Q4", *(f"-{month:02}" for month in range(1, 13)))
#: The choice "whole province" in the form, where an empty field is one that was not filled in.
PROVINCE_WIDE = "all"
#: What a page may say after something was done.
_SAID = frozenset({"saved", "saved_flagged", "decided", "decided_otherwise", "withdrawn"})
StateQuery = Annotated[str, QueryParameter(name="state")]
"""Litestar keeps the plain name for itself."""


@get("/seasons/{season:str}/participations/reports", guards=[sees_participations])
async def participation_reports(  # noqa: PLR0913, PLR0917 - the filters of the list
    request: Asking,
    season: FromPath[str],
    city: FromQuery[str] = "",
    year: FromQuery[str] = "",
    level: FromQuery[str] = "",
    stage: FromQuery[str] = "",
    shown: StateQuery = "",
    before: FromQuery[int] = 0,
) -> Template:
    """Show the reports within the visitor's scope, newest first."""
    chosen = {"city": city, "year": year, "level": level, "stage": stage, "state": shown}
    wanted = Wanted(
        None if not city else "" if city == PROVINCE_WIDE else city,
        int(year) if year.isascii() and year.isdigit() and len(year) == len("2026") else None,
        level if level in set(Level) else "",
        stage if stage in set(Stage) else "",
        shown if shown in _STATES else "",
    )
    async with database_of(request).reading() as transaction:
        found = await find_participations(request, transaction, season)
        rows = await list_reports(
            transaction, scope_of(found), wanted, before if before > 0 else None
        )
    years = asked_of(found.season, stamp_of(request).at, None).years
    return participation_page(
        request,
        "participation/reports.html",
        found,
        "reports",
        rows=rows[:PAGE_ROWS],
        more=rows[PAGE_ROWS - 1].id if len(rows) > PAGE_ROWS else 0,
        before=before,
        chosen=chosen,
        years=list(reversed(years)),
        levels=list(Level),
        stages=list(Stage),
        states=_STATES,
    )


def _form_page(
    request: Asking, found: SeasonPage, values: Mapping[str, str], faults: Mapping[str, str]
) -> Template:
    mine = speaks_for(found)
    bound = city_bound_to(mine[0]) if mine and len(mine) == 1 else None
    years = asked_of(found.season, stamp_of(request).at, None).begun
    answer = participation_page(
        request,
        "participation/form.html",
        found,
        "new",
        form=Form(dict(values), dict(faults)),
        mine=mine,
        bound=bound,
        years=list(reversed(years)),
        parts=PARTS,
        levels=list(Level),
        stages=list(Stage),
    )
    answer.status_code = 422 if faults else 200
    return answer


@get("/seasons/{season:str}/participations/reports/new", guards=[reports_participations])
async def participation_form(request: Asking, season: FromPath[str]) -> Template:
    """Show the empty form."""
    found = await find_reporting(request, season)
    years = asked_of(found.season, stamp_of(request).at, None).begun
    return _form_page(request, found, {"year": str(years[-1])}, {})


@post("/seasons/{season:str}/participations/reports", guards=[reports_participations])
async def report_participation(request: Asking, season: FromPath[str]) -> Template | Redirect:
    """Save one report, or show the form again with every fault."""
    found = await find_reporting(request, season)
    form = await read_form(request, (), _FIELDS)
    values = form.values
    mine = speaks_for(found)
    delegation = values["delegation"] if mine is None else mine[0] if len(mine) == 1 else ""
    if mine and values["delegation"] in mine:
        delegation = values["delegation"]
    city = "" if values["city"] == PROVINCE_WIDE else values["city"]
    bound = city_bound_to(delegation)
    stamp = stamp_of(request)
    reader = ReportReader(asked_of(found.season, stamp.at, bound), Problems())
    cells = {**values, "city": city, "period": f"{values['year']}{values['part']}"}
    found_faults = reader.faults(cells)
    faults = {
        column if column != "period" else "year": f"participation_fault.{message}"
        for column, (message, _) in found_faults.items()
    }
    if not values["city"] and bound is None:
        faults["city"] = "participation_fault.city"
    if mine and not delegation:
        faults["delegation"] = "participation_fault.delegation"
    if values["part"] not in PARTS:
        faults["year"] = "participation_fault.period"
    if faults:
        return _form_page(request, found, values, faults)
    number = await report_participations(
        database_of(request), found.season, reader.report(cells), delegation, stamp
    )
    async with database_of(request).reading() as transaction:
        saved = await find_report(transaction, found, number)
    said = "saved_flagged" if saved.open else "saved"
    place = f"/seasons/{season}/participations/reports/{number}"
    return Redirect(f"{place}?said={said}", status_code=303)


async def report_page(  # noqa: PLR0913 - what a page says after each of its forms
    request: Asking,
    season: str,
    number: int,
    *,
    said: str = "",
    faults: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    problems: Problems | None = None,
) -> Template:
    """Show a report with what its forms just said; peers only as far as the reader's scope."""
    async with database_of(request).reading() as transaction:
        found = await find_participations(request, transaction, season)
        report = await find_report(transaction, found, number)
        all_peers = await peers_of(transaction, found.season.id, report) if report.flag else ()
        names, others = await names_of(transaction, report.id)
        evidence = await attachments_of(transaction, Owner(OwnerKind.REPORT, report.id))
    # Whoever reports for a delegation learns that there are others, not what they told.
    own = {report.delegation} if not found.whole else {peer.delegation for peer in all_peers}
    answer = participation_page(
        request,
        "participation/report.html",
        found,
        "reports",
        report=report,
        peers=[peer for peer in all_peers if peer.delegation in own],
        names=names,
        others=others,
        evidence=evidence,
        decides=decides(found),
        may_write=may_write(found.visitor, found.season, report),
        said=said if said in _SAID else "",
        form=Form(dict(values or {}), dict(faults or {})),
        problems=problems,
    )
    answer.status_code = 422 if faults or problems else 200
    return answer


@get("/seasons/{season:str}/participations/reports/{number:int}", guards=[sees_participations])
async def participation_report(
    request: Asking, season: FromPath[str], number: FromPath[int], said: FromQuery[str] = ""
) -> Template:
    """Show a report: what was told, why it is questioned, and what can be done."""
    return await report_page(request, season, number, said=said)


@post("/seasons/{season:str}/participations/reports/{number:int}/decision", guards=[only_province])
async def decide_participation(
    request: Asking, season: FromPath[str], number: FromPath[int]
) -> Template | Redirect:
    """Save whether a report counts, with the reason."""
    form = await read_form(request, (), ("verdict", "why"))
    async with database_of(request).reading() as transaction:
        found = await find_participations(request, transaction, season)
        report = await find_report(transaction, found, number)
    must_decide(found)
    values = form.values
    faults = {}
    if values["verdict"] not in {Verdict.COUNTED, Verdict.NOT_COUNTED}:
        faults["verdict"] = "participation_fault.verdict"
    if not values["why"]:
        faults["why"] = "participation_fault.why"
    if faults:
        return await report_page(request, season, number, faults=faults, values=values)
    said = "decided"
    try:
        verdict = Verdict(values["verdict"])
        await decide(
            database_of(request), found.season, report, verdict, values["why"], stamp_of(request)
        )
    except DecidedOtherwiseError:
        said = "decided_otherwise"
    place = f"/seasons/{season}/participations/reports/{number}"
    return Redirect(f"{place}?said={said}", status_code=303)


@post(
    "/seasons/{season:str}/participations/reports/{number:int}/withdrawal",
    guards=[reports_participations],
)
async def withdraw_participation(
    request: Asking, season: FromPath[str], number: FromPath[int]
) -> Template | Redirect:
    """Take a report back, with the reason."""
    found = await find_reporting(request, season)
    form = await read_form(request, (), ("withdraw_why",))
    async with database_of(request).reading() as transaction:
        report = await find_report(transaction, found, number)
    if not may_write(found.visitor, found.season, report):
        raise NotFoundException
    why = form.values["withdraw_why"]
    if not why:
        faults = {"withdraw_why": "participation_fault.why"}
        return await report_page(request, season, number, faults=faults, values=form.values)
    said = "withdrawn"
    try:
        await decide(
            database_of(request), found.season, report, Verdict.WITHDRAWN, why, stamp_of(request)
        )
    except DecidedOtherwiseError:
        said = "decided_otherwise"
    place = f"/seasons/{season}/participations/reports/{number}"
    return Redirect(f"{place}?said={said}", status_code=303)


@post(
    "/seasons/{season:str}/participations/reports/{number:int}/names",
    guards=[reports_participations],
    request_max_body_size=LARGEST_NAMES,
)
async def upload_participation_names(
    request: Asking, season: FromPath[str], number: FromPath[int]
) -> Template | Redirect:
    """Check a list of names against the number and keep its keyed hashes."""
    found = await find_reporting(request, season)
    form = await read_form(request, (), files=("names",))
    database = database_of(request)
    async with database.reading() as transaction:
        report = await find_report(transaction, found, number)
    if not may_write(found.visitor, found.season, report):
        raise NotFoundException
    file = form.files.get("names")
    if file is None:
        faults = {"names": "participation_fault.file"}
        return await report_page(request, season, number, faults=faults)
    content = await file.read()
    problems = Problems()
    people = await asyncio.to_thread(
        people_in,
        content,
        file.filename,
        report.told.count,
        report.told.city,
        database.keys,
        problems,
    )
    if problems.count:
        return await report_page(request, season, number, problems=problems)
    await store_names(database, found.season, report, people, stamp_of(request))
    return Redirect(f"/seasons/{season}/participations/reports/{number}", status_code=303)


ROUTES = (
    participation_reports,
    participation_form,
    report_participation,
    participation_report,
    decide_participation,
    withdraw_participation,
    upload_participation_names,
)
