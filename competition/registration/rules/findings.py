"""What a rule answers: fine, ask a person, or refuse; always with the reason in two languages."""

from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """What a rule says, the gravest last."""

    OK = "ok"
    ASK = "ask"
    REFUSE = "refuse"


class Rule(StrEnum):
    """A rule of registration, in the order of every list."""

    WINDOW = "window"
    DIVISION = "division"
    DELEGATION = "delegation"
    SIZE = "size"
    PLACES = "places"
    QUOTA = "quota"
    NAME = "name"
    ID_NUMBER = "id_number"
    TWICE = "twice"
    ONE_EVENT = "one_event"
    BIRTH_DATE = "birth_date"
    AGE = "age"
    WORLDSKILLS_AGE = "worldskills_age"
    SEX = "sex"
    EMPLOYER = "employer"
    EMPLOYMENT = "employment"
    STUDENT_AS_WORKER = "student_as_worker"
    LEVEL = "level"
    LEVEL_OCCUPATION = "level_occupation"
    CERTIFICATE = "certificate"
    EARLIER_TITLE = "earlier_title"
    PHONE = "phone"


#: What a document may override; a wrong ID number or a missing person no document mends.
OVERRIDABLE = frozenset(
    {
        Rule.WINDOW,
        Rule.DIVISION,
        Rule.PLACES,
        Rule.QUOTA,
        Rule.ONE_EVENT,
        Rule.AGE,
        Rule.WORLDSKILLS_AGE,
        Rule.SEX,
        Rule.EMPLOYMENT,
        Rule.STUDENT_AS_WORKER,
        Rule.LEVEL,
        Rule.LEVEL_OCCUPATION,
        Rule.CERTIFICATE,
        Rule.EARLIER_TITLE,
    }
)


class Finding(msgspec.Struct, frozen=True, gc=False):
    """A rule's answer about a person (position from 1) or, with 0, the registration as a whole.

    `field` is the form field it speaks of, `clause` where the rule stands; `document` is the paper
    that overrides a refusal.
    """

    rule: Rule
    verdict: Verdict
    zh: str
    en: str
    member: int = 0
    field: str = ""
    clause: str = ""
    document: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it forbids submitting: a refusal that no document overrides."""
        return self.verdict is Verdict.REFUSE and not self.document

    @property
    def overridable(self) -> bool:
        """Whether a document can override it."""
        return self.blocks and self.rule in OVERRIDABLE


def refuse(  # noqa: PLR0913 - each part is named at the call
    rule: Rule, zh: str, en: str, *, member: int = 0, field: str = "", clause: str = ""
) -> Finding:
    """Answer that it cannot be."""
    return Finding(rule, Verdict.REFUSE, zh, en, member, field, clause)


def ask(  # noqa: PLR0913 - each part is named at the call
    rule: Rule, zh: str, en: str, *, member: int = 0, field: str = "", clause: str = ""
) -> Finding:
    """Answer that a person has to look."""
    return Finding(rule, Verdict.ASK, zh, en, member, field, clause)


def fine(  # noqa: PLR0913 - each part is named at the call
    rule: Rule, zh: str, en: str, *, member: int = 0, field: str = "", clause: str = ""
) -> Finding:
    """Answer that all is well, and why."""
    return Finding(rule, Verdict.OK, zh, en, member, field, clause)
