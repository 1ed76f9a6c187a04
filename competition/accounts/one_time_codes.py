"""One-time codes of an authenticator (TOTP, RFC 6238) and the recovery codes beside them."""

import secrets
from datetime import datetime

import msgspec
import pyotp

from competition.accounts.attempts import TooManyAttemptsError, count_failure, seconds_to_wait
from competition.accounts.rules import CODE_LETTERS, MOST_FAILURES_PER_ACCOUNT, normal_code
from competition.accounts.secrets import attempt_subject
from competition.accounts.tables import FailedAttempt, OneTimeSecret, RecoveryCode
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.keys import Keyring
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction

PURPOSE = "one_time_secret"
ISSUER = "兴鲁 Xinglu"
STEP_SECONDS = 30
#: One step before and after: clocks of telephones differ.
_WINDOW = 1
RECOVERY_CODES = 10
_RECOVERY_LENGTH = 12
_GROUP = 4


class CodeRefusedError(StorageError):
    """A one-time code is wrong or was used, or there is nothing to confirm."""


class Enrolment(msgspec.Struct, frozen=True):
    """A secret that waits for its first code: as typed by hand, and as the address of the QR."""

    secret: str
    address: str


async def begin_codes(database: Database, account: int, stamp: Stamp) -> None:
    """Make a new secret, which counts once it is confirmed; one that counts already stays."""
    async with database.transaction() as transaction:
        found = await OneTimeSecret.select().where(OneTimeSecret.account == account).first()
        if found is not None and found["confirmed_at"] is not None:
            return
        await OneTimeSecret.delete().where(OneTimeSecret.account == account)
        sealed = transaction.keys.encrypt(PURPOSE, [pyotp.random_base32()])[0]
        await OneTimeSecret.insert(
            OneTimeSecret(account=account, secret=sealed, created_at=stamp.at)
        )


async def enrolment_of(transaction: Transaction, account: int, name: str) -> Enrolment | None:
    """Give the secret that an account has to confirm; None when it has none, or has done so."""
    rows = await transaction.rows(
        "SELECT secret FROM one_time_secret WHERE account = $1 AND confirmed_at IS NULL", account
    )
    if not rows:
        return None
    secret = transaction.keys.decrypt(PURPOSE, bytes(rows[0][0]))
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    return Enrolment(secret, address)


async def confirm_codes(
    database: Database, account: int, name: str, code: str, stamp: Stamp
) -> tuple[str, ...]:
    """Let the secret count, after its first code; give ten recovery codes, kept as hashes only.

    CodeRefusedError when the code is wrong or no secret waits; TooManyAttemptsError as in
    `code_fits`.
    """
    made: tuple[str, ...] = ()
    async with database.transaction() as transaction:
        waits = await enrolment_of(transaction, account, name) is not None
        if waits and await code_fits(transaction, account, name, code, stamp):
            made = await _turn_on(transaction, account, stamp)
            await record(transaction, stamp, "account.codes_on", name)
    if not made:
        message = "动态验证码不正确 / the one-time code is wrong"
        raise CodeRefusedError(message)
    return made


async def remove_codes(database: Database, account: int, name: str, stamp: Stamp) -> None:
    """Take one-time codes off an account (by itself with a code, or by who may manage it)."""
    async with database.transaction() as transaction:
        await _take_off(transaction, account, name, stamp)


async def remove_own_codes(
    database: Database, account: int, name: str, code: str, stamp: Stamp
) -> None:
    """Take one-time codes off the own account; CodeRefusedError without a code that fits.

    TooManyAttemptsError as in `code_fits`.
    """
    async with database.transaction() as transaction:
        fits = await code_fits(transaction, account, name, code, stamp)
        if fits:
            await _take_off(transaction, account, name, stamp)
    if not fits:
        message = "动态验证码不正确或已经用过 / the one-time code is wrong or was used"
        raise CodeRefusedError(message)


