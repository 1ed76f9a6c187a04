"""Accounts, links, sessions and winners' codes do what their services promise."""

from datetime import datetime, timedelta

import pytest

from competition.accounts.attempts import TooManyAttemptsError
from competition.accounts.queries import (
    accounts,
    session_of,
    winner_session_of,
)
from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import (
    AccountError,
    LinkInvalidError,
    close_session,
    create_account,
    create_sign_in_link,
    disable_account,
    grant_role,
    revoke_role,
)
from competition.accounts.sign_in_services import redeem_link
from competition.accounts.winner_services import (
    Claim,
    WinnerCodeError,
    WinnerRefusedError,
    check_winner,
    forget_expired,
    issue_winner_code,
    issue_winner_codes,
)
from competition.people.encryption import id_hash
from competition.storage.audit import Stamp
from competition.storage.database import Database
from tests.storage.conftest import NOW
from tests.storage.seasons import ID_LI, small_season
from xinglu.season.storing import store_season

PROVINCE = Grant(AccountRole.PROVINCE)


async def actions(database: Database) -> list[str]:
    """Give what the audit log says, each as `actor action`."""
    async with database.reading() as transaction:
        rows = await transaction.rows("SELECT actor, action FROM audit_record ORDER BY id")
        return [f"{actor} {action}" for actor, action in rows]


async def signed_in(database: Database, token: str, now: datetime) -> str | None:
    """Give the name of the account that a session's token belongs to."""
    async with database.reading() as transaction:
        account = await session_of(transaction, token, now)
        return account.name if account else None


async def test_a_link_opens_one_session_and_no_second(database: Database, stamp: Stamp) -> None:
    """The same link again is refused; the log names the account that signed in."""
    await create_account(database, "wang", "王", stamp, PROVINCE)
    token = await create_sign_in_link(database, "wang", stamp)
    session = await redeem_link(database, token, NOW)
    assert await signed_in(database, session.token, NOW) == "wang"
    with pytest.raises(LinkInvalidError):
        await redeem_link(database, token, NOW)
    assert await actions(database) == [
        "account:tester account.create",
        "account:tester account.grant",
        "account:tester account.link",
        "account:wang account.sign_in",
    ]


async def test_the_browser_that_used_a_link_may_come_again_for_two_minutes(
    database: Database, stamp: Stamp
) -> None:
    """A double tap or a lost answer costs nothing; another browser and a later time are refused."""
    await create_account(database, "wang", "王", stamp, PROVINCE)
    token = await create_sign_in_link(database, "wang", stamp)
    first = await redeem_link(database, token, NOW, "door")
    soon = NOW + timedelta(seconds=119)
    second = await redeem_link(database, token, soon, "door")
    assert first.token != second.token
    assert await signed_in(database, second.token, soon) == "wang"
    for door, at in (("other", soon), ("", soon), ("door", NOW + timedelta(minutes=2))):
        with pytest.raises(LinkInvalidError):
            await redeem_link(database, token, at, door)


async def test_a_link_is_over_after_twelve_hours(database: Database, stamp: Stamp) -> None:
    """A link at its last moment is already refused."""
    await create_account(database, "wang", "王", stamp)
    token = await create_sign_in_link(database, "wang", stamp)
    with pytest.raises(LinkInvalidError):
        await redeem_link(database, token, NOW + timedelta(hours=12))


async def test_neither_token_is_kept_in_the_database(database: Database, stamp: Stamp) -> None:
    """Whoever reads the tables can open neither link nor session."""
    await create_account(database, "wang", "王", stamp)
    token = await create_sign_in_link(database, "wang", stamp)
    session = await redeem_link(database, token, NOW)
    async with database.reading() as transaction:
        links = await transaction.rows("SELECT token_hash FROM sign_in_link")
        sessions = await transaction.rows("SELECT token_hash FROM session")
    assert token.encode() not in bytes(links[0][0])
    assert session.token.encode() not in bytes(sessions[0][0])


