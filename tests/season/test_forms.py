"""The forms a season folder comes in: encodings, line ends, workbooks, and what is none."""

import codecs
import os
import random
import struct
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it publishes no types
import pytest
import xlsxwriter

from tests.season.folders import (
    PEOPLE,
    Texts,
    as_workbooks,
    places,
    read_texts,
    small_season,
    swap,
    table,
    workbook,
    write,
)
from xinglu.season.model import Season
from xinglu.season.problems import Problem
from xinglu.season.reading import ReadSeason, read_season

W1 = "events/W1"
MARKS = f"{W1}/marks.csv"


@pytest.fixture
def plain(tmp_path_factory: pytest.TempPathFactory) -> Season:
    """Read the season in its plainest form."""
    read = read_texts(tmp_path_factory.mktemp("plain"), small_season())
    assert read.season is not None
    return read.season


def reread(folder: Path, change: dict[str, bytes | str | None]) -> ReadSeason:
    """Read the season with some files replaced, or taken away (None)."""
    files: dict[str, str | bytes] = dict(small_season())
    for name, content in change.items():
        if content is None:
            del files[name]
        else:
            files[name] = content
    return read_season(write(folder, files))


def every_table(texts: Texts) -> list[str]:
    """Give the names of all CSV files."""
    return [name for name in texts if name.endswith(".csv")]


# -- texts that mean the same ------------------------------------------------------------------


def mean_the_same() -> dict[str, dict[str, bytes]]:
    """Give other spellings of the whole season."""
    texts = small_season()
    shuffled = {}
    for name in every_table(texts):
        rows = table(texts[name])
        order = list(range(len(rows[0])))
        random.Random(name).shuffle(order)  # noqa: S311 - any fixed order does
        shuffled[name] = "\n".join(",".join(row[place] for place in order) for row in rows)
    padded = {
        name: "\n".join(",".join(f" \t{cell}\u3000 " for cell in row) for row in table(texts[name]))
        for name in every_table(texts)
    }
    quoted = {
        name: "\n".join(",".join(f'"{cell}"' for cell in row) for row in table(texts[name]))
        for name in every_table(texts)
    }
    return {
        "BOM": {name: codecs.BOM_UTF8 + text.encode() for name, text in texts.items()},
        "GB18030": {name: text.encode("gb18030") for name, text in texts.items()},
        "CRLF": {name: text.replace("\n", "\r\n").encode() for name, text in texts.items()},
        "CR in tables": {
            name: texts[name].replace("\n", "\r").encode() for name in every_table(texts)
        },
        "no last line end": {name: text.rstrip("\n").encode() for name, text in texts.items()},
        "blank lines": {
            name: texts[name].replace("\n", "\n\n , ,,\n").encode() for name in every_table(texts)
        },
        "columns in another order": {name: text.encode() for name, text in shuffled.items()},
        "cells with spaces around": {name: text.encode() for name, text in padded.items()},
        "everything quoted": {name: text.encode() for name, text in quoted.items()},
        "trailing commas": {
            name: texts[name].replace("\n", ",,,\n").encode() for name in every_table(texts)
        },
    }


@pytest.mark.parametrize("form", mean_the_same())
def test_other_spellings_are_the_same_season(form: str, plain: Season, tmp_path: Path) -> None:
    """Equal to the last field, without problem or warning."""
    files: dict[str, str | bytes] = {**small_season(), **mean_the_same()[form]}
    read = read_season(write(tmp_path, files))
    assert (places(read), read.warnings) == ([], ())
    assert read.season == plain


def test_workbooks_are_the_same_season(plain: Season, tmp_path: Path) -> None:
    """One season.xlsx, one event.xlsx an event."""
    read = read_season(as_workbooks(tmp_path, small_season()))
    assert (places(read), read.warnings) == ([], ())
    assert read.season == plain


