"""Searching the audit log: exact, page by page, on both databases."""

from datetime import datetime, timedelta

import pytest

from competition.accounts import audit_queries
from competition.accounts.audit_queries import (
    AuditSearch,
    actors_named,
    audit_page,
    people_of,
)
from competition.accounts.services import create_account
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.sealing import seal_pending
from tests.storage.conftest import NOW


async def write(database: Database, *records: tuple[str, str, str, datetime]) -> None:
    """Write records: actor, action, subject, when."""
    async with database.transaction() as transaction:
        for actor, action, subject, at in records:
            detail = {"changes": {"name": ["旧名_1%", subject]}, "why": "更正"}
            await record(transaction, Stamp(actor, at, "10.0.0.1"), action, subject, detail)


async def found(database: Database, search: AuditSearch, size: int = 50) -> list[int]:
    """Give the ids that a search finds, all pages of it."""
    ids: list[int] = []
    before: int | None = None
    async with database.reading() as transaction:
        while True:
            page = await audit_page(transaction, search, before, size)
            ids += [line.id for line in page.lines]
            before = page.older
            if before is None:
                return ids


async def test_each_part_of_a_search_narrows_it(database: Database) -> None:
    """By actor, action, subject, day and word; pages neither repeat nor lose a record."""
    day = timedelta(days=1)
    await write(
        database,
        ("account:wang", "account.create", "li", NOW - 2 * day),
        ("token:wang", "account.grant", "li", NOW - day),
        ("account:li", "account.grant", "zhao", NOW),
        ("winner", "winner.enter", "", NOW),
        ("account:wang", "account.grant", "LI-2", NOW + day),
    )
    for search, ids in (
        (AuditSearch(), [5, 4, 3, 2, 1]),
        (AuditSearch(actors=("account:wang", "token:wang")), [5, 2, 1]),
        (AuditSearch(actors=()), []),
        (AuditSearch(action="account.grant"), [5, 3, 2]),
        (AuditSearch(subject="li"), [2, 1]),
        (AuditSearch(since=NOW), [5, 4, 3]),
        (AuditSearch(until=NOW), [2, 1]),
        (AuditSearch(since=NOW, until=NOW + day), [4, 3]),
        (AuditSearch(text="li"), [5, 3, 2, 1]),
        (AuditSearch(text="更正", action="winner.enter"), [4]),
        (AuditSearch(text="旧名_1%"), [5, 4, 3, 2, 1]),
        (AuditSearch(text="旧名x1%"), []),
    ):
        assert await found(database, search) == ids
        assert await found(database, search, size=1) == ids
        assert await found(database, search, size=2) == ids


async def test_a_record_says_whether_it_is_sealed(database: Database) -> None:
    """What came after the last seal is not yet."""
    await write(database, ("cli", "season.store", "2026", NOW))
    await seal_pending(database, NOW)
    await write(database, ("cli", "season.store", "2027", NOW))
    async with database.reading() as transaction:
        page = await audit_page(transaction, AuditSearch())
    assert [(line.subject, line.sealed) for line in page.lines] == [("2027", False), ("2026", True)]
    assert page.lines[0].detail["why"] == "更正"


async def test_people_are_found_by_account_and_by_name(database: Database) -> None:
    """Also what a token did for them; nobody of that name is nobody."""
    stamp = Stamp("account:wang", NOW)
    await create_account(database, "wang", "王小明", stamp)
    await write(
        database, ("token:wang", "token.create", "x", NOW), ("cli", "season.store", "", NOW)
    )
    async with database.reading() as transaction:
        for written in ("wang", "王小明"):
            both = ("account:wang", "token:wang")
            assert await actors_named(transaction, written) == both
        assert await actors_named(transaction, "cli") == ("cli",)
        assert await actors_named(transaction, "nobody") == ()
        people = await people_of(transaction, ["account:wang", "cli", "account:gone"])
    assert people == {"account:wang": "王小明"}


async def test_a_word_is_looked_for_a_part_at_a_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that found nothing in its part leads on to the part before; none is left out."""
    monkeypatch.setattr(audit_queries, "LOOKED_THROUGH", 3)
    records = [("cli", "season.store", f"年度{number}", NOW) for number in range(1, 11)]
    await write(database, *records)
    async with database.reading() as transaction:
        page = await audit_page(transaction, AuditSearch(text="年度2"))
    assert (page.lines, page.older, page.stopped) == ((), 8, True)
    assert await found(database, AuditSearch(text="年度2")) == [2]
    assert await found(database, AuditSearch(text="年度"), size=2) == list(range(10, 0, -1))
