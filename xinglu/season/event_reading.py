"""Read one event's folder: its rules, scheme, entries, members and marks."""

from pathlib import Path

import msgspec

from competition.people.rules import IdType
from competition.plan.rules import Event
from competition.registration.rules import (
    SKILL_LEVELS,
    Division,
    Entry,
    Member,
    Role,
    Status,
)
from judging.marking.rules.exact import ONE, ZERO, Exact, exact_text, parse_exact
from judging.marking.rules.panel import level_of
from judging.marking.rules.scheme import (
    Adjustment,
    Aspect,
    AspectKind,
    Coefficient,
    Mark,
    PanelMethod,
    Scheme,
)
from xinglu.season.event_toml import read_event_settings
from xinglu.season.model import EventInput
from xinglu.season.problems import Findings
from xinglu.season.rows import Keys, Table, is_code
from xinglu.season.sheets import Folder
from xinglu.season.toml_tables import read_toml

SCHEME_COLUMNS = ("module", "aspect", "name", "kind", "max")
SCHEME_OPTIONAL = (
    "min", "criterion", "sub_criterion", "day", "method", "drop_high", "drop_low", "judges",
    "panel_decimals", "factor", "decimals", "required",
)  # fmt: skip
ENTRY_COLUMNS = ("entry", "division", "delegation")
ENTRY_OPTIONAL = ("city", "status")
MEMBER_COLUMNS = ("entry", "id_type", "id_number", "name", "role")
MEMBER_OPTIONAL = ("employer", "level", "level_occupation", "level_certificate", "level_verified")
MARK_COLUMNS = ("entry", "aspect", "judge", "mark")
COEFFICIENT_COLUMNS = ("entry", "aspect", "coefficient")
ADJUSTMENT_COLUMNS = ("entry", "points", "reason")
EVENT_TABLES = ("scheme", "entries", "members", "marks", "coefficients", "adjustments")
MOST_DECIMALS = 12
MOST_JUDGES = 1000


class ReadEvent(msgspec.Struct, frozen=True):
    """An event as read, with what later checks need to point at."""

    input: EventInput
    marks_label: str
    mark_rows: list[int]
    members_label: str
    employers: list[tuple[int, str]]
    flawed_cells: set[tuple[str, str]]


