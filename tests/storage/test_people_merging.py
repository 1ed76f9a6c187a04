"""Merging two records moves what is undecided, leaves what is decided, and keeps the history."""

from collections.abc import AsyncIterator
from datetime import date

import msgspec
import pytest

from competition.accounts.rules import AccountRole, Grant
from competition.people.attachments import Owner, attach, attachments_of
from competition.people.encryption import id_hash
from competition.people.person_queries import (
    PersonFilter,
    Scope,
    find_persons,
    hashes_of,
    merges_of,
    person_by_hash,
)
from competition.people.person_services import (
    PersonError,
    PersonFault,
    change_person,
    merge_persons,
)
from competition.people.registry import register_entries
from competition.people.rules import AttachmentKind, EarlierPromotion, OwnerKind, TitleHolder
from competition.people.uploads import clean_upload
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.competition.people.test_uploads import PDF
from tests.web.seasons import IDS, hostile_season
from xinglu.later_rooms import SeasonsOfXinglu
from xinglu.season.loading import load_season
from xinglu.season.outcome import outcome_of
from xinglu.season.storing import store_season

ROLES = frozenset({AccountRole.PROVINCE})
WHOLE = Scope((Grant(AccountRole.PROVINCE),), ROLES)
LATER = SeasonsOfXinglu()
#: W1's number with two digits exchanged (and its own check digit), as somebody typed it in 2025.
MISTYPED = "370102199003047254"


@pytest.fixture
async def database(settings: StorageSettings, stamp: Stamp) -> AsyncIterator[Database]:
    """Store 2026 with decisions, and an undecided 2025 in which W1 has a mistyped number."""
    season = hostile_season()
    event = season.events[1]
    members = tuple(
        msgspec.structs.replace(one, id_number=MISTYPED, level="技师")
        for one in event.members
        if one.entry == "W1"
    )
    event = msgspec.structs.replace(event, members=members)
    undecided = msgspec.structs.replace(
        season,
        events=(event,),
        worldskills=(),
        title_holders=(TitleHolder(MISTYPED, "王", "山东省技术能手", 2019, "文件"),),
        promotions_before=(EarlierPromotion(MISTYPED, date(2025, 1, 2), "文件"),),
    )
    async with open_database(settings) as opened:
        await store_season(opened, "2026", season, outcome_of(season), stamp=stamp)
        await store_season(opened, "2025", undecided, stamp=stamp)
        yield opened


async def number_of(database: Database, id_number: str) -> int:
    """Give the registry's id of an ID number, merged or not."""
    async with database.reading() as transaction:
        hashes = [id_hash(database.keys, id_number)]
        found = await person_by_hash(transaction, WHOLE, id_hashes=hashes, phone=None)
    assert found is not None
    return found.id


async def test_a_mistyped_number_becomes_the_right_one_where_nothing_was_decided(
    database: Database, stamp: Stamp
) -> None:
    """Members, titles and promotions of 2025; the export tells the right number."""
    old, kept = await number_of(database, MISTYPED), await number_of(database, IDS["W1"])
    async with database.transaction() as transaction:
        paper = clean_upload(PDF, "a.pdf")
        await attach(
            transaction, Owner(OwnerKind.PERSON, old), AttachmentKind.DOCUMENT, paper, stamp
        )
    await change_person(database, old, name="王", phone="13800000001", why="x", stamp=stamp)
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE person SET unit_code = '', unit_name = '', unit_year = NULL WHERE id = $1", kept
        )
    with pytest.raises(PersonError) as unsure:
        await merge_persons(database, LATER, WHOLE, old=old, kept=kept, why="x", stamp=stamp)
    assert unsure.value.fault is PersonFault.DIFFERENT
    plan = await merge_persons(
        database, LATER, WHOLE, old=old, kept=kept, why="核对身份证", stamp=stamp, confirmed=True
    )
    assert plan.differences
    assert (plan.moved, plan.left, plan.same_event) == (("2025",), (), ())
    season = await load_season(database, "2025")
    assert [one.id_number for one in season.events[0].members] == [IDS["W1"]]
    assert [one.id_number for one in season.title_holders] == [IDS["W1"]]
    assert [one.id_number for one in season.promotions_before] == [IDS["W1"]]
    assert await number_of(database, MISTYPED) == kept
    async with database.reading() as transaction:
        assert len(await hashes_of(transaction, kept)) == 2
        assert len(await attachments_of(transaction, Owner(OwnerKind.PERSON, kept))) == 1
        (merge,) = await merges_of(transaction, kept)
        assert (merge.old, merge.old_id, merge.why, merge.left) == (
            old, "370***********7254", "核对身份证", (),
        )  # fmt: skip
        (row,) = [
            one
            for one in await find_persons(transaction, WHOLE, PersonFilter())
            if one.id in {old, kept}
        ]
        assert (row.id, row.phone) == (kept, "138****0001")
        assert row.unit_name == plan.old.unit_name != ""
        revisions = await transaction.rows("SELECT code, revision FROM season ORDER BY code")
        assert [tuple(one) for one in revisions] == [("2025", 2), ("2026", 1)]
        details = await transaction.rows(
            "SELECT detail FROM audit_record WHERE action = 'person.merge'"
        )
        assert MISTYPED not in details[0][0]
    with pytest.raises(PersonError) as refused:
        await merge_persons(database, LATER, WHOLE, old=old, kept=kept, why="x", stamp=stamp)
    assert refused.value.fault is PersonFault.SAME


async def test_what_was_decided_about_a_number_stays(database: Database, stamp: Stamp) -> None:
    """The other way round: 2026 decided about W1's number, so its rows keep it, and say so."""
    old, kept = await number_of(database, IDS["W1"]), await number_of(database, MISTYPED)
    before = await load_season(database, "2026")
    plan = await merge_persons(
        database, LATER, WHOLE, old=old, kept=kept, why="x", stamp=stamp, confirmed=True
    )
    assert plan.moved == ()
    assert {one.season_code for one in plan.left} == {"2026"}
    assert {one.what for one in plan.left} >= {"title", "bonus", "worldskills"}
    assert await load_season(database, "2026") == before
    async with database.reading() as transaction:
        (merge,) = await merges_of(transaction, kept)
    assert merge.left == ("2026",)


async def test_a_merge_needs_a_reason(database: Database, stamp: Stamp) -> None:
    """And two records that exist."""
    person = await number_of(database, MISTYPED)
    for old, why, fault in ((1, "", PersonFault.WHY), (999, "x", PersonFault.UNKNOWN)):
        with pytest.raises(PersonError) as refused:
            await merge_persons(database, LATER, WHOLE, old=old, kept=person, why=why, stamp=stamp)
        assert refused.value.fault is fault


async def test_accepted_entries_register_their_people(database: Database) -> None:
    """Whoever is known already stays one person."""
    async with database.transaction() as transaction:
        rows = await transaction.rows("SELECT id FROM entry ORDER BY id")
        entries = [row[0] for row in rows]
        assert await register_entries(transaction, entries) == 0
        await transaction.execute("DELETE FROM person")
        assert await register_entries(transaction, entries) == 9
        assert await register_entries(transaction, entries) == 0
