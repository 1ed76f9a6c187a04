"""May this registration compete: every rule of its event and division, with the reasons."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

import msgspec

from competition.registration.rules import Division, Role
from competition.registration.rules.candidates import Candidate, Occasion, check_person
from competition.registration.rules.findings import (
    OVERRIDABLE,
    Finding,
    Rule,
    Verdict,
    ask,
    fine,
    refuse,
)
from competition.registration.rules.registrations import COACHES, LEADERS, State
from competition.registration.rules.terms import EventTerms, Window

Overrides = Mapping[tuple[Rule, int], str]
_RULE_ORDER = {rule: position for position, rule in enumerate(Rule)}


class EventFacts(msgspec.Struct, frozen=True):
    """What the rules need to know of an event."""

    id: int
    code: str
    name: str
    occupation: str
    entry_size: int
    held_on: date


class Circumstances(msgspec.Struct, frozen=True):
    """Everything around a registration; counts and people without the registration itself.

    `taken` counts the places of the event that others hold, `taken_by_delegation` those of the
    same delegation. `here` are the people (keyed hashes) who compete in the event already,
    `elsewhere` tells for people of the competition in which other events they compete, `titles`
    who holds which earlier title.
    """

    at: datetime
    event: EventFacts
    window: Window | None
    terms: EventTerms
    taken: int = 0
    taken_by_delegation: int = 0
    here: Collection[bytes] = ()
    elsewhere: Mapping[bytes, tuple[str, ...]] = {}
    titles: Mapping[bytes, str] = {}


class Applied(msgspec.Struct, frozen=True, gc=False):
    """A registration as the rules see it."""

    delegation: str
    division: Division
    candidates: tuple[Candidate, ...]
    state: State = State.DRAFT


def check_registration(
    applied: Applied, around: Circumstances, overrides: Overrides | None = None
) -> list[Finding]:
    """Ask every rule; the answers by person, in the order of the rules.

    What a document overrides keeps its refusal and carries the document.
    """
    found = list(_whole(applied, around))
    rules = around.terms.rules_of(applied.division)
    occasion = Occasion(around.event.held_on, around.event.occupation, applied.division, rules)
    for one in applied.candidates:
        title = around.titles.get(one.id_hash, "") if one.id_hash else ""
        found += check_person(one, occasion, title)
    found += _people(applied, around)
    if overrides:
        found = [_overridden(finding, overrides) for finding in found]
    return sorted(found, key=lambda finding: (finding.member, _RULE_ORDER[finding.rule]))


def problems(findings: Collection[Finding]) -> list[Finding]:
    """Give what is not simply fine."""
    return [finding for finding in findings if finding.verdict is not Verdict.OK]


def blocking(findings: Collection[Finding]) -> list[Finding]:
    """Give what forbids submitting."""
    return [finding for finding in findings if finding.blocks]


def _overridden(finding: Finding, overrides: Overrides) -> Finding:
    document = overrides.get((finding.rule, finding.member), "")
    if finding.verdict is Verdict.REFUSE and document and finding.rule in OVERRIDABLE:
        return msgspec.structs.replace(finding, document=document)
    return finding


def _whole(applied: Applied, around: Circumstances) -> Iterator[Finding]:
    yield from _window(applied.state, around)
    if not applied.delegation:
        yield refuse(
            Rule.DELEGATION, "请填写代表队", "the delegation is missing", field="delegation"
        )
    takes = around.terms.takes(applied.division)
    yield (fine if takes else refuse)(
        Rule.DIVISION,
        "赛项设有本组别" if takes else "本赛项没有设这个组别",
        "the event has this division" if takes else "the event does not have this division",
        field="division",
    )
    yield from _size(applied, around.event.entry_size)
    yield from _limit(
        Rule.PLACES, around.taken, around.terms.places, applied.state, ("赛项名额", "places")
    )
    yield from _limit(
        Rule.QUOTA,
        around.taken_by_delegation,
        around.terms.quota,
        applied.state,
        ("本代表队名额", "the delegation's quota"),
    )


def _window(state: State, around: Circumstances) -> Iterator[Finding]:
    window, now, rule = around.window, around.at, Rule.WINDOW
    if state in (State.SUBMITTED, State.PASSED, State.ACCEPTED):
        return
    if window is None or now < window.opens_at:
        yield refuse(rule, "报名尚未开放", "registration has not opened yet")
    elif state is State.RETURNED:
        is_open = window.takes_corrections(now)
        yield (fine if is_open else refuse)(
            rule,
            "在补正期限内" if is_open else "补正期限已过",
            "corrections are taken" if is_open else "the time for corrections is over",
        )
    else:
        is_open = window.is_open(now)
        yield (fine if is_open else refuse)(
            rule,
            "在报名期限内" if is_open else "报名已经截止",
            "registration is open" if is_open else "registration is closed",
        )


def _size(applied: Applied, size: int) -> Iterator[Finding]:
    by_role = dict.fromkeys(Role, 0)
    for one in applied.candidates:
        by_role[one.person.role] += 1
    competitors = by_role[Role.COMPETITOR]
    yield (fine if competitors == size else refuse)(
        Rule.SIZE,
        f"每个参赛单元 {size} 名选手，现有 {competitors} 名",
        f"an entry has {size} competitors; there are {competitors}",
    )
    for role, most, zh, en in (
        (Role.COACH, COACHES, "教练", "coaches"),
        (Role.LEADER, LEADERS, "领队", "leaders"),
    ):
        if by_role[role] > most:
            yield ask(
                Rule.SIZE,
                f"{zh}一般不超过 {most} 名，现有 {by_role[role]} 名",
                f"usually at most {most} {en}; there are {by_role[role]}",
            )


def _limit(
    rule: Rule, taken: int, limit: int | None, state: State, words: tuple[str, str]
) -> Iterator[Finding]:
    if limit is None:
        return
    zh, en = words
    holds = state in (State.SUBMITTED, State.PASSED, State.ACCEPTED, State.RETURNED)
    if taken < limit:
        answer, left = fine, f"还有 {limit - taken} 个"
    else:
        # Whoever holds a place keeps it when an organiser lowers the limit: a person decides.
        answer, left = (ask if holds else refuse), "已满"
    yield answer(
        rule,
        f"{zh} {limit} 个，其他报名已占 {taken} 个，{left}",
        f"{en}: {limit}, taken by others: {taken}",
    )


def _people(applied: Applied, around: Circumstances) -> Iterator[Finding]:
    seen: dict[bytes, int] = {}
    for one in applied.candidates:
        if one.id_hash is None:
            continue
        first = seen.setdefault(one.id_hash, one.position)
        if first != one.position:
            yield refuse(
                Rule.TWICE,
                f"与第 {first} 人的证件号码相同",
                f"has the same ID number as person {first}",
                member=one.position,
                field="id_number",
            )
        elif one.person.role is Role.COMPETITOR:
            yield from _elsewhere(one, one.id_hash, around)


def _elsewhere(one: Candidate, id_hash: bytes, around: Circumstances) -> Iterator[Finding]:
    if id_hash in around.here:
        yield refuse(
            Rule.TWICE,
            "此人已在本赛项的另一份报名中",
            "this person is in another registration of this event",
            member=one.position,
            field="id_number",
        )
    names = around.elsewhere.get(id_hash, ())
    single = around.window is None or around.window.one_event_per_person
    if names:
        yield (refuse if single else fine)(
            Rule.ONE_EVENT,
            f"此人已报名本赛事的其他赛项：{'、'.join(names)}",
            f"this person is registered for other events of the competition: {', '.join(names)}",
            member=one.position,
            field="id_number",
        )
