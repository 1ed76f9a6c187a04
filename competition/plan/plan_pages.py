"""Pages of the plan inside a season: their sections, and what the visitor's scope reaches."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.response import Template

from competition.accounts.rules import AccountRole
from competition.plan.proposal_queries import (
    CompetitionRow,
    ProposalRow,
    competition_of,
    proposal_of,
)
from competition.plan.queries import EventRow, events_of
from competition.plan.season_pages import SeasonPage, season_page
from competition.plan.writing import PlanRefusedError
from competition.storage.transaction import Transaction
from competition.web.guards import EVERYONE, PLANS, PROVINCE, READS_PLAN, RESULTS
from competition.web.visitor import visitor_of

CHINA = timezone(timedelta(hours=8))
#: What storing a workbook did, as the next page tells it: the fields of its counts.
_DONE_KEYS = (
    "new_competitions",
    "changed_competitions",
    "new_events",
    "changed_events",
    "same_events",
    "accepted_events",
    "published_events",
    "returned_events",
)
_DONE = re.compile(rf"[0-9]{{1,6}}(-[0-9]{{1,6}}){{{len(_DONE_KEYS) - 1}}}", re.ASCII)

#: The sections of the plan: text key, the rest of the URL, whose roles see it.
SECTIONS: tuple[tuple[str, str, frozenset[AccountRole]], ...] = (
    ("glance", "", EVERYONE),
    ("applications", "/applications", READS_PLAN),
    ("calendar", "/calendar", EVERYONE),
    ("readiness", "/readiness", READS_PLAN),
    ("selection", "/selection", RESULTS),
    ("workbook", "/workbook", PLANS),
    ("copy", "/copy", PLANS),
    ("settings", "/settings", PROVINCE),
)


def today_in_china() -> date:
    """Give the day that it is in Shandong."""
    return datetime.now(UTC).astimezone(CHINA).date()


def plan_page(  # noqa: PLR0913 - a page, its place and its state
    request: Request[object, object, State],
    template: str,
    found: SeasonPage,
    section: str,
    *,
    status_code: int = 200,
    refused: PlanRefusedError | None = None,
    **context: object,
) -> Template:
    """Answer with a page of the plan; `refused` tells above it why a step was not taken."""
    season = found.season
    base = f"/seasons/{season.code}/plan"
    sections = [
        (key, f"{base}{rest}")
        for key, rest, roles in SECTIONS
        if found.visitor.reaches(roles, season.place)
    ]
    frame = {
        "plan": base,
        "sections": sections,
        "section": section,
        "refused": refused,
        "done": _done(request.query_params.get("done", "")),
    }
    answer = season_page(request, template, found, "plan", **{**frame, **context})
    answer.status_code = status_code
    return answer


def _done(written: str) -> list[tuple[str, int]]:
    """Read what storing a workbook did from the address: pairs of text key and number."""
    if not _DONE.fullmatch(written):
        return []
    counted = zip(_DONE_KEYS, map(int, written.split("-")), strict=True)
    return [(key, number) for key, number in counted if number]


def may_plan(found: SeasonPage) -> bool:
    """Say whether the visitor may apply for new competitions in the season."""
    return found.visitor.may(PLANS, found.season.place)


def decides(found: SeasonPage) -> bool:
    """Say whether the visitor reviews the season's applications."""
    return found.visitor.may(PROVINCE, found.season.place)


async def find_competition(
    request: Request[object, object, State],
    transaction: Transaction,
    found: SeasonPage,
    number: int,
    roles: frozenset[AccountRole],
) -> CompetitionRow:
    """Fetch a competition of the season through the visitor's scope; 404 else."""
    row = await competition_of(transaction, found.season.id, number)
    if row is None or not visitor_of(request).may(roles, row.place):
        raise NotFoundException
    return row


async def find_proposal(
    request: Request[object, object, State],
    transaction: Transaction,
    found: SeasonPage,
    code: str,
    roles: frozenset[AccountRole],
) -> ProposalRow:
    """Fetch a proposal of the season through the visitor's scope; 404 else."""
    row = await proposal_of(transaction, found.season.id, code)
    if row is None or not visitor_of(request).may(roles, row.place):
        raise NotFoundException
    return row


async def reached_events(
    transaction: Transaction, found: SeasonPage, roles: frozenset[AccountRole]
) -> list[EventRow]:
    """Give the published events that the visitor's grants reach, also through a delegation."""
    events = await events_of(transaction, found.season.id)
    return [row for row in events if found.visitor.reaches(roles, row.place)]
