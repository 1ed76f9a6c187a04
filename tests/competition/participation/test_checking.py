"""A sheet of reports: every problem by row and column, and nothing that is right is refused."""

from pathlib import Path

import pytest

from competition.participation.charts import Bar, bars
from competition.participation.checking import HEADINGS, MOST_SHOWN, Asked, Problems, ReportReader
from competition.participation.counter import counter_of
from competition.participation.queries import TotalRow
from competition.participation.rules import Level, NewReport, Span, Stage
from competition.participation.workbook import draw_template
from competition.web.language import Language, texts_of
from tests.benchmarks.participation import run

HEAD = "统计期间,市,级别,阶段,人次,填报单位,文件依据\n"
NOVEMBER = Span(2026 * 12 + 10, 2026 * 12 + 10)
ASKED = Asked(range(2024, 2027), NOVEMBER)


def read(folder: Path, text: str, asked: Asked = ASKED) -> tuple[list[NewReport], Problems]:
    """Read a CSV."""
    file = folder / "sheet"
    file.write_text(text, encoding="utf-8")
    problems = Problems()
    return list(ReportReader(asked, problems).read(file, "a.csv")), problems


def found(problems: Problems) -> list[tuple[int, str, str]]:
    """Give row, column and message of each problem."""
    return [(one.row, one.column, one.message) for one in problems.shown]


def test_a_right_row_is_read_in_the_stored_words(tmp_path: Path) -> None:
    """English headings and codes too, columns in any order, the city left out."""
    reports, problems = read(
        tmp_path,
        "count,period,level,stage,reporter,document\n0120,2026Q1,city,final,市局,文\n",
    )
    assert found(problems) == []
    told = reports[0].told
    assert (told.city, told.level, told.stage, told.count) == ("", "市级", "决赛", 120)
    assert (reports[0].level_code, reports[0].stage_code) == (Level.CITY, Stage.FINAL)


def test_every_cell_s_problem_is_named(tmp_path: Path) -> None:
    """Also in rows whose first four cells were right before."""
    right = "2026-03,济南,企业,初赛,5,甲,文\n"
    wrong = (
        "2026-13,东京,社区,热身,1.5,,\n"
        "2027,济南,企业,初赛,0,甲,文\n"
        "2026-12,济南,企业,初赛,10000001,甲,文\n"
        f"2026-03,济南,企业,初赛,-5,{'长' * 201},文\n"
    )
    reports, problems = read(tmp_path, HEAD + right + wrong)
    assert len(reports) == 1
    assert found(problems) == [
        (3, "统计期间", "period"),
        (3, "市", "city"),
        (3, "级别", "word"),
        (3, "阶段", "word"),
        (3, "人次", "count"),
        (3, "填报单位", "empty"),
        (3, "文件依据", "empty"),
        (4, "统计期间", "year"),
        (4, "人次", "count"),
        (5, "统计期间", "future"),
        (5, "人次", "large"),
        (6, "人次", "count"),
        (6, "填报单位", "long"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "", "no_rows")]),
        (HEAD, [(0, "", "no_rows")]),
        ("统计期间,市,级别,阶段,人次,填报单位\n", [(1, "文件依据", "missing_column")]),
        (HEAD.replace("市,", "市,备注,"), [(1, "备注", "unknown_column")]),
        (HEAD.replace("人次,", "人次,人次,"), [(1, "人次", "column_twice")]),
    ],
)
def test_a_wrong_head_is_one_problem(
    tmp_path: Path, text: str, expected: list[tuple[int, str, str]]
) -> None:
    """Its rows are not read."""
    assert found(read(tmp_path, text)[1]) == expected


def test_who_reports_for_a_city_reports_for_no_other(tmp_path: Path) -> None:
    """An empty cell is the own city."""
    rows = "2026-03,,企业,初赛,5,甲,文\n2026-03,济南市,企业,初赛,5,甲,文\n"
    bound = Asked(ASKED.years, NOVEMBER, "370100")
    reports, problems = read(tmp_path, HEAD + rows + "2026-03,青岛,企业,初赛,5,甲,文\n", bound)
    assert [report.told.city for report in reports] == ["370100", "370100"]
    assert found(problems) == [(4, "市", "other_city")]


