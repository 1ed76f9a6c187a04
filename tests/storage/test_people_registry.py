"""The registry of persons: fed from seasons, found by name, pinyin, ID number, within a scope."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.scope import NoScopeError
from competition.people.encryption import id_hash
from competition.people.person_queries import (
    PAGE,
    PersonFilter,
    PersonRow,
    Position,
    Scope,
    earlier_titles_of,
    find_persons,
    hashes_of,
    members_of_person,
    person_by_hash,
    person_by_id,
)
from competition.people.registry import register_season
from competition.people.rules import TitleHolder
from competition.plan.queries import event_by_code, season_by_code
from competition.registration.rules import Member, Role
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.web.seasons import IDS, hostile_season
from xinglu.season.storing import store_season

ROLES = frozenset({AccountRole.PROVINCE, AccountRole.REGISTRAR})
WHOLE = Scope((Grant(AccountRole.PROVINCE),), ROLES)
NAMES = {
    "W1": "王建林",
    "W2": "王建国",
    "W3": "䶮𫖯",
    "W4": "阿依古丽·买买提",
    "W5": "单𠮷",
    "G1": "𬭚明",
    "D1": "吕布",
    "A1": "Anna Öst",
}
OLD_HOLDER = TitleHolder("110105194912310021", "老能手", "山东省技术能手", 2019, "文件九")


@pytest.fixture
async def database(settings: StorageSettings, stamp: Stamp) -> AsyncIterator[Database]:
    """Store a season in which eight people compete, three also in a second event."""
    season = hostile_season()
    events = tuple(
        msgspec.structs.replace(
            event,
            members=tuple(
                msgspec.structs.replace(one, name=NAMES[one.entry]) for one in event.members
            ),
        )
        for event in season.events
    )
    season = msgspec.structs.replace(season, events=events, title_holders=(OLD_HOLDER,))
    async with open_database(settings) as opened:
        await store_season(opened, "2026", season, stamp=stamp)
        yield opened


async def found(database: Database, scope: Scope = WHOLE, **wanted: object) -> list[str]:
    """Give the names that a search finds, in order."""
    async with database.reading() as transaction:
        rows = await find_persons(
            transaction, scope, msgspec.convert(wanted, PersonFilter, strict=False)
        )
    return [row.name for row in rows]


async def test_everybody_is_registered_once_in_the_order_of_the_pinyin(database: Database) -> None:
    """Anna, 阿依…, 𬭚明 (chun), 老能手, 吕布 (lv), 单 as a family name (shan), 王 by given name."""
    assert await found(database) == [
        "Anna Öst", "阿依古丽·买买提", "𬭚明", "老能手", "吕布", "单𠮷", "王建国", "王建林", "䶮𫖯",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("wjl", ["王建林"]),
        ("WangJianLin", ["王建林"]),
        ("wang jian", ["王建国", "王建林"]),
        ("wj", ["王建国", "王建林"]),
        ("建", ["王建国", "王建林"]),
        ("建林", ["王建林"]),
        ("王 建 林", ["王建林"]),
        ("𫖯", ["䶮𫖯"]),
        ("䶮𫖯", ["䶮𫖯"]),
        ("yf", ["䶮𫖯"]),
        ("𠮷", ["单𠮷"]),
        ("shanji", ["单𠮷"]),
        ("sj", ["单𠮷"]),
        ("古丽买买", ["阿依古丽·买买提"]),
        ("依古丽•买", ["阿依古丽·买买提"]),
        ("ayglmmt", ["阿依古丽·买买提"]),
        ("lü", ["吕布"]),
        ("lvbu", ["吕布"]),
        ("ÖST", []),
        ("anna o", ["Anna Öst"]),
        ("张", []),
        ("zz", []),
        ("%", []),
        ("' OR 1=1", []),
    ],
)
async def test_a_person_is_found_by_part_pinyin_or_initials(
    database: Database, q: str, names: list[str]
) -> None:
    """However one types it; signs of SQL are only signs."""
    assert await found(database, q=q) == names


async def test_filters_narrow_the_list(database: Database) -> None:
    """By sex, year of birth, unit and earlier title."""
    assert await found(database, sex="female", q="王") == ["王建国"]
    assert await found(database, born_from=1984) == ["Anna Öst", "王建国", "王建林"]
    assert await found(database, born_from=1980, born_to=1981) == ["阿依古丽·买买提", "单𠮷"]
    assert await found(database, holders=True) == ["老能手"]
    assert await found(database, unit="91350100m000100y43", q="吕") == ["吕布"]
    assert await found(database, unit="基地", q="吕") == ["吕布"]
    assert await found(database, unit="别处") == []


async def test_a_number_or_phone_finds_one_person(database: Database) -> None:
    """By keyed hash; what is out of scope is not found."""
    hashes = [id_hash(database.keys, IDS["W2"].lower())]
    async with database.reading() as transaction:
        row = await person_by_hash(transaction, WHOLE, id_hashes=hashes, phone=None)
        assert row is not None
        assert (row.name, row.id_number, row.sex) == ("王建国", "370***********002X", "female")
        other = Scope((Grant(AccountRole.REGISTRAR, 999),), ROLES)
        assert await person_by_hash(transaction, other, id_hashes=hashes, phone=None) is None
        assert await person_by_id(transaction, other, row.id) is None
        open_row = await person_by_id(transaction, WHOLE, row.id, reveal=True)
        assert open_row is not None
        assert open_row.id_number == IDS["W2"]


async def test_a_scope_shows_its_own_people_only(database: Database) -> None:
    """A season, an event, a delegation in it; nobody without a grant."""
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
        event = await event_by_code(transaction, season.id, "selection")
        assert event is not None
    role = AccountRole.REGISTRAR
    whole_season = Scope((Grant(role, season.id),), ROLES)
    assert len(await found(database, whole_season)) == 9
    one_event = Scope((Grant(role, season.id, event=event.id),), ROLES)
    assert await found(database, one_event) == ["王建国", "王建林"]
    delegation = Scope((Grant(role, season.id, delegation="济南市代表队"),), ROLES)
    assert "王建国" not in await found(database, delegation)
    assert len(await found(database, delegation)) == 7
    assert await found(database, delegation, q="wjg") == []
    assert await found(database, Scope((Grant(role, 999),), ROLES)) == []
    with pytest.raises(NoScopeError):
        Scope((Grant(AccountRole.JUDGE),), ROLES)


async def test_a_person_has_entries_levels_and_earlier_titles(database: Database) -> None:
    """Only entries within the scope."""
    async with database.reading() as transaction:
        (person,) = await find_persons(transaction, WHOLE, PersonFilter(q="wjl"))
        entries = await members_of_person(transaction, WHOLE, person.id)
        assert [(one.event, one.entry_code, one.level) for one in entries] == [
            ("selection", "W1", "高级工"),
            ("turning", "W1", "高级工"),
        ]
        (holder,) = await find_persons(transaction, WHOLE, PersonFilter(q="老能手"))
        (title,) = await earlier_titles_of(transaction, holder.id)
        assert (title.title, title.year) == ("山东省技术能手", 2019)
        assert await hashes_of(transaction, holder.id) == (
            id_hash(database.keys, OLD_HOLDER.id_number),
        )


async def test_registering_again_adds_nobody_and_a_practice_season_never(
    database: Database, stamp: Stamp
) -> None:
    """What is there stays."""
    async with database.transaction() as transaction:
        assert await register_season(transaction, 1, stamp.at) == 0
        await transaction.execute("DELETE FROM person")
        await transaction.execute("UPDATE season SET practice = (1 = 1)")
        assert await register_season(transaction, 1, stamp.at) == 0
        await transaction.execute("UPDATE season SET practice = (1 = 0)")
        assert await register_season(transaction, 1, stamp.at) == 9


async def test_a_list_goes_on_where_its_page_ended(database: Database, stamp: Stamp) -> None:
    """120 people in pages of 50: everybody once, homophones by name, none twice."""
    season = hostile_season()
    event = season.events[0]
    members = tuple(
        Member("W1", "passport", f"P{number}", f"{'王汪'[number % 2]}林", Role.COMPETITOR)
        for number in range(120)
    )
    event = msgspec.structs.replace(event, members=members, marks=(), adjustments=())
    season = msgspec.structs.replace(season, events=(event,), worldskills=(), title_holders=())
    await store_season(database, "2027", season, stamp=stamp)
    seen: list[PersonRow] = []
    after = None
    pages = 0
    async with database.reading() as transaction:
        while True:
            rows = await find_persons(transaction, WHOLE, PersonFilter(q="wl"), after)
            seen += rows[:PAGE]
            pages += 1
            if len(rows) <= PAGE:
                break
            after = Position(seen[-1].letters, seen[-1].name, seen[-1].id)
    assert (pages, len({one.id for one in seen}), len(seen)) == (3, 120, 120)
    assert len({one.name for one in seen[:60]}) == 1
