"""A small season whose names try to break the pages, with every kind of place and decision."""

from datetime import date

from competition.people.rules import BaseKind, Organisation, OrganisationKind, RecognisedBase
from competition.plan.rules import Event, EventClass
from competition.registration.rules import Division, Entry, Member, Role, Status
from judging.awards.rules.inputs import (
    Approval,
    Origin,
    RulingOptions,
    WorldSkillsPlayer,
)
from judging.marking.rules.exact import Exact, parse_exact
from judging.marking.rules.scheme import (
    Adjustment,
    Aspect,
    AspectKind,
    Mark,
    Module,
    PanelMethod,
    Scheme,
)
from judging.ranking.rules.event_rules import (
    EventRules,
    KeyKind,
    PrizeMethod,
    PrizeRules,
    PrizeTies,
    RankKey,
)
from xinglu.season.model import EventInput, Season

BOLD = "<b>=1+1"
IMAGE = '<img src=x onerror="alert(1)">'
RARE = "王䶮𫖯"
BASE = "91350100M000100Y43"
#: ID numbers by entry; the first digits tell the region, the last is the check digit.
IDS = {
    "W1": "370102199003074258",
    "W2": "37010219900307002X",
    "W3": "370102197001010019",
    "W4": "370102198001010011",
    "W5": "370102198101010014",
    "G1": "370102198201010017",
    "D1": "37010219830101001X",
    "A1": "370102198401010012",
}
NAMES = {"W1": BOLD, "W2": IMAGE, "W3": RARE}
#: Theory, five panel marks, seconds.
MARKS = {
    "W1": ("90.00", ("9.0", "9.5", "8.5", "9.0", "10.0"), "600"),
    "W2": ("80.00", ("9.0", "9.0", "9.0", "9.0", "9.0"), "500"),
    "W3": ("70.00", ("8.0", "8.0", "8.0", "8.0", "8.0"), "550"),
    "W4": ("70.00", ("8.0", "8.0", "8.0", "8.0", "8.0"), "550"),
    "W5": ("50.00", ("7.0", "7.0", "7.0", "7.0", "7.0"), "700"),
    "G1": ("85.00", ("9.0", "9.0", "9.5", "9.0", "9.0"), "400"),
}


def _exact(text: str) -> Exact:
    number = parse_exact(text)
    assert number is not None
    return number


def hostile_season() -> Season:
    """Give the season; its event `turning` has a tie across the title line and a prize line."""
    return Season(
        title="2026年度<script>alert(2)</script>",
        year=2026,
        ruleset="lu-2022-17",
        options=RulingOptions(smallest_field=1, documents={"smallest_field": "文件一"}),
        approval=Approval("鲁人社字〔2027〕12号", date(2027, 3, 15)),
        pool_year=2028,
        organisations=(Organisation(BASE, f"基地{BOLD}", OrganisationKind.COMPANY, "370100"),),
        events=(_turning(), _selection()),
        worldskills=(
            WorldSkillsPlayer(
                edition="WSC2026",
                skill="06",
                skill_name="数控车",
                medal="gold",
                entry="SD-1",
                id_number=IDS["W1"],
                name=BOLD,
                origin=Origin.CULTIVATED,
                base=BASE,
                sending_unit=BASE,
            ),
        ),
        bases=(RecognisedBase(BASE, BaseKind.KEY, date(2024, 5, 6), "文件二"),),
    )


def _turning() -> EventInput:
    statuses = {"G1": Status.GUEST, "D1": Status.DISQUALIFIED, "A1": Status.ABSENT}
    marks: list[Mark] = []
    for entry, (theory, panel, seconds) in MARKS.items():
        marks.append(Mark(entry, "L1", "阅卷", _exact(theory)))
        marks += [
            Mark(entry, "P1", f"裁判{judge}", _exact(mark))
            for judge, mark in enumerate(panel, start=1)
        ]
        marks.append(Mark(entry, "T", "计时", _exact(seconds)))
    return EventInput(
        event=Event(
            event="turning",
            competition="省“技能兴鲁”大赛",
            name=f"数控车工{BOLD}",
            event_class=EventClass.PROVINCIAL_1,
            occupation="车工",
            entry_size=1,
            held_on=date(2026, 6, 1),
        ),
        rules=EventRules(
            scheme=_scheme(),
            rank_by=(
                RankKey("total", KeyKind.TOTAL),
                RankKey("module:practical", KeyKind.MODULE, "practical"),
                RankKey("-aspect:T", KeyKind.ASPECT, "T", smaller_is_better=True),
            ),
            prizes=PrizeRules(PrizeMethod.COUNTS, (Exact(1), Exact(2)), ties=PrizeTies.RULING),
        ),
        entries=tuple(
            Entry(entry, Division.WORKER, IMAGE if entry == "W2" else "济南市代表队", "370100",
                  statuses.get(entry, Status.OK))
            for entry in IDS
        ),
        members=tuple(
            Member(entry, "resident", number, NAMES.get(entry, f"选手{entry}"), Role.COMPETITOR,
                   employer=BASE, level="高级工", level_verified=True)
            for entry, number in IDS.items()
        ),
        marks=tuple(marks),
        adjustments=(Adjustment("W2", _exact("1.50"), f"超时{BOLD}"),),
    )  # fmt: skip


def _scheme() -> Scheme:
    return Scheme(
        modules=(
            Module("theory", "理论知识", Exact(30, 2), Exact(60)),
            Module("practical", "技能操作", Exact(70, 2)),
        ),
        aspects=(
            Aspect("theory", "L1", f"试卷{BOLD}", AspectKind.MEASUREMENT, Exact(100)),
            Aspect(
                "practical",
                "P1",
                "作品",
                AspectKind.PANEL,
                Exact(10),
                method=PanelMethod.TRIMMED_MEAN,
                drop_high=1,
                drop_low=1,
                judges=5,
                factor=Exact(10),
            ),
            Aspect("practical", "T", "用时", AspectKind.TIME, None),
        ),
    )


def _selection() -> EventInput:
    event = _turning()
    return EventInput(
        event=Event(
            event="selection",
            competition="世赛选拔",
            name="移动机器人",
            event_class=EventClass.SELECTION,
            occupation="",
            entry_size=1,
            held_on=date(2026, 7, 1),
        ),
        rules=event.rules,
        entries=tuple(entry for entry in event.entries if entry.entry in {"W1", "W2"}),
        members=tuple(member for member in event.members if member.entry in {"W1", "W2"}),
        marks=tuple(mark for mark in event.marks if mark.entry in {"W1", "W2"}),
    )
