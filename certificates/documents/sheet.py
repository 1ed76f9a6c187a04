"""What a list says, before it becomes a workbook or a paper: sections of columns and rows."""

import re
from datetime import date
from typing import Literal

import msgspec

from judging.marking.rules.exact import decimal_text

_LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")
"""Phones (11 digits), identity numbers (15, 17 and a check character, 18) and accounts."""


class Number(msgspec.Struct, frozen=True, gc=False):
    """The number digits ÷ 10^decimals; `grouped` for money, printed as 3,200,000."""

    digits: int
    decimals: int = 0
    grouped: bool = False

    def text(self) -> str:
        """Write the number as it is printed."""
        if self.grouped:
            return f"{self.digits:,}"
        return decimal_text(self.digits, self.decimals)


Cell = str | Number


def plain(cell: Cell) -> str:
    """Write a cell as text."""
    return cell if isinstance(cell, str) else cell.text()


class Field(msgspec.Struct, frozen=True):
    """One column; `code` for identity numbers and accounts, which stay text when edited."""

    title: str
    weight: float
    """Its share of the width on paper, compared with the other columns; roughly points."""
    align: Literal["left", "center", "right"] = "left"
    code: bool = False
    room: int = 0
    """In characters: the least width in the workbook, for what is typed in later."""
    once: bool = False
    """On paper a value that all rows share is said once, in the subtitle."""


class Section(msgspec.Struct, frozen=True):
    """One table: a worksheet of the workbook, and a paper of its own."""

    name: str
    """Of the worksheet: at most 31 characters, none of []:*?/\\."""
    suffix: str
    """Added to the file name of its paper; empty for the main section."""
    title: str
    subtitle: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]
    closing: tuple[Cell, ...] = ()
    """The row of totals below the others, or nothing."""
    signatures: tuple[str, ...] = ()
    landscape: bool = True


class Document(msgspec.Struct, frozen=True):
    """A list with its sections, the main one first; a public one shows no long number."""

    sections: tuple[Section, ...]
    footer: str
    made_on: date
    """The day written into the workbook's properties; it comes from the input, not a clock."""
    public: bool = False

    def text(self, text: str) -> str:
        """Give a text as this document may show it."""
        return without_long_numbers(text) if self.public else text


def without_long_numbers(text: str) -> str:
    """Hide the digits of phones, identity numbers and accounts that stand in a free text.

    Public lists have no column for them; this is for those that someone typed into a name.
    """
    return _LONG_NUMBER.sub(lambda found: "*" * len(found[0]), text)
