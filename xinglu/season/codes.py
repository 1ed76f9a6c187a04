"""The organiser's list of winners' one-time codes, as a workbook."""

from collections.abc import Sequence
from datetime import UTC, datetime

from certificates.documents.sheet import Document, Field, Number, Section
from certificates.documents.workbook import draw_workbook
from competition.accounts.winner_services import IssuedCode

_FIELDS = (
    Field("序号", 40, "center"),
    Field("姓名", 90),
    Field("证件号码", 120, code=True),
    Field("代表队", 140),
    Field("参赛单元", 160),
    Field("一次性代码", 100, code=True),
)


def codes_workbook(season: str, issued: Sequence[IssuedCode]) -> bytes:
    """Lay out the codes of a season: text cells only, ID numbers masked."""
    rows = tuple(
        (
            Number(count),
            one.name,
            one.masked_id,
            "、".join(one.delegations),
            "、".join(one.entries),
            one.code,
        )
        for count, one in enumerate(issued, 1)
    )
    section = Section(
        name="一次性代码",
        suffix="",
        title=f"年度 {season} 选手查询一次性代码",
        subtitle="每个代码只能使用一次；请分别交给本人，不要张贴",
        fields=_FIELDS,
        rows=rows,
    )
    return draw_workbook(Document((section,), season, datetime.now(UTC).date()))
