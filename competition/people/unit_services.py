"""What people do with the units of a season: add, correct, link as one entity, merge."""

from enum import StrEnum

import msgspec

from competition.people.identity import (
    forbidden_character,
    is_valid_organisation_code,
    normal_name_signs,
)
from competition.people.protocols import LaterRooms, Reference
from competition.people.queries import organisations_of
from competition.people.rules import LegalEntities, OrganisationKind
from competition.plan.rules import CITIES
from competition.plan.services import touch_season
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.json_text import json_text
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction

LONGEST_NAME = 200


class UnitFault(StrEnum):
    """Why something cannot be done with a unit; the value is the key of its text."""

    UNKNOWN = "units.fault_unknown"
    CODE = "units.fault_code"
    NAME = "units.fault_name"
    KIND = "units.fault_kind"
    CITY = "units.fault_city"
    TAKEN = "units.fault_taken"
    DECIDED = "units.fault_decided"
    SAME = "units.fault_same"
    LINKED = "units.fault_linked"
    DOCUMENT = "units.fault_document"


class UnitError(StorageError):
    """Something cannot be done with a unit; `references` are the decisions that stand against."""

    def __init__(self, fault: UnitFault, references: tuple[Reference, ...] = ()) -> None:
        """Tell why."""
        self.fault = fault
        self.references = references
        super().__init__(fault.value)


class UnitFacts(msgspec.Struct, frozen=True):
    """What a unit is: code as typed, name, kind and city (GB/T 2260, empty outside Shandong)."""

    code: str
    name: str
    kind: str
    city: str

    def checked(self) -> "UnitFacts":
        """Give the facts in normal form; UnitError names the first that is wrong."""
        code, name = self.code.strip().upper(), normal_name_signs(self.name)
        if not is_valid_organisation_code(code):
            raise UnitError(UnitFault.CODE)
        if not name or len(name) > LONGEST_NAME or forbidden_character(name):
            raise UnitError(UnitFault.NAME)
        if self.kind not in {kind.value for kind in OrganisationKind}:
            raise UnitError(UnitFault.KIND)
        if self.city and self.city not in CITIES:
            raise UnitError(UnitFault.CITY)
        return UnitFacts(code, name, self.kind, self.city)


async def add_unit(database: Database, season: int, facts: UnitFacts, stamp: Stamp) -> str:
    """Add a unit to a season; give its code. UnitError when a fact is wrong or the code taken."""
    facts = facts.checked()
    async with database.transaction() as transaction:
        if await _unit(transaction, season, facts.code) is not None:
            raise UnitError(UnitFault.TAKEN)
        await transaction.execute(
            "INSERT INTO organisation (season, code, name, kind, city) VALUES ($1, $2, $3, $4, $5)",
            season,
            facts.code,
            facts.name,
            facts.kind,
            facts.city,
        )
        await touch_season(transaction, season)
        await record(transaction, stamp, "unit.add", f"unit/{facts.code}", {"season": season})
    return facts.code


async def change_unit(  # noqa: PLR0913 - which, what, and who says so
    database: Database,
    later: LaterRooms,
    season: int,
    code: str,
    facts: UnitFacts,
    *,
    why: str,
    stamp: Stamp,
) -> str:
    """Correct a unit, audited; give its code.

    UnitError: a fact is wrong, the other code is taken (merge instead), or the code is to change
    although payments or grants name it.
    """
    facts = facts.checked()
    async with database.transaction() as transaction:
        number = await _known(transaction, season, code)
        if facts.code != code:
            if await _unit(transaction, season, facts.code) is not None:
                raise UnitError(UnitFault.TAKEN)
            references = await later.references_to_unit(transaction, season, code)
            if references:
                raise UnitError(UnitFault.DECIDED, references)
        rows = await transaction.rows(
            "SELECT code, name, kind, city FROM organisation WHERE id = $1", number
        )
        old = UnitFacts(*rows[0])
        await transaction.execute(
            "UPDATE organisation SET code = $1, name = $2, kind = $3, city = $4 WHERE id = $5",
            facts.code,
            facts.name,
            facts.kind,
            facts.city,
            number,
        )
        await _rename_in_registry(transaction, season, code, facts.code, facts.name)
        before, after = msgspec.structs.asdict(old), msgspec.structs.asdict(facts)
        changes = {
            name: [before[name], value] for name, value in after.items() if value != before[name]
        }
        await touch_season(transaction, season)
        detail = {"season": season, "changes": changes, "why": why}
        await record(transaction, stamp, "unit.change", f"unit/{code}", detail)
    return facts.code


async def link_units(  # noqa: PLR0913 - which two, by what, who
    database: Database, season: int, code: str, other: str, *, document: str, stamp: Stamp
) -> None:
    """Record that two units are one legal entity by a document, audited.

    The link holds both ways and through other links. A unit has one link of its own (as the season
    folder writes it): where it is used already, one of another unit of the entity takes it.
    """
    if not document:
        raise UnitError(UnitFault.DOCUMENT)
    other = other.strip().upper()
    async with database.transaction() as transaction:
        await _known(transaction, season, code)
        await _known(transaction, season, other)
        units = await organisations_of(transaction, season)
        entities = LegalEntities(units)
        if code == other:
            raise UnitError(UnitFault.SAME)
        if entities.of(code) == entities.of(other):
            raise UnitError(UnitFault.LINKED)
        free = [one.code for one in units if not one.same_as]
        ends = [
            (one, to)
            for start, to in ((code, other), (other, code))
            for one in (start, *free)
            if one in free and entities.of(one) == entities.of(start)
        ]
        if not ends:
            raise UnitError(UnitFault.LINKED)
        await transaction.execute(
            "INSERT INTO same_entity (organisation, same_as, document) VALUES ($1, $2, $3)",
            await _known(transaction, season, ends[0][0]),
            await _known(transaction, season, ends[0][1]),
            document,
        )
        await touch_season(transaction, season)
        detail = {"season": season, "same_as": other, "document": document}
        await record(transaction, stamp, "unit.link", f"unit/{code}", detail)


