"""What people do with the registry: correct a person, show a number, merge two records."""

from collections import Counter
from enum import StrEnum

import msgspec

from competition.people.encryption import sealed_phone, shown_phone
from competition.people.identity import forbidden_character, is_mobile, normal_name_signs
from competition.people.person_queries import PersonRow, Scope, person_by_id
from competition.people.pinyin import folded, spelling_of
from competition.people.protocols import LaterRooms, Reference
from competition.plan.services import touch_season
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.json_text import json_text
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction

LONGEST_NAME = 100


class PersonFault(StrEnum):
    """Why something cannot be done with a person; the value is the key of its text."""

    UNKNOWN = "people.fault_unknown"
    NAME = "people.fault_name"
    PHONE = "people.fault_phone"
    WHY = "people.fault_why"
    SAME = "people.fault_same"
    SAME_EVENT = "people.fault_same_event"
    DIFFERENT = "people.fault_different"


class PersonError(StorageError):
    """Something cannot be done with a person; `fault.value` is the key of the text."""

    def __init__(self, fault: PersonFault) -> None:
        """Tell why."""
        self.fault = fault
        super().__init__(fault.value)


class MergePlan(msgspec.Struct, frozen=True):
    """What a merge does: which seasons' rows get the kept number, and which stay as decided."""

    old: PersonRow
    kept: PersonRow
    moved: tuple[str, ...]
    left: tuple[Reference, ...]
    same_event: tuple[str, ...]

    @property
    def differences(self) -> tuple[str, ...]:
        """The fields that speak against one person: `name`, `birth_date`."""
        both = (self.old, self.kept)
        names, births = {one.name for one in both}, {one.birth_date for one in both}
        return tuple(
            field for field, told in (("name", names), ("birth_date", births)) if len(told) > 1
        )


async def reveal_person(
    database: Database, scope: Scope, person: int, why: str, stamp: Stamp
) -> PersonRow | None:
    """Give a person with full numbers, for a reason that is audited; None when out of scope."""
    if not why:
        raise PersonError(PersonFault.WHY)
    async with database.transaction() as transaction:
        found = await person_by_id(transaction, scope, person, reveal=True)
        if found is not None:
            shown = ["id_number", "phone"] if found.phone else ["id_number"]
            detail = {"shown": shown, "why": why}
            await record(transaction, stamp, "person.reveal", f"person/{found.id}", detail)
    return found


async def change_person(  # noqa: PLR0913 - whom, what, and who says so
    database: Database, person: int, *, name: str, phone: str | None, why: str, stamp: Stamp
) -> None:
    """Correct name and phone (None leaves it, "" removes it) of the registry, audited.

    What seasons hold stays as it was handed in. PersonError says what is wrong.
    """
    name = normal_name_signs(name)
    if not name or len(name) > LONGEST_NAME or forbidden_character(name):
        raise PersonError(PersonFault.NAME)
    if phone and not is_mobile(phone):
        raise PersonError(PersonFault.PHONE)
    if not why:
        raise PersonError(PersonFault.WHY)
    async with database.transaction() as transaction:
        rows = await transaction.rows("SELECT name, phone FROM person WHERE id = $1", person)
        if not rows:
            raise PersonError(PersonFault.UNKNOWN)
        keys = database.keys
        spelling = spelling_of(name)
        text, found_by = sealed_phone(keys, phone or "")
        await transaction.execute(
            "UPDATE person SET name = $1, folded = $2, letters = $3, initials = $4 WHERE id = $5",
            name,
            folded(name),
            spelling.letters,
            spelling.initials,
            person,
        )
        changes = {"name": [rows[0][0], name]} if rows[0][0] != name else {}
        if phone is not None:
            await transaction.execute(
                "UPDATE person SET phone = $1, phone_hash = $2 WHERE id = $3",
                text,
                found_by,
                person,
            )
            old, new = (shown_phone(keys, one, reveal=False) for one in (rows[0][1], text))
            changes |= {"phone": [old, new]}
        detail = {"changes": changes, "why": why}
        await record(transaction, stamp, "person.change", f"person/{person}", detail)


async def plan_merge(
    transaction: Transaction, later: LaterRooms, scope: Scope, old: int, kept: int
) -> MergePlan:
    """Say what merging would do. PersonError when a record is unknown or both are one already."""
    first = await person_by_id(transaction, scope, old)
    second = await person_by_id(transaction, scope, kept)
    if first is None or second is None:
        raise PersonError(PersonFault.UNKNOWN)
    if first.id == second.id:
        raise PersonError(PersonFault.SAME)
    mine, theirs = await _hash(transaction, first.id), await _hash(transaction, second.id)
    left = await later.references_to_person(transaction, mine)
    decided = {one.season for one in left}
    seasons = await _seasons(transaction, mine)
    rows = await transaction.rows(
        "SELECT DISTINCT s.id, s.code, v.code, v.name FROM member m "
        "JOIN entry e ON e.id = m.entry "
        "JOIN event v ON v.id = e.event JOIN season s ON s.id = v.season "
        "JOIN entry x ON x.event = v.id JOIN member n ON n.entry = x.id AND n.id_hash = $2 "
        "WHERE m.id_hash = $1 ORDER BY s.code, v.code",
        mine,
        theirs,
    )
    return MergePlan(
        first,
        second,
        tuple(code for season, code in seasons if season not in decided),
        left,
        tuple(f"{row[1]} {row[3]}" for row in rows if row[0] not in decided),
    )


