"""Passwords, one-time codes and API tokens do what their services promise, on both databases."""

import asyncio
from collections import Counter
from datetime import timedelta
from statistics import median
from time import perf_counter

import pyotp
import pytest

from competition.accounts.attempts import TooManyAttemptsError
from competition.accounts.one_time_codes import (
    CodeRefusedError,
    begin_codes,
    confirm_codes,
    enrolment_of,
    recovery_codes_left,
    remove_codes,
    remove_own_codes,
)
from competition.accounts.own_password import PasswordRefusedError, check_own_password
from competition.accounts.queries import account_by_name, half_signed_in, session_of
from competition.accounts.rules import AccountRole, Grant, LinkPurpose, SessionStage
from competition.accounts.services import (
    LinkInvalidError,
    create_account,
    create_sign_in_link,
    disable_account,
    enable_account,
    end_sessions,
    grant_role,
    revoke_role,
)
from competition.accounts.sign_in_services import (
    Arrival,
    PasswordChange,
    SignInRefusedError,
    change_password,
    redeem_link,
    sign_in_with_code,
    sign_in_with_password,
)
from competition.accounts.tokens import (
    TokenError,
    WantedToken,
    account_of_token,
    create_token,
    note_use,
    revoke_token,
    tokens_of,
)
from competition.storage.audit import Stamp
from competition.storage.database import Database
from tests.storage.conftest import NOW

PROVINCE = Grant(AccountRole.PROVINCE)
PASSWORD = "春风又绿江南岸2026"  # noqa: S105 - a test's own
OTHER = "qiu gao qi shuang"


async def with_password(database: Database, stamp: Stamp, *grants: Grant) -> int:
    """Make the account `wang` and let it choose its password by its link."""
    number = await create_account(database, "wang", "王", stamp, *grants)
    token = await create_sign_in_link(database, "wang", stamp, LinkPurpose.PASSWORD)
    await redeem_link(database, token, NOW, arrival=Arrival("10.0.0.9", PASSWORD))
    return number


async def with_codes(database: Database, number: int, stamp: Stamp) -> pyotp.TOTP:
    """Turn one-time codes on for the account `wang`; give its authenticator."""
    await begin_codes(database, number, stamp)
    async with database.reading() as transaction:
        enrolment = await enrolment_of(transaction, number, "wang")
    assert enrolment is not None
    authenticator = pyotp.TOTP(enrolment.secret)
    first = authenticator.at(NOW - timedelta(seconds=60))
    with pytest.raises(CodeRefusedError):
        await confirm_codes(database, number, "wang", first, stamp)
    earlier = Stamp(stamp.actor, NOW - timedelta(seconds=60))
    await confirm_codes(database, number, "wang", first, earlier)
    return authenticator


async def test_a_password_is_chosen_by_the_link_and_opens_sessions(
    database: Database, stamp: Stamp
) -> None:
    """Without one the link opens nothing; the password is kept as argon2id only."""
    await create_account(database, "wang", "王", stamp, PROVINCE)
    with pytest.raises(SignInRefusedError):
        await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    token = await create_sign_in_link(database, "wang", stamp, LinkPurpose.PASSWORD)
    with pytest.raises(LinkInvalidError):
        await redeem_link(database, token, NOW)
    await redeem_link(database, token, NOW, arrival=Arrival("10.0.0.1", PASSWORD))
    with pytest.raises(LinkInvalidError):
        await redeem_link(database, token, NOW, arrival=Arrival("10.0.0.1", OTHER))
    first = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    second = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    assert first.token != second.token
    async with database.reading() as transaction:
        found = await session_of(transaction, first.token, NOW)
        kept = await transaction.rows("SELECT password_hash FROM account")
    assert found is not None
    assert (found.name, found.has_password, found.codes) == ("wang", True, False)
    assert kept[0][0].startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_an_invitation_lives_for_two_weeks(database: Database, stamp: Stamp) -> None:
    """A link to enter for twelve hours, one to choose a password for fourteen days."""
    await create_account(database, "wang", "王", stamp)
    token = await create_sign_in_link(database, "wang", stamp, LinkPurpose.PASSWORD)
    end = NOW + timedelta(days=14)
    with pytest.raises(LinkInvalidError):
        await redeem_link(database, token, end, arrival=Arrival("", PASSWORD))
    soon = end - timedelta(seconds=1)
    await redeem_link(database, token, soon, arrival=Arrival("", PASSWORD))


