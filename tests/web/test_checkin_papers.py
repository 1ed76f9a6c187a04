"""Rosters and forms on the web: who may take which part, and that full numbers are recorded."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import load_workbook  # type: ignore[import-untyped]  # it publishes no types

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import season_by_code
from tests.web.conftest import stamp
from tests.web.seasons import IDS, IMAGE, RARE

if TYPE_CHECKING:
    from tests.web.conftest import Served

PAPERS = "/seasons/2026/papers"


def names(content: bytes) -> list[str]:
    """Give the names on a roster's workbook."""
    sheet = load_workbook(BytesIO(content)).active
    rows = sheet.iter_rows(min_row=4, values_only=True)
    return [row[7] for row in rows if isinstance(row[0], int)]


async def test_a_roster_is_masked_and_the_full_one_is_recorded(served: Served) -> None:
    """The organiser gets both; the log says which file of which part."""
    async with served.signed_in("organiser-2026") as client:
        masked = await client.get(f"{PAPERS}/roster.xlsx?event=turning")
        assert RARE in names(masked.content)
        assert not any(
            number in str(cell.value)
            for number in IDS.values()
            for row in load_workbook(BytesIO(masked.content)).active
            for cell in row
        )
        full = await client.get(f"{PAPERS}/roster.xlsx?event=turning&ids=full")
        assert len(names(full.content)) == len(IDS)
        for name in ("roster.pdf", "forms.pdf"):
            paper = await client.get(f"{PAPERS}/{name}?event=turning")
            assert paper.content.startswith(b"%PDF-")
        assert (await client.get(f"{PAPERS}/roster.docx")).status_code == 404
        assert (await client.get(f"{PAPERS}/roster.pdf?event=none")).status_code == 404
        assert (await client.get("/seasons/2025/papers")).status_code == 404
    async with served.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT actor, subject, detail FROM audit_record "
            "WHERE action = 'document.reveal' ORDER BY id DESC LIMIT 1"
        )
    assert (rows[0][0], rows[0][1]) == ("account:organiser-2026", "2026")
    assert json.loads(rows[0][2]) == {
        "file": "roster.xlsx", "competition": "", "event": "turning", "delegation": "", "entry": "",
    }  # fmt: skip


async def test_a_registrar_sees_the_own_delegation_only(served: Served) -> None:
    """Rows of others are not on the paper, and another delegation's paper does not exist."""
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
    grant = Grant(AccountRole.REGISTRAR, season.id, delegation=IMAGE)
    await create_account(served.database, "one-delegation", "只管一队", stamp(), grant)
    async with served.signed_in("one-delegation") as client:
        page = await client.get(PAPERS)
        assert page.status_code == 200
        assert "济南市代表队" not in page.text
        roster = await client.get(f"{PAPERS}/roster.xlsx")
        assert names(roster.content) == [IMAGE, IMAGE]
        other = await client.get(f"{PAPERS}/roster.xlsx", params={"delegation": "济南市代表队"})
        assert other.status_code == 404


async def test_an_auditor_reads_masked_papers_only(served: Served) -> None:
    """Asking for full numbers is like asking for what is not there."""
    async with served.signed_in("auditor") as client:
        assert (await client.get(f"{PAPERS}/forms.pdf?event=turning")).status_code == 200
        assert (await client.get(f"{PAPERS}/forms.pdf?event=turning&ids=full")).status_code == 404
        assert "ids=full" not in (await client.get(PAPERS)).text


async def test_an_organiser_of_one_event_gets_that_event_only(served: Served) -> None:
    """By scope, whatever the address asks for."""
    async with served.signed_in("organiser-event") as client:
        assert (await client.get(f"{PAPERS}/roster.pdf?event=turning")).status_code == 404
        assert len(names((await client.get(f"{PAPERS}/roster.xlsx")).content)) == 2
    async with served.signed_in("judge") as client:
        assert (await client.get(PAPERS)).status_code == 403
