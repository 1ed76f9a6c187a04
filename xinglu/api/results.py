"""Results and decisions for programs: result lists, titles and promotions with their reasons."""

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from competition.api.paging import USUAL, Cursor, Limit, Page, fresh_etag, page_of, tagged
from competition.api.routing import API, reading
from competition.plan.queries import events_of
from competition.plan.season_pages import SeasonPage, find_event, find_season
from competition.registration.rules import Division, Status
from competition.storage.transaction import Transaction
from competition.web.database import database_of
from competition.web.guards import RESULTS
from judging.awards.queries import promotions_of, titles_of
from judging.awards.rules.decisions import Decision, PromotionDecision, TitleDecision
from judging.ranking.controllers import event_sheet
from judging.ranking.presenting import ListRow, list_groups

ApiRequest = Request[object, object, State]


class ResultItem(msgspec.Struct, frozen=True):
    """One line of a result list; `total` is a decimal number as text, `scale` the scaled mark.

    `rank` is null without a place; a guest shows the rank that it would take.
    """

    position: int
    entry: str
    division: Division
    delegation: str
    status: Status
    rank: int | None
    tied: bool
    names: tuple[str, ...]
    total: str
    modules: tuple[str, ...]
    scale: int | None
    medal: str
    prize: str
    titles: tuple[str, ...]


class TitleItem(msgspec.Struct, frozen=True):
    """A title decision with its reason; `state` is nominated or approved, else empty."""

    position: int
    event: str
    entry: str
    division: Division
    rank: int | None
    name: str
    id_number: str
    decision: Decision
    state: str
    document: str
    reason: str
    clause: str
    explanation: str


class PromotionItem(msgspec.Struct, frozen=True):
    """A promotion decision with its reason; `to_level` is empty unless nominated."""

    position: int
    event: str
    entry: str
    division: Division
    rank: int | None
    name: str
    id_number: str
    occupation: str
    from_level: str
    to_level: str
    decision: Decision
    reason: str
    clause: str
    explanation: str


@get(
    f"{API}/seasons/{{season:str}}/events/{{event:str}}/results",
    summary="List the results of an event",
    **reading(RESULTS, "results"),
)
async def api_results(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    season: FromPath[str],
    event: FromPath[str],
    division: FromQuery[Division | None] = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Response[Page[ResultItem]]:
    """List the standings of an event in the order of its result list."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        row = await find_event(found, transaction, event)
        etag = fresh_etag(request, found.season.id, found.season.revision)
        sheet = await event_sheet(transaction, row)
        titles = await titles_of(transaction, found.season.id)
    states: dict[str, list[str]] = {}
    for title in titles:
        if title.event == row.event.event:
            states.setdefault(title.entry, []).append(title.state or title.decision)
    lines = [line for group in list_groups(sheet, states) for line in group.rows]
    items = [
        _result(position, line)
        for position, line in enumerate(lines, start=1)
        if division in (None, line.standing.entry.division)
    ]
    return tagged(page_of(items, _by_position, cursor, limit), etag)


@get(f"{API}/seasons/{{season:str}}/titles", summary="List titles", **reading(RESULTS, "results"))
async def api_titles(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    season: FromPath[str],
    event: FromQuery[str | None] = None,
    decision: FromQuery[Decision | None] = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Response[Page[TitleItem]]:
    """List the title decisions of a season with their reasons, refused ones too."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        etag = fresh_etag(request, found.season.id, found.season.revision)
        seen = await _seen_events(transaction, found)
        rows = await titles_of(transaction, found.season.id)
    items = [
        _title(position, row)
        for position, row in enumerate(rows, start=1)
        if row.event in seen and event in (None, row.event) and decision in (None, row.decision)
    ]
    return tagged(page_of(items, _by_position, cursor, limit), etag)


@get(
    f"{API}/seasons/{{season:str}}/promotions",
    summary="List promotions",
    **reading(RESULTS, "results"),
)
async def api_promotions(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    season: FromPath[str],
    event: FromQuery[str | None] = None,
    decision: FromQuery[Decision | None] = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Response[Page[PromotionItem]]:
    """List the promotion decisions of a season with their reasons, refused ones too."""
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, RESULTS)
        etag = fresh_etag(request, found.season.id, found.season.revision)
        seen = await _seen_events(transaction, found)
        rows = await promotions_of(transaction, found.season.id)
    items = [
        _promotion(position, row)
        for position, row in enumerate(rows, start=1)
        if row.event in seen and event in (None, row.event) and decision in (None, row.decision)
    ]
    return tagged(page_of(items, _by_position, cursor, limit), etag)


def _by_position(item: ResultItem | TitleItem | PromotionItem) -> str:
    return f"{item.position:09}"


async def _seen_events(transaction: Transaction, found: SeasonPage) -> set[str]:
    rows = await events_of(transaction, found.season.id)
    return {row.event.event for row in rows if found.sees(row.place)}


def _result(position: int, line: ListRow) -> ResultItem:
    standing = line.standing
    entry = standing.entry
    return ResultItem(
        position=position,
        entry=entry.entry,
        division=entry.division,
        delegation=entry.delegation,
        status=entry.status,
        rank=standing.rank,
        tied=standing.tied,
        names=line.names,
        total=line.total,
        modules=line.modules,
        scale=standing.scale,
        medal=standing.medal,
        prize=standing.prize,
        titles=line.titles,
    )


def _title(position: int, row: TitleDecision) -> TitleItem:
    return TitleItem(
        position=position,
        event=row.event,
        entry=row.entry,
        division=row.division,
        rank=row.rank,
        name=row.name,
        id_number=row.id_number,
        decision=row.decision,
        state=row.state,
        document=row.document,
        reason=row.reason,
        clause=row.clause,
        explanation=row.explanation,
    )


def _promotion(position: int, row: PromotionDecision) -> PromotionItem:
    return PromotionItem(
        position=position,
        event=row.event,
        entry=row.entry,
        division=row.division,
        rank=row.rank,
        name=row.name,
        id_number=row.id_number,
        occupation=row.occupation,
        from_level=row.from_level,
        to_level=row.to_level,
        decision=row.decision,
        reason=row.reason,
        clause=row.clause,
        explanation=row.explanation,
    )


ROUTES = (api_results, api_titles, api_promotions)
