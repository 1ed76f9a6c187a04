"""Typed access to the rows of a table: every getter notes its own problem and goes on."""

import re
from collections.abc import Container, Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import TypeVar

from certificates.typesetting.fonts import chain
from competition.people.identity import (
    REPLACEMENT,
    forbidden_character,
    is_scientific,
    is_valid_id,
    is_valid_organisation_code,
    normalise_name,
)
from competition.people.rules import IdType, canonical_id
from competition.plan.rules import CITIES
from competition.sheets.cells import LOST
from judging.marking.rules.exact import ZERO, Exact, parse_exact
from xinglu.season.problems import Findings
from xinglu.season.sheets import Sheet, column_positions

_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2})|/(\d{1,2})/(\d{1,2}))", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10)
}
LONGEST_TEXT = 2000
LONGEST_NAME = 200
LONGEST_ID = 64
NO_DATE = date(1, 1, 1)
_PROVINCES = {
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36"),
    *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64"),
    *("65", "71", "81", "82"),
}
_CITY_CODES = {name: code for code, name in CITIES.items()}

Choice = TypeVar("Choice", bound=StrEnum)


@cache
def _members(choices: type[Choice]) -> dict[str, Choice]:
    return {choice.value: choice for choice in choices}


def is_code(text: str) -> bool:
    """Say whether a text can be a code: also a file name on every system."""
    return (
        _CODE.fullmatch(text) is not None
        and not text.endswith(".")
        and text.split(".", maxsplit=1)[0].lower() not in _DEVICES
    )


