"""From what was typed to what the rules see: codes checked, people known by their keyed hash."""

from competition.people.encryption import id_hash
from competition.people.identity import (
    forbidden_character,
    is_valid_id,
    is_valid_organisation_code,
    normalise_name,
)
from competition.people.rules import IdType, canonical_id
from competition.registration.rules.candidates import Candidate, completed
from competition.registration.rules.eligibility import Applied
from competition.registration.rules.registrations import Applicant, Draft, State
from competition.storage.keys import Keyring

_ID_TYPES = frozenset(one.value for one in IdType)


def cleaned(person: Applicant) -> Applicant:
    """Write names, ID and codes in their one form, and fill in what the ID number states."""
    return completed(
        Applicant(
            name=normalise_name(" ".join(person.name.split())),
            role=person.role,
            id_type=person.id_type,
            id_number=canonical_id("".join(person.id_number.split())),
            employer_code="".join(person.employer_code.split()).upper(),
            employer_name=" ".join(person.employer_name.split()),
            birth_date=person.birth_date,
            sex=person.sex,
            phone=person.phone.strip(),
            employment=person.employment,
            level=person.level,
            level_occupation=person.level_occupation.strip(),
            level_certificate="".join(person.level_certificate.split()).upper(),
            level_verified=person.level_verified,
        )
    )


def candidate(keys: Keyring, position: int, person: Applicant) -> Candidate:
    """Check the codes of a person and find the hash by which the person is known."""
    number = person.id_number
    return Candidate(
        position=position,
        person=person,
        id_hash=id_hash(keys, number) if number else None,
        id_valid=person.id_type in _ID_TYPES and is_valid_id(IdType(person.id_type), number),
        employer_valid=is_valid_organisation_code(person.employer_code),
        odd_sign=forbidden_character(person.name + person.employer_name) or "",
    )


def applied(keys: Keyring, draft: Draft, state: State = State.DRAFT) -> Applied:
    """See a draft as the rules do."""
    return Applied(
        delegation=draft.delegation,
        division=draft.division,
        candidates=tuple(candidate(keys, position, one) for position, one in draft.people),
        state=state,
    )
