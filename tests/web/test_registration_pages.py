"""What a registrar and an organiser do in the pages of registration, and what they never see."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
import pytest

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.people.encryption import masked_id
from competition.plan.queries import event_by_code, season_by_code
from competition.registration.rules.registrations import Action
from competition.registration.rules.terms import Window
from competition.registration.services.deciding import Target, decide
from competition.registration.services.terms import set_window
from competition.web.security import CSRF_FIELD, form_token
from competition.web.visitor import SESSION_COOKIE
from tests.competition.registration.people import UNIT, id_number
from tests.web.conftest import stamp

if TYPE_CHECKING:
    import httpx

    from tests.web.conftest import Served

LIST = "/seasons/2026/registrations"
EVENT = "/seasons/2026/events/turning"
JINAN, QINGDAO = "济南市代表队", "青岛市代表队"
RARE = "䶮·阿卜杜"
HOSTILE = ("<b>=1+1", RARE, "阿" * 50, "'; DROP TABLE entry; --", "<img src=x onerror=alert(1)>")


class Ground(msgspec.Struct, frozen=True):
    """The running application with registration open, and where."""

    served: Served
    competition: int
    event: int


@pytest.fixture(scope="module")
async def ground(served: Served) -> Ground:
    """Open registration of the season's competition; registrars of two delegations."""
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
        event = await event_by_code(transaction, season.id, "turning")
        assert event is not None
    now = datetime.now(UTC)
    window = Window(now - timedelta(1), now + timedelta(1), now + timedelta(2))
    await set_window(served.database, event.competition, window, stamp())
    for name, delegation in (("jinan", JINAN), ("qingdao", QINGDAO)):
        grant = Grant(AccountRole.REGISTRAR, season.id, delegation=delegation)
        await create_account(served.database, name, f"{delegation}报名员", stamp(), grant)
    return Ground(served, event.competition, event.id)


def fields(client: httpx.AsyncClient, serial: int = 1, **more: str) -> dict[str, str]:
    """Give a filled form for one worker."""
    return {
        CSRF_FIELD: form_token(client.cookies[SESSION_COOKIE]),
        "revision": "0",
        "delegation": JINAN,
        "city": "370100",
        "division": "worker",
        "slot": "1:competitor",
        "name-1": f"选手{serial}",
        "id_type-1": "resident",
        "id_number-1": id_number(serial),
        "employer_name-1": "甲公司",
        "employer_code-1": UNIT,
        "employment-1": "employed",
        "action": "save",
        **more,
    }


async def made(client: httpx.AsyncClient, serial: int, **more: str) -> str:
    """Save a registration and give the path of its page."""
    answer = await client.post(f"{EVENT}/registrations", data=fields(client, serial, **more))
    assert answer.status_code == 303
    return answer.headers["location"].partition("?")[0]


async def step(client: httpx.AsyncClient, path: str, **more: str) -> httpx.Response:
    """Send a small form."""
    return await client.post(path, data=fields(client) | more)


async def test_a_registrar_registers_submits_and_withdraws(ground: Ground) -> None:
    """Numbers stay masked; full ones are shown once, and the look is recorded."""
    async with ground.served.signed_in("jinan") as client:
        assert "数控车工" in (await client.get(f"{LIST}/new")).text
        empty = await client.get(f"{EVENT}/registrations/new")
        assert f'<option value="{JINAN}"' in empty.text
        path = await made(client, 11, **{"phone-1": "13800001234"})
        page = await client.get(path)
        assert masked_id(id_number(11)) in page.text
        assert id_number(11) not in page.text
        assert "13800001234" not in page.text
        assert (await step(client, f"{path}/submit", revision="1")).status_code == 303
        assert (await step(client, f"{path}/submit", revision="1")).status_code == 303
        page = await client.get(path)
        assert "待审核" in page.text
        revealed = await step(client, f"{path}/reveal")
        assert id_number(11) in revealed.text
        missing = await step(client, f"{path}/withdraw", revision="2", why="")
        assert missing.headers["location"] == f"{path}?tried=why"
        await step(client, f"{path}/withdraw", revision="2", why="工作原因")
        page = await client.get(path)
        assert "已退出" in page.text
        assert "工作原因" in page.text
    async with ground.served.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT actor FROM audit_record WHERE action = 'registration.reveal'"
        )
    assert [row[0] for row in rows] == ["account:jinan"]