async def test_full_width_keys_type_the_same_password(database: Database, stamp: Stamp) -> None:
    """NFKC: whatever the keyboard makes of the same signs."""
    await with_password(database, stamp)
    wide = PASSWORD.replace("2026", "２０２６")
    await sign_in_with_password(database, "ｗａｎｇ", wide, "10.0.0.1", NOW)


async def test_an_unknown_name_gets_the_same_answer_after_the_same_time(
    database: Database, stamp: Stamp
) -> None:
    """Unknown, disabled, without a password: one error, and never quicker than half the time."""
    await with_password(database, stamp)
    await create_account(database, "li", "李", stamp)
    await create_account(database, "gone", "去", stamp)
    await disable_account(database, "gone", stamp)
    times: dict[str, list[float]] = {"wang": [], "nobody": [], "li": [], "gone": []}
    sentences = set()
    for _ in range(5):
        for name, taken in times.items():
            began = perf_counter()
            with pytest.raises(SignInRefusedError) as refused:
                await sign_in_with_password(database, name, OTHER, "10.0.0.1", NOW)
            taken.append(perf_counter() - began)
            sentences.add(str(refused.value))
    assert len(sentences) == 1
    known = median(times["wang"])
    assert [name for name, taken in times.items() if median(taken) < known / 2] == []


async def test_eight_failures_lock_an_account_for_a_quarter_of_an_hour(
    database: Database, stamp: Stamp
) -> None:
    """Known or not; others go on from the same address, and the log says it once."""
    await with_password(database, stamp)
    await create_account(database, "li", "李", stamp)
    token = await create_sign_in_link(database, "li", stamp, LinkPurpose.PASSWORD)
    await redeem_link(database, token, NOW, arrival=Arrival("", PASSWORD))
    for name in ("wang", "nobody"):
        for _ in range(8):
            with pytest.raises(SignInRefusedError):
                await sign_in_with_password(database, name, OTHER, "10.0.0.1", NOW)
        with pytest.raises(TooManyAttemptsError) as locked:
            await sign_in_with_password(database, name, PASSWORD, "10.0.0.2", NOW)
        assert locked.value.minutes == 16
    await sign_in_with_password(database, "li", PASSWORD, "10.0.0.1", NOW)
    later = NOW + timedelta(minutes=15)
    await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", later)
    async with database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT subject, address FROM audit_record WHERE action = 'account.locked'"
        )
    assert [tuple(row) for row in rows] == [("wang", "10.0.0.1")]


async def test_a_full_address_stops_only_who_is_wrong(database: Database, stamp: Stamp) -> None:
    """A hall behind one address goes on signing in after 200 failures of one visitor."""
    await with_password(database, stamp)
    async with database.transaction() as transaction:
        subject = database.keys.digest("attempt:sign_in_address", "10.0.0.1")
        await transaction.insert("failed_attempt", ("subject", "at"), [(subject, NOW)] * 200)
    with pytest.raises(TooManyAttemptsError):
        await sign_in_with_password(database, "nobody", OTHER, "10.0.0.1", NOW)
    await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    with pytest.raises(SignInRefusedError):
        await sign_in_with_password(database, "nobody", OTHER, "10.0.0.2", NOW)


