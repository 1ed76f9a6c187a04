"""A small season folder with every file, as texts to change, and what reading it says."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import xlsxwriter

from tests.reference.codes import resident_number, unit_code
from xinglu.season.reading import ReadSeason, read_season

Texts = dict[str, str]
UNITS = [unit_code(serial) for serial in range(4)]
PEOPLE = [resident_number("370102", date(2004, 5, 6), serial) for serial in range(1, 12)]


def small_season() -> Texts:
    """Give the files of a season without problems: path to text."""
    a, b, c, _ = UNITS
    p = PEOPLE
    return {
        "season.toml": """format = 1
title = "测试年度"
year = 2026
ruleset = "lu-2022-17"
[rulings.smallest_field]
value = 1
document = "鲁技组字〔2026〕5号"
[approval]
document = "鲁人社字〔2027〕12号"
date = 2027-03-15
[pool]
target_year = 2028
""",
        "organisations.csv": f"""code,name,kind,city,same_as
{a},济南第一技师学院,school,370100,
{b},济南一技院训练基地,school,,{a}
{c},青岛机床公司,company,370200,
""",
        "events.csv": """event,competition,name,class,occupation,entry_size,held_on,tags,feeds
W1,技能兴鲁,电工,provincial_1,电工,1,2026-05-01,age25;rural,
C1,职业院校技能大赛,钳工,college,,2,2026/6/1,,pool
""",
        "title_holders.csv": f"""id_number,name,title,year,document
{p[8]},孙七,山东省技术能手,2023,鲁人社字〔2023〕1号
""",
        "promotions_before.csv": f"""id_number,promoted_on,document
{p[8]},2026-02-03,鲁技鉴〔2026〕1号
""",
        "expert_teams.csv": """team,name,edition,skill
T1,网站技术专家团队,2026,17
""",
        "worldskills.csv": "edition,skill,skill_name,medal,entry,id_number,name,origin,base,"
        f"""sending_unit,expert_team
2026,17,网站技术,gold,CN1,{p[4]},周五,cultivated,{a},{c},T1
2026,17,网站技术,gold,CN1,{p[5]},吴六,cultivated,{a},{c},T1
2026,22,油漆,silver,CN2,{p[6]},郑八,introduced,,,
""",
        "bases.csv": f"""organisation,kind,recognised_on,document
{a},key,2024-01-09,鲁人社字〔2024〕2号
""",
        "paid.csv": f"""edition,skill,entry,kind,beneficiary,amount,document
2024,17,CN,base,{a},1000000,鲁财字〔2025〕3号
""",
        "participations.csv": """period,city,level,stage,count,reporter,document
2026Q1,370100,city,final,1200,济南市人社局,济人社报〔2026〕1号
""",
        "rulings.csv": """kind,event,entry,value,document
tie,W1,E2,2,鲁技裁〔2026〕1号
tie,W1,E3,3,鲁技裁〔2026〕1号
""",
        "issued.csv": f"""number,token,event,entry,id_number,kind,issued_on
鲁技能〔2026〕0001号,,W1,E1,{p[0]},title,2026-07-01
""",
        "events/W1/event.toml": """[total]
decimals = 2
[modules.theory]
name = "理论知识"
weight = "0.30"
pass = "60"
[modules.practical]
name = "技能操作"
weight = "0.70"
[rank]
by = ["total", "module:practical", "-aspect:T"]
within = "division"
[judgement]
spread = 1
[medals]
method = "places"
[prizes]
method = "ratio"
first = "0.10"
second = "0.20"
third = "0.30"
excellence = "half"
""",
        "events/W1/scheme.csv": "module,aspect,name,kind,max,min,criterion,method,drop_high,"
        """drop_low,judges,required
theory,L,理论,measurement,100,,,,,,,
practical,P,操作,panel,100,,工艺,trimmed_mean,1,1,3,
practical,J,评判,judgement,2.00,,,,,,2,
practical,T,用时,time,,,,,,,,no
""",
        "events/W1/entries.csv": """entry,division,delegation,city,status
E1,worker,济南,370100,ok
E2,worker,青岛,370200,
E3,worker,烟台,,ok
E4,worker,威海,,absent
""",
        "events/W1/members.csv": "entry,id_type,id_number,name,role,employer,level,"
        f"""level_verified
E1,resident,{p[0]},张三,competitor,{a},高级工,yes
E2,resident,{p[1]},李四,competitor,{c},技师,yes
E3,resident,{p[2]},王五,competitor,,,
E3,passport,E12345678,Anna·Smith,coach,,,
""",
        "events/W1/marks.csv": """entry,aspect,judge,mark
E1,L,J1,85.5
E1,P,J1,90
E1,P,J2,91
E1,P,J3,92.25
E1,J,J1,2
E1,J,J2,3
E1,T,J1,5400
E2,L,J1,80
E2,P,J1,80
E2,P,J2,80
E2,P,J3,80
E2,J,J1,2
E2,J,J2,2
E3,L,J1,80
E3,P,J1,80
E3,P,J2,80
E3,P,J3,80
E3,J,J1,2
E3,J,J2,2
""",
        "events/W1/coefficients.csv": """entry,aspect,coefficient
E1,P,1.0
""",
        "events/W1/adjustments.csv": """entry,points,reason
E1,0.5,迟到
""",
        "events/C1/event.toml": """[modules.m]
name = "综合"
[rank]
by = ["total"]
""",
        "events/C1/scheme.csv": """module,aspect,name,kind,max
m,A,总评,measurement,100
""",
        "events/C1/entries.csv": """entry,division,delegation
1,student,一院
2,student,二院
""",
        "events/C1/marks.csv": """entry,aspect,judge,mark
1,A,,90
2,A,,80
""",
    }


Change = Callable[[Texts], None]


def write(folder: Path, texts: dict[str, str] | dict[str, bytes] | dict[str, str | bytes]) -> Path:
    """Write files below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def swap(texts: Texts, file: str, old: str, new: str) -> None:
    """Change one text in a file, which must be there once."""
    assert texts[file].count(old) == 1, (file, old, texts[file].count(old))
    texts[file] = texts[file].replace(old, new)


def places(read: ReadSeason) -> list[str]:
    """Give the places of all problems, `file:row:column message`."""
    return [f"{item.file}:{item.row}:{item.column} {item.message}" for item in read.problems]


def read_texts(folder: Path, texts: dict[str, str] | dict[str, bytes]) -> ReadSeason:
    """Write and read a season folder."""
    return read_season(write(folder, texts))


def table(text: str) -> list[list[str]]:
    """Read CSV."""
    return list(csv.reader(io.StringIO(text, newline="")))


def workbook(file: Path, sheets: dict[str, Iterable[list[str]]]) -> None:
    """Write sheets of text cells."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell)


def as_workbooks(folder: Path, texts: Texts) -> Path:
    """Write a season with season.xlsx and one event.xlsx an event instead of CSV."""
    books: dict[str, dict[str, Iterable[list[str]]]] = {}
    for name, text in texts.items():
        place, _, base = name.rpartition("/")
        if base.endswith(".toml"):
            write(folder, {name: text})
            continue
        book = f"{place}/event.xlsx" if place else "season.xlsx"
        books.setdefault(book, {})[base.removesuffix(".csv")] = table(text)
    for book, sheets in books.items():
        workbook(folder / book, sheets)
    return folder
