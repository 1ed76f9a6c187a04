"""The reviewers' queue: a page of registrations with what the machine found, decided in bulk."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State as AppState
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from competition.accounts.rules import Grant, Place
from competition.plan.season_pages import SeasonPage, find_season, season_page
from competition.registration.queries.queue import (
    WAITING,
    Filter,
    Scope,
    queue_choices,
    queue_counts,
    queue_page,
    unfinished,
)
from competition.registration.queries.registrations import (
    MemberRow,
    RegistrationRow,
    findings_of,
    members_of,
    registrations_by_ids,
)
from competition.registration.rules.eligibility import blocking, problems
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import STARTS, Action, State
from competition.registration.services.deciding import (
    MOST_AT_ONCE,
    Decided,
    Obstacle,
    Target,
    UndoError,
    decide,
    undo_decision,
)
from competition.registration.services.ruling import verify_level
from competition.registration.services.steps import RevisionConflictError, StepError
from competition.registration.sheets.exporting import Export, export_registrations
from competition.storage.transaction import Transaction
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import PLANS, READS_REVIEW, REVIEWS, reads_review, reviews
from competition.web.language import Language, texts_of
from competition.web.visitor import Visitor

Asked = Request[object, object, AppState]
AT_ONCE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAITING_STATES = "waiting"
KEPT = frozenset({"competition", "event", "delegation", "state", "findings"})
PROBLEMS = frozenset({"nothing", "why", "undo"})
#: So many rows are looked through for one page when only some findings are wanted.
MOST_LOOKED_AT = 500
FINDINGS = ("", "none", "some", "blocking")
LONGEST_ID = 15
_ACTS = {"accept": Action.ACCEPT, "return": Action.RETURN, "refuse": Action.REFUSE}
MOST_TOLD = 20


class Shown(msgspec.Struct, frozen=True):
    """A registration of the queue with its people and what the rules say of it."""

    row: RegistrationRow
    people: Sequence[MemberRow]
    findings: Sequence[Finding]

    @property
    def blocked(self) -> bool:
        """Whether the rules refuse it."""
        return bool(blocking(self.findings))

    @property
    def decidable(self) -> bool:
        """Whether its state lets a reviewer accept or return it."""
        return self.row.state in STARTS[Action.ACCEPT]


class Told(msgspec.Struct, frozen=True):
    """What the last decision did: how many, which batch may be undone, what was left out."""

    act: str
    count: int
    batch: int
    left: tuple[tuple[int, str], ...]
    problem: str


@get("/seasons/{season:str}/review", guards=[reads_review])
async def review_queue(request: Asked, season: FromPath[str]) -> Template:
    """Show a page of the queue as filtered, how many there are, and what the last decision did."""
    query = request.query_params
    wanted, findings = _filter(query)
    at = stamp_of(request).at
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, READS_REVIEW)
        scope = Scope(found.season.id, _grants(found.visitor), READS_REVIEW)
        after = _number(query.get("after", ""))
        shown, after, more = await _look(transaction, scope, wanted, findings, after, at)
        counts = await queue_counts(transaction, scope, wanted)
        choices = await queue_choices(transaction, found.season.id, _sees(found))
    kept = _kept(wanted, findings)
    return season_page(
        request,
        "registration/review.html",
        found,
        "review",
        shown=[
            (one, [(told, _sentence(told, found.visitor.language)) for told in one.findings])
            for one in shown
        ],
        counts=counts,
        waiting=sum(counts.get(state, 0) for state in WAITING),
        two_levels=all(counts.get(state) for state in WAITING),
        choices=choices,
        wanted=wanted,
        findings=findings,
        findings_choices=FINDINGS[1:],
        kept=urlencode(kept),
        state_links=[
            (state, counts[state], urlencode({**kept, "state": state.value}))
            for state in State
            if counts.get(state) and state is not State.DRAFT
        ],
        waiting_link=urlencode({**kept, "state": WAITING_STATES}),
        next_page=urlencode({**kept, "after": after}) if more else "",
        may_decide=found.visitor.reaches(REVIEWS, found.season.place),
        told=_told(query),
        place=f"/seasons/{season}/review",
        may_reveal=found.visitor.reaches(PLANS, found.season.place),
    )


async def _look(  # noqa: PLR0913, PLR0917 - the parts of one question
    transaction: Transaction, scope: Scope, wanted: Filter, findings: str, after: int, at: datetime
) -> tuple[list[Shown], int, bool]:
    """Give a page after an id, the id where it ends, and whether there is more.

    What the rules say is asked anew, so that a filter by it looks through a few pages.
    """
    shown: list[Shown] = []
    looked, more = 0, True
    while more and len(shown) < AT_ONCE and looked < MOST_LOOKED_AT:
        rows = await queue_page(transaction, scope, wanted, after, AT_ONCE)
        part, more = rows[:AT_ONCE], len(rows) > AT_ONCE
        people = await members_of(transaction, (row.id for row in part))
        told = await findings_of(transaction, part, at)
        for row in part:
            one = Shown(row, people.get(row.id, ()), problems(told.get(row.id, ())))
            if _has(one, findings):
                shown.append(one)
        after = part[-1].id if part else after
        looked += len(part)
        if not findings:
            break
    return shown, after, more


@post("/seasons/{season:str}/review", guards=[reviews])
async def decide_registrations(request: Asked, season: FromPath[str]) -> Redirect:
    """Accept, return or refuse the chosen registrations, or the one whose button was pressed."""
    form = await read_form(request, (), (*_ACTS, "verify", "act", "why", "kept"), lists=("chosen",))
    if form.values["verify"]:
        return await _verify(request, season, form)
    act = next((name for name in _ACTS if form.values[name]), form.values["act"])
    if act not in _ACTS:
        raise NotFoundException
    single, why, kept = form.values[act], form.values["why"], form.values["kept"]
    chosen = [single] if single else form.lists["chosen"]
    targets = [_target(text) for text in dict.fromkeys(chosen)][:MOST_AT_ONCE]
    place = f"/seasons/{season}/review"
    if not targets:
        return _to(place, kept, problem="nothing")
    if act != "accept" and not why:
        return _to(place, kept, problem="why")
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, REVIEWS)
        await _check_scope(found, transaction, targets)
    decided = await decide(database_of(request), _ACTS[act], targets, stamp_of(request), why)
    return _to(place, kept, **_result(decided, act))


@post("/seasons/{season:str}/review/undo", guards=[reviews])
async def undo_review(request: Asked, season: FromPath[str]) -> Redirect:
    """Take the last decision back; only who made it may, for a while."""
    form = await read_form(request, (), ("batch", "kept"))
    place, kept = f"/seasons/{season}/review", form.values["kept"]
    async with database_of(request).reading() as transaction:
        await find_season(request, transaction, season, REVIEWS)
    try:
        batch = _number(form.values["batch"])
        decided = await undo_decision(database_of(request), batch, stamp_of(request))
    except UndoError:
        return _to(place, kept, problem="undo")
    return _to(place, kept, **_result(decided, "undo"))


@get("/seasons/{season:str}/review/export", guards=[reads_review])
async def export_review(request: Asked, season: FromPath[str]) -> Response[bytes]:
    """Send the registrations of the queue, as filtered, as a workbook.

    Full ID numbers are for those who register or decide for all of the season, and are recorded.
    """
    wanted, _ = _filter(request.query_params)
    database = database_of(request)
    async with database.reading() as transaction:
        found = await find_season(request, transaction, season, READS_REVIEW)
    reveal = request.query_params.get("ids") == "full"
    if reveal and not found.visitor.reaches(PLANS, found.season.place):
        raise NotFoundException
    roles = PLANS if reveal else READS_REVIEW
    scope = Scope(found.season.id, _grants(found.visitor), roles)
    words = texts_of(found.visitor.language)
    states = {state.value: words.term("registration_state", state.value) for state in State}
    with tempfile.TemporaryDirectory(prefix="xinglu-export-") as folder:
        target = Path(folder) / "export.xlsx"
        export = Export(season, scope, wanted, reveal, states)
        await export_registrations(database, export, target, stamp_of(request))
        content = await asyncio.to_thread(target.read_bytes)
    disposition = f'attachment; filename="{season}-registrations.xlsx"'
    return Response(content, media_type=XLSX, headers={"Content-Disposition": disposition})


async def _verify(request: Asked, season: str, form: Form) -> Redirect:
    """Record that the certificate of one person was verified, for the reason in the form."""
    why, kept = form.values["why"], form.values["kept"]
    written, _, position = form.values["verify"].rpartition(":")
    target = _target(written)
    place = f"/seasons/{season}/review"
    if not why:
        return _to(place, kept, problem="why")
    async with database_of(request).reading() as transaction:
        found = await find_season(request, transaction, season, REVIEWS)
        await _check_scope(found, transaction, [target])
    try:
        await verify_level(
            database_of(request),
            target.id,
            target.revision,
            position=_number(position),
            verified=True,
            why=why,
            stamp=stamp_of(request),
        )
    except RevisionConflictError:
        return _to(place, kept, left=f"{target.id}:{Obstacle.CHANGED.value}", done="verify")
    except StepError:
        return _to(place, kept, left=f"{target.id}:{Obstacle.STATE.value}", done="verify")
    return _to(place, kept, done="verify", count="1")


async def _check_scope(
    found: SeasonPage, transaction: Transaction, targets: Sequence[Target]
) -> None:
    """Raise 404 when one of the registrations is not the reviewer's to decide."""
    numbers = [one.id for one in targets]
    rows = await registrations_by_ids(transaction, numbers)
    foreign = any(
        number not in rows
        or rows[number].season != found.season.id
        or not found.sees(rows[number].place)
        for number in numbers
    )
    if foreign or await unfinished(transaction, numbers):
        raise NotFoundException


