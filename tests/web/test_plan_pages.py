"""From an application to a published event, each step by whom it belongs to; practice seasons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import season_by_code
from tests.web.conftest import stamp

if TYPE_CHECKING:
    import httpx

    from tests.web.conftest import Served

PLAN = "/seasons/2026/plan"
COMPETITION = {
    "name": "省机械行业竞赛<b>",
    "organiser": "省机械工业协会",
    "host": "某学院",
    "contact": "王处长",
    "place": "济南",
    "city": "370100",
    "industry": "高端装备",
    "series": "rural",
    "starts_on": "2026-05-01",
    "ends_on": "2026-05-03",
}
EVENT = {
    "name": "焊工",
    "code": "weld",
    "occupation": "焊工",
    "class_asked": "provincial_1",
    "entry_size": "1",
    "held_on": "2026-05-02",
    "tags": "高端装备",
    "scheme": "理论30+技能70",
}


async def post(
    client: httpx.AsyncClient, path: str, page: str = "", **fields: object
) -> httpx.Response:
    """Send a form with the token of its session, as the page at `page` carries it."""
    shown = await client.get(page or PLAN + "/applications")
    token = re.search(r'name="form_token" value="([^"]+)"', shown.text)
    assert token is not None
    return await client.post(path, data={"form_token": token[1], **fields})


async def applied(client: httpx.AsyncClient, **more: str) -> str:
    """Apply for a competition with one event; give the path of the competition."""
    answer = await post(client, PLAN + "/competitions/new", **{**COMPETITION, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_an_application_becomes_an_event_of_the_season(served: Served) -> None:
    """Apply, be returned with a reason, apply again, get a class by a document, be published."""
    async with served.signed_in("organiser-2026") as organiser:
        house = await applied(organiser)
        added = await post(organiser, house + "/events/new", **(EVENT | {"held_on": ""}))
        assert added.headers["location"] == house
        refused = await post(organiser, house + "/submit")
        assert refused.status_code == 422
        assert "以下赛项还缺内容" in refused.text
        assert "决赛日期" in refused.text
        form = (await organiser.get(PLAN + "/events/weld")).text
        revision = re.search(r'name="revision" value="(\d+)"', form)
        assert revision is not None
        stored = await post(organiser, PLAN + "/events/weld", **(EVENT | {"revision": revision[1]}))
        assert stored.status_code == 303, stored.text
        stale = await post(organiser, PLAN + "/events/weld", **(EVENT | {"revision": revision[1]}))
        assert stale.status_code == 422
        assert "有人刚刚改过" in stale.text
        assert (await post(organiser, house + "/submit")).status_code == 303
        locked = await post(organiser, PLAN + "/events/weld", **(EVENT | {"revision": "9"}))
        assert locked.status_code == 422
        assert (await organiser.post(PLAN + "/publish")).status_code == 403
    async with served.signed_in("province") as province:
        silent = await post(province, PLAN + "/events/weld/decide", decision="return")
        assert silent.status_code == 422
        decide = PLAN + "/events/weld/decide"
        await post(province, decide, decision="return", reason="请补充技术文件")
    async with served.signed_in("organiser-2026") as organiser:
        assert "请补充技术文件" in (await organiser.get(house)).text
        assert (await post(organiser, house + "/submit")).status_code == 303
    async with served.signed_in("province") as province:
        order = (await province.get(PLAN + "/applications")).text
        assert "高端装备" in order
        accepted = await post(
            province, PLAN + "/accept", event="weld", document="鲁人社函〔2026〕9号"
        )
        assert accepted.status_code == 303
        assert (await post(province, PLAN + "/publish")).status_code == 303
        assert (await post(province, PLAN + "/publish")).status_code == 422
        results = await province.get("/seasons/2026/events/weld")
        assert results.status_code == 200
        overview = (await province.get("/seasons/2026")).text
        assert "events/weld" in overview
        assert "省机械行业竞赛&lt;b&gt;" in overview
        glance = (await province.get(PLAN)).text
        assert "乡村振兴 1 个赛项" in glance
    async with served.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT action FROM audit_record WHERE subject = 'weld' ORDER BY id"
        )
    assert [row[0] for row in rows] == [
        "plan.event.add",
        "plan.event.change",
        "plan.event.submitted",
        "plan.event.returned",
        "plan.event.submitted",
        "plan.event.class",
    ]


async def test_faults_stand_beside_their_fields(served: Served) -> None:
    """Every fault at once, and what was typed is still there."""
    async with served.signed_in("province") as province:
        wrong = COMPETITION | {
            "name": "",
            "contact": "王 13900001111",
            "ends_on": "2026-04-01",
            "city": "1",
        }
        answer = await post(province, PLAN + "/competitions/new", **wrong)
        assert answer.status_code == 422
        for text in ("请只写姓名", "早于", "请从列表中选择"):
            assert text in answer.text
        assert answer.text.count('aria-invalid="true"') == 4
        assert 'value="省机械工业协会"' in answer.text


async def test_other_scopes_do_not_exist(served: Served) -> None:
    """An organiser of one competition sees its application only; finance none at all."""
    async with served.signed_in("province") as province:
        mine = await applied(province, name="甲赛事")
        other = await applied(province, name="乙赛事")
    number = int(mine.rpartition("/")[2])
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
    grant = Grant(AccountRole.ORGANISER, season.id, number)
    await create_account(served.database, "organiser-one", "只管一赛事", stamp(), grant)
    async with served.signed_in("organiser-one") as client:
        assert (await client.get(mine)).status_code == 200
        assert (await client.get(other)).status_code == 404
        listed = (await client.get(PLAN + "/applications")).text
        assert "甲赛事" in listed
        assert "乙赛事" not in listed
        assert (await client.get(PLAN + "/competitions/new")).status_code == 404
        assert (await client.get("/seasons/2025/plan/applications")).status_code == 404
        changed = await post(client, mine, **(COMPETITION | {"name": "甲赛事", "revision": "1"}))
        assert changed.status_code == 303
        answer = await post(client, other, **COMPETITION)
        assert answer.status_code == 404
    async with served.signed_in("finance") as client:
        assert (await client.get(mine)).status_code == 403
    async with served.signed_in("auditor") as client:
        assert (await client.get(mine)).status_code == 200
        assert (await client.post(mine)).status_code == 403


async def test_a_draft_is_deleted_while_nothing_belongs_to_it(served: Served) -> None:
    """An event or somebody's grant keeps it; so does handing it in."""
    async with served.signed_in("province") as province:
        house = await applied(province, name="丙赛事")
        await post(province, house + "/events/new", **(EVENT | {"code": "temp"}))
        kept = await post(province, house + "/delete")
        assert kept.status_code == 422
        assert "不能删除" in kept.text
        gone = await post(province, PLAN + "/events/temp/delete")
        assert gone.headers["location"] == house
        assert (await post(province, house + "/delete")).status_code == 303
        assert (await province.get(house)).status_code == 404


