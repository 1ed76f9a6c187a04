"""The rolling counter: figures, charts, tables and workbook; automatic lines and carried years."""

import asyncio
from collections.abc import Sequence

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template
from markupsafe import Markup

from competition.participation.charts import Bar, bars
from competition.participation.controllers.access import (
    Asking,
    decides,
    find_participations,
    must_decide,
    participation_page,
    sees_all,
    sees_participations,
)
from competition.participation.counter import Counter, Table, counter_of
from competition.participation.queries import own_finals, own_people, totals_of
from competition.participation.rules import window
from competition.participation.services import carry_over, renew_finals
from competition.participation.workbook import Sheet, draw_tables
from competition.plan.queries import SeasonRow, season_by_code, seasons
from competition.plan.rules import CITIES
from competition.plan.season_pages import SeasonPage
from competition.policy.loader import load_ruleset
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.formats import number
from competition.web.forms import read_form
from competition.web.guards import only_province
from competition.web.language import Texts, texts_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARTS = 3
"""Shades of the bars, one for each year of the window."""


async def counter_in(transaction: Transaction, season: SeasonRow) -> Counter:
    """Put together the rolling counter of a season."""
    plan = load_ruleset(season.ruleset).plan
    years = window(season.year, plan.participation_years)
    rows = await totals_of(transaction, season.id)
    return await asyncio.to_thread(counter_of, rows, years, plan.participations)


@get("/seasons/{season:str}/participations", guards=[sees_participations])
async def participation_counter(
    request: Asking,
    season: FromPath[str],
    renewed: FromQuery[int] = -1,
    carried: FromQuery[int] = -1,
    left: FromQuery[int] = 0,
) -> Template | Redirect:
    """Show the rolling counter; who reports for some delegations only goes to their reports."""
    async with database_of(request).reading() as transaction:
        found = await find_participations(request, transaction, season)
        if not sees_all(found):
            return Redirect(f"/seasons/{season}/participations/reports")
        counter = await counter_in(transaction, found.season)
        entries = lines = 0
        others: list[SeasonRow] = []
        if decides(found):
            stamp = stamp_of(request)
            finals = await own_finals(transaction, found.season.id, stamp.at.date())
            entries = sum(final.people for final in finals)
            lines = await own_people(transaction, found.season.id)
            others = _earlier(await seasons(transaction), found)
    texts = texts_of(found.visitor.language)
    return participation_page(
        request,
        "participation/counter.html",
        found,
        "counter",
        counter=counter,
        city_chart=_city_chart(counter, texts),
        year_chart=_year_chart(counter, texts),
        tables=(
            ("city", counter.cities, CITIES),
            ("level", counter.levels, {}),
            ("stage", counter.stages, {}),
        ),
        decides=decides(found),
        entries=entries,
        lines=lines,
        others=others,
        renewed=renewed,
        carried=carried,
        left=left,
        share=_share,
    )


def _earlier(every: Sequence[SeasonRow], found: SeasonPage) -> list[SeasonRow]:
    """Give the seasons before this one that the visitor decides about too."""
    season = found.season
    return [
        row
        for row in every
        if row.year < season.year and row.practice == season.practice and found.sees(row.place)
    ]


def _share(amount: int, total: int) -> str:
    tenths = amount * 1000 // total if total else 0
    return f"{tenths // 10}.{tenths % 10}%"


def city_name(code: str, texts: Texts) -> str:
    """Give the name of a city for readers."""
    return CITIES.get(code, code) or texts("participation.whole_province")


def _city_chart(counter: Counter, texts: Texts) -> Markup:
    lines = sorted(counter.cities.lines, key=lambda line: (-line.sum, line.code))
    if not lines:
        return Markup()
    longest = lines[0]
    return bars(
        "city-chart",
        texts("participation.chart_city"),
        texts(
            "participation.chart_city_desc",
            n=len(lines),
            most=city_name(longest.code, texts),
            value=number(longest.sum),
        ),
        [
            Bar(
                city_name(line.code, texts),
                number(line.sum),
                tuple(
                    (f"chart-part-{part % _PARTS + 1}", amount)
                    for part, amount in enumerate(line.by_year)
                ),
            )
            for line in lines
        ],
        longest.sum,
    )