def _grants(visitor: Visitor) -> tuple[Grant, ...]:
    return visitor.signed_in.grants if visitor.signed_in else ()


def _sentence(finding: Finding, language: Language) -> str:
    return finding.zh if language is Language.CHINESE else finding.en


def _sees(found: SeasonPage) -> Callable[[Place], bool]:
    """Say whether a place lies within the reader's scope, or something inside of it."""
    return lambda place: found.visitor.reaches(READS_REVIEW, place)


def _filter(query: Mapping[str, str]) -> tuple[Filter, str]:
    state = query.get("state", WAITING_STATES)
    known = state in {WAITING_STATES, "", *(one.value for one in State)}
    findings = query.get("findings", "")
    wanted = Filter(
        _number(query.get("competition", "")),
        _number(query.get("event", "")),
        query.get("delegation", "").replace("\0", ""),
        state if known else WAITING_STATES,
    )
    return wanted, findings if findings in FINDINGS else ""


def _kept(wanted: Filter, findings: str) -> dict[str, str]:
    """Give the filters as they stand in links."""
    return {
        "competition": str(wanted.competition or ""),
        "event": str(wanted.event or ""),
        "delegation": wanted.delegation,
        "state": wanted.state,
        "findings": findings,
    }


def _has(one: Shown, findings: str) -> bool:
    if findings == "none":
        return not one.findings
    if findings == "some":
        return bool(one.findings)
    return one.blocked if findings == "blocking" else True