async def test_a_technical_document_is_served_within_the_scope(served: Served) -> None:
    """As a download with its own type; another competition's document does not exist."""
    async with served.signed_in("province") as province:
        house = await applied(province, name="丁赛事")
        other = await applied(province, name="戊赛事")
        shown = await province.get(house)
        token = re.search(r'name="form_token" value="([^"]+)"', shown.text)
        assert token is not None
        data = {"form_token": token[1]}
        pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
        files = {"document": ("技术文件.pdf", pdf, "application/pdf")}
        made = await province.post(house + "/documents", data=data, files=files)
        assert made.status_code == 303, made.text
        link = re.search(house + r"/documents/\d+", (await province.get(house)).text)
        assert link is not None
        served_file = await province.get(link[0])
        assert served_file.headers["content-type"] == "application/pdf"
        assert served_file.headers["x-content-type-options"] == "nosniff"
        assert served_file.headers["content-disposition"].startswith("attachment")
        assert (await province.get(link[0].replace(house, other))).status_code == 404
        files = {"document": ("a.pdf", b"<html>", "application/pdf")}
        refused = await province.post(house + "/documents", data=data, files=files)
        assert refused.status_code == 422


async def test_imported_events_are_taken_into_the_plan(served: Served) -> None:
    """Then their day can be changed, and the calendar and its file follow."""
    async with served.signed_in("province") as province:
        page = "/seasons/2025/plan/applications"
        assert "纳入计划" in (await province.get(page)).text
        await post(province, "/seasons/2025/plan/adopt", page)
        path = "/seasons/2025/plan/events/selection"
        form = (await province.get(path)).text
        assert 'value="2026-07-01"' in form
        fields = EVENT | {"name": "移动机器人", "held_on": "2026-08-15", "revision": "1"}
        assert (await post(province, path, page, **fields)).status_code == 303
        month = (await province.get("/seasons/2025/plan/calendar?month=2026-08")).text
        assert "移动机器人" in month
        file = await province.get("/seasons/2025/plan/calendar.ics")
        assert file.headers["content-type"].startswith("text/calendar")
        assert "DTSTART;VALUE=DATE:20260815\r\n" in file.text
        assert all(len(line.encode()) <= 75 for line in file.text.split("\r\n"))
        ready = (await province.get("/seasons/2025/plan/readiness")).text
        assert "满分 100" in ready
        assert "选拔集训库人员" in (await province.get("/seasons/2025/plan/selection")).text


