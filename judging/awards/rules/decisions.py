"""Every award decision with its reason, clause and explanation, refused ones too."""

from datetime import date
from enum import StrEnum

import msgspec

from competition.registration.rules import Division


class Decision(StrEnum):
    """What was decided about a title, promotion or place in the pool."""

    NOMINATE = "nominate"
    REFUSE = "refuse"
    RULING = "ruling"


class Payment(StrEnum):
    """What was decided about money."""

    PAY = "pay"
    REFUSE = "refuse"
    RULING = "ruling"


class TitleState(StrEnum):
    """Where a nominated title stands: nominated, then approved by a document."""

    NOMINATED = "nominated"
    APPROVED = "approved"


class Reason(StrEnum):
    """Why a decision was taken; the first one that holds, in the contract's order."""

    DISQUALIFIED = "DISQUALIFIED"
    NOT_A_WORKER = "NOT_A_WORKER"
    FIELD_TOO_SMALL = "FIELD_TOO_SMALL"
    FAILED_MODULE = "FAILED_MODULE"
    TIE_AT_LINE = "TIE_AT_LINE"
    ALREADY_HELD = "ALREADY_HELD"
    ALREADY_NOMINATED = "ALREADY_NOMINATED"
    LEVEL_NOT_VERIFIED = "LEVEL_NOT_VERIFIED"
    TOP_LEVEL = "TOP_LEVEL"
    PROMOTED_THIS_YEAR = "PROMOTED_THIS_YEAR"
    OVER_AGE = "OVER_AGE"
    INTRODUCED = "INTRODUCED"
    NO_BENEFICIARY = "NO_BENEFICIARY"
    TWO_UNITS = "TWO_UNITS"
    NOT_A_RECOGNISED_BASE = "NOT_A_RECOGNISED_BASE"
    SAME_ENTITY = "SAME_ENTITY"
    PAID_THIS_EDITION = "PAID_THIS_EDITION"
    ALREADY_PAID = "ALREADY_PAID"
    PROVINCIAL_BEFORE = "PROVINCIAL_BEFORE"
    RANKED = "RANKED"
    RECOGNISED = "RECOGNISED"


class BonusKind(StrEnum):
    """Who a bonus line is for, in the order of the sheet."""

    PLAYER = "player"
    BASE = "base"
    SENDING_UNIT = "sending_unit"
    EXPERT_TEAM = "expert_team"
    TITLE_HOLDER = "title_holder"
    MEDALLIST = "medallist"
    COACH_TEAM = "coach_team"


BONUS_ORDER = {kind: position for position, kind in enumerate(BonusKind)}


class TitleDecision(msgspec.Struct, frozen=True, gc=False):
    """One person's title decision; `rank` is None for a disqualified entry."""

    event: str
    division: Division
    rank: int | None
    entry: str
    id_number: str
    name: str
    decision: Decision
    reason: Reason
    state: str
    document: str
    clause: str
    explanation: str


class PromotionDecision(msgspec.Struct, frozen=True, gc=False):
    """One person's promotion decision; `to_level` is empty unless nominated."""

    event: str
    division: Division
    rank: int | None
    entry: str
    id_number: str
    name: str
    occupation: str
    from_level: str
    to_level: str
    decision: Decision
    reason: Reason
    clause: str
    explanation: str


class BonusLine(msgspec.Struct, frozen=True, gc=False):
    """One line of the bonus sheet; `amount` in yuan, 0 when not paid."""

    edition_or_event: str
    skill: str
    medal: str
    entry: str
    kind: BonusKind
    beneficiary: str
    name: str
    amount: int
    decision: Payment
    reason: Reason
    clause: str
    explanation: str


class GrantLine(msgspec.Struct, frozen=True, gc=False):
    """One recognised base's construction grant; `amount` in yuan, 0 when not paid."""

    organisation: str
    name: str
    kind: str
    recognised_on: date
    amount: int
    decision: Payment
    reason: Reason
    clause: str
    explanation: str


class PoolDecision(msgspec.Struct, frozen=True, gc=False):
    """One person's place in the WorldSkills selection and training pool."""

    event: str
    entry: str
    id_number: str
    name: str
    birth_date: date | None
    target_year: int | None
    decision: Decision
    reason: Reason
    clause: str
    explanation: str