def parse_date(text: str) -> date | None:
    """Read YYYY-MM-DD or YYYY/M/D; None when it is neither or no real day."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, short_month, short_day = match.groups()
    try:
        return date(int(year), int(month or short_month), int(day or short_day))
    except ValueError:
        return None


def city_code(text: str) -> str | None:
    """Give the code of a city by code or name; other provinces by any code of theirs."""
    if text in CITIES or text == "":
        return text
    name = text.removesuffix("市")
    if name in _CITY_CODES:
        return _CITY_CODES[name]
    elsewhere = len(text) == 6 and text.isascii() and text.isdigit()  # noqa: PLR2004 - GB/T 2260
    return text if elsewhere and text[:2] in _PROVINCES else None


class Row:
    """One row of a table."""

    __slots__ = ("_cells", "_findings", "_lost", "_positions", "flaws", "label", "row_number")

    def __init__(
        self, label: str, number: int, cells: list[str], positions: dict[str, int], found: Findings
    ) -> None:
        """Keep the row and where its problems go."""
        self.label = label
        self.row_number = number
        self._cells = cells
        self._positions = positions
        self._findings = found
        self.flaws: tuple[str, ...] = ()
        self._lost = LOST in cells

    @property
    def flawed(self) -> bool:
        """Say whether a problem was noted in this row."""
        return self._lost or bool(self.flaws)

    @property
    def of_whole_table(self) -> bool:
        """Say whether the row's table has all its columns."""
        return self.label not in self._findings.broken

    def problem(self, column: str, message: str, /, **values: object) -> None:
        """Note a problem in a column of this row."""
        self.flaws += (column,)
        self._findings.add(self.label, self.row_number, column, message, **values)

    def raw(self, column: str) -> str:
        """Give the cell's text, empty when the column is not there."""
        position = self._positions.get(column)
        if position is None or position >= len(self._cells):
            return ""
        text = self._cells[position]
        return "" if text == LOST else text

    def text(self, column: str, *, required: bool = False, limit: int = LONGEST_TEXT) -> str:
        """Give free text without control characters."""
        text = self.raw(column)
        if not text:
            if required:
                self._empty(column)
            return ""
        if len(text) > limit:
            self.problem(column, "too_long", found=len(text), limit=limit)
        elif (character := forbidden_character(text)) is not None:
            message = "lost_character" if character == REPLACEMENT else "control"
            self.problem(column, message, value=f"U+{ord(character):04X}")
        return text

    def _empty(self, column: str) -> None:
        self.missing(column, "empty")

    def missing(self, column: str, message: str) -> None:
        """Note that a cell is empty, unless its column is not there or its value was LOST."""
        position = self._positions.get(column)
        if position is None or (position < len(self._cells) and self._cells[position] == LOST):
            return
        self.problem(column, message)

    def warn(self, column: str, message: str, /, **values: object) -> None:
        """Note a warning in a column of this row."""
        self._findings.warn(self.label, self.row_number, column, message, **values)

    def name(self, column: str, *, required: bool = True) -> str:
        """Give a person's name with its separator normalised."""
        return normalise_name(self.printed(column, required=required, limit=LONGEST_NAME))

    def printed(self, column: str, *, required: bool = True, limit: int = LONGEST_TEXT) -> str:
        """Give text that certificates print; warn of a character that no font has."""
        text = self.text(column, required=required, limit=limit)
        if missing := chain("kai").missing(text):
            shown = " ".join(f"{character} (U+{ord(character):04X})" for character in missing)
            self._findings.warn(
                self.label, self.row_number, column, "glyph", value=text, characters=shown
            )
        return text

    def code(self, column: str) -> str:
        """Give a code."""
        text = self.raw(column)
        if not text:
            self._empty(column)
        elif not is_code(text):
            self.problem(column, "code", value=text)
        return text

    def reference(self, column: str, known: Container[str], target: str) -> str:
        """Give a code that must be `known`; `target` names its table, empty when not to check."""
        text = self.raw(column)
        if not text:
            self._empty(column)
        elif target and text not in known:
            self.problem(column, "dangling", value=text, target=target)
        return text

    def choice(self, column: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """Give one of the words of an enum; its default when the cell is empty."""
        text = self.raw(column)
        fallback = default if default is not None else next(iter(choices))
        if not text:
            if default is None:
                self._empty(column)
            return fallback
        chosen: Choice | None = _members(choices).get(text)
        if chosen is None:
            self.problem(column, "choice", value=text, allowed=", ".join(choices))
            return fallback
        return chosen

    def word(
        self, column: str, choices: Sequence[str], default: str = "", *, required: bool = False
    ) -> str:
        """Give one of these words, or the default when the cell is empty."""
        text = self.raw(column)
        if not text and required:
            self._empty(column)
        if text and text not in choices:
            self.problem(column, "choice", value=text, allowed=", ".join(choices))
        return text or default

    def yes(self, column: str, *, default: bool) -> bool:
        """Give yes or no."""
        return self.word(column, ("yes", "no"), "yes" if default else "no") == "yes"

    def number(self, column: str, default: Exact | None = None) -> Exact:
        """Give an exact number; the default when the cell is empty."""
        text = self.raw(column)
        if not text:
            if default is None:
                self._empty(column)
            return default or ZERO
        number = parse_exact(text)
        if number is None:
            self.problem(column, "number", value=text)
        return number or ZERO

    def whole(self, column: str, low: int, high: int, default: int | None = None) -> int:
        """Give a whole number from low to high; the default when the cell is empty."""
        text = self.raw(column)
        if not text:
            if default is None:
                self._empty(column)
            return low if default is None else default
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            self.problem(column, "whole", value=text, low=low, high=high)
            return low
        return int(text)

    def date(self, column: str) -> date:
        """Give a day."""
        text = self.raw(column)
        if not text:
            self._empty(column)
            return NO_DATE
        day = parse_date(text)
        if day is None:
            self.problem(column, "date", value=text)
        return day or NO_DATE

    def city(self, column: str) -> str:
        """Give a city code, empty when the cell is."""
        text = self.raw(column)
        code = city_code(text)
        if code is None:
            self.problem(column, "city", value=text)
        return code or ""

    def identity(self, column: str, id_type: IdType | None, *, required: bool = True) -> str:
        """Give an ID number in canonical form, checked as its type asks."""
        text = canonical_id(self.text(column, required=required, limit=LONGEST_ID))
        if not text or len(text) > LONGEST_ID or forbidden_character(text) is not None:
            return text
        if is_scientific(text):
            self.problem(column, "scientific", value=text)
        elif id_type is not None and not is_valid_id(id_type, text):
            hmt = id_type is IdType.HMT_RESIDENCE
            self.problem(
                column,
                "id_check",
                value=text,
                kind="港澳台居民居住证号" if hmt else "身份证号",
                kind_english="residence permit" if hmt else "resident ID",
                hint="，以 81、82、83 开头" if hmt else "",
            )
        return text

    def organisation_code(self, column: str) -> str:
        """Give a checked 统一社会信用代码."""
        text = self.raw(column)
        if not text:
            self._empty(column)
        elif is_scientific(text):
            self.problem(column, "scientific", value=text)
        elif not is_valid_organisation_code(text):
            self.problem(column, "uscc_check", value=text)
        return text


class Table:
    """A table with its columns found; iterate over its rows."""

    def __init__(
        self, sheet: Sheet, required: Sequence[str], optional: Sequence[str], found: Findings
    ) -> None:
        """Find the columns, noting wrong ones."""
        self.label = sheet.label
        self._rows = sheet.rows
        self._findings = found
        self.positions = column_positions(sheet, required, optional, found)
        self._width = len(sheet.header)
        self._nameless = [place for place, name in enumerate(sheet.header) if not name]
        self._header_row = sheet.header_row

    def _checked(self) -> Iterator[tuple[int, list[str]]]:
        """Give every row, noting cells that stand under no column; none without a header."""
        if not self.positions:
            return
        width, nameless = self._width, self._nameless
        for number, cells in self._rows:
            if len(cells) > width:
                more = [cell for cell in cells[width:] if cell]
                if more:
                    value = ", ".join(more)
                    self._findings.add(self.label, number, "", "extra_cells", value=value)
            if nameless:
                nameless = self._note_nameless(nameless, cells)
            yield number, cells

    def _note_nameless(self, nameless: list[int], cells: list[str]) -> list[int]:
        """Note each column without a name once, where it first holds something."""
        found = [place for place in nameless if place < len(cells) and cells[place]]
        for place in found:
            row = self._header_row
            self._findings.add(self.label, row, "", "nameless_column", place=place + 1)
        return [place for place in nameless if place not in found]

    def __iter__(self) -> Iterator[Row]:
        """Give every row that is not blank."""
        for number, cells in self._checked():
            yield Row(self.label, number, cells, self.positions, self._findings)

    def cells(self, *columns: str) -> Iterator[tuple[int, Sequence[str]]]:
        """Give row number and these columns' cells, quickly, for tables of millions of rows.

        Cells of a column that is not there are empty.
        """
        width = self._width
        pick = itemgetter(*(self.positions.get(column, width) for column in columns))
        ragged = any(column not in self.positions for column in columns)
        for number, cells in self._checked():
            if ragged or len(cells) != width:
                within = cells[:width]
                yield number, pick(within + [""] * (width + 1 - len(within)))
            else:
                yield number, pick(cells)


class Keys:
    """The keys of a table that were seen, with the row of each."""

    def __init__(self, *, codes: bool = False) -> None:
        """Begin empty; `codes` also refuses keys that differ only in case."""
        self.rows: dict[tuple[str, ...], int] = {}
        self._folded: dict[str, int] | None = {} if codes else None

    def add(self, row: Row, column: str, *key: str) -> bool:
        """Note a key; a second time is a problem in `column` and answers False."""
        first = self.rows.setdefault(key, row.row_number)
        if not row.of_whole_table:
            return True
        if first != row.row_number:
            row.problem(column, "duplicate", row=first, value=" ".join(key))
            return False
        if self._folded is not None:
            other = self._folded.setdefault(key[-1].casefold(), row.row_number)
            if other != row.row_number:
                row.problem(column, "duplicate_case", value=key[-1], row=other)
                return False
        return True
