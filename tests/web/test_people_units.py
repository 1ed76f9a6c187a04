"""Pages of units: found, added, corrected, linked by a document, merged; decided money stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.seasons import BASE
from tests.web.test_people import sent
from xinglu.season.loading import load_season

if TYPE_CHECKING:
    from tests.web.conftest import Served

UNITS = "/seasons/2025/units"


def codes() -> list[str]:
    """Give three valid codes that the season does not have."""
    from stdnum.cn import uscc  # noqa: PLC0415 - only here

    found = []
    for number in range(1, 4):
        stem = f"9137010000000{number:04d}"
        found.append(stem + uscc.calc_check_digit(stem))
    return found


async def test_units_are_added_linked_corrected_and_merged(served: Served) -> None:
    """One walk through the life of three units."""
    one, two, three = codes()
    async with served.signed_in("province") as client:
        wrong = await sent(client, UNITS, UNITS, code=one[:-1] + "0", name="甲", kind="company")
        assert (wrong.status_code, "校验码" in wrong.text) == (422, True)
        for code, name in ((one.lower(), "甲公司"), (two, "乙学校"), (three, "丙公司")):
            answer = await sent(
                client, UNITS, UNITS, code=code, name=name, kind="company", city="370200"
            )
            assert answer.status_code == 303
        taken = await sent(client, UNITS, UNITS, code=one, name="甲", kind="company")
        assert (taken.status_code, "已有这个代码" in taken.text) == (422, True)
        page = await client.get(f"{UNITS}?q=公司&city=370200")
        assert ("甲公司" in page.text, "乙学校" in page.text) == (True, False)

        unit = f"{UNITS}/{one}"
        for first, second in ((one, two), (two, three)):
            answer = await sent(
                client, unit, f"{UNITS}/{first}/link", other=second, document="鲁编办〔2024〕12号"
            )
            assert answer.status_code == 303
        again = await sent(client, unit, f"{unit}/link", other=three, document="x")
        assert (again.status_code, "已经登记为同一法人" in again.text) == (422, True)
        assert three in (await client.get(unit)).text
        stored = await load_season(served.database, "2025")
        links = {item.code: item.same_as for item in stored.organisations if item.same_as}
        assert links == {one: two, two: three}

        changed = await sent(
            client, unit, unit, code=one, name="甲集团", kind="school", city="", why="更名"
        )
        assert changed.status_code == 303
        assert "甲集团" in (await client.get(unit)).text

        merged = await sent(client, unit, f"{UNITS}/{two}/merge", kept=one, why="输错代码")
        assert merged.status_code == 303
        moved = await client.get(f"{UNITS}/{two}")
        assert (moved.status_code, moved.headers["location"]) == (303, unit)
        page = await client.get(unit)
        assert "输错代码" in page.text
        assert three in page.text
        stored = await load_season(served.database, "2025")
        links = {item.code: item.same_as for item in stored.organisations if item.same_as}
        assert links == {one: three}
        taken_back = await sent(
            client, unit, f"{unit}/unlink", **{"from": one, "to": three, "why": "误登"}
        )
        assert taken_back.status_code == 303
        assert "没有登记与其他单位" in (await client.get(unit)).text


async def test_a_unit_whose_money_is_decided_stays_as_it_is(served: Served) -> None:
    """Neither its code nor its existence; the page names what stands against."""
    one = codes()[0]
    place = "/seasons/2026/units"
    async with served.signed_in("province") as client:
        await sent(client, place, place, code=one, name="甲公司", kind="company")
        refused = await sent(client, f"{place}/{BASE}", f"{place}/{BASE}/merge", kept=one, why="x")
        assert refused.status_code == 422
        assert "奖金" in refused.text
        assert "补助" in refused.text
        code = await sent(
            client, f"{place}/{BASE}", f"{place}/{BASE}", code=codes()[1], name="基地",
            kind="company", why="x",
        )  # fmt: skip
        assert (code.status_code, "不能改动" in code.text) == (422, True)
        name = await sent(
            client, f"{place}/{BASE}", f"{place}/{BASE}", code=BASE, name="新基地",
            kind="company", why="更名",
        )  # fmt: skip
        assert name.status_code == 303


async def test_units_are_seen_within_a_scope(served: Served) -> None:
    """An event's organiser sees its people's units and changes none; others see no such season."""
    one = codes()[0]
    async with served.signed_in("organiser-event") as client:
        place = "/seasons/2026/units"
        page = await client.get(place)
        assert BASE in page.text
        assert (await client.get(f"{place}/{one}")).status_code == 404
        refused = await sent(
            client, "/people", f"{place}/{BASE}", code=BASE, name="x", kind="school", why="x"
        )
        assert refused.status_code == 404
        assert (await client.get("/seasons/2025/units")).status_code == 404
    async with served.signed_in("auditor") as client:
        assert (await client.get(f"{place}/{BASE}")).status_code == 200
        refused = await client.post(f"{place}/{BASE}/merge", data={"kept": one, "why": "x"})
        assert refused.status_code == 403
