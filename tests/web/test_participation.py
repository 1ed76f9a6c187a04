"""Participations in the browser: who sees and writes what, by form, by sheet, and why flagged."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped]  # it publishes no types
import pytest
from PIL import Image

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import season_by_code
from competition.storage.postgres import PostgresTransaction
from competition.storage.sqlite import SqliteTransaction
from tests.web.conftest import stamp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    import httpx

    from competition.storage.transaction import Row, Transaction
    from tests.web.conftest import Served

    Rows = Callable[..., Awaitable[Sequence[Row]]]

PLACE = "/seasons/2026/participations"
REPORT = {
    "year": "2026",
    "part": "-03",
    "city": "370100",
    "level": "enterprise",
    "stage": "preliminary",
    "count": "1200",
    "reporter": "甲<b>公司",
    "document": "甲〔2026〕1号",
}
HEAD = "统计期间,市,级别,阶段,人次,填报单位,文件依据\n"
NUMBER = re.compile(r"/reports/(\d+)")


@pytest.fixture(scope="module")
async def registrars(served: Served) -> Served:
    """Add a registrar of one city's delegation, and one of another."""
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
    assert season is not None
    for name, delegation in (("jinan", "济南市代表队"), ("qingdao", "青岛市代表队")):
        grant = Grant(AccountRole.REGISTRAR, season.id, delegation=delegation)
        await create_account(served.database, name, name, stamp(), grant)
    return served


async def token_of(client: httpx.AsyncClient, path: str) -> str:
    """Give the form token of a page."""
    found = re.search(r'name="form_token" value="([^"]+)"', (await client.get(path)).text)
    assert found is not None
    return found[1]


async def send(
    client: httpx.AsyncClient,
    path: str,
    values: Mapping[str, str],
    files: Mapping[str, tuple[str, bytes]] | None = None,
) -> httpx.Response:
    """Send a form with its token."""
    token = await token_of(client, f"{PLACE}/reports")
    data = {**values, "form_token": token}
    return await client.post(f"{PLACE}{path}", data=data, files=files)


async def test_a_report_by_form_counts_and_its_repetition_is_questioned(
    registrars: Served,
) -> None:
    """The registrar reports, the province decides, the registrar reads why."""
    async with registrars.signed_in("jinan") as client:
        answer = await send(client, "/reports", {**REPORT, "city": ""})
        assert answer.status_code == 303
        assert answer.headers["location"].endswith("?said=saved")
        page = (await client.get(answer.headers["location"])).text
        assert "已计入统计" in page
        assert "1,200" in page
        assert "甲&lt;b&gt;公司" in page
        again = await send(client, "/reports", REPORT)
        assert again.headers["location"].endswith("?said=saved_flagged")
        place = again.headers["location"].partition("?")[0]
        page = (await client.get(place)).text
        assert "同一单位重复填报" in page
        assert page.count("甲&lt;b&gt;公司") == 2
        assert "保存决定" not in page
    path = place.removeprefix(PLACE)
    async with registrars.signed_in("province") as client:
        missing = await send(client, f"{path}/decision", {"verdict": "", "why": ""})
        assert missing.status_code == 422
        assert "请写明理由" in missing.text
        decision = {"verdict": "not_counted", "why": "两次是同一场"}
        answer = await send(client, f"{path}/decision", decision)
        assert answer.status_code == 303
        counter = (await client.get(PLACE)).text
        assert "1,200" in counter
        assert "2,400" not in counter
    async with registrars.signed_in("jinan") as client:
        assert "两次是同一场" in (await client.get(place)).text


async def test_every_fault_of_the_form_is_told_at_once(registrars: Served) -> None:
    """And what was typed stays."""
    async with registrars.signed_in("registrar") as client:
        wrong = {"year": "2026", "part": "", "count": "12人", "reporter": "乙公司"}
        answer = await send(client, "/reports", wrong)
        assert answer.status_code == 422
        for text in ("请选择市", "请选择一项", "请填写大于 0 的整数", "请填写这一项", "乙公司"):
            assert text in answer.text
        future = await send(client, "/reports", {**REPORT, "part": "-99"})
        assert "请选择年份和期间" in future.text
        large = await send(client, "/reports", {**REPORT, "count": "9" * 5000})
        assert large.status_code == 422
        assert "请检查是否多写了零" in large.text


