"""The README of the season: what it is, and the table of planted cases."""

from .model import Season

HEADLINE = "# 2026年度山东省“技能兴鲁”职业技能竞赛（示例）"
_TEXT = """\
{headline}

A provincial season as organisers would have it: {events} events (赛项) of the classes 省级一类,
省级二类, 山东省职业技能大赛, 职业院校技能大赛 and 世赛选拔, {entries} entries (参赛单元) and
{marks} marks (打分) under the ruleset `lu-2022-17`.

    xinglu season check examples/shandong-2026
    xinglu season run examples/shandong-2026 --out OUT

**Nobody in it exists.** People, schools, companies, results, medals and document numbers are
invented by a seeded generator, and nothing here says anything about a real contest. ID numbers
have correct check digits, but their sequence codes are 996-999: numbers of 15 digits kept these for
people over a hundred years old, and no county counts to them on one day's births. Organisation
codes were taken from no register (their subject part begins with MAYYY). The occupations and
cities are real, the contests are modelled on real ones.

The folder is written by `python examples/generators/shandong_2026.py`, the same bytes each time:
change the generator, not the files. There is no `issued.csv`, because no certificate has been
issued before this run; numbers therefore begin with 1. The list of titles is approved
(鲁人社字〔2027〕12号), so nominations become titles.

## Planted cases (预设案例)

Each row names a file of the output, the cells that find one row there, and what its columns say;
`rows` is the number of rows that match, `(empty)` an empty cell. A test holds this table against
the output.

| case | file | key | column | expected |
|---|---|---|---|---|
"""


def _cells(expected: str) -> str:
    return ", ".join(value.strip() or "(empty)" for value in expected.split(","))


def text(season: Season) -> str:
    """Return README.md."""
    entries = [entry for event in season.events.values() for entry in event.entries]
    marks = sum(len(values) for entry in entries for values in entry.marks.values())
    lines = [
        f"| {row.case} | {row.file} | `{row.key}` | {row.column} | `{_cells(row.expected)}` |\n"
        for row in season.expectations
    ]
    head = _TEXT.format(
        headline=HEADLINE,
        events=len(season.events),
        entries=f"{len(entries):,}",
        marks=f"{marks:,}",
    )
    return head + "".join(lines)
