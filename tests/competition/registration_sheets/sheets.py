"""Sheets as people fill them in: rows by heading, as workbook or CSV, and real ID numbers."""

from io import BytesIO

import openpyxl  # type: ignore[import-untyped]  # it publishes no types

from competition.registration.sheets.columns import COLUMNS

HEADINGS = [column.heading for column in COLUMNS]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, born: str = "19900307") -> str:
    """Give a sound resident ID number; different serials (0 to 999) give different people."""
    digits = f"370102{born}{serial:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def person(serial: int, **more: str) -> dict[str, str]:
    """Give a row that nothing is wrong with."""
    return {
        "赛项": "电工",
        "组别": "职工",
        "代表队": "济南市代表队",
        "城市": "济南",
        "姓名": f"选手{serial}",
        "证件号码": id_number(serial),
        "手机号码": f"138{serial:08}",
        "人员类别": "在职职工",
        "工作单位或学校": "山东示例制造有限公司",
        "统一社会信用代码": "91350100M000100Y43",
        **more,
    }


def workbook(
    rows: list[dict[str, str]], headings: list[str] | None = None, name: str = "报名表"
) -> bytes:
    """Write rows under headings into a workbook with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    used = HEADINGS if headings is None else headings
    sheet.append(used)
    for row in rows:
        sheet.append([row.get(heading) for heading in used])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Give the bytes of a workbook."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_text(rows: list[dict[str, str]]) -> str:
    """Write rows as CSV under all headings."""
    lines = [",".join(HEADINGS)]
    lines += [",".join(row.get(heading, "") for heading in HEADINGS) for row in rows]
    return "\r\n".join(lines) + "\r\n"
