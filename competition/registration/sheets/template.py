"""The workbook to fill in: made for one competition, with lists to choose from and an example."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from competition.people.rules import IdType
from competition.registration.rules import Role
from competition.registration.rules.registrations import Employment
from competition.registration.sheets.columns import (
    CHOICES_NAME,
    CITY_CODES,
    COLUMNS,
    DIVISIONS,
    EMPLOYMENTS,
    EXAMPLE_NAME,
    ID_TYPES,
    LEVELS,
    NOTES_NAME,
    ROLES,
    SEXES,
    SHEET_NAME,
    EventChoice,
    SheetFacts,
)
from competition.registration.sheets.reading import MOST_ROWS

_FONT: Final = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_MADE_ON: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook has no time zone
#: Invented people whose numbers pass every check: competitors, and the coach of a group.
_COMPETITORS: Final = (
    ("王䶮", "370102199003070024"),
    ("阿依古丽·买买提", "370102197001010010"),
    ("孙示例", "370102199206180039"),
    ("周示例", "370102199308210040"),
)
_ALONE: Final = ("李示例", "370102199003074252")
_COACH: Final = ("赵示例", "370102198001010015")
_NOTES: Final = (
    "一人一行，填在“报名表”工作表中；“示例”工作表供参考，不会被读取。",
    "带 * 的列必须填写。请勿改动第一行的列名；列的顺序可以改变，不需要的列可以空着。",
    "赛项、组别、城市、身份、证件类型、性别、人员类别、技能等级请从下拉列表中选择。",
    (
        "证件号码、手机号码等列已设为文本：如从别处粘贴，请选择“只粘贴值”。"
        "号码一旦变成数字，开头的 0 和 15 位以后的数字就会丢失。"
    ),
    "双人、三人和团体赛项：同一参赛单元的选手、教练、领队填同一个组号，赛项、组别、代表队、城市应一致。",
    "请勿合并单元格，请勿使用公式。中间可以有空行。",
    (
        "上传后系统先试读并一次列出全部问题，不会写入任何数据；没有问题时才能确认提交，"
        "要么全部写入，要么全部不写入。"
    ),
)


def draw_template(facts: SheetFacts) -> bytes:
    """Give the .xlsx to fill in for a competition; the same competition, the same bytes."""
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": facts.title, "created": _MADE_ON})
        formats = {
            "text": book.add_format({**_FONT, "num_format": "@"}),
            "needed": book.add_format(_heading("#F2D9D5")),
            "free": book.add_format(_heading("#E8E3D9")),
            "title": book.add_format({**_FONT, "bold": True, "font_size": 16}),
            "wrap": book.add_format({**_FONT, "text_wrap": True}),
        }
        sheet = book.add_worksheet(SHEET_NAME)
        notes = book.add_worksheet(NOTES_NAME)
        example = book.add_worksheet(EXAMPLE_NAME)
        choices = book.add_worksheet(CHOICES_NAME)
        lists = _choices(choices, facts)
        choices.hide()
        for page in (sheet, example):
            _headings(page, formats)
            _offer(page, lists)
        _notes(notes, facts, formats)
        _examples(example, facts, formats)
        sheet.activate()
    return buffer.getvalue()


def _heading(colour: str) -> dict[str, object]:
    return {**_FONT, "bold": True, "border": 1, "align": "center", "bg_color": colour}


def _headings(page: Any, formats: dict[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    for place, column in enumerate(COLUMNS):
        page.set_column(place, place, column.width, formats["text"])
        text = f"{column.heading}*" if column.required else column.heading
        page.write_string(0, place, text, formats["needed" if column.required else "free"])
        page.write_comment(0, place, column.note, {"x_scale": 2})
    page.set_row(0, 24)
    page.freeze_panes(1, 0)
    page.ignore_errors({"number_stored_as_text": f"A2:{xl_col_to_name(len(COLUMNS))}{MOST_ROWS}"})


def _choices(page: Any, facts: SheetFacts) -> dict[str, str]:  # noqa: ANN401 - xlsxwriter has no types
    """Write the lists on a sheet of their own: in a cell they may have 255 characters only."""
    lists = {
        "event": [event.label for event in facts.events],
        "division": list(DIVISIONS),
        "delegation": list(facts.delegations),
        "city": list(CITY_CODES),
        "role": list(ROLES),
        "id_type": list(ID_TYPES),
        "sex": list(SEXES),
        "employment": list(EMPLOYMENTS),
        "level": list(LEVELS),
    }
    sources = {}
    for place, (key, words) in enumerate(lists.items()):
        for row, word in enumerate(words):
            page.write_string(row, place, word)
        if words:
            letter = xl_col_to_name(place)
            sources[key] = f"={CHOICES_NAME}!${letter}$1:${letter}${len(words)}"
    return sources


def _offer(page: Any, lists: dict[str, str]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    for place, column in enumerate(COLUMNS):
        if column.key in lists:
            page.data_validation(
                1,
                place,
                MOST_ROWS,
                place,
                {
                    "validate": "list",
                    "source": lists[column.key],
                    "error_type": "warning" if column.key == "delegation" else "stop",
                    "error_title": column.heading,
                    "error_message": "请从下拉列表中选择。",
                },
            )


def _notes(page: Any, facts: SheetFacts, formats: dict[str, Any]) -> None:  # noqa: ANN401 - as above
    page.set_column(0, 0, 22, formats["wrap"])
    page.set_column(1, 1, 90, formats["wrap"])
    page.write_string(0, 0, f"{facts.title}　报名表填写说明", formats["title"])
    row = 2
    for number, note in enumerate(_NOTES, start=1):
        page.write_string(row, 0, f"{number}")
        page.write_string(row, 1, note)
        row += 1
    row += 1
    for column in COLUMNS:
        page.write_string(row, 0, f"{column.heading}{'（必填）' if column.required else ''}")
        page.write_string(row, 1, column.note)
        row += 1


def _examples(page: Any, facts: SheetFacts, formats: dict[str, Any]) -> None:  # noqa: ANN401 - as above
    """Fill in invented people for an event of one and an event of several, where there are such."""
    delegation = facts.delegations[0] if facts.delegations else "济南市代表队"
    city = next((name for name in CITY_CODES if delegation.startswith(name)), "")
    for row, (group, event, role, (name, number)) in enumerate(_example_people(facts), start=1):
        competes = role is Role.COMPETITOR
        known = {
            "group": group,
            "event": event.label,
            "division": "职工",
            "delegation": delegation,
            "city": city,
            "role": _word(ROLES, role),
            "name": name,
            "id_type": _word(ID_TYPES, IdType.RESIDENT),
            "id_number": number,
            "phone": f"1380000000{row}",
            "employment": _word(
                EMPLOYMENTS, Employment.EMPLOYED if competes else Employment.TEACHER
            ),
            "employer_name": "山东示例制造有限公司",
            "level": "高级工" if competes else "",
            "level_occupation": event.name if competes else "",
            "level_certificate": f"S00003700000002600000{row}" if competes else "",
        }
        for place, column in enumerate(COLUMNS):
            if text := known.get(column.key, ""):
                page.write_string(row, place, text, formats["text"])


def _example_people(facts: SheetFacts) -> list[tuple[str, EventChoice, Role, tuple[str, str]]]:
    """Give group, event, role, and name with number of each row of the example."""
    people: list[tuple[str, EventChoice, Role, tuple[str, str]]] = []
    single = next((event for event in facts.events if event.entry_size == 1), None)
    sizes = range(2, len(_COMPETITORS) + 1)
    team = next((event for event in facts.events if event.entry_size in sizes), None)
    if single is not None:
        people.append(("", single, Role.COMPETITOR, _ALONE))
    if team is not None:
        people += [("1", team, Role.COMPETITOR, one) for one in _COMPETITORS[: team.entry_size]]
        people.append(("1", team, Role.COACH, _COACH))
    return people


def _word(words: Mapping[str, object], code: object) -> str:
    return next(word for word, meant in words.items() if meant == code)
