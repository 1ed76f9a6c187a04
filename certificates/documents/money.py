"""奖金发放表 and 集训基地建设补助表 for finance: what is paid, what waits, what is not, and why."""

from collections.abc import Sequence

from certificates.documents.facts import Facts, day_text
from certificates.documents.sheet import Cell, Document, Field, Number, Section
from certificates.documents.titles import INTERNAL
from judging.awards.rules.decisions import (
    BonusKind,
    BonusLine,
    GrantLine,
    Payment,
    TitleDecision,
    TitleState,
)
from judging.awards.rules.money import capital_text

_SIGNATURES = ("制表", "复核", "财务负责人", "批准")
_COUNT = Field("序号", 28, "center")
_AMOUNT = Field("金额（元）", 60, "right")
_CLAUSE = Field("条款", 82, once=True)
_WHY = Field("说明", 160)
_PAYMENT = (
    Field("收款户名", 50, room=22),
    Field("开户行", 46, room=26),
    Field("账号", 70, code=True, room=24),
    Field("税务处理及依据", 46, room=20),
)
"""Filled in by finance, empty here."""
_DECISION = (Field("结论", 44, "center"), Field("理由", 66, "center"))

_Described = Sequence[tuple[BonusLine | GrantLine, tuple[Cell, ...]]]
"""Lines, each with the cells that say what it is for and who receives it."""


def bonus_sheet(
    facts: Facts, bonuses: Sequence[BonusLine], titles: Sequence[TitleDecision]
) -> Document:
    """Lay out the bonus sheet: what is payable now, what awaits a title's approval, what is not.

    Each section prints its own total, in figures and capitals, which is the sum of its rows.
    `titles` say which title holders' lines wait: their money is disbursed after the approval.
    """
    approved = {
        (title.event, title.entry, title.id_number)
        for title in titles
        if title.state == TitleState.APPROVED.value
    }

    def waits(line: BonusLine) -> bool:
        person = (line.edition_or_event, line.entry, line.beneficiary)
        return line.kind is BonusKind.TITLE_HOLDER and person not in approved

    def cells(line: BonusLine) -> tuple[Cell, ...]:
        return (
            facts.source(line.edition_or_event, line.skill),
            facts.texts.term("medal", line.medal),
            facts.texts.term("bonus", line.kind),
            line.name,
            line.beneficiary,
        )

    fields = (
        Field("届次、项目或赛项", 98),
        Field("奖牌", 38, "center"),
        Field("奖励对象", 50, "center"),
        Field("姓名或名称", 86),
        Field("证件号码或机构代码", 104, "center", code=True),
    )
    paid = [line for line in bonuses if line.decision is Payment.PAY]
    due = [line for line in paid if not waits(line)]
    waiting = [(line, cells(line)) for line in paid if waits(line)]
    rest = [(line, cells(line)) for line in bonuses if line.decision is not Payment.PAY]
    title = f"{facts.year}年度职业技能竞赛奖金发放表"
    described = [(line, cells(line)) for line in due]
    sections = [
        _paid_section(facts, ("奖金发放表", "", title), fields, described),
        *([_summary_section(facts, due)] if due else []),
    ]
    if waiting:
        names = ("待称号批准", "-waiting", f"{title}（称号批准后发放）")
        sections.append(_paid_section(facts, names, fields, waiting))
    if rest:
        sections.append(
            _unpaid_section(facts, f"{facts.year}年度奖金不予发放和待裁定明细", fields, rest)
        )
    return Document(tuple(sections), f"{facts.title}　{INTERNAL}", facts.made_on)


