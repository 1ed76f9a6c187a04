"""Find people in the registry, within somebody's scope, and read what is known of one."""

import re
from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from competition.accounts.rules import AccountRole, Grant, Place
from competition.accounts.scope import NoScopeError, within
from competition.people.encryption import shown_id, shown_phone
from competition.people.pinyin import folded, following
from competition.storage.json_text import json_value
from competition.storage.keys import Keyring
from competition.storage.transaction import Dialect, Row, Transaction

PAGE = 50
_PINYIN = re.compile(r"[a-z][a-z0-9]*")
_IN_TEXT = {Dialect.SQLITE: "instr", Dialect.POSTGRES: "strpos"}
_PERSON = (
    "SELECT p.id, p.id_type, p.id_number, p.name, p.letters, p.birth_date, p.sex, p.phone, "
    "p.unit_code, p.unit_name, p.merged_into, p.registered_at FROM person p "
)
_MEMBERS = "member m JOIN entry e ON e.id = m.entry JOIN event v ON v.id = e.event"
_NARROW = (
    "p.id IN (SELECT coalesce(o.merged_into, o.id) "  # noqa: S608 - placeholders only
    f"FROM {_MEMBERS} JOIN person o ON o.id_hash = m.id_hash WHERE {{scope}})"
)
_WIDE = (
    f"(EXISTS (SELECT 1 FROM {_MEMBERS} WHERE m.id_hash = p.id_hash AND {{scope}}) "  # noqa: S608 - placeholders only
    "OR EXISTS (SELECT 1 FROM title_holder t "
    "WHERE t.id_hash = p.id_hash AND t.season IN ({seasons})) "
    f"OR EXISTS (SELECT 1 FROM {_MEMBERS} JOIN person o ON o.id_hash = m.id_hash "
    "WHERE o.merged_into = p.id AND {scope}))"
)
_HOLDERS = (
    "p.id IN (SELECT coalesce(o.merged_into, o.id) FROM title_holder t "
    "JOIN person o ON o.id_hash = t.id_hash)"
)
_MEMBER_COLUMNS = {
    "season": "v.season",
    "competition": "v.competition",
    "event": "v.id",
    "delegation": "e.delegation",
}
#: The same, so that a planner asks person by person: what is computed has no index.
_ONE_BY_ONE = {
    "season": "+v.season",
    "competition": "+v.competition",
    "event": "+v.id",
    "delegation": "(e.delegation || '')",
}


class _Condition(msgspec.Struct, frozen=True):
    """A condition with its values, which it names {0}, {1} …."""

    sql: str
    values: tuple[object, ...]


#: The plus keeps planners off the index of the few merged ones.
_EVERYBODY = _Condition("+p.merged_into IS NULL", ())
#: Those that are found first and sorted then, instead of walking through everybody in order.
_FIRST_SORTED = f"ORDER BY p.letters || '', p.name, p.id LIMIT {PAGE + 1}"
_FIRST_PAGE = f"ORDER BY p.letters, p.name, p.id LIMIT {PAGE + 1}"


class PersonRow(msgspec.Struct, frozen=True):
    """A person as pages show one: numbers masked unless they were revealed."""

    id: int
    id_type: str
    id_number: str
    name: str
    letters: str
    birth_date: date | None
    sex: str
    phone: str
    unit_code: str
    unit_name: str
    merged_into: int | None
    registered_at: datetime


class PersonFilter(msgspec.Struct, frozen=True):
    """What is looked for; empty fields ask for nothing. `unit` is a code or part of a name."""

    q: str = ""
    unit: str = ""
    sex: str = ""
    born_from: int | None = None
    born_to: int | None = None
    holders: bool = False

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return self != PersonFilter()


class Position(msgspec.Struct, frozen=True):
    """Where a list goes on: behind this person."""

    letters: str
    name: str
    id: int


class PersonMember(msgspec.Struct, frozen=True):
    """A person in an entry: where, as what, at which level, under which name."""

    place: Place
    season: str
    event: str
    event_name: str
    held_on: date
    entry: int
    entry_code: str
    division: str
    delegation: str
    status: str
    role: str
    name: str
    level: str
    level_occupation: str
    level_certificate: str
    level_verified: bool


class EarlierTitle(msgspec.Struct, frozen=True):
    """A title of an earlier year."""

    title: str
    year: int
    document: str


class _Moved(msgspec.Struct, frozen=True):
    """What a merge says of itself, as far as pages show it."""

    left: tuple[str, ...] = ()


class MergeRow(msgspec.Struct, frozen=True):
    """A merge of two records; `left` names the seasons whose decided rows stayed as they were."""

    old: int
    old_name: str
    old_id: str
    at: datetime
    actor: str
    why: str
    left: tuple[str, ...]


