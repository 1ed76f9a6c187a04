"""Tables of people and organisations that a season knows before anybody competes."""

from piccolo.constraints import Check, Unique

from competition.people.rules import AttachmentKind, BaseKind, OrganisationKind, OwnerKind
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
    """A recorded link: one organisation is the same legal entity as another."""

    organisation = reference(Organisation, indexed=False)
    same_as = reference(Organisation)

    one_link = Unique([organisation])


class TitleHolder(StoredTable, tablename="title_holder"):
    """A person who was given a title in an earlier year."""

    season = reference(Season)
    id_number = octets(null=True)
    id_hash = octets(null=True)
    name = text()
    title = text()
    year = whole()
    document = text()

    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")


class EarlierPromotion(StoredTable, tablename="earlier_promotion"):
    """A promotion that a person already had."""

    season = reference(Season)
    id_number = octets(null=True)
    id_hash = octets(null=True)
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
