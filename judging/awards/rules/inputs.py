"""What awards are decided from besides the standings: WorldSkills rows, rulings, approval."""

from datetime import date
from enum import StrEnum

import msgspec


class Origin(StrEnum):
    """Whether a WorldSkills player was trained here or brought in (培育、引进)."""

    CULTIVATED = "cultivated"
    INTRODUCED = "introduced"


class WorldSkillsPlayer(msgspec.Struct, frozen=True, gc=False):
    """One player of a WorldSkills medal project (edition, skill, entry)."""

    edition: str
    skill: str
    skill_name: str
    medal: str
    entry: str
    id_number: str
    name: str
    origin: Origin
    base: str = ""
    sending_unit: str = ""
    expert_team: str = ""


class ExpertTeam(msgspec.Struct, frozen=True, gc=False):
    """A Chinese expert team of one skill of one edition."""

    team: str
    name: str
    edition: str
    skill: str


GRANT_KINDS = ("key", "provincial")
"""Kinds of paid lines that are base grants; edition, skill and entry say nothing for them."""


class PaidLine(msgspec.Struct, frozen=True, gc=False):
    """A line that an earlier year paid, a bonus or a base grant; `amount` in yuan."""

    edition: str
    skill: str
    entry: str
    kind: str
    beneficiary: str
    amount: int
    document: str


class RulingKind(StrEnum):
    """What a recorded ruling answers."""

    TIE = "tie"
    TWO_UNITS = "two_units"
    TWO_BASES = "two_bases"
    BASE = "base"


class Ruling(msgspec.Struct, frozen=True, gc=False):
    """A recorded human decision (裁定); `event` is an event code or `edition/skill`."""

    kind: RulingKind
    event: str
    entry: str
    value: str
    document: str


class Approval(msgspec.Struct, frozen=True):
    """The document by which the province approved the season's titles."""

    document: str
    approved_on: date


class RulingOptions(msgspec.Struct, frozen=True):
    """What the ruleset leaves open and a document decided; defaults where none did.

    `documents` maps each decided option to its document.
    """

    repeat: str = "per_medal"
    pair: str = "each"
    smallest_field: int | None = None
    title_divisions: tuple[str, ...] | None = None
    members: str = "exact"
    documents: dict[str, str] = {}


REPEAT_READINGS = ("per_medal", "one_line", "highest_per_edition")
PAIR_READINGS = ("each", "shared")
MEMBER_READINGS = ("exact", "free")
