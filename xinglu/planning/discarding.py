"""Throw away a whole practice season: every table of every room that leads to a season."""

from competition.storage.schema import StoredTable
from competition.storage.transaction import Transaction
from xinglu import piccolo_conf

SEASON = "season"
#: Owners whose attachments go by another name than the table's.
OWNER_KINDS = {"participation_report": "report"}


def season_conditions() -> dict[str, str]:
    """Give, for each table with rows of a season, the condition that finds those of season $1.

    Parents come before their children. A table without a foreign key that is never NULL towards a
    season belongs to one only where it names the season itself (grants, sessions).
    """
    found = {SEASON: '"id" = $1'}
    for table in piccolo_conf.tables():
        meta = table._meta  # noqa: SLF001 - Piccolo's API
        if meta.tablename == SEASON:
            continue
        ways = _ways(table)
        direct = next((column for column, parent, _ in ways if parent == SEASON), None)
        if direct is not None:
            found[meta.tablename] = f'"{direct}" = $1'
            continue
        for column, parent, null in ways:
            if parent in found and not null:
                inner = f'SELECT "id" FROM "{parent}" WHERE {found[parent]}'  # noqa: S608 - our own names
                found[meta.tablename] = f'"{column}" IN ({inner})'
                break
    return found


def _ways(table: type[StoredTable]) -> list[tuple[str, str, bool]]:
    """Give the foreign keys of a table: column, table they lead to, whether they may be NULL."""
    return [
        (
            column._meta.db_column_name,  # noqa: SLF001 - Piccolo's API
            column._foreign_key_meta.resolved_references._meta.tablename,  # noqa: SLF001 - Piccolo's API
            column._meta.null,  # noqa: SLF001 - Piccolo's API
        )
        for column in table._meta.foreign_key_columns  # noqa: SLF001 - Piccolo's API
    ]


class Bin:
    """Where practice seasons go."""

    async def discard(self, transaction: Transaction, season: int) -> int:
        """Delete every row of a season, children first, and what was attached to them."""
        conditions = season_conditions()
        count = 0
        for name, condition in conditions.items():
            inner = f'SELECT "id" FROM "{name}" WHERE {condition}'  # noqa: S608 - our own names
            await transaction.execute(
                f"DELETE FROM attachment WHERE owner_kind = $2 AND owner IN ({inner})",  # noqa: S608 - our own names
                season,
                OWNER_KINDS.get(name, name),
            )
        await transaction.execute(
            "DELETE FROM attachment_content WHERE id NOT IN (SELECT content FROM attachment)"
        )
        for name, condition in reversed(conditions.items()):
            rows = await transaction.rows(
                f'DELETE FROM "{name}" WHERE {condition} RETURNING 1',  # noqa: S608 - our own names
                season,
            )
            count += len(rows)
        return count
