"""Read one event's folder: its rules, scheme, entries, members and marks."""

from array import array
from collections import Counter
from collections.abc import Sequence

import msgspec

from competition.people.identity import forbidden_character
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
from competition.sheets.cells import LOST
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
from xinglu.season.rows import LONGEST_NAME, Keys, Row, Table
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
    """An event as read, with what later checks need to know.

    `mark_rows` are the rows of `input.marks`; `members` is the label of its members.csv.
    `sure` says that every table the marks are held against was read as a whole, `clean` that
    reading found no problem. `flawed_cells` (entry, aspect), `unsure_aspects` and
    `unsure_entries` were found wrong already; `misplaced` counts marks whose entry or aspect is
    not known, by the other of the two.
    """

    input: EventInput
    marks_label: str
    mark_rows: Sequence[int]
    members_label: str
    employers: list[tuple[int, str]]
    sure: bool
    clean: bool
    flawed_cells: set[tuple[str, str]]
    unsure_aspects: set[str]
    unsure_entries: set[str]
    misplaced: Counter[tuple[str, str]]


class EventReader:
    """Reads the tables of one event; problems go to `findings`."""

    def __init__(self, folder: Folder, event: Event, findings: Findings) -> None:
        """Read the files of `folder`."""
        self._event = event
        self._label = folder.label
        self._findings = findings
        self._folder = folder
        self._entries: dict[str, Entry] = {}
        self._entry_codes: dict[str, str] = {}
        self._aspects: dict[str, Aspect] = {}
        self._aspect_codes: set[str] = set()
        self._flawed_cells: set[tuple[str, str]] = set()
        self._unsure_aspects: set[str] = set()
        self._unsure_entries: set[str] = set()
        self._misplaced: Counter[tuple[str, str]] = Counter()

    def _table(
        self, name: str, columns: tuple[str, ...], optional: tuple[str, ...] = (), *, needed: bool
    ) -> Table | None:
        sheet = self._folder.open(name, required=needed)
        return None if sheet is None else Table(sheet, columns, optional, self._findings)

    def _entry(self, row: Row) -> str:
        target = self._folder.label_of("entries") if self._folder.is_whole("entries") else ""
        return row.reference("entry", self._entry_codes, target)

    def _aspect(self, row: Row) -> str:
        target = self._folder.label_of("scheme") if self._folder.is_whole("scheme") else ""
        return row.reference("aspect", self._aspect_codes, target)

    def read(self, *, members_needed: bool, members_exact: bool) -> ReadEvent | None:
        """Read everything; None when the rules are too broken to go on."""
        problems = len(self._findings.problems)
        aspects = self._read_scheme()
        toml = read_toml(self._folder, "event.toml", self._findings)
        settings = None
        if toml is not None:
            known = aspects if self._folder.is_whole("scheme") else None
            settings = read_event_settings(toml, known)
        entries = self._read_entries()
        needed = members_needed or bool(settings and settings.title_lines)
        members, employers = self._read_members(needed=needed, exact=needed and members_exact)
        marks, rows = self._read_marks()
        coefficients = self._read_coefficients()
        adjustments = self._read_adjustments()
        if settings is None or aspects is None or entries is None:
            return None
        scheme = Scheme(settings.modules, tuple(aspects), settings.total_decimals, settings.spread)
        event_input = EventInput(
            self._event,
            settings.rules(scheme),
            tuple(entries),
            tuple(members),
            tuple(marks),
            tuple(coefficients),
            tuple(adjustments),
        )
        return ReadEvent(
            event_input,
            self._folder.label_of("marks"),
            rows,
            self._folder.label_of("members"),
            employers,
            all(self._folder.is_whole(table) for table in ("scheme", "entries", "marks")),
            len(self._findings.problems) == problems,
            self._flawed_cells,
            self._unsure_aspects,
            self._unsure_entries,
            self._misplaced,
        )

    def _read_scheme(self) -> list[Aspect] | None:
        table = self._table("scheme", SCHEME_COLUMNS, SCHEME_OPTIONAL, needed=True)
        if table is None:
            return None
        keys = Keys(codes=True)
        modules = Keys(codes=True)
        aspects = []
        for row in table:
            aspect = self._read_aspect(row)
            if aspect.module and (aspect.module,) not in modules.rows:
                modules.add(row, "module", aspect.module)
            if aspect.aspect:
                self._aspect_codes.add(aspect.aspect)
                if keys.add(row, "aspect", aspect.aspect):
                    aspects.append(aspect)
                    self._aspects[aspect.aspect] = aspect
            if row.flawed or not row.of_whole_table:
                self._unsure_aspects.add(aspect.aspect)
        if not aspects and self._folder.is_whole("scheme"):
            self._findings.lose(table.label, 1, "aspect", "no_aspect_rows")
        return aspects

    def _read_aspect(self, row: Row) -> Aspect:
        kind = row.choice("kind", AspectKind)
        default = PanelMethod.MEAN if kind is AspectKind.PANEL else PanelMethod.SINGLE
        maximum = row.number("max", ZERO) if row.raw("max") else None
        minimum = row.number("min", ZERO)
        sure_kind = row.raw("kind") == kind
        if maximum is None and sure_kind and kind is not AspectKind.TIME:
            row.missing("max", "maximum")
        if not row.flawed and maximum is not None and _less(maximum, minimum):
            low, high = exact_text(minimum), exact_text(maximum)
            row.problem("min", "min_max", low=low, high=high)
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
        if sure_kind and kind is not AspectKind.JUDGEMENT and not row.flawed:
            if aspect.method is PanelMethod.SINGLE and aspect.judges > 1:
                row.problem("judges", "single_judges")
            trimmed = aspect.method in (PanelMethod.TRIMMED_MEAN, PanelMethod.TRIMMED_SUM)
            if (aspect.drop_high or aspect.drop_low) and not trimmed:
                row.warn("method", "drop_ignored", value=aspect.method)
        return aspect

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
            if entry.entry:
                self._entry_codes.setdefault(entry.entry, entry.entry)
                if keys.add(row, "entry", entry.entry):
                    self._entries[entry.entry] = entry
                if "status" in row.flaws:
                    self._unsure_entries.add(entry.entry)
        return list(self._entries.values())

    def _read_members(
        self, *, needed: bool, exact: bool
    ) -> tuple[list[Member], list[tuple[int, str]]]:
        """Read members.csv; when it is `needed` and `exact`, count the competitors too."""
        table = self._table("members", MEMBER_COLUMNS, MEMBER_OPTIONAL, needed=needed)
        members: list[Member] = []
        employers: list[tuple[int, str]] = []
        if table is None:
            return members, employers
        keys = Keys()
        flawed: set[str] = set()
        misplaced = 0
        competing: dict[str, tuple[str, int]] = {}
        for row in table:
            member = self._read_member(row)
            if member.id_number and member.role is Role.COMPETITOR:
                here = (member.entry, row.row_number)
                entry, first = competing.setdefault(member.id_number, here)
                if entry != member.entry:
                    row.warn("id_number", "competes_twice", row=first, entry=entry)
            if member.employer:
                employers.append((row.row_number, member.employer))
            if not member.id_number or keys.add(row, "id_number", member.entry, member.id_number):
                members.append(member)
            if row.flawed:
                flawed.add(member.entry)
                misplaced += member.entry not in self._entry_codes
        if exact and self._folder.is_whole("members") and self._folder.is_whole("entries"):
            self._check_competitors(members, flawed, misplaced, table.label)
        return members, employers

    def _read_member(self, row: Row) -> Member:
        id_type = row.choice("id_type", IdType) if row.raw("id_number") else None
        sure = id_type is not None and row.raw("id_type") == id_type
        return Member(
            self._entry(row),
            id_type or row.word("id_type", tuple(IdType)),
            row.identity("id_number", id_type if sure else None, required=False),
            row.name("name"),
            row.choice("role", Role),
            row.text("employer"),
            row.word("level", SKILL_LEVELS),
            row.text("level_occupation"),
            row.text("level_certificate"),
            row.yes("level_verified", default=False),
        )

    def _check_competitors(
        self, members: list[Member], flawed: set[str], misplaced: int, label: str
    ) -> None:
        """Note ok entries without the right number of competitors with ID.

        Entries with a flawed member are left to that problem, and missing competitors that
        members of unknown entries can account for are left to those.
        """
        found = dict.fromkeys(self._entries, 0)
        for member in members:
            if member.role is Role.COMPETITOR and member.id_number and member.entry in found:
                found[member.entry] += 1
        size = self._event.entry_size
        wrong = [
            code
            for code, entry in self._entries.items()
            if entry.status is Status.OK
            and found[code] != size
            and code not in flawed
            and code not in self._unsure_entries
        ]
        missing = [size - found[code] for code in wrong]
        if min(missing, default=0) > 0 and sum(missing) <= misplaced:
            return
        for code in wrong:
            self._findings.add(
                label, 0, "entry", "competitors", entry=code, wanted=size, found=found[code]
            )

    def _read_marks(self) -> tuple[list[Mark], Sequence[int]]:
        table = self._table("marks", MARK_COLUMNS, needed=True)
        marks: list[Mark] = []
        rows = array("q")
        if table is None:
            return marks, rows
        seen: dict[tuple[str, str, str], int] = {}
        good: dict[tuple[str, str], Exact] = {}
        judges: dict[str, str] = {}
        codes = self._entry_codes
        whole = self._folder.is_whole("marks")
        for number, (entry_text, aspect, judge_text, text) in table.cells(*MARK_COLUMNS):
            value = good.get((aspect, text))
            entry = codes.get(entry_text)
            judge = judges.get(judge_text)
            if value is None or entry is None or judge is None:
                value = self._check_mark(table, number, (entry_text, aspect, judge_text, text))
                if value is None:
                    continue
                good[aspect, text] = value
                entry = codes[entry_text]
                judge = judges.setdefault(judge_text, judge_text)
            key = (entry, aspect, judge)
            first = seen.setdefault(key, number)
            if first != number and whole:
                self._flawed_cells.add((entry, aspect))
                self._findings.add(
                    table.label, number, "judge", "duplicate", row=first, value=" ".join(key)
                )
                continue
            marks.append(Mark(entry, aspect, judge, value))
            rows.append(number)
        return marks, rows

    def _check_mark(
        self, table: Table, number: int, cells: tuple[str, str, str, str]
    ) -> Exact | None:
        """Check one mark; None after a problem, or where its entry or aspect is not known."""
        entry, aspect, judge, text = cells
        problems = len(self._findings.problems)
        placed = self._check_place(table, number, entry, aspect)
        if judge == LOST:
            placed = False
        elif len(judge) > LONGEST_NAME:
            self._findings.add(
                table.label, number, "judge", "too_long", found=len(judge), limit=LONGEST_NAME
            )
        elif (character := forbidden_character(judge)) is not None:
            value = f"U+{ord(character):04X}"
            self._findings.add(table.label, number, "judge", "control", value=value)
        mark = parse_exact(text)
        if mark is None:
            placed = False
            if not text and "mark" in table.positions:
                self._findings.add(table.label, number, "mark", "empty")
            elif text and text != LOST:
                self._findings.add(table.label, number, "mark", "number", value=text)
        elif aspect in self._aspects and aspect not in self._unsure_aspects:
            self._check_range(table.label, number, entry, self._aspects[aspect], mark, text)
        if placed and mark is not None and len(self._findings.problems) == problems:
            return mark
        self._flawed_cells.add((entry, aspect))
        return None

    def _check_place(self, table: Table, number: int, entry: str, aspect: str) -> bool:
        """Check entry and aspect of a mark; say whether both are known."""
        known_entry, known_aspect = entry in self._entry_codes, aspect in self._aspect_codes
        for column, value, known, target in (
            ("entry", entry, known_entry, "entries"),
            ("aspect", aspect, known_aspect, "scheme"),
        ):
            if not value and column in table.positions:
                self._findings.add(table.label, number, column, "empty")
            elif value and value != LOST and not known and self._folder.is_whole(target):
                where = self._folder.label_of(target)
                self._findings.add(
                    table.label, number, column, "dangling", value=value, target=where
                )
        if known_entry != known_aspect:
            self._misplaced[("entry", entry) if known_entry else ("aspect", aspect)] += 1
        return known_entry and known_aspect

    def _check_range(  # noqa: PLR0913, PLR0917 - a mark and where it stands
        self, label: str, number: int, entry: str, aspect: Aspect, mark: Exact, text: str
    ) -> None:
        where = {"entry": entry, "aspect": aspect.aspect}
        if aspect.kind is AspectKind.JUDGEMENT:
            if level_of(mark) is None:
                self._findings.add(label, number, "mark", "level", value=text, **where)
            return
        low = exact_text(aspect.minimum)
        if aspect.maximum is None:
            if _less(mark, aspect.minimum):
                self._findings.add(label, number, "mark", "range_low", value=text, low=low, **where)
        elif _less(aspect.maximum, mark) or _less(mark, aspect.minimum):
            high = exact_text(aspect.maximum)
            self._findings.add(
                label, number, "mark", "range", value=text, low=low, high=high, **where
            )

    def _read_coefficients(self) -> list[Coefficient]:
        table = self._table("coefficients", COEFFICIENT_COLUMNS, needed=False)
        keys = Keys()
        coefficients = []
        for row in table or ():
            entry, aspect = self._entry(row), self._aspect(row)
            if keys.add(row, "aspect", entry, aspect):
                coefficients.append(Coefficient(entry, aspect, row.number("coefficient")))
        return coefficients

    def _read_adjustments(self) -> list[Adjustment]:
        table = self._table("adjustments", ADJUSTMENT_COLUMNS, needed=False)
        adjustments = []
        for row in table or ():
            entry = self._entry(row)
            reason = row.text("reason", required=True)
            adjustments.append(Adjustment(entry, row.number("points"), reason))
        return adjustments


def _less(first: Exact, second: Exact) -> bool:
    decimals = max(first.decimals, second.decimals)
    return first.at(decimals) < second.at(decimals)
