"""Apply for competitions and events, and review them: one transaction each, audited."""

from collections.abc import Container, Iterable

import msgspec

from competition.people.attachments import Owner, attachments_of, detach
from competition.people.rules import OwnerKind
from competition.plan.proposal_queries import (
    CompetitionRow,
    ProposalRow,
    competition_of,
    proposal_of,
    proposals_of,
)
from competition.plan.rules import (
    OPEN_STATES,
    CompetitionApplication,
    EventApplication,
    EventClass,
    PlanState,
    Refusal,
    missing_of_competition,
    missing_of_event,
)
from competition.plan.services import touch_season
from competition.plan.writing import (
    PlanRefusedError,
    changes_of,
    competition_values,
    event_values,
    insert_competition,
    insert_proposal,
    only_open,
    plan_id,
    refusing,
    set_fields,
    taken_codes,
)
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.json_text import json_text
from competition.storage.problems import ConstraintError
from competition.storage.transaction import Transaction


class Change(msgspec.Struct, frozen=True):
    """Who changes which revision; `decides` is whoever reviews applications."""

    stamp: Stamp
    revision: int
    decides: bool = False


async def apply_for_competition(
    database: Database, season: int, application: CompetitionApplication, stamp: Stamp
) -> int:
    """Begin the application of a competition; PlanRefusedError when its name is taken."""
    taken = refusing("competition_one_name", Refusal.NAME_TAKEN, application.name)
    with taken:
        async with database.transaction() as transaction:
            number = await insert_competition(transaction, season, application, PlanState.DRAFT)
            detail = {"changes": changes_of(CompetitionApplication(""), application)}
            await record(transaction, stamp, "plan.competition.add", application.name, detail)
    return number


async def change_competition(
    database: Database, row: CompetitionRow, application: CompetitionApplication, change: Change
) -> None:
    """Change the application of a competition; refused once handed in, unless one decides."""
    async with database.transaction() as transaction:
        row = await _competition(transaction, row)
        only_open([row.state], decides=change.decides)
        number = await plan_id(transaction, row.id)
        await set_fields(
            transaction,
            "competition_plan",
            number,
            max(change.revision, 1),
            competition_values(application),
        )
        if application.name != row.application.name:
            taken = await transaction.rows(
                "SELECT 1 FROM competition WHERE season = $1 AND name = $2",
                row.season,
                application.name,
            )
            if taken:
                raise PlanRefusedError(Refusal.NAME_TAKEN, application.name)
            await transaction.execute(
                "UPDATE competition SET name = $2 WHERE id = $1", row.id, application.name
            )
            await touch_season(transaction, row.season)
        detail = {"changes": changes_of(row.application, application)}
        await record(
            transaction, change.stamp, "plan.competition.change", row.application.name, detail
        )


async def submit_competition(database: Database, row: CompetitionRow, stamp: Stamp) -> int:
    """Hand in a competition with every event of it that is still open; give how many events.

    PlanRefusedError names what is missing; then nothing is handed in.
    """
    async with database.transaction() as transaction:
        row = await _competition(transaction, row)
        events = [
            proposal
            for proposal in await proposals_of(transaction, row.season)
            if proposal.competition == row.id and proposal.state in OPEN_STATES
        ]
        if lacks := missing_of_competition(row.application):
            raise PlanRefusedError(Refusal.INCOMPLETE, *lacks)
        for event in events:
            if lacks := missing_of_event(event.application):
                raise PlanRefusedError(Refusal.EVENT_INCOMPLETE, event.application.name, *lacks)
        if row.state not in OPEN_STATES and not events:
            raise PlanRefusedError(Refusal.NOTHING_OPEN)
        if row.state in OPEN_STATES:
            await _move_competition(transaction, row, PlanState.SUBMITTED, "", stamp)
        for event in events:
            await _move(transaction, event, PlanState.SUBMITTED, "", stamp)
    return len(events)


async def decide_competition(
    database: Database, row: CompetitionRow, *, accept: bool, reason: str, stamp: Stamp
) -> None:
    """Accept a competition, or return it with the reason."""
    async with database.transaction() as transaction:
        row = await _competition(transaction, row)
        if row.state is not PlanState.SUBMITTED:
            raise PlanRefusedError(Refusal.NOT_SUBMITTED)
        if not accept and not reason:
            raise PlanRefusedError(Refusal.REASON_MISSING)
        state = PlanState.ACCEPTED if accept else PlanState.RETURNED
        await _move_competition(transaction, row, state, reason, stamp)


