"""The reviewers' queue: filters, decisions in bulk, undo, and what a scope hides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import openpyxl  # type: ignore[import-untyped]  # it publishes no types
import pytest

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import event_ids
from competition.registration.queries.registrations import registration_by_id
from competition.registration.rules import Division
from competition.registration.rules.registrations import Applicant, Draft, State
from competition.registration.rules.terms import Window
from competition.registration.services.importing import add_registrations
from competition.registration.services.terms import set_window
from competition.storage.postgres import PostgresTransaction
from competition.storage.sqlite import SqliteTransaction
from competition.storage.transaction import Dialect, Row, Transaction
from competition.web.security import CSRF_FIELD
from tests.competition.registration_sheets.sheets import id_number
from tests.web.conftest import Served, stamp
from tests.web.test_registration_sheets import competition_of, token_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

PLACE = "/seasons/2026/review"
HOSTILE = "王<script>alert(1)</script>"


def applicant(serial: int, **more: str) -> Applicant:
    """Give a worker that nothing is wrong with."""
    known = {
        "name": f"选手{serial}",
        "id_number": id_number(serial),
        "phone": f"138{serial:08}",
        "employment": "employed",
        "employer_name": "山东示例制造有限公司",
        "employer_code": "91350100M000100Y43",
    }
    return Applicant(**{**known, **more})  # type: ignore[arg-type]  # texts only


@pytest.fixture(scope="module")
async def queue(served: Served) -> list[int]:
    """Give the ids of six submitted registrations; the last is of another delegation."""
    season, competition = await competition_of(served)
    now = datetime.now(UTC)
    window = Window(now - timedelta(days=1), now + timedelta(days=9), now + timedelta(days=9))
    await set_window(served.database, competition, window, stamp())
    async with served.database.transaction() as transaction:
        event = (await event_ids(transaction, season))["turning"]
        people = [applicant(serial) for serial in range(101, 105)]
        people += [applicant(105, name=HOSTILE), applicant(106, phone="")]
        names = [*["济南市代表队"] * 5, "青岛市代表队"]
        drafts = [
            (line, Draft(event, name, Division.WORKER, (one,)))
            for line, (name, one) in enumerate(zip(names, people, strict=True), start=1)
        ]
        await add_registrations(transaction, competition, drafts, stamp())
        rows = await transaction.rows("SELECT id FROM registration ORDER BY id")
    reviewer = Grant(AccountRole.REVIEWER, season, competition)
    await create_account(served.database, "reviewer-2026", "审核员甲", stamp(), reviewer)
    narrow = Grant(AccountRole.REVIEWER, season, delegation="青岛市代表队")
    await create_account(served.database, "reviewer-qingdao", "审核员乙", stamp(), narrow)
    return [row[0] for row in rows]


async def send(client: httpx.AsyncClient, **fields: str | list[str]) -> httpx.Response:
    """Decide by the form of the page."""
    token = token_of(await client.get(PLACE))
    return await client.post(PLACE, data={CSRF_FIELD: token, "kept": "state=waiting", **fields})


async def states(served: Served, numbers: list[int]) -> list[State]:
    """Give the states of registrations."""
    async with served.database.reading() as transaction:
        found = [await registration_by_id(transaction, number) for number in numbers]
    return [one.state for one in found if one is not None]


async def test_a_reviewer_accepts_in_bulk_returns_with_a_reason_and_undoes(
    served: Served, queue: list[int]
) -> None:
    """What was decided leaves the queue, and the undo brings it back."""
    async with served.signed_in("reviewer-2026") as client:
        page = await client.get(PLACE)
        assert page.status_code == 200
        assert HOSTILE not in page.text
        assert id_number(101) not in page.text
        assert page.text.count("data-one") == 6
        chosen = [f"{number}:1" for number in queue[:2]]
        accepted = await send(client, act="accept", chosen=chosen)
        told = parse_qs(urlsplit(accepted.headers["location"]).query)
        assert (told["done"], told["count"]) == (["accept"], ["2"])
        assert await states(served, queue[:2]) == [State.ACCEPTED] * 2
        notice = await client.get(accepted.headers["location"])
        assert "已通过 2 个报名" in notice.text
        assert notice.text.count("data-one") == 4
        undone = await client.post(
            f"{PLACE}/undo",
            data={CSRF_FIELD: token_of(notice), "batch": told["batch"][0], "kept": ""},
        )
        assert "done=undo" in undone.headers["location"]
        assert await states(served, queue[:2]) == [State.SUBMITTED] * 2
        without = await send(client, **{"return": f"{queue[2]}:1"})
        assert "problem=why" in without.headers["location"]
        why = "请补交等级证书"
        await send(client, **{"return": f"{queue[2]}:1", "why": why})
        assert await states(served, queue[2:3]) == [State.RETURNED]
        stale = await send(client, accept=f"{queue[0]}:1")
        assert f"{queue[0]}%3Achanged" in stale.headers["location"]
        assert "刚刚被他人修改" in (await client.get(stale.headers["location"])).text


async def test_filters_and_scope_narrow_the_queue(served: Served, queue: list[int]) -> None:
    """By delegation, state and findings; a foreign registration is 404 and stays as it is."""
    async with served.signed_in("reviewer-2026") as client:
        found = await client.get(PLACE, params={"delegation": "青岛市代表队", "state": ""})
        assert found.text.count("data-one") == 1
        some = await client.get(PLACE, params={"findings": "some"})
        assert "data-one" not in (await client.get(PLACE, params={"state": "refused"})).text
        assert some.status_code == 200
        odd = {"after": "9" * 30, "state": "x", "event": "-1", "findings": "y", "left": "a,:b"}
        assert (await client.get(PLACE, params=odd)).status_code == 200
    async with served.signed_in("reviewer-qingdao") as client:
        assert (await client.get(PLACE)).text.count("data-one") == 1
        assert (await send(client, act="accept", chosen=[f"{queue[4]}:1"])).status_code == 404
    assert await states(served, queue[4:5]) == [State.SUBMITTED]


async def test_the_page_asks_the_database_a_fixed_number_of_times(
    served: Served, queue: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many registrations a page shows; the session's own questions are counted in."""
    kind = SqliteTransaction if served.database.dialect is Dialect.SQLITE else PostgresTransaction
    asked: list[str] = []
    rows = kind.rows

    async def counted(self: Transaction, sql: str, *values: object) -> Sequence[Row]:
        asked.append(sql)
        return await rows(self, sql, *values)  # type: ignore[arg-type]  # one of the two kinds

    counts = []
    async with served.signed_in("reviewer-2026") as client:
        for params in ({"delegation": "青岛市代表队", "state": ""}, {"state": ""}):
            with monkeypatch.context() as patch:
                patch.setattr(kind, "rows", counted)
                asked.clear()
                page = await client.get(PLACE, params=params)
            counts.append((page.text.count("data-one"), len(asked)))
    assert [shown for shown, _ in counts] == [1, len(queue)]
    assert counts[0][1] == counts[1][1] <= 20


