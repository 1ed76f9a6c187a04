"""Winners' one-time codes: issued by the organiser, checked with name and ID number, throttled."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from competition.accounts.attempts import (
    TooManyAttemptsError,
    count_failure,
    seconds_to_wait,
)
from competition.accounts.queries import WinnerSession
from competition.accounts.rules import (
    ATTEMPT_WINDOW,
    CODE_LIFETIME,
    MOST_FAILURES_PER_ADDRESS,
    MOST_FAILURES_PER_PERSON,
    REPEAT_WINDOW,
    SESSION_LIFETIME,
    SessionStage,
    normal_id,
    normal_name,
)
from competition.accounts.secrets import attempt_subject, hashed, hashed_code, new_code, new_token
from competition.accounts.services import NewSession
from competition.accounts.tables import FailedAttempt, Session, SignInLink, WinnerCode
from competition.people.encryption import id_hash
from competition.people.rules import canonical_id
from competition.plan.queries import season_by_code
from competition.registration.queries import entries_of_person, people_of_season
from competition.storage.audit import Stamp, record
from competition.storage.database import Database
from competition.storage.problems import StorageError
from competition.storage.transaction import Transaction


class WinnerCodeError(StorageError):
    """A code cannot be issued."""


class WinnerRefusedError(StorageError):
    """Name, ID number and code do not fit together; which of them is not told."""


class Claim(msgspec.Struct, frozen=True):
    """What a winner types, as typed; `door` is the secret of the browser that has the form."""

    name: str
    id_number: str
    code: str
    door: str = ""


class IssuedCode(msgspec.Struct, frozen=True):
    """A code that was just issued, to be printed or handed over; it is not kept in plain text."""

    name: str
    delegations: tuple[str, ...]
    code: str
    masked_id: str = ""
    entries: tuple[str, ...] = ()


async def issue_winner_code(database: Database, season: str, id_number: str, stamp: Stamp) -> str:
    """Issue a one-time code to a person of a season (by its code); WinnerCodeError if unknown."""
    code = new_code()
    async with database.transaction() as transaction:
        number = await _season(transaction, season)
        person = id_hash(database.keys, id_number)
        if not await entries_of_person(transaction, number, person):
            message = f"年度 {season} 中没有此证件号码的选手 / nobody of this ID number"
            raise WinnerCodeError(message)
        await _add_codes(transaction, number, [(person, code)], stamp)
        await record(transaction, stamp, "winner.code", season, {"codes": 1})
    return code


async def issue_winner_codes(
    database: Database, season: str, stamp: Stamp
) -> tuple[IssuedCode, ...]:
    """Issue a one-time code to everybody of a season who has an ID number."""
    async with database.transaction() as transaction:
        number = await _season(transaction, season)
        people = await people_of_season(transaction, number)
        issued = [
            (
                person.id_hash,
                IssuedCode(
                    person.name,
                    person.delegations,
                    new_code(),
                    person.masked_id,
                    person.entries,
                ),
            )
            for person in people
        ]
        codes = [(person, one.code) for person, one in issued]
        await _add_codes(transaction, number, codes, stamp)
        await record(transaction, stamp, "winner.code", season, {"codes": len(issued)})
    return tuple(one for _, one in issued)


async def check_winner(database: Database, claim: Claim, address: str, now: datetime) -> NewSession:
    """Use a code up and open a winner's session.

    The browser that used a code may come again within two minutes. WinnerRefusedError counts
    against the ID number (8 in 15 minutes) and the address (200, since a whole hall shares one);
    TooManyAttemptsError when either is full. Success counts nothing, and a full address stops only
    claims that are wrong: one visitor cannot lock a hall.
    """
    keys = database.keys
    number = normal_id(claim.id_number)
    person = attempt_subject(keys, "person", canonical_id(number.upper()))
    place = attempt_subject(keys, "address", address)
    session = NewSession(new_token(), now + SESSION_LIFETIME)
    async with database.transaction() as transaction:
        locked = await seconds_to_wait(person, MOST_FAILURES_PER_PERSON, now)
        if locked:
            raise TooManyAttemptsError(locked)
        locked = await seconds_to_wait(place, MOST_FAILURES_PER_ADDRESS, now)
        found = None
        for written in dict.fromkeys((claim.id_number, number, number.upper())):
            found = found or await _use_code(transaction, id_hash(keys, written), claim, now)
        if found is None:
            subjects = (person,) if locked else (person, place)
            await count_failure(subjects, now)
        else:
            await Session.insert(
                Session(
                    token_hash=hashed(session.token),
                    stage=SessionStage.FULL.value,
                    address=address,
                    season=found.season,
                    id_hash=found.id_hash,
                    created_at=now,
                    expires_at=session.expires_at,
                )
            )
            await record(transaction, Stamp("winner", now, address), "winner.enter")
    if found is None and locked:
        raise TooManyAttemptsError(locked)
    if found is None:
        message = "姓名、证件号码或一次性查询码不正确 / name, ID number and code do not fit"
        raise WinnerRefusedError(message)
    return session


async def forget_expired(database: Database, stamp: Stamp) -> None:
    """Delete sessions, links, codes and failed attempts that are over."""
    async with database.transaction() as transaction:
        await Session.delete().where(Session.expires_at <= stamp.at)
        await SignInLink.delete().where(SignInLink.expires_at <= stamp.at)
        await WinnerCode.delete().where(WinnerCode.expires_at <= stamp.at)
        await FailedAttempt.delete().where(FailedAttempt.at <= stamp.at - ATTEMPT_WINDOW)
        await record(transaction, stamp, "account.forget_expired")


async def _season(transaction: Transaction, code: str) -> int:
    found = await season_by_code(transaction, code)
    if found is None:
        message = f"没有年度 {code} / no such season"
        raise WinnerCodeError(message)
    return found.id


async def _add_codes(
    transaction: Transaction, season: int, codes: Iterable[tuple[bytes, str]], stamp: Stamp
) -> None:
    await transaction.insert(
        "winner_code",
        ("season", "id_hash", "code_hash", "issued_at", "expires_at"),
        (
            (
                season,
                person,
                hashed_code(transaction.keys, code),
                stamp.at,
                stamp.at + CODE_LIFETIME,
            )
            for person, code in codes
        ),
    )


async def _use_code(
    transaction: Transaction, person: bytes, claim: Claim, now: datetime
) -> WinnerSession | None:
    """Use up the newest living code that fits; give whose page it opens, None when none fits."""
    door = hashed(claim.door) if claim.door else None
    unused = WinnerCode.used_at.is_null()
    again = (WinnerCode.door_hash == door) & (WinnerCode.used_at > now - REPEAT_WINDOW)
    found = (
        await WinnerCode.select(WinnerCode.id, WinnerCode.season, WinnerCode.used_at)
        .where(
            (WinnerCode.id_hash == person)
            & (WinnerCode.code_hash == hashed_code(transaction.keys, claim.code))
            & (unused if door is None else unused | again)
            & (WinnerCode.expires_at > now)
        )
        .order_by(WinnerCode.id, ascending=False)
        .first()
    )
    if found is None:
        return None
    season: int = found["season"]
    entries = await entries_of_person(transaction, season, person)
    if normal_name(claim.name) not in {normal_name(entry.name) for entry in entries}:
        return None
    session = WinnerSession(season, person)
    if found["used_at"] is not None:
        return session
    used = (
        await WinnerCode.update({WinnerCode.used_at: now, WinnerCode.door_hash: door})
        .where((WinnerCode.id == found["id"]) & unused)
        .returning(WinnerCode.id)
    )
    return session if used else None
