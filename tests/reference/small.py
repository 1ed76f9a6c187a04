"""Small seasons for the worked cases: only what a case names is said, the rest has one value."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tests.reference.codes import resident_number, unit_code
from tests.reference.folder import Files, SeasonFiles
from tests.reference.reading import Row

DOCUMENT = "鲁技组字〔2026〕5号"


def person(serial: int, born: date = date(2004, 5, 6)) -> str:
    """Give the ID number of an invented person; higher serials have higher numbers."""
    return resident_number("370102", born, serial)


class Outcome:
    """The rows of an outcome, with the few views the cases need."""

    def __init__(self, files: dict[str, list[Row]]) -> None:
        """Keep the rows by file."""
        self.files = files

    def results(self, column: str, event: str = "E") -> dict[str, str]:
        """Give one column of a result list by entry, in its order."""
        return {row["entry"]: row[column] for row in self.files[f"results/{event}.csv"]}

    def rows(self, name: str, *columns: str) -> list[tuple[str, ...]]:
        """Give some columns of a file, row by row."""
        return [tuple(row[column] for column in columns) for row in self.files[f"{name}.csv"]]

    def bonus(self, kind: str, *columns: str) -> list[tuple[str, ...]]:
        """Give some columns of the bonus rows of one kind."""
        return [
            tuple(row[column] for column in columns)
            for row in self.files["bonuses.csv"]
            if row["kind"] == kind
        ]

    def paid(self) -> int:
        """Give the sum of the bonus sheet in 元."""
        return sum(int(row["amount"]) for row in self.files["bonuses.csv"])


class Small:
    """A season that a case builds up."""

    def __init__(self, ruleset: str = "lu-2022-17", **rulings: Any) -> None:  # noqa: ANN401 - TOML
        """Begin a season; keywords are `[rulings.*]` values."""
        self.files = SeasonFiles(
            {"format": 1, "title": "测试年度", "year": 2026, "ruleset": ruleset}
        )
        if rulings:
            self.files.toml["rulings"] = {
                name: {"value": value, "document": DOCUMENT} for name, value in rulings.items()
            }
        self.serial = 0

    def event(
        self, kind: str = "city", code: str = "E", size: int = 1, **sections: dict[str, Any]
    ) -> "SmallEvent":
        """Add an event with one module and one aspect; keywords are sections of event.toml."""
        row = {
            "event": code,
            "competition": "技能兴鲁",
            "name": "电工",
            "class": kind,
            "occupation": "电工",
            "entry_size": str(size),
            "held_on": f"2026-05-{len(self.files.events) + 1:02}",
        }
        self.files.rows("events").append(row)
        event = SmallEvent(self, size, sections)
        self.files.events[code] = event.files
        return event

    def ruling(self, kind: str, event: str, entry: str, value: str) -> None:
        """Record a ruling."""
        row = {"kind": kind, "event": event, "entry": entry, "value": value, "document": DOCUMENT}
        self.files.rows("rulings").append(row)

    def organisation(self, serial: int, name: str, **more: str) -> str:
        """Add an organisation; gives its code."""
        code = unit_code(serial)
        row = {"code": code, "name": name, "kind": "school", **more}
        self.files.rows("organisations").append(row)
        return code

    def base(self, code: str, on: str = "2024-01-09", kind: str = "provincial") -> None:
        """Recognise a base."""
        row = {"organisation": code, "kind": kind, "recognised_on": on, "document": DOCUMENT}
        self.files.rows("bases").append(row)

    def player(self, serial: int, medal: str = "gold", **more: str) -> None:
        """Add a medallist of WorldSkills 2026, skill 17, entry CN, unless said otherwise."""
        row = {
            "edition": "2026",
            "skill": "17",
            "skill_name": "网站技术",
            "medal": medal,
            "entry": "CN",
            "id_number": person(serial),
            "name": f"选手{serial}",
            "origin": "cultivated",
            **more,
        }
        self.files.rows("worldskills").append(row)

    def team(self, code: str, skill: str = "17") -> None:
        """Add an expert team for WorldSkills 2026."""
        row = {"team": code, "name": f"团队{code}", "edition": "2026", "skill": skill}
        self.files.rows("expert_teams").append(row)


class SmallEvent:
    """An event that a case builds up."""

    def __init__(self, season: Small, size: int, sections: dict[str, Any]) -> None:
        """Begin an event."""
        self.season = season
        self.size = size
        self.files = Files(
            {
                "total": {"decimals": 2},
                "modules": {"practical": {"name": "技能操作"}},
                "rank": {"by": ["total"], "within": "division"},
                **sections,
            }
        )
        self.files.rows("members")
        self.single = not sections.get("modules")
        if self.single:
            self.aspect("A")

    def aspect(self, code: str, **more: str) -> "SmallEvent":
        """Add an aspect; a measurement of the module practical unless said otherwise."""
        row = {
            "module": "practical",
            "aspect": code,
            "name": f"评分点{code}",
            "kind": "measurement",
            "max": "2000",
            "min": "-100",
            **more,
        }
        self.files.rows("scheme").append(row)
        return self

    def only(self, **more: str) -> "SmallEvent":
        """Change the one aspect."""
        self.files.rows("scheme")[0].update(more)
        return self

    def entry(
        self,
        code: str,
        marks: str | Sequence[str] | dict[str, str],
        division: str = "worker",
        *,
        people: Sequence[int] = (),
        **more: str,
    ) -> "SmallEvent":
        """Add an entry with its marks (several judges, or by aspect) and its competitors.

        Without `people` new ones are invented. `status`, `delegation` stand in `more`, and so do
        columns of members.csv that begin with `level`.
        """
        levels = {name: more.pop(name) for name in list(more) if name.startswith("level")}
        row = {"entry": code, "division": division, "delegation": "济南", **more}
        self.files.rows("entries").append(row)
        if isinstance(marks, dict):
            by_aspect = {aspect: [mark] for aspect, mark in marks.items()}
        else:
            by_aspect = {"A": [marks] if isinstance(marks, str) else list(marks)}
        for aspect, values in by_aspect.items():
            for number, value in enumerate(values, 1):
                mark = {"entry": code, "aspect": aspect, "judge": f"J{number}", "mark": value}
                self.files.rows("marks").append(mark)
        serials = list(people)
        while len(serials) < self.size:
            self.season.serial += 1
            serials.append(self.season.serial)
        for serial in serials:
            self.member(code, serial, **levels)
        return self

    def member(
        self, entry: str, serial: int, role: str = "competitor", **more: str
    ) -> "SmallEvent":
        """Add a member; serials above 999 are not used."""
        row = {
            "entry": entry,
            "id_type": "resident",
            "id_number": person(serial),
            "name": f"选手{serial}",
            "role": role,
            **more,
        }
        self.files.rows("members").append(row)
        return self

    def entries(self, *totals: str, division: str = "worker") -> "SmallEvent":
        """Add entries 01, 02, … with these totals."""
        for total in totals:
            number = len(self.files.rows("entries")) + 1
            self.entry(f"{number:02}", total, division)
        return self

    def adjust(self, entry: str, points: str) -> "SmallEvent":
        """Subtract points."""
        row = {"entry": entry, "points": points, "reason": "超时"}
        self.files.rows("adjustments").append(row)
        return self


Engine = Callable[[Small], Outcome]
