"""Entries and their members: the codes of divisions, states, roles and skill levels."""

from enum import StrEnum

import msgspec


class Division(StrEnum):
    """Who competes against whom (组别), in the order of every list."""

    WORKER = "worker"
    TEACHER = "teacher"
    STUDENT = "student"
    OPEN = "open"


class Status(StrEnum):
    """What became of an entry, in the order of every list."""

    OK = "ok"
    GUEST = "guest"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class Role(StrEnum):
    """What a member does in the entry; titles and money of players go to competitors only."""

    COMPETITOR = "competitor"
    COACH = "coach"
    LEADER = "leader"


DIVISION_ORDER = {division: position for position, division in enumerate(Division)}
STATUS_ORDER = {status: position for position, status in enumerate(Status)}

SKILL_LEVELS = (
    "学徒工",
    "初级工",
    "中级工",
    "高级工",
    "技师",
    "高级技师",
    "特级技师",
    "首席技师",
)


class Entry(msgspec.Struct, frozen=True, gc=False):
    """What is ranked (参赛单元): one person, a pair or a team of a delegation."""

    entry: str
    division: Division
    delegation: str
    city: str = ""
    status: Status = Status.OK


class Member(msgspec.Struct, frozen=True, gc=False):
    """A person of an entry; `id_number` is the identity, the name never is."""

    entry: str
    id_type: str
    id_number: str
    name: str
    role: Role
    employer: str = ""
    level: str = ""
    level_occupation: str = ""
    level_certificate: str = ""
    level_verified: bool = False
