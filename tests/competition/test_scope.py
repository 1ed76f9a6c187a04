"""A scope lets through what lies within it, in Python and in SQL alike, and nothing without one."""

import sqlite3
from itertools import product

import pytest

from competition.accounts.rules import AccountRole, Grant, Place
from competition.accounts.scope import NoScopeError, within

ROLE = AccountRole.REGISTRAR
COLUMNS = {"season": "season", "competition": "competition", "event": "event"} | {
    "delegation": "delegation"
}
PLACES = [
    Place(season, season * 10 + competition, season * 100 + competition * 10 + event, delegation)
    for season, competition, event, delegation in product((1, 2), (1, 2), (1, 2), ("青岛", "烟台"))
]
GRANTS = [
    Grant(ROLE),
    Grant(ROLE, 1),
    Grant(ROLE, 1, 12),
    Grant(ROLE, 1, 12, 121),
    Grant(ROLE, 1, delegation="青岛"),
    Grant(ROLE, 2, 21, delegation="烟台"),
]


def selected(*grants: Grant) -> set[Place]:
    """Ask SQLite which places lie within the grants."""
    condition = within(grants, {ROLE}, COLUMNS, first=2)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE place (season, competition, event, delegation)")
    rows = [(place.season, place.competition, place.event, place.delegation) for place in PLACES]
    connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", rows)
    sql = f"SELECT * FROM place WHERE ?1 = 7 AND {condition.sql.replace('$', '?')}"  # noqa: S608 - ours
    found = {Place(*row) for row in connection.execute(sql, (7, *condition.values))}
    connection.close()
    return found


@pytest.mark.parametrize("grant", GRANTS, ids=lambda grant: grant.scope or "province")
def test_sql_and_python_agree_on_what_a_grant_covers(grant: Grant) -> None:
    """And each grant covers something, all but the first not everything."""
    covered = {place for place in PLACES if grant.covers(place)}
    assert selected(grant) == covered
    assert 0 < len(covered) <= len(PLACES)
    assert (covered == set(PLACES)) == (grant.scope == "")


def test_several_grants_are_added_up() -> None:
    """One person may have several scopes."""
    both = (GRANTS[3], GRANTS[4])
    assert selected(*both) == {
        place for place in PLACES if any(grant.covers(place) for grant in both)
    }


def test_nothing_is_shown_without_a_grant_of_the_role() -> None:
    """A query without a scope raises; a grant narrower than the rows covers none of them."""
    with pytest.raises(NoScopeError):
        within((), {ROLE}, COLUMNS)
    with pytest.raises(NoScopeError):
        within((Grant(AccountRole.JUDGE),), {ROLE}, COLUMNS)
    assert within((GRANTS[4],), {ROLE}, {"season": "s"}).sql == "(1 = 0)"


def test_a_narrow_grant_reaches_into_what_holds_it_but_does_not_cover_it() -> None:
    """Whoever has one event sees that the season exists, not the whole season."""
    event = Grant(ROLE, 1, 12, 121)
    assert event.reaches(Place(1))
    assert not event.covers(Place(1))
    assert not event.reaches(Place(2))
    assert not event.reaches(Place(1, 11))
    assert not Grant(ROLE, 1, delegation="青岛").covers(Place(1, 12, 121))
