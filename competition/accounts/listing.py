"""Read accounts as lists show them: who, with which roles in words, within somebody's scope."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from competition.accounts.rules import AccountRole, Grant, may_give, may_manage, place_of
from competition.accounts.scope import Condition, within
from competition.storage.transaction import Row, Transaction

#: Whose grants let them see and manage accounts.
MANAGERS = frozenset({AccountRole.PROVINCE, AccountRole.ORGANISER})
PAGE = 50
_AT_ONCE = 500
_COLUMNS = {
    "season": "g.season",
    "competition": "g.competition",
    "event": "g.event",
    "delegation": "g.delegation",
}


class GrantWords(msgspec.Struct, frozen=True):
    """A grant, and its scope as people know it; `key` tells it apart in a form."""

    grant: Grant
    season: str
    competition: str
    event: str

    @property
    def key(self) -> str:
        """Role and scope as one text."""
        return f"{self.grant.role.value}|{self.grant.scope}"


class AccountLine(msgspec.Struct, frozen=True):
    """An account in a list, with its roles within the reader's scope.

    `mine` says whether the reader may manage it: whether it has no other roles.
    """

    id: int
    name: str
    display_name: str
    disabled: bool
    has_password: bool
    codes: bool
    grants: tuple[GrantWords, ...]
    mine: bool


class SessionLine(msgspec.Struct, frozen=True):
    """An open session of an account."""

    created_at: datetime
    expires_at: datetime
    address: str


class PlaceChoice(msgspec.Struct, frozen=True):
    """A scope that a form offers; `key` is its text, `season` the heading it stands under."""

    key: str
    grant: Grant
    season: str
    competition: str
    event: str


async def grants_in_words(
    transaction: Transaction, grants: Iterable[Grant]
) -> tuple[GrantWords, ...]:
    """Give grants with the names of what they are given for."""
    grants = tuple(grants)
    seasons = await _names(
        transaction, "SELECT id, code FROM season", {grant.season for grant in grants}
    )
    competitions = await _names(
        transaction, "SELECT id, name FROM competition", {grant.competition for grant in grants}
    )
    events = await _names(
        transaction, "SELECT id, name FROM event", {grant.event for grant in grants}
    )
    return tuple(
        GrantWords(
            grant,
            seasons.get(grant.season, ""),
            competitions.get(grant.competition, ""),
            events.get(grant.event, ""),
        )
        for grant in grants
    )


async def accounts_page(
    transaction: Transaction, own: Sequence[Grant], search: str, role: str, number: int
) -> tuple[tuple[AccountLine, ...], int]:
    """Give a page (from 1) of the accounts within somebody's scope, and how many there are.

    The province sees all; others see accounts with a grant inside of their own. Raises NoScopeError
    for who manages nothing.
    """
    where, values = _asked(own, search, role)
    counted = await transaction.rows(f"SELECT count(*) FROM account a {where}", *values)  # noqa: S608 - placeholders
    last = len(values)
    rows = await transaction.rows(
        _LINE + f"{where} ORDER BY a.name LIMIT ${last + 1} OFFSET ${last + 2}",
        *values,
        PAGE,
        (number - 1) * PAGE,
    )
    return await _lines(transaction, rows, own), counted[0][0]


async def account_line(
    transaction: Transaction, own: Sequence[Grant], number: int
) -> AccountLine | None:
    """Give one account (id) within somebody's scope, None when it is outside or unknown."""
    where, values = _asked(own, "", "")
    word = "AND" if where else "WHERE"
    rows = await transaction.rows(
        _LINE + f"{where} {word} a.id = ${len(values) + 1}", *values, number
    )
    found = await _lines(transaction, rows, own)
    return found[0] if found else None


async def sessions_of(
    transaction: Transaction, account: int, now: datetime
) -> tuple[SessionLine, ...]:
    """Give the open sessions of an account (id), the newest first."""
    rows = await transaction.rows(
        "SELECT created_at, expires_at, address FROM session "
        "WHERE account = $1 AND expires_at > $2 AND stage = 'full' ORDER BY created_at DESC",
        account,
        now,
    )
    return tuple(SessionLine(*row) for row in rows)


