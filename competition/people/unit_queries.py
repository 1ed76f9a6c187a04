"""Find units of a season within somebody's scope, and read what is known of one."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from competition.accounts.rules import AccountRole, Grant, Place
from competition.accounts.scope import NoScopeError, within
from competition.people.queries import organisations_of
from competition.people.rules import LegalEntities, OrganisationKind
from competition.storage.transaction import Dialect, Transaction

PAGE = 50
_IN_TEXT = {Dialect.SQLITE: "instr", Dialect.POSTGRES: "strpos"}
_UNIT = "SELECT o.id, o.code, o.name, o.kind, o.city FROM organisation o WHERE o.season = $1"
_OF_MEMBERS = (
    "o.id IN (SELECT m.employer FROM member m JOIN entry e ON e.id = m.entry "
    "JOIN event v ON v.id = e.event WHERE {scope})"
)
_COLUMNS = {
    "season": "v.season",
    "competition": "v.competition",
    "event": "v.id",
    "delegation": "e.delegation",
}


class UnitRow(msgspec.Struct, frozen=True):
    """A unit of a season."""

    id: int
    code: str
    name: str
    kind: OrganisationKind
    city: str


class UnitFilter(msgspec.Struct, frozen=True):
    """What is looked for: part of a name or code, a kind, a city; `after` is where a page ended."""

    q: str = ""
    kind: str = ""
    city: str = ""
    after: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.q or self.kind or self.city)


class Link(msgspec.Struct, frozen=True):
    """A recorded "same entity" link between two units, by what document."""

    code: str
    name: str
    other_code: str
    other_name: str
    document: str


class UnitMerge(msgspec.Struct, frozen=True):
    """A code that was merged into a unit."""

    old_code: str
    old_name: str
    at: datetime
    actor: str
    why: str


class UnitScope:
    """Which units of a season somebody may see: all, or those that the scope's people work for."""

    def __init__(
        self, grants: Sequence[Grant], roles: frozenset[AccountRole], season: Place
    ) -> None:
        """Take the grants of these roles; NoScopeError when none reaches the season."""
        self._grants = tuple(
            grant for grant in grants if grant.role in roles and grant.reaches(season)
        )
        if not self._grants:
            raise NoScopeError
        self.whole = any(grant.covers(season) for grant in self._grants)

    def condition(self, first: int) -> tuple[str, tuple[object, ...]]:
        """Write the condition on `o` (organisation) and its values from `first` on."""
        if self.whole:
            return "(1 = 1)", ()
        roles = {grant.role for grant in self._grants}
        found = within(self._grants, roles, _COLUMNS, first)
        return _OF_MEMBERS.format(scope=found.sql), found.values


async def find_units(
    transaction: Transaction, season: int, scope: UnitScope, wanted: UnitFilter
) -> tuple[UnitRow, ...]:
    """Give the next units by code: one more than a page when there are more. One query."""
    values: list[object] = [season]
    parts = []
    inside = _IN_TEXT[transaction.dialect]
    if wanted.q:
        values += [wanted.q, wanted.q.upper()]
        parts.append(f"({inside}(o.name, $2) > 0 OR {inside}(o.code, $3) > 0)")
    for column, value in (("kind", wanted.kind), ("city", wanted.city)):
        if value:
            values.append(value)
            parts.append(f"o.{column} = ${len(values)}")
    if wanted.after:
        values.append(wanted.after)
        parts.append(f"o.code > ${len(values)}")
    sql, scoped = scope.condition(len(values) + 1)
    where = " AND ".join([*parts, sql])
    rows = await transaction.rows(
        f"{_UNIT} AND {where} ORDER BY o.code LIMIT {PAGE + 1}", *values, *scoped
    )
    return tuple(UnitRow(row[0], row[1], row[2], OrganisationKind(row[3]), row[4]) for row in rows)


async def unit_by_code(
    transaction: Transaction, season: int, scope: UnitScope, code: str
) -> UnitRow | None:
    """Give a unit of the season within the scope; None else."""
    sql, scoped = scope.condition(3)
    rows = await transaction.rows(f"{_UNIT} AND o.code = $2 AND {sql}", season, code, *scoped)
    if not rows:
        return None
    row = rows[0]
    return UnitRow(row[0], row[1], row[2], OrganisationKind(row[3]), row[4])


async def kept_code(transaction: Transaction, season: int, code: str) -> str | None:
    """Give the code of the unit that a merged code went into, also through several merges."""
    rows = await transaction.rows(
        "SELECT o.code FROM organisation_merge m JOIN organisation o ON o.id = m.kept "
        "WHERE m.season = $1 AND m.old_code = $2 ORDER BY m.id DESC LIMIT 1",
        season,
        code,
    )
    return str(rows[0][0]) if rows else None


async def links_of(
    transaction: Transaction, season: int, code: str
) -> tuple[frozenset[str], tuple[Link, ...]]:
    """Give the codes of the legal entity that a unit belongs to, and the links that say so."""
    units = await organisations_of(transaction, season)
    entities = LegalEntities(units)
    mine = entities.of(code)
    codes = frozenset(one.code for one in units if entities.of(one.code) == mine)
    rows = await transaction.rows(
        "SELECT o.code, o.name, x.code, x.name, s.document FROM same_entity s "
        "JOIN organisation o ON o.id = s.organisation JOIN organisation x ON x.id = s.same_as "
        "WHERE o.season = $1 ORDER BY o.code",
        season,
    )
    return codes, tuple(Link(*row) for row in rows if row[0] in codes)


async def unit_merges(transaction: Transaction, unit: int) -> tuple[UnitMerge, ...]:
    """Give the codes that were merged into a unit, the newest first."""
    rows = await transaction.rows(
        "SELECT old_code, old_name, at, actor, why FROM organisation_merge "
        "WHERE kept = $1 ORDER BY id DESC",
        unit,
    )
    return tuple(UnitMerge(*row) for row in rows)


async def unit_people(transaction: Transaction, unit: int) -> int:
    """Count the members of the season who work for a unit."""
    rows = await transaction.rows("SELECT count(*) FROM member WHERE employer = $1", unit)
    count: int = rows[0][0]
    return count