class Scope:
    """Whose persons somebody may see, as SQL; NoScopeError without any fitting grant."""

    def __init__(self, grants: Sequence[Grant], roles: frozenset[AccountRole]) -> None:
        """Take the grants of these roles."""
        self._grants = tuple(grant for grant in grants if grant.role in roles)
        self._roles = roles
        if not self._grants:
            raise NoScopeError

    @property
    def whole(self) -> bool:
        """Whether every person is in it."""
        return any(not grant.scope for grant in self._grants)

    def of_members(self, first: int) -> tuple[str, tuple[object, ...]]:
        """Write the condition on `v` (event) and `e` (entry) and its values from `first` on.

        For the members of one person, whom something else finds.
        """
        found = within(self._grants, self._roles, _ONE_BY_ONE, first)
        return found.sql, found.values

    def of_persons(self, first: int, *, few: bool = True) -> tuple[str, tuple[object, ...]]:
        """Write the condition on `p` (person) and its values from `first` on.

        It is asked person by person, unless the scope is narrow and not `few` people come up.
        Numbers that were merged count for the record that is kept; earlier title holders belong
        to whoever has their whole season.
        """
        if self.whole:
            return "(1 = 1)", ()
        seasons = [one.season for one in self._grants if one.scope == f"season:{one.season}"]
        if not seasons and not few:
            narrow = within(self._grants, self._roles, _MEMBER_COLUMNS, first)
            return _NARROW.format(scope=narrow.sql), narrow.values
        sql, values = self.of_members(first)
        held = ", ".join(f"${first + len(values) + at}" for at in range(len(seasons))) or "NULL"
        return _WIDE.format(scope=sql, seasons=held), (*values, *seasons)


async def find_persons(
    transaction: Transaction,
    scope: Scope,
    wanted: PersonFilter,
    after: Position | None = None,
) -> tuple[PersonRow, ...]:
    """Give the next people in the order of their pinyin: one more than a page when there are more.

    A name is found by any part of it, by its pinyin from the beginning, or by its initials. One
    query.
    """
    part = folded(wanted.q)
    named = [_part_of_name(transaction.dialect, part)]
    if _PINYIN.fullmatch(part) is not None:
        named = [_beginning("letters", part)]
        if len(part) > 1:
            named.append(_beginning("initials", part))
    asked = [_EVERYBODY, *_filters(transaction.dialect, wanted)]
    if after is not None:
        behind = "(p.letters, p.name, p.id) > ({0}, {1}, {2})"
        asked.append(_Condition(behind, (after.letters, after.name, after.id)))
    values: list[object] = []
    branches = []
    for number, condition in enumerate(named):
        parts = []
        for one in [condition, *asked] if condition else asked:
            names = [f"${len(values) + at}" for at in range(1, len(one.values) + 1)]
            parts.append(one.sql.format(*names))
            values += one.values
        sql, scoped = scope.of_persons(len(values) + 1, few=len(part) > 1)
        values += scoped
        where = " AND ".join([*parts, sql])
        order = _FIRST_SORTED if condition and part[:1] > "z" else _FIRST_PAGE
        branch = f"SELECT p.id FROM person p WHERE {where} {order}"  # noqa: S608 - conditions of ours, values apart
        branches.append(f"SELECT id FROM ({branch}) AS b{number}")  # noqa: S608 - as above
    rows = await transaction.rows(
        f"{_PERSON} WHERE p.id IN ({' UNION ALL '.join(branches)}) {_FIRST_PAGE}", *values
    )
    return tuple(_person(transaction.keys, row, reveal=False) for row in rows)


def _part_of_name(dialect: Dialect, part: str) -> _Condition | None:
    """Look into every name, which an index of names alone makes quick."""
    if not part:
        return None
    inside = f"{_IN_TEXT[dialect]}(folded, {{0}}) > 0"
    return _Condition(f"p.id IN (SELECT id FROM person WHERE {inside})", (part,))  # noqa: S608 - our own columns


def _beginning(column: str, letters: str) -> _Condition:
    end = following(letters)
    if not end:
        return _Condition(f"p.{column} >= {{0}}", (letters,))
    return _Condition(f"p.{column} >= {{0}} AND p.{column} < {{1}}", (letters, end))


def _filters(dialect: Dialect, wanted: PersonFilter) -> list[_Condition]:
    found = []
    if wanted.unit:
        inside = f"{_IN_TEXT[dialect]}(name, {{0}}) > 0"
        units = f"SELECT code FROM organisation WHERE code = {{1}} OR {inside}"  # noqa: S608 - our own columns
        code = wanted.unit.upper()
        found.append(_Condition(f"p.unit_code IN ({units})", (wanted.unit, code)))
    if wanted.sex:
        found.append(_Condition("p.sex = {0}", (wanted.sex,)))
    if wanted.born_from is not None:
        found.append(_Condition("p.birth_date >= {0}", (date(wanted.born_from, 1, 1),)))
    if wanted.born_to is not None:
        found.append(_Condition("p.birth_date <= {0}", (date(wanted.born_to, 12, 31),)))
    if wanted.holders:
        found.append(_Condition(_HOLDERS, ()))
    return found