@pytest.mark.parametrize("spell", [str.upper, str.title, lambda name: f" {name}.csv "])
def test_file_and_sheet_names_may_be_spelled_otherwise(
    spell: "type[str]", plain: Season, tmp_path: Path
) -> None:
    """As they are on systems that do not tell case apart."""
    texts = small_season()
    tables = {
        name.removesuffix(".csv"): table(texts.pop(name))
        for name in every_table(texts)
        if "/" not in name
    }
    workbook(tmp_path / "Season.XLSX", {spell(name): rows for name, rows in tables.items()})
    texts["EVENTS/w1/Marks.CSV"] = texts.pop(MARKS)
    texts = {name.replace("events/W1", "EVENTS/w1"): text for name, text in texts.items()}
    texts = {name.replace("events/C1", "EVENTS/c1"): text for name, text in texts.items()}
    read = read_texts(tmp_path, texts)
    assert (places(read), read.warnings) == ([], ())
    assert read.season == plain


def test_an_empty_list_of_organisations_may_have_no_header(tmp_path: Path) -> None:
    """The contract says that this file may be empty."""
    files = {
        "season.toml": small_season()["season.toml"],
        "organisations.csv": "",
        "events.csv": "",
    }
    files["events.csv"] = small_season()["events.csv"].splitlines()[0]
    read = read_texts(tmp_path, files)
    assert places(read) == []
    assert read.season is not None


# -- cells ---------------------------------------------------------------------------------------


def test_every_cell_is_text(tmp_path: Path) -> None:
    """Leading zeros, NA, null, 1e5 and 18 digits survive."""
    texts = small_season()
    for old, new in (("1,student,一院", "007,student,NA"), ("2,student,二院", "1e5,student,null")):
        swap(texts, "events/C1/entries.csv", old, new)
    swap(texts, "events/C1/marks.csv", "1,A,,90", "007,A,001,090.50")
    swap(texts, "events/C1/marks.csv", "2,A,,80", "1e5,A,nan,80")
    read = read_texts(tmp_path, texts)
    assert places(read) == []
    assert read.season is not None
    event = read.season.events[1]
    assert [(entry.entry, entry.delegation) for entry in event.entries] == [
        ("007", "NA"),
        ("1e5", "null"),
    ]
    assert [(mark.judge, mark.mark.digits, mark.mark.decimals) for mark in event.marks] == [
        ("001", 9050, 2),
        ("nan", 80, 0),
    ]


def test_a_small_x_is_the_same_id(tmp_path: Path) -> None:
    """Case: 11010519491231002x is 11010519491231002X."""
    texts = small_season()
    swap(texts, f"{W1}/members.csv", PEOPLE[0], "11010519491231002x")
    swap(texts, f"{W1}/members.csv", "E3,passport,E12345678", "E1,resident,11010519491231002X")
    assert places(read_texts(tmp_path, texts)) == [f"{W1}/members.csv:5:id_number duplicate"]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026-05-01", True),
        ("2026/5/1", True),
        ("2026/05/01", True),
        ("2024-02-29", True),
        ("2026-5-1", False),
        ("2026/13/1", False),
        ("2026-02-29", False),
        ("20260501", False),
        ("2026.5.1", False),
        ("2026-05-01 00:00:00", False),
        ("２０２６-05-01", False),
    ],
)
def test_dates(text: str, good: bool, tmp_path: Path) -> None:  # noqa: FBT001 - two kinds of row
    """YYYY-MM-DD or YYYY/M/D."""
    texts = small_season()
    swap(texts, "bases.csv", "2024-01-09", text)
    expected = [] if good else ["bases.csv:2:recognised_on date"]
    assert places(read_texts(tmp_path, texts)) == expected


NAMES = [
    "买买提·吐尔逊·阿卜杜拉·艾合买提江·古丽努尔汗·一二",
    "䶮䶮",
    "李𫖯",
    "𬭚",
    "𠮷田",
    "NA",
    "=1+1",
    "<img src=x onerror=alert(1)>",
    "<b>x",
    'O\'Brien, "Bob"',
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["UTF-8", "GB18030", "workbook"])
def test_names_come_through_unchanged(name: str, form: str, tmp_path: Path) -> None:
    """Case: the names of the notes, in every form."""
    texts = small_season()
    cell = '"' + name.replace('"', '""') + '"'
    swap(texts, f"{W1}/members.csv", "张三", cell)
    if form == "workbook":
        read = read_season(as_workbooks(tmp_path, texts))
    else:
        read = read_season(
            write(tmp_path, {name: text.encode(form) for name, text in texts.items()})
        )
    assert places(read) == []
    assert read.season is not None
    assert read.season.events[0].members[0].name == name


