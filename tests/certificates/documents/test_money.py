"""The payment sheets add up, and what is not paid cannot be taken for paid."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

import io
from datetime import date

import openpyxl  # type: ignore[import-untyped] # it publishes no types

from certificates.documents.money import bonus_sheet, grant_sheet
from certificates.documents.paper import draw_section
from certificates.documents.workbook import draw_workbook
from judging.awards.rules.decisions import BonusKind, BonusLine, GrantLine, Payment, Reason
from tests.certificates.documents.samples import IDS, UNIT, cells, facts, title
from tests.certificates.typesetting.samples import read_with_pypdf

PAID = (Payment.PAY, Reason.RANKED, "三（五）21", "奖励。")
REFUSED = (Payment.REFUSE, Reason.SAME_ENTITY, "三（五）21", "同一法人不重复享受。")
OPEN = (Payment.RULING, Reason.TWO_UNITS, "三（五）21", "须由书面裁定决定。")


def line(kind: BonusKind, beneficiary: str, amount: int, decision: tuple[Payment, Reason, str, str]
) -> BonusLine:  # fmt: skip
    """Return a line of a single-player gold of WSC2026."""
    name = "王强" if kind is BonusKind.PLAYER else UNIT.name
    return BonusLine("WSC2026", "07", "gold", "CN-07", kind, beneficiary, name, amount, *decision)


GOLD = (
    line(BonusKind.PLAYER, IDS["A"], 600_000, PAID),
    line(BonusKind.BASE, UNIT.code, 1_000_000, PAID),
    line(BonusKind.SENDING_UNIT, "91350100M000100Y43", 1_000_000, PAID),
    line(BonusKind.EXPERT_TEAM, "ET-1", 600_000, PAID),
)


def holder(entry: str) -> BonusLine:
    """Return the line of a title holder."""
    paid = (2_000, Payment.PAY, Reason.RANKED, "奖励标准", "奖励2000元。")
    return BonusLine("turning", "", "", entry, BonusKind.TITLE_HOLDER, IDS[entry], "王强", *paid)


def test_the_total_of_a_gold_is_the_sum_of_its_rows_in_figures_and_capitals() -> None:
    document = bonus_sheet(facts(), GOLD, ())
    main = document.sections[0]
    rows = cells(draw_workbook(document))
    assert rows[0][6] == "金额（元）"
    amounts = [row[6] for row in rows[1:5]]
    assert amounts == [600_000, 1_000_000, 1_000_000, 600_000]
    assert rows[5][1] == "合计（4笔）"
    assert rows[5][6] == sum(amount for amount in amounts if isinstance(amount, int)) == 3_200_000
    assert rows[5][8] == "人民币（大写）叁佰贰拾万元整"
    assert main.subtitle == (
        "鲁人社字〔2022〕17号　共4笔，合计3,200,000元，人民币（大写）叁佰贰拾万元整"
    )
    text = read_with_pypdf(draw_section(document, main))
    assert text.count("3,200,000") == 2
    assert text.count("叁佰贰拾万元整") == 2


def test_refused_and_open_lines_stand_apart_without_an_amount() -> None:
    lines = (
        *GOLD[:2],
        line(BonusKind.SENDING_UNIT, UNIT.code, 0, REFUSED),
        line(BonusKind.SENDING_UNIT, UNIT.code, 0, OPEN),
    )
    document = bonus_sheet(facts(), lines, ())
    main, summary, rest = document.sections
    assert [len(section.rows) for section in (main, summary, rest)] == [2, 2, 2]
    assert rest.subtitle == "共2笔，其中不予1笔，待裁定1笔；均未计入合计"
    assert "金额（元）" not in [field.title for field in rest.fields]
    assert [row[6:] for row in cells(draw_workbook(document), 2)[1:]] == [
        ("不予", "同一单位", "三（五）21", "同一法人不重复享受。"),
        ("待裁定", "涉及两个单位", "三（五）21", "须由书面裁定决定。"),
    ]
    assert "同一法人" not in read_with_pypdf(draw_section(document, main))


def test_a_title_holders_money_waits_for_the_approval_of_the_title() -> None:
    titles = (title("A", 1), title("B", 2, state="nominated"))
    document = bonus_sheet(facts(), (holder("A"), holder("B")), titles)
    main, _, waiting = document.sections
    assert [row[5] for row in main.rows] == [IDS["A"]]
    assert [row[5] for row in waiting.rows] == [IDS["B"]]
    assert waiting.suffix == "-waiting"
    assert "合计2,000元" in main.subtitle
    assert "合计2,000元" in waiting.subtitle
    assert main.rows[0][1] == "数控车工"


def test_the_summary_adds_up_by_kind() -> None:
    summary = draw_workbook(bonus_sheet(facts(), GOLD, ()))
    assert [row[1:4] for row in cells(summary, 1)[1:6]] == [
        ("选手", 1, 600_000),
        ("集训基地", 1, 1_000_000),
        ("选送单位", 1, 1_000_000),
        ("专家团队", 1, 600_000),
        ("合计", 4, 3_200_000),
    ]


def test_numbers_are_values_codes_and_accounts_are_text_and_payment_details_are_empty() -> None:
    sheet = openpyxl.load_workbook(
        io.BytesIO(draw_workbook(bonus_sheet(facts(), GOLD, ())))
    ).worksheets[0]
    assert [cell.value for cell in sheet[3]][-4:] == [
        "收款户名",
        "开户行",
        "账号",
        "税务处理及依据",
    ]
    assert [cell.value for cell in sheet[4]][-4:] == [None] * 4
    assert (sheet["F4"].value, sheet["F4"].data_type) == (IDS["A"], "s")
    assert (sheet["F4"].number_format, sheet["L4"].number_format) == ("@", "@")
    assert (sheet["G4"].data_type, sheet["G4"].number_format) == ("n", "#,##0")
    assert (sheet["G8"].data_type, sheet["G8"].number_format) == ("n", "#,##0")
    assert sheet.column_dimensions["L"].width > 20


def test_grants_add_up_and_a_second_one_of_the_same_entity_is_refused() -> None:
    grants = (
        GrantLine(UNIT.code, UNIT.name, "key", date(2021, 6, 30), 5_000_000,
                  Payment.PAY, Reason.RECOGNISED, "三（五）21", "建设补助500万元。"),
        GrantLine(UNIT.code, UNIT.name, "provincial", date(2019, 5, 20), 2_000_000,
                  Payment.PAY, Reason.RECOGNISED, "三（五）21", "建设补助200万元。"),
        GrantLine(UNIT.code, UNIT.name, "provincial", date(2022, 5, 20), 0,
                  Payment.REFUSE, Reason.SAME_ENTITY, "三（五）21", "不重复补助。"),
    )  # fmt: skip
    document = grant_sheet(facts(), grants)
    rows = cells(draw_workbook(document))
    assert rows[1][1:6] == (UNIT.name, UNIT.code, "重点基地", "2021年6月30日", 5_000_000)
    assert rows[3][5] == 7_000_000
    assert rows[3][7] == "人民币（大写）柒佰万元整"
    assert len(document.sections[1].rows) == 1


def test_a_season_in_which_nothing_is_paid_prints_zero() -> None:
    document = bonus_sheet(facts(), [line(BonusKind.BASE, UNIT.code, 0, REFUSED)], ())
    main, rest = document.sections
    assert main.subtitle == "鲁人社字〔2022〕17号　共0笔，合计0元，人民币（大写）零元整"
    assert len(rest.rows) == 1
