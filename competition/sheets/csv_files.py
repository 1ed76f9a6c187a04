"""Read CSV files as spreadsheets write them: UTF-8 with or without BOM, else GB18030."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from competition.sheets.notes import Notes

LONGEST_CELL = 10_000_000
csv.field_size_limit(LONGEST_CELL)
_ZIP_START = b"PK\x03\x04"
_OLD_WORKBOOK_START = bytes.fromhex("D0CF11E0A1B11AE1")
_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff")
_QUOTE_FAULTS = {"unexpected end of data": "open_quote", "expected after": "stray_quote"}


def why_not(error: OSError) -> str:
    """Say why a file cannot be read, as the system does."""
    return error.strerror or type(error).__name__


def csv_rows(
    file: Path, label: str, workbook: str, findings: Notes
) -> Iterator[tuple[int, list[str]]]:
    """Give row number and trimmed cells of every row of a CSV file that is not blank."""
    text = read_text(file, label, findings, workbook)
    if text is None:
        return
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                yield number, trimmed
    except csv.Error as error:
        why = str(error)
        if "field limit" in why:
            findings.lose(label, number + 1, "", "long_cell", limit=LONGEST_CELL)
            return
        message = next((key for part, key in _QUOTE_FAULTS.items() if part in why), "csv")
        more = {"why": why} if message == "csv" else {}
        findings.lose(label, number + 1, "", message, **more)


def read_text(file: Path, label: str, findings: Notes, workbook: str = ".xlsx") -> str | None:
    """Read a text file as UTF-8 with or without BOM, else GB18030; None after a problem."""
    try:
        content = file.read_bytes()
    except OSError as error:
        findings.lose(label, 0, "", "unreadable", why=why_not(error))
        return None
    if content.startswith((_ZIP_START, _OLD_WORKBOOK_START)):
        findings.lose(label, 0, "", "workbook_named_csv", workbook=workbook)
        return None
    if content.startswith(_UTF16_STARTS):
        findings.lose(label, 0, "", "utf16")
        return None
    if b"\x00" in content:
        findings.lose(label, 0, "", "not_text")
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    findings.lose(label, 0, "", "encoding")
    return None
