"""The columns of the plan's workbook, and the findings about its cells."""

from typing import Final

import msgspec

COMPETITIONS: Final = "赛事"
EVENTS: Final = "赛项"
NOTES: Final = "说明"
CHOICES: Final = "选项"
POOL_WORD: Final = "集训库"
LAST_YEAR: Final = "沿用上年"
MOST_ROWS: Final = 2000
SIZES: Final = {"个人": 1, "双人": 2, "三人": 3}


class Column(msgspec.Struct, frozen=True):
    """A column: its field, its heading, what to write, how wide it is."""

    key: str
    heading: str
    note: str
    width: int = 16
    required: bool = False


COMPETITION_COLUMNS: Final = (
    Column("name", "赛事名称", "同一年度内不重名。", 44, required=True),
    Column("organiser", "主办单位", "", 28),
    Column("host", "承办单位", "", 28),
    Column("contact", "联系人", "姓名或处室；不要写电话号码。"),
    Column("place", "地点", "", 20),
    Column("city", "市", "从列表中选择。", 10),
    Column("industry", "行业", "十强产业之一，或自填。"),
    Column("series", "系列", "三（五）22 所列赛事，从列表中选择；不属于的空着。", 26),
    Column("starts_on", "开始日期", "2027-05-08 或 2027/5/8。", 13),
    Column("ends_on", "结束日期", "不早于开始日期。", 13),
)
EVENT_COLUMNS: Final = (
    Column("competition", "赛事名称", "“赛事”工作表或本年度中已有的赛事。", 44, required=True),
    Column("name", "赛项名称", "同一赛事内不重名。", 26, required=True),
    Column("occupation", "职业（工种）", "空着则与赛项名称相同。", 22),
    Column("class_asked", "类别", "从列表中选择。", 18, required=True),
    Column("entry_size", "每单元人数", "个人、双人、三人，或人数；空着为个人。", 12),
    Column("held_on", "决赛日期", "2027-05-08 或 2027/5/8。", 13, required=True),
    Column("tags", "战略与产业", "几个之间用分号；见“说明”。", 30),
    Column("scheme", "评分方案", "预设、沿用上年、往年赛项的名称，或“年度/代码”；可以空着。", 22),
    Column("feeds", "选拔到", "赛项名称或代码，或集训库。", 18),
    Column("qualifiers", "选拔单元数", "有多少单元进入上一级。", 12),
    Column("expected_field", "预计单元数", "", 12),
    Column("code", "赛项代码", "空着则自动编号；重传时按它找到原来的赛项。", 16),
    Column("note", "备注", "", 30),
)


class SheetFinding(msgspec.Struct, frozen=True):
    """What is wrong in a cell; `message` is the key of a sentence, `values` fill its places."""

    sheet: str
    row: int
    column: str
    message: str
    values: dict[str, str] = {}


class SheetFindings:
    """Gathers findings: the Notes of those who read sheets."""

    def __init__(self) -> None:
        """Begin without any."""
        self.problems: list[SheetFinding] = []
        self.warnings: list[SheetFinding] = []
        self.broken: set[str] = set()

    def add(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem."""
        self.problems.append(_finding(file, row, column, message, values))

    def lose(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem that makes a sheet unreadable."""
        self.broken.add(file)
        self.add(file, row, column, message, **values)

    def warn(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note what was read in a way that may surprise."""
        self.warnings.append(_finding(file, row, column, message, values))


def _finding(
    file: str, row: int, column: str, message: str, values: dict[str, object]
) -> SheetFinding:
    sheet = file.partition("[")[2].rstrip("]") or file
    return SheetFinding(sheet, row, column, message, {key: str(one) for key, one in values.items()})
