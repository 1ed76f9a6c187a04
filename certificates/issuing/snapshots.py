"""What a certificate said when it was issued, kept as JSON without a full ID number."""

import msgspec

from certificates.issuing.rules import Award, Certificate, masked_id

EMPTY = "{}"


def snapshot_of(certificate: Certificate) -> str:
    """Write what the paper shows; the ID number masked as on the paper."""
    award = certificate.award
    shown = msgspec.structs.replace(award, id_number=masked_id(award.id_number))
    return msgspec.json.encode(shown).decode()


def award_of(snapshot: str) -> Award | None:
    """Read a snapshot back; None for a certificate that another system issued without one.

    The ID number is the masked one: the paper can be drawn again, the person not be found.
    """
    return None if snapshot == EMPTY else msgspec.json.decode(snapshot, type=Award)
