"""Publish the plan, take over what folders brought, make seasons and throw practice away."""

from collections.abc import Sequence

import msgspec

from competition.plan.proposal_queries import (
    ProposalRow,
    competitions_of,
    proposals_of,
    season_before,
    source_events,
)
from competition.plan.protocols import SchemeShelf, SeasonBin
from competition.plan.queries import SeasonRow, events_of
from competition.plan.rules import SERIES_TAGS, CountedBy, Event, PlanState, Refusal
from competition.plan.services import NewSeason, add_events, add_season, touch_season
from competition.plan.writing import PlanRefusedError, insert_proposal, refusing, set_fields
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.transaction import Transaction


async def create_season(database: Database, season: NewSeason, stamp: Stamp) -> None:
    """Begin a season; SeasonExistsError when its code is taken."""
    async with database.transaction() as transaction:
        await add_season(transaction, season, stamp)
        await record(transaction, stamp, "season.create", season.code, msgspec.to_builtins(season))


async def set_counted(
    database: Database, season: SeasonRow, counted: CountedBy, stamp: Stamp
) -> None:
    """Choose what the target of measure 20 counts in a season."""
    async with database.transaction() as transaction:
        await transaction.execute(
            "UPDATE season SET counted = $2 WHERE id = $1", season.id, counted.value
        )
        await touch_season(transaction, season.id)
        detail = {"changes": {"counted": [season.counted, counted.value]}}
        await record(transaction, stamp, "season.counted", season.code, detail)


async def discard_season(
    database: Database, season: SeasonRow, bin_: SeasonBin, stamp: Stamp
) -> int:
    """Delete a practice season with everything in it; PlanRefusedError for a real one."""
    async with database.transaction() as transaction:
        rows = await transaction.rows("SELECT practice FROM season WHERE id = $1", season.id)
        if not rows or not rows[0][0]:
            raise PlanRefusedError(Refusal.REAL_SEASON)
        count = await bin_.discard(transaction, season.id)
        detail = {"rows": count, "title": season.title}
        await record(transaction, stamp, "season.discard", season.code, detail)
    return count


async def publish_plan(
    database: Database, season: SeasonRow, shelf: SchemeShelf, stamp: Stamp
) -> int:
    """Make events of everything that is accepted, with the schemes they name; give how many.

    What belongs to a competition that is not accepted stays behind. PlanRefusedError
    `nothing_accepted` when nothing is left, `scheme_unknown` for a scheme that is not there.
    """
    with refusing("event_one_code", Refusal.STALE):
        async with database.transaction() as transaction:
            return await publish_within(transaction, season, shelf, stamp)


async def publish_within(
    transaction: Transaction, season: SeasonRow, shelf: SchemeShelf, stamp: Stamp
) -> int:
    """Publish what is accepted as a part of a larger transaction; see `publish_plan`."""
    rows = await ready_to_publish(transaction, season.id)
    if not rows:
        raise PlanRefusedError(Refusal.NOTHING_ACCEPTED)
    competitions = {row.id: row for row in await competitions_of(transaction, season.id)}
    events = []
    for row in rows:
        competition = competitions[row.competition].application
        tag = SERIES_TAGS.get(competition.series, "")
        events.append(_event(row, competition.name, tag))
    ids = await add_events(transaction, season.id, events)
    await shelf.give(transaction, season.id, await _wishes(transaction, season, shelf, rows, ids))
    for row in rows:
        fields = {"state": PlanState.PUBLISHED.value, "event": ids[row.application.code]}
        await set_fields(transaction, "event_proposal", row.id, row.revision, fields)
    await touch_season(transaction, season.id)
    detail = {"events": [row.application.code for row in rows]}
    await record(transaction, stamp, "plan.publish", season.code, detail)
    return len(rows)


async def ready_to_publish(transaction: Transaction, season: int) -> tuple[ProposalRow, ...]:
    """Give the accepted events of accepted competitions that have a day."""
    accepted = {
        row.id
        for row in await competitions_of(transaction, season)
        if row.state is PlanState.ACCEPTED
    }
    return tuple(
        row
        for row in await proposals_of(transaction, season)
        if row.state is PlanState.ACCEPTED
        and row.competition in accepted
        and row.application.held_on is not None
    )


async def adopt_events(database: Database, season: SeasonRow, stamp: Stamp) -> int:
    """Take events that a folder brought into the plan, so that it can be changed; how many."""
    async with database.transaction() as transaction:
        known = {row.event for row in await proposals_of(transaction, season.id)}
        found = [row for row in await source_events(transaction, season.id) if row.id not in known]
        classes = {row.id: row.event.event_class for row in await events_of(transaction, season.id)}
        for row in found:
            await insert_proposal(
                transaction,
                season.id,
                row.competition,
                msgspec.structs.replace(row.application, scheme=""),
                PlanState.PUBLISHED,
                class_set=classes[row.id],
                class_document="",
                event=row.id,
            )
        detail = {"events": [row.application.code for row in found]}
        await record(transaction, stamp, "plan.adopt", season.code, detail)
    return len(found)


def _event(row: ProposalRow, competition: str, tag: str) -> Event:
    wanted = row.application
    if row.class_set is None or wanted.held_on is None:
        raise PlanRefusedError(Refusal.EVENT_INCOMPLETE, wanted.name)
    tags = wanted.tags if not tag or tag in wanted.tags else (*wanted.tags, tag)
    return Event(
        event=wanted.code,
        competition=competition,
        name=wanted.name,
        event_class=row.class_set,
        occupation=wanted.occupation,
        entry_size=wanted.entry_size,
        held_on=wanted.held_on,
        tags=tags,
        feeds=wanted.feeds,
    )


async def _wishes(
    transaction: Transaction,
    season: SeasonRow,
    shelf: SchemeShelf,
    rows: Sequence[ProposalRow],
    ids: dict[str, int],
) -> list[tuple[int, str, int | None]]:
    known = await scheme_sources(transaction, season)
    presets = set(shelf.presets())
    wishes: list[tuple[int, str, int | None]] = []
    for row in rows:
        scheme = row.application.scheme
        source = known.get(scheme)
        if scheme and scheme not in presets and source is None:
            raise PlanRefusedError(Refusal.SCHEME_UNKNOWN, row.application.name, scheme)
        wishes.append((ids[row.application.code], scheme if scheme in presets else "", source))
    return wishes


async def scheme_sources(transaction: Transaction, season: SeasonRow) -> dict[str, int]:
    """Give the events whose scheme can be taken over by `season/event`: earlier and own ones."""
    earlier, _ = await season_before(transaction, season)
    own = {
        f"{season.code}/{row.event.event}": row.id
        for row in await events_of(transaction, season.id)
    }
    return earlier | own
