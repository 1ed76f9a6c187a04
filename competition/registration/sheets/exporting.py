"""Registrations as a workbook: a whitelist of columns, ID numbers in full only when asked for."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from xlsxwriter import Workbook

from competition.plan.rules import CITIES
from competition.registration.queries.queue import Filter, Scope, queue_page
from competition.registration.queries.registrations import (
    MemberRow,
    RegistrationRow,
    members_of,
)
from competition.registration.sheets.columns import DIVISIONS, EMPLOYMENTS, ID_TYPES, ROLES, SEXES
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.web.formats import moment

AT_ONCE = 500
#: Heading, width, whether it is shown only with full ID numbers.
EXPORTED: Final = (
    ("报名编号", 10, False),
    ("赛事", 28, False),
    ("赛项", 24, False),
    ("组别", 8, False),
    ("代表队", 18, False),
    ("城市", 8, False),
    ("状态", 10, False),
    ("参赛编号", 10, False),
    ("身份", 8, False),
    ("姓名", 14, False),
    ("证件类型", 18, False),
    ("证件号码", 22, False),
    ("性别", 6, False),
    ("出生日期", 12, True),
    ("人员类别", 12, False),
    ("工作单位或学校", 28, False),
    ("统一社会信用代码", 22, False),
    ("技能等级", 10, False),
    ("等级职业（工种）", 16, False),
    ("等级证书编号", 26, False),
    ("提交时间", 18, False),
)
_FONT: Final = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}


class Export(msgspec.Struct, frozen=True):
    """What is exported: whose scope, which part, with full ID numbers or not.

    `states` words the states of registrations.
    """

    season: str
    scope: Scope
    wanted: Filter
    reveal: bool
    states: Mapping[str, str]


class _Sheet:
    """The worksheet under way, row by row."""

    def __init__(self, book: Any, export: Export) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self.export = export
        self.text = book.add_format({**_FONT, "num_format": "@"})
        self.page = book.add_worksheet("报名")
        self.row = 0
        head = book.add_format({**_FONT, "bold": True, "border": 1, "bg_color": "#E8E3D9"})
        shown = [(name, width) for name, width, full in EXPORTED if export.reveal or not full]
        for place, (name, width) in enumerate(shown):
            self.page.set_column(place, place, width, self.text)
            self.page.write_string(0, place, name, head)
        self.page.freeze_panes(1, 0)

    def add(
        self, rows: Sequence[RegistrationRow], people: Mapping[int, Sequence[MemberRow]]
    ) -> int:
        """Write registrations, a row for each person; give how many rows there are."""
        for row in rows:
            for one in people.get(row.id, ()):
                self.row += 1
                place = 0
                for value, (_, _, full) in zip(
                    _values(self.export, row, one), EXPORTED, strict=True
                ):
                    if full and not self.export.reveal:
                        continue
                    if value:
                        self.page.write_string(self.row, place, value, self.text)
                    place += 1
        return self.row


async def export_registrations(
    database: Database, export: Export, target: Path, stamp: Stamp
) -> int:
    """Write a workbook of registrations, a row for each person; give how many people.

    Bounded memory. Who takes full ID numbers is recorded.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(str(target), options)
    sheet = _Sheet(book, export)
    after, more = 0, True
    async with database.reading() as transaction:
        while more:
            rows = await queue_page(transaction, export.scope, export.wanted, after, AT_ONCE)
            part, more = rows[:AT_ONCE], len(rows) > AT_ONCE
            people = await members_of(transaction, (row.id for row in part), reveal=export.reveal)
            await asyncio.to_thread(sheet.add, part, people)
            after = part[-1].id if part else after
    await asyncio.to_thread(book.close)
    if export.reveal:
        async with database.transaction() as transaction:
            detail = {"people": sheet.row, "filter": msgspec.to_builtins(export.wanted)}
            await record(transaction, stamp, "registration.export", export.season, detail)
    return sheet.row


def _values(export: Export, row: RegistrationRow, one: MemberRow) -> tuple[str, ...]:
    person = one.person
    return (
        str(row.id),
        row.competition_name,
        row.event_name,
        _word(DIVISIONS, row.division),
        row.delegation,
        CITIES.get(row.city, row.city),
        export.states.get(row.state.value, row.state.value),
        row.entry_code,
        _word(ROLES, person.role),
        person.name,
        _word(ID_TYPES, person.id_type),
        person.id_number,
        _word(SEXES, person.sex),
        str(person.birth_date or ""),
        _word(EMPLOYMENTS, person.employment),
        person.employer_name,
        person.employer_code,
        person.level,
        person.level_occupation,
        person.level_certificate,
        moment(row.submitted_at) if row.submitted_at else "",
    )


def _word(words: Mapping[str, object], code: str) -> str:
    return next((word for word, value in words.items() if value == code), str(code))
