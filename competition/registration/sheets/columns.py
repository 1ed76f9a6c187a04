"""The columns of a registration sheet: their headings, what they take and how to fill them in."""

import re
import unicodedata

import msgspec

from competition.people.rules import IdType
from competition.plan.rules import CITIES
from competition.registration.rules import SKILL_LEVELS, Division, Role
from competition.registration.rules.registrations import Employment, Sex

SHEET_NAME = "报名表"
EXAMPLE_NAME = "示例"
NOTES_NAME = "填写说明"
CHOICES_NAME = "选项"
#: The column of a report; a report that is corrected and uploaded again is read without it.
PROBLEMS = "问题"

DIVISIONS = {
    "职工": Division.WORKER,
    "教师": Division.TEACHER,
    "学生": Division.STUDENT,
    "公开": Division.OPEN,
}
ROLES = {"选手": Role.COMPETITOR, "教练": Role.COACH, "领队": Role.LEADER}
ID_TYPES = {
    "居民身份证": IdType.RESIDENT,
    "港澳台居民居住证": IdType.HMT_RESIDENCE,
    "外国人永久居留证": IdType.FOREIGN_RESIDENCE,
    "护照": IdType.PASSPORT,
    "军官证": IdType.OFFICER,
}
CITY_CODES = {name: code for code, name in CITIES.items()}
LEVELS = {level: level for level in SKILL_LEVELS}
SEXES = {"男": Sex.MALE, "女": Sex.FEMALE}
EMPLOYMENTS = {
    "在职职工": Employment.EMPLOYED,
    "灵活就业、个体经营": Employment.SELF_EMPLOYED,
    "农村劳动者": Employment.RURAL,
    "在职教师": Employment.TEACHER,
    "全日制在校学生": Employment.FULL_TIME_STUDENT,
    "其他": Employment.OTHER,
}
#: Words of earlier workbooks that are still read.
OTHER_WORDS = {
    "外国人永久居留身份证": IdType.FOREIGN_RESIDENCE,
    "自主就业": Employment.SELF_EMPLOYED,
    "教师": Employment.TEACHER,
    "全日制学生": Employment.FULL_TIME_STUDENT,
}


class Column(msgspec.Struct, frozen=True):
    """A column: `key` is ours, `heading` is on the sheet, `aliases` are headings people type.

    `code` marks text that a spreadsheet would spoil as a number; `longest` counts characters.
    """

    key: str
    heading: str
    note: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    code: bool = False
    width: int = 12
    longest: int = 100


COLUMNS = (
    Column(
        "group",
        "组号",
        "双人、三人及团体赛项：同一参赛单元的选手、教练、领队填同一个组号（如 1）。"
        "单人赛项不带教练时可不填。",
        ("参赛单元", "队号", "组合"),
        code=True,
        width=8,
        longest=40,
    ),
    Column(
        "event",
        "赛项",
        "从下拉列表中选择。",
        ("赛项名称", "项目", "参赛项目"),
        required=True,
        width=24,
        longest=200,
    ),
    Column(
        "division",
        "组别",
        "从下拉列表中选择：职工、教师、学生或公开。",
        ("参赛组别",),
        required=True,
        width=8,
    ),
    Column(
        "delegation",
        "代表队",
        "派出选手的代表队全称，如“济南市代表队”。",
        ("代表团", "参赛队"),
        required=True,
        width=18,
    ),
    Column(
        "city", "城市", "代表队所在的市；省属单位选“省直”。可不填。", ("所在市", "地市"), width=8
    ),
    Column("role", "身份", "选手、教练或领队；不填即为选手。", ("角色", "人员身份"), width=8),
    Column(
        "name",
        "姓名",
        "与证件一致；少数民族姓名用间隔号“·”。",
        ("选手姓名",),
        required=True,
        width=14,
    ),
    Column("id_type", "证件类型", "不填即为居民身份证。", ("证件种类",), width=18),
    Column(
        "id_number",
        "证件号码",
        "本列已设为文本，请勿改成数字。",
        ("身份证号", "身份证号码", "证件号"),
        required=True,
        code=True,
        width=22,
        longest=40,
    ),
    Column("sex", "性别", "男或女；居民身份证可不填。", width=6),
    Column(
        "birth_date", "出生日期", "如 2001-05-06；居民身份证可不填。", ("出生年月日",), width=12
    ),
    Column(
        "phone",
        "手机号码",
        "11 位手机号码。",
        ("手机", "手机号", "联系电话"),
        code=True,
        width=14,
        longest=30,
    ),
    Column(
        "employment",
        "人员类别",
        "从下拉列表中选择；全日制学生不得以职工身份参赛。",
        ("人员类型", "就业状况"),
        width=12,
    ),
    Column(
        "employer_name",
        "工作单位或学校",
        "单位全称。",
        ("单位", "单位名称", "工作单位", "学校", "所在单位"),
        width=28,
        longest=200,
    ),
    Column(
        "employer_code",
        "统一社会信用代码",
        "18 位；不清楚可不填。",
        ("信用代码", "单位代码"),
        code=True,
        width=22,
        longest=40,
    ),
    Column(
        "level", "技能等级", "现有的职业技能等级，从下拉列表中选择。", ("职业技能等级",), width=10
    ),
    Column(
        "level_occupation",
        "等级职业（工种）",
        "等级证书上的职业或工种。",
        ("职业工种", "职业", "工种"),
        width=16,
    ),
    Column(
        "level_certificate",
        "等级证书编号",
        "等级证书上的编号。",
        ("证书编号", "证书号"),
        code=True,
        width=26,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
_BLANKS = re.compile(r"[\s*＊:：]+")


def plain_heading(text: str) -> str:
    """Give a heading as it is compared: without blanks, stars, colons and what stands in brackets.

    Full-width signs are folded, so that 等级职业(工种) is 等级职业（工种）.
    """
    folded = unicodedata.normalize("NFKC", _BLANKS.sub("", text))
    return folded.partition("(")[0] or folded


KNOWN_HEADINGS = {
    plain_heading(name): column.key
    for column in COLUMNS
    for name in (column.heading, *column.aliases, column.key)
}


class EventChoice(msgspec.Struct, frozen=True):
    """An event that a sheet may name: by `label`, its code, or its name when only one has it."""

    id: int
    code: str
    name: str
    entry_size: int
    label: str


class SheetFacts(msgspec.Struct, frozen=True):
    """What a sheet is made for: one competition, its events, and who may be sent.

    `delegations` are offered in the list; `only` says that no other one is allowed.
    """

    season: int
    season_code: str
    competition: int
    title: str
    events: tuple[EventChoice, ...]
    delegations: tuple[str, ...] = ()
    only: bool = False

    def events_by_word(self) -> dict[str, EventChoice]:
        """Give every word that means one event and only one."""
        names: dict[str, int] = {}
        for event in self.events:
            names[event.name] = names.get(event.name, 0) + 1
        words = {event.name: event for event in self.events if names[event.name] == 1}
        return (
            words
            | {event.code: event for event in self.events}
            | {event.label: event for event in self.events}
        )


def event_choices(events: list[tuple[int, str, str, int]]) -> tuple[EventChoice, ...]:
    """Label events (id, code, name, entry size): by name, with the code where two share a name."""
    names: dict[str, int] = {}
    for _, _, name, _ in events:
        names[name] = names.get(name, 0) + 1
    return tuple(
        EventChoice(key, code, name, size, name if names[name] == 1 else f"{name}（{code}）")
        for key, code, name, size in events
    )
