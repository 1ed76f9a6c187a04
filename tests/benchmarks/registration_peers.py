"""Registrations from a workbook, checked and stored: by us, and by pandas with openpyxl.

Started as a process: `python -m tests.benchmarks.registration_peers NAME WORKBOOK`.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pandas as pd
from stdnum.cn import ric, uscc
from xlsxwriter import Workbook

from competition.plan.queries import competition_ids, event_ids
from competition.plan.rules import Event, EventClass
from competition.plan.services import NewSeason, add_events, add_season
from competition.registration.rules.terms import Window
from competition.registration.services.terms import set_window
from competition.registration.sheets.columns import COLUMNS
from competition.registration.sheets.queries import SheetRow, sheet_by_id
from competition.registration.sheets.services import NewSheet, confirm_sheet, receive_sheet
from competition.registration.sheets.worker import work_off
from competition.storage.audit import Stamp
from competition.storage.opening import open_own_database
from tests.benchmarks.measuring import serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from competition.storage.database import Database

EVENTS = 60
NOW = datetime.now(UTC)
STAMP = Stamp("account:bench", NOW)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_HEADINGS = [column.heading for column in COLUMNS]


def made_rows(count: int) -> list[dict[str, str]]:
    """Make rows of different people, the same each time."""
    random = Random(7)  # noqa: S311 - no secret
    return [
        {
            "赛项": f"赛项{random.randrange(EVENTS)}",
            "组别": "职工",
            "代表队": f"代表队{random.randrange(16)}",
            "城市": "济南",
            "身份": "选手",
            "姓名": f"姓名{number}",
            "证件类型": "居民身份证",
            "证件号码": _number(number),
            "手机号码": f"138{number:08}",
            "人员类别": "在职职工",
            "工作单位或学校": f"单位{random.randrange(2000)}",
            "统一社会信用代码": "91350100M000100Y43",
            "技能等级": "高级工",
            "等级职业（工种）": "电工",
            "等级证书编号": f"S{number:021}",
        }
        for number in range(count)
    ]


def _number(serial: int) -> str:
    """Give a sound resident ID number, another one for each serial."""
    born = date(1970, 1, 1) + timedelta(days=serial % 11_000)
    digits = f"370102{born:%Y%m%d}{serial // 11_000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def write_workbook(path: Path, count: int) -> None:
    """Write the rows under our headings."""
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("报名表")
        sheet.write_row(0, 0, _HEADINGS)
        for row, values in enumerate(made_rows(count), start=1):
            for column, heading in enumerate(_HEADINGS):
                if values.get(heading):
                    sheet.write_string(row, column, values[heading])


async def make_competition(database: Database) -> tuple[int, int, list[int]]:
    """Make a competition that takes registrations; ids of season, competition and events."""
    async with database.transaction() as transaction:
        new = NewSeason("2027", "2027年度", 2027, "lu-2022-17", "{}")
        season = await add_season(transaction, new, STAMP)
        events = [
            Event(f"e{number}", "大赛", f"赛项{number}", EventClass.PROVINCIAL_1, "电工", 1,
                  date(2027, 6, 1))
            for number in range(EVENTS)
        ]  # fmt: skip
        await add_events(transaction, season, events)
        competition = (await competition_ids(transaction, season))["大赛"]
        numbers = list((await event_ids(transaction, season)).values())
    closes = NOW + timedelta(days=9)
    await set_window(database, competition, Window(NOW - timedelta(days=1), closes, closes), STAMP)
    return season, competition, numbers


def ours(workbook: Path) -> None:
    """Upload, dry run, confirmation and storing, as the page does; with history, encrypted."""

    async def work() -> SheetRow:
        async with open_own_database() as database:
            season, competition, _ = await make_competition(database)
            content = await asyncio.to_thread(workbook.read_bytes)
            new = NewSheet(season, competition, workbook.name, content, None)
            received = await receive_sheet(database, new, STAMP)
            await work_off(database)
            await confirm_sheet(database, received.sheet, STAMP)
            await work_off(database)
            async with database.reading() as transaction:
                found = await sheet_by_id(transaction, received.sheet, STAMP.actor)
        if found is None or found.state != "stored":
            raise RuntimeError(found)
        return found

    asyncio.run(work())


def ours_once(workbook: Path) -> None:
    """The same without the dry run before: one reading, checked and stored."""

    async def work() -> None:
        async with open_own_database() as database:
            season, competition, _ = await make_competition(database)
            content = await asyncio.to_thread(workbook.read_bytes)
            new = NewSheet(season, competition, workbook.name, content, None)
            received = await receive_sheet(database, new, STAMP)
            async with database.transaction() as transaction:
                await transaction.execute(
                    "UPDATE registration_sheet SET state = 'confirmed' WHERE id = $1",
                    received.sheet,
                )
            await work_off(database)
            async with database.reading() as transaction:
                found = await sheet_by_id(transaction, received.sheet, STAMP.actor)
        if found is None or found.state != "stored":
            raise RuntimeError(found)

    asyncio.run(work())


def pandas_openpyxl(workbook: Path) -> None:
    """Read with openpyxl, check codes, words and doubles, store with to_sql; nothing encrypted."""
    frame = pd.read_excel(workbook, dtype=str, keep_default_na=False, engine="openpyxl")
    known = {f"赛项{number}" for number in range(EVENTS)}
    good = (
        frame["证件号码"].map(lambda number: ric.calc_check_digit(number) == number[-1])
        & frame["统一社会信用代码"].map(uscc.is_valid)
        & frame["赛项"].isin(known)
        & frame["组别"].isin({"职工", "教师", "学生", "公开"})
        & frame["姓名"].ne("")
        & ~frame.duplicated(["赛项", "证件号码"])
    )
    if not good.all():
        raise RuntimeError(frame[~good])
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(Path(folder) / "x.sqlite3")) as connection,
    ):
        frame.to_sql("registration", connection, index=False)
        connection.commit()


WAYS: dict[str, Callable[[Path], None]] = {
    "ours": ours_once,
    "ours, dry run first": ours,
    "pandas + openpyxl": pandas_openpyxl,
}


def main(name: str, workbook: Path) -> None:
    """Wait for turns."""
    serve(lambda: WAYS[name](workbook))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
