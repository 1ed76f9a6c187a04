"""A scope as SQL: which rows of a list lie within somebody's grants."""

from collections.abc import Iterable, Mapping

import msgspec

from competition.accounts.rules import AccountRole, Grant

PARTS = ("season", "competition", "event", "delegation")


class NoScopeError(LookupError):
    """Rows were asked for without any grant: nothing is shown rather than everything."""


class Condition(msgspec.Struct, frozen=True):
    """A condition for WHERE, in brackets, and the values of its placeholders in order."""

    sql: str
    values: tuple[object, ...]


def within(
    grants: Iterable[Grant],
    roles: Iterable[AccountRole],
    columns: Mapping[str, str],
    first: int = 1,
) -> Condition:
    """Write the condition that a row lies within the grants of these roles.

    `columns` names the SQL columns of `season`, `competition`, `event` and `delegation`; a grant
    that is narrower than what the columns tell covers no row. `first` is the number of the first
    placeholder. Raises NoScopeError when no grant has one of the roles.
    """
    wanted = frozenset(roles)
    chosen = [grant for grant in grants if grant.role in wanted]
    if not chosen:
        raise NoScopeError
    values: list[object] = []
    choices = []
    for grant in chosen:
        named = [(part, getattr(grant, part)) for part in PARTS]
        asked = [(part, value) for part, value in named if value is not None]
        if not asked:
            return Condition("(1 = 1)", ())
        if any(part not in columns for part, _ in asked):
            continue
        terms = []
        for part, value in asked:
            terms.append(f"{columns[part]} = ${first + len(values)}")
            values.append(value)
        choices.append(" AND ".join(terms))
    return Condition(f"({' OR '.join(choices) or '1 = 0'})", tuple(values))
