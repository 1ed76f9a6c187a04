"""Problems of a season folder: where they are, what is wrong and what would be right."""

from collections.abc import Iterable

import msgspec

MESSAGES = {
    "missing_file": ("缺少文件", "the file is missing"),
    "missing_folder": ("不是文件夹", "this is not a folder"),
    "unknown_file": ("无法识别的文件，已忽略", "unknown file, ignored"),
    "twice_given": ("与 {other} 重复，请只保留一个", "given twice, also as {other}; keep one"),
    "unreadable": ("无法读取：{why}", "cannot be read: {why}"),
    "encoding": (
        "既不是 UTF-8 也不是 GB18030 编码；请另存为 UTF-8",
        "neither UTF-8 nor GB18030; save it as UTF-8",
    ),
    "csv": ("CSV 格式错误：{why}", "not valid CSV: {why}"),
    "merged": (
        "单元格 {range} 是合并的；请取消合并并逐行填写",
        "cells {range} are merged; unmerge them and fill in every row",
    ),
    "no_header": ("没有表头行", "there is no header row"),
    "missing_column": ("缺少列 {column}", "the column {column} is missing"),
    "unknown_column": (
        "未知的列“{value}”；可用：{allowed}",
        "unknown column '{value}'; allowed: {allowed}",
    ),
    "double_column": ("列“{value}”出现两次", "the column '{value}' is there twice"),
    "extra_cells": ("本行多出表头之外的单元格", "the row has cells beyond the header"),
    "empty": ("不能为空", "must not be empty"),
    "control": (
        "含有不可见的控制字符 {value}，请删除",
        "contains the invisible character {value}; remove it",
    ),
    "too_long": ("过长，最多 {limit} 个字符", "too long, at most {limit} characters"),
    "code": (
        "代码“{value}”不可用；只能用字母、数字和 - _ .，1–64 位",
        "'{value}' is no code; letters, digits, - _ . only, 1 to 64 of them",
    ),
    "choice": ("“{value}”不在可选值中；应为 {allowed}", "'{value}' is none of {allowed}"),
    "number": (
        "“{value}”不是数字；应如 85 或 85.50",
        "'{value}' is no number; write it like 85 or 85.50",
    ),
    "whole": (
        "“{value}”应为 {low} 到 {high} 的整数",
        "'{value}' should be a whole number from {low} to {high}",
    ),
    "date": (
        "“{value}”不是日期；应如 2026-05-01 或 2026/5/1",
        "'{value}' is no date; write it like 2026-05-01 or 2026/5/1",
    ),
    "period": ("“{value}”应以四位年份开头", "'{value}' should begin with a four-digit year"),
    "edition": ("“{value}”中没有四位年份", "'{value}' has no four-digit year"),
    "city": ("“{value}”不是可用的行政区划代码", "'{value}' is no current city code"),
    "scientific": (
        "“{value}”是科学计数法，证件号码已丢失；请将该列设为文本后重新填写",
        "'{value}' is a number in scientific form, the ID is lost; make the column text",
    ),
    "id_check": (
        "“{value}”不是有效的身份证号（长度、出生日期或校验码不对）",
        "'{value}' is no valid ID number (length, birth date or check digit)",
    ),
    "uscc_check": (
        "“{value}”不是有效的统一社会信用代码（长度、字符或校验码不对）",
        "'{value}' is no valid unified social credit code",
    ),
    "duplicate": ("与第 {row} 行重复：{value}", "the same key as row {row}: {value}"),
    "duplicate_case": (
        "代码“{value}”与第 {row} 行仅大小写不同",
        "'{value}' differs only in case from row {row}",
    ),
    "dangling": ("“{value}”在 {target} 中不存在", "'{value}' is not in {target}"),
    "disagree": (
        "与同一参赛单元第 {row} 行的“{value}”不一致",
        "differs from '{value}' in row {row} of the same entry",
    ),
    "maximum": ("需要填写满分", "needs a maximum"),
    "min_max": ("最小值大于满分", "the minimum is above the maximum"),
    "range": (
        "{value} 超出范围 {low}–{high}（参赛单元 {entry}，评分点 {aspect}）",
        "{value} is outside {low}..{high} (entry {entry}, aspect {aspect})",
    ),
    "level": (
        "{value} 不是评判等级；应为 0、1、2、3",
        "{value} is no judgement level; 0, 1, 2 or 3",
    ),
    "too_few": (
        "参赛单元 {entry} 的评分点 {aspect} 有 {found} 个打分，应有 {wanted} 个",
        "entry {entry}, aspect {aspect}: {found} marks where {wanted} are asked for",
    ),
    "none_left": (
        "参赛单元 {entry} 的评分点 {aspect} 去掉最高最低后没有打分（共 {found} 个）",
        "entry {entry}, aspect {aspect}: no mark is left after dropping ({found} given)",
    ),
    "two_for_single": (
        "参赛单元 {entry} 的评分点 {aspect} 只应有 1 个打分，裁判：{judges}",
        "entry {entry}, aspect {aspect}: one mark is asked for; judges: {judges}",
    ),
    "spread": (
        "参赛单元 {entry} 的评分点 {aspect} 等级相差超过 {limit}，裁判：{judges}",
        "entry {entry}, aspect {aspect}: levels differ by more than {limit}; judges: {judges}",
    ),
    "competitors": (
        "参赛单元 {entry} 应有 {wanted} 名有证件号的选手，现有 {found} 名",
        "entry {entry} should have {wanted} competitors with ID, it has {found}",
    ),
    "toml": ("TOML 格式错误：{why}", "not valid TOML: {why}"),
    "format": ("格式版本应为 1", "the format should be 1"),
    "missing_key": ("缺少该项", "this key is missing"),
    "unknown_key": ("未知的项", "unknown key"),
    "kind_of_value": ("值的类型不对；应为{wanted}", "wrong kind of value; it should be {wanted}"),
    "rank_key": (
        "“{value}”不是排序键；应为 total、module:…、criterion:…、aspect:…，前面可加 -",
        "'{value}' is no ranking key; total, module:…, criterion:…, aspect:…, with - or not",
    ),
    "no_aspects": ("该模块在 scheme.csv 中没有评分点", "no aspect of scheme.csv is in this module"),
    "ruling_nothing": (
        "该裁定没有要回答的问题（{why}）",
        "this ruling answers nothing ({why})",
    ),
    "ruling_value": ("裁定值“{value}”应为 {allowed}", "the value '{value}' should be {allowed}"),
    "ruling_places": (
        "并列第 {rank} 名的 {entries} 须各得第 {first}–{last} 名之一，每个名次一次",
        "{entries}, tied at {rank}, each need one of the places {first} to {last}, each once",
    ),
    "glyph": (
        "“{value}”无法打印：没有字体含有字符 {characters}",
        "'{value}' cannot be printed: no font has {characters}",
    ),
    "no_medals": (
        "本类别按奖牌授予称号，但 event.toml 没有 [medals]，将没有称号",
        "titles of this class follow medals, but there is no [medals]",
    ),
    "theory_weight": (
        "理论成绩权重超过 30%，请确认",
        "theory weighs more than 30 %; please confirm",
    ),
}


