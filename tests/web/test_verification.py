"""Verifying a certificate: four different answers, and only what the paper shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from certificates.issuing.queries import certificates_of
from certificates.issuing.rules import CertificateKind
from certificates.issuing.services import (
    CertificateStateError,
    NewCertificate,
    issue_certificates,
    replace_certificate,
    revoke_certificate,
)
from certificates.verification.controllers import normal_number, normal_token
from competition.plan.queries import season_by_code
from tests.web.conftest import stamp
from tests.web.seasons import IDS
from tests.web.test_pages import text_of

if TYPE_CHECKING:
    import httpx

    from certificates.issuing.rules import Issued
    from tests.web.conftest import Served


async def issued_to(served: Served, entry: str, kind: CertificateKind) -> list[Issued]:
    """Give the certificates of a person and kind, in the order of their issue."""
    async with served.database.reading() as transaction:
        season = await season_by_code(transaction, "2026")
        assert season is not None
        rows = await certificates_of(transaction, season.id, reveal=True)
    return [
        row.issued for row in rows if (row.issued.id_number, row.issued.kind) == (IDS[entry], kind)
    ]


async def test_a_valid_certificate_shows_what_the_paper_shows(
    served: Served, client: httpx.AsyncClient
) -> None:
    """By QR code and by the form alike; the ID number masked as on the paper."""
    paper = (await issued_to(served, "W1", CertificateKind.TITLE))[0]
    scanned = await client.get(f"/v/{paper.token}")
    typed = await client.post(
        "/verify",
        data={"number": paper.number.replace("〔", "[").replace("〕", "] "),
              "token": f" {paper.token.upper()} "},
    )  # fmt: skip
    for answer in (scanned, typed):
        assert answer.status_code == 200
        plain = text_of(answer)
        for shown in (
            "证书有效",
            paper.number,
            "&lt;b&gt;=1+1",
            "3701**********4258",
            "省“技能兴鲁”大赛",
            "职工组",
            "山东省技术能手",
            "鲁人社字〔2027〕12号",
            "2027-03-15",
        ):
            assert shown in plain
        assert IDS["W1"] not in answer.text


async def test_revoked_and_replaced_certificates_say_so(
    served: Served, client: httpx.AsyncClient
) -> None:
    """A revoked one names the document, a replaced one its successor; neither is valid."""
    papers = await issued_to(served, "W2", CertificateKind.TITLE)
    await revoke_certificate(served.database, papers[0].number, "撤销〔2027〕3号", stamp())
    answer = await client.get(f"/v/{papers[0].token}")
    assert answer.status_code == 200
    assert "证书已撤销" in answer.text
    assert "撤销〔2027〕3号" in answer.text
    assert "证书有效" not in answer.text
    earlier = (await issued_to(served, "W1", CertificateKind.PRIZE))[0]
    title = (await issued_to(served, "W1", CertificateKind.TITLE))[0]
    later = msgspec.structs.replace(earlier, number="换〔2027〕0001号", token="b" * 26)
    await issue_certificates(served.database, "2026", [NewCertificate(later)], stamp())
    with pytest.raises(CertificateStateError, match="同类的有效证书"):
        await replace_certificate(served.database, earlier.number, title.number, "换", stamp())
    await replace_certificate(served.database, earlier.number, later.number, "换发1号", stamp())
    answer = await client.get(f"/v/{earlier.token}")
    assert "证书已换发" in answer.text
    assert later.number in answer.text


async def test_what_nobody_issued_is_unknown(served: Served, client: httpx.AsyncClient) -> None:
    """A wrong token, a wrong number and nonsense get the same answer, 404."""
    paper = (await issued_to(served, "W1", CertificateKind.TITLE))[0]
    answers = [
        await client.get("/v/aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        await client.get("/v/%3Cscript%3E"),
        await client.post("/verify", data={"number": paper.number, "token": "x"}),
        await client.post("/verify", data={"number": "鲁技能〔2026〕9999号", "token": paper.token}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({text_of(answer).replace("/v/", "") for answer in answers}) == 1
    assert "查无此证书" in answers[0].text


async def test_empty_fields_are_named_at_once(client: httpx.AsyncClient) -> None:
    """Both faults are told, what was typed stays."""
    answer = await client.post("/verify", data={"number": " ", "token": ""})
    assert answer.status_code == 422
    assert answer.text.count("请填写。") == 2
    kept = await client.post("/verify", data={"number": '"><b>', "token": ""})
    assert 'value="&#34;&gt;&lt;b&gt;"' in kept.text


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("鲁技能[2026]0001号", "鲁技能〔2026〕0001号"),
        ("鲁技能（2026） 0001 号", "鲁技能〔2026〕0001号"),
        ("鲁技能【２０２６】０００１号", "鲁技能〔2026〕0001号"),
    ],
)
def test_numbers_may_be_typed_with_common_brackets(written: str, number: str) -> None:
    """〔〕 is on no keyboard."""
    assert normal_number(written) == number
    assert normal_token("ABCD-efgh 2345") == "abcdefgh2345"
