"""The selection and training pool as the plan shows it: who, from where, and why not."""

from collections.abc import Sequence

from competition.plan.protocols import PoolPerson
from competition.plan.queries import event_ids
from competition.registration.queries import entries_by_event
from competition.storage.transaction import Transaction
from judging.awards.queries import pool_of


class Pool:
    """The pool that awards decide."""

    async def people(self, transaction: Transaction, season: int) -> Sequence[PoolPerson]:
        """Give everybody who was considered; ID numbers stay where they are."""
        events = await event_ids(transaction, season)
        entries = {
            (event, entry.entry): entry
            for event, found in (await entries_by_event(transaction, season)).items()
            for entry in found
        }
        people = []
        for row in await pool_of(transaction, season):
            entry = entries[events[row.event], row.entry]
            people.append(
                PoolPerson(
                    event=row.event,
                    entry=row.entry,
                    name=row.name,
                    delegation=entry.delegation,
                    city=entry.city,
                    birth_year=row.birth_date.year if row.birth_date else None,
                    decision=row.decision.value,
                    reason=row.reason.value,
                    explanation=row.explanation,
                    clause=row.clause,
                )
            )
        return people
