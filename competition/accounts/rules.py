"""Roles and their scope, and when attempts are too many."""

from datetime import timedelta
from enum import StrEnum

import msgspec


class AccountRole(StrEnum):
    """What an account may do, within the scope that the role is given for."""

    PROVINCE = "province"
    ORGANISER = "organiser"
    JUDGE = "judge"
    FINANCE = "finance"
    AUDITOR = "auditor"


class Grant(msgspec.Struct, frozen=True):
    """A role and its scope: everything, one season, or one event (ids of the database)."""

    role: AccountRole
    season: int | None = None
    event: int | None = None

    @property
    def scope(self) -> str:
        """The scope as one text, so that the database can forbid the same grant twice."""
        if self.event is not None:
            return f"event:{self.event}"
        return "" if self.season is None else f"season:{self.season}"

    def covers(self, season: int | None, event: int | None = None) -> bool:
        """Say whether the scope holds the season (None: the whole system) and the event."""
        if self.event is not None:
            return event == self.event
        return self.season is None or season == self.season


LINK_LIFETIME = timedelta(hours=12)
SESSION_LIFETIME = timedelta(hours=12)
CODE_LIFETIME = timedelta(days=180)
ATTEMPT_WINDOW = timedelta(minutes=15)
MOST_FAILURES_PER_PERSON = 8
MOST_FAILURES_PER_ADDRESS = 200
CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8


def normal_code(written: str) -> str:
    """Give the form in which one-time codes are compared: capitals, no spaces or hyphens."""
    return "".join(written.split()).replace("-", "").upper()


def normal_name(written: str) -> str:
    """Give the form in which names are compared: no spaces, one kind of separator (·)."""
    name = "".join(written.split())
    for separator in "\u2022\u30fb\u2027":
        name = name.replace(separator, "\u00b7")
    return name
