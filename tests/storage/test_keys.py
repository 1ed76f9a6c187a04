"""Keys encrypt, find, rotate, and are refused when open to others or not the right ones."""

import stat
import sys
import time
from pathlib import Path

import pytest

from competition.people.encryption import (
    id_hash,
    masked_id,
    opened_id,
    sealed_ids,
)
from competition.storage.keys import (
    Keyring,
    load_keys,
    rotate_encryption_key,
    save_new_keys,
)
from competition.storage.opening import open_database
from competition.storage.problems import KeyFileError
from competition.storage.settings import StorageSettings

ID = "11010519491231002X"


def made(path: Path) -> Keyring:
    """Make a key file and read it."""
    save_new_keys(path, Keyring.fresh())
    return load_keys(path)


def test_what_is_encrypted_comes_back_and_looks_different_each_time() -> None:
    """Two ciphertexts of one ID differ, its hash is one, also with a small x."""
    keys = Keyring.fresh()
    first, second, none = sealed_ids(keys, [ID, ID, ""])
    assert [opened_id(keys, one[0]) for one in (first, second, none)] == [ID, ID, ""]
    assert first[0] != second[0]
    assert first[1] == second[1] == id_hash(keys, ID.lower())
    assert none == (None, None)
    assert ID.encode() not in (first[0] or b"")


def test_a_changed_ciphertext_or_one_of_another_purpose_is_refused() -> None:
    """A flipped bit, an unknown key, nothing at all, another column, another keyring."""
    keys = Keyring.fresh()
    (sealed,) = keys.encrypt("id_number", [ID])
    for wrong in (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"\0\0\0\2" + sealed[4:], b""):
        with pytest.raises(KeyFileError):
            keys.decrypt("id_number", wrong)
    with pytest.raises(KeyFileError):
        keys.decrypt("phone", sealed)
    with pytest.raises(KeyFileError):
        Keyring.fresh().decrypt("id_number", sealed)


def test_after_rotation_old_texts_are_read_and_new_ones_use_the_new_key(tmp_path: Path) -> None:
    """The key's number stands in front of each ciphertext."""
    path = tmp_path / "keys.json"
    old = made(path)
    (before,) = old.encrypt("id_number", [ID])
    new = rotate_encryption_key(path)
    (after,) = new.encrypt("id_number", [ID])
    assert (before[:4], after[:4]) == (b"\0\0\0\1", b"\0\0\0\2")
    assert load_keys(path).decrypt("id_number", before) == ID
    assert load_keys(path).decrypt("id_number", after) == ID
    assert (new.fingerprint, new.issuing) == (old.fingerprint, old.issuing)
    with pytest.raises(KeyFileError):
        old.decrypt("id_number", after)


def test_the_key_file_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    """Mode 0600 in a folder of mode 0700, no temporary file left."""
    path = tmp_path / "keys" / "keys.json"
    first = made(path)
    with pytest.raises(KeyFileError, match="另一个进程"):
        made(path)
    assert load_keys(path).fingerprint == first.fingerprint
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """The sentence says what to do."""
    path = tmp_path / "keys.json"
    made(path)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_keys(path)


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b'{"format": 2}'])
def test_a_damaged_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Empty, incomplete, no JSON, another format."""
    path = tmp_path / "keys.json"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="已损坏"):
        load_keys(path)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    """Keys of another length than 32 bytes are no keys."""
    path = tmp_path / "keys.json"
    text = Keyring.fresh().content().decode()
    path.write_text(text.replace('"hashing": "', '"hashing": "AAAA", "x": "'))
    path.chmod(0o600)
    with pytest.raises(KeyFileError):
        load_keys(path)


async def test_a_database_refuses_keys_that_are_not_its_own(settings: StorageSettings) -> None:
    """New keys must never be made silently for an old database."""
    async with open_database(settings):
        pass
    async with open_database(settings):
        pass
    settings.keys.unlink()
    with pytest.raises(KeyFileError, match=r"找不到密钥文件 .*请放回原来的密钥文件"):
        async with open_database(settings):
            pass
    assert not settings.keys.exists()
    made(settings.keys)
    with pytest.raises(KeyFileError, match="不是这个数据库的密钥"):
        async with open_database(settings):
            pass


def test_a_hundred_thousand_ids_are_encrypted_in_seconds() -> None:
    """A generous limit against a slip into quadratic or per-row key work."""
    keys = Keyring.fresh()
    ids = [f"3701021990{number:08}" for number in range(100_000)]
    begun = time.process_time()
    assert len(sealed_ids(keys, ids)) == 100_000
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("number", "masked"),
    [(ID, "110***********002X"), ("E1234567", "E12*4567"), ("1234567", "*******"), ("", "")],
)
def test_masks_show_at_most_seven_characters(number: str, masked: str) -> None:
    """Short numbers are hidden wholly."""
    assert masked_id(number) == masked
