"""Passwords: hashed with argon2id on threads of their own, so that pages stay quick meanwhile."""

import asyncio
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from competition.accounts.rules import normal_password

#: How many hashes are computed at once: each takes 64 MiB and a core.
_AT_ONCE = 2
_POOL = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password")
_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def _nobody() -> str:
    """Write a hash that no password has and that costs the same to check."""
    salt, digest = (
        b64encode(bytes(length)).decode().rstrip("=")
        for length in (_HASHER.salt_len, _HASHER.hash_len)
    )
    costs = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


_NOBODY = _nobody()


async def hashed_password(password: str) -> str:
    """Give the argon2id hash of a password, with its salt and costs in it (about 0.1 s)."""
    work = partial(_HASHER.hash, normal_password(password))
    return await asyncio.get_running_loop().run_in_executor(_POOL, work)


async def password_fits(kept: str, password: str) -> bool:
    """Say whether a password is the one of a kept hash; "" (no password) costs the same time."""
    work = partial(_fits, kept or _NOBODY, normal_password(password))
    fits = await asyncio.get_running_loop().run_in_executor(_POOL, work)
    return bool(kept) and fits


def _fits(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
