"""Typed access to TOML files: numbers stay exact, every problem names its key path."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from competition.people.identity import REPLACEMENT, forbidden_character
from competition.sheets.csv_files import read_text
from judging.marking.rules.exact import Exact, parse_exact
from xinglu.season.problems import Findings, shorten
from xinglu.season.rows import LONGEST_TEXT, NO_DATE, parse_date
from xinglu.season.sheets import Folder

Choice = TypeVar("Choice", bound=StrEnum)
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


class DecimalText(str):
    """A number written with decimals in TOML, kept as it was written."""

    __slots__ = ()


def read_toml(folder: Folder, name: str, findings: Findings) -> "TomlTable | None":
    """Read a TOML file; None after a problem."""
    label = folder.label + name
    file = folder.file(name)
    if file is None:
        if label not in findings.broken:
            findings.lose(label, 0, "", "missing_file")
        return None
    text = read_text(file, label, findings)
    if text is None:
        return None
    try:
        content = tomllib.loads(text, parse_float=DecimalText)
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits
        line = re.search(r"at line (\d+)", str(error))
        last = text.count("\n") + 1 if "end of document" in str(error) else 0
        findings.lose(label, int(line[1]) if line else last, "", "toml", why=error)
        return None
    return TomlTable(content, label, "", findings)


class TomlTable:
    """A table of a TOML file; `done` notes the keys that nobody asked for."""

    def __init__(
        self, content: dict[str, object], label: str, path: str, findings: Findings
    ) -> None:
        """Keep the content and where its problems go."""
        self._content = content
        self.label = label
        self._path = path
        self._findings = findings
        self._asked: set[str] = set()

    def path(self, key: str) -> str:
        """Give the full path of a key."""
        return f"{self._path}.{key}" if self._path else key

    def problem(self, key: str, message: str, /, **values: object) -> None:
        """Note a problem at a key."""
        self._findings.add(self.label, 0, self.path(key), message, **values)

    def warn(self, key: str, message: str, /, **values: object) -> None:
        """Note a warning at a key."""
        self._findings.warn(self.label, 0, self.path(key), message, **values)

    def has(self, key: str) -> bool:
        """Say whether a key is there."""
        return key in self._content

    def get(self, key: str) -> object:
        """Give a value as it stands, without checking or asking for it."""
        return self._content.get(key)

    def ask(self, key: str) -> None:
        """Take note that a key is known."""
        self._asked.add(key)

    def names(self) -> list[str]:
        """Give all keys in the order written, without asking for them."""
        return list(self._content)

    def _value(self, key: str, *, required: bool) -> object:
        self._asked.add(key)
        value = self._content.get(key)
        if value is None and required:
            self.problem(key, "missing_key")
        return value

    def _wrong(self, key: str, wanted: str) -> None:
        self.problem(key, "kind_of_value", wanted=wanted)

    def table(self, key: str, *, required: bool = False) -> "TomlTable | None":
        """Give a table below this one, or None."""
        value = self._value(key, required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self._wrong(key, f"[{self.path(key)}]")
            return None
        return TomlTable(value, self.label, self.path(key), self._findings)

    def text(self, key: str, *, required: bool = False, default: str = "") -> str:
        """Give a string."""
        value = self._value(key, required=required)
        if value is None:
            return default
        if not isinstance(value, str) or isinstance(value, DecimalText):
            self._wrong(key, '"…"')
            return default
        text = value.strip()
        if required and not text:
            self.problem(key, "empty")
        if (character := forbidden_character(text)) is not None:
            message = "lost_character" if character == REPLACEMENT else "control"
            self.problem(key, message, value=f"U+{ord(character):04X}")
        elif len(text) > LONGEST_TEXT:
            self.problem(key, "too_long", found=len(text), limit=LONGEST_TEXT)
        return text

    def whole(self, key: str, low: int, high: int, *, default: int | None = None) -> int:
        """Give a whole number from low to high; without a default the key must be there."""
        value = self._value(key, required=default is None)
        if value is None:
            return low if default is None else default
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            value = int(value)
        if isinstance(value, dict | list):
            self._wrong(key, str(low))
            return low
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.problem(key, "whole", value=value, low=low, high=high)
            return low
        return value

    def number(self, key: str, *, required: bool = False) -> Exact | None:
        """Give an exact number, written as a string or as a bare number; None when not there."""
        value = self._value(key, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            self._wrong(key, '"0.30"')
            return None
        number = parse_exact(shorten(value).strip())
        if number is None:
            self.problem(key, "number", value=value)
        return number

    def choice(self, key: str, choices: type[Choice], *, default: Choice | None = None) -> Choice:
        """Give one of the words of an enum; without a default the key must be there."""
        fallback = default if default is not None else next(iter(choices))
        text = self.text(key, required=default is None)
        if not text:
            return fallback
        try:
            return choices(text)
        except ValueError:
            self.problem(key, "choice", value=text, allowed=", ".join(choices))
            return fallback

    def word(self, key: str, choices: Sequence[str], default: str = "") -> str:
        """Give one of these words; without a default the key must be there."""
        text = self.text(key, required=not default)
        if text and text not in choices:
            self.problem(key, "choice", value=text, allowed=", ".join(choices))
        return text or default

    def words(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Give a list of strings."""
        value = self._value(key, required=required)
        if value is None:
            return ()
        words = isinstance(value, list) and all(
            isinstance(item, str) and not isinstance(item, DecimalText) for item in value
        )
        if not isinstance(value, list) or not words:
            self._wrong(key, '["…", "…"]')
            return ()
        return tuple(str(item).strip() for item in value)

    def date(self, key: str) -> date:
        """Give a day, written as a TOML date or as a string."""
        value = self._value(key, required=True)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        day = parse_date(value.strip()) if isinstance(value, str) else None
        if isinstance(value, dict | list):
            self._wrong(key, "2026-05-01")
        elif day is None and value is not None:
            self.problem(key, "date", value=value)
        return day or NO_DATE

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._content:
            if key not in self._asked:
                self.problem(key, "unknown_key")
