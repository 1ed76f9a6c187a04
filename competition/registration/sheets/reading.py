"""Read a registration sheet: a batch of rows at a time, column by column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import msgspec

from competition.accounts.rules import normal_id
from competition.people.identity import (
    forbidden_character,
    is_scientific,
    normalise_name,
)
from competition.people.rules import IdType, canonical_id
from competition.registration.rules import Division, Role
from competition.registration.sheets.columns import (
    CITY_CODES,
    COLUMNS,
    DIVISIONS,
    EMPLOYMENTS,
    ID_TYPES,
    LEVELS,
    OTHER_WORDS,
    ROLES,
    SEXES,
    SHEET_NAME,
    Column,
    EventChoice,
    SheetFacts,
)
from competition.registration.sheets.finding import SheetFindings
from competition.registration.sheets.opening import OpenSheet, open_sheet
from competition.sheets.cells import LOST

AT_ONCE = 5_000
MOST_ROWS = 200_000
_EARLIEST = date(1900, 1, 1)

Progress = Callable[[int, int], None]


class Line(msgspec.Struct, frozen=True, gc=False):
    """One row of the sheet: a person, and the entry that the person belongs to.

    `id_type` is None where it could not be read; `sex` and `birth_date` are "" and None where the
    document tells them or nobody did.
    """

    row: int
    group: str
    event: EventChoice | None
    division: Division | None
    delegation: str
    city: str
    role: Role | None
    name: str
    id_type: IdType | None
    id_number: str
    sex: str
    birth_date: date | None
    phone: str
    employment: str
    employer_name: str
    employer_code: str
    level: str
    level_occupation: str
    level_certificate: str


class Words:
    """A column whose cells are one of some words; each distinct cell is looked up once."""

    def __init__(self, words: Mapping[str, object], allowed: str, empty: object) -> None:
        """Take words and what they mean; `empty` is what an empty cell means."""
        self._known: dict[str, object] = {"": empty, LOST: None}
        self._words = words
        self.allowed = allowed

    def __getitem__(self, text: str) -> object:
        """Give the meaning of a cell, None when it has none."""
        if text not in self._known:
            plain = "".join(text.split())
            found = self._words.get(text, self._words.get(plain, self._words.get(plain.lower())))
            self._known[text] = found
        return self._known[text]


class Reader:
    """Reads the rows of one sheet; `lines` grows, problems go into the findings."""

    def __init__(self, facts: SheetFacts, findings: SheetFindings) -> None:
        """Prepare for the events of a competition."""
        self.findings = findings
        events = facts.events_by_word()
        labels = "、".join(event.label for event in facts.events[:12])
        more = "…" if len(facts.events) > 12 else ""  # noqa: PLR2004 - as many as one reads
        self._words = {
            "event": Words(dict(events), labels + more, None),
            "division": _words(DIVISIONS, None),
            "city": _words(CITY_CODES, ""),
            "role": _words(ROLES, Role.COMPETITOR),
            "id_type": _words(ID_TYPES, IdType.RESIDENT),
            "sex": _words(SEXES, ""),
            "employment": _words(EMPLOYMENTS, ""),
            "level": _words(LEVELS, ""),
        }
        self._days: dict[str, date | None] = {"": None}

    def batch(
        self, rows: Sequence[int], cells: Sequence[list[str]], at: dict[str, int]
    ) -> list[Line]:
        """Read one batch of rows; `at` says where each column lies."""
        columns = {column.key: _column(cells, at.get(column.key)) for column in COLUMNS}
        values: dict[str, Sequence[object]] = {}
        for column in COLUMNS:
            texts = columns[column.key]
            self._require(column, rows, texts)
            words = self._words.get(column.key)
            if words is not None:
                values[column.key] = self._chosen(column, rows, texts, words)
            elif column.key == "birth_date":
                values[column.key] = self._dates(column, rows, texts)
            else:
                values[column.key] = self._texts(column, rows, texts)
        values["id_number"] = [canonical_id(str(number)) for number in values["id_number"]]
        values["employer_code"] = [str(code).upper() for code in values["employer_code"]]
        certificates = values["level_certificate"]
        values["level_certificate"] = [str(number).upper() for number in certificates]
        return list(map(Line, rows, *(values[column.key] for column in COLUMNS)))

    def _require(self, column: Column, rows: Sequence[int], texts: Sequence[str]) -> None:
        if column.required and "" in texts:
            for row, text in zip(rows, texts, strict=True):
                if not text:
                    self.findings.problem(row, column.heading, "empty")

    def _chosen(
        self, column: Column, rows: Sequence[int], texts: Sequence[str], words: Words
    ) -> list[object]:
        found = [words[text] for text in texts]
        if None in found:
            for row, text, value in zip(rows, texts, found, strict=True):
                if value is None and text and text != LOST:
                    self.findings.problem(
                        row, column.heading, "choice", value=text, allowed=words.allowed
                    )
        return found

    def _texts(self, column: Column, rows: Sequence[int], texts: Sequence[str]) -> list[str]:
        """Clean a column of free text; what cannot stand on paper is a problem."""
        found = self._readable(column, rows, texts)
        joined = "|".join(found)
        if "  " in joined or not joined.isprintable():
            found = [" ".join(text.split()) for text in found]
        if column.key == "name" and not joined.isascii():
            found = [normalise_name(text) for text in found]
        if column.code:
            found = [self._code(column, row, text) for row, text in zip(rows, found, strict=True)]
        if max(map(len, found), default=0) > column.longest:
            for place, text in enumerate(found):
                if len(text) > column.longest:
                    self.findings.problem(
                        rows[place], column.heading, "too_long", found=len(text),
                        limit=column.longest,
                    )  # fmt: skip
        return found

    def _readable(self, column: Column, rows: Sequence[int], texts: Sequence[str]) -> list[str]:
        """Blank what holds signs that nobody sees or that were lost, and tell it."""
        found = list(texts)
        if forbidden_character("|".join(found)) is None:
            return found
        for place, text in enumerate(texts):
            sign = forbidden_character(text)
            if sign is not None:
                found[place] = ""
                if text != LOST:
                    code = f"U+{ord(sign):04X}"
                    self.findings.problem(rows[place], column.heading, "control", value=code)
        return found

    def _code(self, column: Column, row: int, text: str) -> str:
        plain = text if text.isascii() and text.isalnum() else normal_id(text)
        if "E+" in plain and is_scientific(plain):
            self.findings.problem(row, column.heading, "scientific", value=plain)
            return ""
        return plain

    def _dates(
        self, column: Column, rows: Sequence[int], texts: Sequence[str]
    ) -> list[date | None]:
        for row, text in zip(rows, texts, strict=True):
            if text not in self._days and text != LOST:
                self._days[text] = _day(text)
            if text and text != LOST and self._days[text] is None:
                self.findings.problem(row, column.heading, "date", value=text)
        return [self._days.get(text) for text in texts]


def read_lines(
    path: Path, facts: SheetFacts, findings: SheetFindings, progress: Progress
) -> Iterator[list[Line]]:
    """Read a sheet batch by batch in bounded memory; `progress` is told rows done and rows there.

    Stops with a problem after MOST_ROWS rows.
    """
    opened = open_sheet(path, findings)
    if opened is None:
        return
    reader = Reader(facts, findings)
    done = 0
    while batch := list(islice(opened.rows, AT_ONCE)):
        done += len(batch)
        if done > MOST_ROWS:
            findings.lose(SHEET_NAME, batch[0][0], "", "too_many_rows", limit=MOST_ROWS)
            return
        yield reader.batch(
            [row for row, _ in batch], [cells for _, cells in batch], opened.positions
        )
        progress(done, max(done, _height(opened)))


def _height(opened: OpenSheet) -> int:
    return opened.height() - 1


def _column(cells: Sequence[list[str]], at: int | None) -> list[str]:
    if at is None:
        return [""] * len(cells)
    return [row[at] if at < len(row) else "" for row in cells]


def _words(words: Mapping[str, object], empty: object) -> Words:
    coded: dict[str, object] = {str(value).lower(): value for value in words.values()}
    older = {word: code for word, code in OTHER_WORDS.items() if code in words.values()}
    return Words({**coded, **older, **words}, "、".join(words), empty)


def _day(text: str) -> date | None:
    parts = text.replace("年", "-").replace("月", "-").replace("日", "")
    parts = parts.replace("/", "-").replace(".", "-")
    pieces = [f"{parts[:4]}", parts[4:6], parts[6:]] if parts.isdigit() else parts.split("-")
    try:
        year, month, day = map(int, pieces)
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found >= _EARLIEST else None
