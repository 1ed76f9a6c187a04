"""What results, money and certificates know of people and units, for the pages of the registry."""

from collections.abc import Sequence

from competition.accounts.rules import Place
from competition.people.encryption import id_hash
from competition.people.protocols import DecisionLine, Reference, ResultLine
from competition.storage.transaction import Transaction
from judging.awards.queries import paid_lines_of

_PLACE = "v.season, v.competition, v.id, e.delegation, s.code, v.name"
_WHERE = (
    "FROM {table} d JOIN entry e ON e.id = d.entry JOIN event v ON v.id = e.event "
    "JOIN season s ON s.id = v.season WHERE d.id_hash IN ({marks})"
)
_TITLES = f"SELECT {_PLACE}, 'title', d.decision, d.state, d.document, NULL " + _WHERE.format(
    table="title_decision", marks="{marks}"
)
_PROMOTIONS = f"SELECT {_PLACE}, 'promotion', d.decision, d.to_level, '', NULL " + _WHERE.format(
    table="promotion_decision", marks="{marks}"
)
_CERTIFICATES = (
    f"SELECT {_PLACE}, 'certificate', d.state, d.number, d.state_document, d.issued_on "
    + _WHERE.format(table="certificate", marks="{marks}")
)
#: What names a number in a season, and how the audit and pages call it.
_NAMED = (
    ("title_decision", "title"),
    ("promotion_decision", "promotion"),
    ("bonus_line", "bonus"),
    ("pool_decision", "pool"),
    ("worldskills_player", "worldskills"),
    ("certificate", "certificate"),
)


class SeasonsOfXinglu:
    """The later rooms as the registry asks them (competition.people.protocols)."""

    async def results_of(
        self, transaction: Transaction, entries: Sequence[int]
    ) -> tuple[ResultLine, ...]:
        """Give the results of entries (ids)."""
        if not entries:
            return ()
        marks = ", ".join(f"${at}" for at in range(1, len(entries) + 1))
        rows = await transaction.rows(
            f"SELECT entry, rank, medal, prize FROM standing WHERE entry IN ({marks})",  # noqa: S608 - placeholders only
            *entries,
        )
        return tuple(ResultLine(*row) for row in rows)

    async def decisions_of(
        self, transaction: Transaction, persons: Sequence[bytes]
    ) -> tuple[DecisionLine, ...]:
        """Give what was decided about a person, the newest season first."""
        marks = ", ".join(f"${at}" for at in range(1, len(persons) + 1))
        found = []
        for query in (_TITLES, _PROMOTIONS, _CERTIFICATES):
            rows = await transaction.rows(query.format(marks=marks), *persons)
            found += [DecisionLine(Place(*row[:4]), *row[4:]) for row in rows]
        return tuple(sorted(found, key=lambda one: one.season, reverse=True))

    async def references_to_person(
        self, transaction: Transaction, person: bytes
    ) -> tuple[Reference, ...]:
        """Give the decisions, payments and certificates that name an ID number, by season."""
        found: list[Reference] = []
        for table, what in _NAMED:
            rows = await transaction.rows(
                f"SELECT s.id, s.code, count(*) FROM {table} d JOIN season s ON s.id = d.season "  # noqa: S608 - tables of ours
                "WHERE d.id_hash = $1 GROUP BY s.id, s.code",
                person,
            )
            found += [Reference(row[0], row[1], what, row[2]) for row in rows]
        keys = transaction.keys
        for season, code in await transaction.rows("SELECT id, code FROM season ORDER BY id"):
            lines = await paid_lines_of(transaction, season)
            paid = sum(id_hash(keys, line.beneficiary) == person for line in lines)
            if paid:
                found.append(Reference(season, code, "paid", paid))
        return tuple(found)

    async def references_to_unit(
        self, transaction: Transaction, season: int, code: str
    ) -> tuple[Reference, ...]:
        """Give the payments and grants of a season that name a unit's code."""
        rows = await transaction.rows("SELECT code FROM season WHERE id = $1", season)
        label = str(rows[0][0])
        found: list[Reference] = []
        bonuses = await transaction.rows(
            "SELECT count(*) FROM bonus_line WHERE season = $1 AND id_hash = $2",
            season,
            id_hash(transaction.keys, code),
        )
        grants = await transaction.rows(
            "SELECT count(*) FROM grant_line g JOIN organisation o ON o.id = g.organisation "
            "WHERE g.season = $1 AND o.code = $2",
            season,
            code,
        )
        lines = await paid_lines_of(transaction, season)
        paid = sum(line.beneficiary == code for line in lines)
        for what, count in (("bonus", bonuses[0][0]), ("grant", grants[0][0]), ("paid", paid)):
            if count:
                found.append(Reference(season, label, what, count))
        return tuple(found)

    async def move_unit(self, transaction: Transaction, old: int, kept: int) -> dict[str, int]:
        """Let WorldSkills players refer to another unit (ids); give how many of what."""
        moved = {}
        for column in ("base", "sending_unit"):
            rows = await transaction.rows(
                f"UPDATE worldskills_player SET {column} = $1 WHERE {column} = $2 RETURNING id",  # noqa: S608 - columns of ours
                kept,
                old,
            )
            if rows:
                moved[f"worldskills_{column}"] = len(rows)
        return moved