async def test_a_practice_season_is_marked_and_can_be_thrown_away(served: Served) -> None:
    """Its code must be typed; a real season is never deleted."""
    async with served.signed_in("province") as province:
        fields = {"code": "try", "title": "练一练", "year": "2027", "ruleset": "lu-2022-17"}
        made = await post(province, "/seasons/new", "/seasons/new", kind="practice", **fields)
        assert made.headers["location"] == "/seasons/try/plan"
        again = await post(province, "/seasons/new", "/seasons/new", **fields)
        assert again.status_code == 422
        assert "仅供练习" in (await province.get("/seasons/try/plan")).text
        assert "仅供练习" not in (await province.get(PLAN)).text
        page = "/seasons/try/plan/settings"
        answer = await post(province, "/seasons/try/plan/competitions/new", page, **COMPETITION)
        house = answer.headers["location"]
        await post(province, house + "/events/new", page, **EVENT)
        wrong = await post(province, "/seasons/try/discard", page, code="2026")
        assert wrong.status_code == 422
        assert (await province.get("/seasons/try/plan")).status_code == 200
        gone = await post(province, "/seasons/try/discard", page, code="try")
        assert gone.headers["location"] == "/seasons"
        assert (await province.get("/seasons/try/plan")).status_code == 404
        real = await post(province, "/seasons/2026/discard", page=PLAN + "/settings", code="2026")
        assert real.status_code == 422
        assert (await province.get("/seasons/2026")).status_code == 200
    async with served.signed_in("organiser-2026") as client:
        assert (await client.get("/seasons/new")).status_code == 403


async def test_what_counts_is_a_setting(served: Served) -> None:
    """By events or by competitions; the plan says which."""
    async with served.signed_in("province") as province:
        page = PLAN + "/settings"
        assert (await post(province, page, page, counted="competitions")).status_code == 303
        assert "计入目标的赛事" in (await province.get(PLAN)).text
        assert (await post(province, page, page, counted="none")).status_code == 422
        await post(province, page, page, counted="events")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def upload(client: httpx.AsyncClient, path: str, content: bytes) -> httpx.Response:
    """Send a workbook."""
    shown = await client.get(path)
    token = re.search(r'name="form_token" value="([^"]+)"', shown.text)
    assert token is not None
    files = {"sheet": ("计划.xlsx", content, XLSX)}
    return await client.post(path, data={"form_token": token[1]}, files=files)


async def test_a_season_is_planned_from_the_workbook_of_another(served: Served) -> None:
    """Download it filled, check it, confirm it with a document, and it stands published."""
    async with served.signed_in("province") as province:
        fields = {"code": "2027", "title": "2027年度", "year": "2027", "ruleset": "lu-2022-17"}
        await post(province, "/seasons/new", "/seasons/new", **fields)
        path = "/seasons/2027/plan/workbook"
        filled = await province.get(path + ".xlsx?source=2026")
        assert filled.headers["content-type"] == XLSX
        checked = await upload(province, path, filled.content)
        assert checked.status_code == 303, checked.text
        waiting = (await province.get(path)).text
        assert "没有发现问题" in waiting
        before = await province.get("/seasons/2027/plan/calendar.ics")
        assert "VEVENT" not in before.text
        stored = await post(province, path + "/store", path, document="文件一", publish="yes")
        assert stored.headers["location"].startswith("/seasons/2027/plan?done=")
        after = await province.get("/seasons/2027/plan/calendar.ics")
        assert "DTSTART;VALUE=DATE:20270601" in after.text
        assert (await province.get("/seasons/2027/events/turning")).status_code == 200
        assert "满分 100" in (await province.get("/seasons/2027/plan/readiness")).text
        broken = await upload(province, path, b"no workbook")
        assert broken.status_code == 422
        assert "不是 .xlsx 工作簿" in broken.text
        assert (await province.get(path + ".xlsx?source=none")).status_code == 404


