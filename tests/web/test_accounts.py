"""The pages of accounts: passwords, one-time codes, invitations, scope, sheets, tokens."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it publishes no types
import pyotp
import pytest

from competition.accounts.queries import account_by_name
from competition.accounts.rules import AccountRole, Grant, LinkPurpose, own_path
from competition.accounts.services import create_account, create_sign_in_link
from competition.web.security import CSRF_FIELD, form_token
from competition.web.visitor import SESSION_COOKIE
from tests.web.conftest import stamp

if TYPE_CHECKING:
    import httpx

    from tests.web.conftest import Served

PASSWORD = "一山放过一山拦 2026"  # noqa: S105 - a test's own
FULL = re.compile(r"http://xinglu\.test/sign-in/([A-Za-z0-9_-]{43})")


def fields(client: httpx.AsyncClient, **values: str) -> dict[str, str]:
    """Give form fields with the token of the client's session."""
    return {CSRF_FIELD: form_token(client.cookies[SESSION_COOKIE]), **values}


async def number_of(served: Served, name: str) -> int:
    """Give the id of an account."""
    async with served.database.reading() as transaction:
        found = await account_by_name(transaction, name)
    assert found is not None
    return found.id


async def choose_password(served: Served, client: httpx.AsyncClient, name: str) -> None:
    """Open an invitation and choose the password."""
    token = await create_sign_in_link(served.database, name, stamp(), LinkPurpose.PASSWORD)
    assert "设置密码" in (await client.get(f"/sign-in/{token}")).text
    chosen = {"password": PASSWORD, "again": PASSWORD}
    answer = await client.post(f"/sign-in/{token}", data=chosen)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/seasons/2026?q=1", "/seasons/2026?q=1"),
        ("//evil.test", "/seasons"),
        ("/\\evil.test", "/seasons"),
        ("https://evil.test", "/seasons"),
        ("/a\r\nb", "/seasons"),
        ("/\t/evil.test", "/seasons"),
        ("", "/seasons"),
    ],
)
def test_a_sign_in_leads_to_pages_of_ours_only(written: str, path: str) -> None:
    """Whatever a browser would read as another host leads to the seasons."""
    assert own_path(written) == path