async def test_another_delegation_does_not_exist(ground: Ground) -> None:
    """Neither in the list, nor by its number, nor for any step; nor can one register for it."""
    async with ground.served.signed_in("jinan") as client:
        path = await made(client, 21)
    async with ground.served.signed_in("qingdao") as client:
        assert path not in (await client.get(LIST)).text
        assert (await client.get(path)).status_code == 404
        assert (await client.get(f"{path}/edit")).status_code == 404
        for name in ("submit", "withdraw", "reveal", "edit", "substitute/1"):
            assert (await step(client, f"{path}/{name}")).status_code == 404
        foreign = await client.post(f"{EVENT}/registrations", data=fields(client, 22))
        assert foreign.status_code == 422
        assert "您没有为这个代表队报名的权限" in foreign.text
        number = path.rpartition("/")[2]
        taken = {**fields(client, 22, delegation=QINGDAO), "registration": number}
        assert (await client.post(f"{EVENT}/registrations", data=taken)).status_code == 404
        check = await client.post(f"{EVENT}/registrations/check", data=fields(client, 22))
        assert check.status_code == 404
        for page in (f"{LIST}/terms/{ground.competition}", f"{EVENT}/registration-terms"):
            assert (await client.get(page)).status_code == 403
        assert (await client.get(f"{LIST}/terms")).status_code == 200
    async with ground.served.signed_in("organiser-2026") as client:
        assert path in (await client.get(LIST)).text
        other = path.replace("/2026/", "/2025/")
        assert (await client.get(other)).status_code == 404


async def test_two_tabs_lose_nothing(ground: Ground) -> None:
    """The second to save sees both and keeps the own words; saving again keeps them."""
    async with ground.served.signed_in("jinan") as client:
        path = await made(client, 31)
        first = fields(client, 31, revision="1", **{"name-1": "先保存"})
        assert (await client.post(f"{path}/edit", data=first)).status_code == 303
        second = fields(client, 31, revision="1", **{"name-1": "后保存"})
        conflict = await client.post(f"{path}/edit", data=second)
        assert conflict.status_code == 409
        assert "先保存" in conflict.text
        assert 'value="后保存"' in conflict.text
        assert 'name="revision" value="2"' in conflict.text
        again = await client.post(f"{path}/edit", data=second | {"revision": "2"})
        assert again.status_code == 303
        await step(client, f"{path}/submit", revision="3")
        late = await client.post(f"{path}/edit", data=second | {"revision": "3"})
        assert late.status_code == 409
        assert "现在的状态是“待审核”" in late.text
        assert "后保存" in (await client.get(path)).text


async def test_a_form_sent_twice_makes_one(ground: Ground) -> None:
    """The key of the form tells."""
    async with ground.served.signed_in("jinan") as client:
        form = fields(client, 41, form_key="k41", action="submit")
        first = await client.post(f"{EVENT}/registrations", data=form)
        second = await client.post(f"{EVENT}/registrations", data=form)
        assert first.headers["location"] == second.headers["location"]
        assert "tried" not in first.headers["location"]


async def test_the_check_tells_reasons_and_stores_nothing(ground: Ground) -> None:
    """As JSON while one types, and by a button without scripts."""
    wrong = {"employment-1": "full_time_student", "id_number-1": "370102199003074259"}
    async with ground.served.signed_in("jinan") as client:
        before = (await client.get(LIST)).text.count("/registrations/")
        answer = await client.post(
            f"{EVENT}/registrations/check?lang=en", data=fields(client, 51, **wrong)
        )
        told = {(one["field"], one["verdict"]): one["text"] for one in answer.json()["findings"]}
        assert told["id_number-1".partition("-")[0], "refuse"].startswith("the ID number is wrong")
        assert "student cannot compete as a worker" in told["employment", "refuse"]
        page = await client.post(
            f"{EVENT}/registrations", data=fields(client, 51, action="check", **wrong)
        )
        assert page.status_code == 200
        assert "全日制在校学生不能以职工身份参赛" in page.text
        assert (await client.get(LIST)).text.count("/registrations/") == before
        refused = await client.post(
            f"{EVENT}/registrations", data=fields(client, 51, action="submit", **wrong)
        )
        assert refused.headers["location"].endswith("?tried=submit")
        shown = await client.get(refused.headers["location"])
        assert "没有提交：有 2 个问题须先解决" in shown.text


