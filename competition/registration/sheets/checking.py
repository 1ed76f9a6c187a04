"""The dry run: a whole sheet read and asked every rule, as if it were stored row by row."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from competition.people.encryption import PURPOSE
from competition.people.identity import is_valid_id, is_valid_organisation_code
from competition.people.rules import IdType
from competition.registration.queries.field import Field
from competition.registration.rules.candidates import Candidate
from competition.registration.rules.eligibility import Applied
from competition.registration.rules.findings import Finding, Rule, Verdict
from competition.registration.rules.registrations import Applicant
from competition.registration.sheets.columns import BY_KEY, SheetFacts
from competition.registration.sheets.finding import SheetFindings
from competition.registration.sheets.grouping import Grouping, SheetEntry
from competition.registration.sheets.numbers import sound_residents
from competition.registration.sheets.reading import Progress, read_lines
from competition.storage.keys import Keyring

_AT_ONCE = 5_000
#: What is the same for every row is told once.
_OF_THE_WHOLE = frozenset({Rule.WINDOW})
_COLUMNS = {
    Rule.DIVISION: "division",
    Rule.DELEGATION: "delegation",
    Rule.SIZE: "group",
    Rule.PLACES: "event",
    Rule.QUOTA: "event",
    Rule.ONE_EVENT: "id_number",
    Rule.TWICE: "id_number",
}


class Checked(msgspec.Struct, frozen=True):
    """What a sheet holds after its check: its registrations as the rules saw them."""

    entries: tuple[tuple[SheetEntry, Applied], ...]
    people: int


def check_sheet(
    path: Path, facts: SheetFacts, field: Field, findings: SheetFindings, progress: Progress
) -> Checked:
    """Read a sheet and ask every rule about every registration in it; nothing is stored.

    Each registration is counted into the field before the next one is asked, so that quotas and
    people hold within the sheet as well.
    """
    grouping = Grouping(facts, findings)
    people = 0
    for lines in read_lines(path, facts, findings, lambda done, total: progress(done, total * 2)):
        grouping.add(lines)
        people += len(lines)
    if not people and not findings.problems:
        findings.problem(0, "", "no_rows")
    noted = {(one.row, one.column) for one in findings.kept if not one.warning}
    entries = grouping.entries()
    checked = []
    for start in range(0, len(entries), _AT_ONCE):
        batch = entries[start : start + _AT_ONCE]
        for entry, asked in zip(batch, _seen(field.keys, batch), strict=True):
            for finding in field.check_applied(entry.draft.event, asked):
                if finding.verdict is not Verdict.OK:
                    _tell(findings, entry, finding, noted)
            field.take(entry.draft.event, asked)
            checked.append((entry, asked))
        progress(people + people * min(len(entries), start + _AT_ONCE) // len(entries), people * 2)
    return Checked(tuple(checked), people)


def _seen(keys: Keyring, entries: Sequence[SheetEntry]) -> Iterator[Applied]:
    """See registrations as the rules do: codes checked, people hashed, all of a batch at once."""
    people = [one for entry in entries for _, one in entry.draft.people]
    numbers = [one.id_number for one in people]
    hashes = iter(keys.digests(PURPOSE, numbers))
    sound = iter(sound_residents(numbers))
    units: dict[str, bool] = {}
    for entry in entries:
        candidates = []
        for position, one in entry.draft.people:
            if one.employer_code not in units:
                units[one.employer_code] = is_valid_organisation_code(one.employer_code)
            found_by = next(hashes)
            candidates.append(
                Candidate(
                    position,
                    one,
                    found_by if one.id_number else None,
                    (next(sound) and one.id_type == IdType.RESIDENT) or _is_valid(one),
                    units[one.employer_code],
                )
            )
        yield Applied(entry.draft.delegation, entry.draft.division, tuple(candidates))


def _is_valid(person: Applicant) -> bool:
    known = person.id_type in set(IdType)
    return known and is_valid_id(IdType(person.id_type), person.id_number)


def _tell(
    findings: SheetFindings, entry: SheetEntry, finding: Finding, noted: set[tuple[int, str]]
) -> None:
    """Note a rule's answer at the row and column of the sheet, unless something stands there."""
    key = finding.field if finding.field in BY_KEY else _COLUMNS.get(finding.rule, "")
    heading = BY_KEY[key].heading if key else ""
    row = entry.rows[finding.member - 1] if finding.member else entry.rows[0]
    if finding.rule in _OF_THE_WHOLE:
        row = 0
    if (row, heading) in noted:
        return
    if finding.rule in _OF_THE_WHOLE:
        noted.add((row, heading))
    note = findings.refuse if finding.verdict is Verdict.REFUSE else findings.ask
    note(row, heading, finding.zh, finding.en)
