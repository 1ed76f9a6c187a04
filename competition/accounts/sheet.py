"""Many accounts from one sheet: a template to fill in, every problem by row and column."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from xlsxwriter import Workbook as NewWorkbook

from competition.accounts.listing import PlaceChoice
from competition.accounts.managing import NewAccount
from competition.accounts.rules import (
    AccountRole,
    Grant,
    account_name_fault,
    lacks_delegation,
    may_give,
)
from competition.sheets.cells import LOST
from competition.sheets.workbooks import Workbook
from competition.web.language import Language, texts_of

#: The headings by column; the English words are understood too.
COLUMNS = {
    "account": "账号",
    "name": "姓名",
    "role": "角色",
    "season": "年度",
    "competition": "赛事",
    "event": "赛项",
    "delegation": "代表队",
}
MOST_ROWS = 1_000
LARGEST_SHEET = 2_000_000
_SHEET = "账号"
_WIDTHS = (20, 16, 14, 12, 30, 30, 24)


class Problem(msgspec.Struct, frozen=True):
    """Something wrong in a sheet: row (from 1), heading, text key of the sentence, its values."""

    row: int
    column: str
    key: str
    values: dict[str, str] = {}


class SheetRead(msgspec.Struct, frozen=True):
    """What a sheet holds: the accounts, or what is wrong with it."""

    accounts: tuple[NewAccount, ...]
    problems: tuple[Problem, ...]


class _Findings:
    """Gathers what the reader of workbooks has to say, in the words of these pages."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.problems: list[Problem] = []

    def add(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        known = message in _SENTENCES
        self.problems.append(
            Problem(
                row,
                column,
                f"accounts.sheet_{message if known else 'cell_lost'}",
                {name: str(value) for name, value in values.items()} if known else {},
            )
        )
        self.broken.add(file)

    def lose(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        self.add(file, row, column, message, **values)

    def warn(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Say nothing: merged cells are read as they look."""


_SENTENCES = frozenset(
    {"workbook_empty", "workbook_kind", "workbook_large", "workbook_locked", "unreadable"}
)


def account_template(choices: Sequence[PlaceChoice]) -> bytes:
    """Write the sheet to fill in: headings, a sheet of explanations, lists to choose from."""
    made = io.BytesIO()
    texts = texts_of(Language.CHINESE)
    with NewWorkbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#F3EEE3", "border": 1})
        plain = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(_SHEET)
        for at, (heading, width) in enumerate(zip(COLUMNS.values(), _WIDTHS, strict=True)):
            sheet.set_column(at, at, width, plain)
            sheet.write_string(0, at, heading, head)
        sheet.freeze_panes(1, 0)
        roles = [texts.term("role", role.value) for role in AccountRole]
        rule = {"validate": "list", "source": roles}
        sheet.data_validation(1, 2, MOST_ROWS, 2, rule)
        notes: Any = book.add_worksheet("填写说明")
        notes.set_column(0, 0, 14)
        notes.set_column(1, 1, 80)
        for row, name in enumerate(COLUMNS):
            notes.write_string(row, 0, COLUMNS[name], head)
            notes.write_string(row, 1, texts(f"accounts.sheet_about_{name}"))
        places: Any = book.add_worksheet("可选范围")
        places.set_column(0, 2, 30)
        for at, name in enumerate(("season", "competition", "event")):
            places.write_string(0, at, COLUMNS[name], head)
        for row, choice in enumerate(choices, start=1):
            for at, text in enumerate((choice.season, choice.competition, choice.event)):
                places.write_string(row, at, text)
    return made.getvalue()


def read_sheet(
    content: bytes, own: Sequence[Grant], choices: Sequence[PlaceChoice], taken: frozenset[str]
) -> SheetRead:
    """Read a sheet against what somebody may give; `taken` are the names that exist already.

    Work for a thread. There are either accounts or problems.
    """
    findings = _Findings()
    with TemporaryDirectory(prefix="xinglu-accounts-") as folder:
        file = Path(folder) / "accounts.xlsx"
        file.write_bytes(content)
        book = Workbook(file, _SHEET, findings)
        rows: list[tuple[int, list[str]]] = []
        if book.sheets:
            first = book.sheets.get(_SHEET, next(iter(book.sheets.values())))
            for row in book.rows(first):
                rows.append(row)
                if len(rows) > MOST_ROWS + 1:
                    return _only(Problem(row[0], "", "accounts.sheet_long", {"n": str(MOST_ROWS)}))
    if findings.problems:
        return SheetRead((), tuple(findings.problems))
    if len(rows) < 2:  # noqa: PLR2004 - a heading and one row
        return _only(Problem(1, "", "accounts.sheet_no_rows"))
    return _read_rows(rows, own, choices, taken)


def _only(problem: Problem) -> SheetRead:
    return SheetRead((), (problem,))


def _read_rows(
    rows: list[tuple[int, list[str]]],
    own: Sequence[Grant],
    choices: Sequence[PlaceChoice],
    taken: frozenset[str],
) -> SheetRead:
    heading = [cell.strip() for cell in rows[0][1]]
    places = {
        name: at
        for name, title in COLUMNS.items()
        for at, cell in enumerate(heading)
        if cell.lower() in {title, name}
    }
    missing = [COLUMNS[name] for name in ("account", "name", "role") if name not in places]
    if missing:
        values = {"names": "、".join(missing)}
        return _only(Problem(rows[0][0], "", "accounts.sheet_heading", values))
    by_names = {(one.season, one.competition, one.event): one.grant for one in choices}
    roles = _roles()
    accounts: list[NewAccount] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, cells in rows[1:]:
        row = {
            name: cells[at].strip() if at < len(cells) and cells[at] != LOST else ""
            for name, at in places.items()
        }
        found = _Row(number, {name: row.get(name, "") for name in COLUMNS})
        found.check_name(taken, seen)
        grant = found.grant(own, roles, by_names)
        problems += found.problems
        if grant is not None:
            accounts.append(NewAccount(found.cells["account"], found.cells["name"], grant))
    return SheetRead((), tuple(problems)) if problems else SheetRead(tuple(accounts), ())


def _roles() -> Mapping[str, AccountRole]:
    known = {role.value: role for role in AccountRole}
    for language in Language:
        texts = texts_of(language)
        known |= {texts.term("role", role.value).lower(): role for role in AccountRole}
    return known


def _every_delegation() -> frozenset[str]:
    """Give the words by which a cell says every delegation."""
    return frozenset(texts_of(one)("accounts.every_delegation").lower() for one in Language)


class _Row:
    """One row, and what is wrong with it."""

    def __init__(self, number: int, cells: dict[str, str]) -> None:
        self.number = number
        self.cells = cells
        self.problems: list[Problem] = []

    def _wrong(self, column: str, key: str, **values: str) -> None:
        self.problems.append(Problem(self.number, COLUMNS[column], f"accounts.{key}", values))

    def check_name(self, taken: frozenset[str], seen: dict[str, int]) -> None:
        """Check the names of account and person; `seen` are the rows before."""
        name = self.cells["account"]
        if fault := account_name_fault(name):
            self.problems.append(Problem(self.number, COLUMNS["account"], fault))
        elif name in taken:
            self._wrong("account", "sheet_taken", name=name)
        elif name in seen:
            self._wrong("account", "sheet_twice", name=name, row=str(seen[name]))
        seen.setdefault(name, self.number)
        if not self.cells["name"]:
            self._wrong("name", "sheet_no_name")

    def grant(
        self,
        own: Sequence[Grant],
        roles: Mapping[str, AccountRole],
        places: Mapping[tuple[str, str, str], Grant],
    ) -> Grant | None:
        """Give the role that a row asks for, within its scope; None after a problem."""
        cells = self.cells
        role = roles.get(cells["role"].lower())
        if role is None:
            self._wrong("role", "sheet_role", value=cells["role"])
            return None
        asked = (cells["season"], cells["competition"], cells["event"])
        place = places.get(asked)
        if place is None:
            known = [column for column in ("season", "competition", "event") if cells[column]]
            self._wrong(known[-1] if known else "season", "sheet_place")
            return None
        every = cells["delegation"].lower() in _every_delegation()
        delegation = "" if every else cells["delegation"]
        if delegation and place.season is None:
            self._wrong("delegation", "delegation_season")
            return None
        grant = msgspec.structs.replace(place, role=role, delegation=delegation or place.delegation)
        if lacks_delegation(grant, every=every):
            self._wrong("delegation", "sheet_registrar_delegation")
            return None
        if not may_give(own, grant):
            self._wrong("role", "not_yours", value=cells["role"])
            return None
        return grant
