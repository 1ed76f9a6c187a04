"""A season at a glance, and its titles, promotions, bonuses, grants and pool with reasons."""

from typing import Annotated

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template

from competition.plan.plan_pages import today_in_china
from competition.plan.queries import EventRow, events_of
from competition.plan.rules import EventClass
from competition.plan.season_pages import (
    SeasonPage,
    find_season,
    find_whole_season,
    season_page,
)
from competition.policy.loader import load_ruleset
from competition.registration.queries import entry_counts
from competition.registration.queries.terms import open_events, registered_counts
from competition.registration.rules import SKILL_LEVELS, Division
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.guards import MONEY, RESULTS, sees_money, sees_results
from competition.web.language import texts_of
from competition.web.visitor import visitor_of
from judging.awards.presenting import (
    Chosen,
    Progress,
    bonus_sums,
    chosen_rows,
    event_rows,
    open_money,
    open_prizes,
    open_titles,
    title_state,
)
from judging.awards.queries import bonuses_of, grants_of, pool_of, promotions_of, titles_of
from judging.awards.rules.decisions import Decision, Payment, TitleState
from judging.ranking.queries import open_prizes_of, ranked_counts

ClassQuery = Annotated[str, QueryParameter(name="class")]
TITLE_STATES = (
    TitleState.NOMINATED.value,
    TitleState.APPROVED.value,
    Decision.REFUSE.value,
    Decision.RULING.value,
)


async def seen_events(transaction: Transaction, found: SeasonPage) -> list[EventRow]:
    """Give the events of the season that the visitor's grants reach."""
    events = await events_of(transaction, found.season.id)
    return [row for row in events if found.sees(row.place)]


def _links(found: SeasonPage, path: str, text: str) -> tuple[tuple[str, str], ...]:
    """Give text key and URL of a list as workbook and as paper, to who sees the whole season."""
    url = f"/seasons/{found.season.code}/documents/{path}"
    both = ((f"{text}_xlsx", f"{url}.xlsx"), (f"{text}_pdf", f"{url}.pdf"))
    return both if found.whole else ()


@get("/seasons/{season:str}", guards=[sees_results])
async def season_overview(
    request: Request[object, object, State],
    season: FromPath[str],
    q: FromQuery[str] = "",
    event_class: ClassQuery = "",
    division: FromQuery[str] = "",
) -> Template:
    """Show a season: its figures, what waits for a ruling, its events with filters."""
    texts = texts_of(visitor_of(request).language)
    chosen = Chosen(q=q, event_class=event_class, division=division)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        number = found.season.id
        events = await seen_events(transaction, found)
        counts = await entry_counts(transaction, number)
        progress = Progress(
            today_in_china(),
            await ranked_counts(transaction, number),
            await open_events(transaction, number, stamp_of(request).at),
            await registered_counts(transaction, number),
        )
        titles = await titles_of(transaction, number)
        promotions = await promotions_of(transaction, number)
        prizes = await open_prizes_of(transaction, number)
        bonuses = await bonuses_of(transaction, number)
        grants = await grants_of(transaction, number)
    base = f"/seasons/{season}"
    names = {row.event.event: row.event.name for row in events}
    titles = tuple(row for row in titles if row.event in names)
    promotions = tuple(row for row in promotions if row.event in names)
    waiting = open_titles(titles, promotions, names, base)
    shown = [item for item in prizes if item.event in names]
    waiting += open_prizes(shown, names, base, texts("season.prize_open"))
    money: int | None = None
    if found.visitor.may(MONEY, found.season.place):
        waiting += open_money(bonuses, grants, names, base)
        money = sum(row.amount for row in bonuses) + sum(row.amount for row in grants)
    with_entries = [(row.id, row.event, counts.get(row.id, {})) for row in events]
    return season_page(
        request,
        "awards/season.html",
        found,
        "events",
        ruleset=load_ruleset(found.season.ruleset),
        counts={
            "events": len(events),
            "entries": sum(sum(entries.values()) for *_, entries in with_entries),
            "titles": sum(row.decision is Decision.NOMINATE for row in titles),
            "promotions": sum(row.decision is Decision.NOMINATE for row in promotions),
            "money": money,
        },
        open_rulings=waiting,
        chosen=chosen,
        classes=[item for item in EventClass if item in {row.event.event_class for row in events}],
        divisions=list(Division),
        rows=event_rows(with_entries, progress, titles, waiting, chosen),
    )


