"""From a certificate's content to its paper."""

from collections.abc import Iterable, Iterator

import msgspec

from certificates.issuing.rules import (
    PRIZE_NAMES,
    Certificate,
    CertificateKind,
    body_of,
    date_text,
    masked_id,
)
from certificates.typesetting.batches import draw_certificates
from certificates.typesetting.certificate import CertificateFace
from certificates.typesetting.fonts import TextError
from competition.people.rules import RESIDENT_ID_LENGTH
from competition.registration.rules import Division

ISSUER = "山东省人力资源和社会保障厅"


class Paper(msgspec.Struct, frozen=True):
    """One certificate's file name and PDF, or why it could not be printed."""

    certificate: Certificate
    file_name: str
    content: bytes | None
    refusal: str = ""


def face_of(certificate: Certificate, public_url: str, *, specimen: bool) -> CertificateFace:
    """Say what a certificate shows; a specimen has neither token nor QR code."""
    award = certificate.award
    is_title = award.kind is CertificateKind.TITLE
    url = f"{public_url.rstrip('/')}/v/{certificate.token}" if certificate.token else None
    return CertificateFace(
        title="荣誉证书" if is_title else "获奖证书",
        subtitle=award.title if is_title else PRIZE_NAMES[award.prize],
        name=award.name,
        id_masked=masked_id(award.id_number),
        body=body_of(award),
        closing="特发此证，以资鼓励。",
        issuer=ISSUER if is_title else f"{award.competition}组织委员会",
        date_text=date_text(award.issued_on),
        number=certificate.number,
        verify_url=None if specimen else url,
        specimen=specimen,
        honorific="同学" if award.division is Division.STUDENT else "同志",
        id_label="身份证号：" if len(award.id_number) == RESIDENT_ID_LENGTH else "证件号：",
    )


def file_names(certificates: Iterable[Certificate]) -> Iterator[str]:
    """Name each file by event, entry, kind and a count, none of which is personal.

    Codes hold no +, so names never clash.
    """
    seen: dict[str, int] = {}
    for certificate in certificates:
        award = certificate.award
        stem = f"{award.event}+{award.entry}+{award.kind}"
        seen[stem] = seen.get(stem, 0) + 1
        yield f"{stem}+{seen[stem]}.pdf"


def print_certificates(
    certificates: list[Certificate], public_url: str, *, specimen: bool
) -> Iterator[Paper]:
    """Draw certificates in order; one that cannot be printed leaves out only itself."""
    faces = (face_of(item, public_url, specimen=specimen) for item in certificates)
    drawn = draw_certificates(faces)
    names = file_names(certificates)
    for certificate, name, content in zip(certificates, names, drawn, strict=True):
        if isinstance(content, TextError):
            yield Paper(certificate, name, None, str(content))
        else:
            yield Paper(certificate, name, content)
