"""The audit page: in words, for the province and auditors only, taken away as a file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it publishes no types

from competition.accounts.audit_queries import AuditLine
from competition.accounts.audit_words import actor_in_words, detail_in_words
from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import season_by_code
from competition.storage.audit import Stamp, record
from competition.web.language import Language, texts_of
from tests.storage.conftest import NOW
from tests.web.conftest import stamp

if TYPE_CHECKING:
    from tests.web.conftest import Served


async def test_a_record_reads_as_a_sentence(served: Served) -> None:
    """Who by name, what by its word, from old to new, why; markup stays text."""
    actor = Stamp("account:province", NOW, "10.9.8.7")
    detail = {"changes": {"display_name": ["<b>旧", "新"]}, "why": "本人申请"}
    async with served.database.transaction() as transaction:
        await record(transaction, actor, "account.create", "某人", detail)
    async with served.signed_in("auditor") as client:
        page = (await client.get("/audit?subject=某人")).text
        for told in (
            "账号province（province）",
            "新建账号",
            "&lt;b&gt;旧 → 新",
            "本人申请",
            "10.9.8.7",
        ):
            assert told in page
        assert "待封存" in page
        assert "本人申请" in (await client.get("/audit?q=本人申请&who=账号province")).text
        day = "since=2026-11-22&until=2026-11-22"
        assert "本人申请" in (await client.get(f"/audit?{day}&action=account.create")).text
        none = await client.get("/audit?since=2026-11-23&subject=某人")
        assert "没有符合条件的记录" in none.text
        for odd in ("since=nonsense", "until=0001-01-01", "since=9999-12-31", "before=x",
                    "before=99999999999999999999", "until=9999-12-31"):  # fmt: skip
            assert (await client.get(f"/audit?{odd}")).status_code == 200


async def test_what_was_found_is_taken_away_as_a_file(served: Served) -> None:
    """Both kinds hold the same cells, none of them a formula; taking it is in the log."""
    detail = {"why": "=1+1"}
    async with served.database.transaction() as transaction:
        await record(transaction, stamp(), "account.create", "=HYPERLINK(1)", detail)
    async with served.signed_in("province") as client:
        asked = "subject=%3DHYPERLINK(1)"
        answer = await client.get(f"/audit/export/csv?{asked}")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [cell for row in rows for cell in row if cell.startswith("=")] == []
        book = openpyxl.load_workbook(
            io.BytesIO((await client.get(f"/audit/export/xlsx?{asked}")).content)
        )
        cells = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        assert cells[1][5] == "=HYPERLINK(1)"
        assert book.worksheets[0]["F2"].data_type == "s"
        assert [len(rows), len(cells)] == [2, 2]
        assert (await client.get("/audit/export/pdf")).status_code == 404
        assert "导出审计记录" in (await client.get("/audit")).text


async def test_the_log_is_of_the_whole_system(served: Served) -> None:
    """An auditor of one season has no audit page: 404, and no door to it in the bar."""
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
    assert season is not None
    grant = Grant(AccountRole.AUDITOR, season.id)
    await create_account(served.database, "auditor-2026", "审", stamp(), grant)
    async with served.signed_in("auditor-2026") as client:
        for path in ("/audit", "/audit/export/csv"):
            answer = await client.get(path)
            assert (answer.status_code, 'href="/audit"' in answer.text) == (404, False)


def test_details_of_every_shape_have_words() -> None:
    """Lists, records, numbers, nothing; unknown fields show their name."""
    texts = texts_of(Language.CHINESE)
    detail = {
        "changes": {"role": ["judge", None], "odd": "x"},
        "grants": [{"role": "judge", "season": "2026"}],
        "records": 3,
        "flag": True,
    }
    line = AuditLine(1, NOW, "token:wang", "", "token.create", "x", detail, sealed=True)
    assert detail_in_words(texts, line) == [
        ("角色", "裁判员 → （空）"),
        ("odd", "x"),
        ("权限", "角色 裁判员、年度 2026"),
        ("记录数", "3"),
        ("flag", "是"),
    ]
    assert actor_in_words(texts, "token:wang", {"token:wang": "王"}) == "接口令牌 王（wang）"
    assert actor_in_words(texts, "winner", {}) == "选手"
    assert actor_in_words(texts, "account:gone", {}) == "gone"


def test_every_action_of_the_log_has_a_word() -> None:
    """In both languages, wherever in the product it is written."""
    written = re.compile(
        r"\brecord\(\s*\w+,\s*(?:\w+|Stamp\([^()]*\)),\s*\"([a-z_.]+)\"", re.DOTALL
    )
    actions = {
        action
        for room in ("competition", "judging", "certificates", "xinglu")
        for path in Path(room).rglob("*.py")
        for action in written.findall(path.read_text("utf-8"))
    }
    assert len(actions) >= 20
    for language in Language:
        entries = texts_of(language).entries
        assert sorted(action for action in actions if f"action.{action}" not in entries) == []
