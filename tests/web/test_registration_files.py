"""Photos and certificates of a registration: who adds and sees them, and where they go."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from competition.accounts.rules import AccountRole, Grant
from competition.accounts.services import create_account
from competition.plan.queries import season_by_code
from competition.web.security import CSRF_FIELD, form_token
from competition.web.visitor import SESSION_COOKIE
from tests.web.conftest import stamp
from tests.web.test_registration_pages import Ground, ground, made, step

if TYPE_CHECKING:
    import httpx

__all__ = ("ground",)
_FILE = re.compile(r'href="(/seasons/2026/registrations/\d+/people/1/files/\d+)"')


def picture(shade: int = 90) -> bytes:
    """Draw a small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), (shade, 20, 20)).save(out, "JPEG")
    return out.getvalue()


async def send(
    client: httpx.AsyncClient, path: str, kind: str, data: bytes, position: int = 1
) -> httpx.Response:
    """Upload a file of a person."""
    return await client.post(
        f"{path}/people/{position}/files",
        data={CSRF_FIELD: form_token(client.cookies[SESSION_COOKIE]), "kind": kind},
        files={"file": ("李明.jpg", data, "image/jpeg")},
    )


@pytest.fixture(scope="module")
async def reviewer(ground: Ground) -> str:
    """Give the name of a reviewer of the season."""
    async with ground.served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
    grant = Grant(AccountRole.REVIEWER, season.id)
    await create_account(ground.served.database, "files-reviewer", "审核员", stamp(), grant)
    return "files-reviewer"


async def test_files_go_from_the_form_to_the_person(ground: Ground, reviewer: str) -> None:
    """They survive a saved form, are seen within the scope only, and follow an acceptance."""
    level = {"level-1": "高级工", "level_occupation-1": "车工", "level_certificate-1": "S0001"}
    async with ground.served.signed_in("jinan") as client:
        path = await made(client, 71, **level)
        assert (await send(client, path, "photo", picture())).status_code == 303
        assert (await send(client, path, "certificate", picture(91))).status_code == 303
        assert (await send(client, path, "certificate", b"text")).status_code == 422
        assert (await send(client, path, "document", picture())).status_code == 422
        assert (await send(client, path, "photo", picture(), position=9)).status_code == 404
        edit = await step(client, f"{path}/edit", revision="1", **{"name-1": "选手71"} | level)
        assert edit.status_code in {303, 422}
        page = (await client.get(path)).text
        links = _FILE.findall(page)
        assert len(links) == 2
        assert "济南市代表队报名员" in page
        await step(client, f"{path}/submit", revision=str(1))
        revision = re.findall(r'name="revision" value="(\d+)"', (await client.get(path)).text)[0]
        if "待审核" not in (await client.get(path)).text:
            await step(client, f"{path}/submit", revision=revision)
        extra = await send(client, path, "photo", picture(93))
        assert extra.status_code == 303
        newest = _FILE.findall((await client.get(path)).text)[0]
        assert (await step(client, f"{newest}/remove")).status_code == 303
        assert (await client.get(newest)).status_code == 404
    async with ground.served.signed_in("qingdao") as client:
        assert (await client.get(links[0])).status_code == 404
        assert (await send(client, path, "photo", picture())).status_code == 404
        assert (await step(client, f"{links[0]}/remove")).status_code == 404
    async with ground.served.signed_in(reviewer) as client:
        shown = (await client.get(path)).text
        assert links[0] in shown
        assert (await client.get(links[0])).headers["content-type"] == "image/jpeg"
        number = path.rpartition("/")[2]
        revision = re.findall(r'name="revision" value="(\d+)"', shown)[0]
        queue = (await client.get("/seasons/2026/review")).text
        assert f'value="{number}:{revision}:1"' in queue
        target = {"verify": f"{number}:{revision}:1"}
        missing = await step(client, "/seasons/2026/review", **target, why="")
        assert "problem=why" in missing.headers["location"]
        done = await step(client, "/seasons/2026/review", **target, why="查证平台")
        assert "done=verify" in done.headers["location"]
        later = str(int(revision) + 1)
        await step(client, "/seasons/2026/review", accept=f"{number}:{later}")
        assert "已通过" in (await client.get(path)).text
    async with ground.served.signed_in("jinan") as client:
        late = await send(client, path, "photo", picture(94))
        assert late.headers["location"].endswith("tried=conflict")
    async with ground.served.database.reading() as transaction:
        rows = await transaction.rows(
            "SELECT a.kind FROM attachment a JOIN person p ON p.id = a.owner "
            "JOIN registration_member m ON m.id_hash = p.id_hash "
            "WHERE a.owner_kind = 'person' AND m.registration = $1 ORDER BY a.kind",
            int(number),
        )
    assert [row[0] for row in rows] == ["certificate", "photo"]
