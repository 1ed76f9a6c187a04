"""Read a sheet of reports row by row: every problem by row and column, in the user's words."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from competition.participation.rules import (
    LARGEST_COUNT,
    LEVEL_WORDS,
    STAGE_WORDS,
    Level,
    NewReport,
    ParticipationReport,
    Span,
    Stage,
    city_named,
    level_of,
    span_of,
    stage_of,
)
from competition.sheets.csv_files import csv_rows
from competition.sheets.workbooks import Workbook

MOST_SHOWN = 1000
LONGEST_TEXT = 200
#: What each column may be headed by; the first is what the template writes.
HEADINGS = {
    "period": ("统计期间", "期间", "period"),
    "city": ("市", "城市", "city"),
    "level": ("级别", "赛事级别", "level"),
    "stage": ("阶段", "赛程阶段", "stage"),
    "count": ("人次", "参赛人次", "count"),
    "reporter": ("填报单位", "单位", "reporter"),
    "document": ("文件依据", "依据文号", "文号", "document"),
}
_OPTIONAL = ("city",)
_COLUMNS = {heading: name for name, headings in HEADINGS.items() for heading in headings}
#: The sheet of a workbook that is read, when it has more than one.
SHEET = "参赛人次"
_EXPLANATIONS = "填写说明"
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+")


class Problem(msgspec.Struct, frozen=True):
    """What is wrong in a row (from 1, 0 for the whole file) and column (its heading)."""

    row: int
    column: str
    message: str
    values: Mapping[str, object] = {}


class Problems:
    """Gathers the problems of one file; beyond MOST_SHOWN they are only counted."""

    def __init__(self) -> None:
        """Begin without problems."""
        self.shown: list[Problem] = []
        self.count = 0
        self.broken: set[str] = set()

    def add(self, _file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem."""
        self.count += 1
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(Problem(row, column, message, values))

    def lose(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem that makes the whole file unreadable."""
        self.add(file, row, column, message, **values)
        self.broken.add(file)

    def warn(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note what another reader would only warn of: here a number could be lost by it."""
        self.add(file, row, column, message, **values)


class Asked(msgspec.Struct, frozen=True):
    """What reports must hold to: the years that count, and for some registrars one city."""

    years: range
    today: Span
    city: str | None = None

    @property
    def begun(self) -> range:
        """The years that may be reported already; all of them while none has begun."""
        stop = min(self.years.stop, self.today.year + 1)
        return range(self.years.start, stop) if stop > self.years.start else self.years


def sheet_rows(file: Path, name: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a .csv or .xlsx file (its sheet 参赛人次, or its only one)."""
    if name.lower().endswith(".csv"):
        return csv_rows(file, name, ".xlsx", problems)
    book = Workbook(file, name, problems)
    sheets = [sheet for key, sheet in book.sheets.items() if key != _EXPLANATIONS]
    chosen = [sheet for sheet in sheets if sheet.strip() == SHEET] or sheets
    if len(chosen) != 1:
        if not problems.count:
            problems.lose(name, 0, "", "sheets", sheet=SHEET)
        return iter(())
    return book.rows(chosen[0])


class ReportReader:
    """Reads reports; words that were read once are not read again."""

    def __init__(self, asked: Asked, problems: Problems) -> None:
        """Hold the reports to what is asked."""
        self._asked = asked
        self._problems = problems
        self._spans: dict[str, Span | str] = {}
        self._cities: dict[str, str | None] = {}
        self._known: dict[tuple[str, str, str, str], NewReport] = {}

    def read(self, file: Path, name: str) -> Iterator[NewReport]:
        """Give the reports of a file; rows with a problem are left out, and noted."""
        rows = sheet_rows(file, name, self._problems)
        header = next(rows, None)
        if header is None:
            if not self._problems.count:
                self._problems.lose(name, 0, "", "no_rows")
            return
        places = self._places(name, header)
        if places is None:
            return
        empty = True
        for number, cells in rows:
            empty = False
            report = self._report(name, number, cells, places)
            if report is not None:
                yield report
        if empty and not self._problems.count:
            self._problems.add(name, 0, "", "no_rows")

    def _places(self, name: str, header: tuple[int, list[str]]) -> dict[str, int] | None:
        number, cells = header
        places: dict[str, int] = {}
        before = self._problems.count
        for place, cell in enumerate(cells):
            column = _COLUMNS.get(cell.strip().lower())
            if column is None:
                if cell:
                    self._problems.add(name, number, cell, "unknown_column")
            elif column in places:
                self._problems.add(name, number, cell, "column_twice")
            else:
                places[column] = place
        for column, headings in HEADINGS.items():
            if column not in places and column not in _OPTIONAL:
                self._problems.add(name, number, headings[0], "missing_column")
        return places if self._problems.count == before else None

    def _report(
        self, name: str, number: int, cells: list[str], places: Mapping[str, int]
    ) -> NewReport | None:
        width = len(cells)
        values = {column: cells[place] if place < width else "" for column, place in places.items()}
        words = (values["period"], values.get("city", ""), values["level"], values["stage"])
        known = self._known.get(words)
        if known is not None and not _own_faults(values):
            return _with_own(known, values)
        faults = self.faults(values)
        for column, (message, more) in faults.items():
            self._problems.add(name, number, HEADINGS[column][0], message, **more)
        if faults:
            return None
        report = self._known[words] = self.report(values)
        return report

    def faults(self, values: Mapping[str, str]) -> dict[str, tuple[str, dict[str, object]]]:
        """Say what is wrong with the cells of one report: message and values by column."""
        found: dict[str, tuple[str, dict[str, object]]] = {}
        span = self._span(values["period"])
        if isinstance(span, str):
            years = self._asked.years
            told = {"value": values["period"][:40], "first": years[0], "last": years[-1]}
            found["period"] = (span, told)
        written = values.get("city", "") or self._asked.city or ""
        city = self._city(written)
        if city is None:
            found["city"] = ("city", {"value": written[:40]})
        elif self._asked.city is not None and city != self._asked.city:
            found["city"] = ("other_city", {"value": written[:40]})
        for column, of, words in (
            ("level", level_of, LEVEL_WORDS.values()),
            ("stage", stage_of, STAGE_WORDS.values()),
        ):
            text = values[column]
            if not text or (of(text).value == "other" and text not in {"其他", "other"}):
                found[column] = ("word", {"value": text[:40], "words": "、".join(words)})
        return found | _own_faults(values)

    def report(self, values: Mapping[str, str]) -> NewReport:
        """Make a report of cells without faults."""
        span = self._span(values["period"])
        if isinstance(span, str):
            raise TypeError(span)
        level, stage = level_of(values["level"]), stage_of(values["stage"])
        told = ParticipationReport(
            values["period"],
            self._city(values.get("city", "") or self._asked.city or "") or "",
            LEVEL_WORDS[level],
            STAGE_WORDS[stage],
            int(plain_count(values["count"])),
            values["reporter"],
            values["document"],
        )
        return NewReport(span, Level(level), Stage(stage), told)

    def _span(self, text: str) -> Span | str:
        found = self._spans.get(text)
        if found is None:
            read = span_of(text)
            found = "period" if read is None else read
            if read is not None and read.year not in self._asked.years:
                found = "year"
            elif read is not None and read.first > self._asked.today.last:
                found = "future"
            self._spans[text] = found
        return found

    def _city(self, text: str) -> str | None:
        if text not in self._cities:
            self._cities[text] = city_named(text)
        return self._cities[text]


def _own_faults(values: Mapping[str, str]) -> dict[str, tuple[str, dict[str, object]]]:
    """Say what is wrong with the cells that differ in every row."""
    found: dict[str, tuple[str, dict[str, object]]] = {}
    if fault := _count_fault(values["count"]):
        found["count"] = (fault, {"value": values["count"][:40], "most": LARGEST_COUNT})
    for column in ("reporter", "document"):
        if not values[column]:
            found[column] = ("empty", {})
        elif len(values[column]) > LONGEST_TEXT:
            found[column] = ("long", {"most": LONGEST_TEXT})
    return found


def _with_own(known: NewReport, values: Mapping[str, str]) -> NewReport:
    """Give a report whose period, city, level and stage were read in an earlier row."""
    told = known.told
    return NewReport(
        known.span,
        known.level_code,
        known.stage_code,
        ParticipationReport(
            told.period,
            told.city,
            told.level,
            told.stage,
            int(plain_count(values["count"])),
            values["reporter"],
            values["document"],
        ),
    )


def plain_count(text: str) -> str:
    """Give a count as plain digits: １２ is 12, 1,300 and 1 300 are 1300; else what was written."""
    if text.isascii() and text.isdigit():
        return text
    told = unicodedata.normalize("NFKC", text).strip()
    return re.sub("[, ]", "", told) if _THOUSANDS.fullmatch(told) else told


def _count_fault(written: str) -> str:
    text = plain_count(written)
    if not text:
        return "empty"
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        return "count"
    short = len(text) <= len(str(LARGEST_COUNT))
    return "" if short and int(text) <= LARGEST_COUNT else "large"