async def test_a_registrar_reports_for_the_own_city_and_sees_the_own_reports(
    registrars: Served,
) -> None:
    """Another delegation's report, its names and its withdrawal answer 404."""
    async with registrars.signed_in("qingdao") as client:
        answer = await send(client, "/reports", REPORT)
        assert answer.status_code == 422
        assert "您只能为自己的市填报" in answer.text
        mine = await send(client, "/reports", {**REPORT, "city": "370200", "reporter": "丙公司"})
        place = mine.headers["location"].partition("?")[0]
    async with registrars.signed_in("jinan") as client:
        assert "丙公司" not in (await client.get(f"{PLACE}/reports")).text
        assert (await client.get(place)).status_code == 404
        path = place.removeprefix(PLACE)
        for action in ("withdrawal", "names"):
            answer = await send(client, f"{path}/{action}", {"withdraw_why": "x"})
            assert answer.status_code == 404
        assert (await send(client, f"{path}/decision", {})).status_code == 403
        forwarded = await client.get(PLACE)
        assert forwarded.headers["location"] == f"{PLACE}/reports"
        assert (await client.get(f"{PLACE}/tables.xlsx")).status_code == 404
        assert (await client.get("/seasons/2025/participations/reports")).status_code == 404
    async with registrars.signed_in("qingdao") as client:
        answer = await send(client, f"{path}/withdrawal", {"withdraw_why": "填错"})
        assert answer.status_code == 303
        assert "已撤回" in (await client.get(place)).text
        assert (await send(client, f"{path}/withdrawal", {"withdraw_why": "x"})).status_code == 404


async def test_the_auditor_reads_and_writes_nothing(registrars: Served) -> None:
    """Everything is shown, no form is."""
    async with registrars.signed_in("auditor") as client:
        for path in ("", "/reports", "/tables.xlsx"):
            assert (await client.get(f"{PLACE}{path}")).status_code == 200
        for path in ("/reports/new", "/sheets", "/template.xlsx"):
            assert (await client.get(f"{PLACE}{path}")).status_code == 403
        assert 'method="post" action="/seasons' not in (await client.get(PLACE)).text


async def test_a_sheet_is_checked_shown_and_imported_once(registrars: Served) -> None:
    """Problems by row and column first; the corrected sheet; the same sheet again."""
    wrong = "2026-02,济南,企业,初赛,多,丁公司,\n2026-02,青岛,企业,初赛,5,丁公司,文\n"
    right = "2026-02,济南,企业,初赛,500,丁公司,文\n2026-02,,县级,初赛,6,戊县,文\n"
    bad, good = (HEAD + wrong).encode(), (HEAD + right).encode()
    async with registrars.signed_in("jinan") as client:
        answer = await send(client, "/sheets", {}, {"sheet": ("二月.csv", bad)})
        assert answer.status_code == 422
        assert "表格有 3 处问题" in answer.text
        rows = re.findall(r'<tr><td class="num">(\d+)</td><td[^>]*>(.*?)</td>', answer.text)
        assert rows == [("2", "人次"), ("2", "文件依据"), ("3", "市")]
        assert "您负责的市" in answer.text
        answer = await send(client, "/sheets", {}, {"sheet": ("二月.csv", good)})
        place = answer.headers["location"]
        page = (await client.get(place)).text
        assert "共 2 条填报、506 人次" in page
        path = place.removeprefix(PLACE)
        answer = await send(client, f"{path}/import", {})
        assert answer.headers["location"].endswith("?said=imported")
        answer = await send(client, f"{path}/import", {})
        assert answer.headers["location"].endswith("?said=again")
        answer = await send(client, "/sheets", {}, {"sheet": ("改名.csv", good)})
        assert answer.headers["location"] == f"{place}?said=again"
        assert (await send(client, "/sheets", {})).status_code == 422
    async with registrars.signed_in("qingdao") as client:
        assert (await client.get(place)).status_code == 404
        assert "二月.csv" not in (await client.get(f"{PLACE}/sheets")).text


async def test_the_template_reads_back_what_is_filled_in(registrars: Served) -> None:
    """With its explanations in place, and through another writer of workbooks."""
    async with registrars.signed_in("registrar") as client:
        template = (await client.get(f"{PLACE}/template.xlsx")).content
        book = openpyxl.load_workbook(BytesIO(template))
        sheet = book["参赛人次"]
        sheet.append(["2026年第一季度", "烟台", "市级", "复赛", 77, "烟台市局", "烟〔2026〕1号"])
        filled = BytesIO()
        book.save(filled)
        answer = await send(client, "/sheets", {}, {"sheet": ("表.xlsx", filled.getvalue())})
        assert answer.status_code == 303
        assert "共 1 条填报、77 人次" in (await client.get(answer.headers["location"])).text


async def test_page_tables_and_workbook_say_the_same(registrars: Served) -> None:
    """The charts exist as tables; the workbook adds up to the page's number."""
    async with registrars.signed_in("province") as client:
        page = (await client.get(PLACE)).text
        assert page.count('role="img"') == 2
        assert "<script>" not in page
        assert "style=" not in page
        total = re.search(r"三年累计</dt><dd>([\d,]+)", page)
        assert total is not None
        content = (await client.get(f"{PLACE}/tables.xlsx")).content
        book = openpyxl.load_workbook(BytesIO(content))
        sums = [sheet.cell(sheet.max_row, sheet.max_column).value for sheet in book]
        assert sums == [int(total[1].replace(",", ""))] * 3


