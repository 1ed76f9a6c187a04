"""Roles and their scope, who may give them, passwords, and when attempts are too many."""

import unicodedata
from collections.abc import Iterable
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
#: A card is printed days before the event.
INVITATION_LIFETIME = timedelta(days=14)
CODE_STAGE_LIFETIME = timedelta(minutes=10)
TOKEN_MOST_DAYS = 366
SESSION_LIFETIME = timedelta(hours=12)
CODE_LIFETIME = timedelta(days=180)
#: How long a used link or code still opens for the browser that used it: its answer may be lost.
REPEAT_WINDOW = timedelta(minutes=2)
ATTEMPT_WINDOW = timedelta(minutes=15)
MOST_FAILURES_PER_PERSON = 8
MOST_FAILURES_PER_ACCOUNT = 8
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


class LinkPurpose(StrEnum):
    """What a one-time link is for: to enter at once, or to choose a password first."""

    ENTER = "enter"
    PASSWORD = "password"  # noqa: S105 - a purpose, no secret


class SessionStage(StrEnum):
    """How far a sign-in came: all the way, or to where the one-time code is asked for."""

    FULL = "full"
    CODE = "code"


#: Roles whose people sit at the tablets of a hall: they enter by a card and need no password.
HALL_ROLES = frozenset(
    {
        AccountRole.JUDGE,
        AccountRole.CHIEF_JUDGE,
        AccountRole.DRAW_OFFICIAL,
        AccountRole.SUPERVISOR,
    }
)
#: What an organiser may give, within the own scope.
GIVEN_BY_ORGANISERS = HALL_ROLES | {AccountRole.REGISTRAR, AccountRole.REVIEWER}
#: Roles that sleep without one-time codes when XINGLU_TOTP is `required`.
CODE_ROLES = frozenset({AccountRole.PROVINCE, AccountRole.FINANCE})


def place_of(grant: Grant) -> Place:
    """Give what a grant is given for."""
    return Place(grant.season, grant.competition, grant.event, grant.delegation)


def may_give(own: Iterable[Grant], grant: Grant) -> bool:
    """Say whether somebody with these grants may give (or take) a grant.

    The province gives any role, an organiser those of the hall and of registration; nobody gives a
    wider scope than the own one.
    """
    place = place_of(grant)
    return any(
        mine.covers(place)
        and (
            mine.role is AccountRole.PROVINCE
            or (mine.role is AccountRole.ORGANISER and grant.role in GIVEN_BY_ORGANISERS)
        )
        for mine in own
    )


def lacks_delegation(grant: Grant, *, every: bool) -> bool:
    """Say whether a registrar is to be given every delegation (`every`) without a word about it."""
    return grant.role is AccountRole.REGISTRAR and grant.delegation is None and not every


def may_manage(own: Iterable[Grant], theirs: Iterable[Grant]) -> bool:
    """Say whether somebody may disable an account, end its sessions or make its links.

    Every grant of the account must be one that they may give: who lets somebody in has all that
    the account has. An account without any grant is the province's.
    """
    own, theirs = tuple(own), tuple(theirs)
    if Grant(AccountRole.PROVINCE) in own:
        return True
    return bool(theirs) and all(may_give(own, grant) for grant in theirs)


def awake(grants: Iterable[Grant], *, codes: bool, required: bool) -> tuple[Grant, ...]:
    """Give the grants that count: where one-time codes are required, some sleep without them."""
    return tuple(grant for grant in grants if codes or not required or grant.role not in CODE_ROLES)


def narrowed(own: Iterable[Grant], wanted: Iterable[Grant]) -> tuple[Grant, ...]:
    """Give those grants of a token that its account still has: same role, same or wider scope."""
    own = tuple(own)
    return tuple(
        grant
        for grant in wanted
        if any(mine.role is grant.role and mine.covers(place_of(grant)) for mine in own)
    )


SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_LEAST_OF_ITS_OWN = 4
_LEAST_SIGNS = 4


def normal_password(written: str) -> str:
    """Give the form in which passwords are compared: what any keyboard types for the same signs."""
    return unicodedata.normalize("NFKC", written)


def password_fault(password: str, name: str) -> str:
    """Say what is wrong with a password of an account, as a text key; "" when nothing is."""
    normal = normal_password(password)
    lowered, own = normal.casefold(), normal_password(name).casefold()
    if len(normal) < SHORTEST_PASSWORD:
        return "own.password_short"
    if len(normal) > LONGEST_PASSWORD:
        return "own.password_long"
    if own and len(lowered.replace(own, "")) < min(_LEAST_OF_ITS_OWN, len(lowered)):
        return "own.password_name"
    if len(set(lowered)) < _LEAST_SIGNS:
        return "own.password_same"
    return ""


LONGEST_NAME = 64
_NAME_SIGNS = frozenset("-_.@")


def account_name_fault(name: str) -> str:
    """Say what is wrong with the name of an account, as a text key; "" when nothing is."""
    if not name or len(name) > LONGEST_NAME:
        return "accounts.name_length"
    if not all(sign.isalnum() or sign in _NAME_SIGNS for sign in name):
        return "accounts.name_signs"
    return ""


def own_path(written: str) -> str:
    """Give the page of ours that a sign-in leads back to; "/seasons" for anything else.

    A path that begins with two slashes, or a slash and a backslash, is another host to a browser.
    """
    plain = written.isprintable() and "\\" not in written
    if not plain or not written.startswith("/") or written.startswith("//"):
        return "/seasons"
    return written
