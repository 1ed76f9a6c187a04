"""Tables of participations (人次): reports, sheets, lists of names, and the sums kept over them."""

from piccolo.columns import Bytea
from piccolo.constraints import Check, Unique

from competition.participation.rules import Flag, Level, Origin, Stage, Verdict
from competition.plan.tables import Event, Season
from competition.storage.schema import (
    StoredTable,
    moment,
    octets,
    one_of_enum,
    reference,
    text,
    whole,
    yes_no,
)


class ParticipationSheet(StoredTable, tablename="participation_sheet"):
    """A sheet of reports that was checked, known by its content; `content` until it is imported."""

    season = reference(Season, indexed=False)
    digest = octets()
    delegation = text()
    name = text()
    content = octets(null=True)
    reports = whole()
    participations = whole()
    uploaded_by = text()
    uploaded_at = moment()
    imported_at = moment(null=True)

    one_content = Unique([season, digest, delegation])
    kept_until_imported = Check("(content IS NULL) = (imported_at IS NOT NULL)")
    not_negative = Check("reports >= 0 AND participations >= 0")


class ParticipationReport(StoredTable, tablename="participation_report"):
    """One number of participations: as told (period, level, stage), and as it is read.

    Months are year × 12 + month − 1. `delegation` is whose registrar told it, empty for the
    province; `event` and origin `entries` mark a line made from our own entries.
    """

    season = reference(Season)
    period = text()
    city = text()
    level = text()
    stage = text()
    participations = whole()
    reporter = text()
    document = text()
    first_month = whole()
    last_month = whole()
    level_code = text()
    stage_code = text()
    delegation = text(index=True)
    origin = text()
    event = reference(Event, null=True)
    sheet = reference(ParticipationSheet, null=True)
    flag = text()
    verdict = text()
    why = text()
    counted = yes_no()

    of_a_city = Unique([season, city, "id"])  # an index for one city, in order of arrival
    dated = Check("period <> ''")
    not_negative = Check("participations >= 0")
    in_order = Check("first_month <= last_month")
    known_level = one_of_enum("level_code", Level)
    known_stage = one_of_enum("stage_code", Stage)
    known_origin = one_of_enum("origin", Origin)
    known_flag = one_of_enum("flag", Flag, empty=True)
    known_verdict = one_of_enum("verdict", Verdict, empty=True)
    own_final = Check("(origin = 'entries') = (event IS NOT NULL)")
    reasoned = Check("verdict = '' OR why <> ''")


class ParticipationName(StoredTable, tablename="participation_name"):
    """Somebody on a report's list of names: a keyed hash, no name."""

    report = reference(ParticipationReport, indexed=False)
    person_hash = Bytea(default=None, null=False, index=True)

    one_person = Unique([report, person_hash])


class ParticipationTotal(StoredTable, tablename="participation_total"):
    """The sums over a season's reports, kept with every change so that pages need not add up.

    `questioned` are reports with a flag that nobody decided about.
    """

    season = reference(Season, indexed=False)
    city = text()
    first_month = whole()
    last_month = whole()
    level_code = text()
    stage_code = text()
    automatic = yes_no()
    counted = yes_no()
    reports = whole()
    participations = whole()
    questioned_reports = whole()
    questioned = whole()

    one_sum = Unique(
        [season, city, first_month, last_month, level_code, stage_code, automatic, counted]
    )
