"""A section of a list as PDF/A, for reading and signing."""

from certificates.documents.sheet import Cell, Document, Section, plain
from certificates.typesetting.fonts import chain
from certificates.typesetting.lists import Column, draw_list


def draw_section(document: Document, section: Section) -> bytes:
    """Return the PDF of one section; the same document gives the same bytes.

    A character that no font has is written as its code point, [U+3FFFF], so that one name does not
    keep everybody's list from being printed. Raises UnprintableTextError.
    """
    shared = _shared_columns(section)
    kept = [index for index in range(len(section.fields)) if index not in shared]

    def shown(row: tuple[Cell, ...]) -> list[str]:
        return [_printable(document.text(plain(row[index]))) for index in kept]

    columns = [section.fields[index] for index in kept]
    rows = [*section.rows, section.closing] if section.closing else section.rows
    subtitle = "　".join([section.subtitle, *shared.values()])
    return draw_list(
        _printable(document.text(section.title)),
        _printable(document.text(subtitle)),
        [Column(field.title, field.weight, field.align) for field in columns],
        map(shown, rows),
        _printable(document.text(document.footer)),
        landscape=section.landscape,
        signatures=section.signatures,
    )


def _printable(text: str) -> str:
    for character in chain("hei").missing(text):
        text = text.replace(character, f"[U+{ord(character):04X}]")
    return text


def _shared_columns(section: Section) -> dict[int, str]:
    """Give the columns that need not be printed because all rows say the same, as 条款：…."""
    shared = {}
    for index, field in enumerate(section.fields):
        values = {plain(row[index]) for row in section.rows} if field.once else set()
        if len(values) == 1:
            shared[index] = f"{field.title}：{values.pop()}"
    return shared
