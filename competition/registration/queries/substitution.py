"""What the rules say when somebody else takes a member's place."""

from datetime import datetime

import msgspec

from competition.people.encryption import id_hash
from competition.registration.queries.field import load_field
from competition.registration.queries.registrations import (
    RegistrationRow,
    draft_of,
    members_of,
    overrides_of,
)
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import Applicant
from competition.storage.transaction import Transaction


async def findings_with(
    transaction: Transaction,
    row: RegistrationRow,
    position: int,
    person: Applicant,
    at: datetime,
) -> list[Finding]:
    """Ask every rule about a stored registration with another person at one position.

    A document that overrode a rule for the earlier person does not speak for the new one.
    """
    members = (await members_of(transaction, [row.id], reveal=True)).get(row.id, [])
    draft = draft_of(row, members)
    people = list(draft.members)
    people[position - 1] = person
    papers = {
        (one.rule, one.position): one.document
        for one in (await overrides_of(transaction, [row.id])).get(row.id, ())
        if one.position != position
    }
    hashes = {one.id_hash for one in members if one.id_hash}
    if person.id_number:
        hashes.add(id_hash(transaction.keys, person.id_number))
    field = await load_field(transaction, row.competition, at, sorted(hashes), [row.event])
    changed = msgspec.structs.replace(draft, members=tuple(people))
    return field.check(changed, row.state, row.id, papers)