@pytest.mark.parametrize("separator", ["\u2022", "\u30fb", "\u2027", "\u00b7"])
def test_the_separator_of_names_is_made_one(separator: str, tmp_path: Path) -> None:
    """U+2022, U+30FB and U+2027 become U+00B7."""
    texts = small_season()
    swap(texts, f"{W1}/members.csv", "张三", f"阿依{separator}古丽")
    read = read_texts(tmp_path, texts)
    assert read.season is not None
    assert read.season.events[0].members[0].name == "阿依\u00b7古丽"


# -- files that are something else ---------------------------------------------------------------


def zipped(names: list[str]) -> bytes:
    """Make an archive with these empty files."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return stream.getvalue()


OLD_WORKBOOK = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 4096
LOCKED_WORKBOOK = OLD_WORKBOOK + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
NOT_A_TABLE = {
    "UTF-16": (small_season()[MARKS].encode("utf-16"), "0: utf16"),
    "UTF-16 without mark": (small_season()[MARKS].encode("utf-16-le"), "0: not_text"),
    "NUL bytes": (b"entry,aspect,judge,mark\nE1,L,\x00,1\n", "0: not_text"),
    "a workbook": (zipped(["xl/workbook.xml"]), "0: workbook_named_csv"),
    "an old workbook": (OLD_WORKBOOK, "0: workbook_named_csv"),
    "rubbish": (bytes(range(1, 256)) * 40, "0: encoding"),
    "an open quotation mark": (
        b'entry,aspect,judge,mark\nE1,L,"J1,85\nE2,L,J1,80\n',
        "2: open_quote",
    ),
    "a stray quotation mark": (b'entry,aspect,judge,mark\n"E1"x,L,J1,85\n', "2: stray_quote"),
    "an endless cell": (b'entry,aspect,judge,mark\n"' + b"x" * 10_000_001 + b'"', "2: long_cell"),
    "nothing": (b"", "1: no_header"),
    "only blank lines": (b"\n\n , ,\n", "1: no_header"),
    "no header": (b"E1,L,J1,85\nE2,L,J1,80\n", "1: no_columns"),
    "semicolons": (b"entry;aspect;judge;mark\nE1;L;J1;85\n", "1: no_columns"),
    "tabs": (b"entry\taspect\tjudge\tmark\nE1\tL\tJ1\t85\n", "1: no_columns"),
}


@pytest.mark.parametrize("kind", NOT_A_TABLE)
def test_what_is_no_csv_is_one_problem(kind: str, tmp_path: Path) -> None:
    """One sentence, not one for every mark that could not be read."""
    content, expected = NOT_A_TABLE[kind]
    assert places(reread(tmp_path, {MARKS: content})) == [f"{MARKS}:{expected}"]


def test_a_cell_of_megabytes_is_shown_in_part(tmp_path: Path) -> None:
    """The problem stays one short line."""
    (problem,) = reread(
        tmp_path, {MARKS: small_season()[MARKS].replace("85.5", "9" * 9_000_000)}
    ).problems
    assert (problem.message, len(problem.text()) < 600) == ("number", True)


NOT_A_FILE = ["a folder", "a broken link", "a loop of links", "a pipe"]


@pytest.mark.parametrize("kind", NOT_A_FILE)
@pytest.mark.parametrize("name", ["events.csv", MARKS, "season.toml", f"{W1}/event.xlsx"])
def test_what_is_no_file_is_one_problem(kind: str, name: str, tmp_path: Path) -> None:
    """A folder called events.csv is neither missing nor read."""
    texts = small_season()
    texts.pop(name, None)
    file = write(tmp_path, texts) / name
    if kind == "a folder":
        file.mkdir()
    elif kind == "a broken link":
        file.symlink_to("nowhere")
    elif kind == "a loop of links":
        file.symlink_to(file.name)
    else:
        os.mkfifo(file)
    assert places(read_season(tmp_path)) == [f"{name}:0: not_a_file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", ["events.csv", MARKS, W1])
def test_what_may_not_be_read_is_one_problem(name: str, tmp_path: Path) -> None:
    """Permissions are named, not raised."""
    path = write(tmp_path, small_season()) / name
    path.chmod(0)
    found = places(read_season(tmp_path))
    path.chmod(0o700)
    assert found == [f"{name}:0: unreadable"]


def test_a_link_to_a_folder_above_does_no_harm(tmp_path: Path) -> None:
    """Loops of folders are never walked."""
    folder = write(tmp_path, small_season())
    (folder / "events" / "loop").symlink_to(folder)
    read = read_season(folder)
    assert (places(read), [item.file for item in read.warnings]) == ([], ["events/loop"])


def test_names_that_are_no_text_are_shown(tmp_path: Path) -> None:
    """A file name of bytes that are no UTF-8 must not stop the output."""
    folder = write(tmp_path, small_season())
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe\n.csv"))).write_text("x")
    read = read_season(folder)
    assert read.season is not None
    (warning,) = read.warnings
    assert warning.text().encode().startswith(b"\\xdcff\\xdcfe\\x0a.csv:0:")


# -- workbooks -------------------------------------------------------------------------------------

NOT_A_WORKBOOK = {
    "nothing": (b"", "workbook_empty"),
    "rubbish": (b"PK\x03\x04" + bytes(range(256)) * 10, "workbook_kind"),
    "text": (b"entry,aspect,judge,mark\n", "workbook_kind"),
    "an old workbook": (OLD_WORKBOOK, "workbook_kind"),
    "a locked workbook": (LOCKED_WORKBOOK, "workbook_locked"),
    "an archive": (zipped(["a.txt"]), "workbook_kind"),
    "another office's": (zipped(["mimetype", "content.xml"]), "workbook_kind"),
    "an empty shell": (zipped(["xl/workbook.xml", "xl/_rels/workbook.xml.rels"]), "workbook_kind"),
}


@pytest.mark.parametrize("kind", NOT_A_WORKBOOK)
def test_what_is_no_workbook_is_one_problem(kind: str, tmp_path: Path) -> None:
    """The tables it should have held are not told to be missing."""
    content, message = NOT_A_WORKBOOK[kind]
    change: dict[str, bytes | str | None] = {f"{W1}/event.xlsx": content, MARKS: None}
    assert places(reread(tmp_path, change)) == [f"{W1}/event.xlsx:0: {message}"]


def test_a_truncated_workbook_is_one_problem(tmp_path: Path) -> None:
    """As a failed download leaves it."""
    as_workbooks(tmp_path, small_season())
    book = tmp_path / W1 / "event.xlsx"
    book.write_bytes(book.read_bytes()[:-200])
    assert places(read_season(tmp_path)) == [f"{W1}/event.xlsx:0: workbook_kind"]


def test_a_garbled_workbook_never_raises(tmp_path: Path) -> None:
    """Bytes changed anywhere in the archive or in its XML."""
    as_workbooks(tmp_path, small_season())
    book = tmp_path / W1 / "event.xlsx"
    good = book.read_bytes()
    seed = random.Random(2)  # noqa: S311 - any fixed seed does
    for _ in range(60):
        content = bytearray(good)
        for _ in range(seed.randrange(1, 6)):
            content[seed.randrange(len(content))] = seed.randrange(256)
        book.write_bytes(bytes(content))
        said = [problem.text() for problem in read_season(tmp_path).problems]
        assert all("events/W1" in line or "rulings.csv" in line for line in said)


def rewritten(source: bytes, seed: random.Random) -> bytes:
    """Write an archive again with its XML garbled."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = bytearray(old.read(name))
            if seed.random() < 0.3:
                for _ in range(seed.randrange(1, 4)):
                    place = seed.randrange(len(content))
                    content[place : place + seed.randrange(9)] = seed.randbytes(seed.randrange(5))
            new.writestr(name, bytes(content))
    return stream.getvalue()