async def merge_persons(  # noqa: PLR0913 - what, into what, what is known, why, who
    database: Database,
    later: LaterRooms,
    scope: Scope,
    *,
    old: int,
    kept: int,
    why: str,
    stamp: Stamp,
    confirmed: bool = False,
) -> MergePlan:
    """Merge a record into another of the same person, audited and with its history.

    Where nothing was decided about the old number, the season's rows get the kept one. Seasons with
    decisions, payments or certificates about it stay as they are and are named in the history:
    money is never changed behind anybody's back. The old number still finds the person.
    PersonError when both numbers are registered in one event, which a person must sort out first,
    and when name or birth date differ, unless somebody `confirmed` that it is one person.
    """
    if not why:
        raise PersonError(PersonFault.WHY)
    async with database.transaction() as transaction:
        plan = await plan_merge(transaction, later, scope, old, kept)
        if plan.same_event:
            raise PersonError(PersonFault.SAME_EVENT)
        if plan.differences and not confirmed:
            raise PersonError(PersonFault.DIFFERENT)
        counts: Counter[str] = Counter()
        mine = await _hash(transaction, plan.old.id)
        for season, code in await _seasons(transaction, mine):
            if code in plan.moved:
                counts.update(await _give_number(transaction, mine, plan.kept.id, season))
                await touch_season(transaction, season)
        await transaction.execute(
            "UPDATE person SET merged_into = $1 WHERE id = $2 OR merged_into = $2",
            plan.kept.id,
            plan.old.id,
        )
        await transaction.execute(
            "UPDATE attachment SET owner = $1 WHERE owner_kind = 'person' AND owner = $2",
            plan.kept.id,
            plan.old.id,
        )
        await _take_phone(transaction, plan)
        await _take_unit(transaction, plan)
        moved = {
            "seasons": list(plan.moved),
            "rows": dict(counts),
            "left": sorted({one.season_code for one in plan.left}),
        }
        await transaction.execute(
            'INSERT INTO person_merge ("old", kept, at, actor, why, moved) '
            "VALUES ($1, $2, $3, $4, $5, $6)",
            plan.old.id,
            plan.kept.id,
            stamp.at,
            stamp.actor,
            why,
            json_text(moved),
        )
        detail = {"old": plan.old.id, "kept": plan.kept.id, "why": why, **moved}
        await record(transaction, stamp, "person.merge", f"person/{plan.kept.id}", detail)
    return plan


_OF_ENTRIES = (
    "entry IN (SELECT e.id FROM entry e JOIN event v ON v.id = e.event WHERE v.season = $3)"
)
_OF_REGISTRATIONS = (
    "registration IN (SELECT r.id FROM registration r JOIN event v ON v.id = r.event "
    "WHERE v.season = $3)"
)
#: Rows that carry a number, and which of them lie in the season $3.
_ROWS_OF_SEASON = (
    ("member", _OF_ENTRIES),
    ("registration_member", _OF_REGISTRATIONS),
    ("title_holder", "season = $3"),
    ("earlier_promotion", "season = $3"),
)
_TYPED = {"member", "registration_member"}


async def _give_number(
    transaction: Transaction, mine: bytes, kept: int, season: int
) -> dict[str, int]:
    """Give a season's rows of a number the number of another record; count them by table."""
    counts = {}
    for table, where in _ROWS_OF_SEASON:
        typed = ", id_type = (SELECT id_type FROM person WHERE id = $2)" if table in _TYPED else ""
        rows = await transaction.rows(
            f"UPDATE {table} SET id_number = (SELECT id_number FROM person WHERE id = $2), "  # noqa: S608 - tables of ours
            f"id_hash = (SELECT id_hash FROM person WHERE id = $2){typed} "
            f"WHERE id_hash = $1 AND {where} RETURNING id",
            mine,
            kept,
            season,
        )
        if rows:
            counts[table] = len(rows)
    return counts


async def _take_phone(transaction: Transaction, plan: MergePlan) -> None:
    if plan.old.phone and not plan.kept.phone:
        await transaction.execute(
            "UPDATE person SET phone = (SELECT phone FROM person WHERE id = $2), "
            "phone_hash = (SELECT phone_hash FROM person WHERE id = $2) WHERE id = $1",
            plan.kept.id,
            plan.old.id,
        )


async def _take_unit(transaction: Transaction, plan: MergePlan) -> None:
    """Give the kept record the unit of the other one when it has none."""
    if plan.old.unit_name and not (plan.kept.unit_name or plan.kept.unit_code):
        await transaction.execute(
            "UPDATE person SET unit_code = (SELECT unit_code FROM person WHERE id = $2), "
            "unit_name = (SELECT unit_name FROM person WHERE id = $2), "
            "unit_year = (SELECT unit_year FROM person WHERE id = $2) WHERE id = $1",
            plan.kept.id,
            plan.old.id,
        )


async def _hash(transaction: Transaction, person: int) -> bytes:
    rows = await transaction.rows("SELECT id_hash FROM person WHERE id = $1", person)
    return bytes(rows[0][0])


async def _seasons(transaction: Transaction, number: bytes) -> list[tuple[int, str]]:
    """Give the seasons (id, code) that have an ID number in any row that carries one."""
    rows = await transaction.rows(
        "SELECT s.id, s.code FROM season s WHERE s.id IN ("
        "SELECT v.season FROM member m JOIN entry e ON e.id = m.entry "
        "JOIN event v ON v.id = e.event WHERE m.id_hash = $1 "
        "UNION SELECT v.season FROM registration_member m "
        "JOIN registration r ON r.id = m.registration "
        "JOIN event v ON v.id = r.event WHERE m.id_hash = $1 "
        "UNION SELECT season FROM title_holder WHERE id_hash = $1 "
        "UNION SELECT season FROM earlier_promotion WHERE id_hash = $1) ORDER BY s.code",
        number,
    )
    return [(row[0], row[1]) for row in rows]
