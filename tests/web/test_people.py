"""Pages of people: found, shown masked, revealed for a reason, corrected, merged, with files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from competition.people.encryption import id_hash
from tests.competition.people.test_uploads import PDF, picture
from tests.web.seasons import BOLD, IDS

if TYPE_CHECKING:
    import httpx

    from tests.web.conftest import Served


def token_of(page: httpx.Response) -> str:
    """Give the form token of a page."""
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', page.text)
    assert found is not None
    return found[1]


async def person_of(served: Served, entry: str) -> int:
    """Give the id of the person of an entry."""
    async with served.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT id FROM person WHERE id_hash = $1", id_hash(served.database.keys, IDS[entry])
        )
    number: int = rows[0][0]
    return number


async def sent(client: httpx.AsyncClient, page: str, path: str, **fields: str) -> httpx.Response:
    """Post a form of a page."""
    token = token_of(await client.get(page))
    return await client.post(path, data={"form_token": token, **fields})


async def test_a_number_finds_its_person_without_showing_up_in_an_address(served: Served) -> None:
    """In any written form; a part of a name goes on as a search."""
    person = await person_of(served, "W2")
    async with served.signed_in("province") as client:
        for typed in (IDS["W2"], IDS["W2"].lower(), "３７０１０２ 19900307 002x"):
            answer = await sent(client, "/people", "/people/find", q=typed)
            assert (answer.status_code, answer.headers["location"]) == (303, f"/people/{person}")
        answer = await sent(client, "/people", "/people/find", q="110105194912310021")
        assert answer.headers["location"] == "/people?none=1"
        assert "没有这个证件号码" in (await client.get("/people?none=1")).text
        answer = await sent(client, "/people", "/people/find", q="王䶮", sex="male")
        assert answer.headers["location"] == "/people?q=%E7%8E%8B%E4%B6%AE&sex=male"
        assert "王䶮𫖯" in (await client.get(answer.headers["location"])).text
        assert "王䶮𫖯" in (await client.get("/people?q=wyf")).text


async def test_a_page_of_a_person_masks_and_escapes(served: Served) -> None:
    """Entries of both seasons with their results; no number in full, no name as markup."""
    person = await person_of(served, "W1")
    async with served.signed_in("province") as client:
        page = await client.get(f"/people/{person}")
    assert page.status_code == 200
    assert "370***********4258" in page.text
    assert IDS["W1"] not in page.text
    assert BOLD not in page.text
    assert page.text.count("/events/turning/entries/W1") == 2
    assert "高级工" in page.text


async def test_numbers_are_shown_for_a_reason_that_is_audited(served: Served) -> None:
    """Without a reason nothing is shown; the auditor never sees them."""
    person = await person_of(served, "W1")
    path = f"/people/{person}"
    async with served.signed_in("province") as client:
        nothing = await sent(client, path, f"{path}/reveal", why="")
        assert (nothing.status_code, IDS["W1"] in nothing.text) == (422, False)
        shown = await sent(client, path, f"{path}/reveal", why="核对奖金")
        assert (shown.status_code, IDS["W1"] in shown.text) == (200, True)
        assert shown.headers["cache-control"] == "no-store"
        assert IDS["W1"] not in (await client.get(path)).text
    async with served.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT actor, subject, detail FROM audit_record WHERE action = 'person.reveal'"
        )
    assert [tuple(row) for row in rows] == [
        ("account:province", f"person/{person}", '{"shown":["id_number"],"why":"核对奖金"}')
    ]
    async with served.signed_in("auditor") as client:
        page = await client.get(path)
        assert (page.status_code, "/reveal" in page.text) == (200, False)
        refused = await client.post(f"{path}/reveal", data={"why": "x"})
        assert refused.status_code == 403


async def test_who_is_out_of_scope_does_not_exist(served: Served) -> None:
    """An organiser of one event sees its two people; a judge sees no people at all."""
    inside, outside = await person_of(served, "W1"), await person_of(served, "W3")
    async with served.signed_in("organiser-event") as client:
        assert (await client.get(f"/people/{inside}")).status_code == 200
        page = await client.get(f"/people/{inside}")
        assert "/events/turning/" not in page.text
        assert (await client.get(f"/people/{outside}")).status_code == 404
        for path in ("reveal", "attachments", "attachments/1/remove"):
            answer = await sent(
                client, f"/people/{inside}", f"/people/{outside}/{path}", why="x", kind="photo"
            )
            assert answer.status_code == 404
        assert (await client.get(f"/people/{inside}/merge")).status_code == 403
        listed = (await client.get("/people")).text
        assert len(re.findall(r'<a href="/people/\d+" lang', listed)) == 2
    async with served.signed_in("judge") as client:
        assert (await client.get("/people")).status_code == 403


async def test_a_correction_keeps_the_season_and_masks_the_phone(served: Served) -> None:
    """The registry's name changes, with its pinyin; the log tells old and new."""
    person = await person_of(served, "G1")
    path = f"/people/{person}"
    async with served.signed_in("province") as client:
        bad = await sent(client, path, path, name="王 小 明", phone="12345", why="x")
        assert (bad.status_code, "手机号应为 11 位" in bad.text) == (422, True)
        answer = await sent(
            client, path, path, name="阿依 古丽•买买提", phone="+86 138-0000-0001", why="改名"
        )
        assert answer.status_code == 303
        page = await client.get(path)
        assert "阿依 古丽·买买提" in page.text
        assert "138****0001" in page.text
        assert "选手G1" in page.text
        found = await sent(client, "/people", "/people/find", q="１３８ 0000 0001")
        assert found.headers["location"] == path
        assert "阿依" in (await client.get("/people?q=ayglmmt")).text
    async with served.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT detail FROM audit_record WHERE action = 'person.change'"
        )
    assert "138****0001" in rows[0][0]
    assert "13800000001" not in rows[0][0]