def test_garbled_xml_never_raises(tmp_path: Path) -> None:
    """The archive is sound, what it holds is not."""
    as_workbooks(tmp_path, small_season())
    book = tmp_path / W1 / "event.xlsx"
    good = book.read_bytes()
    seed = random.Random(3)  # noqa: S311 - any fixed seed does
    for _ in range(60):
        book.write_bytes(rewritten(good, seed))
        assert isinstance(read_season(tmp_path), ReadSeason)


def test_a_table_given_twice_is_one_problem(tmp_path: Path) -> None:
    """As CSV and as a sheet."""
    workbook(tmp_path / W1 / "event.xlsx", {"marks": table(small_season()[MARKS])})
    assert places(read_texts(tmp_path, small_season())) == [f"{MARKS}:0: twice_given"]


def test_unknown_sheets_are_warnings_and_blank_ones_are_not_there(tmp_path: Path) -> None:
    """A workbook from a template has sheets that nobody filled in."""
    sheets: dict[str, list[list[str]]] = {"Sheet1": [["x"]], "adjustments": [], "说明": []}
    texts = small_season()
    del texts[f"{W1}/adjustments.csv"]
    workbook(tmp_path / W1 / "event.xlsx", dict(sheets))
    read = read_texts(tmp_path, texts)
    assert places(read) == []
    assert [(item.file, item.values[0]) for item in read.warnings] == [
        (f"{W1}/event.xlsx", "Sheet1"),
        (f"{W1}/event.xlsx", "说明"),
    ]
    assert read.season is not None
    assert read.season.events[0].adjustments == ()


