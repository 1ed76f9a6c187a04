"""Tables of ranking: what an event decides for itself, standings and the medal table."""

from piccolo.constraints import Check, Unique

from competition.plan.tables import Event, Season
from competition.registration.tables import Entry
from competition.storage.schema import (
    StoredTable,
    decimal,
    one_of,
    one_of_enum,
    reference,
    text,
    whole,
    yes_no,
)
from judging.ranking.rules.event_rules import PRIZE_RULING, PRIZES, Medal


class EventRules(StoredTable, tablename="event_rules"):
    """The rules of an event as JSON, without the modules and aspects, which have tables."""

    event = reference(Event, indexed=False)
    rules = text()

    one_set = Unique([event])


class Standing(StoredTable, tablename="standing"):
    """Where an entry stands.

    `total` is written with the event's decimals; `score` is JSON: the digits of total and modules,
    and panel and score digits of each aspect in the scheme's order.
    """

    entry = reference(Entry, indexed=False)
    position = whole()
    rank = whole(null=True)
    tied = yes_no()
    separated_by = text()
    scale = whole(null=True)
    medal = text()
    prize = text()
    field_size = whole()
    tie_rank = whole()
    tie_size = whole()
    total = text(null=True)
    score = text(null=True)

    one_standing = Unique([entry])
    from_first = Check("rank >= 1")
    known_medal = one_of_enum("medal", Medal, empty=True)
    known_prize = one_of("prize", (*PRIZES, PRIZE_RULING), empty=True)
    exact_total = decimal("total")
    scored = Check("(total IS NULL) = (score IS NULL)")
    not_negative = Check("position >= 0 AND field_size >= 0 AND tie_rank >= 0 AND tie_size >= 0")


class MedalCount(StoredTable, tablename="medal_count"):
    """One delegation's line of the medal table."""

    season = reference(Season, indexed=False)
    position = whole()
    delegation = text()
    gold = whole()
    silver = whole()
    bronze = whole()
    excellence = whole()
    entries = whole()

    one_position = Unique([season, position])
    one_line = Unique([season, delegation])
    not_negative = Check(
        "gold >= 0 AND silver >= 0 AND bronze >= 0 AND excellence >= 0 AND entries >= 0"
    )
