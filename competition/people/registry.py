"""Feed the registry of persons from a season's members and title holders."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from operator import itemgetter

import msgspec

from competition.people.encryption import PHONE_PURPOSE, opened_id, phone_hash
from competition.people.identity import is_valid_id
from competition.people.pinyin import folded, spelling_of_folded
from competition.people.rules import BIRTH_DATE_ID_TYPES, IdType, resident_birth_date, resident_sex
from competition.storage.keys import Keyring
from competition.storage.transaction import Row, Transaction

WINDOW = 50_000
_ENTRIES_AT_ONCE = 500
_COLUMNS = (
    "id_type", "id_number", "id_hash", "name", "folded", "letters", "initials", "birth_date", "sex",
    "unit_code", "unit_name", "unit_year", "registered_at",
)  # fmt: skip
_LISTED = itemgetter(_COLUMNS.index("letters"))
#: A unary plus keeps the planner on the range of ids: each window is read once.
_MEMBERS = (
    "SELECT m.id_type, m.id_number, m.id_hash, m.name, coalesce(o.code, ''), coalesce(o.name, ''), "
    "p.id, p.unit_code, p.unit_year FROM member m "
    "JOIN entry e ON e.id = m.entry JOIN event v ON v.id = e.event "
    "LEFT JOIN organisation o ON o.id = m.employer LEFT JOIN person p ON p.id_hash = m.id_hash "
    "WHERE m.id > $1 AND m.id <= $2 AND +v.season = $3 AND m.id_hash IS NOT NULL ORDER BY m.id"
)
_OF_ENTRIES = (
    "SELECT m.id_type, m.id_number, m.id_hash, m.name, coalesce(o.code, ''), coalesce(o.name, ''), "
    "p.id, p.unit_code, p.unit_year, s.year, r.phone FROM member m "
    "JOIN entry e ON e.id = m.entry JOIN event v ON v.id = e.event "
    "JOIN season s ON s.id = v.season AND NOT s.practice "
    "LEFT JOIN registration_member r ON r.member = m.id "
    "LEFT JOIN organisation o ON o.id = m.employer LEFT JOIN person p ON p.id_hash = m.id_hash "
    "WHERE m.entry IN ({marks}) AND m.id_hash IS NOT NULL ORDER BY m.id"
)
_HOLDERS = (
    "SELECT '', t.id_number, t.id_hash, t.name, '', '', p.id, p.unit_code, p.unit_year "
    "FROM title_holder t LEFT JOIN person p ON p.id_hash = t.id_hash "
    "WHERE t.id > $1 AND t.id <= $2 AND +t.season = $3 AND t.id_hash IS NOT NULL ORDER BY t.id"
)
_MEMBER_RANGE = (
    "SELECT min(m.id), max(m.id) FROM member m JOIN entry e ON e.id = m.entry "
    "JOIN event v ON v.id = e.event WHERE v.season = $1"
)
_HOLDER_RANGE = "SELECT min(id), max(id) FROM title_holder WHERE season = $1"


class _Found(msgspec.Struct):
    """A row of a season, and what the registry knows of its person."""

    id_type: str
    id_number: bytes
    id_hash: bytes
    name: str
    unit_code: str
    unit_name: str
    person: int | None
    known_unit: str | None
    known_year: int | None


async def register_season(transaction: Transaction, season: int, at: datetime) -> int:
    """Add everybody of a season who has an ID number and is not registered yet; give how many.

    Members first, then earlier title holders. The unit of a person is that of the newest season.
    A practice season registers nobody. Ciphertexts are taken over as they are; 50,000 rows at once,
    in the order of the list, which the indexes take more quickly than any other.
    """
    rows = await transaction.rows("SELECT year, practice FROM season WHERE id = $1", season)
    year, practice = rows[0]
    if practice:
        return 0
    added = 0
    async with transaction.filling("person"):
        for query, span in ((_MEMBERS, _MEMBER_RANGE), (_HOLDERS, _HOLDER_RANGE)):
            first, last = (await transaction.rows(span, season))[0]
            if first is None:
                continue
            for start in range(first - 1, last, WINDOW):
                found = await transaction.rows(query, start, min(start + WINDOW, last), season)
                added += await _register(transaction, found, year, at)
    return added


async def register_entries(transaction: Transaction, entries: Sequence[int]) -> int:
    """Register the people of entries (ids), as at an acceptance; give how many are new.

    Who is known already may get another unit; who has no phone yet gets the one of the form.
    """
    added = 0
    at = datetime.now(UTC)
    for start in range(0, len(entries), _ENTRIES_AT_ONCE):
        some = entries[start : start + _ENTRIES_AT_ONCE]
        marks = ", ".join(f"${number}" for number in range(1, len(some) + 1))
        rows = await transaction.rows(_OF_ENTRIES.format(marks=marks), *some)
        for year in sorted({row[-2] for row in rows}):
            own = [row[:-2] for row in rows if row[-2] == year]
            added += await _register(transaction, own, year, at)
        for row in rows:
            if row[-1] is not None:
                phone = transaction.keys.decrypt(PHONE_PURPOSE, bytes(row[-1]))
                await transaction.execute(
                    "UPDATE person SET phone = $1, phone_hash = $2 "
                    "WHERE id_hash = $3 AND phone IS NULL",
                    row[-1],
                    phone_hash(transaction.keys, phone),
                    row[2],
                )
    return added


async def _register(transaction: Transaction, rows: Iterable[Row], year: int, at: datetime) -> int:
    new: dict[bytes, _Found] = {}
    moved: dict[int, _Found] = {}
    for row in rows:
        one = _Found(row[0], row[1], bytes(row[2]), *row[3:])
        if one.person is None:
            known = new.setdefault(one.id_hash, one)
            if one.unit_code:
                known.unit_code, known.unit_name = one.unit_code, one.unit_name
        elif one.unit_code not in ("", one.known_unit) and year >= (one.known_year or 0):
            moved[one.person] = one
    count = await transaction.insert(
        "person", _COLUMNS, sorted(_persons(transaction.keys, new.values(), year, at), key=_LISTED)
    )
    for person, one in moved.items():
        await transaction.execute(
            "UPDATE person SET unit_code = $1, unit_name = $2, unit_year = $3 WHERE id = $4",
            one.unit_code,
            one.unit_name,
            year,
            person,
        )
    return count


def _persons(
    keys: Keyring, found: Iterable[_Found], year: int, at: datetime
) -> Iterator[tuple[object, ...]]:
    for one in found:
        number = opened_id(keys, one.id_number)
        kind = one.id_type or _type_of(number)
        dated = kind in BIRTH_DATE_ID_TYPES
        sex = resident_sex(number) if dated else None
        plain = folded(one.name)
        spelling = spelling_of_folded(plain)
        yield (
            kind,
            one.id_number,
            one.id_hash,
            one.name,
            plain,
            spelling.letters,
            spelling.initials,
            resident_birth_date(number) if dated else None,
            sex.value if sex else "",
            one.unit_code,
            one.unit_name,
            year if one.unit_code else None,
            at,
        )


def _type_of(number: str) -> str:
    """Tell a resident ID by its check digit; lists of title holders name no kind of document."""
    return IdType.RESIDENT.value if is_valid_id(IdType.RESIDENT, number) else ""
