"""The plan's workbook: empty to be filled in, or filled with a season that may be planned again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

import msgspec
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from competition.plan.rules import CompetitionApplication, EventApplication, Tag
from competition.plan.sheets.columns import (
    CHOICES,
    COMPETITION_COLUMNS,
    COMPETITIONS,
    EVENT_COLUMNS,
    EVENTS,
    LAST_YEAR,
    MOST_ROWS,
    NOTES,
    POOL_WORD,
    SIZES,
    Column,
)

_FONT: Final = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_MADE_ON: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook has no time zone
_NOTES: Final = (
    "先在“赛事”工作表一行写一个赛事，再在“赛项”工作表一行写一个赛项。",
    "红色的列必须填写。不要改列名；列的顺序可以变，不用的列可以空着；中间可以有空行。",
    "不要合并单元格，不要用公式。",
    "上传后先检查，一次列出全部问题，什么也不写入；没有问题再确认写入，要么全部写入，要么全不写入。",
    "评分方案可以写预设的名称；写“沿用上年”时按赛项名称（或代码）找到最近一年的同名赛项；也可以写“年度/代码”。",
)


class PlanChoices(msgspec.Struct, frozen=True):
    """The words to choose from: by code where the stored value is another."""

    classes: Mapping[str, str]
    serieses: Mapping[str, str]
    cities: Mapping[str, str]
    presets: Sequence[str]
    tags: Sequence[Tag]
    other_tags: Mapping[str, str]


class PlanContent(msgspec.Struct, frozen=True):
    """What a workbook holds already: competitions, and events with the name of theirs."""

    competitions: Sequence[CompetitionApplication] = ()
    events: Sequence[tuple[str, EventApplication]] = ()


def draw_plan(title: str, choices: PlanChoices, content: PlanContent) -> bytes:
    """Give the .xlsx; the same content gives the same bytes. No cell is a live formula."""
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": title, "created": _MADE_ON})
        formats = {
            "text": book.add_format({**_FONT, "num_format": "@"}),
            "needed": book.add_format(_heading("#F2D9D5")),
            "free": book.add_format(_heading("#E8E3D9")),
            "wrap": book.add_format({**_FONT, "text_wrap": True}),
        }
        competitions = book.add_worksheet(COMPETITIONS)
        events = book.add_worksheet(EVENTS)
        notes = book.add_worksheet(NOTES)
        lists = _lists(book.add_worksheet(CHOICES), choices)
        for page, columns in ((competitions, COMPETITION_COLUMNS), (events, EVENT_COLUMNS)):
            _head(page, columns, formats)
            _offer(page, columns, lists)
        _fill(competitions, COMPETITION_COLUMNS, map(_competition(choices), content.competitions))
        _fill(events, EVENT_COLUMNS, (_event(choices, *one) for one in content.events))
        notes.set_column(0, 0, 100, formats["wrap"])
        tags = [f"{tag.name}（{tag.clause}）" for tag in choices.tags]
        lines = (title, *_NOTES, "战略与产业：", *tags, "其他标记：", *choices.other_tags.values())
        for row, line in enumerate(lines):
            notes.write_string(row, 0, line)
    return buffer.getvalue()


def _heading(colour: str) -> dict[str, object]:
    return {**_FONT, "bold": True, "border": 1, "align": "center", "bg_color": colour}


def _head(page: Any, columns: Sequence[Column], formats: Mapping[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width, formats["text"])
        kind = "needed" if column.required else "free"
        page.write_string(0, place, column.heading, formats[kind])
        if column.note:
            page.write_comment(0, place, column.note, {"x_scale": 2})
    page.set_row(0, 24)
    page.freeze_panes(1, 1)
    last = xl_col_to_name(len(columns))
    page.ignore_errors({"number_stored_as_text": f"A2:{last}{MOST_ROWS}"})


def _lists(page: Any, choices: PlanChoices) -> dict[str, str]:  # noqa: ANN401 - xlsxwriter has no types
    """Write the lists on a hidden sheet: in a cell they may have 255 characters only."""
    page.hide()
    lists: dict[str, Sequence[str]] = {
        "class_asked": list(choices.classes.values()),
        "series": list(choices.serieses.values()),
        "city": list(choices.cities.values()),
        "entry_size": list(SIZES),
        "scheme": [*choices.presets, LAST_YEAR],
    }
    sources = {}
    for place, (key, words) in enumerate(lists.items()):
        for row, word in enumerate(words):
            page.write_string(row, place, word)
        letter = xl_col_to_name(place)
        sources[key] = f"={CHOICES}!${letter}$1:${letter}${len(words)}"
    return sources


def _offer(page: Any, columns: Sequence[Column], lists: Mapping[str, str]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    for place, column in enumerate(columns):
        if column.key in lists:
            rule = {
                "validate": "list",
                "source": lists[column.key],
                "error_type": "warning" if column.key in {"scheme", "entry_size"} else "stop",
                "error_title": column.heading,
                "error_message": "请从下拉列表中选择。",
            }
            page.data_validation(1, place, MOST_ROWS, place, rule)


def _fill(page: Any, columns: Sequence[Column], rows: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            if text := _text(row[column.key]):
                page.write_string(number, place, text)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "；".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _competition(choices: PlanChoices) -> Any:  # noqa: ANN401 - a mapping of columns
    def row(one: CompetitionApplication) -> dict[str, object]:
        series = "" if one.series.value == "none" else choices.serieses[one.series.value]
        fields = msgspec.structs.asdict(one)
        return {**fields, "series": series, "city": choices.cities.get(one.city, one.city)}

    return row


def _event(choices: PlanChoices, competition: str, one: EventApplication) -> dict[str, object]:
    sizes = {number: word for word, number in SIZES.items()}
    return {
        **msgspec.structs.asdict(one),
        "competition": competition,
        "tags": tuple(choices.other_tags.get(tag, tag) for tag in one.tags),
        "class_asked": choices.classes[one.class_asked.value],
        "entry_size": sizes.get(one.entry_size, one.entry_size),
        "feeds": POOL_WORD if one.feeds == "pool" else one.feeds,
    }
