"""People at a million: registering a season's, then listing, searching and filtering pages."""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

import httpx

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account, create_sign_in_link
from competition.people.encryption import sealed_ids
from competition.people.registry import register_season
from competition.people.rules import Organisation, OrganisationKind
from competition.people.services import add_organisations
from competition.plan.queries import season_by_code
from competition.plan.rules import Event, EventClass
from competition.plan.services import NewSeason, add_events, add_season
from competition.storage.audit import Stamp
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings, is_postgres
from competition.storage.transaction import Transaction
from tests.benchmarks.measuring import milliseconds, say, table
from xinglu.app import create_app
from xinglu.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from competition.storage.database import Database

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"  # noqa: E501 - one list
GIVEN = "建国林明华伟芳秀英娜静丽强磊军洋勇艳杰娟涛超平刚桂兰玉红梅志文宇浩然子轩欣怡梓涵一诺雨泽博俊晓东海鹏飞龙凤云春生永福德胜利荣昌家和世民天佑思远嘉琪"  # noqa: E501 - one list
CITIES = ("济南市", "青岛市", "淄博市", "烟台市", "潍坊市", "济宁市", "临沂市", "省属企业")
STAMP = Stamp("bench", datetime(2026, 11, 22, tzinfo=UTC))
BASE_URL = "http://xinglu.test"
#: A page's name, its address, and who opens it.
PAGES = (
    ("list, first page", "/people", "province"),
    ("list, in the middle", "/people?letters=ma&name=&id=1", "province"),
    ("family name 王", "/people?q=王", "province"),
    ("part of a name 建林", "/people?q=建林", "province"),
    ("full name, nobody", "/people?q=䶮𫖯𠮷", "province"),
    ("initials wjl", "/people?q=wjl", "province"),
    ("pinyin wangjian", "/people?q=wangjian", "province"),
    ("initial w", "/people?q=w", "province"),
    ("unit by name", "/people?unit=单位77号", "province"),
    ("women born 1990", "/people?sex=female&born_from=1990&born_to=1990", "province"),
    ("born 1900: nobody", "/people?born_to=1900", "province"),
    ("earlier title holders", "/people?holders=1", "province"),
    ("list, one season's", "/people", "season"),
    ("建林, one season's", "/people?q=建林", "season"),
    ("list, one delegation's", "/people", "registrar"),
    ("wjl, one delegation's", "/people?q=wjl", "registrar"),
    ("a person", "/people/77", "province"),
)


def people_of(count: int, chance: Random) -> Iterator[tuple[str, str]]:
    """Invent people: resident ID and name; one in a thousand has rare characters."""
    for at in range(count):
        given = "".join(chance.choices(GIVEN, k=1 + (at % 4 > 0)))
        name = chance.choice(FAMILY) + ("䶮𫖯"[at % 2] if at % 1000 == 0 else given)
        born = date.fromordinal(date(1965, 1, 1).toordinal() + at % 15_000)
        yield (
            f"3701{at // 150_000 % 90 + 10:02}{born:%Y%m%d}{at % 1000:03}{at // 15_000 % 10}",
            name,
        )


async def fill(database: Database, count: int) -> float:
    """Store a season of so many members in bulk and register them; give the seconds of that."""
    async with database.transaction() as transaction:
        season = await add_season(
            transaction, NewSeason("bench", "人员", 2026, "lu-2022-17", "{}"), STAMP
        )
        units = [
            Organisation(f"9137{at:014}", f"单位{at}号", OrganisationKind.COMPANY)
            for at in range(2_000)
        ]
        employers = list((await add_organisations(transaction, season, units)).values())
        event = Event(
            event="e", competition="赛事", name="赛项", event_class=EventClass.CITY,
            occupation="钳工", entry_size=1, held_on=date(2026, 6, 1),
        )  # fmt: skip
        number = (await add_events(transaction, season, [event]))["e"]
        await _add_entries(transaction, number, count)
        await _add_members(transaction, number, count, employers)
        await transaction.execute(
            "INSERT INTO title_holder (season, id_number, id_hash, name, title, year, document) "
            "SELECT $1, id_number, id_hash, name, '技术能手', 2020, '文件' FROM member "
            "WHERE id <= (SELECT min(id) + 5000 FROM member)",
            season,
        )
    start = time.perf_counter()
    async with database.transaction() as transaction:
        added = await register_season(transaction, season, STAMP.at)
    taken = time.perf_counter() - start
    say(f"  {added:,} persons registered in {taken:,.1f} s ({added / taken:,.0f} a second)")
    return taken


