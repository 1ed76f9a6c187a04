"""Title lists count what they list; the public one names no one by number."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

from datetime import date

from certificates.documents.paper import draw_section
from certificates.documents.pool import pool_list
from certificates.documents.titles import promotion_list, recommendation_sheet, title_list
from certificates.documents.workbook import draw_workbook
from competition.registration.rules import Division
from judging.awards.rules.decisions import Decision, PoolDecision, PromotionDecision, Reason
from tests.certificates.documents.samples import IDS, UNIT, calamine_cells, cells, facts, title
from tests.certificates.typesetting.samples import read_with_pypdf

TITLES = (title("A", 1), title("B", 2), title("C", 3, state=""))


def test_the_published_list_has_the_nominated_only_and_no_number_of_theirs() -> None:
    document = title_list(facts(), TITLES)
    assert cells(draw_workbook(document)) == [
        ("序号", "姓名", "单位", "代表队", "赛项", "组别", "名次"),
        (1, "王强", UNIT.name, "济南", "数控车工", "职工组", 1),
        (2, "王强", UNIT.name, "济南", "数控车工", "职工组", 2),
    ]
    text = read_with_pypdf(draw_section(document, document.sections[0]))
    assert "共2人" in text
    assert [number for number in IDS.values() if number in text] == []


def test_a_title_is_a_title_only_after_its_approval() -> None:
    approved = title_list(facts(), TITLES).sections[0]
    assert approved.title == "2026年度“山东省技术能手”名单"
    assert approved.subtitle == "鲁人社字〔2027〕12号　共2人"
    nominated = title_list(facts(), [title("A", 1), title("B", 2, state="nominated")]).sections[0]
    assert nominated.title == "2026年度拟授予“山东省技术能手”称号人员名单"
    assert nominated.subtitle == "鲁人社字〔2022〕17号　共2人"


def test_the_recommendation_sheet_has_ids_as_text_and_says_why_others_are_refused() -> None:
    document = recommendation_sheet(facts(), TITLES)
    workbook = draw_workbook(document)
    main, rest = document.sections
    assert main.subtitle == "鲁人社字〔2022〕17号　推荐2人"
    assert rest.subtitle == "共1人次，其中不予1人次，待裁定0人次"
    assert [row[2] for row in cells(workbook)[1:3]] == [IDS["A"], IDS["B"]]
    assert [row[2] for row in calamine_cells(workbook)[1:3]] == [IDS["A"], IDS["B"]]
    assert cells(workbook, 1)[1][9:] == (
        "不予",
        "已有该称号",
        "称号授予",
        "第3名，称号线为前3名。",
    )
    assert "王强370102199003070036" in read_with_pypdf(draw_section(document, rest))


def test_what_all_rows_share_is_said_once_on_paper() -> None:
    document = recommendation_sheet(facts(), TITLES)
    text = read_with_pypdf(draw_section(document, document.sections[0]))
    assert text.count("称号授予") == 1
    assert "状态：已批准条款：称号授予" in text


def test_a_promotion_shows_both_words_of_a_level() -> None:
    rows = [
        PromotionDecision(
            "turning", Division.WORKER, 1, "A", IDS["A"], "王强", "数控车工", "高级工", "技师",
            Decision.NOMINATE, Reason.RANKED, "晋升", "由高级工晋升为技师。",
        ),
        PromotionDecision(
            "turning", Division.WORKER, None, "B", IDS["B"], "李丽", "数控车工", "特级技师", "",
            Decision.RULING, Reason.TIE_AT_LINE, "晋升", "并列跨线。",
        ),
    ]  # fmt: skip
    document = promotion_list(facts(), rows)
    workbook = draw_workbook(document)
    assert cells(workbook)[1][7:12] == (
        "数控车工",
        "高级工（三级）",
        "技师（二级）",
        "晋升",
        "由高级工晋升为技师。",
    )
    assert cells(workbook, 1)[1][6:11] == (None, "数控车工", "特级技师", "待裁定", "线上同分")
    assert [section.subtitle for section in document.sections] == [
        "鲁人社字〔2022〕17号　共1人",
        "共1人次，其中不予0人次，待裁定1人次",
    ]


def test_the_pool_lists_who_is_over_the_age_limit_apart() -> None:
    def place(entry: str, decision: Decision, reason: Reason, born: date | None) -> PoolDecision:
        return PoolDecision(
            "turning",
            entry,
            IDS[entry],
            "王强",
            born,
            2028,
            decision,
            reason,
            "三（五）19",
            "年龄。",
        )

    document = pool_list(
        facts(),
        [
            place("A", Decision.NOMINATE, Reason.RANKED, date(2006, 3, 7)),
            place("B", Decision.REFUSE, Reason.OVER_AGE, date(1990, 3, 7)),
            place("C", Decision.NOMINATE, Reason.RANKED, None),
        ],
    )
    workbook = draw_workbook(document)
    assert [row[3] for row in cells(workbook)[1:]] == ["2006年3月7日", None]
    assert [row[3] for row in cells(workbook, 1)[1:]] == ["1990年3月7日"]
    assert [section.subtitle for section in document.sections] == ["共2人", "共1人"]
