"""Lists to download: the right bytes, no ID number in public ones, every reveal recorded."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import load_workbook  # type: ignore[import-untyped]  # it publishes no types

from tests.web.seasons import IDS, IMAGE

if TYPE_CHECKING:
    from tests.web.conftest import Served

EVENT = "/seasons/2026/events/turning/documents/turning"
TITLES = "/seasons/2026/documents/titles/titles"
MONEY = "/seasons/2026/documents/money"


def cells(content: bytes) -> list[object]:
    """Give every cell of a workbook that holds something."""
    book = load_workbook(BytesIO(content))
    return [cell.value for sheet in book for row in sheet for cell in row if cell.value is not None]


async def test_result_and_title_lists_come_as_workbook_and_paper(served: Served) -> None:
    """Public lists hold names and units, hostile ones as text, and no ID number."""
    async with served.signed_in("organiser-2026") as client:
        for path in (EVENT, TITLES):
            book = await client.get(f"{path}.xlsx")
            assert book.headers["content-disposition"].startswith("attachment; filename=")
            found = cells(book.content)
            assert any(IMAGE in str(value) for value in found)
            assert not any(number in str(value) for number in IDS.values() for value in found)
            paper = await client.get(f"{path}.pdf")
            assert paper.headers["content-type"] == "application/pdf"
            assert paper.content.startswith(b"%PDF-")
        assert (await client.get(f"{EVENT}.docx")).status_code == 404
        assert (await client.get(f"{TITLES}-other.pdf")).status_code == 404
        other = f"{TITLES}.xlsx".replace("2026", "2025")
        assert (await client.get(other)).status_code == 404


async def test_the_bonus_sheet_holds_full_numbers_and_its_download_is_recorded(
    served: Served,
) -> None:
    """Finance needs the numbers; the audit log says who took them."""
    async with served.signed_in("finance") as client:
        answer = await client.get(f"{MONEY}/bonuses.xlsx")
        assert IDS["W1"] in cells(answer.content)
        assert (await client.get(f"{MONEY}/grants.pdf")).content.startswith(b"%PDF-")
        assert (await client.get(f"{MONEY}/other.xlsx")).status_code == 404
    async with served.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT actor, subject, detail, address FROM audit_record "
            "WHERE action = 'document.reveal' ORDER BY id"
        )
    assert [(row[1], row[2]) for row in rows][-2:] == [
        ("2026", '{"file":"bonuses.xlsx"}'),
        ("2026", '{"file":"grants.pdf"}'),
    ]
    assert {(row[0], row[3] != "") for row in rows} == {("account:finance", True)}
