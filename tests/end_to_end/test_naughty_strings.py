"""Strings that break software, as names, units, events and reasons: shown, sent and printed."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped]  # it publishes no types
import pytest

from certificates.issuing.papers import print_certificates
from certificates.typesetting.fonts import UnprintableTextError, chain, refuse_unprintable
from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import event_by_code, season_by_code
from competition.registration.rules import Division
from competition.registration.rules.registrations import Applicant, Draft
from competition.registration.services.registering import create_registration
from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.end_to_end.crawling import Page, crawl, route_of
from tests.end_to_end.naughty import (
    ENTRIES_OF_AN_EVENT,
    PEOPLE_OF_AN_ENTRY,
    naughty_season,
    naughty_strings,
)
from tests.web.conftest import BASE_URL, Served, stamp
from xinglu.app import create_app
from xinglu.season.live import export_stored, import_season
from xinglu.season.outcome import outcome_of
from xinglu.season.run import Issuing, certificates_of
from xinglu.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx

    from competition.storage.database import Database

STRINGS = naughty_strings()
LONG_NUMBER = re.compile("[0-9]{15}")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
async def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """Serve the season of naughty strings from either database."""
    folder = tmp_path_factory.mktemp("naughty")
    where = str(folder / "data" / "xinglu.sqlite3")
    if request.param == "postgres":
        where = request.getfixturevalue("postgres_server").create_database()
    storage = StorageSettings(where, folder / "keys" / "keys.json")
    settings = Settings(storage, folder, "127.0.0.1", 8000, BASE_URL)
    async with open_database(storage) as database:
        await import_season(database, "2026", naughty_season(STRINGS), "tester")
        await register(database)
        grant = Grant(AccountRole.PROVINCE)
        await create_account(database, "province", "<b>省</b>", stamp(), grant)
        app = create_app(settings, database)
        async with app.lifespan():
            yield Served(app, database)


async def register(database: Database) -> None:
    """Save drafts whose people, units, delegations and occupations are the strings."""
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
        event = await event_by_code(transaction, season.id, "e00")
    assert event is not None
    size = PEOPLE_OF_AN_ENTRY * ENTRIES_OF_AN_EVENT
    for start in range(0, len(STRINGS), size):
        people = tuple(
            Applicant(
                name=text,
                id_number=text,
                employer_code=text,
                employer_name=text,
                phone=text,
                level_occupation=text,
                level_certificate=text,
            )
            for text in STRINGS[start : start + size]
        )
        draft = Draft(event.id, STRINGS[start], Division.WORKER, people)
        await create_registration(database, draft, stamp())


#: Pages of every event and entry, and both files of every event; of other routes two addresses.
MANY = {"event_results": 99, "why_this_place": 999, "result_document": 99, "one_registration": 99}
PAGES = {
    "season_overview",
    "event_results",
    "why_this_place",
    "titles",
    "promotions",
    "bonuses",
    "plan",
    "people",
    "person_page",
    "unit_list",
    "unit_page",
    "registration_list",
    "one_registration",
    "registration_papers",
    "result_document",
    "title_document",
    "registration_document",
}


@pytest.fixture(scope="module")
async def answers(served: Served) -> dict[str, httpx.Response]:
    """Open everything that links lead to, as the province; on PostgreSQL two of each route."""
    many = {} if "postgres" in served.database.description.lower() else MANY
    async with served.signed_in("province") as client:
        return await crawl(client, "/seasons/2026", many, usual=2)


async def test_every_page_shows_them_as_text(answers: dict[str, httpx.Response]) -> None:
    """Each page answers 200 and holds nothing that runs; each string is read somewhere."""
    seen: set[str] = set()
    wanted = {text: " ".join(text.split()) for text in STRINGS}
    for url, answer in answers.items():
        assert answer.status_code == 200 or (answer.status_code == 422 and ".pdf" in url), url
        if answer.headers["content-type"].startswith("text/html"):
            page = Page(answer.text)
            assert (url, page.runs) == (url, [])
            shown = " ".join(page.text.split())
            seen |= {text for text, plain in wanted.items() if plain in shown}
    visited = {route_of(url.partition("?")[0]) for url in answers}
    assert visited >= PAGES
    if is_whole(answers):
        assert set(STRINGS) - seen == set()


async def test_sheets_hold_them_as_text(answers: dict[str, httpx.Response]) -> None:
    """No cell of a workbook is a formula; names come back letter for letter.

    Not those with control characters, which XML has no place for, and those that hold as many
    digits as an ID number, which public lists hide.
    """
    read: set[str] = set()
    sheets = [answer for answer in answers.values() if answer.content[:2] == b"PK"]
    for answer in sheets:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        for sheet in book:
            cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
            assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
            assert [cell for cell in cells if cell.hyperlink] == []
            read |= {str(cell.value) for cell in cells}
    assert len(sheets) >= 4
    if is_whole(answers):
        joined = "\n".join(read)
        plain = [text for text in STRINGS if text.isprintable() and text.strip() == text]
        missing = [text for text in plain if text not in joined]
        assert [text for text in missing if not LONG_NUMBER.search(text)] == []


async def test_papers_hold_them_or_name_the_character(answers: dict[str, httpx.Response]) -> None:
    """A paper whose characters all have glyphs is a PDF; any other one is refused with a reason."""
    papers = {url: answer for url, answer in answers.items() if url.endswith(".pdf")}
    drawn = [answer for answer in papers.values() if answer.status_code == 200]
    assert all(answer.content.startswith(b"%PDF") for answer in drawn)
    if is_whole(answers):
        assert len(drawn) >= 5
    for url, answer in papers.items():
        found = re.fullmatch(r"/seasons/2026/events/e([0-9]+)/documents/.*", url)
        if found is None:
            continue
        size = PEOPLE_OF_AN_ENTRY * ENTRIES_OF_AN_EVENT
        start = int(found[1]) * size
        shown = (STRINGS[-1][:20], STRINGS[0], *STRINGS[start : start + size])
        if all(map(is_printable, shown)):
            assert (url, answer.status_code) == (url, 200)
        if answer.status_code == 422:
            assert "U+" in answer.text or "过长" in answer.text, url


def test_a_certificate_that_cannot_be_printed_leaves_out_only_itself() -> None:
    """Each winner whose name the fonts have gets a certificate; for the others it says why not."""
    season = naughty_season(STRINGS, "数控车工")
    certificates = certificates_of(season, outcome_of(season), Issuing(key=b"k" * 32))
    papers = list(print_certificates(certificates, BASE_URL, specimen=False))
    assert len(papers) > 100
    for paper in papers:
        name = paper.certificate.award.name
        if not is_printable(name):
            assert (name, paper.content) == (name, None)
        if paper.content is None:
            assert paper.refusal
            assert not is_printable(name) or len(name) > 20, name
        else:
            assert paper.content.startswith(b"%PDF")


async def test_an_exported_season_holds_them_letter_for_letter(
    served: Served, tmp_path: Path
) -> None:
    """The CSV files of the season folder give back each name, unit and reason."""
    await export_stored(served.database, "2026", tmp_path)
    assert column(tmp_path, "events/*/members.csv", "name") == STRINGS
    assert column(tmp_path, "organisations.csv", "name") == STRINGS
    reasons = "；".join(column(tmp_path, "events/*/adjustments.csv", "reason"))
    assert reasons == "；".join(STRINGS)


def column(folder: Path, pattern: str, name: str) -> list[str]:
    """Read one column of CSV files."""
    found: list[str] = []
    for path in sorted(folder.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as stream:
            found += [row[name] for row in csv.DictReader(stream)]
    return found


def is_whole(answers: dict[str, httpx.Response]) -> bool:
    """Say whether every event was opened, not two of them."""
    return sum(route_of(url) == "result_document" for url in answers) > 10


def is_printable(text: str) -> bool:
    """Say whether a text has only signs that are seen and that the fonts have."""
    try:
        refuse_unprintable(text)
    except UnprintableTextError:
        return False
    return not any(chain(style).missing(text) for style in ("kai", "song", "hei"))