async def place_choices(transaction: Transaction, own: Sequence[Grant]) -> tuple[PlaceChoice, ...]:
    """Give the scopes in which somebody may give roles: the system, seasons, and what is inside."""
    rows: list[Row] = []
    for sql in _PLACES:
        rows += await transaction.rows(sql)
    ordered = sorted(rows, key=lambda row: (row[1], row[3], row[4] is not None, row[5]))
    ordered.sort(key=lambda row: row[1], reverse=True)
    everything: list[Row] = [(None, "", None, "", None, ""), *ordered]
    choices = []
    for season, code, competition, competition_name, event, event_name in everything:
        # A judge is what both kinds of managers may give, wherever their scope covers the place.
        grant = Grant(AccountRole.JUDGE, season, competition, event)
        if may_give(own, grant):
            choices.append(
                PlaceChoice(grant.scope or "all", grant, code, competition_name, event_name)
            )
    return tuple(choices)


_PLACES = (
    "SELECT s.id, s.code, NULL, '', NULL, '' FROM season s",
    (
        "SELECT s.id, s.code, c.id, c.name, NULL, '' "
        "FROM competition c JOIN season s ON s.id = c.season"
    ),
    (
        "SELECT s.id, s.code, c.id, c.name, e.id, e.name FROM event e "
        "JOIN competition c ON c.id = e.competition JOIN season s ON s.id = e.season"
    ),
)
_LINE = (
    "SELECT a.id, a.name, a.display_name, a.disabled_at IS NOT NULL, "
    "a.password_hash IS NOT NULL, EXISTS (SELECT 1 FROM one_time_secret o "
    "WHERE o.account = a.id AND o.confirmed_at IS NOT NULL) FROM account a "
)


def _asked(own: Sequence[Grant], search: str, role: str) -> tuple[str, list[object]]:
    values: list[object] = []
    terms = []
    scope = within(own, MANAGERS, _COLUMNS)
    if scope != Condition("(1 = 1)", ()):
        values += scope.values
        terms.append(
            f"EXISTS (SELECT 1 FROM role_grant g WHERE g.account = a.id AND {scope.sql})"  # noqa: S608 - placeholders
        )
    if role:
        values.append(role)
        asked = f"r.role = ${len(values)}"
        terms.append(
            f"EXISTS (SELECT 1 FROM role_grant r WHERE r.account = a.id AND {asked})"  # noqa: S608 - placeholders
        )
    if search:
        plain = search.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
        values.append(f"%{plain}%")
        place = f"${len(values)}"
        terms.append(
            f"(lower(a.name) LIKE {place} ESCAPE '!' "
            f"OR lower(a.display_name) LIKE {place} ESCAPE '!')"
        )
    return (f"WHERE {' AND '.join(terms)}" if terms else ""), values


async def _lines(
    transaction: Transaction, rows: Sequence[Row], own: Sequence[Grant]
) -> tuple[AccountLine, ...]:
    found: dict[int, list[Grant]] = {row[0]: [] for row in rows}
    if found:
        ids = ", ".join(str(int(number)) for number in found)
        grants = await transaction.rows(
            "SELECT account, role, season, competition, event, delegation FROM role_grant "  # noqa: S608 - whole numbers
            f"WHERE account IN ({ids}) ORDER BY role, scope"
        )
        for account, role, *scope in grants:
            found[account].append(Grant(AccountRole(role), *scope))
    words = await grants_in_words(transaction, [one for some in found.values() for one in some])
    by_grant = {one.grant: one for one in words}
    return tuple(
        AccountLine(
            number,
            name,
            display_name,
            bool(disabled),
            bool(has_password),
            bool(codes),
            tuple(by_grant[grant] for grant in found[number] if _is_seen(own, grant)),
            may_manage(own, found[number]),
        )
        for number, name, display_name, disabled, has_password, codes in rows
    )


def _is_seen(own: Sequence[Grant], grant: Grant) -> bool:
    """Say whether a role lies within the scope of somebody who keeps accounts."""
    return any(mine.role in MANAGERS and mine.covers(place_of(grant)) for mine in own)


async def _names(
    transaction: Transaction, select: str, wanted: Iterable[int | None]
) -> dict[int | None, str]:
    ids = sorted({number for number in wanted if number is not None})
    names: dict[int | None, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        listed = ", ".join(str(int(number)) for number in ids[start : start + _AT_ONCE])
        rows = await transaction.rows(f"{select} WHERE id IN ({listed})")
        names |= {row[0]: row[1] for row in rows}
    return names
