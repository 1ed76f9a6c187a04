"""Each kind of problem at its exact place, and nothing else besides it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.season.folders import (
    PEOPLE,
    UNITS,
    places,
    read_texts,
    small_season,
    swap,
    write,
)
from xinglu.cli import main
from xinglu.season.reading import read_season

A, B, C, UNKNOWN_UNIT = UNITS
W1 = "events/W1"
BAD_UNIT = "91350100M000100Y4Z"

# name: (file, what stands there, what is put there, the places of the problems)
ONE_CHANGE = {
    # season.toml
    "format unknown": ("season.toml", "format = 1", "format = 2", ["season.toml:0:format format"]),
    "format no number": (
        "season.toml",
        "format = 1",
        'format = "x"',
        ["season.toml:0:format format"],
    ),
    "format missing": ("season.toml", "format = 1\n", "", ["season.toml:0:format missing_key"]),
    "title empty": ("season.toml", '"测试年度"', '" "', ["season.toml:0:title empty"]),
    "title a number": ("season.toml", '"测试年度"', "5", ["season.toml:0:title kind_of_value"]),
    "year a text": ("season.toml", "year = 2026", 'year = "今年"', ["season.toml:0:year whole"]),
    "year true": ("season.toml", "year = 2026", "year = true", ["season.toml:0:year whole"]),
    "year with decimals": (
        "season.toml",
        "year = 2026",
        "year = 2026.5",
        ["season.toml:0:year whole"],
    ),
    "ruleset unknown": (
        "season.toml",
        '"lu-2022-17"',
        '"lu-1999"',
        ["season.toml:0:ruleset choice"],
    ),
    "key unknown": (
        "season.toml",
        "year = 2026",
        "year = 2026\nx = 1",
        ["season.toml:0:x unknown_key"],
    ),
    "nested key unknown": (
        "season.toml",
        "target_year",
        "other = 1\ntarget_year",
        ["season.toml:0:pool.other unknown_key"],
    ),
    "ruling without document": (
        "season.toml",
        'document = "鲁技组字〔2026〕5号"\n',
        "",
        ["season.toml:0:rulings.smallest_field.document missing_key"],
    ),
    "ruling option a list": (
        "season.toml",
        "value = 1",
        "value = [1]",
        ["season.toml:0:rulings.smallest_field.value kind_of_value"],
    ),
    "approval date": (
        "season.toml",
        "date = 2027-03-15",
        'date = "2027-3-15"',
        ["season.toml:0:approval.date date"],
    ),
    "broken TOML": ("season.toml", "[approval]", "[approval", ["season.toml:8: toml"]),
    "TOML number of 5000 digits": (
        "season.toml",
        "year = 2026",
        "year = " + "9" * 5000,
        ["season.toml:0: toml"],
    ),
    # organisations
    "organisation code": (
        "organisations.csv",
        f"{C},青岛",
        f"{BAD_UNIT},青岛",
        [
            "events/W1/members.csv:3:employer dangling",
            "organisations.csv:4:code uscc_check",
            "worldskills.csv:2:sending_unit dangling",
            "worldskills.csv:3:sending_unit dangling",
        ],
    ),
    "organisation twice": (
        "organisations.csv",
        f"{C},青岛",
        f"{B},青岛",
        [
            "events/W1/members.csv:3:employer dangling",
            "organisations.csv:4:code duplicate",
            "worldskills.csv:2:sending_unit dangling",
            "worldskills.csv:3:sending_unit dangling",
        ],
    ),
    "organisation kind": (
        "organisations.csv",
        "company",
        "公司",
        ["organisations.csv:4:kind choice"],
    ),
    "organisation city": (
        "organisations.csv",
        "370200",
        "371200",
        ["organisations.csv:4:city city"],
    ),
    "same_as dangling": (
        "organisations.csv",
        f",,{A}",
        f",,{UNKNOWN_UNIT}",
        ["organisations.csv:3:same_as dangling"],
    ),
    "column unknown": (
        "organisations.csv",
        "city",
        "town",
        ["organisations.csv:1:town unknown_column"],
    ),
    "column twice": (
        "organisations.csv",
        "city",
        "name",
        ["organisations.csv:1:name double_column"],
    ),
    # events
    "event code": ("events.csv", "C1,", "C 1,", ["events.csv:3:event code"]),
    "event class": ("events.csv", "provincial_1", "省一类", ["events.csv:2:class choice"]),
    "entry size": ("events.csv", "电工,1,", "电工,0,", ["events.csv:2:entry_size whole"]),
    "held on": ("events.csv", "2026/6/1", "2026-6-1", ["events.csv:3:held_on date"]),
    "no such day": ("events.csv", "2026/6/1", "2026/6/31", ["events.csv:3:held_on date"]),
    "feeds": ("events.csv", "pool", "W9", ["events.csv:3:feeds dangling"]),
    "event name empty": ("events.csv", ",钳工,", ",,", ["events.csv:3:name empty"]),
    "column missing": (
        "events.csv",
        "class",
        "",
        ["events.csv:1: nameless_column", "events.csv:1:class missing_column"],
    ),
    # people known before
    "holder year": (
        "title_holders.csv",
        ",2023,",
        ",二〇二三,",
        ["title_holders.csv:2:year whole"],
    ),
    "holder ID scientific": (
        "title_holders.csv",
        PEOPLE[8],
        "3.70E+17",
        ["title_holders.csv:2:id_number scientific"],
    ),
    "promotion date": (
        "promotions_before.csv",
        "2026-02-03",
        "2026.2.3",
        ["promotions_before.csv:2:promoted_on date"],
    ),
    # money
    "team edition": (
        "expert_teams.csv",
        ",2026,",
        ",第48届,",
        [
            "expert_teams.csv:2:edition edition",
            "worldskills.csv:2:expert_team dangling",
            "worldskills.csv:3:expert_team dangling",
        ],
    ),
    "medal": ("worldskills.csv", "silver", "银牌", ["worldskills.csv:4:medal choice"]),
    "medals of one entry": (
        "worldskills.csv",
        f"gold,CN1,{PEOPLE[5]}",
        f"silver,CN1,{PEOPLE[5]}",
        ["worldskills.csv:3:medal disagree"],
    ),
    "skill names of one entry": (
        "worldskills.csv",
        f"网站技术,gold,CN1,{PEOPLE[5]}",
        f"网页技术,gold,CN1,{PEOPLE[5]}",
        ["worldskills.csv:3:skill_name disagree"],
    ),
    "player twice": (
        "worldskills.csv",
        PEOPLE[5],
        PEOPLE[4],
        ["worldskills.csv:3:id_number duplicate"],
    ),
    "origin": ("worldskills.csv", "introduced", "引进", ["worldskills.csv:4:origin choice"]),
    "base dangling": (
        "worldskills.csv",
        "introduced,,",
        f"introduced,{UNKNOWN_UNIT},",
        ["worldskills.csv:4:base dangling"],
    ),
    "team dangling": (
        "worldskills.csv",
        "introduced,,,",
        "introduced,,,T1",
        ["worldskills.csv:4:expert_team dangling"],
    ),
    "base kind": ("bases.csv", ",key,", ",national,", ["bases.csv:2:kind choice"]),
    "base organisation": ("bases.csv", A, UNKNOWN_UNIT, ["bases.csv:2:organisation dangling"]),
    "paid amount": ("paid.csv", "1000000", "100万", ["paid.csv:2:amount whole"]),
    "paid kind": ("paid.csv", ",base,", ",基地,", ["paid.csv:2:kind choice"]),
    "participation count": (
        "participations.csv",
        "1200",
        "-1",
        ["participations.csv:2:count whole"],
    ),
    "participation period": (
        "participations.csv",
        "2026Q1",
        "Q1",
        ["participations.csv:2:period period"],
    ),
    "certificate kind": ("issued.csv", ",title,", ",奖状,", ["issued.csv:2:kind choice"]),
    # rulings
    "ruling kind": ("rulings.csv", "tie,W1,E3", "draw,W1,E3", ["rulings.csv:3:kind choice"]),
    "ruling of unknown event": (
        "rulings.csv",
        "tie,W1,E3",
        "tie,W9,E3",
        ["rulings.csv:3:event dangling"],
    ),
    "ruling places": (
        "rulings.csv",
        "E3,3",
        "E3,2",
        ["rulings.csv:2:value ruling_places"],
    ),
    "ruling without tie": ("rulings.csv", "E3,3", "E1,3", ["rulings.csv:3:entry ruling_nothing"]),
    # event.toml
    "rank key": (
        f"{W1}/event.toml",
        "module:practical",
        "practical",
        [f"{W1}/event.toml:0:rank.by rank_key"],
    ),
    "rank key of nothing": (
        f"{W1}/event.toml",
        "-aspect:T",
        "-aspect:Z",
        [f"{W1}/event.toml:0:rank.by dangling"],
    ),
    "module without aspects": (
        f"{W1}/event.toml",
        "[rank]",
        "[modules.x]\n[rank]",
        [f"{W1}/event.toml:0:modules.x no_aspects"],
    ),
    "module not described": (
        f"{W1}/event.toml",
        '[modules.theory]\nname = "理论知识"\nweight = "0.30"\npass = "60"\n',
        "",
        [f"{W1}/event.toml:0:modules.theory module_missing"],
    ),
    "weight no number": (
        f"{W1}/event.toml",
        '"0.30"\npass',
        '"30%"\npass',
        [f"{W1}/event.toml:0:modules.theory.weight number"],
    ),
    "weight infinite": (
        f"{W1}/event.toml",
        '"0.30"\npass',
        "inf\npass",
        [f"{W1}/event.toml:0:modules.theory.weight number"],
    ),
    "prize share": (
        f"{W1}/event.toml",
        'first = "0.10"',
        'first = "10"',
        [f"{W1}/event.toml:0:prizes.first share"],
    ),
    "prize method": (
        f"{W1}/event.toml",
        '"ratio"',
        '"比例"',
        [f"{W1}/event.toml:0:prizes.method choice"],
    ),
    "within": (
        f"{W1}/event.toml",
        '"division"',
        '"group"',
        [f"{W1}/event.toml:0:rank.within choice"],
    ),
    # scheme
    "aspect twice": (
        f"{W1}/scheme.csv",
        "practical,T,",
        "practical,L,又,time,\npractical,T,",
        [f"{W1}/scheme.csv:5:aspect duplicate"],
    ),
    "aspect differs in case": (
        f"{W1}/scheme.csv",
        "practical,T,",
        "practical,l,又,time,\npractical,T,",
        [f"{W1}/scheme.csv:5:aspect duplicate_case"],
    ),
    "aspect kind": (f"{W1}/scheme.csv", ",panel,", ",jury,", [f"{W1}/scheme.csv:3:kind choice"]),
    "maximum missing": (
        f"{W1}/scheme.csv",
        ",panel,100",
        ",panel,",
        [f"{W1}/scheme.csv:3:max maximum"],
    ),
    "maximum no number": (
        f"{W1}/scheme.csv",
        ",panel,100",
        ",panel,一百",
        [f"{W1}/scheme.csv:3:max number"],
    ),
    "minimum above maximum": (
        f"{W1}/scheme.csv",
        ",panel,100,",
        ",panel,100,101",
        [f"{W1}/scheme.csv:3:min min_max"],
    ),
    "two judges for single": (
        f"{W1}/scheme.csv",
        "measurement,100,,,,,,,",
        "measurement,100,,,,,,2,",
        [f"{W1}/scheme.csv:2:judges single_judges"],
    ),
    "required": (f"{W1}/scheme.csv", ",no\n", ",否\n", [f"{W1}/scheme.csv:5:required choice"]),
    # entries
    "entry code": (f"{W1}/entries.csv", "E4,", "E/4,", [f"{W1}/entries.csv:5:entry code"]),
    "entry differs in case": (
        f"{W1}/entries.csv",
        "E4,",
        "e1,",
        [f"{W1}/entries.csv:5:entry duplicate_case"],
    ),
    "entry twice": (f"{W1}/entries.csv", "E4,", "E3,", [f"{W1}/entries.csv:5:entry duplicate"]),
    "division": (
        f"{W1}/entries.csv",
        "E4,worker",
        "E4,职工",
        [f"{W1}/entries.csv:5:division choice"],
    ),
    "status": (f"{W1}/entries.csv", "absent", "缺考", [f"{W1}/entries.csv:5:status choice"]),
    "delegation empty": (f"{W1}/entries.csv", "威海", "", [f"{W1}/entries.csv:5:delegation empty"]),
    # members
    "ID check digit": (
        f"{W1}/members.csv",
        PEOPLE[0],
        PEOPLE[0][:-1] + ("0" if PEOPLE[0][-1] != "0" else "1"),
        [f"{W1}/members.csv:2:id_number id_check"],
    ),
    "ID scientific": (
        f"{W1}/members.csv",
        PEOPLE[0],
        "3.70E+17",
        [f"{W1}/members.csv:2:id_number scientific"],
    ),
    "ID empty": (f"{W1}/members.csv", PEOPLE[0], "", [f"{W1}/members.csv:0:entry competitors"]),
    "ID type": (
        f"{W1}/members.csv",
        f"resident,{PEOPLE[0]}",
        f"身份证,{PEOPLE[0]}",
        [f"{W1}/members.csv:2:id_type choice"],
    ),
    "member of no entry": (
        f"{W1}/members.csv",
        "E2,",
        "E9,",
        [f"{W1}/members.csv:3:entry dangling"],
    ),
    "member twice": (
        f"{W1}/members.csv",
        "E3,passport,E12345678",
        f"E3,resident,{PEOPLE[2]}",
        [f"{W1}/members.csv:5:id_number duplicate"],
    ),
    "role": (f"{W1}/members.csv", "coach", "教练", [f"{W1}/members.csv:5:role choice"]),
    "too many competitors": (
        f"{W1}/members.csv",
        "coach",
        "competitor",
        [f"{W1}/members.csv:0:entry competitors"],
    ),
    "employer": (
        f"{W1}/members.csv",
        f"李四,competitor,{C}",
        f"李四,competitor,{UNKNOWN_UNIT}",
        [f"{W1}/members.csv:3:employer dangling"],
    ),
    "level": (f"{W1}/members.csv", "技师", "三级", [f"{W1}/members.csv:3:level choice"]),
    "name invisible": (
        f"{W1}/members.csv",
        "张三",
        "张\u200b三",
        [f"{W1}/members.csv:2:name control"],
    ),
    "name lost": (
        f"{W1}/members.csv",
        "张三",
        "张\ufffd",
        [f"{W1}/members.csv:2:name lost_character"],
    ),
    "name too long": (
        f"{W1}/members.csv",
        "张三",
        "三" * 201,
        [f"{W1}/members.csv:2:name too_long"],
    ),
    "name empty": (f"{W1}/members.csv", "张三", "", [f"{W1}/members.csv:2:name empty"]),
    # marks
    "mark above": (f"{W1}/marks.csv", "85.5", "100.01", [f"{W1}/marks.csv:2:mark range"]),
    "mark below": (f"{W1}/marks.csv", "85.5", "-0.01", [f"{W1}/marks.csv:2:mark range"]),
    "time below": (f"{W1}/marks.csv", "5400", "-1", [f"{W1}/marks.csv:8:mark range_low"]),
    "mark no number": (f"{W1}/marks.csv", "85.5", "85.5分", [f"{W1}/marks.csv:2:mark number"]),
    "mark with plus": (f"{W1}/marks.csv", "85.5", "+85.5", [f"{W1}/marks.csv:2:mark number"]),
    "mark with exponent": (f"{W1}/marks.csv", "85.5", "8e1", [f"{W1}/marks.csv:2:mark number"]),
    "mark wide digits": (f"{W1}/marks.csv", "85.5", "８５", [f"{W1}/marks.csv:2:mark number"]),
    "mark empty": (f"{W1}/marks.csv", "85.5", "", [f"{W1}/marks.csv:2:mark empty"]),
    "level of judgement": (
        f"{W1}/marks.csv",
        "E1,J,J1,2",
        "E1,J,J1,4",
        [f"{W1}/marks.csv:6:mark level"],
    ),
    "half a level": (
        f"{W1}/marks.csv",
        "E1,J,J1,2",
        "E1,J,J1,2.5",
        [f"{W1}/marks.csv:6:mark level"],
    ),
    "levels too far apart": (
        f"{W1}/marks.csv",
        "E1,J,J1,2",
        "E1,J,J1,1",
        [f"{W1}/marks.csv:7:mark spread"],
    ),
    "mark missing": (f"{W1}/marks.csv", "E1,L,J1,85.5\n", "", [f"{W1}/marks.csv:0:mark too_few"]),
    "fewer than the judges": (
        f"{W1}/marks.csv",
        "E1,P,J2,91\n",
        "",
        [f"{W1}/marks.csv:0:mark too_few"],
    ),
    "two marks for single": (
        f"{W1}/marks.csv",
        "E1,L,J1,85.5",
        "E1,L,J1,85.5\nE1,L,J2,85.5",
        [f"{W1}/marks.csv:3:mark two_for_single"],
    ),
    "mark twice": (
        f"{W1}/marks.csv",
        "E1,P,J2,91",
        "E1,P,J1,91",
        [f"{W1}/marks.csv:4:judge duplicate"],
    ),
    "mark of no entry": (
        f"{W1}/marks.csv",
        "E1,L,J1",
        "E9,L,J1",
        [f"{W1}/marks.csv:2:entry dangling"],
    ),
    "mark of no aspect": (
        f"{W1}/marks.csv",
        "E1,L,J1",
        "E1,Z,J1",
        [f"{W1}/marks.csv:2:aspect dangling"],
    ),
    "mark without entry": (
        f"{W1}/marks.csv",
        "E1,L,J1",
        ",L,J1",
        [f"{W1}/marks.csv:2:entry empty"],
    ),
    "cells beyond the header": (
        f"{W1}/marks.csv",
        "85.5",
        "85.5,x",
        [f"{W1}/marks.csv:2: extra_cells"],
    ),
    "judge invisible": (
        f"{W1}/marks.csv",
        "E1,L,J1",
        "E1,L,J\u202e1",
        [f"{W1}/marks.csv:2:judge control"],
    ),
    # coefficients, adjustments
    "coefficient": (
        f"{W1}/coefficients.csv",
        "1.0",
        "难",
        [f"{W1}/coefficients.csv:2:coefficient number"],
    ),
    "coefficient of no aspect": (
        f"{W1}/coefficients.csv",
        "E1,P",
        "E1,Z",
        [f"{W1}/coefficients.csv:2:aspect dangling"],
    ),
    "coefficient twice": (
        f"{W1}/coefficients.csv",
        "E1,P,1.0",
        "E1,P,1.0\nE1,P,1.1",
        [f"{W1}/coefficients.csv:3:aspect duplicate"],
    ),
    "adjustment points": (
        f"{W1}/adjustments.csv",
        "0.5",
        ".5",
        [f"{W1}/adjustments.csv:2:points number"],
    ),
    "adjustment without reason": (
        f"{W1}/adjustments.csv",
        "迟到",
        "",
        [f"{W1}/adjustments.csv:2:reason empty"],
    ),
    "adjustment of no entry": (
        f"{W1}/adjustments.csv",
        "E1,",
        "E9,",
        [f"{W1}/adjustments.csv:2:entry dangling"],
    ),
}


@pytest.mark.parametrize("name", ONE_CHANGE)
def test_one_fault_gives_one_problem_at_its_place(name: str, tmp_path: Path) -> None:
    """One change, one problem, with file, row and column."""
    file, old, new, expected = ONE_CHANGE[name]
    texts = small_season()
    swap(texts, file, old, new)
    assert places(read_texts(tmp_path, texts)) == expected


def test_the_season_itself_has_no_problem(tmp_path: Path) -> None:
    """Otherwise the tests above would prove nothing."""
    read = read_texts(tmp_path, small_season())
    assert (places(read), read.warnings) == ([], ())
    assert read.season is not None


REQUIRED_FILES = {
    "season.toml": ["season.toml:0: missing_file"],
    "organisations.csv": ["organisations.csv:0: missing_file"],
    "events.csv": ["events.csv:0: missing_file"],
    "events/W1/event.toml": ["events/W1/event.toml:0: missing_file"],
    "events/W1/scheme.csv": ["events/W1/scheme.csv:0: missing_file"],
    "events/W1/entries.csv": ["events/W1/entries.csv:0: missing_file"],
    "events/W1/members.csv": ["events/W1/members.csv:0: missing_file"],
    "events/W1/marks.csv": ["events/W1/marks.csv:0: missing_file"],
}


@pytest.mark.parametrize("file", REQUIRED_FILES)
def test_a_missing_file_is_one_problem(file: str, tmp_path: Path) -> None:
    """Nothing that would have referred to it is told as well."""
    texts = small_season()
    del texts[file]
    assert places(read_texts(tmp_path, texts)) == REQUIRED_FILES[file]


def test_a_missing_event_folder_is_one_problem(tmp_path: Path) -> None:
    """Not one for each of its files."""
    texts = {name: text for name, text in small_season().items() if not name.startswith("events/C")}
    assert places(read_texts(tmp_path, texts)) == ["events/C1:0: missing_folder"]


def test_a_missing_folder_of_events_is_one_problem(tmp_path: Path) -> None:
    """Not one for each event."""
    texts = {name: text for name, text in small_season().items() if not name.startswith("events/")}
    assert places(read_texts(tmp_path, texts)) == ["events:0: missing_folder"]


def required_columns() -> list[tuple[str, str]]:
    """List every column of every table that must be there."""
    from xinglu.season import event_reading as event  # noqa: PLC0415 - only for this list
    from xinglu.season.season_tables import SEASON_TABLES  # noqa: PLC0415 - only for this list

    found = [
        (f"{name}.csv", column) for name, columns in SEASON_TABLES.items() for column in columns[0]
    ]
    for name, columns in (
        ("scheme", event.SCHEME_COLUMNS),
        ("entries", event.ENTRY_COLUMNS),
        ("members", event.MEMBER_COLUMNS),
        ("marks", event.MARK_COLUMNS),
        ("coefficients", event.COEFFICIENT_COLUMNS),
        ("adjustments", event.ADJUSTMENT_COLUMNS),
    ):
        found += [(f"{W1}/{name}.csv", column) for column in columns]
    return found


@pytest.mark.parametrize(("file", "column"), required_columns())
def test_a_missing_column_is_one_problem(file: str, column: str, tmp_path: Path) -> None:
    """Also where every row would have needed it."""
    texts = small_season()
    rows = [line.split(",") for line in texts[file].splitlines()]
    place = rows[0].index(column)
    for row in rows:
        del row[place]
    texts[file] = "\n".join(",".join(row) for row in rows)
    assert places(read_texts(tmp_path, texts)) == [f"{file}:1:{column} missing_column"]


def test_a_class_that_gives_titles_needs_its_people(tmp_path: Path) -> None:
    """The college event above has none and needs none."""
    texts = small_season()
    swap(texts, "events.csv", "college", "china_skills")
    assert places(read_texts(tmp_path, texts)) == ["events/C1/members.csv:0: missing_file"]


def test_rounding_at_a_place_with_no_marks_left_is_a_problem(tmp_path: Path) -> None:
    """Two dropped on each side of three marks leave none."""
    texts = small_season()
    swap(texts, f"{W1}/scheme.csv", "trimmed_mean,1,1,3", "trimmed_mean,2,1,3")
    assert places(read_texts(tmp_path, texts)) == [f"{W1}/marks.csv:0:mark none_left"] * 3


def test_the_spread_names_entry_aspect_and_judges(tmp_path: Path) -> None:
    """Case: levels 1, 3 are 2 apart."""
    texts = small_season()
    swap(texts, f"{W1}/marks.csv", "E1,J,J1,2", "E1,J,J1,1")
    (problem,) = read_texts(tmp_path, texts).problems
    for text in (problem.chinese, problem.english):
        assert "E1" in text
        assert " J" in text
        assert "J1、J2" in text


def test_marks_of_an_entry_with_a_bad_code_do_not_dangle(tmp_path: Path) -> None:
    """The code is wrong once, in entries.csv."""
    texts = {name: text.replace("E1", "E1.") for name, text in small_season().items()}
    del texts["issued.csv"]
    assert places(read_texts(tmp_path, texts)) == [f"{W1}/entries.csv:2:entry code"]


BAD_CODES = ["..", ".", "CON", "nul.x", "Aux", "com1", "a.", "a b", "a/b", "a\\b", "电工", "x" * 65]


@pytest.mark.parametrize("code", BAD_CODES)
def test_an_event_code_that_is_no_folder_name_is_refused(code: str, tmp_path: Path) -> None:
    """Nothing is looked for under such a name."""
    texts = small_season()
    swap(texts, "events.csv", "C1,", f"{code},")
    read = read_texts(tmp_path, texts)
    assert places(read) == ["events.csv:3:event code"]


def test_events_that_differ_in_case_are_refused(tmp_path: Path) -> None:
    """They would be one folder on some systems."""
    texts = small_season()
    swap(texts, "events.csv", "C1,", "w1,")
    assert places(read_texts(tmp_path, texts)) == ["events.csv:3:event duplicate_case"]


def test_modules_that_differ_in_case_are_refused(tmp_path: Path) -> None:
    """Once, at the first row that spells it otherwise."""
    texts = small_season()
    swap(texts, f"{W1}/scheme.csv", "practical,J", "Practical,J")
    swap(texts, f"{W1}/event.toml", "[rank]", "[modules.Practical]\n[rank]")
    assert places(read_texts(tmp_path, texts)) == [f"{W1}/scheme.csv:4:module duplicate_case"]


def test_unknown_files_and_sheets_are_warnings(tmp_path: Path) -> None:
    """They stop nothing."""
    texts = {**small_season(), "备注.csv": "x", "events/W1/photos.csv": "x", "events/old/x": ""}
    read = read_texts(tmp_path, texts)
    assert read.season is not None
    assert [warning.file for warning in read.warnings] == [
        "events/W1/photos.csv",
        "events/old",
        "备注.csv",
    ]


def test_a_character_no_font_has_is_a_warning(tmp_path: Path) -> None:
    """Only that certificate will be left out."""
    texts = small_season()
    swap(texts, f"{W1}/members.csv", "张三", "张\U000323ad")
    read = read_texts(tmp_path, texts)
    assert read.season is not None
    (warning,) = read.warnings
    assert (warning.file, warning.row, warning.column) == (f"{W1}/members.csv", 2, "name")
    assert "U+323AD" in warning.text()


def test_theory_above_thirty_per_cent_is_a_warning(tmp_path: Path) -> None:
    """It asks to be confirmed, no more."""
    texts = small_season()
    swap(texts, f"{W1}/event.toml", '"0.30"\npass', '"0.31"\npass')
    read = read_texts(tmp_path, texts)
    assert read.season is not None
    assert [(item.file, item.column, item.message) for item in read.warnings] == [
        (f"{W1}/event.toml", "modules.theory.weight", "theory_weight")
    ]


def faulty_season() -> dict[str, str]:
    """Give a season with a fault of many kinds at once."""
    texts = small_season()
    for file, old, new in (
        ("season.toml", "format = 1", "format = 7"),
        ("season.toml", "2027-03-15", '"昨天"'),
        ("organisations.csv", "company", "公司"),
        ("events.csv", "2026/6/1", "6月1日"),
        ("title_holders.csv", ",2023,", ",,"),
        ("worldskills.csv", "silver", "银"),
        ("bases.csv", ",key,", ",?,"),
        ("paid.csv", "1000000", "壹"),
        ("participations.csv", "1200", "1,200"),
        (f"{W1}/event.toml", '"ratio"', '"x"'),
        (f"{W1}/scheme.csv", ",panel,100", ",panel,"),
        (f"{W1}/entries.csv", "威海", ""),
        (f"{W1}/members.csv", PEOPLE[0], "3.70E+17"),
        (f"{W1}/marks.csv", "85.5", "101"),
        (f"{W1}/adjustments.csv", "0.5", "半分"),
    ):
        swap(texts, file, old, new)
    return texts


def test_all_problems_of_a_folder_come_at_once(tmp_path: Path) -> None:
    """In the order of file, row and column."""
    found = places(read_texts(tmp_path, faulty_season()))
    assert found == [
        "bases.csv:2:kind choice",
        "events.csv:3:held_on date",
        f"{W1}/adjustments.csv:2:points number",
        f"{W1}/entries.csv:5:delegation empty",
        f"{W1}/event.toml:0:prizes.method choice",
        f"{W1}/marks.csv:2:mark range",
        f"{W1}/members.csv:2:id_number scientific",
        f"{W1}/scheme.csv:3:max maximum",
        "organisations.csv:4:kind choice",
        "paid.csv:2:amount whole",
        "participations.csv:2: extra_cells",
        "season.toml:0:approval.date date",
        "season.toml:0:format format",
        "title_holders.csv:2:year empty",
        "worldskills.csv:4:medal choice",
    ]


@pytest.mark.parametrize("command", ["check", "run"])
def test_the_command_prints_every_problem_and_writes_nothing(command: str, tmp_path: Path) -> None:
    """Exit code 2; one line each, Chinese before English."""
    folder = write(tmp_path / "in", faulty_season())
    out = tmp_path / "out"
    more = ["--out", str(out)] if command == "run" else []
    result = CliRunner().invoke(main, ["season", command, str(folder), *more])
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert lines == [problem.text() for problem in read_season(folder).problems]
    assert len(lines) == 15
    assert f"{W1}/marks.csv:2:mark  101 超出范围" in result.stdout
    assert [item.name for item in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("what", ["nothing", "a file"])
def test_what_is_no_folder_is_one_problem(what: str, tmp_path: Path) -> None:
    """A path that is wrong is said, not raised."""
    path = tmp_path / "季"
    if what == "a file":
        path.write_text("x")
    message = "no_such_folder" if what == "nothing" else "not_a_folder"
    assert places(read_season(path)) == [f"季:0: {message}"]
