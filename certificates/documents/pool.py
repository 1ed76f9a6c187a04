"""选拔集训库: who enters the selection and training pool, and whose age keeps them out."""

from collections.abc import Sequence

from certificates.documents.facts import Facts, day_text
from certificates.documents.sheet import Cell, Document, Field, Number, Section
from certificates.documents.titles import INTERNAL
from judging.awards.rules.decisions import Decision, PoolDecision

_FIELDS = (
    Field("序号", 28, "center"),
    Field("姓名", 66),
    Field("证件号码", 106, "center", code=True),
    Field("出生日期", 84, "center"),
    Field("目标年", 44, "center"),
    Field("单位", 124),
    Field("代表队", 92),
    Field("赛项", 92),
    Field("条款", 62, once=True),
    Field("说明", 165),
)


def pool_list(facts: Facts, pool: Sequence[PoolDecision]) -> Document:
    """Lay out the pool list, and in a section of its own those who are over the age limit."""
    main = [item for item in pool if item.decision is Decision.NOMINATE]
    rest = [item for item in pool if item.decision is not Decision.NOMINATE]
    title = f"{facts.year}年度世界技能大赛、全国技能大赛选拔集训库"
    sections = [_section(facts, ("选拔集训库", "", f"{title}名单"), main)]
    if rest:
        sections.append(_section(facts, ("未入库", "-refused", f"{title}未入库人员"), rest))
    return Document(tuple(sections), f"{facts.title}　{INTERNAL}", facts.made_on)


def _section(facts: Facts, names: tuple[str, str, str], items: Sequence[PoolDecision]) -> Section:
    name, suffix, title = names
    return Section(
        name=name,
        suffix=suffix,
        title=title,
        subtitle=f"共{len(items)}{'人' if all(item.name for item in items) else '条'}",
        fields=_FIELDS,
        rows=tuple((Number(count), *_row(facts, item)) for count, item in enumerate(items, 1)),
    )


def _row(facts: Facts, item: PoolDecision) -> tuple[Cell, ...]:
    return (
        item.name,
        item.id_number,
        day_text(item.birth_date) if item.birth_date else "",
        Number(item.target_year) if item.target_year else "",
        facts.unit(item.event, item.entry, item.id_number),
        facts.entry(item.event, item.entry).delegation,
        facts.event(item.event).name,
        item.clause,
        item.explanation,
    )
