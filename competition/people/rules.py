"""Organisations, legal entities, earlier title holders and what identifies a person."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec


class IdType(StrEnum):
    """The kind of an identity document."""

    RESIDENT = "resident"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGN_RESIDENCE = "foreign_residence"
    PASSPORT = "passport"
    OFFICER = "officer"


class Sex(StrEnum):
    """The sex that an identity document tells."""

    MALE = "male"
    FEMALE = "female"


class OrganisationKind(StrEnum):
    """The kind of an organisation."""

    COMPANY = "company"
    SCHOOL = "school"
    GOVERNMENT = "government"
    ASSOCIATION = "association"
    OTHER = "other"


class BaseKind(StrEnum):
    """The kind of a recognised training base (集训基地), key bases first."""

    KEY = "key"
    PROVINCIAL = "provincial"


class OwnerKind(StrEnum):
    """What an attachment belongs to."""

    PERSON = "person"
    ORGANISATION = "organisation"
    COMPETITION = "competition"
    EVENT = "event"
    ENTRY = "entry"
    REPORT = "report"
    RULING = "ruling"
    REGISTRATION_MEMBER = "registration_member"


class AttachmentKind(StrEnum):
    """What an attachment is for."""

    PHOTO = "photo"
    CERTIFICATE = "certificate"
    DOCUMENT = "document"


class Organisation(msgspec.Struct, frozen=True, gc=False):
    """A legal entity or one of its name plates, by 统一社会信用代码."""

    code: str
    name: str
    kind: OrganisationKind
    city: str = ""
    same_as: str = ""


class TitleHolder(msgspec.Struct, frozen=True, gc=False):
    """A person who was given a title in an earlier year."""

    id_number: str
    name: str
    title: str
    year: int
    document: str


class EarlierPromotion(msgspec.Struct, frozen=True, gc=False):
    """A promotion that a person already had before this season was computed."""

    id_number: str
    promoted_on: date
    document: str


class RecognisedBase(msgspec.Struct, frozen=True, gc=False):
    """The recognition of a WorldSkills training base."""

    organisation: str
    kind: BaseKind
    recognised_on: date
    document: str


class LegalEntities:
    """Which organisation codes are one legal entity: `same_as`, symmetric and transitive."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        """Join every organisation with the one that it names."""
        self._parent: dict[str, str] = {}
        for organisation in organisations:
            first = self.of(organisation.code)
            if organisation.same_as:
                second = self.of(organisation.same_as)
                low, high = sorted((first, second))
                self._parent[high] = low

    def of(self, code: str) -> str:
        """Give the smallest code of the legal entity that `code` belongs to."""
        while (parent := self._parent.get(code, code)) != code:
            code = parent
        return code


def canonical_id(id_number: str) -> str:
    """Give the form in which IDs are compared and printed: a final x of a resident ID as X."""
    if len(id_number) == RESIDENT_ID_LENGTH and id_number[-1] == "x" and id_number[:-1].isdigit():
        return id_number[:-1] + "X"
    return id_number


def resident_birth_date(id_number: str) -> date | None:
    """Read the birth date out of an 18-character resident ID (GB 11643); None when it has none."""
    digits = id_number[6:14]
    if len(id_number) != RESIDENT_ID_LENGTH or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def resident_sex(id_number: str) -> Sex | None:
    """Read the sex out of an 18-character resident ID: digit 17 is odd for men (GB 11643)."""
    digit = id_number[16:17]
    if len(id_number) != RESIDENT_ID_LENGTH or not (digit.isascii() and digit.isdigit()):
        return None
    return Sex.MALE if int(digit) % 2 else Sex.FEMALE


RESIDENT_ID_LENGTH = 18
BIRTH_DATE_ID_TYPES = (IdType.RESIDENT, IdType.HMT_RESIDENCE)