def test_a_count_is_read_as_people_write_it(tmp_path: Path) -> None:
    """Full-width digits and separators of thousands; nothing that could mean something else."""
    written = ("１２", '"1,300"', "1，300", "１ ３００", "2 000 000")
    rows = "".join(f"2026-03,济南,企业,初赛,{count},甲,文\n" for count in written)
    reports, problems = read(tmp_path, HEAD + rows)
    assert found(problems) == []
    assert [report.told.count for report in reports] == [12, 1300, 1300, 1300, 2_000_000]
    rows = "".join(
        f'2026-03,济南,企业,初赛,"{count}",甲,文\n' for count in ("1,30", "1.5", "0,000")
    )
    assert [place[2] for place in found(read(tmp_path, HEAD + rows)[1])] == ["count"] * 3


def test_years_that_have_begun_may_be_reported() -> None:
    """Of a season that is prepared, the years before; of one that is far off, it cannot be said."""
    assert Asked(range(2025, 2028), NOVEMBER).begun == range(2025, 2027)
    assert Asked(range(2024, 2027), NOVEMBER).begun == range(2024, 2027)
    assert Asked(range(2030, 2033), NOVEMBER).begun == range(2030, 2033)


def test_problems_beyond_a_thousand_are_counted(tmp_path: Path) -> None:
    """So that a wrong file of 300,000 rows stays a page."""
    _, problems = read(tmp_path, HEAD + "x,济南,企业,初赛,5,甲,文\n" * 1200)
    assert (problems.count, len(problems.shown)) == (1200, MOST_SHOWN)


def test_every_problem_has_a_sentence(tmp_path: Path) -> None:
    """In both languages, with its values filled in."""
    wrong = "2026-13,东京,社区,热身,1.5,,\n2027,济南,企业,初赛,10000001,甲,文\n"
    _, problems = read(tmp_path, HEAD + wrong)
    for language in Language:
        texts = texts_of(language)
        for one in problems.shown:
            assert texts(f"participation_problem.{one.message}", **one.values)


def test_the_template_has_the_headings_and_nothing_else_to_read(tmp_path: Path) -> None:
    """An empty template holds no report, and says so."""
    file = tmp_path / "sheet"
    file.write_bytes(draw_template(["说明"], 2026))
    problems = Problems()
    assert list(ReportReader(ASKED, problems).read(file, "模板.xlsx")) == []
    assert found(problems) == [(0, "", "no_rows")]
    assert [headings[0] for headings in HEADINGS.values()] == HEAD.strip().split(",")


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """By its content, not by its name."""
    file = tmp_path / "sheet"
    file.write_bytes(b"PK nothing")
    problems = Problems()
    assert list(ReportReader(ASKED, problems).read(file, "a.xlsx")) == []
    assert [one.message for one in problems.shown] == ["workbook_kind"]


def test_the_counter_keeps_whole_numbers_and_its_parts() -> None:
    """What counts, what is automatic, questioned, left out, and outside of the years."""

    def row(
        year: int, city: str, count: int, *, own: bool = False, counts: bool = True
    ) -> TotalRow:
        return TotalRow(year, city, Level.CITY, Stage.FINAL, own, counts, 1, count, 0, 0)

    huge = 9_007_199_254_740_993
    rows = [
        row(2024, "370100", huge),
        row(2026, "370100", 5, own=True),
        row(2026, "", 7),
        row(2026, "", 11, counts=False),
        row(2023, "370200", 13),
    ]
    counter = counter_of(rows, range(2024, 2027), 10_000_000)
    assert counter.total == huge + 12
    assert (counter.automatic, counter.left_out, counter.outside) == (5, 11, 13)
    assert [(line.code, line.by_year) for line in counter.cities.lines] == [
        ("370100", (huge, 0, 5)),
        ("", (0, 0, 7)),
    ]
    assert counter.levels.closing.sum == counter.stages.closing.sum == counter.total
    assert counter_of([], range(2024, 2027), 10_000_000).percent == "0.0%"


def test_bars_are_drawn_with_title_description_and_escaped_labels() -> None:
    """No style and no script: classes only."""
    drawn = bars("x", "题<b>", "说明", [Bar("济南", "5", (("chart-part-1", 5),))], 20)
    assert drawn.startswith('<svg class="chart" role="img"')
    assert '<title id="x-title">题&lt;b&gt;</title>' in drawn
    assert '<rect class="chart-part-1" x="0.000%" y="28" width="25.000%" height="12"/>' in drawn
    assert "style" not in drawn


def test_the_benchmark_runs_on_a_small_size(capsys: pytest.CaptureFixture[str]) -> None:
    """Ours and pandas count the same; nothing here looks at a time."""
    run(1500)
    told = capsys.readouterr().out
    assert "Participations: 1,500 reports" in told
    assert "pandas + openpyxl" in told
