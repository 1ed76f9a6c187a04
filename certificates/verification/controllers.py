"""Anybody may verify a certificate: valid, revoked, replaced and unknown are different answers."""

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Template

from certificates.issuing.queries import (
    CertificateRow,
    certificate_by_token,
    verified_certificate,
)
from certificates.issuing.rules import CertificateKind
from certificates.issuing.snapshots import award_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.language import Texts, texts_of
from competition.web.pages import page
from competition.web.visitor import visitor_of

UNKNOWN = "unknown"
_BRACKETS = str.maketrans("[]［］（）()【】", "〔〕〔〕〔〕〔〕〔〕")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def normal_number(written: str) -> str:
    """Give the form in which numbers are compared: 〔〕, half-width digits, no spaces."""
    return "".join(written.split()).translate(_BRACKETS).translate(_FULL_WIDTH)


def normal_token(written: str) -> str:
    """Give the form in which tokens are compared: lower case, no spaces or hyphens."""
    return "".join(written.split()).replace("-", "").lower()


def shown_fields(texts: Texts, row: CertificateRow) -> list[tuple[str, str]]:
    """Give label keys and values of what the paper shows, and what became of it since."""
    issued = row.issued
    award = award_of(row.snapshot)
    fields = [
        ("number", issued.number),
        ("kind", texts.term("certificate", issued.kind)),
        ("id", issued.id_number),
    ]
    if award is not None:
        is_title = award.kind is CertificateKind.TITLE
        fields = [
            ("number", issued.number),
            ("kind", texts.term("certificate", award.kind)),
            ("name", award.name),
            ("id", award.id_number),
            ("competition", award.competition),
            ("event", award.event_name),
            ("division", texts.term("division", award.division)),
            ("rank", str(award.rank)),
            ("award", award.title if is_title else texts.term("prize", award.prize)),
            ("document", award.document),
        ]
    fields += [
        ("issued_on", issued.issued_on.isoformat()),
        ("state_document", row.state_document),
        ("successor", row.replaced_by),
    ]
    return [(f"verify.field_{name}", value) for name, value in fields if value]


def answer(request: Request[object, object, State], row: CertificateRow | None) -> Template:
    """Show the answer about a certificate; 404 when there is none."""
    texts = texts_of(visitor_of(request).language)
    return page(
        request,
        "verification/answer.html",
        status_code=200 if row else 404,
        state=row.state if row else UNKNOWN,
        shown=shown_fields(texts, row) if row else [],
    )


@get("/verify", sync_to_thread=False)
def verify_form(request: Request[object, object, State]) -> Template:
    """Show the form."""
    return page(request, "verification/verify.html", form=Form())


@post("/verify", status_code=200)
async def verify(request: Request[object, object, State]) -> Template:
    """Answer about the certificate of a number and its token, which stay out of every URL."""
    form = await read_form(request, ("number", "token"))
    if form.faults:
        return page(request, "verification/verify.html", status_code=422, form=form)
    number, token = normal_number(form.values["number"]), normal_token(form.values["token"])
    async with database_of(request).reading() as transaction:
        row = await verified_certificate(transaction, number, token)
    return answer(request, row)


@get("/v/{token:str}")
async def verify_token(request: Request[object, object, State], token: FromPath[str]) -> Template:
    """Answer about the certificate whose QR code was scanned."""
    async with database_of(request).reading() as transaction:
        row = await certificate_by_token(transaction, normal_token(token))
    return answer(request, row)
