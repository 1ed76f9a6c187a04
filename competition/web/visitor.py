"""Who looks at a page: language, theme and, when signed in, the account with its grants."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import State

from competition.accounts.rules import AccountRole, Grant, Place
from competition.web.language import Language, language_of

THEMES = ("light", "dark")
LANGUAGE_COOKIE = "language"
THEME_COOKIE = "theme"
SESSION_COOKIE = "xinglu_session"
WINNER_COOKIE = "xinglu_winner"
DOOR_COOKIE = "xinglu_door"

_KEEPERS = (AccountRole.PROVINCE, AccountRole.ORGANISER)
_AUDITORS = (AccountRole.PROVINCE, AccountRole.AUDITOR)

Connection = ASGIConnection[Any, Any, Any, State]


class SignedIn(msgspec.Struct, frozen=True):
    """An account with a living session; `login` is its name, `name` is for people.

    `token` is the secret of its cookie; `asleep` says that some of its roles do not count until it
    has one-time codes.
    """

    account: int
    login: str
    name: str
    grants: tuple[Grant, ...]
    token: str
    asleep: bool = False


class Visitor(msgspec.Struct, frozen=True):
    """The reader of a page; `here` is the path of the page, `query` its filters for links.

    `winner` says whether a winner's page is open in this browser.
    """

    language: Language
    theme: str
    here: str
    query: str = ""
    signed_in: SignedIn | None = None
    winner: bool = False

    @property
    def name(self) -> str:
        """The name of the signed-in person, or nothing."""
        return self.signed_in.name if self.signed_in else ""

    @property
    def offices(self) -> tuple[tuple[str, str], ...]:
        """The doors of the bar that only some roles have: text key and address."""
        keeps = [("accounts.nav", "/accounts")] if self.has_any(_KEEPERS) else []
        audits = [("audit.nav", "/audit")] if self.may(_AUDITORS, Place()) else []
        return (*keeps, *audits)

    def may(self, roles: Iterable[AccountRole], place: Place) -> bool:
        """Say whether one of the roles is granted for all of a place."""
        return any(grant.covers(place) for grant in self._grants(roles))

    def has_any(self, roles: Iterable[AccountRole]) -> bool:
        """Say whether one of the roles is granted for anything at all."""
        return any(True for _ in self._grants(roles))

    def reaches(self, roles: Iterable[AccountRole], place: Place) -> bool:
        """Say whether one of the roles is granted for the place or for something inside of it."""
        return any(grant.reaches(place) for grant in self._grants(roles))

    def _grants(self, roles: Iterable[AccountRole]) -> Iterator[Grant]:
        wanted = frozenset(roles)
        grants = self.signed_in.grants if self.signed_in else ()
        return (grant for grant in grants if grant.role in wanted)


def visitor_of(connection: Connection) -> Visitor:
    """Give the visitor that the session middleware found, or a stranger where it did not run."""
    found = connection.scope["state"].get("visitor")
    return found if isinstance(found, Visitor) else stranger(connection)


def stranger(connection: Connection) -> Visitor:
    """Read language and theme of somebody who is not signed in."""
    theme = connection.query_params.get("theme") or connection.cookies.get(THEME_COOKIE, "")
    kept = [
        (name, value)
        for name, value in parse_qsl(connection.url.query)
        if name not in {"lang", "theme"}
    ]
    return Visitor(
        language=language_of(
            connection.query_params.get("lang"), connection.cookies.get(LANGUAGE_COOKIE)
        ),
        theme=theme if theme in THEMES else "",
        here=quote("/" + connection.scope["path"].lstrip("/\\")),
        query="".join(f"&{urlencode({name: value})}" for name, value in kept),
    )
