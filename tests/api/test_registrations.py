"""Programs register: check, save, submit, withdraw; the rules and the scope hold as on pages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import API, JINAN, open_registration
from tests.competition.registration.people import UNIT, id_number

if TYPE_CHECKING:
    import httpx

    from tests.api.conftest import Program

REGISTRATIONS = f"{API}/seasons/2026/registrations"


@pytest.fixture(scope="module", autouse=True)
async def window(program: Program) -> None:
    """Take registrations."""
    await open_registration(program)


def person(serial: int, **more: object) -> dict[str, Any]:
    """Give a worker of a known unit."""
    return {
        "name": f"选手{serial}",
        "id_number": id_number(serial),
        "employer_code": UNIT,
        "employer_name": "甲公司",
        "employment": "employed",
        "level": "高级工",
        "phone": "13800001234",
    } | more


def body(*members: dict[str, Any], **more: object) -> dict[str, Any]:
    """Give a registration of Jinan for `turning`."""
    return {
        "event": "turning",
        "delegation": JINAN,
        "division": "worker",
        "city": "370100",
        "members": list(members),
    } | more


def told(answer: httpx.Response) -> tuple[int, str]:
    """Give status and code of a problem."""
    return answer.status_code, answer.json()["code"]


async def test_from_check_to_withdrawal(program: Program) -> None:
    """A registrar's program goes the whole way; numbers come back masked at every step."""
    async with program.calls("registrar-jinan") as client:
        sent = body(person(1))
        checked = (await client.post(f"{REGISTRATIONS}/check", json=sent)).json()
        assert checked["blocked"] is False
        made = await client.post(REGISTRATIONS, json=sent)
        assert made.status_code == 201
        draft = made.json()
        assert (draft["state"], draft["revision"], draft["event"]) == ("draft", 1, "turning")
        shown = draft["members"][0]
        assert shown["id_number"] == id_number(1)[:3] + "*" * 11 + id_number(1)[-4:]
        assert shown["phone"] == "*" * 7 + "1234"
        own = f"{API}/registrations/{draft['id']}"
        changed = {key: value for key, value in sent.items() if key != "event"}
        changed |= {
            "revision": 1,
            "members": [person(1, id_number=shown["id_number"], name="新名")],
        }
        saved = (await client.put(own, json=changed)).json()
        assert (saved["revision"], saved["members"][0]["name"]) == (2, "新名")
        findings = (await client.get(f"{own}/findings")).json()
        assert findings["blocked"] is False, findings
        assert {"rule", "verdict", "zh", "en"} <= findings["findings"][0].keys()
        for _ in range(2):
            submitted = await client.post(f"{own}/submit", json={"revision": 2})
            assert (submitted.status_code, submitted.json()["state"]) == (200, "submitted")
        assert told(await client.put(own, json=changed | {"revision": 3})) == (409, "step")
        assert told(await client.put(own, json=changed)) == (409, "conflict")
        for _ in range(2):
            gone = await client.post(f"{own}/withdraw", json={"revision": 3, "why": "弃赛"})
            assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
        assert (await client.get(own)).json() == gone.json()
        listed = (await client.get(REGISTRATIONS, params={"state": "withdrawn"})).json()["items"]
        assert [item["id"] for item in listed] == [draft["id"]]
    async with program.served.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT actor FROM audit_record WHERE action = 'registration.submit'"
        )
    assert [row[0] for row in rows] == ["token:registrar-jinan"]


async def test_what_rules_refuse_is_told_with_every_reason(program: Program) -> None:
    """A wrong ID number: saved as a draft, never submitted; both languages say why."""
    async with program.calls("registrar-jinan") as client:
        wrong = body(person(2, id_number="370102199001010010"))
        checked = (await client.post(f"{REGISTRATIONS}/check", json=wrong)).json()
        assert checked["blocked"] is True
        draft = (await client.post(REGISTRATIONS, json=wrong)).json()
        own = f"{API}/registrations/{draft['id']}"
        refused = await client.post(f"{own}/submit", json={"revision": 1})
        assert told(refused) == (422, "refused")
        fields = {fault["field"] for fault in refused.json()["errors"]}
        assert "members[0].id_number" in fields
        assert all(fault["zh"] and fault["en"] for fault in refused.json()["errors"])
        assert (await client.get(own)).json()["state"] == "draft"


