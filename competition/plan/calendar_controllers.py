"""The season by days: the calendar as page and file, what is ready, what feeds the pool."""

from datetime import date

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Template

from competition.plan.calendar_file import calendar_file
from competition.plan.glance import month_of
from competition.plan.plan_pages import plan_page, reached_events, today_in_china
from competition.plan.proposal_queries import competitions_of, proposals_of
from competition.plan.protocols import PoolPerson, all_checks, late_checks, planning_of
from competition.plan.queries import EventRow
from competition.plan.rules import CITIES
from competition.plan.season_pages import find_season
from competition.web.database import database_of
from competition.web.guards import (
    EVERYONE,
    READS_PLAN,
    RESULTS,
    reads_plan,
    sees_results,
    signed_in,
)
from competition.web.security import public_url_of

DECEMBER = 12
POOL = "pool"


def _month(text: str, year: int, events: list[EventRow], today: date) -> date:
    """Give the month that is asked for; else this month within the year, else the first event's."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        asked = None
    if asked is not None:
        return asked
    if today.year == year or not events:
        return date(year, today.month if today.year == year else 1, 1)
    return min(row.event.held_on for row in events).replace(day=1)


def _moved(month: date, months: int) -> str:
    index = month.year * DECEMBER + month.month - 1 + months
    return f"{index // DECEMBER:04}-{index % DECEMBER + 1:02}"


@get("/seasons/{season:str}/plan/calendar", guards=[signed_in])
async def plan_calendar(
    request: Request[object, object, State], season: FromPath[str], month: FromQuery[str] = ""
) -> Template:
    """Show a month with its events, and the whole year as a table."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, EVERYONE)
        events = await reached_events(transaction, found, EVERYONE)
        competitions = {row.id: row for row in await competitions_of(transaction, found.season.id)}
    events.sort(key=lambda row: (row.event.held_on, row.event.event))
    today = today_in_china()
    first = _month(month, found.season.year, events, today)
    return plan_page(
        request,
        "plan/calendar.html",
        found,
        "calendar",
        month=first,
        weeks=month_of(events, first.year, first.month),
        before=_moved(first, -1),
        after=_moved(first, 1),
        today=today,
        events=events,
        competitions=competitions,
        cities=CITIES,
    )


@get("/seasons/{season:str}/plan/calendar.ics", guards=[signed_in])
async def plan_calendar_file(
    request: Request[object, object, State], season: FromPath[str]
) -> Response[bytes]:
    """Give the events as a calendar file (RFC 5545)."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, EVERYONE)
        events = await reached_events(transaction, found, EVERYONE)
        competitions = {row.id: row for row in await competitions_of(transaction, found.season.id)}
    url = public_url_of(request.scope)
    content = calendar_file(found.season, events, competitions, url)
    return Response(
        content,
        media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{season}.ics"'},
    )


@get("/seasons/{season:str}/plan/readiness", guards=[reads_plan])
async def plan_readiness(
    request: Request[object, object, State], season: FromPath[str], show: FromQuery[str] = ""
) -> Template:
    """Show what is ready for each event, and what should be by now."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, READS_PLAN)
        events = await reached_events(transaction, found, READS_PLAN)
        checks = await all_checks(planning_of(request).readiness, transaction, found.season.id)
    today = today_in_china()
    rows = []
    for row in sorted(events, key=lambda row: (row.event.held_on, row.event.event)):
        mine = checks.get(row.id, [])
        late = {check.key for check in late_checks(mine, row.event.held_on, today)}
        is_open = any(not check.done for check in mine)
        if (show == "late" and not late) or (show == "open" and not is_open):
            continue
        rows.append((row, {check.key: check for check in mine}, late))
    keys = list(dict.fromkeys(check.key for mine in checks.values() for check in mine))
    return plan_page(
        request,
        "plan/readiness.html",
        found,
        "readiness",
        rows=rows,
        keys=keys,
        show=show,
        all_rows=len(events),
        today=today,
    )


def _asked(person: PoolPerson, q: str, decision: str, event: str, delegation: str) -> bool:
    texts = (person.name, person.entry, person.delegation, person.explanation)
    return (
        (not q.strip() or any(q.strip().casefold() in text.casefold() for text in texts))
        and decision in {"", person.decision}
        and event in {"", person.event}
        and delegation in {"", person.delegation}
    )


@get("/seasons/{season:str}/plan/selection", guards=[sees_results])
async def selection_paths(  # noqa: PLR0913, PLR0917 - the filters of a page
    request: Request[object, object, State],
    season: FromPath[str],
    q: FromQuery[str] = "",
    decision: FromQuery[str] = "",
    event: FromQuery[str] = "",
    delegation: FromQuery[str] = "",
) -> Template:
    """Show what feeds what, and who enters the pool, from where, and why not (measure 19)."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        rows = await reached_events(transaction, found, RESULTS)
        people = await planning_of(request).pool.people(transaction, found.season.id)
        proposals = await proposals_of(transaction, found.season.id)
    by_code = {row.event.event: row for row in rows}
    qualifiers = {row.event: row.application.qualifiers for row in proposals}
    seen = [person for person in people if person.event in by_code]
    paths = [
        (
            row,
            _path(row, by_code),
            qualifiers.get(row.id),
            sum(one.event == row.event.event and one.decision == "nominate" for one in seen),
            sum(one.event == row.event.event and one.decision != "nominate" for one in seen),
        )
        for row in rows
        if row.event.feeds or any(one.event == row.event.event for one in seen)
    ]
    return plan_page(
        request,
        "plan/selection.html",
        found,
        "selection",
        paths=paths,
        people=[one for one in seen if _asked(one, q, decision, event, delegation)],
        all_people=len(seen),
        chosen={"q": q, "decision": decision, "event": event, "delegation": delegation},
        names={code: row.event.name for code, row in by_code.items()},
        sources=list(dict.fromkeys(one.event for one in seen)),
        delegations=sorted({one.delegation for one in seen}),
        decisions=("nominate", "refuse", "ruling"),
        cities=CITIES,
    )


def _path(row: EventRow, by_code: dict[str, EventRow]) -> list[str]:
    """Follow what an event feeds, to the pool or to the end; names of events, `pool` last."""
    path: list[str] = []
    seen = {row.event.event}
    step = row.event.feeds
    while step and step not in seen:
        seen.add(step)
        path.append(by_code[step].event.name if step in by_code else step)
        step = by_code[step].event.feeds if step in by_code else ""
    return path


ROUTES = (plan_calendar, plan_calendar_file, plan_readiness, selection_paths)
