"""The rolling counter as tables: by city and year, by level, by stage (pandas)."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from competition.participation.queries import TotalRow
from competition.participation.rules import Level, Stage
from competition.plan.rules import CITIES

WHOLE_PROVINCE = ""


class Line(msgspec.Struct, frozen=True):
    """One line of a table: a code, its participations by year, and their sum."""

    code: str
    by_year: tuple[int, ...]
    sum: int


class Table(msgspec.Struct, frozen=True):
    """Participations by some code and year, with the sums of the years."""

    years: tuple[int, ...]
    lines: tuple[Line, ...]
    closing: Line


class Counter(msgspec.Struct, frozen=True):
    """The rolling counter of a season (measure 20); numbers are participations.

    `automatic` is the part of `total` from our own entries, `questioned` what nobody decided about
    yet, `outside` what counts but lies before or after the years, `left_out` what does not count.
    """

    years: tuple[int, ...]
    target: int
    total: int
    automatic: int
    questioned: int
    questioned_reports: int
    left_out: int
    outside: int
    reports: int
    cities: Table
    levels: Table
    stages: Table

    @property
    def percent(self) -> str:
        """How much of the target is reached, with one decimal, rounded down."""
        tenths = self.total * 1000 // self.target if self.target else 0
        return f"{tenths // 10}.{tenths % 10}%"


def counter_of(rows: Sequence[TotalRow], years: range, target: int) -> Counter:
    """Put the counter together from the sums of a season (half a second the first time: pandas)."""
    inside = [row for row in rows if row.year in years]
    counted = [row for row in inside if row.counted]
    return Counter(
        tuple(years),
        target,
        sum(row.participations for row in counted),
        sum(row.participations for row in counted if row.automatic),
        sum(row.questioned for row in inside),
        sum(row.questioned_reports for row in inside),
        sum(row.participations for row in inside if not row.counted),
        sum(row.participations for row in rows if row.counted and row.year not in years),
        sum(row.reports for row in counted),
        _table(counted, years, lambda row: row.city, _city_order(counted)),
        _table(counted, years, lambda row: row.level.value, [level.value for level in Level]),
        _table(counted, years, lambda row: row.stage.value, [stage.value for stage in Stage]),
    )


def _city_order(rows: Iterable[TotalRow]) -> list[str]:
    """Give every city of the province, then others that occur, then the province as a whole."""
    others = sorted({row.city for row in rows} - CITIES.keys() - {WHOLE_PROVINCE})
    return [*sorted(CITIES), *others, WHOLE_PROVINCE]


def _table(
    rows: Sequence[TotalRow], years: range, code: Callable[[TotalRow], str], order: Sequence[str]
) -> Table:
    # Half a second and 60 MB: only who opens these pages pays for it.
    import pandas as pd  # noqa: PLC0415

    frame = pd.DataFrame(
        [(code(row), row.year, row.participations) for row in rows],
        columns=["code", "year", "participations"],
    ).astype({"participations": "int64"})
    # A pivot table goes through floats; this stays with whole numbers.
    sums = frame.groupby(["code", "year"])["participations"].sum()
    table = pd.DataFrame(sums.unstack("year", fill_value=0)).reindex(  # noqa: PD010 - see above
        index=list(order), columns=list(years), fill_value=0
    )
    lines = (_line(name, row) for name, row in zip(order, table.to_numpy().tolist(), strict=True))
    closing = _line("", table.sum(axis="index").tolist())
    return Table(tuple(years), tuple(line for line in lines if line.sum), closing)


def _line(code: str, by_year: Sequence[int]) -> Line:
    return Line(code, tuple(by_year), sum(by_year))
