"""Tables of the storage itself: the audit log, its seals, and which keys belong here."""

from piccolo.constraints import Check, Unique

from competition.storage.schema import StoredTable, moment, octets, text, whole


class AuditRecord(StoredTable, tablename="audit_record"):
    """Who did what, when, from where; never changed, never deleted (triggers).

    `address` is that of the browser, empty for the command line; `detail` is JSON.
    """

    at = moment(index=True)
    actor = text(index=True)
    address = text()
    action = text(index=True)
    subject = text(index=True)
    detail = text()

    named = Check("actor <> '' AND action <> ''")


class AuditSeal(StoredTable, tablename="audit_seal"):
    """A sealed batch of the log, chained to the seal before it.

    `leaves` holds for each record its id (8 bytes) and the first 16 bytes of its hash; `digest`
    is the keyed seal over the batch and the digest before.
    """

    number = whole()
    first_record = whole()
    last_record = whole()
    leaves = octets()
    previous = octets()
    digest = octets()
    sealed_at = moment()

    one_number = Unique([number])
    in_order = Check("number >= 1 AND first_record <= last_record")


class KeyMark(StoredTable, tablename="key_mark"):
    """The fingerprint of the keys that this database was filled with; at most one row."""

    one = whole()
    fingerprint = text()

    one_row = Unique([one])
    only_one = Check("one = 1")
