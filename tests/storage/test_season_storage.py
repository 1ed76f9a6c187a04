"""A stored season comes back equal, on both databases, and never shows an ID number."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from certificates.issuing.queries import (
    certificates_of,
    certificates_of_person,
    verified_certificate,
)
from certificates.issuing.rules import CertificateKind, Issued
from certificates.issuing.services import (
    CertificateStateError,
    NewCertificate,
    NumberTakenError,
    issue_certificates,
    replace_certificate,
    revoke_certificate,
)
from competition.people.encryption import id_hash
from competition.plan.queries import event_by_code, season_by_code
from competition.plan.services import SeasonExistsError
from competition.registration.queries import entries_of_person, members_of_event
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.opening import open_own_database
from competition.storage.problems import ConstraintError
from competition.storage.references import DanglingReferenceError
from judging.awards.queries import bonuses_of, promotions_of, titles_of
from judging.marking.queries import marking_of_entry
from judging.marking.rules.exact import Exact
from judging.marking.rules.scheme import Mark
from judging.ranking.queries import (
    rules_of_event,
    standing_of_entry,
    standings_of_event,
    standings_of_person,
)
from tests.storage.seasons import ID_COACH, ID_LI, ID_WANG, small_outcome, small_season
from xinglu.season.loading import list_seasons, load_outcome, load_season
from xinglu.season.model import Season
from xinglu.season.outcome import outcome_of
from xinglu.season.reading import read_season
from xinglu.season.storing import UnknownSeasonError, store_outcome, store_season

EXAMPLES = Path(__file__).parents[2] / "examples"


async def test_a_small_season_comes_back_equal(database: Database, stamp: Stamp) -> None:
    """Every field of every record, in the stored order."""
    await store_season(database, "2026", small_season(), small_outcome(), stamp=stamp)
    assert await load_season(database, "2026") == small_season()
    assert await load_outcome(database, "2026") == small_outcome()
    assert [(one.code, one.revision) for one in await list_seasons(database)] == [("2026", 1)]


def _differs_from_default(value: object, field: msgspec.inspect.Field) -> bool:
    if field.default_factory is not msgspec.NODEFAULT:
        return bool(value != field.default_factory())
    return bool(value != field.default)


def _structs(value: object) -> list[msgspec.Struct]:
    if isinstance(value, msgspec.Struct):
        below = [_structs(getattr(value, name)) for name in value.__struct_fields__]
        return [value, *(one for found in below for one in found)]
    if isinstance(value, tuple | list):
        return [one for item in value for one in _structs(item)]
    if isinstance(value, dict):
        return _structs(list(value.values()))
    return []


def test_the_small_season_says_something_in_every_optional_field() -> None:
    """Whoever adds a field to the model must add it here, and so to the tables."""
    said: dict[str, set[str]] = {}
    for struct in _structs((small_season(), small_outcome())):
        info = msgspec.inspect.type_info(type(struct))
        assert isinstance(info, msgspec.inspect.StructType)
        names = said.setdefault(type(struct).__name__, set())
        names.update(
            field.name
            for field in info.fields
            if _differs_from_default(getattr(struct, field.name), field)
        )
    silent = {
        f"{type(struct).__name__}.{name}"
        for struct in _structs((small_season(), small_outcome()))
        for name in struct.__struct_fields__
        if name not in said[type(struct).__name__]
    }
    assert silent == set()


@pytest.mark.parametrize("example", ["wsc2026", "shandong-2026"])
async def test_an_example_comes_back_equal_from_both_databases(
    example: str, postgres_database: Callable[[], str]
) -> None:
    """Real input: season and outcome are equal on SQLite and PostgreSQL."""
    read = read_season(EXAMPLES / example)
    assert read.season is not None
    outcome = outcome_of(read.season)
    for setting in ("", postgres_database()):
        async with open_own_database(setting) as database:
            await store_season(database, example, read.season, outcome)
            assert await load_season(database, example) == read.season
            assert await load_outcome(database, example) == outcome


async def test_no_id_number_is_readable_in_the_database_file(tmp_path: Path) -> None:
    """Names are there, ID numbers in no form."""
    async with open_own_database(str(tmp_path)) as database:
        await store_season(database, "2026", small_season(), small_outcome())
        content = _everything_in(tmp_path)
    assert "买买提·李".encode() in content
    for number in (ID_WANG, ID_LI, ID_LI.lower(), ID_COACH):
        assert number.encode() not in content


def _everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_a_code_is_used_once(database: Database) -> None:
    """The stored season stays as it was."""
    await store_season(database, "2026", small_season())
    with pytest.raises(SeasonExistsError, match="2026"):
        await store_season(database, "2026", small_season())
    assert await load_season(database, "2026") == small_season()


async def test_an_unknown_season_is_said_to_be_unknown(database: Database) -> None:
    """The sentence names the code."""
    with pytest.raises(UnknownSeasonError, match="2025"):
        await load_season(database, "2025")


async def test_a_certificate_number_is_never_given_twice(database: Database) -> None:
    """Nothing of the second season is stored."""
    await store_season(database, "2026", small_season())
    with pytest.raises(NumberTakenError):
        await store_season(database, "again", small_season())
    assert [one.code for one in await list_seasons(database)] == ["2026"]


async def test_a_dangling_reference_stores_nothing(database: Database) -> None:
    """A mark of an entry that does not exist."""
    season = _with_mark(Mark("W-9", "A1", "J1", Exact(1)))
    with pytest.raises(DanglingReferenceError, match="参赛单元"):
        await store_season(database, "2026", season)
    assert await list_seasons(database) == ()


async def test_two_marks_of_one_judge_are_refused_by_name(database: Database) -> None:
    """Unique on entry, aspect and judge."""
    season = _with_mark(Mark("W-1", "A1", "J2", Exact(1)))
    with pytest.raises(ConstraintError) as refused:
        await store_season(database, "2026", season)
    assert refused.value.name == "mark_one_mark"


def _with_mark(mark: Mark) -> Season:
    season = small_season()
    event = season.events[0]
    changed = msgspec.structs.replace(event, marks=(*event.marks, mark))
    return msgspec.structs.replace(season, events=(changed, *season.events[1:]))


async def test_a_second_outcome_takes_the_place_of_the_first(
    database: Database, stamp: Stamp
) -> None:
    """The season's revision grows, so kept pages are made anew."""
    await store_season(database, "2026", small_season(), small_outcome())
    second = msgspec.structs.replace(small_outcome(), titles=(), bonuses=(), medal_table=())
    await store_outcome(database, "2026", small_season(), second, stamp=stamp)
    assert await load_outcome(database, "2026") == second
    assert [one.revision for one in await list_seasons(database)] == [2]


