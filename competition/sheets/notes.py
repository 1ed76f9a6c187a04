"""Where those who read a sheet note what is wrong with it."""

from typing import Protocol


class Notes(Protocol):
    """Gathers problems and warnings; `broken` are the tables that could not be read as a whole.

    A problem lies in `file`, `row` (from 1, 0 for the whole file) and `column` (its heading);
    `message` is a key of the sentences of whoever asked, `values` fill its places.
    """

    broken: set[str]

    def add(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem."""

    def lose(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem that makes a whole table unreadable."""

    def warn(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a warning, which stops nothing."""
