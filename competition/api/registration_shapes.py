"""What programs send and read of registrations: drafts, people, findings."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from competition.people.rules import IdType
from competition.registration.queries.registrations import MemberRow, RegistrationRow
from competition.registration.rules import Division, Role
from competition.registration.rules.findings import Finding, Rule, Verdict
from competition.registration.rules.registrations import (
    LONGEST_NAME,
    Applicant,
    Draft,
    Employment,
    Sex,
    State,
)

MOST_PEOPLE = 30
LARGEST = 2**53
#: Databases and papers have no place for control characters.
PLAIN = r"^[^\x00-\x1f\x7f]*$"

Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME, pattern=PLAIN)]
Line = Annotated[str, msgspec.Meta(max_length=200, pattern=PLAIN)]
Short = Annotated[str, msgspec.Meta(max_length=50, pattern=PLAIN)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=PLAIN)]
Delegation = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME, pattern=PLAIN)]
Revision = Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
Level = Literal[
    "",
    "学徒工",
    "初级工",
    "中级工",
    "高级工",
    "技师",
    "高级技师",
    "特级技师",
    "首席技师",
]


class PersonIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person as typed; what is not known stays empty and the rules say whether it is missing."""

    name: Name
    role: Role = Role.COMPETITOR
    id_type: IdType = IdType.RESIDENT
    id_number: Short = ""
    employer_code: Short = ""
    employer_name: Line = ""
    birth_date: date | None = None
    sex: Sex | None = None
    phone: Short = ""
    employment: Employment | None = None
    level: Level = ""
    level_occupation: Line = ""
    level_certificate: Short = ""


class ChangedIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A registration typed anew over the revision that was read; its event stays."""

    revision: Revision
    delegation: Delegation
    division: Division
    city: Short = ""
    members: Annotated[list[PersonIn], msgspec.Meta(max_length=MOST_PEOPLE)]


class DraftIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A registration for an event (code) of the season; the people in the order of the form."""

    event: Short
    delegation: Delegation
    division: Division
    city: Short = ""
    members: Annotated[list[PersonIn], msgspec.Meta(max_length=MOST_PEOPLE)]


class SubmitIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The revision that is to be submitted."""

    revision: Revision


class WithdrawIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The revision that is to be withdrawn, and why."""

    revision: Revision
    why: Reason


class PersonItem(msgspec.Struct, frozen=True):
    """A person of a registration; ID number and phone are masked."""

    position: int
    name: str
    role: Role
    id_type: str
    id_number: str
    employer_code: str
    employer_name: str
    birth_date: date | None
    sex: str
    phone: str
    employment: str
    level: str
    level_occupation: str
    level_certificate: str
    level_verified: bool


class RegistrationItem(msgspec.Struct, frozen=True):
    """A registration; `entry` is the code of the entry once it is accepted."""

    id: int
    event: str
    competition: int
    delegation: str
    city: str
    division: Division
    state: State
    revision: int
    entry: str
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    members: tuple[PersonItem, ...]


class FindingItem(msgspec.Struct, frozen=True):
    """A rule's answer about a person (position) or, with 0, about all; `blocks` forbids submitting.

    `document` is the paper that overrides a refusal.
    """

    rule: Rule
    verdict: Verdict
    blocks: bool
    zh: str
    en: str
    member: int
    field: str
    clause: str
    document: str


class Findings(msgspec.Struct, frozen=True):
    """Every rule's answer; `blocked` says whether submitting would be refused."""

    blocked: bool
    findings: tuple[FindingItem, ...]


def draft_from(event: int, sent: DraftIn | ChangedIn) -> Draft:
    """Read a draft for an event (id)."""
    return Draft(
        event=event,
        delegation=sent.delegation.strip(),
        division=sent.division,
        members=tuple(_applicant(one) for one in sent.members),
        city=sent.city,
    )


def registration_item(row: RegistrationRow, members: Sequence[MemberRow]) -> RegistrationItem:
    """Show a registration with its people, whose numbers are masked already."""
    return RegistrationItem(
        id=row.id,
        event=row.event_code,
        competition=row.competition,
        delegation=row.delegation,
        city=row.city,
        division=row.division,
        state=row.state,
        revision=row.revision,
        entry=row.entry_code,
        created_at=row.created_at,
        changed_at=row.changed_at,
        submitted_at=row.submitted_at,
        members=tuple(_person(one) for one in members),
    )


def findings_item(findings: Iterable[Finding]) -> Findings:
    """Show what the rules say."""
    items = tuple(
        FindingItem(
            rule=one.rule,
            verdict=one.verdict,
            blocks=one.blocks,
            zh=one.zh,
            en=one.en,
            member=one.member,
            field=one.field,
            clause=one.clause,
            document=one.document,
        )
        for one in findings
    )
    return Findings(any(item.blocks for item in items), items)


def _applicant(sent: PersonIn) -> Applicant:
    return Applicant(
        name=sent.name,
        role=sent.role,
        id_type=sent.id_type.value,
        id_number=sent.id_number,
        employer_code=sent.employer_code,
        employer_name=sent.employer_name,
        birth_date=sent.birth_date,
        sex=sent.sex.value if sent.sex else "",
        phone=sent.phone,
        employment=sent.employment.value if sent.employment else "",
        level=sent.level,
        level_occupation=sent.level_occupation,
        level_certificate=sent.level_certificate,
    )


def _person(row: MemberRow) -> PersonItem:
    one = row.person
    return PersonItem(
        position=row.position,
        name=one.name,
        role=one.role,
        id_type=one.id_type,
        id_number=one.id_number,
        employer_code=one.employer_code,
        employer_name=one.employer_name,
        birth_date=one.birth_date,
        sex=one.sex,
        phone=one.phone,
        employment=one.employment,
        level=one.level,
        level_occupation=one.level_occupation,
        level_certificate=one.level_certificate,
        level_verified=one.level_verified,
    )