async def test_progress_tells_what_is_stored(database: Database) -> None:
    """Begin and end of each large table."""
    told: list[tuple[str, int, int]] = []
    await store_season(
        database,
        "2026",
        small_season(),
        progress=lambda what, done, total: told.append((what, done, total)),
    )
    assert told == [
        ("entries", 0, 2),
        ("entries", 2, 2),
        ("members", 0, 4),
        ("members", 4, 4),
        ("marks", 0, 4),
        ("marks", 4, 4),
    ]


async def test_pages_find_what_they_show(database: Database) -> None:
    """Rules, standings, marks; ID numbers only masked."""
    season, outcome = small_season(), small_outcome()
    await store_season(database, "2026", season, outcome)
    async with database.reading() as reading:
        found = await season_by_code(reading, "2026")
        assert found is not None
        event = await event_by_code(reading, found.id, "welding")
        assert event is not None
        assert event.event == season.events[0].event
        assert await rules_of_event(reading, event.id) == season.events[0].rules
        assert await standings_of_event(reading, event.id) == outcome.standings["welding"]
        first = await standing_of_entry(reading, event.id, "W-1")
        assert first == outcome.standings["welding"].standings[0]
        assert await standing_of_entry(reading, event.id, "W-9") is None
        marking = await marking_of_entry(reading, event.id, "w-2")
        assert marking.marks == (Mark("w-2", "A1", "J1", Exact(0)),)
        assert await event_by_code(reading, found.id, "none") is None
        titles = await titles_of(reading, found.id)
        assert [one.id_number for one in titles] == ["370***********4258"]
        members = await members_of_event(reading, event.id)
        assert [one.id_number for one in members] == [
            "370***********4258",
            "370***********002x",
            "",
            "",
        ]