async def test_a_session_ends_at_sign_out_and_after_its_time(
    database: Database, stamp: Stamp
) -> None:
    """Signing out ends one session only; the other ends by the clock."""
    await create_account(database, "wang", "王", stamp)
    first = await redeem_link(database, await create_sign_in_link(database, "wang", stamp), NOW)
    second = await redeem_link(database, await create_sign_in_link(database, "wang", stamp), NOW)
    await close_session(database, first.token, NOW)
    assert await signed_in(database, first.token, NOW) is None
    assert await signed_in(database, second.token, NOW) == "wang"
    assert await signed_in(database, second.token, second.expires_at) is None


async def test_a_disabled_account_is_out_at_once(database: Database, stamp: Stamp) -> None:
    """Sessions end, waiting links are dead, and no new link is made."""
    await create_account(database, "wang", "王", stamp)
    link = await create_sign_in_link(database, "wang", stamp)
    session = await redeem_link(database, await create_sign_in_link(database, "wang", stamp), NOW)
    await disable_account(database, "wang", stamp)
    assert await signed_in(database, session.token, NOW) is None
    with pytest.raises(LinkInvalidError):
        await redeem_link(database, link, NOW)
    with pytest.raises(AccountError):
        await create_sign_in_link(database, "wang", stamp)


async def test_roles_are_granted_once_and_taken_back(database: Database, stamp: Stamp) -> None:
    """A second grant of the same role and scope changes nothing."""
    await create_account(database, "wang", "王", stamp)
    await grant_role(database, "wang", PROVINCE, stamp)
    await grant_role(database, "wang", PROVINCE, stamp)
    async with database.reading() as transaction:
        assert [one.grants for one in await accounts(transaction)] == [(PROVINCE,)]
    await revoke_role(database, "wang", PROVINCE, stamp)
    async with database.reading() as transaction:
        assert [one.grants for one in await accounts(transaction)] == [()]


async def test_an_account_name_is_taken_once(database: Database, stamp: Stamp) -> None:
    """The second account of a name is refused with a sentence."""
    await create_account(database, "wang", "王", stamp)
    with pytest.raises(AccountError, match="已经存在"):
        await create_account(database, "wang", "王二", stamp)


async def test_a_winner_enters_with_name_id_and_code_once(database: Database, stamp: Stamp) -> None:
    """Case, spaces, hyphens and the kind of separator in a name do not matter; a used code does."""
    await store_season(database, "2026", small_season())
    code = await issue_winner_code(database, "2026", ID_LI, stamp)
    typed = code.lower().replace("-", " ")
    session = await check_winner(
        database, Claim("买买提•李", ID_LI.lower(), typed), "10.0.0.1", NOW
    )
    async with database.reading() as transaction:
        found = await winner_session_of(transaction, session.token, NOW)
        assert await session_of(transaction, session.token, NOW) is None
    assert found is not None
    assert found.id_hash == id_hash(database.keys, ID_LI)
    with pytest.raises(WinnerRefusedError):
        await check_winner(database, Claim("买买提·李", ID_LI, code), "10.0.0.1", NOW)


async def test_the_browser_that_used_a_code_may_come_again_for_two_minutes(
    database: Database, stamp: Stamp
) -> None:
    """With all three right; another browser, another name and a later time are refused."""
    await store_season(database, "2026", small_season())
    code = await issue_winner_code(database, "2026", ID_LI, stamp)
    claim = Claim("买买提·李", ID_LI, code, "door")
    await check_winner(database, claim, "10.0.0.1", NOW)
    soon = NOW + timedelta(seconds=119)
    session = await check_winner(database, claim, "10.0.0.1", soon)
    async with database.reading() as transaction:
        assert await winner_session_of(transaction, session.token, soon) is not None
    for wrong, at in (
        (Claim("买买提·李", ID_LI, code, "other"), soon),
        (Claim("买买提·李", ID_LI, code), soon),
        (Claim("别人", ID_LI, code, "door"), soon),
        (claim, NOW + timedelta(minutes=2)),
    ):
        with pytest.raises(WinnerRefusedError):
            await check_winner(database, wrong, "10.0.0.1", at)


