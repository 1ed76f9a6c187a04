"""Checks of identity documents, organisation codes and names as people type them."""

import re
import unicodedata

from stdnum.cn import ric, uscc

from competition.people.rules import IdType, resident_birth_date

_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+", re.ASCII)
_HMT_PREFIXES = ("81", "82", "83")
_SEPARATORS = str.maketrans({"\u2022": "·", "\u30fb": "·", "\u2027": "·"})
REPLACEMENT = "\ufffd"
#: Controls, surrogates, line separators, invisible formats (Unicode Cc, Cs, Zl, Zp, Cf), U+FFFD.
_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffd\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)


def is_valid_id(id_type: IdType, id_number: str) -> bool:
    """Check an ID number in canonical form (capital X).

    Resident IDs and residence permits of Hong Kong, Macao and Taiwan residents: GB 11643 length,
    real birth date and ISO 7064 MOD 11-2 check digit; other documents only need to be there.
    """
    if id_type not in (IdType.RESIDENT, IdType.HMT_RESIDENCE):
        return bool(id_number)
    if not _RESIDENT.fullmatch(id_number) or resident_birth_date(id_number) is None:
        return False
    if id_type is IdType.HMT_RESIDENCE and not id_number.startswith(_HMT_PREFIXES):
        return False
    return str(ric.calc_check_digit(id_number)) == id_number[-1]


def is_valid_organisation_code(code: str) -> bool:
    """Check a 统一社会信用代码 (GB 32100-2015: alphabet, length, check character)."""
    return code == code.upper() and bool(uscc.is_valid(code)) and uscc.compact(code) == code


def normal_phone(written: str) -> str:
    """Give a phone number as digits: full-width ones too, no spaces, dashes or +86 before it."""
    digits = "".join(
        sign for sign in unicodedata.normalize("NFKC", written) if sign.isdecimal() or sign == "+"
    )
    return digits.removeprefix("+86").removeprefix("0086").removeprefix("+")


def is_mobile(phone: str) -> bool:
    """Say whether digits are a mobile phone number of mainland China."""
    return _MOBILE.fullmatch(phone) is not None


def is_scientific(text: str) -> bool:
    """Say whether a spreadsheet turned this ID into a number in scientific form."""
    return _SCIENTIFIC.fullmatch(text) is not None


def normalise_name(name: str) -> str:
    """Write the separator of minority names as · (U+00B7); nothing else is changed."""
    return name.translate(_SEPARATORS)


def normal_name_signs(name: str) -> str:
    """Give a typed name: separators of minority names as ·, runs of blanks as one space."""
    return " ".join(normalise_name(name).split())


def forbidden_character(text: str) -> str | None:
    """Give the first control, bidirectional or zero-width character, or trace of a lost one.

    No cell may hold any of them.
    """
    found = _FORBIDDEN.search(text)
    return None if found is None else found[0]
