"""Tables of registration: entries and their members."""

from piccolo.columns import Bytea
from piccolo.constraints import Check, Unique

from competition.people.rules import IdType
from competition.people.tables import Organisation
from competition.plan.tables import Event
from competition.registration.rules import SKILL_LEVELS, Division, Role, Status
from competition.storage.schema import (
    StoredTable,
    octets,
    one_of,
    one_of_enum,
    reference,
    text,
    yes_no,
)


class Entry(StoredTable, tablename="entry"):
    """What is ranked in an event."""

    event = reference(Event, indexed=False)
    code = text()
    division = text()
    delegation = text()
    city = text()
    status = text()

    one_code = Unique([event, code])
    coded = Check("code <> ''")
    known_division = one_of_enum("division", Division)
    known_status = one_of_enum("status", Status)


class Member(StoredTable, tablename="member"):
    """A person of an entry; without an ID number both `id_number` and `id_hash` are NULL."""

    entry = reference(Entry, indexed=False)
    id_type = text()
    id_number = octets(null=True)
    id_hash = Bytea(default=None, null=True, index=True)
    name = text()
    role = text()
    employer = reference(Organisation, null=True)
    level = text()
    level_occupation = text()
    level_certificate = text()
    level_verified = yes_no()

    one_person = Unique([entry, id_hash])
    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")
    known_id_type = one_of_enum("id_type", IdType, empty=True)
    known_role = one_of_enum("role", Role)
    known_level = one_of("level", SKILL_LEVELS, empty=True)