def event_book(folder: Path, name: str = "marks") -> tuple[openpyxl.Workbook, Path]:
    """Write the season with one table of W1 as a workbook that a test goes on to change."""
    texts = small_season()
    rows = table(texts.pop(f"{W1}/{name}.csv"))
    write(folder, texts)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return book, folder / W1 / "event.xlsx"


def save(book: openpyxl.Workbook, file: Path) -> ReadSeason:
    """Save the workbook and read the season."""
    book.save(file)
    return read_season(file.parents[2])


def test_numbers_and_dates_as_cells(plain: Season, tmp_path: Path) -> None:
    """A person sees 85.5, 1 and 2026-05-01."""
    texts = small_season()
    events = table(texts.pop("events.csv"))
    marks = table(texts.pop(MARKS))
    write(tmp_path, texts)
    for file, name, rows in (
        ("season.xlsx", "events", events),
        (f"{W1}/event.xlsx", "marks", marks),
    ):
        with xlsxwriter.Workbook(str(tmp_path / file)) as book:
            sheet = book.add_worksheet(name)
            days = book.add_format({"num_format": "yyyy/m/d"})
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if number and rows[0][column] == "held_on":
                        day = date(2026, 5 if number == 1 else 6, 1)
                        sheet.write_datetime(number, column, day, days)
                    elif number and rows[0][column] in {"entry_size", "mark"}:
                        sheet.write_number(number, column, float(cell))
                    else:
                        sheet.write_string(number, column, cell)
    read = read_season(tmp_path)
    assert places(read) == []
    assert read.season is not None
    assert read.season.events[0].event == plain.events[0].event
    assert read.season.events[0].marks == plain.events[0].marks


def test_an_id_typed_as_a_number_is_lost(tmp_path: Path) -> None:
    """Spreadsheets keep fifteen digits: 3.70E+17 is what is left."""
    book, file = event_book(tmp_path, "members")
    book["members"]["C2"] = int(PEOPLE[0][:17] + "1")
    (problem,) = save(book, file).problems
    assert (problem.file, problem.row, problem.column) == (
        f"{W1}/event.xlsx[members]",
        2,
        "id_number",
    )
    assert (problem.message, problem.values) == ("scientific", ("3.70E+17",))


def test_a_formula_counts_with_its_stored_result(plain: Season, tmp_path: Path) -> None:
    """What the spreadsheet showed is what is read."""
    texts = small_season()
    rows = table(texts.pop(MARKS))
    write(tmp_path, texts)
    with xlsxwriter.Workbook(str(tmp_path / W1 / "event.xlsx")) as book:
        sheet = book.add_worksheet("marks")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.write_formula(1, 3, "=80+5.5", value=85.5)
    read = read_season(tmp_path)
    assert places(read) == []
    assert read.season is not None
    assert read.season.events[0].marks == plain.events[0].marks


def test_a_formula_without_stored_result_is_a_problem(tmp_path: Path) -> None:
    """A program wrote it and no spreadsheet computed it; an empty cell would be a wrong guess."""
    book, file = event_book(tmp_path)
    book["marks"]["D2"] = "=80+5.5"
    read = save(book, file)
    assert places(read) == [f"{W1}/event.xlsx[marks]:2:mark no_value"]
    assert "D2" in read.problems[0].chinese


