"""A small season by hand in which every field holds something, with an outcome to match."""

from datetime import date

from certificates.issuing.rules import CertificateKind, Issued
from competition.participation.rules import ParticipationReport
from competition.people.rules import (
    BaseKind,
    EarlierPromotion,
    Organisation,
    OrganisationKind,
    RecognisedBase,
    TitleHolder,
)
from competition.plan.rules import Event, EventClass
from competition.registration.rules import Division, Entry, Member, Role, Status
from judging.awards.rules.decisions import (
    BonusKind,
    BonusLine,
    Decision,
    GrantLine,
    Payment,
    PoolDecision,
    PromotionDecision,
    Reason,
    TitleDecision,
)
from judging.awards.rules.inputs import (
    Approval,
    ExpertTeam,
    Origin,
    PaidLine,
    Ruling,
    RulingKind,
    RulingOptions,
    WorldSkillsPlayer,
)
from judging.marking.rules.exact import Exact
from judging.marking.rules.scheme import (
    Adjustment,
    Aspect,
    AspectKind,
    Coefficient,
    Mark,
    Module,
    PanelMethod,
    Scheme,
)
from judging.ranking.rules.event_rules import (
    EventRules,
    KeyKind,
    MedalMethod,
    MedalRules,
    PrizeMethod,
    PrizeRules,
    PrizeTies,
    RankKey,
    Rounding,
    ScaleMethod,
)
from judging.ranking.rules.placing import EventStandings, Standing
from judging.ranking.rules.scoring import AspectScore, EntryScore
from xinglu.season.model import EventInput, Season
from xinglu.season.results import MedalCount, Outcome, PlanLine

ID_WANG = "370102199003074258"
ID_LI = "37010219900307002X"
ID_COACH = "370102197001010019"
LARGE = Exact(123456789012345678901234567890, 10)


def small_season() -> Season:
    """Give a season of two events; IDs, numbers and codes as awkward as the contract allows."""
    return Season(
        title="2026年度“技能兴鲁”",
        year=2026,
        ruleset="lu-2022-17",
        options=RulingOptions(
            repeat="one_line",
            pair="shared",
            smallest_field=5,
            title_divisions=("worker", "open"),
            members="free",
            documents={"repeat": "鲁人社字〔2026〕1号"},
        ),
        approval=Approval("鲁人社字〔2027〕12号", date(2027, 3, 15)),
        pool_year=2028,
        organisations=(
            Organisation("91350100M000100Y43", "甲公司", OrganisationKind.COMPANY, "370100"),
            Organisation(
                "113700000000000010", "乙学校", OrganisationKind.SCHOOL, "", "91350100M000100Y43"
            ),
        ),
        events=(_welding(), _empty()),
        title_holders=(TitleHolder(ID_WANG, "王 䶮", "山东省技术能手", 2020, "文件一"),),
        promotions_before=(EarlierPromotion(ID_LI, date(2026, 1, 2), "文件二"),),
        expert_teams=(ExpertTeam("T1", "焊接专家组", "2026-shanghai", "10"),),
        worldskills=(
            WorldSkillsPlayer(
                edition="2026-shanghai",
                skill="10",
                skill_name="焊接",
                medal="gold",
                entry="SD-1",
                id_number=ID_WANG,
                name="王 䶮",
                origin=Origin.CULTIVATED,
                base="91350100M000100Y43",
                sending_unit="113700000000000010",
                expert_team="T1",
            ),
            WorldSkillsPlayer(
                "2026-shanghai", "11", "砌筑", "bronze", "SD-2", ID_LI, "李", Origin.INTRODUCED
            ),
        ),
        bases=(RecognisedBase("91350100M000100Y43", BaseKind.KEY, date(2024, 5, 6), "文件三"),),
        paid=(PaidLine("2024-lyon", "10", "SD-1", "player", ID_WANG, 600_000, "文件四"),),
        participations=(
            ParticipationReport("2026Q1", "370100", "city", "初赛", 12_345_678_901, "市局", "表一"),
        ),
        rulings=(Ruling(RulingKind.TIE, "welding", "W-1", "1", "裁定一"),),
        issued=(
            Issued(
                "鲁技能〔2026〕0001号",
                "t0ken",
                "welding",
                "W-1",
                ID_WANG,
                CertificateKind.TITLE,
                date(2027, 4, 1),
            ),
        ),
    )


def _welding() -> EventInput:
    return EventInput(
        event=Event(
            event="welding",
            competition="省职工技能大赛",
            name="焊接",
            event_class=EventClass.PROVINCIAL_1,
            occupation="焊工",
            entry_size=1,
            held_on=date(2026, 6, 1),
            tags=("rural", "十强;一"),
            feeds="pool",
        ),
        rules=EventRules(
            scheme=_scheme(),
            rank_by=(
                RankKey("total", KeyKind.TOTAL),
                RankKey("-aspect:T", KeyKind.ASPECT, "T", smaller_is_better=True),
            ),
            within_event=True,
            title_lines={"worker": 2},
            scale=ScaleMethod.WORLDSKILLS_700,
            medals=MedalRules(MedalMethod.PLACES, Exact(700), LARGE),
            prizes=PrizeRules(
                PrizeMethod.RATIO,
                (Exact(10, 2), Exact(20, 2), Exact(30, 2)),
                excellence_half=True,
                rounding=Rounding.CEIL,
                ties=PrizeTies.RULING,
            ),
        ),
        entries=(
            Entry("W-1", Division.WORKER, "济南", "370100", Status.OK),
            Entry("w-2", Division.STUDENT, "青岛", "370200", Status.GUEST),
        ),
        members=_members(),
        marks=(
            Mark("W-1", "A1", "裁判 一", Exact(8750, 2)),
            Mark("W-1", "A1", "J2", Exact(-5, 1)),
            Mark("W-1", "T", "J1", LARGE),
            Mark("w-2", "A1", "J1", Exact(0)),
        ),
        coefficients=(Coefficient("W-1", "A1", Exact(115, 2)),),
        adjustments=(
            Adjustment("W-1", Exact(-25, 1), "补偿"),
            Adjustment("W-1", Exact(1), "违规"),
        ),
    )