@pytest.mark.parametrize("name", HOSTILE)
async def test_any_name_comes_back_as_it_was_typed(ground: Ground, name: str) -> None:
    """As text, in the form, in the list and in the page."""
    async with ground.served.signed_in("jinan") as client:
        path = await made(client, 60 + HOSTILE.index(name), **{"name-1": name})
        for page in (path, f"{path}/edit", f"{LIST}?search={quote(name[:20])}"):
            text = (await client.get(page)).text
            assert "<b>=1+1" not in text
            assert "<img src=x" not in text
            escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            assert escaped.replace("'", "&#39;") in text


async def test_a_masked_number_that_is_saved_again_is_kept(ground: Ground) -> None:
    """The edit form shows stars; a search finds by the whole number."""
    async with ground.served.signed_in("jinan") as client:
        path = await made(client, 71)
        shown = (await client.get(f"{path}/edit")).text
        found = re.search(r'name="id_number-1" type="text" value="([^"]*)"', shown)
        assert found is not None
        assert found[1] == masked_id(id_number(71))
        changed = fields(client, 71, revision="1", **{"id_number-1": found[1], "name-1": "改名"})
        assert (await client.post(f"{path}/edit", data=changed)).status_code == 303
        listed = await client.get(LIST, params={"search": id_number(71)})
        assert path in listed.text
        assert listed.text.count('data-label="姓名"') == 1


async def test_faults_are_shown_beside_their_fields(ground: Ground) -> None:
    """Every fault at once, nothing is lost, odd values are no fault of the server."""
    odd = {"birth_date-1": "7. März", "sex-1": "?", "division": "x", "delegation": "", "city": "0"}
    async with ground.served.signed_in("province") as client:
        answer = await client.post(f"{EVENT}/registrations", data=fields(client, 81, **odd))
        assert answer.status_code == 422
        for sentence in ("日期写成 1990-03-07 这样", "请从列表中选择", 'value="选手81"'):
            assert sentence in answer.text
        for query in ("?before=x&status=x", f"?before={'9' * 30}", "?search=%00%25_", "?event=x"):
            assert (await client.get(LIST + query)).status_code == 200
        assert (await client.get(f"{LIST}/999999")).status_code == 404
        assert (await client.get("/seasons/2026/events/none/registrations/new")).status_code == 404


async def test_an_organiser_sets_dates_places_and_conditions(ground: Ground) -> None:
    """In a form; what crosses itself is told, and who saw an earlier state is told so."""
    window = f"{LIST}/terms/{ground.competition}"
    async with ground.served.signed_in("organiser-2026") as client:
        now = {"opens_at": "2026-01-01T08:00", "review_levels": "2", "revision": "1"}
        crossed = await step(client, window, closes_at="2025-12-31T08:00", **now)
        assert crossed.status_code == 422
        assert "截止时间须晚于开始时间" in crossed.text
        late = await step(client, window, closes_at="2999-01-01T08:00", **now)
        assert late.status_code == 422
        assert "晚于第一个赛项" in late.text
        now["sure"] = "yes"
        stale = await step(client, window, closes_at="2999-01-01T08:00", **now | {"revision": "0"})
        assert stale.status_code == 409
        saved = await step(client, window, closes_at="2999-01-01T08:00", **now)
        assert saved.status_code == 303
        terms = f"{EVENT}/registration-terms"
        wrong = await step(client, terms, places="many", **{"takes-worker": "yes"})
        assert wrong.status_code == 422
        assert "请填写范围内的整数" in wrong.text
        assert "至少勾选一个组别" in (await step(client, terms)).text
        rules = {"takes-worker": "yes", "max_age-worker": "30", "clause-worker": "通知第三条"}
        large = await step(client, terms, places="9", quota="10", **rules)
        assert large.status_code == 422
        assert "多于总名额" in large.text
        kept = await step(client, terms, places="9", **rules)
        assert "已保存" in (await client.get(kept.headers["location"])).text
        shown = (await client.get(f"{LIST}/terms")).text
        assert "两级审核" in shown
        assert 'class="num">9<' in shown
        assert 'value="通知第三条"' in (await client.get(terms)).text
    async with ground.served.signed_in("jinan") as client:
        path = await made(client, 91, action="submit")
        page = (await client.get(path)).text
        assert "超过 30 周岁" in page
        assert "通知第三条" in page
    async with ground.served.signed_in("organiser-2026") as client:
        form = {"rule": "age", "position": "1", "document": "鲁赛〔2026〕9号", "why": "紧缺"}
        assert (await step(client, f"{path}/override", revision="1", **form)).status_code == 303
        assert "鲁赛〔2026〕9号" in (await client.get(path)).text
        odd = await step(client, f"{path}/override", revision="2", **form | {"rule": "name"})
        assert odd.status_code == 400
        await step(client, terms, revision="1", **{"takes-worker": "yes"})