class Problem(msgspec.Struct, frozen=True, order=True):
    """One problem; rows count from 1 with the header as 1, a missing thing has row 0."""

    file: str
    row: int
    column: str
    chinese: str
    english: str

    def text(self) -> str:
        """Write `file:row:column  what is wrong, what would be right`, Chinese first."""
        return f"{self.file}:{self.row}:{self.column}  {self.chinese} / {self.english}"


class Findings:
    """Gathers the problems and warnings of a folder while it is read."""

    def __init__(self) -> None:
        """Begin without findings."""
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def add(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem; `message` is a key of MESSAGES, `values` fill its places."""
        self.problems.append(_problem(file, row, column, message, values))

    def warn(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a warning, which stops nothing."""
        self.warnings.append(_problem(file, row, column, message, values))

    def sorted_problems(self) -> tuple[Problem, ...]:
        """Give all problems by file, row and column."""
        return tuple(sorted(self.problems))


def _problem(file: str, row: int, column: str, message: str, values: dict[str, object]) -> Problem:
    chinese, english = MESSAGES[message]
    shown = {name: shorten(value) for name, value in values.items()}
    return Problem(file, row, column, chinese.format(**shown), english.format(**shown))


LONGEST_SHOWN = 120


def shorten(value: object) -> str:
    """Show a value of the user's on one line without control characters."""
    text = "".join(
        character if character.isprintable() else f"\\x{ord(character):02x}"
        for character in str(value)[: LONGEST_SHOWN + 1]
    )
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def problem_lines(problems: Iterable[Problem]) -> str:
    """Join problems into lines, each once."""
    return "\n".join(dict.fromkeys(problem.text() for problem in problems))
