"""Read certificates: by number for verification, by person for winners, by season for export."""

import hmac

import msgspec

from certificates.issuing.rules import CertificateKind, Issued
from competition.people.encryption import shown_id
from competition.storage.transaction import Row, Transaction


class CertificateRow(msgspec.Struct, frozen=True):
    """A certificate and its state; `snapshot` is JSON, `replaced_by` a number or empty."""

    issued: Issued
    season: int
    state: str
    state_document: str
    replaced_by: str
    snapshot: str


_CERTIFICATE = (
    "SELECT c.number, c.token, v.code, e.code, c.id_number, c.kind, c.issued_on, c.season, "
    "c.state, c.state_document, other.number, c.snapshot FROM certificate c "
    "JOIN entry e ON e.id = c.entry JOIN event v ON v.id = e.event "
    "LEFT JOIN certificate other ON other.id = c.replaced_by "
)
_BY_NUMBER = _CERTIFICATE + "WHERE c.number = $1"
_BY_TOKEN = _CERTIFICATE + "WHERE c.token = $1 AND c.token <> ''"
_OF_SEASON = _CERTIFICATE + "WHERE c.season = $1 ORDER BY c.id"
_OF_PERSON = _CERTIFICATE + "WHERE c.season = $1 AND c.id_hash = $2 ORDER BY c.id"


async def verified_certificate(
    transaction: Transaction, number: str, token: str
) -> CertificateRow | None:
    """Give the certificate of a number when the token is its own, with a masked ID number."""
    rows = await transaction.rows(_BY_NUMBER, number)
    if not rows or not hmac.compare_digest(rows[0][1].encode(), token.encode()):
        return None
    return _certificate(transaction, rows[0], reveal=False)


async def certificate_by_token(transaction: Transaction, token: str) -> CertificateRow | None:
    """Give the certificate of a token (128 bits, nobody guesses one), with a masked ID number."""
    rows = await transaction.rows(_BY_TOKEN, token)
    return _certificate(transaction, rows[0], reveal=False) if len(rows) == 1 else None


async def certificates_of(
    transaction: Transaction, season: int, *, reveal: bool = False
) -> tuple[CertificateRow, ...]:
    """Give the certificates of a season in the order of their issue."""
    rows = await transaction.rows(_OF_SEASON, season)
    return tuple(_certificate(transaction, row, reveal=reveal) for row in rows)


async def certificate_numbers(transaction: Transaction) -> tuple[str, ...]:
    """Give every number that was ever given, in any season."""
    rows = await transaction.rows("SELECT number FROM certificate")
    return tuple(row[0] for row in rows)


async def certificates_of_person(
    transaction: Transaction, season: int, id_hash: bytes
) -> tuple[CertificateRow, ...]:
    """Give a person's certificates of a season, by the hash of the ID number, which is masked."""
    rows = await transaction.rows(_OF_PERSON, season, id_hash)
    return tuple(_certificate(transaction, row, reveal=False) for row in rows)


def _certificate(transaction: Transaction, row: Row, *, reveal: bool) -> CertificateRow:
    return CertificateRow(
        Issued(
            number=row[0],
            token=row[1],
            event=row[2],
            entry=row[3],
            id_number=shown_id(transaction.keys, row[4], reveal=reveal),
            kind=CertificateKind(row[5]),
            issued_on=row[6],
        ),
        season=row[7],
        state=row[8],
        state_document=row[9],
        replaced_by=row[10] or "",
        snapshot=row[11],
    )
