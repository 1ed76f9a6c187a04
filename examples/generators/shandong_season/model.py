"""The shapes that the generator fills: schemes, events, entries, people, planted cases.

Marks, points and coefficients are whole hundredths, times whole seconds, levels 0 to 3.
"""

from dataclasses import dataclass, field
from datetime import date


def require(holds: bool, what: object) -> None:  # noqa: FBT001  # reads like assert
    """Stop the generator when the season would not be what its README says."""
    if not holds:
        message = f"the season does not hold what it promises: {what}"
        raise ValueError(message)


@dataclass(frozen=True)
class Module:
    """A module of a scheme; `pass_mark` may be empty."""

    code: str
    name: str
    weight: str
    pass_mark: str = "60"  # noqa: S105  # points, no password


@dataclass(frozen=True)
class Aspect:
    """One row of scheme.csv; `top` is its highest mark in whole points."""

    module: str
    code: str
    name: str
    kind: str
    top: int = 0
    method: str = ""
    drop: int = 0
    judges: int = 1
    factor: str = ""
    required: bool = True
    criterion: str = ""


@dataclass(frozen=True)
class Scheme:
    """Modules, aspects and the usual tie chain of a kind of event."""

    modules: tuple[Module, ...]
    aspects: tuple[Aspect, ...]
    chain: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """An invented person."""

    id_type: str
    id_number: str
    name: str
    born: date


@dataclass
class Member:
    """A person in an entry."""

    person: Person
    role: str = "competitor"
    employer: str = ""
    level: str = ""
    level_occupation: str = ""
    level_certificate: str = ""
    level_verified: str = ""


@dataclass(eq=False)
class Entry:
    """What is ranked."""

    code: str
    division: str
    delegation: str
    city: str
    members: list[Member]
    marks: dict[str, list[int]] = field(default_factory=dict)
    adjustments: list[tuple[int, str]] = field(default_factory=list)
    coefficients: dict[str, int] = field(default_factory=dict)
    status: str = "ok"


@dataclass(frozen=True)
class Plan:
    """What the catalogue says about an event."""

    code: str
    competition: str
    name: str
    class_: str
    occupation: str
    size: int
    held_on: date
    scheme: Scheme
    fields: dict[str, int]
    tags: str = ""
    feeds: str = ""
    mixed: bool = False
    best: float = 0.90
    options: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(eq=False)
class Event:
    """An event with its entries: `fields` best first, by division (or "event"), and the others."""

    plan: Plan
    fields: dict[str, list[Entry]] = field(default_factory=dict)
    others: list[Entry] = field(default_factory=list)
    shared: list[list[Entry]] = field(default_factory=list)
    no_pass: list[Entry] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        """All entries in the order of their codes."""
        ranked = [entry for group in self.fields.values() for entry in group]
        return sorted(ranked + self.others, key=lambda entry: entry.code)


@dataclass(frozen=True)
class Expectation:
    """A row of the README's table: what the output must say about a planted case."""

    case: str
    file: str
    key: str
    column: str
    expected: str


@dataclass
class Season:
    """Everything that is written."""

    events: dict[str, Event]
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    expectations: list[Expectation] = field(default_factory=list)

    def add(self, table: str, **row: str) -> None:
        """Add a row to a table of the season."""
        self.tables.setdefault(table, []).append(row)

    def expect(self, case: str, file: str, column: str, expected: str, **key: str) -> None:
        """Promise what the output says in `column` (`rows`: how many rows match the key)."""
        text = "; ".join(f"{name}={value}" for name, value in key.items())
        self.expectations.append(Expectation(case, file, text, column, expected))