async def _add_entries(transaction: Transaction, event: int, count: int) -> None:
    await transaction.insert(
        "entry",
        ("event", "code", "division", "delegation", "city", "status"),
        (
            (event, f"{at}", "worker", f"{CITIES[at % 8]}{at // 8 % 50}队", "", "ok")
            for at in range(count)
        ),
    )


async def _add_members(
    transaction: Transaction, event: int, count: int, employers: Sequence[int]
) -> None:
    rows = await transaction.rows("SELECT min(id) FROM entry WHERE event = $1", event)
    first = rows[0][0]
    people = people_of(count, Random(1))  # noqa: S311 - no secret
    batch = 10_000
    for start in range(0, count, batch):
        some = [next(people) for _ in range(min(batch, count - start))]
        sealed = sealed_ids(transaction.keys, [number for number, _ in some])
        await transaction.insert(
            "member",
            ("entry", "id_type", "id_number", "id_hash", "name", "role", "employer", "level",
             "level_occupation", "level_certificate", "level_verified"),
            (
                (first + start + at, "resident", text, found_by, name, "competitor",
                 employers[(start + at) % len(employers)], "", "", "", False)
                for at, ((_, name), (text, found_by)) in enumerate(zip(some, sealed, strict=True))
            ),
        )  # fmt: skip


async def browsers(database: Database) -> dict[str, Grant]:
    """Make accounts: the province, one season's organiser, one delegation's registrar."""
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "bench")
    number = season.id if season else None
    grants = {
        "province": Grant(AccountRole.PROVINCE),
        "season": Grant(AccountRole.ORGANISER, number),
        "registrar": Grant(AccountRole.REGISTRAR, number, delegation=f"{CITIES[1]}7队"),
    }
    for name, grant in grants.items():
        await create_account(database, name, name, STAMP, grant)
    return grants


async def measure(setting: str, count: int, rounds: int) -> None:
    """Fill a database and open each page so many times; print medians and statements."""
    with tempfile.TemporaryDirectory() as place:
        keys = Path(place) / "keys" / "keys.json"
        storage = StorageSettings(setting or f"{place}/data/x.sqlite3", keys)
        kind = "PostgreSQL" if is_postgres(storage.database) else "SQLite"
        say(f"People: {count:,} on {kind}")
        async with open_database(storage) as database:
            await fill(database, count)
            if is_postgres(storage.database):
                async with database.transaction() as transaction:
                    await transaction.execute("ANALYZE")
            grants = await browsers(database)
            app = create_app(Settings(storage, keys.parent, "127.0.0.1", 8000, BASE_URL), database)
            async with app.lifespan():
                rows = []
                for name in grants:
                    token = await create_sign_in_link(
                        database, name, Stamp("bench", datetime.now(UTC))
                    )
                    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # httpx wants looser types
                    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
                        await client.post(f"/sign-in/{token}")
                        for label, address, who in PAGES:
                            if who == name:
                                rows.append(await opened(client, label, address, rounds))
                table(("page", "median", "slowest", "statements", "people shown"), rows)


async def opened(
    client: httpx.AsyncClient, label: str, address: str, rounds: int
) -> tuple[str, ...]:
    """Open a page so many times; give a row of the table."""
    taken = []
    statements = 0
    text = ""
    for _ in range(rounds):
        with counted() as asked:
            start = time.perf_counter()
            answer = await client.get(address)
            taken.append(time.perf_counter() - start)
        answer.raise_for_status()
        statements, text = len(asked), answer.text
    shown = text.count('<tr><th scope="row"')
    return (
        label,
        milliseconds(median(taken)),
        milliseconds(max(taken)),
        f"{statements}",
        f"{shown}",
    )


class counted:  # noqa: N801 - reads like a function
    """Count the statements that run meanwhile."""

    def __enter__(self) -> list[str]:
        """Listen to both kinds of transactions."""
        self._kinds = list(Transaction.__subclasses__())
        self._rows = [(kind, kind.rows, kind.records) for kind in self._kinds]
        asked: list[str] = []
        for kind, rows, records in self._rows:
            self._wrap(kind, "rows", rows, asked)
            self._wrap(kind, "records", records, asked)
        return asked

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        for kind, rows, records in self._rows:
            kind.rows = rows  # type: ignore[method-assign]  # put back
            kind.records = records  # type: ignore[method-assign]  # put back

    @staticmethod
    def _wrap(kind: type, name: str, real: object, asked: list[str]) -> None:
        async def wrapped(self: object, sql: str, *values: object) -> object:
            asked.append(sql)
            return await real(self, sql, *values)  # type: ignore[operator]  # a coroutine function

        setattr(kind, name, wrapped)


def run(count: int, rounds: int, database: str = "") -> None:
    """Measure and print."""
    asyncio.run(measure(database, count, rounds))
