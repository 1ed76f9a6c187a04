"""A registration goes from a draft to an entry and back; nothing is lost on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from competition.people.encryption import masked_id
from competition.registration.queries import entries_of_event, members_of_event
from competition.registration.queries.registrations import (
    history_of,
    members_of,
    overrides_of,
    registration_by_id,
    substitutes_of,
)
from competition.registration.rules import Role, Status
from competition.registration.rules.findings import Rule
from competition.registration.rules.registrations import Action, State
from competition.registration.rules.terms import EventTerms, Window
from competition.registration.services.deciding import (
    Decided,
    Obstacle,
    ReasonMissingError,
    Target,
    UndoError,
    decide,
    undo_decision,
)
from competition.registration.services.registering import (
    DelegationFixedError,
    create_registration,
    reveal_registration,
    save_registration,
    submit_registration,
    withdraw_registration,
)
from competition.registration.services.ruling import OverrideError, override_rule, verify_level
from competition.registration.services.steps import (
    NotEligibleError,
    RevisionConflictError,
    StepError,
)
from competition.registration.services.substituting import (
    SameDeciderError,
    approve_substitution,
    ask_substitution,
    refuse_substitution,
)
from competition.registration.services.terms import (
    TermsConflictError,
    set_event_terms,
    set_window,
)
from tests.competition.registration.people import applicant, draft, id_number
from tests.storage.registrations import prepare

if TYPE_CHECKING:
    from competition.registration.queries.registrations import RegistrationRow
    from competition.storage.audit import Stamp
    from competition.storage.database import Database


async def row_of(database: Database, number: int) -> RegistrationRow:
    """Read a registration that is there."""
    async with database.reading() as transaction:
        row = await registration_by_id(transaction, number)
    assert row is not None
    return row


async def submitted(database: Database, event: int, stamp: Stamp, *serials: int) -> Target:
    """Create and submit a registration."""
    saved = await create_registration(database, draft(event, *serials), stamp)
    done = await submit_registration(database, saved.id, saved.revision, stamp)
    return Target(done.id, done.revision)


async def test_a_draft_becomes_an_entry_with_members(database: Database, stamp: Stamp) -> None:
    """Submitted, accepted, coded 001; people, employers and levels arrive as the results need."""
    ground = await prepare(database, stamp)
    asked = draft(ground.pair, 1, 2)
    coach = applicant(3, role=Role.COACH, id_number="", employment="")
    asked = msgspec.structs.replace(asked, members=(*asked.members, None, coach))
    saved = await create_registration(database, asked, stamp)
    done = await submit_registration(database, saved.id, saved.revision, stamp)
    assert [
        one.verdict for one in done.findings if one.member == 4 and one.rule == "id_number"
    ] == ["ask"]
    decided = await decide(database, Action.ACCEPT, [Target(done.id, done.revision)], stamp)
    assert (decided.done, decided.left) == ((saved.id,), ())
    row = await row_of(database, saved.id)
    assert (row.state, row.entry_code, row.revision) == (State.ACCEPTED, "001", 3)
    async with database.reading() as transaction:
        entries = await entries_of_event(transaction, ground.pair)
        members = await members_of_event(transaction, ground.pair, reveal=True)
        history = await history_of(transaction, saved.id)
    assert [(one.entry, one.delegation, one.status) for one in entries] == [
        ("001", "济南市代表队", Status.OK)
    ]
    assert [(one.name, one.id_number, one.role, one.employer) for one in members] == [
        ("选手1", id_number(1), Role.COMPETITOR, "91350100M000100Y43"),
        ("选手2", id_number(2), Role.COMPETITOR, "91350100M000100Y43"),
        ("选手3", "", Role.COACH, "91350100M000100Y43"),
    ]
    assert [one.action for one in history] == [Action.ACCEPT, Action.SUBMIT, Action.CREATE]


async def test_a_form_sent_twice_makes_one_registration(database: Database, stamp: Stamp) -> None:
    """The second tap gives the same id; a second submit changes nothing."""
    ground = await prepare(database, stamp)
    first = await create_registration(database, draft(ground.single, 1), stamp, "form-1")
    second = await create_registration(database, draft(ground.single, 1), stamp, "form-1")
    assert first == second
    once = await submit_registration(database, first.id, 1, stamp)
    again = await submit_registration(database, first.id, 1, stamp)
    assert (once.revision, again.revision) == (2, 2)


async def test_an_earlier_revision_overwrites_nothing(database: Database, stamp: Stamp) -> None:
    """The conflict tells what stands there; saving over that revision is then possible."""
    ground = await prepare(database, stamp)
    saved = await create_registration(database, draft(ground.single, 1), stamp)
    await save_registration(database, saved.id, 1, draft(ground.single, 2), stamp)
    with pytest.raises(RevisionConflictError) as conflict:
        await save_registration(database, saved.id, 1, draft(ground.single, 3), stamp)
    assert conflict.value.row.revision == 2
    await save_registration(database, saved.id, 2, draft(ground.single, 3), stamp)
    async with database.reading() as transaction:
        people = await members_of(transaction, [saved.id], reveal=True)
        history = await history_of(transaction, saved.id)
    assert [one.person.name for one in people[saved.id]] == ["选手3"]
    assert history[0].changes["1.name"] == ("选手2", "选手3")
    assert history[0].changes["1.id_number"] == (masked_id(id_number(2)), masked_id(id_number(3)))


async def test_a_masked_number_that_comes_back_stays_what_it_is(
    database: Database, stamp: Stamp
) -> None:
    """So does the phone; nothing that only looks changed is told as a change."""
    ground = await prepare(database, stamp)
    asked = draft(ground.single, 1)
    person = msgspec.structs.replace(applicant(1), phone="13800001234")
    asked = msgspec.structs.replace(asked, members=(person,))
    saved = await create_registration(database, asked, stamp)
    async with database.reading() as transaction:
        shown = (await members_of(transaction, [saved.id]))[saved.id][0].person
    assert (shown.phone, shown.id_number) == ("*******1234", masked_id(id_number(1)))
    asked = msgspec.structs.replace(asked, members=(msgspec.structs.replace(shown, name="新名"),))
    await save_registration(database, saved.id, 1, asked, stamp)
    people = await reveal_registration(database, saved.id, stamp)
    assert (people[1].name, people[1].phone) == ("新名", "13800001234")
    assert people[1].id_number == id_number(1)
    async with database.reading() as transaction:
        assert set((await history_of(transaction, saved.id))[0].changes) == {"1.name"}
        rows = await transaction.rows("SELECT detail FROM audit_record ORDER BY id")
    assert not any(id_number(1) in row[0] or "13800001234" in row[0] for row in rows)


async def test_what_is_submitted_cannot_be_edited_until_it_is_returned(
    database: Database, stamp: Stamp
) -> None:
    """Returned with a reason, mended for the same delegation, submitted again after closing."""
    ground = await prepare(database, stamp)
    target = await submitted(database, ground.single, stamp, 1)
    with pytest.raises(StepError):
        await save_registration(
            database, target.id, target.revision, draft(ground.single, 2), stamp
        )
    with pytest.raises(ReasonMissingError):
        await decide(database, Action.RETURN, [target], stamp)
    await decide(database, Action.RETURN, [target], stamp, "证书编号有误")
    moved = draft(ground.single, 2, delegation="青岛市代表队")
    with pytest.raises(DelegationFixedError):
        await save_registration(database, target.id, 3, moved, stamp)
    late = msgspec.structs.replace(stamp, at=stamp.at + timedelta(hours=13))
    saved = await save_registration(database, target.id, 3, draft(ground.single, 2), late)
    done = await submit_registration(database, target.id, saved.revision, late)
    assert (await row_of(database, target.id)).state is State.SUBMITTED
    assert done.revision == 5


async def test_registration_closes_by_the_clock(database: Database, stamp: Stamp) -> None:
    """The last moment before counts, the end itself does not; before opening neither."""
    ground = await prepare(database, stamp)
    for serial, hours, seconds, fits in ((1, -12, -1, False), (2, -12, 0, True), (3, 12, -1, True),
                                         (4, 12, 0, False)):  # fmt: skip
        at = stamp.at + timedelta(hours=hours, seconds=seconds)
        then = msgspec.structs.replace(stamp, at=at)
        saved = await create_registration(database, draft(ground.single, serial), then)
        if fits:
            await submit_registration(database, saved.id, 1, then)
            continue
        with pytest.raises(NotEligibleError) as refused:
            await submit_registration(database, saved.id, 1, then)
        assert [one.rule for one in refused.value.findings if one.blocks] == [Rule.WINDOW]


async def test_one_person_competes_once_in_an_event_and_in_a_competition(
    database: Database, stamp: Stamp
) -> None:
    """Unless a document allows it, or the terms do; a withdrawal lets the person go."""
    ground = await prepare(database, stamp)
    first = await submitted(database, ground.single, stamp, 1)
    again = await create_registration(database, draft(ground.single, 1), stamp)
    other = await create_registration(database, draft(ground.other, 1), stamp)
    with pytest.raises(NotEligibleError) as twice:
        await submit_registration(database, again.id, 1, stamp)
    assert [one.rule for one in twice.value.findings if one.blocks] == [Rule.TWICE]
    with pytest.raises(NotEligibleError) as single:
        await submit_registration(database, other.id, 1, stamp)
    assert [one.rule for one in single.value.findings if one.blocks] == [Rule.ONE_EVENT]
    with pytest.raises(OverrideError):
        await override_rule(
            database, again.id, 1, rule=Rule.TWICE, position=1, document="文", why="急", stamp=stamp
        )
    allowed = await override_rule(
        database, other.id, 1, rule=Rule.ONE_EVENT, position=1, document="鲁赛〔2026〕1号",
        why="紧缺工种", stamp=stamp,
    )  # fmt: skip
    done = await submit_registration(database, other.id, allowed.revision, stamp)
    assert [one.document for one in done.findings if one.document] == ["鲁赛〔2026〕1号"]
    async with database.reading() as transaction:
        assert [one.why for one in (await overrides_of(transaction, [other.id]))[other.id]] == [
            "紧缺工种"
        ]
    for one in (first, done):
        await withdraw_registration(database, one.id, one.revision, "不参加了", stamp)
    await submit_registration(database, again.id, 1, stamp)


async def test_two_levels_are_two_people_and_a_bulk_decision_can_be_taken_back(
    database: Database, stamp: Stamp
) -> None:
    """What was changed since is left; after ten minutes, or by somebody else, nothing goes back."""
    ground = await prepare(database, stamp, levels=2)
    second = msgspec.structs.replace(stamp, actor="account:second")
    targets = [await submitted(database, ground.single, stamp, serial) for serial in (1, 2, 3)]
    passed = await decide(database, Action.ACCEPT, targets, stamp)
    assert [(await row_of(database, one)).state for one in passed.done] == [State.PASSED] * 3
    again = [Target(one.id, one.revision + 1) for one in targets]
    alone = await decide(database, Action.ACCEPT, again, stamp)
    assert (alone.batch, alone.done) == (None, ())
    assert {one.obstacle for one in alone.left} == {Obstacle.SAME_PERSON}
    accepted = await decide(database, Action.ACCEPT, [*again, Target(0, 1)], second)
    assert accepted.done == tuple(one.id for one in targets)
    assert [(one.id, one.obstacle) for one in accepted.left] == [(0, Obstacle.GONE)]
    row = await row_of(database, targets[0].id)
    await withdraw_registration(database, row.id, row.revision, "生病", second)
    assert accepted.batch is not None
    with pytest.raises(UndoError):
        await undo_decision(database, accepted.batch, stamp)
    late = msgspec.structs.replace(second, at=stamp.at + timedelta(minutes=10, seconds=1))
    with pytest.raises(UndoError):
        await undo_decision(database, accepted.batch, late)
    undone: Decided = await undo_decision(database, accepted.batch, second)
    assert undone.done == tuple(one.id for one in targets[1:])
    assert [(one.id, one.obstacle) for one in undone.left] == [(targets[0].id, Obstacle.CHANGED)]
    states = [(await row_of(database, one.id)).state for one in targets]
    assert states == [State.WITHDRAWN, State.PASSED, State.PASSED]
    async with database.reading() as transaction:
        entries = await entries_of_event(transaction, ground.single)
    assert [(one.entry, one.status) for one in entries] == [("001", Status.WITHDRAWN)]
    with pytest.raises(UndoError):
        await undo_decision(database, accepted.batch, second)


async def test_a_substitute_takes_the_place_after_a_second_person_agrees(
    database: Database, stamp: Stamp
) -> None:
    """In the registration and in the entry; the history keeps both, numbers masked."""
    ground = await prepare(database, stamp)
    reviewer = msgspec.structs.replace(stamp, actor="account:reviewer")
    target = await submitted(database, ground.pair, stamp, 1, 2)
    await decide(database, Action.ACCEPT, [target], reviewer)
    with pytest.raises(NotEligibleError) as refused:
        await ask_substitution(
            database, target.id, 3, position=2, person=applicant(1), why="受伤", document="",
            stamp=stamp,
        )  # fmt: skip
    assert [one.rule for one in refused.value.findings if one.blocks] == [Rule.TWICE]
    asked = await ask_substitution(
        database, target.id, 3, position=2, person=applicant(9), why="受伤", document="诊断书",
        stamp=stamp,
    )  # fmt: skip
    with pytest.raises(SameDeciderError):
        await approve_substitution(database, target.id, asked.revision, position=2, stamp=stamp)
    async with database.reading() as transaction:
        waiting = (await substitutes_of(transaction, [target.id]))[target.id]
    assert [(one.person.name, one.person.id_number) for one in waiting] == [
        ("选手9", masked_id(id_number(9)))
    ]
    await approve_substitution(database, target.id, asked.revision, position=2, stamp=reviewer)
    async with database.reading() as transaction:
        members = await members_of_event(transaction, ground.pair, reveal=True)
        history = await history_of(transaction, target.id)
        assert await substitutes_of(transaction, [target.id]) == {}
    assert [(one.name, one.id_number) for one in members] == [
        ("选手1", id_number(1)),
        ("选手9", id_number(9)),
    ]
    assert history[0].changes["2.name"] == ("选手2", "选手9")
    assert history[0].changes["2.document"] == ("", "诊断书")
    back = await ask_substitution(
        database,
        target.id,
        5,
        position=2,
        person=applicant(2),
        why="好了",
        document="",
        stamp=stamp,
    )
    await refuse_substitution(
        database, target.id, back.revision, position=2, why="名单已公布", stamp=reviewer
    )


async def test_a_certificate_is_verified_by_a_reviewer_and_never_by_the_form(
    database: Database, stamp: Stamp
) -> None:
    """The entry's member follows."""
    ground = await prepare(database, stamp)
    asked = draft(ground.single, 1)
    claimed = msgspec.structs.replace(applicant(1), level_verified=True)
    saved = await create_registration(
        database, msgspec.structs.replace(asked, members=(claimed,)), stamp
    )
    done = await submit_registration(database, saved.id, 1, stamp)
    people = await reveal_registration(database, saved.id, stamp)
    assert not people[1].level_verified
    await decide(database, Action.ACCEPT, [Target(done.id, done.revision)], stamp)
    await verify_level(
        database, saved.id, 3, position=1, verified=True, why="查证平台", stamp=stamp
    )
    async with database.reading() as transaction:
        members = await members_of_event(transaction, ground.single)
    assert [one.level_verified for one in members] == [True]


async def test_terms_changed_by_two_people_conflict(database: Database, stamp: Stamp) -> None:
    """Who saw an earlier revision is told."""
    ground = await prepare(database, stamp)
    window = Window(stamp.at, stamp.at + timedelta(1), stamp.at + timedelta(2), revision=1)
    assert await set_window(database, ground.competition, window, stamp) == 2
    with pytest.raises(TermsConflictError):
        await set_window(database, ground.competition, window, stamp)
    assert await set_event_terms(database, ground.single, EventTerms(places=3), stamp) == 1
    with pytest.raises(TermsConflictError):
        await set_event_terms(database, ground.single, EventTerms(places=4), stamp)
