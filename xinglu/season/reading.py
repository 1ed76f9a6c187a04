"""Read a season folder: every table typed, every problem noted, nothing left half checked."""

import gc
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from competition.plan.rules import Event
from competition.policy.loader import load_ruleset
from competition.policy.rules import Ruleset
from judging.ranking.rules.scoring import Scoring
from xinglu.season.checking import RulingRows, RulingTargets, check_events, check_rulings
from xinglu.season.event_reading import EVENT_TABLES, EventReader, ReadEvent
from xinglu.season.model import Season
from xinglu.season.problems import Findings, Problem
from xinglu.season.season_tables import SEASON_TABLES, SeasonTables
from xinglu.season.season_toml import SeasonSettings, read_season_settings
from xinglu.season.sheets import Folder


class ReadSeason(msgspec.Struct, frozen=True):
    """A folder as read: the season when there is no problem, and its scores by event."""

    season: Season | None
    scorings: dict[str, Scoring]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_season(folder: Path) -> ReadSeason:
    """Read and check a season folder; `season` is None when there is any problem."""
    findings = Findings()
    name = folder.name or str(folder)
    try:
        message = None if folder.is_dir() else "not_a_folder"
        if message and not folder.exists():
            message = "no_such_folder"
    except OSError:
        message = "no_such_folder"
    if message:
        findings.add(name, 0, "", message)
        return ReadSeason(None, {}, findings.sorted_problems(), ())
    with _collector_paused():
        return _SeasonReader(folder, findings).read()


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the collector from walking millions of new rows, none of which is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _SeasonReader:
    """Reads one folder."""

    def __init__(self, root: Path, findings: Findings) -> None:
        self._findings = findings
        self._folder = Folder(root, "", "season.xlsx", findings)
        self._tables = SeasonTables(self._folder, findings)

    def read(self) -> ReadSeason:
        if self._folder.path.name in self._findings.broken:
            return self._answer(None, {})
        settings = read_season_settings(self._folder, self._findings)
        organisations = self._tables.organisations()
        events = self._tables.events()
        holders = self._tables.title_holders()
        promotions = self._tables.promotions_before()
        teams = self._tables.expert_teams()
        players = self._tables.worldskills(teams)
        bases = self._tables.bases()
        paid = self._tables.paid()
        participations = self._tables.participations()
        rulings = self._tables.rulings()
        read_events = self._read_events(events, settings)
        issued = self._tables.issued(
            {
                event.input.event.event: {entry.entry for entry in event.input.entries}
                for event in read_events
                if event.clean
            }
        )
        self._warn_of_unknown_files(self._folder, SEASON_TABLES, ("season.toml", "events"))
        scorings = check_events(read_events, self._findings)
        if settings is None:
            return self._answer(None, scorings)
        season = Season(
            title=settings.title,
            year=settings.year,
            ruleset=settings.ruleset,
            options=settings.options,
            approval=settings.approval,
            pool_year=settings.pool_year,
            organisations=tuple(organisations),
            events=tuple(event.input for event in read_events),
            title_holders=tuple(holders),
            promotions_before=tuple(promotions),
            expert_teams=tuple(teams),
            worldskills=tuple(players),
            bases=tuple(bases),
            paid=tuple(paid),
            participations=tuple(participations),
            rulings=tuple(rulings),
            issued=tuple(issued),
        )
        known = RulingTargets(
            {event.event for event in events} if self._folder.is_whole("events") else None,
            frozenset(event.input.event.event for event in read_events if event.clean),
            worldskills=self._folder.is_whole("worldskills"),
            bases=self._folder.is_whole("bases"),
        )
        rows = RulingRows(
            self._folder.label_of("rulings"),
            self._tables.ruling_rows,
            self._tables.misplaced_rulings,
        )
        if self._folder.is_whole("rulings"):
            check_rulings(season, scorings, known, rows, self._findings)
        return self._answer(season, scorings)

    def _answer(self, season: Season | None, scorings: dict[str, Scoring]) -> ReadSeason:
        problems = self._findings.sorted_problems()
        warnings = self._findings.sorted_warnings()
        return ReadSeason(None if problems else season, scorings, problems, warnings)

    def _read_events(self, events: list[Event], settings: SeasonSettings | None) -> list[ReadEvent]:
        if not events:
            return []
        name = self._folder.child("events")
        if name is None or not _is_folder(self._folder.path / name):
            message = "missing_folder" if name is None else "not_a_folder"
            self._findings.add(name or "events", 0, "", message)
            return []
        parent = Folder(self._folder.path / name, f"{name}/", "", self._findings)
        ruleset = load_ruleset(settings.ruleset) if settings and settings.ruleset else None
        read = []
        for event in events:
            found = parent.child(event.event)
            path = parent.path / (found or event.event)
            label = parent.label + path.name
            if found is None or not _is_folder(path):
                self._findings.add(label, 0, "", "not_a_folder" if found else "missing_folder")
                continue
            folder = Folder(path, f"{label}/", "event.xlsx", self._findings)
            if label in self._findings.broken:
                continue
            if (answer := self._read_event(folder, event, settings, ruleset)) is not None:
                read.append(answer)
        known = {event.event.lower() for event in events}
        self._warn_of_unknown_names(parent, known)
        return read

    def _read_event(
        self,
        folder: Folder,
        event: Event,
        settings: SeasonSettings | None,
        ruleset: Ruleset | None,
    ) -> ReadEvent | None:
        sure = self._folder.is_whole("events") and event.event not in self._tables.unsure_events
        found = EventReader(folder, event, self._findings).read(
            members_needed=sure and ruleset is not None and _gives_awards(ruleset, event),
            members_exact=sure and settings is not None and settings.options.members == "exact",
        )
        self._warn_of_unknown_files(folder, EVENT_TABLES, ("event.toml",))
        if found is None:
            return None
        target = self._tables.target("organisations")
        whole = self._folder.is_whole("organisations")
        for row, code in found.employers:
            if whole and code not in self._tables.codes:
                self._findings.add(
                    found.members_label, row, "employer", "dangling", value=code, target=target
                )
        line = None if ruleset is None else ruleset.title_line(event.event_class)
        if line is not None and line.medals and found.input.rules.medals is None:
            self._findings.warn(f"{folder.label}event.toml", 0, "medals", "no_medals")
        return found

    def _warn_of_unknown_files(
        self, folder: Folder, tables: Iterable[str], others: tuple[str, ...]
    ) -> None:
        tables = tuple(tables)
        known = {*others, folder.workbook_name, *(f"{table}.csv" for table in tables)}
        self._warn_of_unknown_names(folder, known)
        for key, sheet in folder.sheet_names.items():
            if key not in tables:
                label, allowed = folder.workbook_label, ", ".join(tables)
                self._findings.warn(label, 0, "", "unknown_sheet", value=sheet, allowed=allowed)

    def _warn_of_unknown_names(self, folder: Folder, known: Container[str]) -> None:
        for name in folder.names:
            documentation = name.upper().startswith(("README", "LICENSE", ".", "~$"))
            if name.lower() not in known and not documentation:
                self._findings.warn(folder.label + name, 0, "", "unknown_file")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _gives_awards(ruleset: Ruleset, event: Event) -> bool:
    """Say whether an event's class gives titles or money, so that people must be known."""
    return (
        ruleset.title_line(event.event_class) is not None
        or ruleset.medallist_rules(event.event_class) is not None
    )