async def delete_competition(database: Database, row: CompetitionRow, stamp: Stamp) -> None:
    """Take back a competition that was not handed in; refused while anything belongs to it."""
    owner = Owner(OwnerKind.COMPETITION, row.id)
    try:
        async with database.transaction() as transaction:
            row = await _competition(transaction, row)
            only_open([row.state], decides=False)
            for one in await attachments_of(transaction, owner):
                await detach(transaction, owner, one.id, stamp, row.application.name)
            await transaction.execute("DELETE FROM competition_plan WHERE competition = $1", row.id)
            await transaction.execute("DELETE FROM competition WHERE id = $1", row.id)
            detail = {"old": msgspec.to_builtins(row.application)}
            subject = row.application.name
            await record(transaction, stamp, "plan.competition.delete", subject, detail)
    except ConstraintError as error:
        raise PlanRefusedError(Refusal.NOT_EMPTY, row.application.name) from error


async def apply_for_event(
    database: Database, competition: CompetitionRow, application: EventApplication, stamp: Stamp
) -> int:
    """Begin the application of an event; PlanRefusedError when its code is taken."""
    code, season = application.code, competition.season
    with refusing("event_proposal_one_code", Refusal.CODE_TAKEN, code):
        async with database.transaction() as transaction:
            if code.casefold() in await taken_codes(transaction, season):
                raise PlanRefusedError(Refusal.CODE_TAKEN, code)
            number = await insert_proposal(
                transaction, season, competition.id, application, PlanState.DRAFT
            )
            detail = {"new": msgspec.to_builtins(application)}
            await record(transaction, stamp, "plan.event.add", code, detail)
    return number


async def change_proposal(
    database: Database, row: ProposalRow, application: EventApplication, change: Change
) -> None:
    """Change an event's application; its code stays.

    A published event changes with it; there class and size of entries stay as they are.
    """
    application = msgspec.structs.replace(application, code=row.application.code)
    async with database.transaction() as transaction:
        row = await _proposal(transaction, row)
        only_open([row.state], decides=change.decides)
        if row.event is not None:
            application = msgspec.structs.replace(
                application,
                class_asked=row.application.class_asked,
                entry_size=row.application.entry_size,
            )
            if application.held_on is None:
                raise PlanRefusedError(Refusal.EVENT_INCOMPLETE, application.name, "held_on")
            await transaction.execute(
                "UPDATE event SET name = $2, occupation = $3, held_on = $4, tags = $5, feeds = $6 "
                "WHERE id = $1",
                row.event,
                application.name,
                application.occupation,
                application.held_on,
                json_text(application.tags),
                application.feeds,
            )
            await touch_season(transaction, row.season)
        values = event_values(application)
        await set_fields(transaction, "event_proposal", row.id, change.revision, values)
        detail = {"changes": changes_of(row.application, application)}
        await record(transaction, change.stamp, "plan.event.change", application.code, detail)


async def delete_proposal(database: Database, row: ProposalRow, stamp: Stamp) -> None:
    """Take back an application that was not handed in, or that was returned."""
    async with database.transaction() as transaction:
        row = await _proposal(transaction, row)
        only_open([row.state], decides=False)
        await transaction.execute("DELETE FROM event_proposal WHERE id = $1", row.id)
        detail = {"old": msgspec.to_builtins(row.application)}
        await record(transaction, stamp, "plan.event.delete", row.application.code, detail)


async def return_proposal(database: Database, row: ProposalRow, reason: str, stamp: Stamp) -> None:
    """Give an application back with the reason."""
    if not reason:
        raise PlanRefusedError(Refusal.REASON_MISSING)
    async with database.transaction() as transaction:
        row = await _proposal(transaction, row)
        if row.state not in {PlanState.SUBMITTED, PlanState.ACCEPTED}:
            raise PlanRefusedError(Refusal.NOT_SUBMITTED)
        await _move(transaction, row, PlanState.RETURNED, reason, stamp)


