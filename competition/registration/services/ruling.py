"""What a person decides beside the rules: documents that override them, verified certificates."""

from competition.registration.queries.registrations import members_of
from competition.registration.rules.findings import OVERRIDABLE, Rule
from competition.registration.rules.registrations import Action
from competition.registration.services.registering import Saved
from competition.registration.services.steps import StepError, change, claim
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.problems import StorageError


class OverrideError(StorageError):
    """A rule that no document overrides, or an override without document or reason."""


async def override_rule(  # noqa: PLR0913 - each part is named at the call
    database: Database,
    number: int,
    revision: int,
    *,
    rule: Rule,
    position: int,
    document: str,
    why: str,
    stamp: Stamp,
) -> Saved:
    """Let a document override what a rule refuses, for a person (position) or, with 0, for all.

    Raises OverrideError, and what `claim` raises.
    """
    if rule not in OVERRIDABLE or not document or not why:
        message = (
            "须是可以例外的规则，并写明文件和理由 / needs an overridable rule, document, reason"
        )
        raise OverrideError(message)
    async with database.transaction() as transaction:
        row = await claim(transaction, number, revision, Action.OVERRIDE)
        old = await transaction.rows(
            "DELETE FROM registration_override "
            "WHERE registration = $1 AND rule = $2 AND position = $3 RETURNING document",
            number,
            rule.value,
            position,
        )
        await transaction.execute(
            "INSERT INTO registration_override "
            "(registration, rule, position, document, why, actor, at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7)",
            number,
            rule.value,
            position,
            document,
            why,
            stamp.actor,
            stamp.at,
        )
        told = {f"{position}.override.{rule}": (old[0][0] if old else "", document)}
        new = await change(
            transaction, row, Action.OVERRIDE, row.state, stamp, changes=told, why=why
        )
    return Saved(number, new)


async def verify_level(  # noqa: PLR0913 - each part is named at the call
    database: Database,
    number: int,
    revision: int,
    *,
    position: int,
    verified: bool,
    why: str,
    stamp: Stamp,
) -> Saved:
    """Record that a skill certificate was verified, or that it no longer counts as verified.

    The member of an accepted entry follows. Raises what `claim` raises.
    """
    async with database.transaction() as transaction:
        row = await claim(transaction, number, revision, Action.VERIFY)
        found = (await members_of(transaction, [number])).get(number, [])
        people = {one.position: one for one in found}
        if position not in people:
            raise StepError(row)
        before = people[position].person.level_verified
        await transaction.execute(
            "UPDATE registration_member SET level_verified = $2 WHERE id = $1",
            people[position].id,
            verified,
        )
        if people[position].member is not None:
            await transaction.execute(
                "UPDATE member SET level_verified = $2 WHERE id = $1",
                people[position].member,
                verified,
            )
        told = {f"{position}.level_verified": (_word(yes=before), _word(yes=verified))}
        new = await change(transaction, row, Action.VERIFY, row.state, stamp, changes=told, why=why)
    return Saved(number, new)


def _word(*, yes: bool) -> str:
    return "yes" if yes else ""