async def test_finals_of_our_own_entries_are_added_by_the_province(registrars: Served) -> None:
    """The page says that they are missing, and afterwards marks them as automatic."""
    async with registrars.signed_in("province") as client:
        assert "参赛数据 9，自动统计 0" in (await client.get(PLACE)).text
        answer = await send(client, "/finals", {})
        page = (await client.get(answer.headers["location"])).text
        assert "已按参赛数据更新 2 条" in page
        assert "与自动统计的决赛人次不一致" not in page
        listed = (await client.get(f"{PLACE}/reports?state=automatic")).text
        assert len(set(NUMBER.findall(listed))) == 2
        answer = await send(client, "/carry", {"from": "2026"})
        assert answer.headers["location"] == PLACE
        said = (await client.get(f"{PLACE}?carried=0&left=3")).text
        assert "3 条没有结转：本年度已有同一单位" in said


async def test_the_form_proposes_a_year_and_reads_counts(registrars: Served) -> None:
    """1,300 and １２ are numbers; a year that has not begun is not offered."""
    async with registrars.signed_in("province") as client:
        page = (await client.get(f"{PLACE}/reports/new")).text
        assert '<option value="2026" selected>' in page
        for count, shown in (("1,300", "1,300"), ("１２", "12")):
            sent = {**REPORT, "count": count, "reporter": "庚公司", "part": "-02"}
            answer = await send(client, "/reports", sent)
            assert answer.status_code == 303
            assert shown in (await client.get(answer.headers["location"])).text


async def test_names_are_checked_against_the_number(registrars: Served) -> None:
    """A list of two for a report of two; nobody's name is shown or stored."""
    async with registrars.signed_in("jinan") as client:
        saved = await send(client, "/reports", {**REPORT, "count": "2", "reporter": "己公司"})
        place = saved.headers["location"].partition("?")[0]
        path = place.removeprefix(PLACE)
        names = {"names": ("名单.csv", "姓名\n王䶮\n".encode())}
        answer = await send(client, f"{path}/names", {}, names)
        assert answer.status_code == 422
        assert "名单有 1 人，填报的是 2 人次" in answer.text
        names = {"names": ("名单.csv", "姓名\n王䶮\n李雷\n".encode())}
        assert (await send(client, f"{path}/names", {}, names)).status_code == 303
        page = (await client.get(place)).text
        assert "名单 2 人" in page
        assert "王䶮" not in page


async def test_the_counter_asks_the_kept_sums_and_the_list_a_page(
    registrars: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many reports there are: a fixed number of statements, none adds up reports."""
    asked: list[str] = []
    for kind in (SqliteTransaction, PostgresTransaction):
        rows = kind.rows

        async def counted(
            self: Transaction, sql: str, *values: object, rows: Rows = rows
        ) -> Sequence[Row]:
            asked.append(sql)
            return await rows(self, sql, *values)

        monkeypatch.setattr(kind, "rows", counted)
    async with registrars.signed_in("province") as client:
        for path, most in ((PLACE, 7), (f"{PLACE}/reports", 4)):
            asked.clear()
            assert (await client.get(path)).status_code == 200
            assert len(asked) <= most
            adding = [sql for sql in asked if "sum(" in sql and "participation_report" in sql]
            assert adding == []


async def test_evidence_is_attached_and_served_within_the_scope(registrars: Served) -> None:
    """A scan by content; another delegation's registrar gets 404."""
    scan = BytesIO()
    Image.new("RGB", (20, 20), "white").save(scan, "PNG")
    async with registrars.signed_in("jinan") as client:
        saved = await send(client, "/reports", {**REPORT, "part": "Q2", "reporter": "庚公司"})
        place = saved.headers["location"].partition("?")[0]
        path = place.removeprefix(PLACE)
        wrong = {"evidence": ("报表.pdf", b"no scan")}
        answer = await send(client, f"{path}/evidence", {}, wrong)
        assert answer.status_code == 422
        assert "只收 JPEG、PNG 图片和 PDF" in answer.text
        right = {"evidence": ("报表.png", scan.getvalue())}
        assert (await send(client, f"{path}/evidence", {}, right)).status_code == 303
        page = (await client.get(place)).text
        found = re.search(rf'href="({place}/evidence/\d+)" lang="zh-CN">报表', page)
        assert found is not None
        file = await client.get(found[1])
        assert file.headers["content-disposition"].startswith("attachment")
        assert file.content.startswith(b"\x89PNG")
    async with registrars.signed_in("qingdao") as client:
        assert (await client.get(found[1])).status_code == 404
        assert (await send(client, f"{path}/evidence", {}, right)).status_code == 404
