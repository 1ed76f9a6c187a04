"""Read a season folder: every table typed, every problem noted, nothing left half checked."""

import gc
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from certificates.issuing.rules import CertificateKind, Issued
from competition.participation.rules import ParticipationReport
from competition.people.rules import (
    BaseKind,
    EarlierPromotion,
    Organisation,
    OrganisationKind,
    RecognisedBase,
    TitleHolder,
)
from competition.plan.rules import Event, EventClass
from competition.policy.loader import load_ruleset
from competition.policy.rules import Ruleset
from judging.awards.rules.decisions import BonusKind
from judging.awards.rules.inputs import (
    ExpertTeam,
    Origin,
    PaidLine,
    Ruling,
    RulingKind,
    WorldSkillsPlayer,
)
from judging.awards.rules.worldskills import edition_year
from judging.ranking.rules.event_rules import Medal
from judging.ranking.rules.scoring import Scoring
from xinglu.season.checking import RulingRows, RulingTargets, check_events, check_rulings
from xinglu.season.event_reading import EVENT_TABLES, EventReader, ReadEvent
from xinglu.season.model import Season
from xinglu.season.problems import Findings, Problem
from xinglu.season.rows import Keys, Row, Table, city_code, is_code
from xinglu.season.season_toml import SeasonSettings, read_season_settings
from xinglu.season.sheets import Folder