class EventReader:
    """Reads the tables of one event; problems go to `findings`."""

    def __init__(self, root: Path, event: Event, findings: Findings) -> None:
        """Look into events/EVENT below `root`."""
        self._event = event
        self._path = root / "events" / event.event
        self._label = f"events/{event.event}/"
        self._findings = findings
        self._folder = Folder(self._path, self._label, "event.xlsx", findings)
        self._entries: dict[str, Entry] = {}
        self._aspects: dict[str, Aspect] = {}
        self._flawed_cells: set[tuple[str, str]] = set()

    def _table(
        self, name: str, columns: tuple[str, ...], optional: tuple[str, ...] = (), *, needed: bool
    ) -> Table | None:
        sheet = self._folder.open(name, required=needed)
        return None if sheet is None else Table(sheet, columns, optional, self._findings)

    def read(self, *, members_needed: bool, members_exact: bool) -> ReadEvent | None:
        """Read everything; None when the rules are too broken to go on."""
        aspects = self._read_scheme()
        toml = read_toml(self._path, "event.toml", f"{self._label}event.toml", self._findings)
        settings = None
        if toml is not None:
            settings = read_event_settings(toml, aspects or [])
        entries = self._read_entries()
        needed = members_needed or bool(settings and settings.title_lines)
        members, employers, label = self._read_members(needed=needed)
        if needed and members is not None and members_exact:
            self._check_competitors(members, label)
        marks, rows, marks_label = self._read_marks()
        coefficients = self._read_coefficients()
        adjustments = self._read_adjustments()
        if settings is None or aspects is None or entries is None:
            return None
        scheme = Scheme(
            settings.modules, tuple(aspects), settings.total_decimals, settings.spread
        )
        event_input = EventInput(
            self._event,
            settings.rules(scheme),
            tuple(entries),
            tuple(members or ()),
            tuple(marks),
            tuple(coefficients),
            tuple(adjustments),
        )
        return ReadEvent(
            event_input, marks_label, rows, label, employers, self._flawed_cells
        )

    def _read_scheme(self) -> list[Aspect] | None:
        table = self._table("scheme", SCHEME_COLUMNS, SCHEME_OPTIONAL, needed=True)
        if table is None:
            return None
        keys = Keys(codes=True)
        aspects = []
        for row in table:
            kind = row.choice("kind", AspectKind)
            default = PanelMethod.MEAN if kind is AspectKind.PANEL else PanelMethod.SINGLE
            maximum = row.number("max", ZERO) if row.raw("max") else None
            minimum = row.number("min", ZERO)
            if maximum is None and kind is not AspectKind.TIME:
                row.problem("max", "maximum")
            if maximum is not None and _less(maximum, minimum):
                row.problem("min", "min_max")
            aspect = Aspect(
                row.code("module"),
                row.code("aspect"),
                row.text("name"),
                kind,
                maximum,
                minimum,
                row.text("criterion"),
                row.text("sub_criterion"),
                row.text("day"),
                row.choice("method", PanelMethod, default),
                row.whole("drop_high", 0, MOST_JUDGES, 0),
                row.whole("drop_low", 0, MOST_JUDGES, 0),
                row.whole("judges", 1, MOST_JUDGES, 1),
                row.whole("panel_decimals", 0, MOST_DECIMALS, 2),
                row.number("factor", ONE),
                row.whole("decimals", 0, MOST_DECIMALS, 2),
                row.yes("required", default=True),
            )
            if aspect.aspect and keys.add(row, "aspect", aspect.aspect):
                aspects.append(aspect)
                self._aspects[aspect.aspect] = aspect
        return aspects

    def _read_entries(self) -> list[Entry] | None:
        table = self._table("entries", ENTRY_COLUMNS, ENTRY_OPTIONAL, needed=True)
        if table is None:
            return None
        keys = Keys(codes=True)
        for row in table:
            entry = Entry(
                row.code("entry"),
                row.choice("division", Division),
                row.text("delegation", required=True),
                row.city("city"),
                row.choice("status", Status, Status.OK),
            )
            if entry.entry and keys.add(row, "entry", entry.entry):
                self._entries[entry.entry] = entry
        return list(self._entries.values())

    def _read_members(
        self, *, needed: bool
    ) -> tuple[list[Member] | None, list[tuple[int, str]], str]:
        table = self._table("members", MEMBER_COLUMNS, MEMBER_OPTIONAL, needed=needed)
        if table is None:
            return None, [], f"{self._label}members.csv"
        keys = Keys()
        members = []
        employers = []
        for row in table:
            entry = row.code("entry")
            if entry and entry not in self._entries:
                row.problem("entry", "dangling", value=entry, target=f"{self._label}entries.csv")
            id_type = row.choice("id_type", IdType) if row.raw("id_number") else None
            member = Member(
                entry,
                id_type or row.word("id_type", tuple(IdType)),
                row.identity("id_number", id_type, required=False),
                row.name("name"),
                row.choice("role", Role),
                row.text("employer"),
                row.word("level", SKILL_LEVELS),
                row.text("level_occupation"),
                row.text("level_certificate"),
                row.yes("level_verified", default=False),
            )
            if member.employer:
                employers.append((row.row_number, member.employer))
            if not member.id_number or keys.add(row, "id_number", entry, member.id_number):
                members.append(member)
        return members, employers, table.label

    def _check_competitors(self, members: list[Member], label: str) -> None:
        found = dict.fromkeys(self._entries, 0)
        for member in members:
            if member.role is Role.COMPETITOR and member.id_number and member.entry in found:
                found[member.entry] += 1
        for code, entry in self._entries.items():
            if entry.status is Status.OK and found[code] != self._event.entry_size:
                self._findings.add(
                    label,
                    0,
                    "entry",
                    "competitors",
                    entry=code,
                    wanted=self._event.entry_size,
                    found=found[code],
                )

    def _read_marks(self) -> tuple[list[Mark], list[int], str]:
        table = self._table("marks", MARK_COLUMNS, needed=True)
        if table is None:
            return [], [], f"{self._label}marks.csv"
        marks: list[Mark] = []
        rows: list[int] = []
        seen: dict[tuple[str, str, str], int] = {}
        good: dict[tuple[str, str], Exact] = {}
        entries = self._entries
        for number, (entry, aspect, judge, text) in table.cells(*MARK_COLUMNS):
            value = good.get((aspect, text))
            if value is None or entry not in entries:
                value = self._check_mark(table, number, (entry, aspect, text))
                if value is None:
                    self._flawed_cells.add((entry, aspect))
                    continue
                good[aspect, text] = value
            key = (entry, aspect, judge)
            first = seen.setdefault(key, number)
            if first != number:
                self._findings.add(
                    table.label, number, "judge", "duplicate", row=first, value=" ".join(key)
                )
                continue
            marks.append(Mark(entry, aspect, judge, value))
            rows.append(number)
        return marks, rows, table.label

    def _check_mark(
        self, table: Table, number: int, cells: tuple[str, str, str]
    ) -> Exact | None:
        """Check one mark; None after a problem."""
        entry, aspect_code, text = cells
        problems = len(self._findings.problems)
        for column, value, known, target in (
            ("entry", entry, entry in self._entries, "entries.csv"),
            ("aspect", aspect_code, aspect_code in self._aspects, "scheme.csv"),
        ):
            if column not in table.positions:
                continue
            if not value:
                self._findings.add(table.label, number, column, "empty")
            elif not known:
                where = self._label + target
                self._findings.add(
                    table.label, number, column, "dangling", value=value, target=where
                )
        mark = parse_exact(text)
        if "mark" in table.positions:
            if not text:
                self._findings.add(table.label, number, "mark", "empty")
            elif mark is None:
                self._findings.add(table.label, number, "mark", "number", value=text)
        aspect = self._aspects.get(aspect_code)
        if aspect is not None and mark is not None:
            self._check_range(table.label, number, entry, aspect, mark, text)
        return mark if len(self._findings.problems) == problems else None

    def _check_range(  # noqa: PLR0913 - a mark and where it stands
        self, label: str, number: int, entry: str, aspect: Aspect, mark: Exact, text: str
    ) -> None:
        if aspect.kind is AspectKind.JUDGEMENT:
            if level_of(mark) is None:
                self._findings.add(label, number, "mark", "level", value=text)
            return
        above = aspect.maximum is not None and _less(aspect.maximum, mark)
        if above or _less(mark, aspect.minimum):
            low, high = (_text(aspect.minimum), _text(aspect.maximum))
            self._findings.add(
                label,
                number,
                "mark",
                "range",
                value=text,
                low=low,
                high=high,
                entry=entry,
                aspect=aspect.aspect,
            )

    def _read_coefficients(self) -> list[Coefficient]:
        table = self._table("coefficients", COEFFICIENT_COLUMNS, needed=False)
        keys = Keys()
        coefficients = []
        for row in table or ():
            entry, aspect = row.code("entry"), row.code("aspect")
            if is_code(entry) and entry not in self._entries:
                row.problem("entry", "dangling", value=entry, target=f"{self._label}entries.csv")
            if is_code(aspect) and aspect not in self._aspects:
                row.problem("aspect", "dangling", value=aspect, target=f"{self._label}scheme.csv")
            if keys.add(row, "aspect", entry, aspect):
                coefficients.append(Coefficient(entry, aspect, row.number("coefficient")))
        return coefficients

    def _read_adjustments(self) -> list[Adjustment]:
        table = self._table("adjustments", ADJUSTMENT_COLUMNS, needed=False)
        adjustments = []
        for row in table or ():
            entry = row.code("entry")
            if is_code(entry) and entry not in self._entries:
                row.problem("entry", "dangling", value=entry, target=f"{self._label}entries.csv")
            reason = row.text("reason", required=True)
            adjustments.append(Adjustment(entry, row.number("points"), reason))
        return adjustments


def _less(first: Exact, second: Exact) -> bool:
    return first.digits * 10**second.decimals < second.digits * 10**first.decimals


def _text(number: Exact | None) -> str:
    return "" if number is None else exact_text(number)
