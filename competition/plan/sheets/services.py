"""Keep a checked workbook until it is confirmed; store it whole, or not at all."""

import msgspec

from competition.plan.proposal_queries import (
    CompetitionRow,
    ProposalRow,
    competitions_of,
    proposals_of,
)
from competition.plan.proposal_services import accept_houses, accept_rows
from competition.plan.protocols import SchemeShelf
from competition.plan.publishing_services import publish_within
from competition.plan.queries import SeasonRow
from competition.plan.rules import (
    OPEN_STATES,
    CompetitionApplication,
    EventApplication,
    PlanState,
    Refusal,
)
from competition.plan.sheets.reading import ReadPlan
from competition.plan.writing import (
    PlanRefusedError,
    changes_of,
    competition_values,
    event_values,
    insert_competition,
    insert_proposal,
    plan_id,
    refusing,
    set_fields,
)
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.transaction import Transaction

_ACCEPTABLE = frozenset({PlanState.DRAFT, PlanState.SUBMITTED})


class Counts(msgspec.Struct, frozen=True):
    """What storing a workbook means: competitions and events that are new, changed, the same."""

    new_competitions: int
    changed_competitions: int
    new: int
    changed: int
    same: int
    accepted: int = 0
    published: int = 0
    returned: int = 0


class Changed(msgspec.Struct, frozen=True):
    """A competition or event that a workbook changes: its name, and each field old and new."""

    name: str
    changes: dict[str, list[object]]


async def keep_sheet(
    database: Database, season: int, name: str, content: bytes, stamp: Stamp
) -> None:
    """Keep a workbook without problems until it is confirmed, in the place of an earlier one."""
    async with database.transaction() as transaction:
        await _forget(transaction, season, stamp)
        await transaction.execute(
            "INSERT INTO plan_sheet (season, name, content, added_at, added_by) "
            "VALUES ($1, $2, $3, $4, $5)",
            season,
            name,
            content,
            stamp.at,
            stamp.actor,
        )


async def forget_sheet(database: Database, season: int, stamp: Stamp) -> None:
    """Drop the workbook that somebody has waiting."""
    async with database.transaction() as transaction:
        await _forget(transaction, season, stamp)


async def counts_of(transaction: Transaction, season: int, read: ReadPlan) -> Counts:
    """Say what storing a workbook would do."""
    competitions = {row.application.name: row for row in await competitions_of(transaction, season)}
    proposals = {row.application.code: row for row in await proposals_of(transaction, season)}
    known = [(proposals[one.code], one) for _, one in read.events if one.code in proposals]
    changed = sum(bool(changes_of(row.application, one)) for row, one in known)
    houses = [(competitions.get(one.name), one) for one in read.competitions]
    return Counts(
        new_competitions=sum(row is None for row, _ in houses),
        changed_competitions=sum(
            row is not None and bool(changes_of(row.application, one)) for row, one in houses
        ),
        new=len(read.events) - len(known),
        changed=changed,
        same=len(known) - changed,
    )


async def changes_in(transaction: Transaction, season: int, read: ReadPlan) -> list[Changed]:
    """Tell each competition and event that storing a workbook would change."""
    competitions = {row.application.name: row for row in await competitions_of(transaction, season)}
    proposals = {row.application.code: row for row in await proposals_of(transaction, season)}
    both = [
        Changed(house.name, changes_of(competitions[house.name].application, house))
        for house in read.competitions
        if house.name in competitions
    ]
    both += [
        Changed(event.name, changes_of(proposals[event.code].application, event))
        for _, event in read.events
        if event.code in proposals
    ]
    return [one for one in both if one.changes]