async def test_a_photo_and_a_certificate_are_attached_seen_and_removed(served: Served) -> None:
    """Only through the person's page, never as something that runs."""
    person = await person_of(served, "W4")
    path = f"/people/{person}"
    async with served.signed_in("province") as client:
        token = token_of(await client.get(path))

        async def upload(kind: str, name: str, data: bytes) -> httpx.Response:
            return await client.post(
                f"{path}/attachments",
                data={"form_token": token, "kind": kind},
                files={"file": (name, data, "text/html")},
            )

        refused = await upload("photo", "x.html", b"<script>alert(1)</script>")
        assert (refused.status_code, "只收 JPEG、PNG" in refused.text) == (422, True)
        nothing = await client.post(
            f"{path}/attachments", data={"form_token": token, "kind": "photo"},
            files={"other": ("a", b"", "text/plain")},
        )  # fmt: skip
        assert (nothing.status_code, "请选择要上传的文件" in nothing.text) == (422, True)
        assert (await upload("photo", "我.jpg", picture("JPEG"))).status_code == 303
        assert (await upload("certificate", "证.pdf", PDF)).status_code == 303
        page = await client.get(path)
        numbers = sorted(set(re.findall(rf"{path}/attachments/(\d+)\"", page.text)), key=int)
        photo = await client.get(f"{path}/attachments/{numbers[0]}?inline=1")
        assert photo.headers["content-type"] == "image/jpeg"
        assert photo.headers["content-disposition"].startswith("inline")
        paper = await client.get(f"{path}/attachments/{numbers[1]}?inline=1")
        assert paper.headers["content-disposition"].startswith("attachment")
        for answer in (photo, paper):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        other = await person_of(served, "W5")
        assert (await client.get(f"/people/{other}/attachments/{numbers[0]}")).status_code == 404
        gone = await sent(client, path, f"{path}/attachments/{numbers[0]}/remove", why="重拍")
        assert gone.status_code == 303
        assert (await client.get(f"{path}/attachments/{numbers[0]}")).status_code == 404
    async with served.signed_in("organiser-event") as client:
        assert (await client.get(f"{path}/attachments/{numbers[1]}")).status_code == 404


async def test_two_records_of_one_person_become_one(served: Served) -> None:
    """Seasons with decisions stay; the old address and number lead to the kept record."""
    old, kept = await person_of(served, "A1"), await person_of(served, "D1")
    winner, other = await person_of(served, "W1"), await person_of(served, "W2")
    async with served.signed_in("province") as client:
        page = await client.get(f"/people/{kept}/merge/{old}")
        assert "都报了下列赛项" in page.text
        refused = await sent(client, "/people", f"/people/{kept}/merge/{old}", why="输错一位")
        assert refused.status_code == 422
        page = await client.get(f"/people/{winner}/merge?q=img")
        assert f"/people/{winner}/merge/{other}" in page.text
        page = await client.get(f"/people/{winner}/merge/{other}")
        assert "不作改动" in page.text
        assert "称号结论" in page.text
        assert "合并后不能撤销" in page.text
        assert 'name="confirmed"' in page.text
        target = f"/people/{winner}/merge/{other}"
        unsure = await sent(client, "/people", target, why="核对身份证")
        assert (unsure.status_code, "请先勾选" in unsure.text) == (422, True)
        done = await sent(client, "/people", target, why="核对身份证", confirmed="yes")
        assert done.status_code == 303
        assert (await client.get(f"/people/{other}")).headers["location"] == f"/people/{winner}"
        found = await sent(client, "/people", "/people/find", q=IDS["W2"])
        assert found.headers["location"] == f"/people/{winner}"
        page = await client.get(f"/people/{winner}")
        assert "核对身份证" in page.text
        assert "未改动：2025、2026" in page.text
        assert "操作人 账号province" in page.text
        again = await client.get(f"/people/{winner}/merge/{other}")
        assert again.status_code == 404
    async with served.signed_in("organiser") as client:
        assert (await client.get(f"/people/{winner}/merge")).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "id=x",
        "id=9999999999999999999999",
        "born_from=0&born_to=99999",
        "sex=x",
        "q=%00",
        "q=" + "长" * 3000,
    ],
)
async def test_odd_addresses_show_a_list(served: Served, query: str) -> None:
    """Nothing that is typed into the address breaks the page."""
    async with served.signed_in("province") as client:
        assert (await client.get(f"/people?{query}")).status_code == 200
