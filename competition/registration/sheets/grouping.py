"""From rows to registrations: who belongs together, and whether that makes an entry."""

from collections.abc import Iterable

import msgspec

from competition.people.rules import resident_birth_date
from competition.registration.rules import Role
from competition.registration.rules.registrations import COACHES, LEADERS, Applicant, Draft
from competition.registration.sheets.columns import BY_KEY, SheetFacts
from competition.registration.sheets.finding import SheetFindings
from competition.registration.sheets.reading import Line, needs_birth_date

_AGREEING = ("division", "city")
_ROLE_ORDER = {role: position for position, role in enumerate(Role)}


class SheetEntry(msgspec.Struct, frozen=True, gc=False):
    """One registration of the sheet: its first row, its people's rows, and the draft."""

    row: int
    rows: tuple[int, ...]
    draft: Draft


class Grouping:
    """Puts the rows of a sheet together, entry by entry, in the order of the sheet."""

    def __init__(self, facts: SheetFacts, findings: SheetFindings) -> None:
        """Begin without rows."""
        self._facts = facts
        self._allowed = frozenset(facts.delegations)
        self._findings = findings
        self._groups: dict[tuple[int, str, str] | int, list[Line]] = {}
        self._people: dict[tuple[int, str], int] = {}

    def add(self, lines: Iterable[Line]) -> None:
        """Add rows; the same person twice in one event is a problem."""
        findings, allowed, only = self._findings, self._allowed, self._facts.only
        for line in lines:
            if only and line.delegation and line.delegation not in allowed:
                _tell(findings, line, "delegation", "delegation", value=line.delegation)
            if line.event is None:
                continue
            if line.id_number:
                person = (line.event.id, line.id_number)
                first = self._people.setdefault(person, line.row)
                if first != line.row:
                    _tell(findings, line, "id_number", "twice", row=first)
            if needs_birth_date(line.id_type) and line.birth_date is None:
                _tell(findings, line, "birth_date", "birth_date")
            if line.group:
                key: tuple[int, str, str] | int = (line.event.id, line.delegation, line.group)
                self._groups.setdefault(key, []).append(line)
            elif line.role is Role.COMPETITOR and line.event.entry_size == 1:
                self._groups[line.row] = [line]
            else:
                _tell(findings, line, "group", "group")

    def entries(self) -> list[SheetEntry]:
        """Give the registrations of the sheet; what is wrong with their people is noted."""
        entries = []
        for lines in self._groups.values():
            if len(lines) > 1 or lines[0].group:
                lines.sort(key=lambda line: _ROLE_ORDER[line.role or Role.COMPETITOR])
                self._check(lines)
            first = lines[0]
            if first.event is None or first.division is None:
                continue
            draft = Draft(
                first.event.id,
                first.delegation,
                first.division,
                tuple(map(_applicant, lines)),
                first.city,
            )
            rows = tuple(line.row for line in lines)
            entries.append(SheetEntry(min(rows), rows, draft))
        return entries

    def _check(self, lines: list[Line]) -> None:
        first = lines[0]
        for line in lines[1:]:
            for key in _AGREEING:
                if getattr(line, key) != getattr(first, key):
                    _tell(self._findings, line, key, "disagree", row=first.row)
        counts = {role: sum(line.role is role for line in lines) for role in Role}
        wanted = first.event.entry_size if first.event else 1
        if counts[Role.COMPETITOR] != wanted:
            _tell(
                self._findings,
                first,
                "group",
                "competitors",
                group=first.group,
                wanted=wanted,
                found=counts[Role.COMPETITOR],
            )
        for role, most in ((Role.COACH, COACHES), (Role.LEADER, LEADERS)):
            if counts[role] > most:
                line = next(line for line in reversed(lines) if line.role is role)
                _tell(self._findings, line, "role", f"most_{role.value}", limit=most)


def _tell(findings: SheetFindings, line: Line, key: str, message: str, **values: object) -> None:
    findings.problem(line.row, BY_KEY[key].heading, message, **values)


def _applicant(line: Line) -> Applicant:
    birth_date = line.birth_date
    if birth_date is None and not needs_birth_date(line.id_type):
        birth_date = resident_birth_date(line.id_number)
    return Applicant(
        name=line.name,
        role=line.role or Role.COMPETITOR,
        id_type=str(line.id_type or ""),
        id_number=line.id_number,
        employer_code=line.employer_code,
        employer_name=line.employer_name,
        birth_date=birth_date,
        sex=str(line.sex),
        phone=line.phone,
        employment=str(line.employment),
        level=line.level,
        level_occupation=line.level_occupation,
        level_certificate=line.level_certificate,
    )
