"""Tables of participations (人次) as they are reported."""

from piccolo.constraints import Check

from competition.plan.tables import Season
from competition.storage.schema import StoredTable, reference, text, whole


class ParticipationReport(StoredTable, tablename="participation_report"):
    """One reported number of participations."""

    season = reference(Season)
    period = text()
    city = text()
    level = text()
    stage = text()
    participations = whole()
    reporter = text()
    document = text()

    dated = Check("period <> ''")
    not_negative = Check("participations >= 0")
