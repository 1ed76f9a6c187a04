"""Problems of a season folder: where they are, what is wrong and what would be right."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

import msgspec

from xinglu.season.messages import MESSAGES

LONGEST_SHOWN = 120


class Problem(msgspec.Struct, frozen=True, order=True, gc=False):
    """One problem; rows count from 1 with the header as 1, a missing thing has row 0.

    `message` is a key of MESSAGES; `values` fill the places called `names`.
    """

    file: str
    row: int
    column: str
    message: str
    values: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def chinese(self) -> str:
        """The sentence in Chinese."""
        return MESSAGES[self.message][0].format_map(self._filling())

    @property
    def english(self) -> str:
        """The sentence in English."""
        return MESSAGES[self.message][1].format_map(self._filling())

    def _filling(self) -> dict[str, str]:
        return dict(zip(self.names, self.values, strict=True))

    def text(self) -> str:
        """Write `file:row:column  what is wrong, what would be right`, Chinese first."""
        filling = self._filling()
        chinese, english = (text.format_map(filling) for text in MESSAGES[self.message])
        return f"{self.file}:{self.row}:{self.column}  {chinese} / {english}"

    def __str__(self) -> str:
        """Write the problem as `text` does."""
        return self.text()


class Findings:
    """Gathers the problems and warnings of a folder while it is read.

    `broken` are the labels of tables that could not be read as a whole: what refers to them is
    not checked, so that one cause gives one problem.
    """

    def __init__(self) -> None:
        """Begin without findings."""
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.broken: set[str] = set()
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}

    def add(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem; `message` is a key of MESSAGES, `values` fill its places."""
        self.problems.append(self._problem(file, row, column, message, values))

    def lose(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem that makes a whole table unreadable, or a part of unknown size."""
        self.add(file, row, column, message, **values)
        self.broken.add(file)

    def warn(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a warning, which stops nothing."""
        self.warnings.append(self._problem(file, row, column, message, values))

    def _problem(
        self, file: str, row: int, column: str, message: str, values: dict[str, object]
    ) -> Problem:
        names = tuple(values)
        return Problem(
            shorten(file),
            row,
            shorten(column),
            message,
            tuple(
                str(value) if name == "allowed" else shorten(value)
                for name, value in values.items()
            ),
            self._names.setdefault(names, names),
        )

    def sorted_problems(self) -> tuple[Problem, ...]:
        """Give all problems by file, row and column."""
        return tuple(sorted(self.problems, key=_ORDER))

    def sorted_warnings(self) -> tuple[Problem, ...]:
        """Give all warnings by file, row and column."""
        return tuple(sorted(self.warnings, key=_ORDER))


_ORDER = attrgetter("file", "row", "column")


def shorten(value: object) -> str:
    """Show a value of the user's on one line without control characters."""
    if type(value) is not str:
        try:
            value = str(value)
        except (ValueError, RecursionError):
            return "…"
    if len(value) <= LONGEST_SHOWN and value.isprintable():
        return value
    text = "".join(
        character if character.isprintable() else f"\\x{ord(character):02x}"
        for character in value[: LONGEST_SHOWN + 1]
    )
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def problem_lines(problems: Iterable[Problem]) -> str:
    """Join sorted problems into lines, the same line once."""
    return "\n".join(line for line, _ in groupby(problem.text() for problem in problems))
