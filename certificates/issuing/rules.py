"""Certificates as they are issued: kind, number and token."""

from datetime import date
from enum import StrEnum

import msgspec


class CertificateKind(StrEnum):
    """What a certificate proves: a title (技术能手证书) or a prize (获奖证书)."""

    TITLE = "title"
    PRIZE = "prize"


class Issued(msgspec.Struct, frozen=True, gc=False):
    """A certificate that was issued; its number is never given again."""

    number: str
    token: str
    event: str
    entry: str
    id_number: str
    kind: CertificateKind
    issued_on: date
