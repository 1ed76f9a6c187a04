"""A practice season takes no numbers and goes as a whole; a real one is never touched."""

import msgspec
import pytest

from competition.people.attachments import Owner, attach, attachments_of
from competition.people.rules import AttachmentKind, OwnerKind
from competition.people.uploads import CleanFile, MediaType
from competition.plan.publishing_services import discard_season
from competition.plan.queries import events_of, season_by_code
from competition.plan.rules import Refusal
from competition.plan.writing import PlanRefusedError
from competition.storage.audit import Stamp
from competition.storage.database import Database
from tests.storage.seasons import small_outcome, small_season
from xinglu.planning.discarding import Bin, season_conditions
from xinglu.season.live import PracticeSeasonError, issue_season, stored_season
from xinglu.season.run import Issuing
from xinglu.season.storing import store_season


async def practise(database: Database, code: str) -> None:
    """Make a stored season one for practice."""
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE season SET practice = $2 WHERE code = $1", code, True)  # noqa: FBT003 - a value


async def test_a_practice_season_is_thrown_away_with_everything_in_it(
    database: Database, stamp: Stamp
) -> None:
    """Every table is as if it had never been; the other season is all there."""
    await store_season(database, "2026", small_season(), small_outcome())
    practice = msgspec.structs.replace(small_season(), issued=())
    await store_season(database, "try", practice, small_outcome())
    await practise(database, "try")
    async with database.transaction() as transaction:
        real = await season_by_code(transaction, "2026")
        season = await season_by_code(transaction, "try")
        assert real is not None
        assert season is not None
        for one in (real, season):
            event = (await events_of(transaction, one.id))[0]
            file = CleanFile(MediaType.PDF, b"%PDF-1", b"x" * 32, "a.pdf")
            owner = Owner(OwnerKind.EVENT, event.id)
            await attach(transaction, owner, AttachmentKind.DOCUMENT, file, stamp)
    count = await discard_season(database, season, Bin(), stamp)
    assert count > 20
    assert await stored_season(database, "try") is None
    assert await stored_season(database, "2026") == small_season()
    async with database.reading() as transaction:
        for name, condition in season_conditions().items():
            rows = await transaction.rows(
                f'SELECT count(*) FROM "{name}" WHERE {condition}',  # noqa: S608 - our own names
                season.id,
            )
            assert (name, rows[0][0]) == (name, 0)
        event = (await events_of(transaction, real.id))[0]
        assert len(await attachments_of(transaction, Owner(OwnerKind.EVENT, event.id))) == 1
        rows = await transaction.rows("SELECT count(*) FROM attachment")
        assert rows[0][0] == 1


async def test_a_real_season_is_never_thrown_away(database: Database, stamp: Stamp) -> None:
    """Whatever the page that was open said."""
    await store_season(database, "2026", small_season())
    async with database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
    assert season is not None
    with pytest.raises(PlanRefusedError) as refused:
        await discard_season(database, season, Bin(), stamp)
    assert refused.value.why is Refusal.REAL_SEASON
    assert await stored_season(database, "2026") == small_season()


async def test_a_practice_season_takes_no_certificate_numbers(database: Database) -> None:
    """The numbers of real seasons stay without gaps."""
    await store_season(database, "try", small_season())
    await practise(database, "try")
    issuing = Issuing(key=database.keys.issuing, public_url="http://xinglu.test")
    with pytest.raises(PracticeSeasonError):
        await issue_season(database, "try", issuing, "tester")
