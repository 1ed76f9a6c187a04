"""Tables of issuing: every certificate that was ever given a number."""

from typing import Any

from piccolo.columns import Bytea, ForeignKey
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Check, Unique

from certificates.issuing.rules import CertificateKind
from competition.plan.tables import Season
from competition.registration.tables import Entry
from competition.storage.schema import (
    StoredTable,
    day,
    octets,
    one_of,
    one_of_enum,
    reference,
    text,
)

STATES = ("valid", "revoked", "replaced")


class Certificate(StoredTable, tablename="certificate"):
    """A certificate; `snapshot` is JSON: what the paper shows. Its number is never given again."""

    season = reference(Season)
    number = text()
    token = text(index=True)
    entry = reference(Entry)
    id_number = octets(null=True)
    id_hash = Bytea(default=None, null=True, index=True)
    kind = text()
    issued_on = day()
    state = text()
    state_document = text()
    replaced_by: ForeignKey[Any] = ForeignKey(
        "self",
        default=None,
        null=True,
        index=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )
    snapshot = text()

    one_number = Unique([number])
    numbered = Check("number <> ''")
    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")
    known_kind = one_of_enum("kind", CertificateKind)
    known_state = one_of("state", STATES)
    replaced_by_another = Check("(state = 'replaced') = (replaced_by IS NOT NULL)")
    said_why = Check("state = 'valid' OR state_document <> ''")
