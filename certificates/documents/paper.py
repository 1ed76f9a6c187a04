"""A section of a list as PDF/A, for reading and signing."""

from certificates.documents.sheet import Cell, Document, Section, plain
from certificates.typesetting.lists import Column, draw_list


def draw_section(document: Document, section: Section) -> bytes:
    """Return the PDF of one section; the same document gives the same bytes.

    Raises GlyphMissingError and UnprintableTextError, which name the character.
    """
    shared = _shared_columns(section)
    kept = [index for index in range(len(section.fields)) if index not in shared]

    def shown(row: tuple[Cell, ...]) -> list[str]:
        return [document.text(plain(row[index])) for index in kept]

    columns = [section.fields[index] for index in kept]
    rows = [*section.rows, section.closing] if section.closing else section.rows
    subtitle = "　".join([section.subtitle, *shared.values()])
    return draw_list(
        document.text(section.title),
        document.text(subtitle),
        [Column(field.title, field.weight, field.align) for field in columns],
        map(shown, rows),
        document.text(document.footer),
        landscape=section.landscape,
        signatures=section.signatures,
    )


def _shared_columns(section: Section) -> dict[int, str]:
    """Give the columns that need not be printed because all rows say the same, as 条款：…."""
    shared = {}
    for index, field in enumerate(section.fields):
        values = {plain(row[index]) for row in section.rows} if field.once else set()
        if len(values) == 1:
            shared[index] = f"{field.title}：{values.pop()}"
    return shared
