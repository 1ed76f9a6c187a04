"""The names of people behind what was done: `account:li` is 李明 where the account says so."""

from collections.abc import Iterable

from competition.storage.transaction import Transaction

_ACCOUNT = "account:"


async def names_of(transaction: Transaction, actors: Iterable[str]) -> dict[str, str]:
    """Give the name to show for each actor of the audit log or a history."""
    wanted = sorted(set(actors))
    accounts = [one.removeprefix(_ACCOUNT) for one in wanted if one.startswith(_ACCOUNT)]
    shown: dict[str, str] = {}
    if accounts:
        marks = ", ".join(f"${place}" for place in range(1, len(accounts) + 1))
        rows = await transaction.rows(
            f"SELECT name, display_name FROM account WHERE name IN ({marks})",  # noqa: S608 - only placeholders
            *accounts,
        )
        shown = {row[0]: row[1] or row[0] for row in rows}
    plain = {one: one.removeprefix(_ACCOUNT) for one in wanted}
    return {one: shown.get(name, name) for one, name in plain.items()}
