"""Search the audit log: newest first, page by page by the id, quick among millions of records."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from competition.storage.transaction import Dialect, Row, Transaction

PAGE = 50
#: How many records one page looks through for a word that no index knows.
LOOKED_THROUGH = 100_000


class AuditSearch(msgspec.Struct, frozen=True):
    """What is searched for; empty parts ask for nothing. Moments are aware, `until` excluded.

    `actors` are exact (`account:wang`): several are alternatives, none asks for anybody.
    """

    actors: tuple[str, ...] | None = None
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


class AuditLine(msgspec.Struct, frozen=True):
    """One record; `sealed` says that a change of it would be noticed by now."""

    id: int
    at: datetime
    actor: str
    address: str
    action: str
    subject: str
    detail: dict[str, Any]
    sealed: bool


class AuditPage(msgspec.Struct, frozen=True):
    """Records of a page; `older` is where the next one begins, None at the end of the log.

    `stopped` says that the page ended because enough was looked through, not because it is full.
    """

    lines: tuple[AuditLine, ...]
    older: int | None
    stopped: bool = False


async def audit_page(
    transaction: Transaction, search: AuditSearch, before: int | None = None, size: int = PAGE
) -> AuditPage:
    """Give the newest records that fit, below the id `before`."""
    bounds = await _bounds(transaction, search, before)
    if bounds is None:
        return AuditPage((), None)
    first, last = bounds
    lowest = max(first, last - LOOKED_THROUGH + 1) if search.text else first
    sealed = await _last_sealed(transaction)
    found: list[AuditLine] = []
    for actor in (None,) if search.actors is None else search.actors:
        terms, values = _terms(search, transaction.dialect, actor, (lowest, last))
        rows = await transaction.rows(
            "SELECT id, at, actor, address, action, subject, detail FROM audit_record "  # noqa: S608 - placeholders
            f"WHERE {' AND '.join(terms)} ORDER BY id DESC LIMIT ${len(values) + 1}",
            *values,
            size + 1,
        )
        found += [_line(row, sealed) for row in rows]
    found.sort(key=lambda line: -line.id)
    if len(found) > size:
        return AuditPage(tuple(found[:size]), found[size - 1].id)
    if lowest > first:
        return AuditPage(tuple(found), lowest, stopped=True)
    return AuditPage(tuple(found), None)


async def actors_named(transaction: Transaction, written: str) -> tuple[str, ...]:
    """Give the actors of the log that somebody may mean: by account, by name, or as written."""
    rows = await transaction.rows(
        "SELECT name FROM account WHERE name = $1 OR display_name = $1", written
    )
    names = dict.fromkeys([written, *(row[0] for row in rows)])
    wanted = [written, *(f"{kind}:{name}" for name in names for kind in ("account", "token"))]
    return tuple(
        [
            actor
            for actor in dict.fromkeys(wanted)
            if await transaction.rows("SELECT 1 FROM audit_record WHERE actor = $1 LIMIT 1", actor)
        ]
    )


async def people_of(transaction: Transaction, actors: Iterable[str]) -> dict[str, str]:
    """Give the names of the people behind actors (`account:wang` → 王)."""
    by_name = {actor.partition(":")[2]: actor for actor in actors if ":" in actor}
    names = sorted(by_name)
    places = ", ".join(f"${at}" for at in range(1, len(names) + 1))
    if not names:
        return {}
    rows = await transaction.rows(
        f"SELECT name, display_name FROM account WHERE name IN ({places})",  # noqa: S608 - placeholders
        *names,
    )
    shown = {row[0]: row[1] for row in rows}
    return {
        actor: shown[actor.partition(":")[2]]
        for actor in actors
        if actor.partition(":")[2] in shown
    }


def _terms(
    search: AuditSearch, dialect: Dialect, actor: str | None, span: tuple[int, int]
) -> tuple[list[str], list[object]]:
    values: list[object] = [*span]
    terms = ["id >= $1", "id <= $2"]
    for column, value in (
        ("actor =", actor),
        ("action =", search.action),
        ("subject =", search.subject),
        ("at >=", search.since),
        ("at <", search.until),
    ):
        if value:
            values.append(value)
            terms.append(f"{column} ${len(values)}")
    if search.text:
        plain = search.text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        values.append(f"%{plain}%")
        # SQLite's LIKE knows no capitals (of Latin letters), PostgreSQL has a word of its own.
        like = "LIKE" if dialect is Dialect.SQLITE else "ILIKE"
        columns = ("detail", "subject", "actor")
        alike = (f"{column} {like} ${len(values)} ESCAPE '!'" for column in columns)
        terms.append(f"({' OR '.join(alike)})")
    return terms, values


async def _bounds(
    transaction: Transaction, search: AuditSearch, before: int | None
) -> tuple[int, int] | None:
    """Give the lowest and highest id that may fit; days are turned into ids by their index."""
    terms, values = [], []
    for column, value in (("at >=", search.since), ("at <", search.until)):
        if value is not None:
            values.append(value)
            terms.append(f"{column} ${len(values)}")
    if terms:
        # The sum keeps PostgreSQL from walking along the ids instead of the index of moments.
        where = " AND ".join(terms)
        sql = f"SELECT min(id + 0), max(id + 0) FROM audit_record WHERE {where}"  # noqa: S608 - placeholders
    else:
        sql = "SELECT (SELECT min(id) FROM audit_record), (SELECT max(id) FROM audit_record)"
    rows = await transaction.rows(sql, *values)
    first, last = rows[0]
    if first is None:
        return None
    last = last if before is None else min(last, before - 1)
    return (first, last) if first <= last else None


def _line(row: Row, sealed: int) -> AuditLine:
    number, at, actor, address, action, subject, detail = row
    return AuditLine(
        number, at, actor, address, action, subject, json.loads(detail), number <= sealed
    )


async def _last_sealed(transaction: Transaction) -> int:
    rows = await transaction.rows("SELECT last_record FROM audit_seal ORDER BY number DESC LIMIT 1")
    return rows[0][0] if rows else 0
