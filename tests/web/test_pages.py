"""What pages show, to whom, and that nothing in the data breaks them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.test_routes import MATRIX
from tests.web.seasons import BOLD, IDS, IMAGE

if TYPE_CHECKING:
    import httpx

    from tests.web.conftest import Served

PAGES = {
    "season_list": "/seasons",
    "plan": "/seasons/2026/plan",
    "season_overview": "/seasons/2026",
    "event_results": "/seasons/2026/events/turning",
    "why_this_place": "/seasons/2026/events/turning/entries/W2",
    "medal_table": "/seasons/2026/medals",
    "titles": "/seasons/2026/titles",
    "promotions": "/seasons/2026/promotions",
    "pool": "/seasons/2026/pool",
    "bonuses": "/seasons/2026/bonuses",
}
FILES = {
    "result_document": "/seasons/2026/events/turning/documents/turning.xlsx",
    "title_document": "/seasons/2026/documents/titles/titles.xlsx",
    "money_document": "/seasons/2026/documents/money/bonuses.xlsx",
}
LONG_NUMBER = re.compile(r"(?<![0-9])([0-9]{15}|[0-9]{17}[0-9Xx])(?![0-9])")


def text_of(answer: httpx.Response) -> str:
    """Give the text of a page without tags and runs of white space."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def test_each_role_opens_the_pages_of_the_matrix_and_no_other(served: Served) -> None:
    """Signed out 401, without the role 403, with it 200."""
    routes = PAGES | FILES
    assert set(routes) <= set(MATRIX)
    async with served.client() as stranger:
        for path in routes.values():
            assert (await stranger.get(path)).status_code == 401
    for role in ("province", "organiser", "judge", "finance", "auditor"):
        async with served.signed_in(role) as client:
            for name, path in routes.items():
                expected = 200 if role in MATRIX[name] else 403
                assert ((await client.get(path)).status_code, name) == (expected, name)


async def test_another_season_and_another_event_do_not_exist(served: Served) -> None:
    """A grant for one season or one event makes everything else a 404."""
    async with served.signed_in("organiser-2026") as client:
        assert (await client.get("/seasons/2026")).status_code == 200
        for path in PAGES.values():
            if path not in {"/seasons", PAGES["bonuses"]}:
                assert (await client.get(path.replace("2026", "2025"))).status_code == 404
        assert "/seasons/2025" not in (await client.get("/seasons")).text
    async with served.signed_in("organiser-event") as client:
        assert (await client.get("/seasons/2026/events/selection")).status_code == 200
        assert (await client.get("/seasons/2026/events/turning")).status_code == 404
        overview = (await client.get("/seasons/2026")).text
        assert "events/selection" in overview
        assert "events/turning" not in overview
        assert "events/turning" not in (await client.get("/seasons/2026/titles")).text


async def test_names_are_escaped_and_no_page_shows_an_id_number(served: Served) -> None:
    """`<b>=1+1` and <img …> are text; 15 or 18 digits in a run appear nowhere but in unit codes."""
    async with served.signed_in("province") as client:
        for path in PAGES.values():
            answer = await client.get(path)
            assert BOLD not in answer.text
            assert IMAGE not in answer.text
            assert "<script>alert" not in answer.text
            assert not LONG_NUMBER.search(answer.text), path
            assert all(number not in answer.text for number in IDS.values())
        listed = await client.get(PAGES["event_results"])
        assert "&lt;b&gt;=1+1" in listed.text
        assert "&lt;img src=x onerror=&#34;alert(1)&#34;&gt;" in listed.text
        assert "王䶮𫖯" in listed.text


async def test_no_page_has_inline_code_or_style(served: Served) -> None:
    """What the Content-Security-Policy would block is not there in the first place."""
    async with served.signed_in("province") as client:
        for path in (*PAGES.values(), "/", "/style", "/verify", "/winner", "/nowhere"):
            text = (await client.get(path)).text
            assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text), path
            assert re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL) == [""], path
            assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", text), path


async def test_the_explanation_goes_down_to_the_marks(served: Served) -> None:
    """W1 in figures: 90 × 0.30 + 91.70 × 0.70 = 91.19, the panel without 10.0 and 8.5."""
    async with served.signed_in("province") as client:
        text = (await client.get("/seasons/2026/events/turning/entries/W1")).text
    plain = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "理论知识 90.00 × 0.30 27.0000" in plain
    assert "技能操作 91.70 × 0.70 64.1900" in plain
    assert "合计（未修约） 91.1900" in plain
    assert re.findall(r"<del>([^<]+)</del>", text) == ["8.5", "10.0"]
    assert "9.17 × 10" in plain


