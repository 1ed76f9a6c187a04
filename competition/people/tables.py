"""Tables of people and organisations that a season knows before anybody competes."""

from typing import Any

from piccolo.columns import Bytea, ForeignKey
from piccolo.columns.base import OnDelete, OnUpdate
from piccolo.constraints import Check, Unique

from competition.people.rules import (
    AttachmentKind,
    BaseKind,
    IdType,
    OrganisationKind,
    OwnerKind,
    Sex,
)
from competition.people.uploads import MediaType
from competition.plan.tables import Season
from competition.storage.schema import (
    StoredTable,
    day,
    moment,
    octets,
    one_of_enum,
    reference,
    text,
    whole,
)


class Organisation(StoredTable, tablename="organisation"):
    """An organisation of a season by its 统一社会信用代码."""

    season = reference(Season, indexed=False)
    code = text()
    name = text()
    kind = text()
    city = text()

    one_code = Unique([season, code])
    coded = Check("code <> ''")
    known_kind = one_of_enum("kind", OrganisationKind)


class SameEntity(StoredTable, tablename="same_entity"):
    """A recorded link: one organisation is the same legal entity as another.

    `document` says by what; empty where a season folder said so.
    """

    organisation = reference(Organisation, indexed=False)
    same_as = reference(Organisation)
    document = text()

    one_link = Unique([organisation])


class TitleHolder(StoredTable, tablename="title_holder"):
    """A person who was given a title in an earlier year."""

    season = reference(Season)
    id_number = octets(null=True)
    id_hash = Bytea(default=None, null=True, index=True)
    name = text()
    title = text()
    year = whole()
    document = text()

    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")


class EarlierPromotion(StoredTable, tablename="earlier_promotion"):
    """A promotion that a person already had."""

    season = reference(Season)
    id_number = octets(null=True)
    id_hash = Bytea(default=None, null=True, index=True)
    promoted_on = day()
    document = text()

    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")


class RecognisedBase(StoredTable, tablename="recognised_base"):
    """The recognition of a WorldSkills training base."""

    season = reference(Season)
    organisation = reference(Organisation)
    kind = text()
    recognised_on = day()
    document = text()

    known_kind = one_of_enum("kind", BaseKind)


class AttachmentContent(StoredTable, tablename="attachment_content"):
    """The bytes of attachments, each once; `digest` is their SHA-256, `size` in bytes."""

    digest = octets()
    media_type = text()
    size = whole()
    data = octets()

    one_digest = Unique([digest])
    known_type = one_of_enum("media_type", MediaType)
    something = Check("size > 0")


class Attachment(StoredTable, tablename="attachment"):
    """A file of a person, an event, an entry …; `owner` is the id of what `owner_kind` says."""

    owner_kind = text()
    owner = whole()
    kind = text()
    name = text()
    content = reference(AttachmentContent)
    added_at = moment()
    added_by = text()

    known_owner = one_of_enum("owner_kind", OwnerKind)
    known_kind = one_of_enum("kind", AttachmentKind)
    in_order = Unique(["owner_kind", "owner", "id"])


class Person(StoredTable, tablename="person"):
    """A person of the registry, known by the ID number; seasons' rows refer by `id_hash`.

    `folded`, `letters` and `initials` find the name; `unit_year` is the season's the unit is of.
    A record that was merged stays, so that its number still finds the person.
    """

    id_type = text()
    id_number = octets()
    id_hash = octets()
    name = text()
    folded = text()
    letters = text()
    initials = text(index=True)
    birth_date = day(null=True)
    sex = text()
    phone = octets(null=True)
    phone_hash = Bytea(default=None, null=True, index=True)
    unit_code = text(index=True)
    unit_name = text()
    unit_year = whole(null=True)
    merged_into: ForeignKey[Any] = ForeignKey(
        "self",
        default=None,
        null=True,
        index=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
    )
    registered_at = moment()

    one_person = Unique([id_hash])
    in_order = Unique(["letters", "name", "id"])
    by_part = Unique(["folded", "id"])
    known_id_type = one_of_enum("id_type", IdType, empty=True)
    known_sex = one_of_enum("sex", Sex, empty=True)
    reachable = Check("(phone IS NULL) = (phone_hash IS NULL)")
    named = Check("name <> ''")


class PersonMerge(StoredTable, tablename="person_merge"):
    """Two records of one person made one; `moved` is JSON: what was changed, what was left."""

    old = reference(Person)
    kept = reference(Person)
    at = moment()
    actor = text()
    why = text()
    moved = text()

    explained = Check("why <> ''")
    of_two = Check("old <> kept")


class OrganisationMerge(StoredTable, tablename="organisation_merge"):
    """A code typed for a unit that has another; `moved` is JSON: how many rows of what."""

    season = reference(Season, indexed=False)
    old_code = text()
    old_name = text()
    kept = reference(Organisation)
    at = moment()
    actor = text()
    why = text()
    moved = text()

    one_merge = Unique(["season", "old_code", "id"])
    explained = Check("why <> ''")