@get("/seasons/{season:str}/titles", guards=[sees_results])
async def titles(
    request: Request[object, object, State],
    season: FromPath[str],
    q: FromQuery[str] = "",
    decision: FromQuery[str] = "",
    reason: FromQuery[str] = "",
) -> Template:
    """Show every title decision with its reason."""
    chosen = Chosen(q=q, decision=decision, reason=reason)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        events = await seen_events(transaction, found)
        rows = await titles_of(transaction, found.season.id)
    names = {row.event.event: row.event.name for row in events}
    seen = [row for row in rows if row.event in names]
    return season_page(
        request,
        "awards/titles.html",
        found,
        "titles",
        downloads=_links(found, "titles/titles", "titles.list"),
        event_names=names,
        sums=[
            (state, sum(title_state(row) == state for row in seen))
            for state in TITLE_STATES
            if state != TitleState.NOMINATED or found.season.approval_document is None
        ],
        chosen=chosen,
        decisions=TITLE_STATES,
        decision_kind="title_state",
        reasons=sorted({row.reason for row in seen}),
        rows=chosen_rows(seen, chosen, title_state, lambda row: (row.event, names[row.event])),
        all_rows=len(seen),
    )


@get("/seasons/{season:str}/promotions", guards=[sees_results])
async def promotions(
    request: Request[object, object, State],
    season: FromPath[str],
    q: FromQuery[str] = "",
    decision: FromQuery[str] = "",
    reason: FromQuery[str] = "",
) -> Template:
    """Show every promotion decision with its reason."""
    chosen = Chosen(q=q, decision=decision, reason=reason)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        events = await seen_events(transaction, found)
        rows = await promotions_of(transaction, found.season.id)
    names = {row.event.event: row.event.name for row in events}
    seen = [row for row in rows if row.event in names]
    reached = {row.to_level for row in seen}
    return season_page(
        request,
        "awards/promotions.html",
        found,
        "promotions",
        event_names=names,
        sums=[
            (level, sum(row.to_level == level for row in seen))
            for level in SKILL_LEVELS
            if level in reached
        ],
        chosen=chosen,
        decisions=list(Decision),
        decision_kind="promotion_decision",
        reasons=sorted({row.reason for row in seen}),
        rows=chosen_rows(
            seen,
            chosen,
            lambda row: row.decision,
            lambda row: (row.event, names[row.event], row.occupation),
        ),
        all_rows=len(seen),
    )


@get("/seasons/{season:str}/bonuses", guards=[sees_money])
async def bonuses(
    request: Request[object, object, State],
    season: FromPath[str],
    q: FromQuery[str] = "",
    decision: FromQuery[str] = "",
    reason: FromQuery[str] = "",
) -> Template:
    """Show the bonus sheet and the base grants with reasons and totals."""
    chosen = Chosen(q=q, decision=decision, reason=reason)
    async with database_of(request).reading() as transaction:
        found = await find_whole_season(request, transaction, season, MONEY)
        events = await events_of(transaction, found.season.id)
        rows = await bonuses_of(transaction, found.season.id)
        grants = await grants_of(transaction, found.season.id)
    names = {row.event.event: row.event.name for row in events}
    shown = chosen_rows(
        rows,
        chosen,
        lambda row: row.decision,
        lambda row: (
            row.edition_or_event,
            names.get(row.edition_or_event, ""),
            row.skill,
        ),
    )
    return season_page(
        request,
        "awards/bonuses.html",
        found,
        "bonuses",
        downloads=(
            *_links(found, "money/bonuses", "bonuses.sheet"),
            *_links(found, "money/grants", "grants.sheet"),
        ),
        event_names=names,
        sums=bonus_sums(shown),
        part=len(shown) < len(rows),
        chosen=chosen,
        decisions=list(Payment),
        decision_kind="payment",
        reasons=sorted({row.reason for row in rows}),
        rows=shown,
        all_rows=len(rows),
        total=sum(row.amount for row in shown),
        grants=grants,
        grants_total=sum(row.amount for row in grants),
    )


@get("/seasons/{season:str}/pool", guards=[sees_results])
async def pool(
    request: Request[object, object, State],
    season: FromPath[str],
    q: FromQuery[str] = "",
    decision: FromQuery[str] = "",
    reason: FromQuery[str] = "",
) -> Template:
    """Show who enters the selection and training pool, and who is over the age."""
    chosen = Chosen(q=q, decision=decision, reason=reason)
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        events = await seen_events(transaction, found)
        rows = await pool_of(transaction, found.season.id)
    names = {row.event.event: row.event.name for row in events}
    seen = [row for row in rows if row.event in names]
    return season_page(
        request,
        "awards/pool.html",
        found,
        "pool",
        event_names=names,
        chosen=chosen,
        decisions=list(Decision),
        decision_kind="pool_decision",
        reasons=sorted({row.reason for row in seen}),
        rows=chosen_rows(
            seen, chosen, lambda row: row.decision, lambda row: (row.event, names[row.event])
        ),
        all_rows=len(seen),
    )