async def test_who_may_only_read_gets_no_buttons(served: Served, queue: list[int]) -> None:
    """The auditor sees the queue; deciding is 403, and other roles see nothing."""
    async with served.signed_in("auditor") as client:
        page = await client.get(PLACE)
        assert page.text.count("data-one") >= 1
        assert "data-accept" not in page.text
        answer = await client.post(PLACE, data={"chosen": f"{queue[0]}:1", "act": "accept"})
        assert answer.status_code == 403
    async with served.signed_in("judge") as client:
        assert (await client.get(PLACE)).status_code == 403


async def test_the_export_holds_full_numbers_only_for_who_may(
    served: Served, queue: list[int]
) -> None:
    """A reviewer gets stars; the province gets numbers, and the log tells of it."""
    async with served.signed_in("reviewer-2026") as client:
        masked = await client.get(f"{PLACE}/export", params={"state": ""})
        refused = await client.get(f"{PLACE}/export", params={"state": "", "ids": "full"})
    sheet = openpyxl.load_workbook(BytesIO(masked.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == len(queue) + 1
    assert all(id_number(101) not in row for row in rows)
    assert refused.status_code == 404
    async with served.signed_in("province") as client:
        whole = await client.get(f"{PLACE}/export", params={"state": "", "ids": "full"})
    rows = list(openpyxl.load_workbook(BytesIO(whole.content)).active.iter_rows(values_only=True))
    assert any(id_number(101) in row for row in rows)
    async with served.database.reading() as transaction:
        found = await transaction.rows(
            "SELECT actor, detail FROM audit_record WHERE action = 'registration.export'"
        )
    assert [row[0] for row in found] == ["account:province"]
    assert id_number(101) not in found[0][1]
