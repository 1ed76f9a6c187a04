"""Change the encryption key: a new one encrypts from now on, and what is stored is encrypted anew.

Columns are encrypted where `ENCRYPTED` says so; a test holds it against every table. The id of the
key stands in front of each ciphertext, so a row tells by itself whether it was done: a rotation
that was interrupted, by a power cut as well, goes on where it stopped.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from competition.storage.database import Database
from competition.storage.keys import KEY_ID_BYTES, rotate_encryption_key
from competition.storage.transaction import Dialect, Row, Transaction

Progress = Callable[[str, int, int], None]
"""Called with the column, how many values are done and how many there are."""

#: The purpose that is authenticated with each ciphertext, by table and column.
ENCRYPTED = {
    "admission_card.token": "card_token",
    "bonus_line.beneficiary": "id_number",
    "certificate.id_number": "id_number",
    "earlier_promotion.id_number": "id_number",
    "member.id_number": "id_number",
    "one_time_secret.secret": "one_time_secret",
    "paid_line.beneficiary": "id_number",
    "person.id_number": "id_number",
    "person.phone": "phone",
    "pool_decision.id_number": "id_number",
    "promotion_decision.id_number": "id_number",
    "registration_member.id_number": "id_number",
    "registration_member.phone": "phone",
    "registration_sheet_part.content": "registration_sheet",
    "registration_substitute.id_number": "id_number",
    "registration_substitute.phone": "phone",
    "title_decision.id_number": "id_number",
    "title_holder.id_number": "id_number",
    "worldskills_player.id_number": "id_number",
}
#: Columns whose values are long: few at once keep the memory bounded.
_LONG = {"registration_sheet_part.content"}
_LONG_AT_ONCE = 10
AT_ONCE = 2_000
_PER_STATEMENT = 500
_COLUMNS = {
    Dialect.SQLITE: (
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
        "WHERE m.type = 'table' AND upper(c.type) IN ('BYTEA', 'BLOB') ORDER BY m.name, c.name"
    ),
    Dialect.POSTGRES: (
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND data_type = 'bytea' "
        "ORDER BY table_name, column_name"
    ),
}
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


class EncryptedColumn(msgspec.Struct, frozen=True, order=True):
    """A column of ciphertexts and the purpose they are bound to."""

    table: str
    column: str
    purpose: str

    @property
    def label(self) -> str:
        """Table and column in one word."""
        return f"{self.table}.{self.column}"


class KeyCount(msgspec.Struct, frozen=True):
    """How many ciphertexts of a column each key has encrypted, by the id of the key."""

    column: EncryptedColumn
    by_key: dict[int, int]

    def old(self, current: int) -> int:
        """Count those that an earlier key encrypted."""
        return sum(count for key, count in self.by_key.items() if key != current)


async def encrypted_columns(transaction: Transaction) -> tuple[EncryptedColumn, ...]:
    """Give the encrypted columns of a database as they are in it."""
    rows = await transaction.rows(_COLUMNS[transaction.dialect])
    return tuple(
        EncryptedColumn(table, column, ENCRYPTED[f"{table}.{column}"])
        for table, column in rows
        if f"{table}.{column}" in ENCRYPTED
    )


async def key_counts(database: Database) -> tuple[KeyCount, ...]:
    """Count the ciphertexts of every column by key."""
    found = []
    async with database.reading() as transaction:
        for one in await encrypted_columns(transaction):
            rows = await transaction.rows(
                f'SELECT substr("{one.column}", 1, {KEY_ID_BYTES}) AS head, count(*) '  # noqa: S608 - names of our tables
                f'FROM "{one.table}" WHERE "{one.column}" IS NOT NULL GROUP BY head ORDER BY head'
            )
            by_key = {int.from_bytes(bytes(head), "big"): count for head, count in rows}
            found.append(KeyCount(one, by_key))
    return tuple(found)


async def others_connected(database: Database) -> int:
    """Count the connections of others to a PostgreSQL database; SQLite's lock lets nobody in."""
    if database.dialect is Dialect.SQLITE:
        return 0
    async with database.reading() as transaction:
        rows = await transaction.rows(_OTHERS)
    count: int = rows[0][0]
    return count


async def rotate(database: Database, path: Path, progress: Progress | None = None) -> int:
    """Make a new encryption key and encrypt everything with it; give how many values there were.

    The new key is durable in the key file before the first value uses it. Where an earlier rotation
    was interrupted, that one is finished and no further key is made. Nothing else may write
    meanwhile: a server that does not know the new key could not read what it encrypts. Old keys
    stay in the file, because older backups need them.
    """
    pending = (
        any(one.old(database.keys.current_key) for one in await key_counts(database))
        and len(database.keys.key_ids) > 1
    )
    if not pending:
        database.keys = rotate_encryption_key(path)
    return await encrypt_anew(database, progress)


async def encrypt_anew(database: Database, progress: Progress | None = None) -> int:
    """Encrypt with the current key whatever an earlier one encrypted; give how many values.

    2,000 values in a transaction: what is done stays done.
    """
    done = 0
    current = database.keys.current_key
    for count in await key_counts(database):
        total = count.old(current)
        last, here = 0, 0
        while here < total:
            async with database.transaction() as transaction:
                rows = await _old_rows(transaction, count.column, current, last)
                await _write_anew(transaction, count.column, rows)
            if not rows:
                break
            last, here = rows[-1][0], here + len(rows)
            if progress is not None:
                progress(count.column.label, here, total)
        done += here
    return done


async def _old_rows(
    transaction: Transaction, one: EncryptedColumn, current: int, after: int
) -> Sequence[Row]:
    return await transaction.rows(
        f'SELECT id, "{one.column}" FROM "{one.table}" WHERE id > $1 '  # noqa: S608 - names of our tables
        f'AND "{one.column}" IS NOT NULL AND substr("{one.column}", 1, {KEY_ID_BYTES}) <> $2 '
        f"ORDER BY id LIMIT {_LONG_AT_ONCE if one.label in _LONG else AT_ONCE}",
        after,
        current.to_bytes(KEY_ID_BYTES, "big"),
    )


async def _write_anew(transaction: Transaction, one: EncryptedColumn, rows: Sequence[Row]) -> None:
    keys = transaction.keys
    plain = [keys.decrypt(one.purpose, bytes(sealed)) for _, sealed in rows]
    fresh = list(zip((row[0] for row in rows), keys.encrypt(one.purpose, plain), strict=True))
    for start in range(0, len(fresh), _PER_STATEMENT):
        await _update(transaction, one, fresh[start : start + _PER_STATEMENT])


async def _update(
    transaction: Transaction, one: EncryptedColumn, rows: Iterable[tuple[int, bytes]]
) -> None:
    numbers, texts = zip(*rows, strict=True)
    if transaction.dialect is Dialect.POSTGRES:
        await transaction.execute(
            f'UPDATE "{one.table}" AS t SET "{one.column}" = v.sealed '  # noqa: S608 - names of our tables
            "FROM unnest($1::bigint[], $2::bytea[]) AS v (id, sealed) WHERE t.id = v.id",
            list(numbers),
            list(texts),
        )
        return
    values = ", ".join(f"(${2 * at + 1}, ${2 * at + 2})" for at in range(len(numbers)))
    await transaction.execute(
        f'WITH v (id, sealed) AS (VALUES {values}) UPDATE "{one.table}" '  # noqa: S608 - names of our tables
        f'SET "{one.column}" = v.sealed FROM v WHERE "{one.table}".id = v.id',
        *(value for pair in zip(numbers, texts, strict=True) for value in pair),
    )