async def test_what_chinese_keyboards_type_is_understood(database: Database, stamp: Stamp) -> None:
    """Full-width letters and digits, every dash, spaces between and a small x."""
    await store_season(database, "2026", small_season())
    wide = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"}
    for dash in "－—–−‐ ":
        code = await issue_winner_code(database, "2026", ID_LI, stamp)
        typed = code.replace("-", dash).translate(wide)
        number = f" {ID_LI[:6]}\u3000{ID_LI[6:14]}{dash}{ID_LI[14:]} ".translate(wide)
        await check_winner(database, Claim("买买提·李", number, typed), "10.0.0.1", NOW)


async def test_a_full_address_stops_only_who_is_wrong(database: Database, stamp: Stamp) -> None:
    """One visitor with 200 wrong forms does not lock a hall; guessing still ends at a person."""
    await store_season(database, "2026", small_season())
    code = await issue_winner_code(database, "2026", ID_LI, stamp)
    for number in range(200):
        with pytest.raises(WinnerRefusedError):
            await check_winner(database, Claim("张", f"E{number}", "AAAA"), "10.0.0.1", NOW)
    for _ in range(8):
        with pytest.raises(TooManyAttemptsError):
            await check_winner(database, Claim("张", "E999", "AAAA"), "10.0.0.1", NOW)
    with pytest.raises(TooManyAttemptsError):
        await check_winner(database, Claim("张", "e999", "AAAA"), "10.0.0.2", NOW)
    await check_winner(database, Claim("买买提·李", ID_LI, code), "10.0.0.1", NOW)


async def test_a_wrong_name_does_not_use_the_code_up(database: Database, stamp: Stamp) -> None:
    """After a slip in the name the same code still opens the page."""
    await store_season(database, "2026", small_season())
    code = await issue_winner_code(database, "2026", ID_LI, stamp)
    with pytest.raises(WinnerRefusedError):
        await check_winner(database, Claim("别人", ID_LI, code), "10.0.0.1", NOW)
    await check_winner(database, Claim("买买提·李", ID_LI, code), "10.0.0.1", NOW)


async def test_eight_failures_lock_a_person_but_not_the_hall(
    database: Database, stamp: Stamp
) -> None:
    """Others at the same address still enter; after 15 minutes the person may try again."""
    await store_season(database, "2026", small_season())
    code = await issue_winner_code(database, "2026", ID_LI, stamp)
    stranger = "11010519491231002X"
    for _ in range(8):
        with pytest.raises(WinnerRefusedError):
            await check_winner(database, Claim("张", stranger, "AAAA-AAAA"), "10.0.0.1", NOW)
    with pytest.raises(TooManyAttemptsError) as locked:
        await check_winner(database, Claim("张", stranger, "AAAA-AAAA"), "10.0.0.2", NOW)
    assert locked.value.seconds == 15 * 60 + 1
    await check_winner(database, Claim("买买提·李", ID_LI, code), "10.0.0.1", NOW)
    later = NOW + timedelta(minutes=15)
    with pytest.raises(WinnerRefusedError):
        await check_winner(database, Claim("张", stranger, "AAAA-AAAA"), "10.0.0.2", later)


async def test_codes_are_issued_to_everybody_with_an_id(database: Database, stamp: Stamp) -> None:
    """Each person once; a stranger's ID number is refused."""
    await store_season(database, "2026", small_season())
    issued = await issue_winner_codes(database, "2026", stamp)
    assert [one.name for one in issued] == ["王 䶮", "买买提·李"]
    assert len({one.code for one in issued}) == 2
    with pytest.raises(WinnerCodeError):
        await issue_winner_code(database, "2026", "11010519491231002X", stamp)


async def test_what_is_over_is_forgotten(database: Database, stamp: Stamp) -> None:
    """Sessions and links whose time is over are deleted."""
    await create_account(database, "wang", "王", stamp)
    session = await redeem_link(database, await create_sign_in_link(database, "wang", stamp), NOW)
    await create_sign_in_link(database, "wang", stamp)
    await forget_expired(database, Stamp("system", session.expires_at))
    async with database.reading() as transaction:
        left = await transaction.rows(
            "SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM sign_in_link)"
        )
    assert list(left[0]) == [0, 0]
