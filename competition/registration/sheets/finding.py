"""What is wrong with a sheet, where: kept for the report, counted beyond what anybody reads."""

import msgspec

MOST_KEPT = 5_000
LONGEST_SHOWN = 80
#: The message of a rule's answer, whose values are its reason in two languages.
RULE = "rule"


class SheetFinding(msgspec.Struct, frozen=True, gc=False):
    """One finding: the row of the sheet (0 for the file), the heading, and what is wrong.

    `message` is a text key below `sheet_problem`, `values` fill its places; a warning stops
    nothing.
    """

    row: int
    column: str
    message: str
    values: dict[str, str] = {}
    warning: bool = False


class SheetFindings:
    """Gathers findings; it is what readers of workbooks note into (`Notes`)."""

    def __init__(self) -> None:
        """Begin without findings."""
        self.kept: list[SheetFinding] = []
        self.broken: set[str] = set()
        self.problems = 0
        self.warnings = 0

    def add(self, _file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem."""
        self.problem(row, column, message, **values)

    def lose(self, file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem that leaves the sheet unread."""
        self.problem(row, column, message, **values)
        self.broken.add(file)

    def warn(self, _file: str, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a warning."""
        self.warnings += 1
        self._keep(SheetFinding(row, column, message, _shown(values), warning=True))

    def problem(self, row: int, column: str, message: str, /, **values: object) -> None:
        """Note a problem of a row."""
        self.problems += 1
        self._keep(SheetFinding(row, column, message, _shown(values)))

    def refuse(self, row: int, column: str, zh: str, en: str) -> None:
        """Note a rule's refusal, whose reason is written out in both languages."""
        self.problems += 1
        self._keep(SheetFinding(row, column, RULE, {"zh": zh, "en": en}))

    def ask(self, row: int, column: str, zh: str, en: str) -> None:
        """Note what a person has to look at; it stops nothing."""
        self.warnings += 1
        self._keep(SheetFinding(row, column, RULE, {"zh": zh, "en": en}, warning=True))

    def in_order(self) -> tuple[SheetFinding, ...]:
        """Give what was kept by row, problems before warnings within it."""
        return tuple(sorted(self.kept, key=lambda one: (one.row, one.warning)))

    def _keep(self, finding: SheetFinding) -> None:
        if len(self.kept) < MOST_KEPT:
            self.kept.append(finding)


def _shown(values: dict[str, object]) -> dict[str, str]:
    return {name: _short(str(value)) for name, value in values.items()}


def _short(text: str) -> str:
    plain = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)
    return plain if len(plain) <= LONGEST_SHOWN else plain[:LONGEST_SHOWN] + "…"