async def test_events_are_copied_by_ticking_them(served: Served) -> None:
    """Only the ticked ones; without a document they wait for review."""
    async with served.signed_in("province") as province:
        fields = {"code": "2028", "title": "2028年度", "year": "2028", "ruleset": "lu-2022-17"}
        await post(province, "/seasons/new", "/seasons/new", **fields)
        path = "/seasons/2028/plan/copy"
        offered = (await province.get(path + "?source=2025")).text
        assert "2028-06-01" in offered
        none = await post(province, path, path, source="2025", years="2")
        assert none.status_code == 422
        copied = await post(province, path, path, source="2025", years="2", event="turning")
        assert copied.headers["location"].startswith("/seasons/2028/plan/applications?done=")
        assert "新赛项 1" in (await province.get(copied.headers["location"])).text
        listed = (await province.get("/seasons/2028/plan/applications")).text
        assert "待审核的赛项（1）" in listed
        assert "本年度已有" in (await province.get(path + "?source=2025")).text
        book = "/seasons/2028/plan/workbook"
        filled = await province.get(book + ".xlsx?source=2025")
        assert (await upload(province, book, filled.content)).status_code == 303
        refused = await post(province, book + "/store", book, publish="yes")
        assert refused.status_code == 422
        assert 'id="waiting"' in refused.text
        done = await post(province, book + "/store", book, document="文件二", publish="yes")
        told = (await province.get(done.headers["location"])).text
        assert "已写入：" in told
        assert "受理的赛项 " in told
        assert "公布的赛项 " in told
    async with served.signed_in("organiser-2026") as client:
        assert (await client.get("/seasons/2028/plan/copy")).status_code == 404
        own = PLAN + "/copy?source=2028"
        assert "2028年度" not in (await client.get(own)).text
        foreign = await client.get(PLAN + "/workbook.xlsx?source=2028")
        assert foreign.status_code == 404


NAUGHTY = (
    "<script>alert(1)</script>",
    "=1+1",
    "{{ 7*7 }}",
    "' OR 1=1 --",
    "王䶮𫖯阿依古丽·买买提",
    "\u202eabc",
    "a\u200bb",
    "x" * 499,
    "%00/../../etc/passwd",
)


async def test_awkward_names_pass_through_pages_and_the_workbook(served: Served) -> None:
    """They are stored and shown as typed, or refused beside the field; never a broken page."""
    async with served.signed_in("province") as province:
        fields = {"code": "odd", "title": NAUGHTY[0], "year": "2030", "ruleset": "lu-2022-17"}
        await post(province, "/seasons/new", "/seasons/new", kind="practice", **fields)
        page = "/seasons/odd/plan/applications"
        stored = []
        for name in NAUGHTY:
            house = COMPETITION | {"name": name, "organiser": name, "place": name}
            path = "/seasons/odd/plan/competitions/new"
            made = await post(province, path, page, **house)
            if made.status_code == 422:
                assert "控制字符" in made.text
                continue
            stored.append(name)
            new = made.headers["location"] + "/events/new"
            event = EVENT | {"name": name, "note": name, "code": f"n{len(stored)}"}
            assert (await post(province, new, page, **event)).status_code == 303
            shown = await province.get(made.headers["location"])
            assert shown.status_code == 200
            assert "<script>alert" not in shown.text
        assert stored == [name for name in NAUGHTY if not re.search("[\u200b\u202e]", name)]
        for rest in ("", "/applications", "/calendar", "/readiness", "/calendar.ics"):
            assert (await province.get("/seasons/odd/plan" + rest)).status_code == 200
        book = await province.get(PLAN + "/workbook.xlsx?source=odd")
        assert book.status_code == 200
        await post(province, "/seasons/odd/discard", page, code="odd")
