"""Random tokens and codes, and the hashes under which they are kept."""

import hashlib
import secrets

from competition.accounts.rules import CODE_LENGTH, CODE_LETTERS, normal_code
from competition.storage.keys import Keyring

_TOKEN_BYTES = 32


def new_token() -> str:
    """Make a token of 256 random bits, fit for a URL or a cookie."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hashed(token: str) -> bytes:
    """Give the hash of a token; a plain one is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def new_code() -> str:
    """Make a one-time code of 8 letters and digits (39 bits) that are hard to mistake."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def hashed_code(keys: Keyring, code: str) -> bytes:
    """Give the keyed hash of a one-time code, which is too short for a plain one."""
    return keys.digest("winner_code", normal_code(code))


def attempt_subject(keys: Keyring, kind: str, value: str) -> bytes:
    """Give the keyed hash under which failed attempts of an ID number or address are counted."""
    return keys.digest(f"attempt:{kind}", value)
