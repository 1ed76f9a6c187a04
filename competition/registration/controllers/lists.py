"""The registrations that a visitor may see, and one of them with its findings and history."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from litestar import Request, get
from litestar.datastructures import State as AppState
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from competition.accounts.names import names_of
from competition.plan.season_pages import find_season, season_page
from competition.registration.queries.lists import (
    Reader,
    Wanted,
    counts_by_state,
    list_registrations,
)
from competition.registration.registration_pages import (
    Opened,
    find_registration,
    grants_of,
    may,
    sentence,
    told_of,
)
from competition.registration.rules.eligibility import blocking, problems
from competition.registration.rules.registrations import STARTS, Action, State
from competition.registration.services.filing import FILED, files_of, may_file
from competition.storage.audit import Stamp
from competition.storage.transaction import Transaction
from competition.web.database import database_of
from competition.web.guards import (
    PLANS,
    REGISTERS,
    REGISTRATIONS,
    REVIEWS,
    sees_registrations,
)


@get("/seasons/{season:str}/registrations", guards=[sees_registrations])
async def registration_list(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: Request[object, object, AppState],
    season: FromPath[str],
    status: FromQuery[str] = "",
    event: FromQuery[str] = "",
    delegation: FromQuery[str] = "",
    search: FromQuery[str] = "",
    before: FromQuery[str] = "",
) -> Template:
    """Show the registrations within the visitor's scope, the newest first."""
    start = int(before) if before.isascii() and before.isdigit() and len(before) <= 15 else 0  # noqa: PLR2004 - a 64-bit id
    known = status if status in State._value2member_map_ else ""
    wanted = Wanted(known, event, delegation, search[:100].replace("\0", ""), start)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, REGISTRATIONS)
        reader = Reader(grants_of(found.visitor), REGISTRATIONS)
        number = found.season.id
        counts = await counts_by_state(transaction, number, reader, wanted)
        listed = await list_registrations(transaction, number, reader, wanted, counts)
    kept = {"event": event, "delegation": delegation, "search": wanted.search}
    return season_page(
        request,
        "registration/list.html",
        found,
        "registrations",
        listed=listed,
        counts=counts,
        wanted=wanted,
        delegations=sorted({one.delegation for one in reader.grants if one.delegation}),
        registers=found.visitor.reaches(REGISTERS, found.season.place),
        plans=found.visitor.reaches(PLANS, found.season.place),
        states=[
            (state, counts[state], urlencode({**kept, "status": state.value})) for state in counts
        ],
        everything=urlencode(kept),
        next_page=urlencode({**kept, "status": wanted.state, "before": listed.more}),
    )


@get("/seasons/{season:str}/registrations/{number:int}", guards=[sees_registrations])
async def one_registration(
    request: Request[object, object, AppState],
    season: FromPath[str],
    number: FromPath[int],
    tried: FromQuery[str] = "",
) -> Template:
    """Show one registration: people with masked numbers, findings, history, the next steps."""
    async with database_of(request).reading() as transaction:
        opened = await find_registration(request, transaction, season, number)
        context = await detail(transaction, opened)
    return season_page(
        request,
        "registration/one.html",
        opened.page,
        "registrations",
        tried=tried,
        revealed=False,
        **context,
    )


async def detail(transaction: Transaction, opened: Opened) -> dict[str, object]:
    """Gather what the page of one registration shows and offers."""
    row, visitor = opened.row, opened.page.visitor
    around = await told_of(transaction, row, Stamp("system", datetime.now(UTC)))
    found = problems(around.findings)
    registers = may(visitor, REGISTERS, row)
    return {
        "row": row,
        "people": [(one.position, one.person) for one in opened.people],
        "event": opened.event.event,
        "window": opened.window,
        "around": around,
        "names": await names_of(transaction, (line.actor for line in around.history)),
        "files": await files_of(transaction, opened.people),
        "filed_kinds": FILED,
        "file_fault": None,
        "blocked": len(blocking(around.findings)),
        "overall": [
            (finding, sentence(finding, visitor.language))
            for finding in found
            if not finding.member
        ],
        "personal": {
            one.position: [
                (finding, sentence(finding, visitor.language))
                for finding in found
                if finding.member == one.position
            ]
            for one in opened.people
        },
        "can": {
            "edit": registers and row.state in STARTS[Action.SAVE] and row.entry is None,
            "file": registers and may_file(row),
            "submit": registers and row.state in STARTS[Action.SUBMIT],
            "withdraw": registers and row.state in STARTS[Action.WITHDRAW],
            "substitute": registers and row.state in STARTS[Action.ASK_SUBSTITUTE],
            "reveal": registers,
            "decide": may(visitor, REVIEWS, row) and row.state in STARTS[Action.SUBSTITUTE],
            "verify": may(visitor, REVIEWS, row) and row.state in STARTS[Action.VERIFY],
            "override": may(visitor, PLANS, row) and row.state in STARTS[Action.OVERRIDE],
        },
    }