def _year_chart(counter: Counter, texts: Texts) -> Markup:
    closing = counter.cities.closing
    rows = [
        Bar(
            texts("participation.year", year=year),
            number(amount),
            ((f"chart-part-{part % _PARTS + 1}", amount),),
        )
        for part, (year, amount) in enumerate(zip(counter.years, closing.by_year, strict=True))
    ]
    whole = tuple(
        (f"chart-part-{part % _PARTS + 1}", amount) for part, amount in enumerate(closing.by_year)
    )
    told = f"{number(counter.total)} / {number(counter.target)}"
    rows.append(Bar(texts("participation.chart_sum"), told, whole))
    return bars(
        "year-chart",
        texts("participation.chart_year"),
        texts(
            "participation.chart_year_desc",
            first=counter.years[0],
            last=counter.years[-1],
            total=number(counter.total),
            target=number(counter.target),
        ),
        rows,
        max(counter.target, counter.total),
    )


@get("/seasons/{season:str}/participations/tables.xlsx", guards=[sees_participations])
async def participation_tables(request: Asking, season: FromPath[str]) -> Response[bytes]:
    """Send the counter's tables as a workbook."""
    async with database_of(request).reading() as transaction:
        found = await find_participations(request, transaction, season)
        if not sees_all(found):
            return Response(b"", status_code=404)
        counter = await counter_in(transaction, found.season)
    texts = texts_of(found.visitor.language)
    sheets = [
        _sheet("city", counter.cities, texts),
        _sheet("level", counter.levels, texts),
        _sheet("stage", counter.stages, texts),
    ]
    content = await asyncio.to_thread(draw_tables, sheets)
    name = f'attachment; filename="participations-{found.season.year}.xlsx"'
    return Response(content, media_type=XLSX, headers={"Content-Disposition": name})


def _sheet(kind: str, table: Table, texts: Texts) -> Sheet:
    head = (
        texts(f"participation.{kind}"),
        *(texts("participation.year", year=year) for year in table.years),
        texts("participation.sum"),
    )

    def label(code: str) -> str:
        return (
            city_name(code, texts) if kind == "city" else texts.term(f"participation_{kind}", code)
        )

    rows: list[tuple[str | int, ...]] = [
        (label(line.code), *line.by_year, line.sum) for line in table.lines
    ]
    closing = table.closing
    rows.append((texts("participation.sum"), *closing.by_year, closing.sum))
    return Sheet(texts(f"participation.by_{kind}"), head, rows)


@post("/seasons/{season:str}/participations/finals", guards=[only_province])
async def renew_participation_finals(request: Asking, season: FromPath[str]) -> Redirect:
    """Bring the automatic lines in line with the entries."""
    await read_form(request, ())
    async with database_of(request).reading() as transaction:
        found = await find_participations(request, transaction, season)
    must_decide(found)
    changed = await renew_finals(database_of(request), found.season, stamp_of(request))
    return Redirect(f"/seasons/{season}/participations?renewed={changed}", status_code=303)


@post("/seasons/{season:str}/participations/carry", guards=[only_province])
async def carry_participations(request: Asking, season: FromPath[str]) -> Redirect:
    """Take over the reports of earlier years from an earlier season."""
    form = await read_form(request, ("from",))
    async with database_of(request).reading() as transaction:
        found = await find_participations(request, transaction, season)
        must_decide(found)
        earlier = await season_by_code(transaction, form.values["from"])
    if earlier is None or earlier not in _earlier([earlier], found):
        return Redirect(f"/seasons/{season}/participations", status_code=303)
    done = await carry_over(database_of(request), found.season, earlier, stamp_of(request))
    place = f"/seasons/{season}/participations"
    return Redirect(f"{place}?carried={done.taken}&left={done.left}", status_code=303)


ROUTES = (
    participation_counter,
    participation_tables,
    renew_participation_finals,
    carry_participations,
)