async def unlink_units(  # noqa: PLR0913 - which link, why, who
    database: Database, season: int, code: str, other: str, *, why: str, stamp: Stamp
) -> None:
    """Take a link back, audited with its document; UnitError when there is no such link."""
    async with database.transaction() as transaction:
        gone = await transaction.rows(
            "DELETE FROM same_entity WHERE organisation = $1 AND same_as = $2 RETURNING document",
            await _known(transaction, season, code),
            await _known(transaction, season, other),
        )
        if not gone:
            raise UnitError(UnitFault.UNKNOWN)
        await touch_season(transaction, season)
        detail = {"season": season, "same_as": other, "document": gone[0][0], "why": why}
        await record(transaction, stamp, "unit.unlink", f"unit/{code}", detail)


async def merge_units(  # noqa: PLR0913 - what, into what, what is known, why, who
    database: Database,
    later: LaterRooms,
    season: int,
    *,
    old: str,
    kept: str,
    why: str,
    stamp: Stamp,
) -> None:
    """Merge a unit that was typed under a wrong code into the right one, with its history.

    Everything of the season that refers to the old unit refers to the kept one; the old code still
    finds it. UnitError with the references when payments or grants name the old code: money that is
    decided never changes behind anybody's back; take the decision back first.
    """
    kept = kept.strip().upper()
    async with database.transaction() as transaction:
        first = await _known(transaction, season, old)
        second = await _known(transaction, season, kept)
        if first == second:
            raise UnitError(UnitFault.SAME)
        references = await later.references_to_unit(transaction, season, old)
        if references:
            raise UnitError(UnitFault.DECIDED, references)
        names = await transaction.rows(
            "SELECT o.name, k.name FROM organisation o JOIN organisation k ON k.id = $2 "
            "WHERE o.id = $1",
            first,
            second,
        )
        moved = await later.move_unit(transaction, first, second)
        for table, column in (
            ("member", "employer"),
            ("recognised_base", "organisation"),
            ("organisation_merge", "kept"),
        ):
            rows = await transaction.rows(
                f"UPDATE {table} SET {column} = $1 WHERE {column} = $2 RETURNING id",  # noqa: S608 - tables of ours
                second,
                first,
            )
            if rows:
                moved[table] = len(rows)
        await _move_links(transaction, first, second)
        await transaction.execute(
            "UPDATE registration_member SET employer_code = $1 WHERE employer_code = $2 "
            "AND registration IN (SELECT r.id FROM registration r "
            "JOIN event v ON v.id = r.event WHERE v.season = $3)",
            kept,
            old,
            season,
        )
        await transaction.execute(
            "UPDATE attachment SET owner = $1 WHERE owner_kind = 'organisation' AND owner = $2",
            second,
            first,
        )
        await _rename_in_registry(transaction, season, old, kept, names[0][1])
        await transaction.execute("DELETE FROM organisation WHERE id = $1", first)
        await transaction.execute(
            "INSERT INTO organisation_merge (season, old_code, old_name, kept, at, actor, why, "
            "moved) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            season,
            old,
            names[0][0],
            second,
            stamp.at,
            stamp.actor,
            why,
            json_text(moved),
        )
        await touch_season(transaction, season)
        detail = {"season": season, "old": old, "kept": kept, "moved": moved, "why": why}
        await record(transaction, stamp, "unit.merge", f"unit/{kept}", detail)


async def _move_links(transaction: Transaction, old: int, kept: int) -> None:
    """Let links of the old unit hold for the kept one; one to itself or a second one is dropped."""
    await transaction.execute(
        "DELETE FROM same_entity WHERE (organisation = $1 AND same_as = $2) "
        "OR (organisation = $2 AND same_as = $1)",
        old,
        kept,
    )
    taken = await transaction.rows("SELECT 1 FROM same_entity WHERE organisation = $1", kept)
    own = await transaction.rows(
        "DELETE FROM same_entity WHERE organisation = $1 RETURNING same_as, document", old
    )
    for same_as, document in own:
        # The kept unit has a link: the other unit takes this one, unless it has one too.
        ends = [(same_as, kept)] if taken else [(kept, same_as), (same_as, kept)]
        for start, end in ends:
            busy = await transaction.rows(
                "SELECT 1 FROM same_entity WHERE organisation = $1", start
            )
            if start != end and not busy:
                await transaction.execute(
                    "INSERT INTO same_entity (organisation, same_as, document) VALUES ($1, $2, $3)",
                    start,
                    end,
                    document,
                )
                break
    await transaction.execute("UPDATE same_entity SET same_as = $1 WHERE same_as = $2", kept, old)


async def _rename_in_registry(
    transaction: Transaction, season: int, old: str, code: str, name: str
) -> None:
    await transaction.execute(
        "UPDATE person SET unit_code = $1, unit_name = $2 WHERE unit_code = $3 "
        "AND unit_year = (SELECT year FROM season WHERE id = $4)",
        code,
        name,
        old,
        season,
    )


async def _unit(transaction: Transaction, season: int, code: str) -> int | None:
    rows = await transaction.rows(
        "SELECT id FROM organisation WHERE season = $1 AND code = $2", season, code
    )
    return rows[0][0] if rows else None


async def _known(transaction: Transaction, season: int, code: str) -> int:
    found = await _unit(transaction, season, code)
    if found is None:
        raise UnitError(UnitFault.UNKNOWN)
    return found
