"""The keys: encryption at rest, keyed hashes for finding, sealing the audit log, issuing.

They lie in one JSON file of mode 0600 outside the database and its backups. Without it encrypted
columns are lost for good; a copy belongs in a safe place of its own.
"""

import hmac
import os
import secrets
import stat
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from competition.storage.problems import KeyFileError

KEY_BYTES = 32
_FORMAT = 1
_NONCE_BYTES = 12
KEY_ID_BYTES = 4
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class EncryptionKey(msgspec.Struct, frozen=True):
    """One generation of the encryption key; its id is written in front of every ciphertext."""

    id: int
    key: bytes


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of the key file; the last encryption key encrypts, all of them decrypt."""

    format: int
    encryption: tuple[EncryptionKey, ...]
    hashing: bytes
    sealing: bytes
    issuing: bytes


class Keyring:
    """The keys in use."""

    def __init__(self, keys: Keys) -> None:
        """Prepare the ciphers; KeyFileError when a key is missing or has the wrong length."""
        every = [key.key for key in keys.encryption] + [keys.hashing, keys.sealing, keys.issuing]
        if keys.format != _FORMAT or not keys.encryption or {len(k) for k in every} != {KEY_BYTES}:
            message = (
                "密钥文件的内容不完整或版本不符 / the key file is incomplete or of another version"
            )
            raise KeyFileError(message)
        self._keys = keys
        self._ciphers = {key.id: AESGCM(key.key) for key in keys.encryption}
        self._current = keys.encryption[-1].id

    @classmethod
    def fresh(cls) -> "Keyring":
        """Make new random keys."""
        return cls(
            Keys(
                _FORMAT,
                (EncryptionKey(1, secrets.token_bytes(KEY_BYTES)),),
                secrets.token_bytes(KEY_BYTES),
                secrets.token_bytes(KEY_BYTES),
                secrets.token_bytes(KEY_BYTES),
            )
        )

    def rotated(self) -> "Keyring":
        """Add a new encryption key; what older keys encrypted stays readable."""
        added = EncryptionKey(self._current + 1, secrets.token_bytes(KEY_BYTES))
        keys = self._keys
        return Keyring(msgspec.structs.replace(keys, encryption=(*keys.encryption, added)))

    @property
    def current_key(self) -> int:
        """The id of the key that encrypts."""
        return self._current

    @property
    def key_ids(self) -> list[int]:
        """The ids of every key that decrypts, the oldest first."""
        return list(self._ciphers)

    @property
    def issuing(self) -> bytes:
        """The key from which the tokens of certificates are derived (32 bytes)."""
        return self._keys.issuing

    @property
    def fingerprint(self) -> str:
        """What a database remembers, to notice that it was opened with other keys."""
        return self.digest("fingerprint", "xinglu").hex()

    def content(self) -> bytes:
        """Give the bytes of the key file."""
        return msgspec.json.format(msgspec.json.encode(self._keys))

    def encrypt(self, purpose: str, texts: Iterable[str]) -> list[bytes]:
        """Encrypt texts with AES-256-GCM: key id (4 bytes), nonce (12), ciphertext and tag.

        `purpose` is authenticated: a ciphertext moved to a column of another purpose is refused.
        """
        plain = [text.encode() for text in texts]
        nonces = os.urandom(_NONCE_BYTES * len(plain))
        prefix = self._current.to_bytes(KEY_ID_BYTES, "big")
        cipher, extra = self._ciphers[self._current].encrypt, purpose.encode()
        sealed = []
        for start, data in zip(range(0, len(nonces), _NONCE_BYTES), plain, strict=True):
            nonce = nonces[start : start + _NONCE_BYTES]
            sealed.append(prefix + nonce + cipher(nonce, data, extra))
        return sealed

    def decrypt(self, purpose: str, sealed: bytes) -> str:
        """Decrypt one text; KeyFileError when its key is not here or the bytes were changed."""
        cipher = self._ciphers.get(int.from_bytes(sealed[:KEY_ID_BYTES], "big"))
        nonce, data = (
            sealed[KEY_ID_BYTES : KEY_ID_BYTES + _NONCE_BYTES],
            sealed[KEY_ID_BYTES + 12 :],
        )
        try:
            if cipher is not None:
                return cipher.decrypt(nonce, data, purpose.encode()).decode()
        except InvalidTag:
            pass
        message = "加密数据无法解开：密钥不符，或数据已被改动 / cannot be decrypted"
        raise KeyFileError(message)

    def digest(self, purpose: str, text: str) -> bytes:
        """Give the keyed hash (HMAC-SHA256, 32 bytes) by which an encrypted text is found."""
        return hmac.digest(self._keys.hashing, f"{purpose}\0{text}".encode(), "sha256")

    def digests(self, purpose: str, texts: Iterable[str]) -> list[bytes]:
        """Give the keyed hashes of many texts."""
        key, prefix, digest = self._keys.hashing, f"{purpose}\0".encode(), hmac.digest
        return [digest(key, prefix + text.encode(), "sha256") for text in texts]

    def seal(self, parts: Sequence[bytes]) -> bytes:
        """Give the seal (HMAC-SHA256) over parts of the audit log, each with its length."""
        data = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return hmac.digest(self._keys.sealing, data, "sha256")


def load_keys(path: Path) -> Keyring:
    """Read the key file; KeyFileError when it is missing, damaged or open to other users."""
    try:
        content = path.read_bytes()
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        message = (
            f"找不到密钥文件 {path}：没有它，证件号码等加密数据无法读取 / there is no key file"
        )
        raise KeyFileError(message) from error
    except OSError as error:
        message = f"密钥文件 {path} 无法读取：{error.strerror} / the key file cannot be read"
        raise KeyFileError(message) from error
    if sys.platform != "win32" and mode & _OPEN_TO_OTHERS:
        message = f"密钥文件 {path} 对其他用户开放，请执行：chmod 600 {path} / is open to others"
        raise KeyFileError(message)
    try:
        return Keyring(msgspec.json.decode(content, type=Keys))
    except msgspec.MsgspecError as error:
        message = f"密钥文件 {path} 已损坏，请放回备份 / the key file is damaged, put its copy back"
        raise KeyFileError(message) from error


def save_new_keys(path: Path, keyring: Keyring) -> None:
    """Write a new key file; KeyFileError when there is one by now, which is never overwritten."""
    if not _write_new(path, keyring.content()):
        message = (
            f"密钥文件 {path} 刚被另一个进程创建：请重新启动 / another process made it: start again"
        )
        raise KeyFileError(message)


def rotate_encryption_key(path: Path) -> Keyring:
    """Add a new encryption key to the key file; what is written from now on uses it.

    Durable when it returns: nothing may be encrypted by a key that a power cut could take away.
    """
    keyring = load_keys(path).rotated()
    temporary = _temporary(path, keyring.content())
    temporary.replace(path)
    _sync_folder(path.parent)
    return load_keys(path)


def _write_new(path: Path, content: bytes) -> bool:
    """Make the key file at once or not at all; another process's file is kept, which is False."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = _temporary(path, content)
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    _sync_folder(path.parent)
    return True


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable; Windows does so by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _temporary(path: Path, content: bytes) -> Path:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return temporary