async def accept_proposal(
    database: Database, row: ProposalRow, class_set: EventClass, document: str, stamp: Stamp
) -> None:
    """Set the class of an event by a document or reason and accept it.

    Of a published event the class changes in the season too.
    """
    if not document:
        raise PlanRefusedError(Refusal.REASON_MISSING)
    async with database.transaction() as transaction:
        row = await _proposal(transaction, row)
        if row.state in OPEN_STATES:
            raise PlanRefusedError(Refusal.NOT_SUBMITTED)
        await _set_class(transaction, row, class_set, document, stamp)
        if row.event is not None:
            await transaction.execute(
                "UPDATE event SET event_class = $2 WHERE id = $1", row.event, class_set.value
            )
            await touch_season(transaction, row.season)


async def accept_proposals(
    database: Database, season: int, codes: set[str], document: str, stamp: Stamp
) -> int:
    """Accept submitted events with the class they asked for, by one document; give how many."""
    if not document:
        raise PlanRefusedError(Refusal.REASON_MISSING)
    async with database.transaction() as transaction:
        rows = [
            row
            for row in await proposals_of(transaction, season)
            if row.application.code in codes and row.state is PlanState.SUBMITTED
        ]
        if not rows:
            raise PlanRefusedError(Refusal.NOTHING_CHOSEN)
        await accept_rows(transaction, rows, document, stamp)
        competitions = {row.competition for row in rows}
        await accept_houses(
            transaction, season, competitions, {PlanState.SUBMITTED}, stamp, document
        )
    return len(rows)


async def accept_rows(
    transaction: Transaction, rows: Iterable[ProposalRow], document: str, stamp: Stamp
) -> None:
    """Accept events with the class they asked for, as a part of a larger transaction."""
    for row in rows:
        await _set_class(transaction, row, row.application.class_asked, document, stamp)


async def accept_houses(  # noqa: PLR0913, PLR0917 - which, from which states, and by whose decision
    transaction: Transaction,
    season: int,
    competitions: Iterable[int],
    states: Container[PlanState],
    stamp: Stamp,
    document: str,
) -> None:
    """Accept the competitions that are in one of the states."""
    for competition in sorted(competitions):
        found = await competition_of(transaction, season, competition)
        if found is not None and found.state in states:
            await _move_competition(transaction, found, PlanState.ACCEPTED, document, stamp)


async def _set_class(
    transaction: Transaction, row: ProposalRow, class_set: EventClass, document: str, stamp: Stamp
) -> None:
    state = row.state if row.event is not None else PlanState.ACCEPTED
    fields = {
        "class_set": class_set.value,
        "class_document": document,
        "state": state.value,
        "return_reason": "",
    }
    await set_fields(transaction, "event_proposal", row.id, row.revision, fields)
    old = row.class_set.value if row.class_set else ""
    changes = {"class": [old, class_set.value], "state": [row.state.value, state.value]}
    detail = {"changes": changes, "asked": row.application.class_asked.value, "why": document}
    await record(transaction, stamp, "plan.event.class", row.application.code, detail)


async def _move(
    transaction: Transaction, row: ProposalRow, state: PlanState, reason: str, stamp: Stamp
) -> None:
    fields = {"state": state.value, "return_reason": reason}
    await set_fields(transaction, "event_proposal", row.id, row.revision, fields)
    detail = {"changes": {"state": [row.state.value, state.value]}, "why": reason}
    await record(transaction, stamp, f"plan.event.{state}", row.application.code, detail)


async def _move_competition(
    transaction: Transaction, row: CompetitionRow, state: PlanState, reason: str, stamp: Stamp
) -> None:
    number = await plan_id(transaction, row.id)
    fields = {"state": state.value, "return_reason": "" if state is PlanState.ACCEPTED else reason}
    await set_fields(transaction, "competition_plan", number, max(row.revision, 1), fields)
    detail = {"changes": {"state": [row.state.value, state.value]}, "why": reason}
    await record(transaction, stamp, f"plan.competition.{state}", row.application.name, detail)


async def _competition(transaction: Transaction, row: CompetitionRow) -> CompetitionRow:
    found = await competition_of(transaction, row.season, row.id)
    if found is None:
        raise PlanRefusedError(Refusal.GONE)
    return found


async def _proposal(transaction: Transaction, row: ProposalRow) -> ProposalRow:
    found = await proposal_of(transaction, row.season, row.application.code)
    if found is None:
        raise PlanRefusedError(Refusal.GONE)
    return found
