"""Identity and organisation codes with correct check characters that belong to nobody.

Resident numbers carry the sequence codes 996-999. Numbers of 15 digits kept these for people over a
hundred years old, and no county counts to them on one day's births: nobody of our birth years has
one.
"""

from datetime import date

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def resident_number(county: str, born: date, *, male: bool, second: bool) -> str:
    """Return an 18-character number (GB 11643); the parity of digit 17 is the sex."""
    sequence = (997, 999) if male else (996, 998)
    body = f"{county}{born:%Y%m%d}{sequence[second]}"
    total = sum(int(c) * w for c, w in zip(body, _RESIDENT_WEIGHTS, strict=True))
    return body + _RESIDENT_CHECKS[total % 11]


def credit_code(category: str, region: str, serial: int) -> str:
    """Return an 18-character unified social credit code (GB 32100) from an unused range."""
    subject = f"MAYYY{serial:03d}"
    values = (int(c, 36) * w for c, w in zip(subject, _ORGANISATION_WEIGHTS, strict=True))
    rest = (11 - sum(values) % 11) % 11
    body = f"{category}{region}{subject}{'X' if rest == 10 else rest}"  # noqa: PLR2004  # GB 11714 writes ten as X
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + _CREDIT_ALPHABET[-total % 31]
