"""The example in the workbook keeps the rules that the workbook itself is read by."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # it publishes no types

from competition.people.identity import is_valid_id
from competition.people.rules import IdType
from competition.registration.sheets.columns import EventChoice, SheetFacts
from competition.registration.sheets.template import draw_template


@pytest.mark.parametrize(("sizes", "rows"), [((1,), 1), ((1, 2), 4), ((3,), 4)])
def test_the_example_fits_the_events(sizes: tuple[int, ...], rows: int) -> None:
    """City and delegation agree, groups are as large as their event, levels are of its trade."""
    events = tuple(
        EventChoice(size, f"e{size}", f"赛项{size}", size, f"赛项{size}（e{size}）")
        for size in sizes
    )
    facts = SheetFacts(1, "2027", 1, "大赛", events, ("潍坊市代表队",))
    page = load_workbook(BytesIO(draw_template(facts)))["示例"]
    heads = [str(cell.value).rstrip("*") for cell in page[1]]
    told = [
        dict(zip(heads, (cell.value for cell in row), strict=True))
        for row in page.iter_rows(min_row=2)
    ]
    assert len(told) == rows
    assert {one["城市"] for one in told} == {"潍坊"}
    for event in events:
        own = [one for one in told if one["赛项"] == event.label and one["身份"] == "选手"]
        assert len(own) == event.entry_size
        assert {one["等级职业（工种）"] for one in own} == {event.name}
        assert {one["人员类别"] for one in own} == {"在职职工"}
    assert all(is_valid_id(IdType.RESIDENT, str(one["证件号码"])) for one in told)