async def recovery_codes_left(transaction: Transaction, account: int) -> int:
    """Give how many recovery codes an account has left."""
    rows = await transaction.rows(
        "SELECT count(*) FROM recovery_code WHERE account = $1 AND used_at IS NULL", account
    )
    left: int = rows[0][0]
    return left


async def code_fits(
    transaction: Transaction, account: int, name: str, written: str, stamp: Stamp
) -> bool:
    """Use up a code of an account, or count a failure, which the caller must let commit.

    TooManyAttemptsError after 8 wrong ones in 15 minutes, from wherever and whatever they were for.
    The secret's row is taken first, so that codes of many requests at once go in turn.
    """
    await transaction.rows(
        "UPDATE one_time_secret SET last_step = last_step WHERE account = $1 RETURNING id", account
    )
    who = attempt_subject(transaction.keys, "code", name)
    locked = await seconds_to_wait(who, MOST_FAILURES_PER_ACCOUNT, stamp.at)
    if locked:
        raise TooManyAttemptsError(locked)
    fits = await _use_code(transaction, account, written, stamp)
    if fits:
        await FailedAttempt.delete().where(FailedAttempt.subject == who)
    else:
        await count_failure((who,), stamp.at)
    return fits


async def _turn_on(transaction: Transaction, account: int, stamp: Stamp) -> tuple[str, ...]:
    await OneTimeSecret.update({OneTimeSecret.confirmed_at: stamp.at}).where(
        OneTimeSecret.account == account
    )
    made = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    await RecoveryCode.delete().where(RecoveryCode.account == account)
    await RecoveryCode.insert(
        *(RecoveryCode(account=account, code_hash=_hashed(transaction.keys, one)) for one in made)
    )
    return made


async def _take_off(transaction: Transaction, account: int, name: str, stamp: Stamp) -> None:
    gone = (
        await OneTimeSecret.delete()
        .where(OneTimeSecret.account == account)
        .returning(OneTimeSecret.id)
    )
    await RecoveryCode.delete().where(RecoveryCode.account == account)
    if gone:
        await record(transaction, stamp, "account.codes_off", name)


async def _use_code(transaction: Transaction, account: int, written: str, stamp: Stamp) -> bool:
    """Use up a one-time code, or a recovery code; say whether it was right. None works twice."""
    code = normal_code(written)
    if code.isascii() and code.isdigit():
        return await _use_step(transaction, account, code, stamp.at)
    used = (
        await RecoveryCode.update({RecoveryCode.used_at: stamp.at})
        .where(
            (RecoveryCode.account == account)
            & (RecoveryCode.code_hash == _hashed(transaction.keys, code))
            & RecoveryCode.used_at.is_null()
        )
        .returning(RecoveryCode.id)
    )
    if used:
        await record(transaction, stamp, "account.recovery_code")
    return bool(used)


async def _use_step(transaction: Transaction, account: int, written: str, now: datetime) -> bool:
    rows = await transaction.rows("SELECT secret FROM one_time_secret WHERE account = $1", account)
    if not rows:
        return False
    generator = pyotp.TOTP(transaction.keys.decrypt(PURPOSE, bytes(rows[0][0])))
    code = normal_code(written)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in range(current - _WINDOW, current + _WINDOW + 1):
        if secrets.compare_digest(generator.generate_otp(step).encode(), code.encode()):
            used = await transaction.rows(
                "UPDATE one_time_secret SET last_step = $1 WHERE account = $2 "
                "AND (last_step IS NULL OR last_step < $1) RETURNING id",
                step,
                account,
            )
            return bool(used)
    return False


def _recovery_code() -> str:
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(_RECOVERY_LENGTH))
    return "-".join(code[at : at + _GROUP] for at in range(0, _RECOVERY_LENGTH, _GROUP))


def _hashed(keys: Keyring, code: str) -> bytes:
    return keys.digest("recovery_code", normal_code(code))
