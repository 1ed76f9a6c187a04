"""Tables of the plan: seasons, what is applied for, their events, and the plan's targets."""

from piccolo.constraints import Check, Unique

from competition.plan.rules import CountedBy, EventClass, PlanState, Series
from competition.storage.schema import (
    StoredTable,
    day,
    moment,
    octets,
    one_of,
    one_of_enum,
    reference,
    text,
    whole,
    yes_no,
)


class Season(StoredTable, tablename="season"):
    """A season; `revision` grows with every change, so that pages can be kept until then.

    A practice season counts nowhere and can be thrown away; `counted` says what the target of
    measure 20 counts.
    """

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
    practice = yes_no()
    counted = text()

    one_code = Unique([code])
    coded = Check("code <> '' AND ruleset <> ''")
    real_year = Check("year BETWEEN 1900 AND 2999")
    real_pool_year = Check("pool_year BETWEEN 1900 AND 2999")
    whole_approval = Check("(approval_document IS NULL) = (approved_on IS NULL)")
    revised = Check("revision >= 1")
    known_counted = one_of_enum("counted", CountedBy)


class Competition(StoredTable, tablename="competition"):
    """One organiser's contest in a season's plan, known by its name."""

    season = reference(Season, indexed=False)
    name = text()

    one_name = Unique([season, name])


class CompetitionPlan(StoredTable, tablename="competition_plan"):
    """What a competition was applied for with; `return_reason` is why it went back.

    `city` is a code of GB/T 2260 or empty.
    """

    competition = reference(Competition, indexed=False)
    organiser = text()
    host = text()
    contact = text()
    place = text()
    city = text()
    industry = text()
    series = text()
    starts_on = day(null=True)
    ends_on = day(null=True)
    state = text()
    return_reason = text()
    revision = whole()

    one_plan = Unique([competition])
    known_series = one_of_enum("series", Series)
    known_state = one_of(
        "state", [state for state in PlanState if state is not PlanState.PUBLISHED]
    )
    forwards = Check("ends_on >= starts_on")
    revised = Check("revision >= 1")


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


class EventProposal(StoredTable, tablename="event_proposal"):
    """An event that is applied for; `event` is the event of the season once it is published.

    `class_set` is empty until a person decides it, `class_document` is what it was decided by.
    `scheme` names a preset or `season/event` whose scheme is taken over; `tags` is a JSON list.
    """

    season = reference(Season, indexed=False)
    competition = reference(Competition)
    code = text()
    name = text()
    occupation = text()
    class_asked = text()
    class_set = text()
    class_document = text()
    entry_size = whole()
    held_on = day(null=True)
    tags = text()
    feeds = text()
    qualifiers = whole(null=True)
    expected_field = whole(null=True)
    scheme = text()
    note = text()
    state = text()
    return_reason = text()
    event = reference(Event, null=True)
    revision = whole()

    one_code = Unique([season, code])
    coded = Check("code <> ''")
    known_asked = one_of_enum("class_asked", EventClass)
    known_set = one_of_enum("class_set", EventClass, empty=True)
    someone = Check("entry_size >= 1")
    counted = Check("qualifiers >= 1 AND expected_field >= 1")
    known_state = one_of_enum("state", PlanState)
    decided = Check("class_set <> '' OR state NOT IN ('accepted', 'published')")
    published = Check("(event IS NULL) = (state <> 'published')")
    revised = Check("revision >= 1")


class PlanSheet(StoredTable, tablename="plan_sheet"):
    """A checked workbook that waits to be written; the next one of its season takes its place."""

    season = reference(Season, indexed=False)
    name = text()
    content = octets()
    added_at = moment()
    added_by = text()

    one_sheet = Unique([season, added_by])


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