def test_a_formula_that_failed_is_a_problem(tmp_path: Path) -> None:
    """The error value is shown."""
    book, file = event_book(tmp_path)
    cell = book["marks"]["D2"]
    cell.value = "#DIV/0!"
    cell.data_type = "e"
    read = save(book, file)
    assert places(read) == [f"{W1}/event.xlsx[marks]:2:mark error_value"]
    assert "#DIV/0!" in read.problems[0].english


def test_cells_merged_downwards_hold_in_every_row(plain: Season, tmp_path: Path) -> None:
    """Score sheets merge the entry over the rows of its judges; each merge is a warning."""
    book, file = event_book(tmp_path)
    book["marks"].merge_cells("A3:A5")
    read = save(book, file)
    assert places(read) == []
    assert [(item.row, item.column, item.values) for item in read.warnings] == [
        (3, "entry", ("A3:A5",))
    ]
    assert read.season is not None
    assert read.season.events[0].marks == plain.events[0].marks


def test_cells_merged_across_are_one_problem(tmp_path: Path) -> None:
    """Nobody can say which column is meant; the covered cells are not told to be empty."""
    book, file = event_book(tmp_path)
    book["marks"].merge_cells("C2:D2")
    assert places(save(book, file)) == [f"{W1}/event.xlsx[marks]:2:judge merged"]


def test_a_merged_title_above_the_header_is_one_problem(tmp_path: Path) -> None:
    """The first row names the columns."""
    book, file = event_book(tmp_path)
    book["marks"].insert_rows(1)
    book["marks"]["A1"] = "成绩表"
    book["marks"].merge_cells("A1:D1")
    assert places(save(book, file)) == [f"{W1}/event.xlsx[marks]:1: no_columns"]


def test_empty_rows_and_columns_do_not_matter(plain: Season, tmp_path: Path) -> None:
    """Also before the header; rows keep the numbers that the spreadsheet shows."""
    book, file = event_book(tmp_path)
    sheet = book["marks"]
    sheet.insert_rows(5, 3)
    sheet.insert_rows(1, 2)
    sheet.insert_cols(1, 2)
    sheet.insert_cols(4)
    read = save(book, file)
    assert places(read) == []
    assert read.season is not None
    assert read.season.events[0].marks == plain.events[0].marks
    sheet["G4"] = "x"
    assert places(save(book, file)) == [f"{W1}/event.xlsx[marks]:4:mark number"]


def test_a_stray_cell_far_out_is_one_problem(tmp_path: Path) -> None:
    """Reading the rectangle up to it would take hundreds of gigabytes."""
    book, file = event_book(tmp_path)
    book["marks"]["XFD1048576"] = "x"
    read = save(book, file)
    assert places(read) == [f"{W1}/event.xlsx[marks]:0: far_cell"]
    assert "XFD1048576" in read.problems[0].chinese


def test_an_archive_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    """By the sizes that it declares, before anything is unpacked."""
    as_workbooks(tmp_path, small_season())
    book = tmp_path / W1 / "event.xlsx"
    content = bytearray(book.read_bytes())
    place = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 0xFFFFFFF0)
    struct.pack_into("<I", content, content.index(b"PK\x01\x02", place + 4) + 24, 0xFFFFFFF0)
    book.write_bytes(bytes(content))
    assert places(read_season(tmp_path)) == [f"{W1}/event.xlsx:0: workbook_large"]


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    """A date with a time is shown as it stands."""
    texts = small_season()
    rows = table(texts.pop("bases.csv"))
    write(tmp_path, texts)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "bases"
    for row in rows:
        sheet.append(row)
    sheet["C2"] = datetime(2024, 1, 9, 8, 30)  # noqa: DTZ001 - spreadsheets have no zones
    book.save(tmp_path / "season.xlsx")
    (problem,) = read_season(tmp_path).problems
    assert (problem.message, problem.values) == ("date", ("2024-01-09 08:30:00",))


def test_every_problem_says_something_in_both_languages() -> None:
    """No message has a place that nobody fills."""
    problem = Problem(
        "a", 1, "b", "range", ("1", "2", "3", "4", "5"), ("value", "low", "high", "entry", "aspect")
    )
    assert problem.text().startswith("a:1:b  1 超出范围")
