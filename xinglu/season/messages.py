"""Every sentence about a season folder, Chinese and English: what is wrong, what would be right."""

MESSAGES = {
    # files and folders
    "missing_file": ("缺少这个文件，请补上", "the file is missing; add it"),
    "missing_folder": (
        "缺少这个文件夹，请建立并放入该赛项的文件",
        "the folder is missing; make it and put the files of the event into it",
    ),
    "no_such_folder": ("没有这个文件夹，请检查路径", "there is no such folder; check the path"),
    "not_a_folder": (
        "不是文件夹；请给出年度文件夹的路径",
        "this is not a folder; give the path of the season folder",
    ),
    "not_a_file": (
        "不是普通文件（是文件夹、失效的链接或设备），请换成文件",
        "this is no ordinary file (a folder, a broken link, a device); put a file there",
    ),
    "unknown_file": ("无法识别，已忽略", "unknown, ignored"),
    "unknown_sheet": (
        "无法识别的工作表“{value}”，已忽略；可用：{allowed}",
        "unknown sheet '{value}', ignored; allowed: {allowed}",
    ),
    "twice_given": ("与 {other} 重复，请只保留一个", "given twice, also as {other}; keep one"),
    "unreadable": (
        "无法读取（{why}）；请检查权限，或重新保存后再试",
        "cannot be read ({why}); check its permissions or save it again",
    ),
    # text files
    "encoding": (
        "既不是 UTF-8 也不是 GB18030 编码的文本；请另存为“CSV UTF-8”",
        "text neither in UTF-8 nor in GB18030; save it as 'CSV UTF-8'",
    ),
    "utf16": (
        "是 UTF-16 编码（“Unicode 文本”）；请另存为“CSV UTF-8”",
        "is in UTF-16 ('Unicode text'); save it as 'CSV UTF-8'",
    ),
    "not_text": (
        "不是文本文件（含有空字节）；请另存为“CSV UTF-8”",
        "is no text file (it holds NUL bytes); save it as 'CSV UTF-8'",
    ),
    "workbook_named_csv": (
        "是 Excel 工作簿，不是 CSV；请另存为“CSV UTF-8”，或改用 {workbook}",
        "is a workbook, not CSV; save it as 'CSV UTF-8', or give it as {workbook}",
    ),
    "open_quote": (
        "从本行开始的引号没有结束，其后的内容无法读取；请补上引号",
        "a quotation mark opened in this row is never closed; close it",
    ),
    "stray_quote": (
        '结束引号后面还有文字；单元格内的引号应写两遍（""）',
        "text follows a closing quotation mark; a quotation mark inside a cell is doubled",
    ),
    "long_cell": (
        "单元格超过 {limit} 个字符；请检查引号是否成对",
        "a cell has more than {limit} characters; check that quotation marks are paired",
    ),
    "csv": (
        "CSV 格式错误（{why}）；请用表格软件重新另存为 CSV",
        "not valid CSV ({why}); save it as CSV again",
    ),
    # workbooks
    "workbook_empty": (
        "是空文件；请重新保存工作簿",
        "is an empty file; save the workbook again",
    ),
    "workbook_locked": (
        "已用密码加密；请取消密码后重新保存",
        "is protected by a password; save it without",
    ),
    "workbook_kind": (
        "不是 .xlsx 工作簿（可能是改了名的 .xls、.et 或 .ods）；请另存为 .xlsx",
        "is no .xlsx workbook (perhaps a renamed .xls or .ods); save it as .xlsx",
    ),
    "workbook_large": (
        "解压后超过 {limit} MB；请删去多余内容，或改用 CSV",
        "unpacks to more than {limit} MB; remove what is not needed, or use CSV",
    ),
    "far_cell": (
        "表格以外的单元格 {cell} 有内容；请清除第 Z 列以后的内容",
        "cell {cell}, far outside the table, is filled; clear everything beyond column Z",
    ),
    "no_value": (
        "单元格 {cell} 的公式没有保存计算结果；请用 Excel 或 WPS 打开并保存一次，或直接填写数值",
        "the formula in {cell} has no stored result; open and save the workbook once, or type it",
    ),
    "error_value": (
        "单元格 {cell} 的公式出错（{value}）；请改正或直接填写",
        "the formula in {cell} failed ({value}); correct it or type the value",
    ),
    "merged": (
        "单元格 {where} 跨列合并；请取消合并并逐格填写",
        "cells {where} are merged across columns; unmerge them and fill in every cell",
    ),
    "merged_down": (
        "单元格 {where} 是纵向合并的，各行按同一个值读取",
        "cells {where} are merged downwards; every row is read with the same value",
    ),
    # headers
    "no_header": (
        "没有表头；第一行应为列名：{columns}",
        "there is no header; the first row should name the columns: {columns}",
    ),
    "no_columns": (
        "第一行不是表头（没有一个认识的列名），或不是用逗号分隔；第一行应为：{columns}",
        (
            "the first row names none of the columns, or is not separated by commas; "
            "it should be: {columns}"
        ),
    ),
    "missing_column": ("缺少列 {column}，请补上", "the column {column} is missing; add it"),
    "unknown_column": (
        "未知的列“{value}”；可用：{allowed}",
        "unknown column '{value}'; allowed: {allowed}",
    ),
    "double_column": (
        "列“{value}”出现两次，请删去一列",
        "the column '{value}' is there twice; remove one",
    ),
    "nameless_column": (
        "第 {place} 列有内容但没有列名；请加上列名或清空该列",
        "column {place} has content but no name; name it or clear it",
    ),
    "extra_cells": (
        "本行比表头多出单元格（“{value}”）；含逗号的文字应加引号",
        "the row has more cells than the header ('{value}'); quote text that holds commas",
    ),
    "no_aspect_rows": ("至少要有一个评分点", "at least one aspect is needed"),
    # cells
    "empty": ("不能为空，请填写", "must not be empty; fill it in"),
    "control": (
        "含有不可见的控制字符 {value}，请删除",
        "contains the invisible character {value}; remove it",
    ),
    "lost_character": (
        "含有乱码字符 U+FFFD（原字已丢失），请重新填写",
        "contains U+FFFD, the trace of a lost character; type it again",
    ),
    "too_long": (
        "有 {found} 个字符，最多 {limit} 个",
        "has {found} characters, at most {limit} are allowed",
    ),
    "code": (
        (
            "代码“{value}”不可用；只能用字母、数字和 - _ .，1–64 位，"
            "不以 . 结尾，不用 CON、NUL 等系统保留名"
        ),
        (
            "'{value}' is no code; letters, digits, - _ . only, 1 to 64 of them, not ending in "
            "a dot, no device name such as CON or NUL"
        ),
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
    "share": (
        "“{value}”应为 0 到 1 的比例，如 0.10",
        "'{value}' should be a share from 0 to 1, like 0.10",
    ),
    "date": (
        "“{value}”不是日期；应如 2026-05-01 或 2026/5/1",
        "'{value}' is no date; write it like 2026-05-01 or 2026/5/1",
    ),
    "period": (
        "“{value}”应以四位年份开头，如 2026 或 2026Q1",
        "'{value}' should begin with a four-digit year, like 2026 or 2026Q1",
    ),
    "edition": (
        "“{value}”中没有四位年份；应如 2026 或 上海2026",
        "'{value}' has no four-digit year; write it like 2026 or Shanghai 2026",
    ),
    "city": (
        "“{value}”不是现行的行政区划代码；应如 370100 或 济南",
        "'{value}' is no current city code; write it like 370100",
    ),
    "scientific": (
        "“{value}”是科学计数法，号码已丢失；请将该列设为文本后重新填写",
        (
            "'{value}' is a number in scientific form, its digits are lost; "
            "make the column text and type it again"
        ),
    ),
    "id_check": (
        "“{value}”不是有效的{kind}（应为 18 位，出生日期和校验码须正确{hint}）",
        (
            "'{value}' is no valid {kind_english} number (18 characters with a real birth date and "
            "the right check digit)"
        ),
    ),
    "uscc_check": (
        "“{value}”不是有效的统一社会信用代码（应为 18 位大写字母和数字，校验码须正确）",
        (
            "'{value}' is no valid unified social credit code (18 capital letters and digits with "
            "the right check character)"
        ),
    ),
    "duplicate": (
        "与第 {row} 行重复（{value}），请删去一行",
        "the same as row {row} ({value}); remove one",
    ),
    "duplicate_case": (
        "代码“{value}”与第 {row} 行的仅大小写不同；请改用不同的代码",
        "'{value}' differs only in case from row {row}; choose another code",
    ),
    "dangling": (
        "“{value}”在 {target} 中不存在；请改正，或在那里补上",
        "'{value}' is not in {target}; correct it, or add it there",
    ),
    "disagree": (
        "与同一参赛单元第 {row} 行的“{value}”不一致，应当相同",
        "differs from '{value}' in row {row} of the same entry; they should agree",
    ),
    # schemes and marks
    "maximum": (
        "需要填写满分（只有 time 可以不填）",
        "needs a maximum (only a time may do without)",
    ),
    "min_max": (
        "最小值 {low} 大于满分 {high}",
        "the minimum {low} is above the maximum {high}",
    ),
    "single_judges": (
        "方法 single 只取 1 个打分，judges 应为 1，或改用 mean 等方法",
        "the method single takes one mark: judges should be 1, or the method mean or another",
    ),
    "drop_ignored": (
        "方法 {value} 不去掉最高最低分，drop_high 和 drop_low 不起作用",
        "the method {value} drops nothing; drop_high and drop_low have no effect",
    ),
    "range": (
        "{value} 超出范围，应在 {low} 到 {high} 之间（参赛单元 {entry}，评分点 {aspect}）",
        (
            "{value} is out of range, it should be from {low} to {high} "
            "(entry {entry}, aspect {aspect})"
        ),
    ),
    "range_low": (
        "{value} 低于最小值 {low}（参赛单元 {entry}，评分点 {aspect}）",
        "{value} is below the minimum {low} (entry {entry}, aspect {aspect})",
    ),
    "level": (
        "“{value}”不是评判等级；应为 0、1、2、3（参赛单元 {entry}，评分点 {aspect}）",
        "'{value}' is no judgement level; 0, 1, 2 or 3 (entry {entry}, aspect {aspect})",
    ),
    "too_few": (
        "参赛单元 {entry} 的评分点 {aspect} 有 {found} 个打分，应有 {wanted} 个；请补上",
        "entry {entry}, aspect {aspect}: {found} marks where {wanted} are asked for; add them",
    ),
    "none_left": (
        (
            "参赛单元 {entry} 的评分点 {aspect} 去掉最高最低后没有打分（共 {found} 个）；"
            "请补打分或减少 drop_high、drop_low"
        ),
        (
            "entry {entry}, aspect {aspect}: no mark is left after dropping ({found} given); "
            "add marks or drop fewer"
        ),
    ),
    "two_for_single": (
        "参赛单元 {entry} 的评分点 {aspect} 只应有 1 个打分，现有 {found} 个，裁判：{judges}",
        (
            "entry {entry}, aspect {aspect}: one mark is asked for, {found} are given; "
            "judges: {judges}"
        ),
    ),
    "spread": (
        "参赛单元 {entry} 的评分点 {aspect} 等级相差超过 {limit}，裁判：{judges}；请复核",
        (
            "entry {entry}, aspect {aspect}: levels differ by more than {limit}; judges: {judges}; "
            "have them judge again"
        ),
    ),
    "competitors": (
        "参赛单元 {entry} 应有 {wanted} 名有证件号的选手，现有 {found} 名",
        "entry {entry} should have {wanted} competitors with ID, it has {found}",
    ),
    # TOML
    "toml": (
        "不是有效的 TOML；请检查这里的引号、等号和方括号",
        "not valid TOML; check quotation marks, equals signs and brackets here ({why})",
    ),
    "format": ("格式版本 {value} 未知，应为 1", "the format {value} is unknown; it should be 1"),
    "missing_key": ("缺少这一项，请补上", "this key is missing; add it"),
    "unknown_key": ("未知的项，请检查拼写或删去", "unknown key; check its spelling or remove it"),
    "kind_of_value": ("值的类型不对；应如 {wanted}", "wrong kind of value; write it like {wanted}"),
    "rank_key": (
        "“{value}”不是排序键；应为 total、module:…、criterion:…、aspect:…，前面可加 -",
        "'{value}' is no ranking key; total, module:…, criterion:…, aspect:…, with - or not",
    ),
    "no_aspects": (
        "该模块在 scheme.csv 中没有评分点；请删去或改正代码",
        "no aspect of scheme.csv is in this module; remove it or correct its code",
    ),
    "module_missing": (
        "scheme.csv 用到的模块 {value} 没有说明；请加上 [modules.{value}]",
        "the module {value} of scheme.csv is not described; add [modules.{value}]",
    ),
    # rulings
    "ruling_nothing": (
        "该裁定没有要回答的问题（{why}），请删去或改正",
        "this ruling answers nothing ({reason}); remove or correct it",
    ),
    "ruling_value": ("裁定值“{value}”应为 {allowed}", "the value '{value}' should be {allowed}"),
    "ruling_places": (
        "并列第 {rank} 名的 {entries} 须各得第 {first}–{last} 名之一，每个名次一次",
        "{entries}, tied at {rank}, each need one of the places {first} to {last}, each once",
    ),
    # what stops nothing
    "glyph": (
        "“{value}”无法打印：没有字体含有字符 {characters}",
        "'{value}' cannot be printed: no font has {characters}",
    ),
    "no_medals": (
        "本类别按奖牌授予称号，但 event.toml 没有 [medals]，将没有称号",
        "titles of this class follow medals, but there is no [medals]; there will be no titles",
    ),
    "competes_twice": (
        "同一证件号码在第 {row} 行已是参赛单元 {entry} 的选手，请确认",
        "the same ID competes in entry {entry} already (row {row}); please confirm",
    ),
    "thresholds_rise": (
        "一、二、三等奖的分数线应由高到低，请确认",
        "the thresholds of first, second and third prize should fall; please confirm",
    ),
    "shares_above_one": (
        "一、二、三等奖的比例合计超过 100%，请确认",
        "the shares of the prizes add up to more than 100 %; please confirm",
    ),
    "theory_weight": (
        "理论成绩权重超过 30%，请确认",
        "theory weighs more than 30 %; please confirm",
    ),
}
