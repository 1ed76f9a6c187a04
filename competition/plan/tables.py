"""Tables of the plan: seasons, their events, and the plan held against its targets."""

from piccolo.constraints import Check, Unique

from competition.plan.rules import EventClass
from competition.storage.schema import (
    StoredTable,
    day,
    moment,
    one_of_enum,
    reference,
    text,
    whole,
)


class Season(StoredTable, tablename="season"):
    """A season; `revision` grows with every change, so that pages can be kept until then."""

    code = text()
    title = text()
    year = whole()
    ruleset = text()
    options = text()
    approval_document = text(null=True)
    approved_on = day(null=True)
    pool_year = whole(null=True)
    revision = whole()
    stored_at = moment()

    one_code = Unique([code])
    coded = Check("code <> '' AND ruleset <> ''")
    real_year = Check("year BETWEEN 1900 AND 2999")
    real_pool_year = Check("pool_year BETWEEN 1900 AND 2999")
    whole_approval = Check("(approval_document IS NULL) = (approved_on IS NULL)")
    counted = Check("revision >= 1")


class Competition(StoredTable, tablename="competition"):
    """One organiser's contest in a season's plan, known by its name."""

    season = reference(Season, indexed=False)
    name = text()

    one_name = Unique([season, name])


class Event(StoredTable, tablename="event"):
    """An event of a season; `tags` is a JSON list of texts."""

    season = reference(Season, indexed=False)
    code = text()
    competition = reference(Competition)
    name = text()
    event_class = text()
    occupation = text()
    entry_size = whole()
    held_on = day()
    tags = text()
    feeds = text()

    one_code = Unique([season, code])
    coded = Check("code <> ''")
    known_class = one_of_enum("event_class", EventClass)
    someone = Check("entry_size >= 1")


class PlanLine(StoredTable, tablename="plan_line"):
    """One line of the yearly plan held against its target, as computed."""

    season = reference(Season, indexed=False)
    position = whole()
    measure = text()
    key = text()
    target = text()
    actual = text()
    explanation = text()

    one_position = Unique([season, position])