async def test_a_substitute_is_asked_for_on_a_page(ground: Ground) -> None:
    """After acceptance; the same person again is refused with the reason."""
    async with ground.served.signed_in("jinan") as client:
        path = await made(client, 101, action="submit")
        number = int(path.rpartition("/")[2])
        level_one = await decide(
            ground.served.database, Action.ACCEPT, [Target(number, 2)], stamp()
        )
        assert level_one.done == (number,)
        if "已通过" not in (await client.get(path)).text:
            second = msgspec.structs.replace(stamp(), actor="account:second")
            await decide(ground.served.database, Action.ACCEPT, [Target(number, 3)], second)
        assert "已通过" in (await client.get(path)).text
        shown = (await client.get(f"{path}/substitute/1")).text
        revision = re.search(r'name="revision" value="([0-9]+)"', shown)
        assert revision is not None
        more = {"name-1": "替补", "why": "受伤", "revision": revision[1]}
        form = fields(client, 102, **more)
        wrong = await client.post(f"{path}/substitute/1", data=form | {"id_number-1": "1"})
        assert wrong.status_code == 422
        assert "证件号码不正确" in wrong.text
        asked = await client.post(f"{path}/substitute/1", data=form)
        assert asked.status_code == 303
        page = (await client.get(path)).text
        assert "等待批准的替换" in page
        assert masked_id(id_number(102)) in page
        assert (await client.get(f"{path}/substitute/9")).status_code == 404
        now = {"revision": str(int(revision[1]) + 1)}
        assert (await step(client, f"{path}/verify")).status_code == 403
    decision = f"{path}/substitute/1/decide"
    async with ground.served.signed_in("reviewer") as client:
        assert (await step(client, decision, answer="x")).status_code == 400
        missing = await step(client, decision, answer="refuse", **now)
        assert missing.headers["location"] == f"{path}?tried=why"
        approved = await step(client, decision, answer="approve", **now)
        assert approved.headers["location"] == path
        page = (await client.get(path)).text
        assert "替补" in page
        assert "等待批准的替换" not in page


async def test_a_reviewer_marks_a_certificate_as_verified(ground: Ground) -> None:
    """With what verified it; without, or for nobody, nothing happens."""
    async with ground.served.signed_in("jinan") as client:
        more = {"level-1": "高级工", "level_certificate-1": "S000037010000000000000"}
        path = await made(client, 111, action="submit", **more)
        assert "待核验" in (await client.get(path)).text
    async with ground.served.signed_in("reviewer") as client:
        form = {"revision": "2", "position": "1", "verified": "yes", "why": ""}
        missing = await step(client, f"{path}/verify", **form)
        assert missing.headers["location"] == f"{path}?tried=why"
        form["why"] = "全国技能人才评价证书查询"
        for position in ("0", "x", "100"):
            odd = await step(client, f"{path}/verify", **form | {"position": position})
            assert odd.status_code == 400
        nobody = await step(client, f"{path}/verify", **form | {"position": "9"})
        assert nobody.headers["location"] == f"{path}?tried=conflict"
        done = await step(client, f"{path}/verify", **form)
        assert done.headers["location"] == path
        page = (await client.get(path)).text
        assert "全国技能人才评价证书查询" in page
        assert "取消核验" in page