def _scheme() -> Scheme:
    return Scheme(
        modules=(
            Module("theory", "理论", Exact(30, 2), Exact(60)),
            Module("practical", "技能", LARGE),
        ),
        aspects=(
            Aspect(
                module="practical",
                aspect="A1",
                name="焊缝",
                kind=AspectKind.PANEL,
                maximum=Exact(100),
                minimum=Exact(-10),
                criterion="A",
                sub_criterion="A1",
                day="1",
                method=PanelMethod.TRIMMED_MEAN,
                drop_high=1,
                drop_low=1,
                judges=5,
                panel_decimals=3,
                factor=Exact(2),
                decimals=4,
                required=False,
            ),
            Aspect("theory", "T", "时间", AspectKind.TIME, None),
        ),
        total_decimals=3,
        judgement_spread=2,
    )


def _members() -> tuple[Member, ...]:
    return (
        Member(
            entry="W-1",
            id_type="resident",
            id_number=ID_WANG,
            name="王 䶮",
            role=Role.COMPETITOR,
            employer="91350100M000100Y43",
            level="高级工",
            level_occupation="焊工",
            level_certificate="S000037010000000000000",
            level_verified=True,
        ),
        Member("w-2", "resident", ID_LI.lower(), "买买提·李", Role.COMPETITOR),
        Member("w-2", "", "", "无证件", Role.LEADER),
        Member("w-2", "", "", "也无证件", Role.COACH),
    )


def _empty() -> EventInput:
    return EventInput(
        event=Event(
            "empty", "市赛", "空赛项", EventClass.CITY, "", entry_size=2, held_on=date(2026, 1, 31)
        ),
        rules=EventRules(
            Scheme(modules=(), aspects=()), rank_by=(RankKey("total", KeyKind.TOTAL),)
        ),
        entries=(),
    )


def small_outcome() -> Outcome:
    """Give an outcome of the small season in which every field holds something."""
    season = small_season()
    first, guest = season.events[0].entries
    clause, worker = "三（五）21", Division.WORKER
    return Outcome(
        standings={
            "welding": EventStandings(
                (
                    Standing(
                        first,
                        EntryScore(
                            "W-1",
                            (AspectScore(LARGE.digits, -5), AspectScore()),
                            (LARGE.digits, 0),
                            -5,
                        ),
                        rank=1,
                        tied=True,
                        separated_by="ruling",
                        scale=731,
                        medal="gold",
                        prize="first",
                        field_size=1,
                        tie_rank=1,
                        tie_size=2,
                    ),
                    Standing(guest, None, field_size=1),
                )
            ),
            "empty": EventStandings(()),
        },
        titles=(
            TitleDecision(
                "welding",
                worker,
                1,
                "W-1",
                ID_WANG,
                "王 䶮",
                Decision.NOMINATE,
                Reason.RANKED,
                "approved",
                "鲁人社字〔2027〕12号",
                clause,
                "第1名",
            ),
        ),
        promotions=(
            PromotionDecision(
                "welding",
                worker,
                None,
                "W-1",
                ID_WANG,
                "王 䶮",
                "焊工",
                "高级工",
                "技师",
                Decision.NOMINATE,
                Reason.RANKED,
                clause,
                "晋升",
            ),
        ),
        bonuses=(
            BonusLine(
                "2026-shanghai",
                "10",
                "gold",
                "SD-1",
                BonusKind.PLAYER,
                ID_WANG,
                "王 䶮",
                600_000,
                Payment.PAY,
                Reason.RANKED,
                clause,
                "奖励",
            ),
            BonusLine(
                "2026-shanghai",
                "11",
                "bronze",
                "SD-2",
                BonusKind.BASE,
                "",
                "",
                0,
                Payment.REFUSE,
                Reason.INTRODUCED,
                clause,
                "引进",
            ),
        ),
        grants=(
            GrantLine(
                "91350100M000100Y43",
                "甲公司",
                "key",
                date(2024, 5, 6),
                5_000_000,
                Payment.PAY,
                Reason.RECOGNISED,
                clause,
                "建设补助",
            ),
        ),
        pool=(
            PoolDecision(
                "welding",
                "w-2",
                ID_LI,
                "买买提·李",
                date(1990, 3, 7),
                2028,
                Decision.REFUSE,
                Reason.OVER_AGE,
                clause,
                "超龄",
            ),
            PoolDecision(
                "welding",
                "w-2",
                "",
                "无证件",
                None,
                None,
                Decision.NOMINATE,
                Reason.RANKED,
                clause,
                "",
            ),
        ),
        plan=(PlanLine("20", "events", "60", "2", "不足"),),
        medal_table=(MedalCount("济南", 1, 0, 0, 0, 1), MedalCount("青岛", 0, 0, 0, 0, 0)),
    )
