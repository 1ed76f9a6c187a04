"""Identity numbers at rest: encrypted, found by a keyed hash, masked on screen."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from competition.people.rules import canonical_id
from competition.storage.keys import Keyring

T = TypeVar("T")
PURPOSE = "id_number"
PHONE_PURPOSE = "phone"
_AT_ONCE = 10_000
_SHOWN_HEAD = 3
_SHOWN_TAIL = 4

Sealed = tuple[bytes | None, bytes | None]


def id_hash(keys: Keyring, id_number: str) -> bytes:
    """Give the keyed hash (32 bytes) by which an ID number is found; x and X are the same."""
    return keys.digest(PURPOSE, canonical_id(id_number))


def sealed_ids(keys: Keyring, id_numbers: Sequence[str]) -> list[Sealed]:
    """Encrypt ID numbers: ciphertext and keyed hash of each; both None for an empty one.

    About 4 µs each.
    """
    given = [number for number in id_numbers if number]
    texts = iter(keys.encrypt(PURPOSE, given))
    hashes = iter(keys.digests(PURPOSE, map(canonical_id, given)))
    return [(next(texts), next(hashes)) if number else (None, None) for number in id_numbers]


def with_sealed_ids(
    keys: Keyring, rows: Iterable[tuple[str, T]]
) -> Iterator[tuple[bytes | None, bytes | None, T]]:
    """Encrypt the ID number beside each item, a batch at a time, in bounded memory."""
    iterator = iter(rows)
    while batch := list(islice(iterator, _AT_ONCE)):
        sealed = sealed_ids(keys, [row[0] for row in batch])
        for (text, found_by), (_, item) in zip(sealed, batch, strict=True):
            yield text, found_by, item


def opened_id(keys: Keyring, sealed: bytes | None) -> str:
    """Decrypt an ID number; empty for None."""
    return "" if sealed is None else keys.decrypt(PURPOSE, bytes(sealed))


def masked_id(id_number: str) -> str:
    """Give the form for screens: the first three and last four characters, stars between."""
    hidden = len(id_number) - _SHOWN_HEAD - _SHOWN_TAIL
    if hidden < 1:
        return "*" * len(id_number)
    return id_number[:_SHOWN_HEAD] + "*" * hidden + id_number[-_SHOWN_TAIL:]


def shown_id(keys: Keyring, sealed: bytes | None, *, reveal: bool) -> str:
    """Decrypt an ID number, in full or masked; who reveals writes an audit record."""
    number = opened_id(keys, sealed)
    return number if reveal else masked_id(number)


def sealed_phone(keys: Keyring, phone: str) -> Sealed:
    """Encrypt a phone number: ciphertext and keyed hash; both None for an empty one."""
    if not phone:
        return None, None
    return keys.encrypt(PHONE_PURPOSE, [phone])[0], keys.digest(PHONE_PURPOSE, phone)


def phone_hash(keys: Keyring, phone: str) -> bytes:
    """Give the keyed hash (32 bytes) by which a phone number in normal form is found."""
    return keys.digest(PHONE_PURPOSE, phone)


def shown_phone(keys: Keyring, sealed: bytes | None, *, reveal: bool) -> str:
    """Decrypt a phone number, in full or masked; who reveals writes an audit record."""
    if sealed is None:
        return ""
    phone = keys.decrypt(PHONE_PURPOSE, bytes(sealed))
    return phone if reveal else masked_id(phone)