SEASON_TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "organisations": (("code", "name", "kind"), ("city", "same_as")),
    "events": (
        ("event", "competition", "name", "class", "entry_size", "held_on"),
        ("occupation", "tags", "feeds"),
    ),
    "title_holders": (("id_number", "name", "title", "year", "document"), ()),
    "promotions_before": (("id_number", "promoted_on", "document"), ()),
    "expert_teams": (("team", "name", "edition", "skill"), ()),
    "worldskills": (
        ("edition", "skill", "skill_name", "medal", "entry", "id_number", "name", "origin"),
        ("base", "sending_unit", "expert_team"),
    ),
    "bases": (("organisation", "kind", "recognised_on", "document"), ()),
    "paid": (("edition", "skill", "entry", "kind", "beneficiary", "amount", "document"), ()),
    "participations": (
        ("period", "level", "stage", "count", "reporter", "document"),
        ("city",),
    ),
    "rulings": (("kind", "event", "entry", "value", "document"), ()),
    "issued": (("number", "token", "event", "entry", "id_number", "kind", "issued_on"), ()),
}
REQUIRED_TABLES = ("organisations", "events")
FIRST_YEAR, LAST_YEAR = 1900, 2999
LARGEST_NUMBER = 10**15
LARGEST_ENTRY = 1000


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
        self._codes: set[str] = set()
        self._unsure_events: set[str] = set()
        self._ruling_rows: list[int] = []
        self._misplaced_rulings = 0

    def read(self) -> ReadSeason:
        if self._folder.path.name in self._findings.broken:
            return self._answer(None, {})
        settings = read_season_settings(self._folder, self._findings)
        organisations = self._organisations()
        events = self._events()
        holders = self._title_holders()
        promotions = self._promotions_before()
        teams = self._expert_teams()
        players = self._worldskills(teams)
        bases = self._bases()
        paid = self._paid()
        participations = self._participations()
        rulings = self._rulings()
        issued = self._issued()
        read_events = self._read_events(events, settings)
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
            self._folder.label_of("rulings"), self._ruling_rows, self._misplaced_rulings
        )
        if self._folder.is_whole("rulings"):
            check_rulings(season, scorings, known, rows, self._findings)
        return self._answer(season, scorings)

    def _answer(self, season: Season | None, scorings: dict[str, Scoring]) -> ReadSeason:
        problems = self._findings.sorted_problems()
        warnings = self._findings.sorted_warnings()
        return ReadSeason(None if problems else season, scorings, problems, warnings)

    def _rows(self, name: str) -> Iterator[Row]:
        required = name in REQUIRED_TABLES
        sheet = self._folder.open(name, required=required, may_be_blank=name == "organisations")
        if sheet is not None:
            yield from Table(sheet, *SEASON_TABLES[name], self._findings)

    def _organisations(self) -> list[Organisation]:
        keys = Keys()
        organisations = []
        links: list[tuple[Row, str]] = []
        for row in self._rows("organisations"):
            organisation = Organisation(
                row.organisation_code("code"),
                row.name("name"),
                row.choice("kind", OrganisationKind),
                row.city("city"),
                row.text("same_as"),
            )
            if organisation.same_as:
                links.append((row, organisation.same_as))
            if organisation.code and keys.add(row, "code", organisation.code):
                organisations.append(organisation)
                self._codes.add(organisation.code)
        for row, code in links:
            self._check_organisation(row, "same_as", code)
        return organisations

    def _check_organisation(self, row: Row, column: str, code: str) -> None:
        if code and code not in self._codes and self._folder.is_whole("organisations"):
            row.problem(column, "dangling", value=code, target=self._target("organisations"))

    def _target(self, table: str) -> str:
        return self._folder.label_of(table)

    def _events(self) -> list[Event]:
        keys = Keys(codes=True)
        events = []
        known = {"pool"}
        feeds: list[tuple[Row, str]] = []
        for row in self._rows("events"):
            tags = row.text("tags").replace("；", ";").split(";")
            event = Event(
                row.code("event"),
                row.printed("competition"),
                row.printed("name"),
                row.choice("class", EventClass),
                row.text("occupation"),
                row.whole("entry_size", 1, LARGEST_ENTRY),
                row.date("held_on"),
                tuple(tag.strip() for tag in tags if tag.strip()),
                row.text("feeds"),
            )
            if event.feeds:
                feeds.append((row, event.feeds))
            if event.event:
                known.add(event.event)
                if is_code(event.event) and keys.add(row, "event", event.event):
                    events.append(event)
                    if {"class", "entry_size"} & set(row.flaws):
                        self._unsure_events.add(event.event)
        for row, target in feeds:
            if target not in known and self._folder.is_whole("events"):
                row.problem("feeds", "dangling", value=target, target=self._target("events"))
        return events

    def _title_holders(self) -> list[TitleHolder]:
        return [
            TitleHolder(
                row.identity("id_number", None),
                row.name("name"),
                row.text("title", required=True),
                row.whole("year", FIRST_YEAR, LAST_YEAR),
                row.text("document"),
            )
            for row in self._rows("title_holders")
        ]

    def _promotions_before(self) -> list[EarlierPromotion]:
        return [
            EarlierPromotion(
                row.identity("id_number", None), row.date("promoted_on"), row.text("document")
            )
            for row in self._rows("promotions_before")
        ]

    def _edition(self, row: Row) -> str:
        edition = row.text("edition", required=True)
        if edition and edition_year(edition) is None:
            row.problem("edition", "edition", value=edition)
        return edition

    def _expert_teams(self) -> list[ExpertTeam]:
        keys = Keys()
        teams = []
        for row in self._rows("expert_teams"):
            team = ExpertTeam(
                row.text("team", required=True),
                row.name("name"),
                self._edition(row),
                row.text("skill", required=True),
            )
            if keys.add(row, "team", team.team, team.edition, team.skill):
                teams.append(team)
        return teams

    def _worldskills(self, teams: list[ExpertTeam]) -> list[WorldSkillsPlayer]:
        keys = Keys()
        known = {(team.team, team.edition, team.skill) for team in teams}
        teams_known = self._folder.is_whole("expert_teams")
        first: dict[tuple[str, str, str, str], tuple[int, str]] = {}
        players = []
        for row in self._rows("worldskills"):
            player = WorldSkillsPlayer(
                self._edition(row),
                row.text("skill", required=True),
                row.text("skill_name", required=True),
                row.choice("medal", Medal).value,
                row.code("entry"),
                row.identity("id_number", None),
                row.name("name"),
                row.choice("origin", Origin),
                row.text("base"),
                row.text("sending_unit"),
                row.text("expert_team"),
            )
            self._check_organisation(row, "base", player.base)
            self._check_organisation(row, "sending_unit", player.sending_unit)
            team = (player.expert_team, player.edition, player.skill)
            if all(team) and team not in known and teams_known:
                value, target = " ".join(team), self._target("expert_teams")
                row.problem("expert_team", "dangling", value=value, target=target)
            project = (player.edition, player.skill, player.entry)
            for column in ("medal", "skill_name"):
                text = row.raw(column)
                if not all(project) or not text or (column == "medal" and text not in list(Medal)):
                    continue
                number, said = first.setdefault((*project, column), (row.row_number, text))
                if said != text:
                    row.problem(column, "disagree", row=number, value=said)
            if keys.add(row, "id_number", *project, player.id_number):
                players.append(player)
        return players

    def _bases(self) -> list[RecognisedBase]:
        bases = []
        for row in self._rows("bases"):
            base = RecognisedBase(
                row.text("organisation", required=True),
                row.choice("kind", BaseKind),
                row.date("recognised_on"),
                row.text("document"),
            )
            self._check_organisation(row, "organisation", base.organisation)
            bases.append(base)
        return bases

    def _paid(self) -> list[PaidLine]:
        return [
            PaidLine(
                row.text("edition", required=True),
                row.text("skill"),
                row.text("entry"),
                row.choice("kind", BonusKind).value,
                row.identity("beneficiary", None, required=False),
                row.whole("amount", 0, LARGEST_NUMBER),
                row.text("document"),
            )
            for row in self._rows("paid")
        ]

    def _participations(self) -> list[ParticipationReport]:
        reports = []
        for row in self._rows("participations"):
            period = row.text("period", required=True)
            digits = period[:4]
            if period and not (len(digits) == 4 and digits.isascii() and digits.isdigit()):  # noqa: PLR2004 - a year
                row.problem("period", "period", value=period)
            city = row.text("city")
            code = city_code(city)
            if code is None:
                row.problem("city", "city", value=city)
            reports.append(
                ParticipationReport(
                    period,
                    code or "",
                    row.text("level"),
                    row.text("stage"),
                    row.whole("count", 0, LARGEST_NUMBER),
                    row.text("reporter"),
                    row.text("document"),
                )
            )
        return reports

    def _rulings(self) -> list[Ruling]:
        keys = Keys()
        rulings = []
        for row in self._rows("rulings"):
            ruling = Ruling(
                row.choice("kind", RulingKind),
                row.text("event"),
                row.text("entry", required=True),
                row.text("value", required=True),
                row.text("document", required=True),
            )
            if row.flawed:
                self._misplaced_rulings += 1
            elif keys.add(row, "kind", ruling.kind, ruling.event, ruling.entry):
                rulings.append(ruling)
                self._ruling_rows.append(row.row_number)
        return rulings

    def _issued(self) -> list[Issued]:
        numbers, certificates = Keys(), Keys()
        issued = []
        for row in self._rows("issued"):
            certificate = Issued(
                row.text("number", required=True),
                row.text("token"),
                row.text("event", required=True),
                row.text("entry", required=True),
                row.identity("id_number", None),
                row.choice("kind", CertificateKind),
                row.date("issued_on"),
            )
            key = (certificate.event, certificate.entry, certificate.id_number, certificate.kind)
            once = certificates.add(row, "id_number", *key)
            if numbers.add(row, "number", certificate.number) and once:
                issued.append(certificate)
        return issued

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
        sure = self._folder.is_whole("events") and event.event not in self._unsure_events
        found = EventReader(folder, event, self._findings).read(
            members_needed=sure and ruleset is not None and _gives_awards(ruleset, event),
            members_exact=sure and settings is not None and settings.options.members == "exact",
        )
        self._warn_of_unknown_files(folder, EVENT_TABLES, ("event.toml",))
        if found is None:
            return None
        target = self._target("organisations")
        whole = self._folder.is_whole("organisations")
        for row, code in found.employers:
            if whole and code not in self._codes:
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
