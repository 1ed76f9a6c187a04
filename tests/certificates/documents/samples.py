"""A small season with hostile names for the lists, and reading workbooks back."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it publishes no types
from python_calamine import CalamineWorkbook

from certificates.documents.facts import Facts
from competition.people.rules import IdType, Organisation, OrganisationKind
from competition.plan.rules import Event, EventClass
from competition.policy.loader import load_ruleset
from competition.registration.rules import Division, Entry, Member, Role, Status
from judging.awards.rules.decisions import Decision, Reason, TitleDecision
from judging.awards.rules.lines import EventResult
from judging.marking.rules.exact import Exact
from judging.marking.rules.scheme import Aspect, AspectKind, Module, Scheme
from judging.ranking.rules.event_rules import EventRules, KeyKind, PrizeMethod, PrizeRules, RankKey
from judging.ranking.rules.placing import place_event
from judging.ranking.rules.scoring import AspectScore, EntryScore

if TYPE_CHECKING:
    from collections.abc import Sequence

HOSTILE_NAMES = ("=1+1", "<b>x", "NA", "䶮𫖯𬭚𠮷", "@SUM(A1)", "https://example.org/x", "_x0041_")
IDS = {
    "A": "37010219900307001X",
    "B": "370102199003070028",
    "C": "370102199003070036",
    "D": "370102199003070044",
    "E": "370102199003070052",
    "F": "370102199003070060",
    "G": "370102199003070079",
}
UNIT = Organisation("91350100M000100Y43", "泰山<重工>&公司", OrganisationKind.COMPANY)
EVENT = Event(
    "turning", "全省数控技能竞赛", "数控车工", EventClass.PROVINCIAL_1, "数控车工", 1,
    date(2026, 4, 18),
)  # fmt: skip
RULES = EventRules(
    Scheme(
        (Module("m", "技能操作"),),
        (Aspect("m", "a", "加工", AspectKind.MEASUREMENT, Exact(100)),),
    ),
    (
        RankKey("total", KeyKind.TOTAL),
        RankKey("aspect:a", KeyKind.ASPECT, "a"),
    ),
    prizes=PrizeRules(PrizeMethod.COUNTS, (Exact(1), Exact(2), Exact(3))),
)
ENTRIES = (
    ("A", Status.OK, 9000, 90),
    ("B", Status.OK, 8800, 88),
    ("C", Status.OK, 8800, 87),
    ("D", Status.OK, 7000, 70),
    ("E", Status.OK, 7000, 70),
    ("F", Status.GUEST, 8900, 89),
    ("G", Status.ABSENT, 0, 0),
)


def result(names: Sequence[str] = HOSTILE_NAMES, delegation: str = "济南") -> EventResult:
    """Return an event with ranks 1, 2, 3, 4, 4, a guest and an absent entry, placed for real."""
    entries = [
        Entry(code, Division.WORKER, delegation, status=status) for code, status, _, _ in ENTRIES
    ]
    scores = {
        code: EntryScore(code, (AspectScore(mark, mark),), (mark,), total)
        for code, status, total, mark in ENTRIES
        if status is not Status.ABSENT
    }
    members = {
        code: [Member(code, IdType.RESIDENT, IDS[code], name, Role.COMPETITOR, UNIT.code)]
        for code, name in zip(IDS, names, strict=True)
    }
    return EventResult(EVENT, RULES, place_event(RULES, entries, scores).standings, members)


def facts(event: EventResult | None = None) -> Facts:
    """Return the season of one event."""
    return Facts(
        title="2026年度竞赛",
        year=2026,
        made_on=date(2027, 3, 15),
        ruleset=load_ruleset("lu-2022-17"),
        results=[event or result()],
        organisations=[UNIT],
    )


def title(entry: str, rank: int, *, state: str = "approved", name: str = "王强") -> TitleDecision:
    """Return a nomination, or with an empty state a refusal."""
    return TitleDecision(
        "turning",
        Division.WORKER,
        rank,
        entry,
        IDS[entry],
        name,
        Decision.NOMINATE if state else Decision.REFUSE,
        Reason.RANKED if state else Reason.ALREADY_HELD,
        state,
        "鲁人社字〔2027〕12号" if state == "approved" else "",
        "称号授予",
        f"第{rank}名，称号线为前3名。",
    )


def cells(workbook: bytes, sheet: int = 0) -> list[tuple[object, ...]]:
    """Return the values of the header row and those below, as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return list(book.worksheets[sheet].iter_rows(min_row=3, values_only=True))


def calamine_cells(workbook: bytes, sheet: int = 0) -> list[list[object]]:
    """Return the values of the header row and those below, as calamine reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    rows = book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    return [[*row] for row in rows[2:]]
