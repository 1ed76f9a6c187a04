"""From rows to registrations: who belongs together, and whether that makes an entry."""

from collections.abc import Iterable

import msgspec

from competition.people.rules import BIRTH_DATE_ID_TYPES, resident_birth_date
from competition.registration.rules import Role
from competition.registration.rules.registrations import Applicant, Draft, Sex
from competition.registration.sheets.columns import BY_KEY, SheetFacts
from competition.registration.sheets.finding import SheetFindings
from competition.registration.sheets.reading import Line

_AGREEING = ("division", "city")
_SEX_DIGIT = 16
_ODD = frozenset("13579")
_ROLE_ORDER = {role: position for position, role in enumerate(Role)}


class SheetEntry(msgspec.Struct, frozen=True, gc=False):
    """One registration of the sheet: the draft, and the rows of its people in its order."""

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
            entries.append(SheetEntry(tuple(line.row for line in lines), draft))
        return entries

    def _check(self, lines: list[Line]) -> None:
        first = lines[0]
        for line in lines[1:]:
            for key in _AGREEING:
                if getattr(line, key) != getattr(first, key):
                    _tell(self._findings, line, key, "disagree", row=first.row)


def _tell(findings: SheetFindings, line: Line, key: str, message: str, **values: object) -> None:
    findings.problem(line.row, BY_KEY[key].heading, message, **values)


def _applicant(line: Line) -> Applicant:
    birth_date, sex = line.birth_date, str(line.sex)
    if line.id_type in BIRTH_DATE_ID_TYPES and (stated := resident_birth_date(line.id_number)):
        birth_date = birth_date or stated
        sex = sex or (Sex.MALE if line.id_number[_SEX_DIGIT] in _ODD else Sex.FEMALE).value
    return Applicant(
        name=line.name,
        role=line.role or Role.COMPETITOR,
        id_type=str(line.id_type or ""),
        id_number=line.id_number,
        employer_code=line.employer_code,
        employer_name=line.employer_name,
        birth_date=birth_date,
        sex=sex,
        phone=line.phone,
        employment=str(line.employment),
        level=line.level,
        level_occupation=line.level_occupation,
        level_certificate=line.level_certificate,
    )
