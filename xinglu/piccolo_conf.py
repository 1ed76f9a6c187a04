"""Piccolo's configuration: every table of every room, and the engine that they share.

Which database is worked on is decided by XINGLU_DATABASE (competition/storage/settings.py); the
migrations are in competition/storage/migrations.
"""

from piccolo.conf.apps import AppRegistry
from piccolo.table import sort_table_classes

from certificates.issuing import tables as certificates
from competition.accounts import tables as accounts
from competition.participation import tables as participation
from competition.people import tables as people
from competition.plan import tables as plan
from competition.registration import tables as registration
from competition.registration.checkin import tables as checkin
from competition.registration.sheets import tables as sheets
from competition.storage import tables as storage
from competition.storage.engine import ENGINE
from competition.storage.schema import StoredTable
from judging.awards import tables as awards
from judging.marking import tables as marking
from judging.ranking import tables as ranking

DB = ENGINE
APP_REGISTRY = AppRegistry(apps=[])
ROOMS = (
    storage,
    plan,
    people,
    registration,
    checkin,
    sheets,
    participation,
    accounts,
    marking,
    ranking,
    awards,
    certificates,
)


def tables() -> list[type[StoredTable]]:
    """Give every table of every room, each after those that it refers to."""
    found = [
        value
        for room in ROOMS
        for name, value in sorted(vars(room).items())
        if isinstance(value, type)
        and issubclass(value, StoredTable)
        and value.__module__ == room.__name__
    ]
    in_order = sort_table_classes(list(found))
    return [table for table in in_order if issubclass(table, StoredTable)]
