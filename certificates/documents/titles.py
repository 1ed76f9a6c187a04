"""技术能手: the list for publication, and 推荐汇总表 with ID numbers and reasons for the office."""

from collections.abc import Sequence

from certificates.documents.facts import Facts, level_text
from certificates.documents.sheet import Cell, Document, Field, Number, Section
from judging.awards.rules.decisions import Decision, PromotionDecision, TitleDecision, TitleState

INTERNAL = "含个人信息，仅限内部使用"


def title_list(facts: Facts, titles: Sequence[TitleDecision]) -> Document:
    """Lay out the list of title holders for publication: the nominated, or once approved the list.

    Public: name, unit, delegation, event, division, rank.  The count in the text is that of rows.
    """
    nominated = [title for title in titles if title.decision is Decision.NOMINATE]
    approved = bool(nominated) and all(
        title.state == TitleState.APPROVED.value for title in nominated
    )
    name = facts.ruleset.titles.title
    heading = f"{facts.year}年度“{name}”名单"
    parts = [f"共{len(nominated)}人"]
    if approved:
        parts.insert(0, "、".join(dict.fromkeys(title.document for title in nominated)))
    else:
        heading = f"{facts.year}年度拟授予“{name}”称号人员名单"
        parts.insert(0, facts.ruleset.document)
    rows = [
        (
            Number(count),
            title.name,
            facts.unit(title.event, title.entry, title.id_number),
            facts.entry(title.event, title.entry).delegation,
            facts.event(title.event).name,
            facts.texts.term("division", title.division),
            _rank(title.rank),
        )
        for count, title in enumerate(nominated, 1)
    ]
    section = Section(
        name="名单",
        suffix="",
        title=heading,
        subtitle="　".join(parts),
        fields=(
            Field("序号", 28, "center"),
            Field("姓名", 66),
            Field("单位", 124),
            Field("代表队", 92),
            Field("赛项", 92),
            Field("组别", 42, "center"),
            Field("名次", 34, "center"),
        ),
        rows=tuple(rows),
        landscape=False,
    )
    return Document((section,), facts.title, facts.made_on, public=True)


def recommendation_sheet(facts: Facts, titles: Sequence[TitleDecision]) -> Document:
    """Lay out 推荐汇总表: who is recommended, then who is not or waits for a ruling, and why."""
    name = facts.ruleset.titles.title
    main = [title for title in titles if title.decision is Decision.NOMINATE]
    rest = [title for title in titles if title.decision is not Decision.NOMINATE]
    person = (
        Field("序号", 28, "center"),
        Field("姓名", 66),
        Field("证件号码", 110, "center", code=True),
        Field("单位", 124),
        Field("代表队", 92),
        Field("赛项", 92),
        Field("类别", 52, "center"),
        Field("组别", 42, "center"),
        Field("名次", 34, "center"),
    )
    why = (Field("条款", 62, once=True), Field("说明", 215))
    sections = [
        Section(
            name="推荐汇总表",
            suffix="",
            title=f"{facts.year}年度“{name}”推荐汇总表",
            subtitle=f"{facts.ruleset.document}　推荐{len(main)}人",
            fields=(*person, Field("状态", 46, "center", once=True), *why),
            rows=tuple(
                (
                    Number(count),
                    *_title_person(facts, title),
                    facts.texts.term("title_state", title.state),
                    title.clause,
                    title.explanation,
                )
                for count, title in enumerate(main, 1)
            ),
            signatures=("填表人", "审核人", "负责人", "日期"),
        )
    ]
    if rest:
        sections.append(
            Section(
                name="不予推荐和待裁定",
                suffix="-refused",
                title=f"{facts.year}年度“{name}”不予推荐和待裁定人员",
                subtitle=_refused_count(rest),
                fields=(
                    *person,
                    Field("结论", 44, "center"),
                    Field("理由", 66, "center"),
                    *why,
                ),
                rows=tuple(
                    (
                        Number(count),
                        *_title_person(facts, title),
                        facts.texts.term("decision", title.decision),
                        facts.texts.term("reason", title.reason),
                        title.clause,
                        title.explanation,
                    )
                    for count, title in enumerate(rest, 1)
                ),
            )
        )
    return Document(tuple(sections), f"{facts.title}　{INTERNAL}", facts.made_on)


def promotion_list(facts: Facts, promotions: Sequence[PromotionDecision]) -> Document:
    """Lay out 晋升人员名单: who rises from which level to which, then who does not, and why."""
    main = [item for item in promotions if item.decision is Decision.NOMINATE]
    rest = [item for item in promotions if item.decision is not Decision.NOMINATE]
    person = (
        Field("序号", 28, "center"),
        Field("姓名", 66),
        Field("证件号码", 110, "center", code=True),
        Field("单位", 124),
        Field("赛项", 92),
        Field("组别", 42, "center"),
        Field("名次", 34, "center"),
        Field("职业（工种）", 84),
        Field("原等级", 80, "center"),
    )
    why = (Field("条款", 62, once=True), Field("说明", 215))
    sections = [
        Section(
            name="晋升人员名单",
            suffix="",
            title=f"{facts.year}年度职业技能等级晋升人员名单",
            subtitle=f"{facts.ruleset.document}　共{len(main)}人",
            fields=(*person, Field("拟晋升等级", 80, "center"), *why),
            rows=tuple(
                (
                    Number(count),
                    *_promotion_person(facts, item),
                    level_text(item.to_level),
                    item.clause,
                    item.explanation,
                )
                for count, item in enumerate(main, 1)
            ),
            signatures=("填表人", "审核人", "负责人", "日期"),
        )
    ]
    if rest:
        sections.append(
            Section(
                name="不予晋升和待裁定",
                suffix="-refused",
                title=f"{facts.year}年度职业技能等级不予晋升和待裁定人员",
                subtitle=_refused_count(rest),
                fields=(
                    *person,
                    Field("结论", 44, "center"),
                    Field("理由", 66, "center"),
                    *why,
                ),
                rows=tuple(
                    (
                        Number(count),
                        *_promotion_person(facts, item),
                        facts.texts.term("decision", item.decision),
                        facts.texts.term("reason", item.reason),
                        item.clause,
                        item.explanation,
                    )
                    for count, item in enumerate(rest, 1)
                ),
            )
        )
    return Document(tuple(sections), f"{facts.title}　{INTERNAL}", facts.made_on)


def _rank(rank: int | None) -> Cell:
    return "" if rank is None else Number(rank)


def _refused_count(rest: Sequence[TitleDecision] | Sequence[PromotionDecision]) -> str:
    waiting = sum(item.decision is Decision.RULING for item in rest)
    return f"共{len(rest)}人次，其中不予{len(rest) - waiting}人次，待裁定{waiting}人次"


def _title_person(facts: Facts, title: TitleDecision) -> tuple[Cell, ...]:
    event = facts.event(title.event)
    return (
        title.name,
        title.id_number,
        facts.unit(title.event, title.entry, title.id_number),
        facts.entry(title.event, title.entry).delegation,
        event.name,
        facts.texts.term("class", event.event_class),
        facts.texts.term("division", title.division),
        _rank(title.rank),
    )


def _promotion_person(facts: Facts, item: PromotionDecision) -> tuple[Cell, ...]:
    return (
        item.name,
        item.id_number,
        facts.unit_or_delegation(item.event, item.entry, item.id_number),
        facts.event(item.event).name,
        facts.texts.term("division", item.division),
        _rank(item.rank),
        item.occupation,
        level_text(item.from_level),
    )