async def person_by_hash(
    transaction: Transaction, scope: Scope, *, id_hashes: Sequence[bytes], phone: bytes | None
) -> PersonRow | None:
    """Find the one person of an ID number (any of its written forms) or phone, None if not seen.

    A merged number finds the record that is kept; a phone of several people finds none.
    """
    marks = ", ".join(f"${at}" for at in range(1, len(id_hashes) + 1))
    number = f"${len(id_hashes) + 1}"
    sql, values = scope.of_persons(len(id_hashes) + 2)
    rows = await transaction.rows(
        f"{_PERSON} WHERE p.id IN (SELECT coalesce(merged_into, id) FROM person "  # noqa: S608 - placeholders only
        f"WHERE id_hash IN ({marks}) OR phone_hash = {number}) AND {sql} LIMIT 2",
        *id_hashes,
        phone or b"",
        *values,
    )
    return _person(transaction.keys, rows[0], reveal=False) if len(rows) == 1 else None


async def person_by_id(
    transaction: Transaction, scope: Scope, number: int, *, reveal: bool = False
) -> PersonRow | None:
    """Give a person within the scope, also a merged record; None else."""
    sql, values = scope.of_persons(2)
    rows = await transaction.rows(
        f"{_PERSON} WHERE p.id = (SELECT coalesce(merged_into, id) FROM person WHERE id = $1) "  # noqa: S608 - placeholders only
        f"AND {sql}",
        number,
        *values,
    )
    return _person(transaction.keys, rows[0], reveal=reveal) if rows else None


async def hashes_of(transaction: Transaction, person: int) -> tuple[bytes, ...]:
    """Give the hashes of all ID numbers of a person: the own first, then merged ones."""
    rows = await transaction.rows(
        "SELECT id_hash FROM person WHERE id = $1 OR merged_into = $1 "
        "ORDER BY merged_into IS NOT NULL, id",
        person,
    )
    return tuple(bytes(row[0]) for row in rows)


async def members_of_person(
    transaction: Transaction, scope: Scope, person: int
) -> tuple[PersonMember, ...]:
    """Give the entries of a person within the scope, the newest first."""
    sql, values = scope.of_members(2)
    rows = await transaction.rows(
        "SELECT v.season, v.competition, v.id, e.delegation, s.code, v.code, v.name, v.held_on, "  # noqa: S608 - placeholders only
        "e.id, e.code, e.division, e.delegation, e.status, m.role, m.name, m.level, "
        "m.level_occupation, m.level_certificate, m.level_verified "
        "FROM person p JOIN member m ON m.id_hash = p.id_hash JOIN entry e ON e.id = m.entry "
        "JOIN event v ON v.id = e.event JOIN season s ON s.id = v.season "
        f"WHERE (p.id = $1 OR p.merged_into = $1) AND {sql} "
        "ORDER BY v.held_on DESC, v.id, e.id",
        person,
        *values,
    )
    return tuple(PersonMember(Place(*row[:4]), *row[4:]) for row in rows)


async def earlier_titles_of(transaction: Transaction, person: int) -> tuple[EarlierTitle, ...]:
    """Give the titles of earlier years, once each, the newest first."""
    rows = await transaction.rows(
        "SELECT DISTINCT t.title, t.year, t.document FROM person p "
        "JOIN title_holder t ON t.id_hash = p.id_hash "
        "WHERE p.id = $1 OR p.merged_into = $1 ORDER BY t.year DESC, t.title",
        person,
    )
    return tuple(EarlierTitle(*row) for row in rows)


async def merges_of(transaction: Transaction, person: int) -> tuple[MergeRow, ...]:
    """Give the merges into a person, the newest first; old numbers masked."""
    rows = await transaction.rows(
        "SELECT m.old, o.name, o.id_number, m.at, m.actor, m.why, m.moved FROM person_merge m "
        "JOIN person o ON o.id = m.old WHERE m.kept = $1 OR o.merged_into = $1 ORDER BY m.id DESC",
        person,
    )
    keys = transaction.keys
    return tuple(
        MergeRow(
            row[0],
            row[1],
            shown_id(keys, row[2], reveal=False),
            row[3],
            row[4],
            row[5],
            json_value(row[6], _Moved).left,
        )
        for row in rows
    )


def _person(keys: Keyring, row: Row, *, reveal: bool) -> PersonRow:
    return PersonRow(
        row[0],
        row[1],
        shown_id(keys, row[2], reveal=reveal),
        row[3],
        row[4],
        row[5],
        row[6],
        shown_phone(keys, row[7], reveal=reveal),
        *row[8:],
    )
