"""The examples of docs/api.md do what they say."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from competition.api.allowance import REQUESTS_PER_MINUTE
from competition.api.problems import CODES
from tests.api.conftest import open_registration
from tests.web.conftest import BASE_URL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.conftest import Program

TEXT = Path("docs/api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> Iterator[tuple[str, int]]:
    """Give each curl command with the status that the line below it tells."""
    for block in BLOCK.findall(TEXT):
        for command, status in re.findall(
            r"^(curl .*?)\n# ([0-9]{3})$", block.replace("\\\n", " "), re.MULTILINE
        ):
            yield command, int(status)


async def test_every_example_answers_as_documented(program: Program) -> None:
    """In their order, by the province's token; NUMBER is the id of what was made before."""
    await open_registration(program)
    values = {"XINGLU": BASE_URL, "TOKEN": await program.token("province"), "NUMBER": ""}
    found: list[tuple[str, int]] = []
    wanted = list(examples())
    async with program.served.client() as client:
        for command, _ in wanted:
            filled = re.sub(r"\$([A-Z]+)", lambda match: values[match[1]], command)
            words = iter(shlex.split(filled)[1:])
            method, url, body, headers = "GET", "", None, {}
            for word in words:
                if word == "-X":
                    method = next(words)
                elif word == "-H":
                    name, _, value = next(words).partition(": ")
                    headers[name] = value
                elif word == "-d":
                    body = next(words).encode()
                else:
                    url = word
            answer = await client.request(method, url, content=body, headers=headers)
            found.append((command, answer.status_code))
            if answer.status_code == 201:
                values["NUMBER"] = str(json.loads(answer.content)["id"])
    assert found == wanted
    assert len(wanted) == TEXT.count("\ncurl ")


def test_every_code_and_the_limit_are_documented() -> None:
    """No error surprises; the number of requests is the one that counts."""
    codes = {*CODES.values(), "bad_cursor", "step", "delegation_fixed"}
    assert [code for code in codes if f"`{code}`" not in TEXT] == []
    assert f"{REQUESTS_PER_MINUTE} requests in a minute" in TEXT