async def test_the_explanation_compares_with_the_nearest_better_entry(served: Served) -> None:
    """W2 lost 1.50 points and stands behind W1 on the total; the deduction is told."""
    async with served.signed_in("province") as client:
        plain = text_of(await client.get("/seasons/2026/events/turning/entries/W2"))
        assert "1 总分 85.50 91.19 在此分出先后" in plain
        assert "扣分或加分 超时&lt;b&gt;=1+1 -1.50" in plain
        tied = text_of(await client.get("/seasons/2026/events/turning/entries/W4"))
        assert "2 个单元并列第 3 名" in tied
        guest = text_of(await client.get("/seasons/2026/events/turning/entries/G1"))
        assert "不占名次" in guest
        absent = text_of(await client.get("/seasons/2026/events/turning/entries/A1"))
        assert "状态为“缺席”" in absent
        missing = await client.get("/seasons/2026/events/turning/entries/W9")
        assert missing.status_code == 404


async def test_the_first_is_compared_with_the_next(served: Served) -> None:
    """W1 has nobody ahead: the explanation says what keeps W2 behind."""
    async with served.signed_in("province") as client:
        plain = text_of(await client.get("/seasons/2026/events/turning/entries/W1"))
    assert "前面没有人：第 1 名。因“总分”列在第 2 名" in plain
    assert "后一名（第 2 名）" in plain
    assert "1 总分 91.19 85.50 在此分出先后" in plain


async def test_a_guest_is_shown_in_brackets_everywhere_and_told_why(served: Served) -> None:
    """G1 would be second: list, explanation and own page write （2） and that it takes no place."""
    async with served.signed_in("province") as client:
        listed = text_of(await client.get("/seasons/2026/events/turning"))
        assert "（2） 特邀，相当于第 2 名，不占名次 选手G1 G1" in listed
        assert "特邀的名次写在括号里" in listed
        why = text_of(await client.get("/seasons/2026/events/turning/entries/G1"))
        assert "特邀，相当于 （2） 不占名次" in why
        assert "所以名次写在括号里" in why
    async with served.client() as client:
        fields = {"name": "选手G1", "id_number": IDS["G1"], "code": await served.code("G1")}
        assert (await client.post("/winner", data=fields)).status_code == 303
        own = text_of(await client.get("/winner/results"))
        assert "特邀 （2） 相当于第 2 名，不占名次" in own


async def test_marks_show_their_judges_and_times_their_seconds(served: Served) -> None:
    """Codes are read without a pointer; a time is never a bare number."""
    async with served.signed_in("province") as client:
        answer = await client.get("/seasons/2026/events/turning/entries/W4")
    plain = text_of(answer)
    assert "裁判1 8.0" in plain
    assert "计时 550 秒" in plain
    assert "用时 小者先 550.00 秒 500.00 秒" in plain
    assert "title=" not in answer.text


async def test_english_sentences_are_apart(served: Served) -> None:
    """After a full stop comes a space."""
    async with served.signed_in("province") as client:
        for entry in IDS:
            path = f"/seasons/2026/events/turning/entries/{entry}?lang=en"
            plain = text_of(await client.get(path))
            assert re.findall(r"[.;][A-Z][a-z]+", plain) == []
            assert "First prize: to rank 1; Second prize" in plain
        tied = text_of(await client.get("/seasons/2026/events/turning/entries/W4"))
        assert "because of “total”. Equal on every key: 2 entries share rank 3." in tied


async def test_the_pool_proposes_admission(served: Served) -> None:
    """Nobody is granted anything by the pool: 拟入库, not 拟授予."""
    async with served.signed_in("province") as client:
        plain = text_of(await client.get(PAGES["pool"]))
    assert "拟入库" in plain
    assert "拟授予" not in plain


async def test_every_wide_table_can_be_scrolled_from_the_keyboard(served: Served) -> None:
    """Each table's frame takes the focus and has a name."""
    async with served.signed_in("province") as client:
        for path in PAGES.values():
            text = (await client.get(path)).text
            frames = re.findall(r"<div class=\"table-wrap\"[^>]*>", text)
            named = re.compile(r'tabindex="0" role="region" aria-label="[^"]+"')
            assert [frame for frame in frames if not named.search(frame)] == []