async def test_a_changed_password_ends_other_sessions(database: Database, stamp: Stamp) -> None:
    """The browser that changed it stays; the old one opens nothing any more."""
    await with_password(database, stamp)
    here = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    there = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.2", NOW)
    with pytest.raises(SignInRefusedError):
        await change_password(database, "wang", PasswordChange(OTHER, OTHER, here.token), stamp)
    change = PasswordChange(PASSWORD, OTHER, here.token)
    await change_password(database, "wang", change, stamp)
    async with database.reading() as transaction:
        assert await session_of(transaction, here.token, NOW) is not None
        assert await session_of(transaction, there.token, NOW) is None
    with pytest.raises(SignInRefusedError):
        await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    await sign_in_with_password(database, "wang", OTHER, "10.0.0.1", NOW)


async def test_an_administrator_ends_sessions_and_lets_in_again(
    database: Database, stamp: Stamp
) -> None:
    """Ending counts the sessions; a disabled account comes back with its password only."""
    await with_password(database, stamp)
    await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    link = await create_sign_in_link(database, "wang", stamp)
    assert await end_sessions(database, "wang", stamp) == 2
    assert await end_sessions(database, "wang", stamp) == 0
    await disable_account(database, "wang", stamp)
    with pytest.raises(SignInRefusedError):
        await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    await enable_account(database, "wang", stamp)
    with pytest.raises(LinkInvalidError):
        await redeem_link(database, link, NOW)
    await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)


async def test_a_higher_role_kills_links_that_others_made(database: Database, stamp: Stamp) -> None:
    """An organiser's link to an account does not open what the province adds to it later."""
    await create_account(database, "wang", "王", stamp, Grant(AccountRole.JUDGE))
    await create_account(database, "organiser", "组", stamp, Grant(AccountRole.ORGANISER))
    organiser = Stamp("account:organiser", NOW)
    theirs = await create_sign_in_link(database, "wang", organiser)
    again = await create_sign_in_link(database, "wang", organiser)
    await grant_role(database, "wang", Grant(AccountRole.REVIEWER), stamp)
    await redeem_link(database, theirs, NOW)
    own = await create_sign_in_link(database, "wang", stamp)
    await grant_role(database, "wang", Grant(AccountRole.FINANCE), stamp)
    with pytest.raises(LinkInvalidError):
        await redeem_link(database, again, NOW)
    await redeem_link(database, own, NOW)


async def test_one_time_codes_are_asked_for_and_never_work_twice(
    database: Database, stamp: Stamp
) -> None:
    """The half session opens nothing; a step before and after is right, each once."""
    number = await with_password(database, stamp)
    authenticator = await with_codes(database, number, stamp)
    half = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    assert half.stage is SessionStage.CODE
    async with database.reading() as transaction:
        assert await session_of(transaction, half.token, NOW) is None
        assert await half_signed_in(transaction, half.token, NOW) is not None
        sealed = await transaction.rows("SELECT secret FROM one_time_secret")
    assert authenticator.secret.encode() not in bytes(sealed[0][0])
    for seconds in (-90, 60):
        wrong = authenticator.at(NOW + timedelta(seconds=seconds))
        with pytest.raises(SignInRefusedError):
            await sign_in_with_code(database, half.token, wrong, "10.0.0.1", NOW)
    right = authenticator.at(NOW)
    full = await sign_in_with_code(database, half.token, f"{right[:3]} {right[3:]}", "", NOW)
    async with database.reading() as transaction:
        assert await session_of(transaction, full.token, NOW) is not None
        assert await half_signed_in(transaction, half.token, NOW) is None
    half = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    for used in (right, authenticator.at(NOW - timedelta(seconds=30))):
        with pytest.raises(SignInRefusedError):
            await sign_in_with_code(database, half.token, used, "10.0.0.1", NOW)
    late = authenticator.at(NOW + timedelta(seconds=30))
    await sign_in_with_code(database, half.token, late, "10.0.0.1", NOW)
    with pytest.raises(LinkInvalidError):
        await sign_in_with_code(database, half.token, late, "10.0.0.1", NOW)


