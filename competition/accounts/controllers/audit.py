"""The audit log: searched by who, what, about what, when and any word; taken away as a file."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response, Template

from competition.accounts.audit_export import MOST_LINES, as_csv, as_workbook
from competition.accounts.audit_queries import (
    AuditLine,
    AuditPage,
    AuditSearch,
    actors_named,
    audit_page,
    people_of,
)
from competition.accounts.audit_words import actor_in_words, detail_in_words
from competition.accounts.rules import Place
from competition.storage.audit import record_look
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.formats import CHINA, moment
from competition.web.guards import SEES_AUDIT, sees_audit
from competition.web.language import Texts, texts_of
from competition.web.pages import page
from competition.web.visitor import Connection, visitor_of

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_COLUMNS = ("number", "at", "who", "from", "action", "subject", "detail", "sealed")
_AT_ONCE = 2_000
_LARGEST_ID = 2**63 - 1


class Asked(msgspec.Struct, frozen=True):
    """What was typed into the search, as typed."""

    who: str = ""
    action: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""
    q: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is searched for."""
        return any(msgspec.structs.asdict(self).values())

    @property
    def query(self) -> str:
        """The search as part of an address."""
        return urlencode(
            {name: text for name, text in msgspec.structs.asdict(self).items() if text}
        )


@get("/audit", guards=[sees_audit])
async def audit_log(request: Request[object, object, State]) -> Template:
    """Show records in words, the newest first."""
    _whole_system(request)
    asked = _asked(request)
    texts = texts_of(visitor_of(request).language)
    written = request.query_params.get("before", "")
    digits = written.isascii() and written.isdigit()
    before = min(int(written), _LARGEST_ID) if digits else None
    async with database_of(request).reading() as transaction:
        search = await _search(transaction, asked)
        found = await audit_page(transaction, search, before)
        people = await people_of(transaction, [line.actor for line in found.lines])
    rows = [
        (line, actor_in_words(texts, line.actor, people), detail_in_words(texts, line))
        for line in found.lines
    ]
    actions = sorted(
        key.removeprefix("action.") for key in texts.entries if key.startswith("action.")
    )
    return page(
        request,
        "accounts/audit.html",
        rows=rows,
        asked=asked,
        actions=actions,
        older=found.older,
        stopped=found.stopped,
        later=before is not None,
    )


@get("/audit/export/{kind:str}", guards=[sees_audit])
async def audit_export(
    request: Request[object, object, State], kind: FromPath[str]
) -> Response[bytes]:
    """Give what was found as a file, at most 100,000 records; that it was taken is in the log."""
    _whole_system(request)
    if kind not in _KINDS:
        raise NotFoundException
    asked = _asked(request)
    texts = texts_of(visitor_of(request).language)
    async with database_of(request).reading() as transaction:
        lines = await _all(transaction, await _search(transaction, asked))
        people = await people_of(transaction, {line.actor for line in lines})
    heading = [texts(f"audit.{column}") for column in _COLUMNS]
    cells = (_cells(texts, line, people) for line in lines)
    content = await asyncio.to_thread(as_csv if kind == "csv" else as_workbook, heading, cells)
    searched = {name: text for name, text in msgspec.structs.asdict(asked).items() if text}
    detail = {"records": len(lines), "search": searched}
    await record_look(database_of(request), stamp_of(request), "audit.export", "", detail)
    headers = {"Content-Disposition": f'attachment; filename="audit.{kind}"'}
    return Response(content, media_type=_KINDS[kind], headers=headers)


def _whole_system(connection: Connection) -> None:
    """Refuse whoever sees a part of the system only: the log is of all of it."""
    if not visitor_of(connection).may(SEES_AUDIT, Place()):
        raise NotFoundException


def _asked(connection: Connection) -> Asked:
    query = connection.query_params
    return Asked(
        **{
            name: query.get(name, "").replace("\0", "").strip()[:100]
            for name in Asked.__struct_fields__
        }
    )


async def _search(transaction: Transaction, asked: Asked) -> AuditSearch:
    until = _midnight(asked.until)
    return AuditSearch(
        actors=await actors_named(transaction, asked.who) if asked.who else None,
        action=asked.action,
        subject=asked.subject,
        since=_midnight(asked.since),
        until=until + timedelta(days=1) if until else None,
        text=asked.q,
    )


def _midnight(written: str) -> datetime | None:
    """Give the beginning of a day in China; None for what is no date."""
    try:
        day = date.fromisoformat(written)
        return datetime.combine(day, time(), CHINA).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


async def _all(transaction: Transaction, search: AuditSearch) -> list[AuditLine]:
    lines: list[AuditLine] = []
    before: int | None = None
    while len(lines) < MOST_LINES:
        found: AuditPage = await audit_page(transaction, search, before, _AT_ONCE)
        lines += found.lines
        before = found.older
        if before is None:
            break
    return lines[:MOST_LINES]


def _cells(texts: Texts, line: AuditLine, people: dict[str, str]) -> list[str]:
    detail = texts("site.semicolon").join(
        f"{label} {text}" for label, text in detail_in_words(texts, line)
    )
    return [
        str(line.id),
        moment(line.at),
        actor_in_words(texts, line.actor, people),
        line.address,
        texts.term("action", line.action),
        line.subject,
        detail,
        texts("audit.is_sealed") if line.sealed else texts("audit.not_sealed"),
    ]


ROUTES = (audit_log, audit_export)
