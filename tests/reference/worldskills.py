"""The money for WorldSkills medals: players, bases, sending units, expert teams."""

import re
from dataclasses import dataclass

from tests.reference.ranking import MEDALS
from tests.reference.reading import Row, Season

LARGE = {"gold": 1_000_000, "silver": 600_000, "bronze": 300_000, "excellence": 200_000}
SMALL = {"gold": 600_000, "silver": 300_000, "bronze": 200_000, "excellence": 100_000}
BOTH = ("base", "sending_unit")


@dataclass
class Line:
    """One row of bonuses.csv on its way; `entity` is empty where no beneficiary is named."""

    kind: str
    beneficiary: str = ""
    entity: str = ""
    name: str = ""
    amount: int = 0
    decision: str = "pay"
    reason: str = "RANKED"

    def not_paid(self, decision: str, reason: str) -> None:
        """Refuse the line, or leave it open for a ruling."""
        self.amount, self.decision, self.reason = 0, decision, reason

    def settled(self) -> bool:
        """Say whether the line is paid now or was before."""
        return self.decision == "pay" or self.reason == "ALREADY_PAID"


def entities(organisations: list[Row]) -> dict[str, str]:
    """Give for each organisation one code that stands for its legal entity."""
    standing = {row["code"]: row["code"] for row in organisations}
    changed = True
    while changed:
        changed = False
        for row in organisations:
            other = row.get("same_as")
            if not other:
                continue
            smallest = min(standing[row["code"]], standing[other])
            for code in (row["code"], other):
                if standing[code] != smallest:
                    standing[code] = smallest
                    changed = True
    return standing


def full_amounts(amount: int, people: int, pair: str) -> list[int]:
    """Give what each person gets, smallest ID first."""
    if pair == "each" or people == 0:
        return [amount] * people
    share = amount // people
    return [share + amount - share * people] + [share] * (people - 1)


def named_by(answer: str) -> list[str]:
    """Give the codes that the value of a ruling names."""
    return [one.strip() for one in answer.split(";") if one.strip()]


