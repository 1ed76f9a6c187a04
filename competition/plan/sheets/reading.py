"""Read the plan's workbook: every problem by sheet, row and column, and what it asks for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from competition.people.identity import forbidden_character
from competition.plan.plan_forms import MOST_FIELD, MOST_PEOPLE, is_code
from competition.plan.rules import CompetitionApplication, EventApplication, EventClass, Series
from competition.plan.sheets.columns import (
    COMPETITION_COLUMNS,
    COMPETITIONS,
    EVENT_COLUMNS,
    EVENTS,
    LAST_YEAR,
    MOST_ROWS,
    POOL_WORD,
    SIZES,
    Column,
    SheetFindings,
)
from competition.sheets.cells import LOST
from competition.sheets.workbooks import Workbook

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SEPARATORS = re.compile(r"[;；、,，]")
_TELEPHONE = re.compile(r"\d{7,}")
LONGEST_TEXT = 500


class SheetFacts(msgspec.Struct, frozen=True):
    """What the season knows: words of codes, what is there already, schemes that may be named.

    `competitions` are names; `codes` gives the code of an event by (competition, name);
    `taken` every code in small letters; `unnamed` the codes of events without an occupation;
    `tags` gives the stored form of a tag by each of its words; `schemes` that of a scheme by each
    of its names (presets, `season/code`, codes and names of earlier events).
    """

    classes: Mapping[str, EventClass]
    serieses: Mapping[str, Series]
    cities: Mapping[str, str]
    tags: Mapping[str, str]
    schemes: Mapping[str, str]
    competitions: frozenset[str]
    codes: Mapping[tuple[str, str], str]
    taken: frozenset[str]
    year: int
    unnamed: frozenset[str] = frozenset()


class ReadPlan(msgspec.Struct, frozen=True):
    """What a workbook asks for; events with the name of their competition."""

    competitions: tuple[CompetitionApplication, ...]
    events: tuple[tuple[str, EventApplication], ...]


class _Row:
    """One row under reading: every getter notes its own problem and goes on."""

    def __init__(
        self,
        sheet: str,
        number: int,
        cells: Mapping[str, str],
        columns: Sequence[Column],
        findings: SheetFindings,
    ) -> None:
        self.sheet = sheet
        self.number = number
        self._cells = cells
        self._headings = {column.key: column.heading for column in columns}
        self._findings = findings
        for column in columns:
            if column.required and not cells.get(column.key):
                self.problem(column.key, "missing")

    def problem(self, key: str, message: str, **values: str) -> None:
        self._findings.add(self.sheet, self.number, self._headings[key], message, **values)

    def text(self, key: str) -> str:
        text = self._cells.get(key, "")
        if text == LOST:
            return ""
        if forbidden_character(text):
            self.problem(key, "character")
        if len(text) > LONGEST_TEXT:
            self.problem(key, "too_long", limit=str(LONGEST_TEXT))
        return text[:LONGEST_TEXT]

    def day(self, key: str) -> date | None:
        text = self.text(key)
        if not text:
            return None
        match = _DATE.fullmatch(text)
        try:
            if match is not None:
                return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
        self.problem(key, "date", value=text)
        return None

    def whole(self, key: str, most: int) -> int | None:
        text = self.text(key)
        if not text:
            return None
        if text.isascii() and text.isdigit() and 1 <= int(text) <= most:
            return int(text)
        self.problem(key, "number", value=text, most=str(most))
        return None


def read_plan(file: Path, facts: SheetFacts, findings: SheetFindings) -> ReadPlan:
    """Read a workbook of two sheets; work for a thread. Problems go to `findings`."""
    book = Workbook(file, "", findings)
    if findings.problems:
        return ReadPlan((), ())
    if EVENTS not in book.sheets and COMPETITIONS not in book.sheets:
        findings.add(EVENTS, 0, "", "no_sheet", names=f"{COMPETITIONS}、{EVENTS}")
    competitions: dict[str, CompetitionApplication] = {}
    for row in _rows(book, COMPETITIONS, COMPETITION_COLUMNS, findings):
        application = _competition(row, facts)
        if application.name in competitions:
            row.problem("name", "twice", value=application.name)
        elif application.name:
            competitions[application.name] = application
    rows = list(_rows(book, EVENTS, EVENT_COLUMNS, findings))
    events = _events(rows, facts, facts.competitions | competitions.keys())
    if not findings.problems and not events and not competitions:
        findings.add(EVENTS, 0, "", "nothing")
    return ReadPlan(tuple(competitions.values()), tuple(events))


def _rows(
    book: Workbook, sheet: str, columns: Sequence[Column], findings: SheetFindings
) -> Iterator[_Row]:
    if sheet not in book.sheets:
        return
    name = book.sheets[sheet]
    places: dict[str, int] | None = None
    for count, (number, cells) in enumerate(book.rows(name)):
        if places is None:
            places = _places(sheet, number, cells, columns, findings)
            if places is None:
                return
            continue
        if count > MOST_ROWS:
            findings.add(sheet, number, "", "too_many", most=str(MOST_ROWS))
            return
        values = {
            key: cells[place].strip() if place < len(cells) else "" for key, place in places.items()
        }
        if any(values.values()):
            yield _Row(sheet, number, values, columns, findings)


def _places(
    sheet: str,
    number: int,
    cells: Sequence[str],
    columns: Sequence[Column],
    findings: SheetFindings,
) -> dict[str, int] | None:
    known = {column.heading: column.key for column in columns}
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        heading = cell.strip().rstrip("*＊")
        if not heading:
            continue
        if heading not in known:
            findings.add(sheet, number, heading, "unknown_column", names="、".join(known))
        elif known[heading] in places:
            findings.add(sheet, number, heading, "double_column")
        else:
            places[known[heading]] = place
    missing = [one.heading for one in columns if one.required and one.key not in places]
    for heading in missing:
        findings.add(sheet, number, heading, "missing_column")
    return None if missing else places


def _competition(row: _Row, facts: SheetFacts) -> CompetitionApplication:
    series = row.text("series")
    if series and series not in facts.serieses:
        row.problem("series", "choice", value=series, names="、".join(facts.serieses))
    city = row.text("city").removesuffix("市")
    if city and city not in facts.cities:
        row.problem("city", "choice", value=city, names="、".join(facts.cities))
    if _TELEPHONE.search(row.text("contact")):
        row.problem("contact", "telephone")
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        row.problem("ends_on", "backwards")
    return CompetitionApplication(
        name=row.text("name"),
        organiser=row.text("organiser"),
        host=row.text("host"),
        contact=row.text("contact"),
        place=row.text("place"),
        city=facts.cities.get(city, ""),
        industry=row.text("industry"),
        series=facts.serieses.get(series, Series.NONE),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _events(
    rows: Sequence[_Row], facts: SheetFacts, competitions: frozenset[str]
) -> list[tuple[str, EventApplication]]:
    codes = _codes(rows, facts)
    found = {code: row.text("name") for row, code in zip(rows, codes, strict=True)}
    events = []
    for row, code in zip(rows, codes, strict=True):
        competition = row.text("competition")
        if competition and competition not in competitions:
            row.problem("competition", "no_competition", value=competition)
        events.append((competition, _event(row, code, facts, found)))
    return events


def _codes(rows: Sequence[_Row], facts: SheetFacts) -> list[str]:
    """Give each row its code: as written, that of the same event before, or the next free one."""
    used: dict[str, int] = {}
    names: dict[tuple[str, str], int] = {}
    codes = []
    written = {row.text("code").casefold() for row in rows}
    number = 0
    for row in rows:
        key = (row.text("competition"), row.text("name"))
        if all(key) and key in names:
            row.problem("name", "twice", value=key[1])
        names.setdefault(key, row.number)
        code = row.text("code") or facts.codes.get(key, "")
        if code and not is_code(code):
            row.problem("code", "code", value=code)
        if code and code.casefold() in used:
            row.problem("code", "twice", value=code)
        while not code:
            number += 1
            free = f"E{number:02d}"
            if free.casefold() not in facts.taken | written | used.keys():
                code = free
        used.setdefault(code.casefold(), row.number)
        codes.append(code)
    return codes


def _event(row: _Row, code: str, facts: SheetFacts, found: Mapping[str, str]) -> EventApplication:
    class_word = row.text("class_asked")
    if class_word and class_word not in facts.classes:
        row.problem("class_asked", "choice", value=class_word, names="、".join(facts.classes))
    held_on = row.day("held_on")
    if held_on and held_on.year != facts.year:
        row.problem("held_on", "other_year", value=held_on.isoformat(), year=str(facts.year))
    size = row.text("entry_size")
    qualifiers = row.whole("qualifiers", MOST_FIELD)
    feeds = _feeds(row, code, facts, found)
    if qualifiers and not feeds:
        row.problem("feeds", "feeds_missing")
    unnamed = code.casefold() in facts.unnamed
    return EventApplication(
        code=code,
        name=row.text("name"),
        occupation=row.text("occupation") or ("" if unnamed else row.text("name")),
        class_asked=facts.classes.get(class_word, EventClass.PROVINCIAL_2),
        entry_size=SIZES.get(size) or row.whole("entry_size", MOST_PEOPLE) or 1,
        held_on=held_on,
        tags=_tags(row, facts),
        feeds=feeds,
        qualifiers=qualifiers,
        expected_field=row.whole("expected_field", MOST_FIELD),
        scheme=_scheme(row, code, facts),
        note=row.text("note"),
    )


def _tags(row: _Row, facts: SheetFacts) -> tuple[str, ...]:
    tags = [part.strip() for part in _SEPARATORS.split(row.text("tags"))]
    for tag in tags:
        if tag and tag not in facts.tags:
            row.problem("tags", "tag", value=tag)
    return tuple(dict.fromkeys(facts.tags.get(tag, tag) for tag in tags if tag))


def _feeds(row: _Row, code: str, facts: SheetFacts, found: Mapping[str, str]) -> str:
    text = row.text("feeds")
    if not text:
        return ""
    if text in {POOL_WORD, "pool"}:
        return "pool"
    by_name = {name: other for other, name in found.items()}
    by_name |= {name: other for (_, name), other in facts.codes.items()}
    feeds = text if text in found or text.casefold() in facts.taken else by_name.get(text, "")
    if not feeds or feeds == code:
        row.problem("feeds", "feeds", value=text)
    return feeds


def _scheme(row: _Row, code: str, facts: SheetFacts) -> str:
    text = row.text("scheme")
    if not text:
        return ""
    wanted = (code, row.text("name")) if text == LAST_YEAR else (text,)
    scheme = next((facts.schemes[one] for one in wanted if one in facts.schemes), "")
    if not scheme:
        message = "no_last_year" if text == LAST_YEAR else "scheme"
        row.problem("scheme", message, value=text)
    return scheme