def grant_sheet(facts: Facts, grants: Sequence[GrantLine]) -> Document:
    """Lay out the construction grants of training bases, with a total in figures and capitals."""

    def cells(line: GrantLine) -> tuple[Cell, ...]:
        return (
            line.name,
            line.organisation,
            facts.texts.term("base", line.kind),
            day_text(line.recognised_on),
        )

    fields = (
        Field("单位名称", 130),
        Field("统一社会信用代码", 110, "center", code=True),
        Field("基地类别", 54, "center"),
        Field("认定日期", 78, "center"),
    )
    due = [(line, cells(line)) for line in grants if line.decision is Payment.PAY]
    rest = [(line, cells(line)) for line in grants if line.decision is not Payment.PAY]
    title = f"{facts.year}年度集训基地建设补助表"
    sections = [_paid_section(facts, ("建设补助表", "", title), fields, due)]
    if rest:
        sections.append(
            _unpaid_section(facts, f"{facts.year}年度建设补助不予发放和待裁定明细", fields, rest)
        )
    return Document(tuple(sections), f"{facts.title}　{INTERNAL}", facts.made_on)


def _paid_section(
    facts: Facts,
    names: tuple[str, str, str],
    fields: tuple[Field, ...],
    lines: _Described,
) -> Section:
    total = sum(line.amount for line, _ in lines)
    capital = f"人民币（大写）{capital_text(total)}"
    empty: tuple[Cell, ...] = ("",) * len(_PAYMENT)
    gap: tuple[Cell, ...] = ("",) * (len(fields) - 1)
    name, suffix, title = names
    return Section(
        name=name,
        suffix=suffix,
        title=title,
        subtitle=f"{facts.ruleset.document}　共{len(lines)}笔，合计{total:,}元，{capital}",
        fields=(_COUNT, *fields, _AMOUNT, _CLAUSE, _WHY, *_PAYMENT),
        rows=tuple(
            (
                Number(count),
                *cells,
                Number(line.amount, grouped=True),
                line.clause,
                line.explanation,
                *empty,
            )
            for count, (line, cells) in enumerate(lines, 1)
        ),
        closing=(
            "",
            f"合计（{len(lines)}笔）",
            *gap,
            Number(total, grouped=True),
            "",
            capital,
            *empty,
        ),
        signatures=_SIGNATURES,
    )


def _unpaid_section(
    facts: Facts,
    title: str,
    fields: tuple[Field, ...],
    lines: _Described,
) -> Section:
    waiting = sum(line.decision is Payment.RULING for line, _ in lines)
    return Section(
        name="不予发放和待裁定",
        suffix="-refused",
        title=title,
        subtitle=(
            f"共{len(lines)}笔，其中不予{len(lines) - waiting}笔，待裁定{waiting}笔；均未计入合计"
        ),
        fields=(_COUNT, *fields, *_DECISION, _CLAUSE, _WHY),
        rows=tuple(
            (
                Number(count),
                *cells,
                facts.texts.term("payment", line.decision),
                facts.texts.term("reason", line.reason),
                line.clause,
                line.explanation,
            )
            for count, (line, cells) in enumerate(lines, 1)
        ),
    )


def _summary_section(facts: Facts, lines: Sequence[BonusLine]) -> Section:
    """Add the bonus sheet up by the kind of beneficiary."""
    totals: dict[BonusKind, tuple[int, int]] = {}
    for kind in BonusKind:
        amounts = [line.amount for line in lines if line.kind is kind]
        if amounts:
            totals[kind] = (len(amounts), sum(amounts))
    total = sum(amount for _, amount in totals.values())
    return Section(
        name="分类汇总",
        suffix="-summary",
        title=f"{facts.year}年度职业技能竞赛奖金分类汇总表",
        subtitle=f"共{len(lines)}笔，合计{total:,}元，人民币（大写）{capital_text(total)}",
        fields=(
            _COUNT,
            Field("奖励对象", 150),
            Field("笔数", 70, "right"),
            Field("金额（元）", 110, "right"),
            Field("大写", 240),
        ),
        rows=tuple(
            (
                Number(count),
                facts.texts.term("bonus", kind),
                Number(number),
                Number(amount, grouped=True),
                capital_text(amount),
            )
            for count, (kind, (number, amount)) in enumerate(totals.items(), 1)
        ),
        closing=(
            "",
            "合计",
            Number(len(lines)),
            Number(total, grouped=True),
            capital_text(total),
        ),
        signatures=_SIGNATURES,
        landscape=False,
    )