def _told(query: Mapping[str, str]) -> Told:
    left = []
    for part in query.get("left", "").split(","):
        number, _, obstacle = part.partition(":")
        if number and obstacle in {one.value for one in Obstacle}:
            left.append((_number(number), obstacle))
    act, problem = query.get("done", ""), query.get("problem", "")
    return Told(
        act if act in {*_ACTS, "undo", "verify"} else "",
        _number(query.get("count", "")),
        _number(query.get("batch", "")),
        tuple(left),
        problem if problem in PROBLEMS else "",
    )


def _result(decided: Decided, act: str) -> dict[str, str]:
    left = ",".join(f"{one.id}:{one.obstacle.value}" for one in decided.left[:MOST_TOLD])
    batch = str(decided.batch) if act != "undo" and decided.batch else ""
    return {"done": act, "count": str(len(decided.done)), "batch": batch, "left": left}


def _target(text: str) -> Target:
    number, _, revision = text.partition(":")
    return Target(_number(number), _number(revision))


def _number(text: str) -> int:
    plain = text.isascii() and text.isdigit() and len(text) <= LONGEST_ID
    return int(text) if plain else 0


def _to(place: str, kept: str, **more: str) -> Redirect:
    """Lead back to the queue with its filters, written anew so that nothing else comes along."""
    query = [(name, value) for name, value in parse_qsl(kept) if name in KEPT]
    return Redirect(f"{place}?{urlencode([*query, *more.items()])}", status_code=303)


ROUTES = (review_queue, decide_registrations, undo_review, export_review)