async def test_a_link_does_not_pass_by_the_one_time_code(database: Database, stamp: Stamp) -> None:
    """Whoever finds the printed link still needs the telephone."""
    number = await with_password(database, stamp)
    await with_codes(database, number, stamp)
    token = await create_sign_in_link(database, "wang", stamp)
    half = await redeem_link(database, token, NOW)
    assert half.stage is SessionStage.CODE
    over = NOW + timedelta(minutes=10)
    with pytest.raises(LinkInvalidError):
        await sign_in_with_code(database, half.token, "000000", "", over)


async def test_wrong_codes_lock_and_recovery_codes_work_once(
    database: Database, stamp: Stamp
) -> None:
    """Eight wrong ones in a quarter of an hour; each of the ten recovery codes stands in once."""
    number = await with_password(database, stamp)
    await begin_codes(database, number, stamp)
    async with database.reading() as transaction:
        enrolment = await enrolment_of(transaction, number, "wang")
    assert enrolment is not None
    assert "issuer=" in enrolment.address
    first = pyotp.TOTP(enrolment.secret).at(NOW)
    codes = await confirm_codes(database, number, "wang", first, stamp)
    assert len(set(codes)) == 10
    for _ in range(2):
        half = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
        for _ in range(4):
            with pytest.raises(SignInRefusedError):
                await sign_in_with_code(database, half.token, "000000", "10.0.0.1", NOW)
    with pytest.raises(TooManyAttemptsError):
        await sign_in_with_code(database, half.token, codes[0], "10.0.0.1", NOW)
    later = NOW + timedelta(minutes=15)
    half = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", later)
    await sign_in_with_code(database, half.token, codes[0].lower(), "10.0.0.1", later)
    half = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", later)
    with pytest.raises(SignInRefusedError):
        await sign_in_with_code(database, half.token, codes[0], "10.0.0.1", later)
    async with database.reading() as transaction:
        assert await recovery_codes_left(transaction, number) == 9
    with pytest.raises(CodeRefusedError):
        await remove_own_codes(database, number, "wang", codes[0], stamp)
    await remove_own_codes(database, number, "wang", codes[1], stamp)
    await remove_codes(database, number, "wang", stamp)
    full = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", later)
    assert full.stage is SessionStage.FULL


async def test_the_own_code_cannot_be_guessed_one_by_one_or_at_once(
    database: Database, stamp: Stamp
) -> None:
    """Eight wrong ones lock taking off, confirming and signing in alike; the right one then too."""
    number = await with_password(database, stamp)
    authenticator = await with_codes(database, number, stamp)
    tried = await asyncio.gather(
        *(remove_own_codes(database, number, "wang", "000000", stamp) for _ in range(40)),
        return_exceptions=True,
    )
    kinds = Counter(type(one) for one in tried)
    assert kinds == {CodeRefusedError: 8, TooManyAttemptsError: 32}
    right = authenticator.at(NOW)
    with pytest.raises(TooManyAttemptsError):
        await remove_own_codes(database, number, "wang", right, stamp)
    half = await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)
    with pytest.raises(TooManyAttemptsError):
        await sign_in_with_code(database, half.token, right, "10.0.0.1", NOW)
    later = Stamp(stamp.actor, NOW + timedelta(minutes=15))
    await remove_own_codes(database, number, "wang", authenticator.at(later.at), later)
    await begin_codes(database, number, later)
    for _ in range(8):
        with pytest.raises(CodeRefusedError):
            await confirm_codes(database, number, "wang", "000000", later)
    with pytest.raises(TooManyAttemptsError):
        await confirm_codes(database, number, "wang", "000000", later)


