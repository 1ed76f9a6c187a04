"""Tables of registration: registrations with their history, and the entries they become."""

from piccolo.columns import Bytea
from piccolo.constraints import Check, Unique

from competition.people.rules import IdType
from competition.people.tables import Organisation
from competition.plan.tables import Competition, Event, Season
from competition.registration.rules import SKILL_LEVELS, Division, Role, Status
from competition.registration.rules.findings import Rule
from competition.registration.rules.registrations import Action, Employment, Sex, State
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


class Entry(StoredTable, tablename="entry"):
    """What is ranked in an event."""

    event = reference(Event, indexed=False)
    code = text()
    division = text()
    delegation = text(index=True)
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


class RegistrationTerms(StoredTable, tablename="registration_terms"):
    """When a competition takes registrations and how it reviews them."""

    competition = reference(Competition, indexed=False)
    opens_at = moment()
    closes_at = moment()
    corrections_until = moment()
    review_levels = whole()
    one_event_per_person = yes_no()
    revision = whole()

    one_terms = Unique([competition])
    in_order = Check("opens_at < closes_at AND closes_at <= corrections_until")
    one_or_two_levels = Check("review_levels IN (1, 2)")
    counted = Check("revision >= 1")


class EventTerms(StoredTable, tablename="event_terms"):
    """Places, quota per delegation, and `divisions`: rules of eligibility by division, as JSON."""

    event = reference(Event, indexed=False)
    places = whole(null=True)
    quota = whole(null=True)
    divisions = text()
    revision = whole()

    one_terms = Unique([event])
    some_places = Check("places >= 1")
    some_quota = Check("quota >= 1")
    counted = Check("revision >= 1")


class RegistrationBatch(StoredTable, tablename="registration_batch"):
    """Many registrations decided or imported at once; decisions can be undone for a while."""

    season = reference(Season)
    kind = text()
    actor = text()
    at = moment()
    undone_at = moment(null=True)

    known_kind = one_of("kind", ("import", "accept", "return", "refuse"))


class Registration(StoredTable, tablename="registration"):
    """A registration of a delegation for an event; `entry` once it is accepted.

    An imported one knows its `batch` and the `line` in it; `form_key` is the form it was typed in,
    so that a form sent twice makes one.
    """

    event = reference(Event, indexed=False)
    delegation = text(index=True)
    city = text()
    division = text()
    state = text()
    revision = whole()
    entry = reference(Entry, null=True, indexed=False)
    batch = reference(RegistrationBatch, null=True, indexed=False)
    line = whole(null=True)
    form_key = text(null=True)
    created_by = text()
    created_at = moment()
    changed_at = moment()
    submitted_at = moment(null=True)

    one_entry = Unique([entry])
    one_line = Unique([batch, line])
    one_form = Unique([form_key])
    counted_by_state = Unique([event, state, "id"])
    whole_line = Check("(batch IS NULL) = (line IS NULL)")
    known_division = one_of_enum("division", Division)
    known_state = one_of_enum("state", State)
    accepted_is_entered = Check(
        "(state <> 'accepted' OR entry IS NOT NULL) "
        "AND (entry IS NULL OR state IN ('accepted', 'withdrawn'))"
    )
    taken_is_submitted = Check("state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL")
    counted = Check("revision >= 1")


class RegistrationMember(StoredTable, tablename="registration_member"):
    """A person of a registration at a position of its form.

    `competes_in` is the event while the registration is submitted, passed or accepted and the
    person competes, so that the database forbids a second one; `member` is the person in the entry.
    """

    registration = reference(Registration, indexed=False)
    position = whole()
    id_type = text()
    id_number = octets(null=True)
    id_hash = Bytea(default=None, null=True, index=True)
    name = text()
    role = text()
    employer_code = text()
    employer_name = text()
    birth_date = day(null=True)
    sex = text()
    phone = octets(null=True)
    employment = text()
    level = text()
    level_occupation = text()
    level_certificate = text()
    level_verified = yes_no()
    competes_in = reference(Event, null=True, indexed=False)
    member = reference(Member, null=True, indexed=False)

    one_position = Unique([registration, position])
    once_in_an_event = Unique([competes_in, id_hash])
    one_member = Unique([member])
    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")
    placed = Check("position >= 1")
    only_competitors_compete = Check("competes_in IS NULL OR role = 'competitor'")
    known_id_type = one_of_enum("id_type", IdType, empty=True)
    known_role = one_of_enum("role", Role)
    known_sex = one_of_enum("sex", Sex, empty=True)
    known_employment = one_of_enum("employment", Employment, empty=True)
    known_level = one_of("level", SKILL_LEVELS, empty=True)


class RegistrationSubstitute(StoredTable, tablename="registration_substitute"):
    """Somebody who is to take a member's place after acceptance, until a reviewer decides."""

    registration = reference(Registration, indexed=False)
    position = whole()
    id_type = text()
    id_number = octets()
    id_hash = octets()
    name = text()
    employer_code = text()
    employer_name = text()
    birth_date = day(null=True)
    sex = text()
    phone = octets(null=True)
    employment = text()
    level = text()
    level_occupation = text()
    level_certificate = text()
    why = text()
    document = text()
    asked_by = text()
    asked_at = moment()

    one_position = Unique([registration, position])
    known_id_type = one_of_enum("id_type", IdType, empty=True)
    known_sex = one_of_enum("sex", Sex, empty=True)
    known_employment = one_of_enum("employment", Employment, empty=True)
    known_level = one_of("level", SKILL_LEVELS, empty=True)
    explained = Check("why <> ''")


class RegistrationOverride(StoredTable, tablename="registration_override"):
    """A document that overrides what a rule refuses, for a person (position) or all (0)."""

    registration = reference(Registration, indexed=False)
    rule = text()
    position = whole()
    document = text()
    why = text()
    actor = text()
    at = moment()

    one_document = Unique([registration, rule, position])
    known_rule = one_of_enum("rule", Rule)
    documented = Check("document <> '' AND why <> ''")


class RegistrationChange(StoredTable, tablename="registration_change"):
    """The history: what a revision changed, JSON `{field: [old, new]}` with numbers masked."""

    registration = reference(Registration, indexed=False)
    revision = whole()
    at = moment()
    actor = text()
    action = text()
    from_state = text()
    to_state = text()
    changes = text()
    why = text()
    batch = reference(RegistrationBatch, null=True)

    one_revision = Unique([registration, revision])
    known_action = one_of_enum("action", Action)
    known_from = one_of_enum("from_state", State, empty=True)
    known_to = one_of_enum("to_state", State)
