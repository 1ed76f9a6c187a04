"""Roles and their scope, and when attempts are too many."""

import unicodedata
from datetime import timedelta
from enum import StrEnum

import msgspec


class AccountRole(StrEnum):
    """What an account may do, within the scope that the role is given for.

    A contestant has no account: name, ID number and one-time code open the own page.
    """

    PROVINCE = "province"
    ORGANISER = "organiser"
    REGISTRAR = "registrar"
    REVIEWER = "reviewer"
    JUDGE = "judge"
    CHIEF_JUDGE = "chief_judge"
    DRAW_OFFICIAL = "draw_official"
    SUPERVISOR = "supervisor"
    FINANCE = "finance"
    AUDITOR = "auditor"


class Place(msgspec.Struct, frozen=True):
    """Where something lies: the parts of it that are known (ids; a delegation by its name).

    What lies in an event names its competition and season too; an empty place is the whole system.
    """

    season: int | None = None
    competition: int | None = None
    event: int | None = None
    delegation: str | None = None


class Grant(msgspec.Struct, frozen=True):
    """A role and its scope: the province, a season, a competition, an event; or a delegation in it.

    A scope names its season whenever it names anything (ids of the database).
    """

    role: AccountRole
    season: int | None = None
    competition: int | None = None
    event: int | None = None
    delegation: str | None = None

    @property
    def scope(self) -> str:
        """The scope as one text, so that the database can forbid the same grant twice."""
        named = ("season", "competition", "event", "delegation")
        parts = ((name, getattr(self, name)) for name in named)
        return "/".join(f"{name}:{value}" for name, value in parts if value is not None)

    def covers(self, place: Place) -> bool:
        """Say whether all of the place lies within the scope."""
        return all(
            mine is None or mine == theirs
            for mine, theirs in (
                (self.season, place.season),
                (self.competition, place.competition),
                (self.event, place.event),
                (self.delegation, place.delegation),
            )
        )

    def reaches(self, place: Place) -> bool:
        """Say whether the scope holds the place, or something inside of it."""
        return all(
            mine is None or theirs is None or mine == theirs
            for mine, theirs in (
                (self.season, place.season),
                (self.competition, place.competition),
                (self.event, place.event),
                (self.delegation, place.delegation),
            )
        )


LINK_LIFETIME = timedelta(hours=12)
SESSION_LIFETIME = timedelta(hours=12)
CODE_LIFETIME = timedelta(days=180)
#: How long a used link or code still opens for the browser that used it: its answer may be lost.
REPEAT_WINDOW = timedelta(minutes=2)
ATTEMPT_WINDOW = timedelta(minutes=15)
MOST_FAILURES_PER_PERSON = 8
MOST_FAILURES_PER_ADDRESS = 200
CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8
#: Signs that keyboards type for a hyphen.
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\ufe58\ufe63\uff0d")
_RESIDENT_LENGTH = 18


def normal_code(written: str) -> str:
    """Give the form in which one-time codes are compared: capitals, no spaces or dashes.

    Chinese keyboards type full-width letters and their own dashes (NFKC folds the letters).
    """
    folded = unicodedata.normalize("NFKC", written).upper()
    return "".join(sign for sign in folded if sign not in _DASHES and not _is_blank(sign))


def normal_id(written: str) -> str:
    """Give an ID number as typed on any keyboard with half-width signs and without spaces.

    Every dash becomes a hyphen, which documents of other countries may have.
    """
    folded = unicodedata.normalize("NFKC", written)
    plain = "".join("-" if sign in _DASHES else sign for sign in folded if not _is_blank(sign))
    resident = plain.replace("-", "")
    digits = resident[:-1]
    is_resident = len(resident) == _RESIDENT_LENGTH and digits.isascii() and digits.isdigit()
    return resident if is_resident else plain


def _is_blank(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) == "Cf"


def normal_name(written: str) -> str:
    """Give the form in which names are compared: no spaces, one kind of separator (·)."""
    name = "".join(written.split())
    for separator in "\u2022\u30fb\u2027":
        name = name.replace(separator, "\u00b7")
    return name