class Project:
    """One medal project: the players of one entry in one skill of one edition."""

    def __init__(self, season: Season, rows: list[Row]) -> None:
        """Take the rows of one project."""
        self.season = season
        self.rows = sorted(rows, key=lambda row: row["id_number"])
        first = rows[0]
        self.edition, self.skill, self.entry = first["edition"], first["skill"], first["entry"]
        self.medal = first["medal"]
        self.entity = entities(season.tables["organisations"])
        self.names = {row["code"]: row["name"] for row in season.tables["organisations"]}
        self.place = (f"{self.edition}/{self.skill}", self.entry)
        self.repeat = str(season.setting("repeat", "per_medal"))

    def order(self) -> tuple[str, int, str, str]:
        """Give the order in which `highest_per_edition` looks at projects."""
        return (self.edition, MEDALS.index(self.medal), self.skill, self.entry)

    def paid_before(self) -> list[Row]:
        """Give the lines of paid.csv for this project."""
        key = (self.edition, self.skill, self.entry)
        return [
            row
            for row in self.season.tables["paid"]
            if (row["edition"], row["skill"], row["entry"]) == key
        ]

    def organisation_paid_before(self, line: Line) -> bool:
        """Say whether this entity was paid before as base or unit of the project.

        Under `one_line` the other of the two lines counts whoever got it.
        """
        return any(
            row["kind"] in BOTH
            and (
                self.entity.get(row["beneficiary"]) == line.entity
                or (self.repeat == "one_line" and row["kind"] != line.kind)
            )
            for row in self.paid_before()
        )

    def player_lines(self) -> list[Line]:
        """Pay each player, introduced ones too."""
        pair = str(self.season.setting("pair", "each"))
        shares = full_amounts(SMALL[self.medal], len(self.rows), pair)
        lines = []
        for row, share in zip(self.rows, shares, strict=True):
            line = Line("player", row["id_number"], "", row["name"], share)
            before = [
                paid["beneficiary"].replace("x", "X")
                for paid in self.paid_before()
                if paid["kind"] == "player"
            ]
            if line.beneficiary in before:
                line.not_paid("refuse", "ALREADY_PAID")
            lines.append(line)
        return lines

    def named(self, column: str) -> list[str]:
        """Give what the cultivated players name, in order of their IDs, without repeats."""
        codes: list[str] = []
        for row in self.rows:
            code = row.get(column, "")
            if row["origin"] == "cultivated" and code and code not in codes:
                codes.append(code)
        return codes

    def without_beneficiary(self, kind: str) -> Line:
        """Write the one row of a kind that has nobody to pay."""
        line = Line(kind)
        cultivated = any(row["origin"] == "cultivated" for row in self.rows)
        line.not_paid("refuse", "NO_BENEFICIARY" if cultivated else "INTRODUCED")
        return line

    def team_lines(self) -> list[Line]:
        """Pay the expert team once."""
        codes = self.named("expert_team")
        if not codes:
            return [self.without_beneficiary("expert_team")]
        answer = self.season.rulings("two_units").get(self.place, "")
        chosen = [one for one in codes if one in named_by(answer)]
        lines = []
        for code in codes:
            name = next(
                row["name"]
                for row in self.season.tables["expert_teams"]
                if (row["team"], row["edition"], row["skill"]) == (code, self.edition, self.skill)
            )
            line = Line("expert_team", code, "", name, SMALL[self.medal])
            before = [
                row["beneficiary"] for row in self.paid_before() if row["kind"] == "expert_team"
            ]
            if len(codes) > 1 and code not in chosen:
                line.not_paid("refuse" if chosen else "ruling", "TWO_UNITS")
            elif code in before:
                line.not_paid("refuse", "ALREADY_PAID")
            lines.append(line)
        return lines

    def organisation_lines(self, kind: str) -> list[Line]:
        """Give a line for each legal entity named as base or unit, TWO_UNITS decided."""
        codes: list[str] = []
        for code in self.named(kind):
            if self.entity[code] not in [self.entity[other] for other in codes]:
                codes.append(code)
        if not codes:
            return [self.without_beneficiary(kind)]
        ruling = "two_bases" if kind == "base" else "two_units"
        answer = self.season.rulings(ruling).get(self.place, "")
        named = [self.entity.get(one) for one in named_by(answer)]
        chosen = [code for code in codes if self.entity[code] in named]
        lines = []
        for code in sorted(codes):
            line = Line(kind, code, self.entity[code], self.names[code], LARGE[self.medal])
            if len(codes) > 1 and code not in chosen:
                line.not_paid("refuse" if chosen else "ruling", "TWO_UNITS")
            lines.append(line)
        return lines

    def recognise(self, line: Line) -> None:
        """Hold a base that was not recognised in time, unless a ruling answers it."""
        found = re.search(r"(?<!\d)\d{4}(?!\d)", self.edition)
        year = int(found.group()) if found else 0
        recognised = any(
            self.entity[row["organisation"]] == line.entity
            and int(row["recognised_on"][:4]) <= year
            for row in self.season.tables["bases"]
        )
        answer = self.season.rulings("base").get(self.place)
        if not recognised and answer != "yes":
            line.not_paid("refuse" if answer == "no" else "ruling", "NOT_A_RECOGNISED_BASE")

    def organisations(self, paid_in_edition: set[tuple[str, str]]) -> list[Line]:
        """Decide base and unit lines; adds to the entities paid in an edition."""
        bases = self.organisation_lines("base")
        units = self.organisation_lines("sending_unit")
        for line in bases:
            if line.decision == "pay":
                self.recognise(line)
            self.pay_once(line, paid_in_edition)
        settled = [line for line in bases if line.settled()]
        pending = [line for line in bases if line.decision == "ruling"]
        for line in units:
            if line.decision != "pay":
                continue
            same = [base for base in settled if base.entity == line.entity]
            if same or (self.repeat == "one_line" and settled):
                line.not_paid("refuse", "SAME_ENTITY")
            elif self.repeat == "one_line" and pending:
                line.not_paid("ruling", "SAME_ENTITY")
            self.pay_once(line, paid_in_edition)
        for line in bases + units:
            if line.settled():
                paid_in_edition.add((self.edition, line.entity))
        return bases + units

    def pay_once(self, line: Line, paid_in_edition: set[tuple[str, str]]) -> None:
        """Refuse what was paid in this edition or in earlier years."""
        if line.decision != "pay":
            return
        earlier = (self.edition, line.entity) in paid_in_edition
        if self.repeat == "highest_per_edition" and earlier:
            line.not_paid("refuse", "PAID_THIS_EDITION")
        elif self.organisation_paid_before(line):
            line.not_paid("refuse", "ALREADY_PAID")


def worldskills_rows(season: Season) -> list[Row]:
    """Decide all rows for WorldSkills medals, in the order of the projects."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in season.tables["worldskills"]:
        grouped.setdefault((row["edition"], row["skill"], row["entry"]), []).append(row)
    projects = sorted((Project(season, rows) for rows in grouped.values()), key=Project.order)
    paid_in_edition: set[tuple[str, str]] = set()
    result = []
    for project in projects:
        lines = project.player_lines()
        lines += project.organisations(paid_in_edition)
        lines += project.team_lines()
        for line in lines:
            row = {
                "edition_or_event": project.edition,
                "skill": project.skill,
                "medal": project.medal,
                "entry": project.entry,
                "kind": line.kind,
                "beneficiary": line.beneficiary,
                "name": line.name,
                "amount": str(line.amount),
                "decision": line.decision,
                "reason": line.reason,
            }
            result.append(row)
    return result