async def test_what_waits_for_a_ruling_is_listed_first(served: Served) -> None:
    """The tie at rank 3 waits for titles and leads to its explanation."""
    async with served.signed_in("province") as client:
        plain = text_of(await client.get("/seasons/2026"))
    assert plain.count("待裁定 称号") == 2
    assert "线上同分" in plain


async def test_a_judge_enters_a_season_by_its_plan(served: Served) -> None:
    """Results are closed to judges: no link leads there, and no tab."""
    async with served.signed_in("judge") as client:
        listed = (await client.get("/seasons")).text
        assert 'href="/seasons/2026/plan"' in listed
        assert 'href="/seasons/2026"' not in listed
        assert 'href="/seasons/2026/titles"' not in (await client.get("/seasons/2026/plan")).text


async def test_the_language_link_keeps_the_filter(served: Served) -> None:
    """What was searched survives a change of language, escaped."""
    async with served.signed_in("province") as client:
        text = (await client.get('/seasons/2026/titles?q="><b>&reason=RANKED&lang=en')).text
    assert "?lang=zh&amp;q=%22%3E%3Cb%3E&amp;reason=RANKED" in text
    assert '"><b>' not in text


async def test_filters_narrow_lists_and_totals(served: Served) -> None:
    """Search, class, division, decision and reason; sums follow the filter."""
    async with served.signed_in("province") as client:
        events = text_of(await client.get("/seasons/2026?q=机器人"))
        assert "显示 1 条，共 2 条" in events
        by_class = text_of(await client.get("/seasons/2026?class=selection"))
        assert "显示 1 条，共 2 条" in by_class
        none = text_of(await client.get("/seasons/2026?division=teacher"))
        assert "没有符合条件的记录" in none
        refused = text_of(await client.get("/seasons/2026/bonuses?decision=refuse"))
        assert "筛选合计 零元整" in refused
        assert "已筛选" in refused
        everything = text_of(await client.get("/seasons/2026/bonuses"))
        assert "同一单位" in everything
        assert "已筛选" not in everything
        titles = text_of(await client.get("/seasons/2026/titles?reason=DISQUALIFIED"))
        assert "显示 1 条" in titles


async def test_pages_speak_english_when_asked_and_remember_it(served: Served) -> None:
    """`?lang=en` answers in English and sets the cookie; Chinese is the default."""
    async with served.client() as client:
        assert '<html lang="zh-CN">' in (await client.get("/")).text
        assert '<html lang="en">' in (await client.get("/?lang=en")).text
        assert '<html lang="en">' in (await client.get("/verify")).text
        assert '<html lang="zh-CN">' in (await client.get("/verify?lang=zh")).text
        assert 'data-theme="dark"' in (await client.get("/?theme=dark")).text
        assert "data-theme" not in (await client.get("/?theme=<x>&lang=zh")).text.split(">")[1]


@pytest.mark.parametrize("role", ["province", "judge"])
async def test_english_pages_have_every_text(served: Served, role: str) -> None:
    """Every page of a role renders in English too."""
    async with served.signed_in(role) as client:
        for name, path in PAGES.items():
            expected = 200 if role in MATRIX[name] else 403
            assert (await client.get(f"{path}?lang=en")).status_code == expected


async def test_an_event_without_results_says_so_and_lists_its_entries(served: Served) -> None:
    """The season tells the true state; the page has the entries and the ways to them."""
    database = served.database
    async with served.signed_in("province") as client:
        assert "已录入成绩" in (await client.get("/seasons/2026")).text
        async with database.transaction() as transaction:
            await transaction.execute(
                "DELETE FROM standing WHERE entry IN (SELECT e.id FROM entry e "
                "JOIN event v ON v.id = e.event JOIN season s ON s.id = v.season "
                "WHERE s.code = '2025')"
            )
        assert "已录入成绩" not in (await client.get("/seasons/2025")).text
        assert "等待成绩" in (await client.get("/seasons/2025")).text
        page = (await client.get("/seasons/2025/events/turning")).text
        assert "还没有成绩" in page
        assert "/seasons/2025/registrations?event=turning" in page
        assert "/seasons/2025/checkin" in page
        assert ".xlsx" not in page