async def test_a_person_finds_only_the_own_results(database: Database) -> None:
    """By the hash of the ID number, in every room."""
    await store_season(database, "2026", small_season(), small_outcome())
    wang, li = id_hash(database.keys, ID_WANG), id_hash(database.keys, ID_LI)
    async with database.reading() as reading:
        found = await season_by_code(reading, "2026")
        assert found is not None
        entries = await entries_of_person(reading, found.id, li)
        assert [(one.event, one.entry, one.name) for one in entries] == [
            ("welding", "w-2", "买买提·李")
        ]
        standings = await standings_of_person(reading, found.id, wang)
        assert [(one.event, one.standing.rank) for one in standings] == [("welding", 1)]
        assert len(await titles_of(reading, found.id, person=wang)) == 1
        assert await titles_of(reading, found.id, person=li) == ()
        assert len(await promotions_of(reading, found.id, person=wang)) == 1
        assert [one.amount for one in await bonuses_of(reading, found.id, person=wang)] == [600_000]
        assert len(await certificates_of_person(reading, found.id, wang)) == 1
        assert await certificates_of_person(reading, found.id, li) == ()


async def test_a_certificate_is_verified_by_number_and_token(
    database: Database, stamp: Stamp
) -> None:
    """A wrong token is as good as no certificate; a revoked one says why."""
    await store_season(database, "2026", small_season())
    number = "鲁技能〔2026〕0001号"
    async with database.reading() as reading:
        assert await verified_certificate(reading, number, "wrong") is None
        assert await verified_certificate(reading, "none", "t0ken") is None
        found = await verified_certificate(reading, number, "t0ken")
    assert found is not None
    assert (found.state, found.issued.id_number) == ("valid", "370***********4258")
    await revoke_certificate(database, number, "撤销决定", stamp)
    async with database.reading() as reading:
        found = await verified_certificate(reading, number, "t0ken")
    assert found is not None
    assert (found.state, found.state_document) == ("revoked", "撤销决定")
    with pytest.raises(CertificateStateError):
        await revoke_certificate(database, number, "再次", stamp)


async def test_a_certificate_is_replaced_by_one_of_the_same_person(
    database: Database, stamp: Stamp
) -> None:
    """Another person's certificate cannot take its place."""
    await store_season(database, "2026", small_season())
    old, new, other = "鲁技能〔2026〕0001号", "鲁技能〔2026〕0002号", "鲁技能〔2026〕0003号"
    day, kind = date(2027, 5, 1), CertificateKind.TITLE
    fresh = NewCertificate(Issued(new, "t2", "welding", "W-1", ID_WANG, kind, day), '{"姓名":"王"}')
    foreign = NewCertificate(Issued(other, "t3", "welding", "w-2", ID_LI, kind, day))
    await issue_certificates(database, "2026", [fresh, foreign], stamp)
    with pytest.raises(CertificateStateError, match="同一人"):
        await replace_certificate(database, old, other, "改名", stamp)
    await replace_certificate(database, old, new, "改名", stamp)
    async with database.reading() as reading:
        found = await season_by_code(reading, "2026")
        assert found is not None
        states = [
            (one.issued.number, one.state, one.replaced_by, one.snapshot)
            for one in await certificates_of(reading, found.id)
        ]
    assert states == [
        (old, "replaced", new, "{}"),
        (new, "valid", "", '{"姓名":"王"}'),
        (other, "valid", "", "{}"),
    ]


def test_the_examples_are_there() -> None:
    """The parametrised test above names them."""
    assert {"wsc2026", "shandong-2026"} <= {folder.name for folder in EXAMPLES.iterdir()}