async def store_plan(  # noqa: PLR0913 - what, where, and by whose decision
    database: Database,
    season: SeasonRow,
    read: ReadPlan,
    *,
    decides: bool,
    document: str,
    stamp: Stamp,
    shelf: SchemeShelf | None = None,
) -> Counts:
    """Store a workbook that was read without problems, audited row by row.

    Whoever decides plans at once: competitions are accepted, and with a `document` for the class
    the events too, also drafts and those handed in before, but none that was returned; else new
    events are submitted. Of others both are drafts. With a `shelf` of schemes what is accepted is
    published in the same transaction: all or nothing. PlanRefusedError when it would change what
    is published, or what was handed in and somebody else decides.
    """
    house_state = PlanState.ACCEPTED if decides else PlanState.DRAFT
    state = PlanState.SUBMITTED if decides else PlanState.DRAFT
    state = PlanState.ACCEPTED if decides and document else state
    stale = refusing("event_one_code", Refusal.STALE)
    with stale:
        async with database.transaction() as transaction:
            counts = await counts_of(transaction, season.id, read)
            houses = {
                row.application.name: row for row in await competitions_of(transaction, season.id)
            }
            ids = {name: row.id for name, row in houses.items()}
            for house in read.competitions:
                if house.name not in houses:
                    number = await insert_competition(transaction, season.id, house, house_state)
                    ids[house.name] = number
                    detail = {"new": msgspec.to_builtins(house)}
                    await record(transaction, stamp, "plan.competition.add", house.name, detail)
                    continue
                await _change_house(transaction, houses[house.name], house, decides, stamp)
            proposals = {
                row.application.code: row for row in await proposals_of(transaction, season.id)
            }
            for name, event in read.events:
                if event.code in proposals:
                    await _change(transaction, proposals[event.code], event, decides, stamp)
                    continue
                accepted = state is PlanState.ACCEPTED
                await insert_proposal(
                    transaction,
                    season.id,
                    ids[name],
                    event,
                    state,
                    class_set=event.class_asked if accepted else None,
                    class_document=document if accepted else "",
                )
                detail = {"new": msgspec.to_builtins(event), "state": state.value, "why": document}
                await record(transaction, stamp, "plan.event.add", event.code, detail)
            if state is PlanState.ACCEPTED:
                counts = await _accept(transaction, season.id, read, counts, document, stamp)
            if shelf is not None:
                published = await publish_within(transaction, season, shelf, stamp)
                counts = msgspec.structs.replace(counts, published=published)
            await _forget(transaction, season.id, stamp)
            await record(transaction, stamp, "plan.sheet", season.code, msgspec.to_builtins(counts))
    return counts


async def _accept(  # noqa: PLR0913, PLR0917 - what, where, and by whose decision
    transaction: Transaction,
    season: int,
    read: ReadPlan,
    counts: Counts,
    document: str,
    stamp: Stamp,
) -> Counts:
    """Accept the events of a workbook that are not accepted yet, with their competitions."""
    codes = {event.code for _, event in read.events}
    rows = [
        row
        for row in await proposals_of(transaction, season)
        if row.application.code in codes and row.event is None
    ]
    wanted = [
        row
        for row in rows
        if row.state in _ACCEPTABLE
        or (row.state is PlanState.ACCEPTED and row.class_set is not row.application.class_asked)
    ]
    await accept_rows(transaction, wanted, document, stamp)
    houses = {row.competition for row in rows if row.state is not PlanState.RETURNED}
    await accept_houses(transaction, season, houses, _ACCEPTABLE, stamp, document)
    return msgspec.structs.replace(
        counts,
        accepted=counts.new + len(wanted),
        returned=sum(row.state is PlanState.RETURNED for row in rows),
    )


async def _change_house(
    transaction: Transaction,
    row: CompetitionRow,
    house: CompetitionApplication,
    decides: bool,  # noqa: FBT001 - passed on
    stamp: Stamp,
) -> None:
    changes = changes_of(row.application, house)
    if not changes:
        return
    if not decides and row.state not in OPEN_STATES:
        raise PlanRefusedError(Refusal.HANDED_IN, row.application.name)
    number = await plan_id(transaction, row.id)
    values = competition_values(house)
    await set_fields(transaction, "competition_plan", number, max(row.revision, 1), values)
    detail = {"changes": changes}
    await record(transaction, stamp, "plan.competition.change", row.application.name, detail)


async def _change(
    transaction: Transaction,
    row: ProposalRow,
    event: EventApplication,
    decides: bool,  # noqa: FBT001 - passed on
    stamp: Stamp,
) -> None:
    changes = changes_of(row.application, event)
    if not changes:
        return
    if row.event is not None:
        raise PlanRefusedError(Refusal.PUBLISHED, event.name)
    if not decides and row.state not in OPEN_STATES:
        raise PlanRefusedError(Refusal.HANDED_IN, event.name)
    await set_fields(transaction, "event_proposal", row.id, row.revision, event_values(event))
    await record(transaction, stamp, "plan.event.change", event.code, {"changes": changes})


async def _forget(transaction: Transaction, season: int, stamp: Stamp) -> None:
    await transaction.execute(
        "DELETE FROM plan_sheet WHERE season = $1 AND added_by = $2", season, stamp.actor
    )
