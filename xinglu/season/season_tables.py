"""Read the tables of a season folder outside its events: every row typed and checked."""

from collections.abc import Collection, Iterator, Mapping

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
from judging.awards.rules.decisions import BonusKind
from judging.awards.rules.inputs import (
    GRANT_KINDS,
    ExpertTeam,
    Origin,
    PaidLine,
    Ruling,
    RulingKind,
    WorldSkillsPlayer,
)
from judging.awards.rules.worldskills import edition_year
from judging.ranking.rules.event_rules import Medal
from xinglu.season.problems import Findings
from xinglu.season.rows import Keys, Row, Table, city_code, is_code
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
PAID_KINDS = (*(kind.value for kind in BonusKind), *GRANT_KINDS)
REQUIRED_TABLES = ("organisations", "events")
FIRST_YEAR, LAST_YEAR = 1900, 2999
LARGEST_NUMBER = 10**15
LARGEST_ENTRY = 1000


class SeasonTables:
    """Reads the tables of one season folder, organisations first; problems go to `findings`.

    `codes` are the organisations known, `unsure_events` those whose class or entry size is wrong,
    `ruling_rows` the rows of the rulings, `misplaced_rulings` how many were left out as wrong.
    """

    def __init__(self, folder: Folder, findings: Findings) -> None:
        """Read from `folder`."""
        self._folder = folder
        self._findings = findings
        self.codes: set[str] = set()
        self.event_codes: set[str] = set()
        self.unsure_events: set[str] = set()
        self.ruling_rows: list[int] = []
        self.misplaced_rulings = 0

    def _rows(self, name: str) -> Iterator[Row]:
        required = name in REQUIRED_TABLES
        sheet = self._folder.open(name, required=required, may_be_blank=name == "organisations")
        if sheet is not None:
            yield from Table(sheet, *SEASON_TABLES[name], self._findings)

    def organisations(self) -> list[Organisation]:
        """Read organisations.csv; their codes are known from then on."""
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
                self.codes.add(organisation.code)
        for row, code in links:
            self._check_organisation(row, "same_as", code)
        return organisations

    def _check_organisation(self, row: Row, column: str, code: str) -> None:
        if code and code not in self.codes and self._folder.is_whole("organisations"):
            row.problem(column, "dangling", value=code, target=self.target("organisations"))

    def target(self, table: str) -> str:
        """Give the name of a table in problems."""
        return self._folder.label_of(table)

    def events(self) -> list[Event]:
        """Read events.csv."""
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
                self.event_codes.add(event.event)
                if is_code(event.event) and keys.add(row, "event", event.event):
                    events.append(event)
                    if {"class", "entry_size"} & set(row.flaws):
                        self.unsure_events.add(event.event)
        for row, target in feeds:
            if target not in known and self._folder.is_whole("events"):
                row.problem("feeds", "dangling", value=target, target=self.target("events"))
        return events

    def title_holders(self) -> list[TitleHolder]:
        """Read title_holders.csv."""
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

    def promotions_before(self) -> list[EarlierPromotion]:
        """Read promotions_before.csv."""
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

    def expert_teams(self) -> list[ExpertTeam]:
        """Read expert_teams.csv."""
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

    def worldskills(self, teams: list[ExpertTeam]) -> list[WorldSkillsPlayer]:
        """Read worldskills.csv, whose teams must be among `teams`."""
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
                value, target = " ".join(team), self.target("expert_teams")
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

    def bases(self) -> list[RecognisedBase]:
        """Read bases.csv."""
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

    def paid(self) -> list[PaidLine]:
        """Read paid.csv."""
        return [
            PaidLine(
                row.text("edition", required=row.raw("kind") not in GRANT_KINDS),
                row.text("skill"),
                row.text("entry"),
                row.word("kind", PAID_KINDS, required=True),
                row.identity("beneficiary", None, required=False),
                row.whole("amount", 0, LARGEST_NUMBER),
                row.text("document"),
            )
            for row in self._rows("paid")
        ]

    def participations(self) -> list[ParticipationReport]:
        """Read participations.csv."""
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

    def rulings(self) -> list[Ruling]:
        """Read rulings.csv; what they answer is checked later."""
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
                self.misplaced_rulings += 1
            elif keys.add(row, "kind", ruling.kind, ruling.event, ruling.entry):
                rulings.append(ruling)
                self.ruling_rows.append(row.row_number)
        return rulings

    def issued(self, entries: Mapping[str, Collection[str]]) -> list[Issued]:
        """Read issued.csv; `entries` are the entry codes of every event that was read whole."""
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
            event, entry = certificate.event, certificate.entry
            if entry and event in entries and entry not in entries[event]:
                target = f"events/{event}/entries.csv"
                row.problem("entry", "dangling", value=entry, target=target)
            elif event and event not in self.event_codes and self._folder.is_whole("events"):
                row.problem("event", "dangling", value=event, target="events.csv")
            key = (event, entry, certificate.id_number, certificate.kind)
            once = certificates.add(row, "id_number", *key)
            if numbers.add(row, "number", certificate.number) and once:
                issued.append(certificate)
        return issued
