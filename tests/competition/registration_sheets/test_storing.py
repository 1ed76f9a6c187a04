"""A sheet is received, checked, confirmed and stored: all of it or nothing."""

from datetime import UTC, datetime, timedelta

from competition.registration.sheets.queries import SheetRow, report_of, sheet_by_id
from competition.registration.sheets.services import (
    NewSheet,
    Received,
    claim_sheet,
    confirm_sheet,
    discard_sheet,
    receive_sheet,
)
from competition.registration.sheets.states import SheetState
from competition.registration.sheets.worker import work_off
from competition.storage.database import Database
from tests.competition.registration_sheets.conftest import STAMP, Made
from tests.competition.registration_sheets.sheets import person, workbook


async def receive(
    database: Database, made: Made, content: bytes, allowed: tuple[str, ...] | None = None
) -> Received:
    """Upload a file."""
    new = NewSheet(made.season, made.competition, "报名.xlsx", content, allowed)
    return await receive_sheet(database, new, STAMP)


async def seen(database: Database, sheet: int) -> SheetRow:
    """Give the sheet as its sender sees it."""
    async with database.reading() as transaction:
        found = await sheet_by_id(transaction, sheet, STAMP.actor)
    assert found is not None
    return found


async def messages(database: Database, sheet: int) -> list[tuple[int, str, str]]:
    """Give the findings as row, heading and message or Chinese reason."""
    async with database.reading() as transaction:
        report = await report_of(transaction, sheet)
    return [(one.row, one.column, one.values.get("zh", one.message)) for one in report]


async def counts(database: Database) -> list[int]:
    """Count registrations, people, lines of history and parts of content."""
    tables = (
        "registration",
        "registration_member",
        "registration_change",
        "registration_sheet_part",
    )
    async with database.reading() as transaction:
        return [
            (await transaction.rows(f"SELECT count(*) FROM {table}"))[0][0]  # noqa: S608 - our tables
            for table in tables
        ]


async def stored(database: Database, made: Made, content: bytes) -> SheetRow:
    """Upload, check, confirm and store a file."""
    received = await receive(database, made, content)
    await work_off(database)
    await confirm_sheet(database, received.sheet, STAMP)
    await work_off(database)
    return await seen(database, received.sheet)


async def test_a_sheet_is_checked_first_and_stored_when_confirmed(
    database: Database, made: Made
) -> None:
    """Pairs share a group; every registration is submitted and has its first line of history."""
    rows = [person(1), person(2)]
    rows += [person(serial, 赛项="网络系统管理", 组号="7") for serial in (3, 4)]
    rows.append(person(5, 赛项="网络系统管理", 组号="7", 身份="教练"))
    received = await receive(database, made, workbook(rows))
    assert await work_off(database) == 1
    checked = await seen(database, received.sheet)
    assert await messages(database, received.sheet) == []
    assert (checked.state, checked.people, checked.entries) == (SheetState.CHECKED, 5, 3)
    assert await counts(database) == [0, 0, 0, 1]
    await confirm_sheet(database, received.sheet, STAMP)
    assert await work_off(database) == 1
    assert (await seen(database, received.sheet)).state is SheetState.STORED
    assert await counts(database) == [3, 5, 3, 0]
    async with database.reading() as transaction:
        found = await transaction.rows(
            "SELECT r.line, r.state, m.name, m.role, m.competes_in FROM registration r "
            "JOIN registration_member m ON m.registration = r.id ORDER BY r.line, m.position"
        )
    single, pair = made.events["electrician"], made.events["network"]
    assert [tuple(row) for row in found] == [
        (2, "submitted", "选手1", "competitor", single),
        (3, "submitted", "选手2", "competitor", single),
        (4, "submitted", "选手3", "competitor", pair),
        (4, "submitted", "选手4", "competitor", pair),
        (4, "submitted", "选手5", "coach", None),
    ]


