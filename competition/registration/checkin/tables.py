"""Tables of admission cards and check-in."""

from piccolo.constraints import Check, Unique

from competition.plan.tables import Event
from competition.registration.rules import Status
from competition.registration.tables import Entry
from competition.storage.schema import (
    StoredTable,
    moment,
    octets,
    one_of_enum,
    reference,
    text,
    whole,
)


class AdmissionCard(StoredTable, tablename="admission_card"):
    """A person's card of an event; `holder` is a keyed hash, since members may be replaced.

    `token` is what the QR code holds, encrypted so that a card can be printed again.
    """

    event = reference(Event, indexed=False)
    entry = reference(Entry, indexed=False)
    number = whole()
    holder = octets()
    token = octets()
    token_hash = octets()
    made_at = moment()

    one_number = Unique([event, number])
    one_holder = Unique([entry, holder])
    one_token = Unique([token_hash])
    counted = Check("number >= 1")


class CheckIn(StoredTable, tablename="check_in"):
    """Somebody came; undone by deleting the row, which the audit log keeps."""

    card = reference(AdmissionCard, indexed=False)
    at = moment()
    actor = text()

    one_card = Unique([card])


class CheckInClosing(StoredTable, tablename="check_in_closing"):
    """The check-in of an event is over."""

    event = reference(Event, indexed=False)
    at = moment()
    actor = text()

    one_event = Unique([event])


class MarkedAbsence(StoredTable, tablename="marked_absence"):
    """An entry that a person marked absent at the door; `status_before` comes back when undone."""

    entry = reference(Entry, indexed=False)
    status_before = text()
    at = moment()
    actor = text()
    why = text()

    one_entry = Unique([entry])
    known_status = one_of_enum("status_before", Status)
    reasoned = Check("why <> ''")
