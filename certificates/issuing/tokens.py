"""Tokens of certificates: 128 bits that only the holder of the issuing key can derive."""

import base64
import hashlib
import hmac
from collections.abc import Callable

import msgspec

from certificates.issuing.rules import Award

TOKEN_BYTES = 16


def token_maker(key: bytes) -> Callable[[Award, str], str]:
    """Give the function that derives the token of an award and its number.

    HMAC-SHA-256 over all that the paper says, as 26 lower-case letters and digits 2-7.
    """

    def token_of(award: Award, number: str) -> str:
        content = msgspec.json.encode((number, award))
        digest = hmac.new(key, content, hashlib.sha256).digest()[:TOKEN_BYTES]
        return base64.b32encode(digest).decode().rstrip("=").lower()

    return token_of
