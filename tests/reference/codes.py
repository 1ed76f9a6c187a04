"""Invented people and organisations with valid check digits."""

from datetime import date

RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
UNIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
INNER_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def resident_number(area: str, born: date, serial: int) -> str:
    """Make an 18-character ID number (GB 11643): area, birth date, serial, check."""
    body = f"{area}{born:%Y%m%d}{serial:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, RESIDENT_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def unit_code(serial: int) -> str:
    """Make a unified social credit code (GB 32100) of a company in Jinan."""
    inner = f"MA{serial:06}"
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(
        INNER_ALPHABET.index(char) * weight for char, weight in zip(inner, weights, strict=True)
    )
    inner += "0123456789X"[(11 - total % 11) % 11]
    body = "91370100" + inner
    total = sum(UNIT_ALPHABET.index(char) * 3**place for place, char in enumerate(body))
    return body + UNIT_ALPHABET[(31 - total % 31) % 31]