async def test_a_key_makes_one_registration(program: Program) -> None:
    """Sent twice, even at once, it is one; another account's same key is another one."""
    key = {"Idempotency-Key": "form 7"}
    async with program.calls("registrar-jinan") as client, program.calls("province") as other:
        answers = await asyncio.gather(
            *(client.post(REGISTRATIONS, json=body(person(3)), headers=key) for _ in range(4))
        )
        assert [answer.status_code for answer in answers] == [201] * 4
        assert len({answer.json()["id"] for answer in answers}) == 1
        foreign = await other.post(REGISTRATIONS, json=body(person(3)), headers=key)
        assert foreign.json()["id"] != answers[0].json()["id"]


async def test_another_delegation_does_not_exist(program: Program) -> None:
    """Reading, saving, submitting, moving a draft there: all 404; auditors read and cannot save."""
    async with (
        program.calls("registrar-jinan") as client,
        program.calls("registrar-other") as other,
        program.calls("auditor") as auditor,
        program.calls("organiser-event") as elsewhere,
    ):
        sent = body(person(4))
        draft = (await client.post(REGISTRATIONS, json=sent)).json()
        own = f"{API}/registrations/{draft['id']}"
        changed = {key: value for key, value in sent.items() if key != "event"} | {"revision": 1}
        for stranger in (other, elsewhere):
            assert (await stranger.get(own)).status_code == 404
            assert (await stranger.get(f"{own}/findings")).status_code == 404
            assert (await stranger.put(own, json=changed)).status_code == 404
            for step, more in (("submit", {}), ("withdraw", {"why": "弃赛"})):
                answer = await stranger.post(f"{own}/{step}", json={"revision": 1} | more)
                assert answer.status_code == 404
            assert (await stranger.get(REGISTRATIONS)).json()["items"] == []
            assert (await stranger.post(REGISTRATIONS, json=sent)).status_code == 404
            assert (await stranger.post(f"{REGISTRATIONS}/check", json=sent)).status_code == 404
        moved = changed | {"delegation": "青岛市代表队"}
        assert (await client.put(own, json=moved)).status_code == 404
        assert (await auditor.get(own)).status_code == 200
        assert (await auditor.put(own, json=changed)).status_code == 403
        assert (await auditor.post(REGISTRATIONS, json=sent)).status_code == 403
        assert (await client.get(f"{API}/registrations/999999")).status_code == 404


async def test_lists_go_on_after_the_last_one(program: Program) -> None:
    """Three drafts of an event in pages of two, in the order in which they were made."""
    async with program.calls("organiser-2026") as client:
        made = [
            (await client.post(REGISTRATIONS, json=body(person(serial), delegation="威海"))).json()[
                "id"
            ]
            for serial in (5, 6, 7)
        ]
        asked: dict[str, Any] = {"delegation": "威海", "event": "turning", "limit": 2}
        first = (await client.get(REGISTRATIONS, params=asked)).json()
        rest = (await client.get(REGISTRATIONS, params=asked | {"cursor": first["next"]})).json()
        assert [item["id"] for item in (*first["items"], *rest["items"])] == made
        assert rest["next"] is None
        wrong = await client.get(REGISTRATIONS, params={"cursor": "QQ"})
        assert told(wrong) == (400, "bad_cursor")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event": 7}, "event"),
        ({"division": "elder"}, "division"),
        ({"members": [{"name": "甲", "sex": "x"}]}, "members[0].sex"),
        ({"members": [{"name": "甲\0"}]}, "members[0].name"),
        ({"members": [{"name": "甲", "level_verified": True}]}, "members[0]"),
        ({"members": [{"name": "甲"}] * 31}, "members"),
        ({"delegation": ""}, "delegation"),
        ({"more": 1}, ""),
    ],
)
async def test_a_body_of_the_wrong_shape_names_the_field(
    program: Program, change: dict[str, Any], field: str
) -> None:
    """Nothing is guessed: unknown fields, codes and signs are refused with 400."""
    async with program.calls("registrar-jinan") as client:
        answer = await client.post(REGISTRATIONS, json=body(person(8)) | change)
        assert told(answer) == (400, "bad_request")
        assert [fault["field"] for fault in answer.json()["errors"]] == [field]
        for content in (b"", b"{", b'"\\ud800"', b"\xff", b'{"event": "\\ud800"}'):
            broken = await client.post(
                REGISTRATIONS, content=content, headers={"Content-Type": "application/json"}
            )
            assert broken.status_code == 400
