"""Tables of registration by spreadsheet: an uploaded sheet on its way, and its content."""

from piccolo.constraints import Check, Unique

from competition.plan.tables import Competition, Season
from competition.registration.sheets.states import SheetState
from competition.registration.tables import RegistrationBatch
from competition.storage.schema import (
    StoredTable,
    moment,
    octets,
    one_of_enum,
    reference,
    text,
    whole,
)


class RegistrationSheet(StoredTable, tablename="registration_sheet"):
    """An uploaded sheet: who sent it, how far it is, what was found.

    `digest` is the hash of its content (SHA-256, hex). `allowed` is the JSON list of delegations
    that the sender may register, or null for all; `report` the JSON list of findings. `done` of
    `total` rows is the progress, `beat_at` when its worker was last seen, `tries` how often one
    took it up.
    """

    season = reference(Season)
    competition = reference(Competition, indexed=False)
    actor = text()
    name = text()
    digest = text()
    size = whole()
    allowed = text()
    state = text(index=True)
    done = whole()
    total = whole()
    tries = whole()
    people = whole()
    entries = whole()
    problems = whole()
    warnings = whole()
    report = text()
    batch = reference(RegistrationBatch, null=True, indexed=False)
    received_at = moment()
    beat_at = moment(null=True)
    finished_at = moment(null=True)

    one_content = Unique([competition, digest, actor])
    one_batch = Unique([batch])
    known_state = one_of_enum("state", SheetState)
    counted = Check(
        "done >= 0 AND total >= 0 AND people >= 0 AND entries >= 0 AND problems >= 0 "
        "AND warnings >= 0"
    )
    stored_is_batched = Check("state <> 'stored' OR batch IS NOT NULL")


class RegistrationSheetPart(StoredTable, tablename="registration_sheet_part"):
    """A part of an uploaded sheet's content, encrypted; gone once it is stored or discarded."""

    sheet = reference(RegistrationSheet, indexed=False)
    number = whole()
    content = octets()

    one_part = Unique([sheet, number])