async def test_the_same_file_again_changes_nothing(database: Database, made: Made) -> None:
    """The second upload leads to the first; another file of the same people is refused by them."""
    content = workbook([person(1)])
    sheet = await stored(database, made, content)
    before = await counts(database)
    assert await receive(database, made, content) == Received(sheet.id, known=True)
    assert await work_off(database) == 0
    other = await receive(database, made, workbook([person(1, 姓名="选手一")]))
    await work_off(database)
    assert await messages(database, other.sheet) == [
        (2, "证件号码", "此人已在本赛项的另一份报名中")
    ]
    assert (await counts(database))[:3] == before[:3]


async def test_what_somebody_took_in_between_leaves_nothing_of_the_sheet(
    database: Database, made: Made
) -> None:
    """The last place goes to another sheet after the check: the report says so."""
    async with database.transaction() as transaction:
        await transaction.execute(
            "INSERT INTO event_terms (event, places, quota, divisions, revision) "
            "VALUES ($1, 2, NULL, '{}', 1)",
            made.events["electrician"],
        )
    late = await receive(database, made, workbook([person(1), person(2)]))
    await work_off(database)
    await confirm_sheet(database, late.sheet, STAMP)
    await stored_beside(database, made)
    found = await seen(database, late.sheet)
    assert (found.state, found.problems) == (SheetState.CHECKED, 1)
    assert await messages(database, late.sheet) == [
        (3, "赛项", "赛项名额 2 个，其他报名已占 2 个，已满")
    ]
    assert (await counts(database))[:3] == [1, 1, 1]


async def stored_beside(database: Database, made: Made) -> None:
    """Store one registration as a form would, then let the worker go on."""
    async with database.transaction() as transaction:
        rows = await transaction.rows(
            "INSERT INTO registration (event, delegation, city, division, state, revision, "
            "created_by, created_at, changed_at, submitted_at) "
            "VALUES ($1, '青岛市代表队', '', 'worker', 'submitted', 1, 'x', $2, $2, $2) "
            "RETURNING id",
            made.events["electrician"],
            STAMP.at,
        )
        await transaction.execute(
            "INSERT INTO registration_member (registration, position, id_type, name, role, "
            "employer_code, employer_name, sex, employment, level, level_occupation, "
            "level_certificate, level_verified) VALUES ($1, 1, '', '某人', 'competitor', '', '', "
            "'', '', '', '', '', FALSE)",
            rows[0][0],
        )
        await transaction.execute(
            "INSERT INTO registration_change (registration, revision, at, actor, action, "
            "from_state, to_state, changes, why) "
            "VALUES ($1, 1, $2, 'x', 'submit', '', 'submitted', '{}', '')",
            rows[0][0],
            STAMP.at,
        )
    assert await work_off(database) == 1


async def test_a_sheet_whose_worker_ended_is_taken_up_again(database: Database, made: Made) -> None:
    """Nobody else takes it while the worker is seen; after a minute the next one does."""
    received = await receive(database, made, workbook([person(1)]))
    now = datetime.now(UTC)
    first = await claim_sheet(database, now)
    assert first is not None
    assert first.id == received.sheet
    assert await claim_sheet(database, now + timedelta(seconds=30)) is None
    again = await claim_sheet(database, now + timedelta(seconds=61))
    assert again is not None
    assert (again.id, again.state) == (received.sheet, SheetState.CHECKING)


async def test_only_the_sender_sees_a_sheet_and_may_discard_it(
    database: Database, made: Made
) -> None:
    """What is discarded is forgotten; the same file may come again."""
    content = workbook([person(1)])
    received = await receive(database, made, content)
    await work_off(database)
    async with database.reading() as transaction:
        assert await sheet_by_id(transaction, received.sheet, "account:other") is None
    await discard_sheet(database, received.sheet, STAMP)
    assert (await counts(database))[3] == 0
    assert await receive(database, made, content) == Received(received.sheet, known=False)


async def test_a_registrar_registers_the_own_delegation_only(
    database: Database, made: Made
) -> None:
    """Another delegation is a problem of its row."""
    rows = [person(1), person(2, 代表队="青岛市代表队")]
    received = await receive(database, made, workbook(rows), ("济南市代表队",))
    await work_off(database)
    assert await messages(database, received.sheet) == [(3, "代表队", "delegation")]