async def test_the_own_password_cannot_be_guessed(database: Database, stamp: Stamp) -> None:
    """Wrong ones count with those of a sign-in; an account without one is not asked."""
    await create_account(database, "li", "李", stamp)
    await check_own_password(database, "li", "", stamp)
    await with_password(database, stamp)
    await check_own_password(database, "wang", PASSWORD, stamp)
    with pytest.raises(PasswordRefusedError):
        await check_own_password(database, "wang", "", stamp)
    for _ in range(4):
        with pytest.raises(PasswordRefusedError):
            await check_own_password(database, "wang", OTHER, stamp)
        with pytest.raises(SignInRefusedError):
            await change_password(database, "wang", PasswordChange(OTHER, OTHER, ""), stamp)
    with pytest.raises(TooManyAttemptsError):
        await check_own_password(database, "wang", PASSWORD, stamp)
    with pytest.raises(TooManyAttemptsError):
        await change_password(database, "wang", PasswordChange(PASSWORD, OTHER, ""), stamp)
    with pytest.raises(TooManyAttemptsError):
        await sign_in_with_password(database, "wang", PASSWORD, "10.0.0.1", NOW)


async def test_a_token_acts_with_what_its_account_still_has(
    database: Database, stamp: Stamp
) -> None:
    """Narrowed when a role is taken, nothing when it is revoked, over, or the account disabled."""
    judge = Grant(AccountRole.JUDGE, delegation=None)
    number = await create_account(database, "wang", "王", stamp, PROVINCE, judge)
    end = NOW + timedelta(days=30)
    wanted = WantedToken("接口", (PROVINCE, judge), end)
    token = await create_token(database, number, wanted, stamp)
    assert token.startswith("xinglu_")
    async with database.reading() as transaction:
        found = await account_of_token(transaction, token, NOW)
        kept = await transaction.rows("SELECT token_hash FROM api_token")
        assert await account_of_token(transaction, token, end) is None
        assert await account_of_token(transaction, "xinglu_other", NOW) is None
    assert found is not None
    assert found.grants == (PROVINCE, judge)
    assert token.encode() not in bytes(kept[0][0])
    await revoke_role(database, "wang", PROVINCE, stamp)
    for at in (NOW, NOW + timedelta(minutes=4), NOW + timedelta(minutes=6)):
        await note_use(database, token, at)
    async with database.reading() as transaction:
        found = await account_of_token(transaction, token, NOW)
        tokens = await tokens_of(transaction, number)
    assert found is not None
    assert found.grants == (judge,)
    assert tokens[0].last_used_at == NOW + timedelta(minutes=6)
    await disable_account(database, "wang", stamp)
    async with database.reading() as transaction:
        assert await account_of_token(transaction, token, NOW) is None
    await enable_account(database, "wang", stamp)
    async with database.reading() as transaction:
        assert await account_of_token(transaction, token, NOW) is None
        assert (await tokens_of(transaction, number))[0].revoked_at == NOW
    assert not await revoke_token(database, number, tokens[0].id, stamp)
    token = await create_token(database, number, WantedToken("新", (judge,), end), stamp)
    async with database.reading() as transaction:
        assert await account_of_token(transaction, token, NOW) is not None
        tokens = await tokens_of(transaction, number)
    assert not await revoke_token(database, number + 1, tokens[0].id, stamp)
    assert await revoke_token(database, number, tokens[0].id, stamp)
    async with database.reading() as transaction:
        assert await account_of_token(transaction, token, NOW) is None


async def test_a_token_that_asks_for_too_much_is_refused(database: Database, stamp: Stamp) -> None:
    """A role that the account has not, no role, more than a year, a name that is taken."""
    judge = Grant(AccountRole.JUDGE)
    number = await create_account(database, "wang", "王", stamp, judge)
    end = NOW + timedelta(days=30)
    await create_token(database, number, WantedToken("一", (judge,), end), stamp)
    for wanted in (
        WantedToken("二", (PROVINCE,), end),
        WantedToken("二", (), end),
        WantedToken("二", (judge,), NOW + timedelta(days=367)),
        WantedToken("二", (judge,), NOW),
        WantedToken("一", (judge,), end),
    ):
        with pytest.raises(TokenError):
            await create_token(database, number, wanted, stamp)
    async with database.reading() as transaction:
        account = await account_by_name(transaction, "wang")
    assert account is not None
    assert account.grants == (judge,)