async def test_an_invitation_asks_for_a_password_and_then_signs_in(
    served: Served, client: httpx.AsyncClient
) -> None:
    """Too short, the own name, not the same twice: told at the field; the link stays good."""
    await create_account(
        served.database, "zhou.invited", "周", stamp(), Grant(AccountRole.REVIEWER)
    )
    token = await create_sign_in_link(
        served.database, "zhou.invited", stamp(), LinkPurpose.PASSWORD
    )
    for password, again, told in (
        ("short", "short", "至少 10 个字符"),
        ("zhou.invited1", "zhou.invited1", "不能是账号名"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "不同的字符太少"),
        (PASSWORD, f"{PASSWORD}!", "两次输入不一致"),
        ("", "", "至少 10 个字符"),
    ):
        answer = await client.post(f"/sign-in/{token}", data={"password": password, "again": again})
        assert (answer.status_code, told in answer.text) == (422, True)
        assert not password or password not in answer.text
    answer = await client.post(f"/sign-in/{token}", data={"password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/seasons")
    assert (await client.get("/own")).status_code == 200


async def test_a_password_leads_back_to_the_page_that_was_asked_for(
    served: Served, client: httpx.AsyncClient
) -> None:
    """The 401 page offers the sign-in; a wrong password and an unknown name read the same."""
    await create_account(served.database, "qian.back", "钱", stamp(), Grant(AccountRole.AUDITOR))
    async with served.client() as other:
        await choose_password(served, other, "qian.back")
    asked = await client.get("/seasons/2026/titles?q=1")
    assert asked.status_code == 401
    assert 'href="/sign-in?next=%2Fseasons%2F2026%2Ftitles%3Fq%3D1"' in asked.text
    form = await client.get("/sign-in?next=%2Fseasons%2F2026%2Ftitles%3Fq%3D1")
    assert 'name="next" value="/seasons/2026/titles?q=1"' in form.text
    wrong = {"name": "qian.back", "password": "not this one at all", "next": "/own"}
    pages = []
    for name in ("qian.back", "nobody.here"):
        answer = await client.post("/sign-in", data={**wrong, "name": name})
        assert answer.status_code == 422
        pages.append(answer.text.replace(name, ""))
    assert pages[0] == pages[1]
    right = {"name": "qian.back", "password": PASSWORD, "next": "/seasons/2026/titles?q=1"}
    answer = await client.post("/sign-in", data=right)
    assert (answer.status_code, answer.headers["location"]) == (303, right["next"])
    assert (await client.get("/seasons/2026/titles")).status_code == 200
    evil = await client.post("/sign-in", data=fields(client, **{**right, "next": "//evil.test"}))
    assert evil.headers["location"] == "/seasons"


async def test_an_account_is_locked_in_words(served: Served, client: httpx.AsyncClient) -> None:
    """The ninth attempt says for how many minutes; a new link still lets the person in."""
    await create_account(served.database, "locked", "锁", stamp(), Grant(AccountRole.AUDITOR))
    for _ in range(8):
        answer = await client.post(
            "/sign-in", data={"name": "locked", "password": "wrong wrong wrong"}
        )
        assert answer.status_code == 422
    answer = await client.post("/sign-in", data={"name": "locked", "password": "right right"})
    assert (answer.status_code, "分钟" in answer.text) == (429, True)
    await choose_password(served, client, "locked")


async def test_one_time_codes_are_set_up_asked_for_and_taken_off(
    served: Served, client: httpx.AsyncClient
) -> None:
    """The QR image is ours, the secret can be typed, recovery codes are shown once."""
    await create_account(served.database, "sun.codes", "孙", stamp(), Grant(AccountRole.AUDITOR))
    await choose_password(served, client, "sun.codes")
    assert (await client.get("/own/codes/qr.svg")).status_code == 404
    assert (await client.post("/own/codes", data=fields(client))).status_code == 303
    page = (await client.get("/own/codes")).text
    image = await client.get("/own/codes/qr.svg")
    assert image.headers["content-type"].startswith("image/svg+xml")
    assert b"style=" not in image.content
    typed = re.search(r'class="code secret">([A-Z2-7 ]+)<', page)
    assert typed is not None
    authenticator = pyotp.TOTP(typed[1].replace(" ", ""))
    wrong = await client.post("/own/codes/confirm", data=fields(client, code="000000"))
    assert wrong.status_code == 422
    assert "密码不正确" in wrong.text
    told = fields(client, code="000000", password=PASSWORD)
    wrong = await client.post("/own/codes/confirm", data=told)
    assert (wrong.status_code, "密码不正确" in wrong.text) == (422, False)
    first = authenticator.at(datetime.now(UTC) - timedelta(seconds=30))
    shown = await client.post(
        "/own/codes/confirm", data=fields(client, code=first, password=PASSWORD)
    )
    codes = re.findall(r'<li class="code">([A-Z0-9-]{14})</li>', shown.text)
    assert len(codes) == 10
    assert codes[0] not in (await client.get("/own/codes")).text
    async with served.client() as other:
        answer = await other.post("/sign-in", data={"name": "sun.codes", "password": PASSWORD})
        assert answer.headers["location"] == "/sign-in-code?next=%2Fseasons"
        half = other.cookies[SESSION_COOKIE]
        assert (await other.get("/seasons")).status_code == 401
        assert (await other.get("/sign-in-code")).status_code == 200
        assert (await other.post("/sign-in-code", data={"code": first})).status_code == 422
        answer = await other.post("/sign-in-code", data={"code": codes[0], "next": "/own"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/own")
        assert other.cookies[SESSION_COOKIE] != half
        assert (await other.get("/own")).status_code == 200
    now = authenticator.at(datetime.now(UTC))
    for typed_password, status in (("not this one at all", 422), ("", 422), (PASSWORD, 303)):
        told = fields(client, code=now, password=typed_password)
        assert (await client.post("/own/codes/remove", data=told)).status_code == status
    assert (await client.get("/sign-in-code")).headers["location"].startswith("/sign-in?next=")


async def test_guessing_the_own_code_ends_soon(served: Served) -> None:
    """The ninth wrong code is answered by 429; a wrong password counts by itself."""
    await create_account(served.database, "feng.codes", "冯", stamp(), Grant(AccountRole.AUDITOR))
    async with served.signed_in("feng.codes") as client:
        answers = [
            (await client.post("/own/codes/remove", data=fields(client, code="000000"))).status_code
            for _ in range(9)
        ]
    assert answers == [422] * 8 + [429]


async def test_where_codes_are_required_roles_sleep_without_them(served: Served) -> None:
    """Province and finance are sent to the set-up and can do nothing else; others go on."""
    served.app.state["totp_required"] = True
    try:
        async with served.signed_in("finance") as client:
            token = await create_sign_in_link(served.database, "finance", stamp())
            answer = await client.post(f"/sign-in/{token}", data=fields(client))
            assert answer.headers["location"] == "/own/codes"
            assert "不起作用" in (await client.get("/own/codes")).text
            assert (await client.get("/seasons/2026/bonuses")).status_code == 403
            await client.post("/own/codes", data=fields(client))
            page = (await client.get("/own/codes")).text
            typed = re.search(r'class="code secret">([A-Z2-7 ]+)<', page)
            assert typed is not None
            code = pyotp.TOTP(typed[1].replace(" ", "")).now()
            await client.post("/own/codes/confirm", data=fields(client, code=code))
            assert (await client.get("/seasons/2026/bonuses")).status_code == 200
        async with served.signed_in("auditor") as client:
            assert (await client.get("/seasons/2026/bonuses")).status_code == 200
    finally:
        served.app.state["totp_required"] = False
        number = await number_of(served, "finance")
        async with served.signed_in("province") as client:
            answer = await client.post(
                f"/accounts/{number}/state", data=fields(client, wish="codes")
            )
            assert answer.status_code == 303


async def test_an_organiser_invites_within_the_own_scope_only(served: Served) -> None:
    """No higher role, no wider scope, no other season; the card opens one session."""
    async with served.signed_in("organiser-2026") as client:
        form = (await client.get("/accounts/new")).text
        assert 'value="province"' not in form
        assert 'value="all"' not in form
        places = re.findall(r'<option value="(season:\d+[^"]*)"', form)
        assert len({place.partition("/")[0] for place in places}) == 1
        wanted = {
            "name": "judge.wu",
            "display_name": "吴裁判",
            "role": "judge",
            "place": places[-1],
        }
        for wrong in (
            {"role": "finance"},
            {"role": "organiser"},
            {"place": "all"},
            {"place": "season:999"},
            {"name": "two words"},
            {"name": "province"},
        ):
            answer = await client.post("/accounts/new", data=fields(client, **{**wanted, **wrong}))
            assert answer.status_code == 422
        card = await client.post("/accounts/new", data=fields(client, **wanted))
        assert (card.status_code, "吴裁判" in card.text, "<svg" in card.text) == (200, True, True)
        link = FULL.search(card.text)
        assert link is not None
        listed = (await client.get("/accounts")).text
        assert "judge.wu" in listed
        assert ">auditor<" not in listed
        number = await number_of(served, "judge.wu")
        assert (await client.get(f"/accounts/{number}")).status_code == 200
        for name in ("province", "organiser", "auditor"):
            other = await number_of(served, name)
            assert (await client.get(f"/accounts/{other}")).status_code == 404
            for path, data in (
                (f"/accounts/{other}/state", {"wish": "disable"}),
                (f"/accounts/{other}/give", {"role": "judge", "place": places[-1]}),
                (f"/accounts/{other}/take", {"grant": f"{name}|"}),
                ("/accounts/invitations", {"account": str(other)}),
            ):
                answer = await client.post(path, data=fields(client, **data))
                assert answer.status_code == 404
    async with served.client() as tablet:
        assert "登录确认" in (await tablet.get(f"/sign-in/{link[1]}")).text
        assert (await tablet.post(f"/sign-in/{link[1]}")).status_code == 303
        assert (await tablet.get("/seasons")).status_code == 200
        assert (await tablet.get("/accounts")).status_code == 403


async def test_a_registrar_of_all_delegations_is_asked_for(served: Served) -> None:
    """A whole season needs a delegation or the word that it is all of them; the list says so."""
    async with served.signed_in("organiser-2026") as client:
        form = (await client.get("/accounts/new")).text
        place = re.findall(r'<option value="(season:\d+)"', form)[0]
        wanted = {"display_name": "报名", "role": "registrar", "place": place}

        async def sent(name: str, **more: str) -> httpx.Response:
            data = fields(client, name=name, **wanted, **more)
            return await client.post("/accounts/new", data=data)

        asked = await sent("every.one")
        assert (asked.status_code, "报名员须填写代表队" in asked.text) == (422, True)
        both = await sent("every.one", delegation="济南市代表队", every_delegation="yes")
        assert (both.status_code, "请不要再填代表队" in both.text) == (422, True)
        assert (await sent("one.only", delegation="济南市代表队")).status_code == 200
        assert (await sent("every.one", every_delegation="yes")).status_code == 200
        assert "</span> · 全部代表队" in (await client.get("/accounts?q=every.one")).text
        assert "· 全部代表队" not in (await client.get("/accounts?q=one.only")).text
        number = await number_of(served, "one.only")
        give = fields(client, role="registrar", place=place)
        assert (await client.post(f"/accounts/{number}/give", data=give)).status_code == 422


async def test_an_account_with_other_roles_is_not_the_organisers(served: Served) -> None:
    """Roles of the own scope come and go; its links, sessions and state are out of reach."""
    async with served.signed_in("organiser-2026") as client:
        form = (await client.get("/accounts/new")).text
        place = re.findall(r'<option value="(season:\d+)"', form)[0]
        season = int(place.partition(":")[2])
        await create_account(
            served.database,
            "both",
            "两处",
            stamp(),
            Grant(AccountRole.JUDGE, season),
            Grant(AccountRole.FINANCE),
        )
        number = await number_of(served, "both")
        page = (await client.get(f"/accounts/{number}")).text
        assert "管理范围以外的角色" in page
        assert "收回角色：裁判员" in page
        assert "收回角色：财务人员" not in page
        for path, data in (
            (f"/accounts/{number}/state", {"wish": "disable"}),
            (f"/accounts/{number}/take", {"grant": "finance|"}),
            ("/accounts/invitations", {"account": str(number)}),
        ):
            assert (await client.post(path, data=fields(client, **data))).status_code == 404
        give = fields(client, role="supervisor", place=place)
        assert (await client.post(f"/accounts/{number}/give", data=give)).status_code == 303
        take = fields(client, grant=f"judge|{place}")
        assert (await client.post(f"/accounts/{number}/take", data=take)).status_code == 303
        page = (await client.get(f"/accounts/{number}")).text
        assert "监督" in page


async def test_the_province_disables_and_nobody_locks_oneself_out(served: Served) -> None:
    """Sessions end at once; the own account cannot be disabled, nor its role taken."""
    await create_account(served.database, "li.gone", "李", stamp(), Grant(AccountRole.AUDITOR))
    number, own = await number_of(served, "li.gone"), await number_of(served, "province")
    async with served.signed_in("province") as client, served.signed_in("li.gone") as other:
        assert (await other.get("/seasons")).status_code == 200
        path = f"/accounts/{number}/state"
        assert (await client.post(path, data=fields(client, wish="sessions"))).status_code == 303
        assert (await other.get("/seasons")).status_code == 401
        assert (await client.post(path, data=fields(client, wish="disable"))).status_code == 303
        assert (await client.post(path, data=fields(client, wish="nonsense"))).status_code == 404
        assert "已停用" in (await client.get(f"/accounts/{number}")).text
        assert (await client.post(path, data=fields(client, wish="enable"))).status_code == 303
        for target, data in (("state", {"wish": "disable"}), ("take", {"grant": "province|"})):
            answer = await client.post(f"/accounts/{own}/{target}", data=fields(client, **data))
            assert answer.status_code == 404
        found = (await client.get("/accounts?q=LI.GONE&role=auditor")).text
        assert "共 1 个账号" in found


async def test_a_sheet_makes_all_accounts_or_none(served: Served) -> None:
    """Every problem by row and column; the check makes nothing; the cards come at once."""
    async with served.signed_in("organiser-2026") as client:
        template = await client.get("/accounts/sheet/template.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(template.content))
        sheet = book["账号"]
        place = next(book["可选范围"].iter_rows(min_row=4, values_only=True))
        rows = [
            ("sheet.one", "甲", "裁判员", *place, None),
            ("sheet.two", "乙", "registrar", place[0], None, None, "青岛市代表队"),
            ("sheet.one", "", "财务人员", "1999", "", "", ""),
            ("province", "丙", "神仙", place[0], "", "", ""),
            ("sheet.three", "丁", "报名员", place[0], "", "", ""),
        ]
        for row in rows:
            sheet.append(row)

        async def sent(wish: str) -> httpx.Response:
            made = io.BytesIO()
            book.save(made)
            return await client.post(
                "/accounts/sheet",
                data=fields(client, wish=wish),
                files={"sheet": ("账号.xlsx", made.getvalue())},
            )

        answer = await sent("create")
        assert answer.status_code == 422
        for told in (
            "与第 2 行重复",
            "姓名没有填写",
            "范围不存在",
            "已经存在",
            "没有这个角色",
            "请写“全部代表队”",
        ):
            assert told in answer.text
        sheet.delete_rows(4, 2)
        sheet["G4"] = "全部代表队"
        checked = await sent("check")
        assert (checked.status_code, "3 个账号可以建立" in checked.text) == (200, True)
        made = await sent("create")
        assert (made.status_code, len(FULL.findall(made.text))) == (200, 3)
        again = await sent("create")
        assert (again.status_code, again.text.count("已经存在")) == (422, 3)
        for content in (b"", b"PK\x03\x04nonsense", b"a,b\n1,2\n"):
            bad = await client.post(
                "/accounts/sheet", data=fields(client), files={"sheet": ("x.xlsx", content)}
            )
            assert bad.status_code == 422
        assert (await client.post("/accounts/sheet", data=fields(client))).status_code == 422


async def test_a_token_is_shown_once_and_ended(served: Served) -> None:
    """Name, role and lifetime are asked for; another account cannot end it."""
    async with served.signed_in("organiser-2026") as client, served.signed_in("judge") as other:
        page = (await client.get("/own/tokens")).text
        key = re.findall(r'name="grant" value="([^"]+)"', page)[0]
        wanted = {"name": "接口<b>", "days": "30", "grant": key}
        for wrong in ({"name": ""}, {"days": "9999"}, {"grant": "province|"}, {"name": "长" * 61}):
            answer = await client.post("/own/tokens", data=fields(client, **{**wanted, **wrong}))
            assert answer.status_code == 422
        made = await client.post("/own/tokens", data=fields(client, **wanted))
        token = re.search(r"xinglu_[A-Za-z0-9_-]{43}", made.text)
        assert token is not None
        again = await client.post("/own/tokens", data=fields(client, **wanted))
        assert (again.status_code, "已经有这个用途的令牌" in again.text) == (422, True)
        listed = (await client.get("/own/tokens")).text
        assert token[0] not in listed
        path = re.findall(r'action="(/own/tokens/\d+/end)"', listed)[0]
        assert (await other.post(path, data=fields(other))).status_code == 404
        assert (await client.post(path, data=fields(client))).status_code == 303
        assert (await client.post(path, data=fields(client))).status_code == 404


async def test_the_own_password_is_changed_and_other_sessions_end(served: Served) -> None:
    """The old one is asked for; the browser that changed it stays signed in."""
    await create_account(served.database, "own.change", "变", stamp(), Grant(AccountRole.JUDGE))
    async with served.client() as client, served.signed_in("own.change") as other:
        await choose_password(served, client, "own.change")
        assert (await other.get("/own")).status_code == 401
        new = {"password": "another good sentence", "again": "another good sentence"}
        wrong = await client.post("/own/password", data=fields(client, old="no", **new))
        assert (wrong.status_code, "原密码不正确" in wrong.text) == (422, True)
        right = await client.post("/own/password", data=fields(client, old=PASSWORD, **new))
        assert right.headers["location"] == "/own?done=password"
        assert "密码已更改" in (await client.get("/own?done=password")).text
        assert (await client.post("/own/sessions/end", data=fields(client))).status_code == 303
