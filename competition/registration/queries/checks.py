"""What the rules say about a form that is not saved."""

from datetime import datetime

from competition.people.encryption import id_hash
from competition.registration.queries.field import load_field
from competition.registration.queries.registrations import overrides_of
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import Draft, State
from competition.storage.transaction import Transaction


async def check_typed(  # noqa: PLR0913 - each part is named at the call
    transaction: Transaction,
    competition: int,
    draft: Draft,
    *,
    at: datetime,
    number: int = 0,
    state: State = State.DRAFT,
) -> list[Finding]:
    """Ask every rule about a draft; `number` is its registration where it was saved before."""
    people = {id_hash(transaction.keys, one.id_number) for _, one in draft.people if one.id_number}
    field = await load_field(transaction, competition, at, sorted(people), [draft.event])
    papers = {}
    if number:
        papers = {
            (one.rule, one.position): one.document
            for one in (await overrides_of(transaction, [number])).get(number, ())
        }
    return field.check(draft, state, number, papers)
