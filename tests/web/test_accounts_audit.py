"""The audit page: in words, for the province and auditors only, taken away as a file."""

from __future__ import annotations

import ast
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
from competition.people.unit_services import UnitFacts
from competition.plan.queries import season_by_code
from competition.plan.rules import CompetitionApplication, EventApplication
from competition.plan.services import NewSeason
from competition.plan.sheets.services import Counts
from competition.registration.queries.queue import Filter
from competition.storage.audit import Stamp, record
from competition.web.language import Language, texts_of
from tests.storage.conftest import NOW
from tests.web.conftest import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def details(node: ast.AST) -> Iterator[ast.AST]:
    """Give what services build a record's detail of: the record, and what they call a part."""
    named = {"detail", "changes", "told", "counts", "moved", "words"}
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "record":
            yield one
        elif isinstance(one, ast.Assign | ast.AnnAssign | ast.AugAssign) and one.value:
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            if any(getattr(target, "id", "") in named for target in targets):
                yield one.value


def keys_recorded() -> set[str]:
    """Give every key that services put into a record's detail."""
    found: set[str] = set()
    for room in ("competition", "judging", "certificates", "xinglu"):
        for path in Path(room).rglob("*.py"):
            source = path.read_text("utf-8")
            if not re.search(r"storage\.audit import .*\brecord\b", source):
                continue
            for part in details(ast.parse(source)):
                dicts = [one for one in ast.walk(part) if isinstance(one, ast.Dict)]
                keys = [key for one in dicts for key in one.keys if isinstance(key, ast.Constant)]
                found.update(str(key.value) for key in keys)
    for struct in (NewSeason, Counts, CompetitionApplication, EventApplication, UnitFacts, Filter):
        found.update(struct.__struct_fields__)
    return found - {"changes", "why"}


def test_every_field_of_the_log_has_a_word() -> None:
    """In both languages, wherever in the product it is recorded."""
    keys = keys_recorded()
    assert len(keys) >= 60
    for language in Language:
        texts = texts_of(language)
        known = {
            key.rpartition(".")[2] for key in texts.entries if key.startswith("audit_field_of")
        }
        assert (
            sorted(
                key
                for key in keys - known
                if not {f"audit_field.{key}", f"registration_field.{key}"} & texts.entries.keys()
            )
            == []
        )


def test_codes_and_moments_have_words() -> None:
    """Times as clocks in China show them; people of a registration, counts and reasons in words."""
    texts = texts_of(Language.CHINESE)

    def told(action: str, **detail: object) -> list[tuple[str, str]]:
        line = AuditLine(1, NOW, "account:wang", "", action, "x", dict(detail), sealed=True)
        return detail_in_words(texts, line)

    closed = {"closed": ["2026-11-22T13:12:33.103117+00:00", None]}
    assert told("checkin.reopen", changes=closed, why="误操作") == [
        ("结束时间", "2026-11-22 21:12 → （空）"),
        ("理由", "误操作"),
    ]
    assert told("checkin.here", number=7, why="other day") == [
        ("理由", "非比赛日，确认后放行"),
        ("参赛号", "7"),
    ]
    changes = {
        "1.role": ["", "competitor"],
        "1.id_type": ["", "resident"],
        "1.sex": ["", "male"],
        "2.override.age": ["", "鲁人社〔2026〕9号"],
        "state": ["draft", "submitted"],
    }
    people = dict(told("registration.save", changes=changes))
    assert [*people.values()] == [
        "（空） → 选手",
        "（空） → 居民身份证",
        "（空） → 男",
        "（空） → 鲁人社〔2026〕9号",
        "草稿 → 待审核",
    ]
    assert not any("." in label for label in people)
    assert told("plan.sheet", new=3, changed=1, same=4) == [
        ("新增赛项", "3"),
        ("有改动的赛项", "1"),
        ("没有变化的赛项", "4"),
    ]
    assert told("person.merge", old=5, kept=4, seasons=["2026"], left=[]) == [
        ("被合并的人员编号", "5"),
        ("保留的人员编号", "4"),
        ("已改动的年度", "2026"),
        ("未改动的年度", "（空）"),
    ]
    terms = {
        "closes_at": ["None", "2026-05-01T10:00:00+00:00"],
        "divisions": ["[]", '["worker","student"]'],
        "one_event_per_person": ["False", "True"],
    }
    assert told("registration.window", changes=terms) == [
        ("报名截止", "（空） → 2026-05-01 18:00"),
        ("组别", "（空） → 职工组；学生组"),
        ("每人限报一项", "否 → 是"),
    ]
    assert told("participation.decide", changes={"verdict": ["", "withdrawn"]}) == [
        ("核实结论", "（空） → 已撤回")
    ]
    assert told("person.reveal", shown=["id_number", "phone"]) == [("查看内容", "证件号码；电话")]
    assert told("season.create", practice=True, tags="2026-13-99T99:99:00Z") == [
        ("练习年度", "是"),
        ("战略与产业", "2026-13-99T99:99:00Z"),
    ]
