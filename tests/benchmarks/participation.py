"""300,000 reports of participations from one .xlsx: checked, stored, counted, shown; and pandas."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import httpx
import msgspec
from xlsxwriter import Workbook

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link
from competition.participation.checking import HEADINGS, SHEET
from competition.participation.queries import counted_in, sheet_by_id
from competition.participation.rules import LEVEL_WORDS, STAGE_WORDS, Level, Stage
from competition.participation.sheet_services import asked_of, check_sheet, import_sheet
from competition.plan.queries import season_by_code
from competition.plan.rules import CITIES
from competition.plan.services import NewSeason, add_season
from competition.storage.audit import Stamp
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.benchmarks.measuring import (
    KIB,
    Contestant,
    Turn,
    answer,
    clocked,
    milliseconds,
    peak_memory,
    say,
    table,
)
from xinglu.app import create_app
from xinglu.settings import Settings

ROWS = 300_000
MODULE = "tests.benchmarks.participation"
PAGE_GOAL = "300 ms"
YEAR = 2026
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BASE_URL = "http://xinglu.test"
_PAGES = 15
_STAGES = [STAGE_WORDS[stage] for stage in Stage if stage is not Stage.OTHER]
_LEVELS = [LEVEL_WORDS[level] for level in (Level.SCHOOL, Level.ENTERPRISE, Level.ENTERPRISE)]


def write_reports(file: Path, rows: int) -> int:
    """Write a sheet of reports of three years, monthly, by units; gives their participations."""
    rng = Random("participation")  # noqa: S311  # no secrets
    cities = [name for code, name in CITIES.items() if code != "370000"]
    total = 0
    with Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, [headings[0] for headings in HEADINGS.values()])
        for row in range(1, rows + 1):
            city = cities[row % len(cities)]
            year, month = YEAR - row % 3, 1 + row // 3 % 12
            if year == YEAR:
                month = 1 + month % 10
            level = _LEVELS[row % len(_LEVELS)] if row % 50 else LEVEL_WORDS[Level.COUNTY]
            count = rng.randint(5, 70)
            total += count
            unit = f"{city}市第{row // 36:05}号单位"
            sheet.write_row(
                row,
                0,
                (
                    f"{year}-{month:02}", city, level, _STAGES[row // 7 % len(_STAGES)], count,
                    unit, f"鲁人社统〔{year}〕{row % 900 + 1}号",
                ),
            )  # fmt: skip
    return total


class Told(msgspec.Struct):
    """What our process answers after its turn: seconds of each part, and what was counted."""

    check: float
    store: float
    first_page: float
    page: float
    listed: float
    counted: int
    questioned: int


async def ours(file: Path, database: str) -> Told:
    """Check and import the sheet, then open the counter and the list, as a browser would."""
    keys = file.parent / "keys" / "keys.json"
    storage = StorageSettings(database, keys)
    loop = asyncio.get_running_loop()
    async with open_database(storage) as opened:
        stamp = Stamp("account:bench", NOW)
        async with opened.transaction() as transaction:
            await add_season(
                transaction, NewSeason("2026", "2026年度", YEAR, "lu-2022-17", "{}"), stamp
            )
        async with opened.reading() as transaction:
            season = await season_by_code(transaction, "2026")
        if season is None:
            raise LookupError
        asked = asked_of(season, NOW, None)
        begun = loop.time()
        content = await asyncio.to_thread(file.read_bytes)
        checked = await check_sheet(opened, season, "reports.xlsx", content, "", asked, stamp)
        del content
        check = loop.time() - begun
        if checked.sheet is None:
            raise ValueError(checked.problems.shown)
        async with opened.reading() as transaction:
            sheet = await sheet_by_id(transaction, season.id, checked.sheet)
        if sheet is None:
            raise LookupError
        begun = loop.time()
        await import_sheet(opened, season, sheet, asked, stamp)
        store = loop.time() - begun
        async with opened.reading() as transaction:
            counted = await counted_in(transaction, season.id, asked.years)
            rows = await transaction.rows(
                "SELECT count(*) FROM participation_report WHERE flag <> ''"
            )
        await create_account(opened, "province", "省级", stamp, Grant(AccountRole.PROVINCE))
        token = await create_sign_in_link(opened, "province", Stamp("cli", datetime.now(UTC)))
        app = create_app(Settings(storage, keys.parent, "127.0.0.1", 8000, BASE_URL), opened)
        async with app.lifespan():
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # httpx wants looser types
            async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
                await client.post(f"/sign-in/{token}")
                place = "/seasons/2026/participations"
                first, page = await _opened(client, place, counted)
                _, listed = await _opened(client, f"{place}/reports", None)
        return Told(check, store, first, page, listed, counted, rows[0][0])


async def _opened(client: httpx.AsyncClient, path: str, counted: int | None) -> tuple[float, float]:
    """Open a page; gives the seconds of the first time and the median of the others."""
    loop = asyncio.get_running_loop()
    taken = []
    for _ in range(_PAGES):
        begun = loop.time()
        text = (await client.get(path)).text
        taken.append(loop.time() - begun)
        if counted is not None and f"{counted:,}" not in text:
            raise ValueError(path)
    return taken[0], sorted(taken[1:])[len(taken) // 2]


def theirs(file: Path, database: str) -> int:
    """Do the same with pandas + openpyxl as one would write it; gives what was counted."""
    import pandas as pd  # noqa: PLC0415 - the other process does not need it so early

    frame = pd.read_excel(
        file, sheet_name=SHEET, dtype=str, keep_default_na=False, engine="openpyxl"
    )
    frame.columns = ["period", "city", "level", "stage", "count", "reporter", "document"]
    codes = {name: code for code, name in CITIES.items()}
    frame["city"] = frame["city"].map(codes)
    frame["year"] = frame["period"].str[:4].astype("int64")
    frame["month"] = frame["period"].str[5:7].astype("int64")
    good = (
        frame["period"].str.fullmatch(r"\d{4}-\d{2}")
        & frame["city"].notna()
        & frame["level"].isin(LEVEL_WORDS.values())
        & frame["stage"].isin(STAGE_WORDS.values())
        & frame["count"].str.fullmatch(r"\d+")
        & (frame["reporter"] != "")
        & (frame["document"] != "")
    )
    if not bool(good.all()):
        raise ValueError(frame[~good])
    frame["count"] = frame["count"].astype("int64")
    frame["flag"] = frame.duplicated(["period", "city", "level", "stage", "reporter"])
    with closing(sqlite3.connect(database)) as connection:
        frame.to_sql("participation_report", connection, index=False)
        connection.commit()
        counter = pd.read_sql(
            "SELECT city, year, sum(count) AS n FROM participation_report GROUP BY city, year",
            connection,
        ).pivot_table(index="city", columns="year", values="n", aggfunc="sum")
    return int(counter.to_numpy().sum())


def work(who: str, place: str) -> None:
    """Take one turn in a process of its own and tell about it."""
    folder = Path(place)
    answer(Turn(peak=peak_memory()))
    sys.stdin.readline()
    file = folder / "reports.xlsx"
    found: list[str] = []

    def turn() -> None:
        if who == "ours":
            told = asyncio.run(ours(file, str(folder / "data" / "ours.sqlite3")))
            found.append(msgspec.json.encode(told).decode())
        else:
            found.append(str(theirs(file, str(folder / "pandas.sqlite3"))))

    seconds = clocked(turn)
    answer(Turn(seconds, peak=peak_memory(), text=found[0]))


def run(rows: int = ROWS) -> None:
    """Measure ours and theirs once, each in a process of its own, and print what they took."""
    with tempfile.TemporaryDirectory() as place:
        total = write_reports(Path(place) / "reports.xlsx", rows)
        size = (Path(place) / "reports.xlsx").stat().st_size
        say(f"Participations: {rows:,} reports, {total:,} participations, {size / KIB**2:.1f} MB")
        turns = {}
        for who in ("ours", "pandas"):
            contestant = Contestant((MODULE, who, place))
            contestant.start()
            turns[who] = contestant.ask("go")
            contestant.stop()
    told = msgspec.json.decode(turns["ours"].text, type=Told)
    if not told.counted == total == int(turns["pandas"].text):
        raise ValueError(told.counted, total, turns["pandas"].text)
    mine = told.check + told.store
    table(
        ("", "check", "store, flag and count", "together", "times", "peak memory"),
        (
            (
                "ours",
                milliseconds(told.check),
                milliseconds(told.store),
                milliseconds(mine),
                "1.0",
                f"{turns['ours'].peak / KIB**2:,.0f} MB",
            ),
            (
                "pandas + openpyxl",
                "",
                "",
                milliseconds(turns["pandas"].seconds),
                f"{turns['pandas'].seconds / mine:.1f}",
                f"{turns['pandas'].peak / KIB**2:,.0f} MB",
            ),
        ),
    )
    table(
        ("page", "first", "median", "goal"),
        (
            ("counter", milliseconds(told.first_page), milliseconds(told.page), PAGE_GOAL),
            ("list of reports", "", milliseconds(told.listed), PAGE_GOAL),
        ),
    )
    say(f"{told.questioned:,} reports are flagged\n")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        work(sys.argv[1], sys.argv[2])
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
