"""The bonus sheet: every line of money with its reason, paid, refused or waiting for a ruling."""

from collections.abc import Iterable, Sequence

from competition.people.rules import LegalEntities, canonical_id
from competition.policy.rules import MedallistRules, Ruleset
from competition.registration.rules import Member, Role, Status
from judging.awards.rules.decisions import (
    BONUS_ORDER,
    BonusKind,
    BonusLine,
    Payment,
    Reason,
    TitleDecision,
    TitleState,
)
from judging.awards.rules.inputs import PaidLine, RulingOptions
from judging.awards.rules.lines import EventResult, place_text
from judging.awards.rules.money import ten_thousands_text
from judging.awards.rules.pool import MEDAL_NAMES
from judging.awards.rules.titles import nominated_titles
from judging.ranking.rules.event_rules import MEDAL_ORDER
from judging.ranking.rules.placing import Standing

LineKey = tuple[str, str, str, str, str]


class PaidBefore:
    """What earlier years paid, found by project, kind and beneficiary (never by name)."""

    def __init__(self, paid: Iterable[PaidLine], entities: LegalEntities) -> None:
        """Index the lines; organisations by legal entity, people by canonical ID."""
        self._entities = entities
        self._lines = {
            self._key(line.edition, line.skill, line.entry, line.kind, line.beneficiary): line
            for line in paid
        }

    def find(self, project: tuple[str, str, str], kind: str, beneficiary: str) -> PaidLine | None:
        """Give the earlier payment of a line, or None."""
        return self._lines.get(self._key(*project, kind, beneficiary))

    def of_kind(self, project: tuple[str, str, str], kind: str) -> PaidLine | None:
        """Give the first earlier payment of a kind in a project, whoever got it, or None."""
        for key in sorted(self._lines):
            if key[:4] == (*project, kind):
                return self._lines[key]
        return None

    def _key(self, edition: str, skill: str, entry: str, kind: str, beneficiary: str) -> LineKey:
        if kind in (BonusKind.BASE, BonusKind.SENDING_UNIT):
            beneficiary = self._entities.of(beneficiary)
        else:
            ids = sorted(canonical_id(part.strip()) for part in beneficiary.split(";"))
            beneficiary = ";".join(ids)
        return (edition, skill, entry, kind, beneficiary)


def bonus_order(line: BonusLine) -> tuple[str, str, int, str, int, str]:
    """Order of the sheet: edition or event, skill, medal (empty last), entry, kind, beneficiary."""
    medal = MEDAL_ORDER.get(line.medal, len(MEDAL_ORDER))
    kind = BONUS_ORDER[line.kind]
    return (line.edition_or_event, line.skill, medal, line.entry, kind, line.beneficiary)


def shares(amount_yuan: int, people: int, reading: str) -> list[int]:
    """Give each of `people` (by ID) the full amount, or equal shares with the rest to the first."""
    if reading != "shared":
        return [amount_yuan] * people
    share = amount_yuan // people
    return [amount_yuan - share * (people - 1), *[share] * (people - 1)]


def title_bonuses(
    titles: Sequence[TitleDecision], ruleset: Ruleset, paid: PaidBefore
) -> list[BonusLine]:
    """Give the line of every nominated person, where the ruleset pays title holders."""
    bonus = ruleset.title_bonus
    if bonus is None:
        return []
    lines = []
    for title in nominated_titles(titles):
        waiting = "" if title.state == TitleState.APPROVED else "，称号批准后发放"
        why = f"拟授予{ruleset.titles.title}，奖励{ten_thousands_text(bonus.amount)}{waiting}。"
        lines.append(
            _line_to(
                (title.event, "", title.entry),
                "",
                BonusKind.TITLE_HOLDER,
                (title.id_number, title.name),
                (bonus.amount, why, bonus.clause),
                paid,
            )
        )
    return lines


def medallist_bonuses(
    results: Iterable[EventResult], ruleset: Ruleset, options: RulingOptions, paid: PaidBefore
) -> list[BonusLine]:
    """Give the lines of medallists (or first ranks) and, where the ruleset says so, of coaches."""
    lines = []
    for result in results:
        rules = ruleset.medallist_rules(result.event.event_class)
        if rules is None:
            continue
        for standing in result.standings:
            amount = _amount_of(rules, standing)
            if amount:
                lines += _medallist_lines(result, standing, rules, amount, options, paid)
    return lines


def _amount_of(rules: MedallistRules, standing: Standing) -> int:
    if standing.entry.status is not Status.OK or standing.rank is None:
        return 0
    if rules.by_rank:
        within = standing.rank <= len(rules.by_rank)
        return rules.by_rank[standing.rank - 1] if within else 0
    return rules.by_medal.get(standing.medal, 0)


def _medallist_lines(  # noqa: PLR0913, PLR0917 - the entry, its rules and its amount
    result: EventResult,
    standing: Standing,
    rules: MedallistRules,
    amount: int,
    options: RulingOptions,
    paid: PaidBefore,
) -> list[BonusLine]:
    project = (result.event.event, "", standing.entry.entry)
    medal = "" if rules.by_rank else standing.medal
    what = place_text(result, standing) + (f"，{MEDAL_NAMES[medal]}" if medal else "")
    people = result.people(standing.entry.entry)
    lines = []
    if people:
        each = shares(amount, len(people), options.pair)
        for member, share in zip(people, each, strict=True):
            part = "，同一参赛单元均分" if options.pair == "shared" and len(people) > 1 else ""
            why = f"{what}，奖励{ten_thousands_text(share)}{part}。"
            person = (member.id_number, member.name)
            money = (share, why, rules.clause)
            lines.append(_line_to(project, medal, BonusKind.MEDALLIST, person, money, paid))
    else:
        lines.append(
            _refused(project, medal, BonusKind.MEDALLIST, f"{what}；未登记选手。", rules.clause)
        )
    if rules.coach_team:
        lines.append(_coach_line(result, standing, what, (amount, rules.clause), paid))
    return lines


def _coach_line(
    result: EventResult,
    standing: Standing,
    what: str,
    money: tuple[int, str],
    paid: PaidBefore,
) -> BonusLine:
    amount, clause = money
    project = (result.event.event, "", standing.entry.entry)
    coaches: list[Member] = result.people(standing.entry.entry, Role.COACH)
    if not coaches:
        why = f"{what}；未登记教练，教练团队奖励无受益人。"
        return _refused(project, standing.medal, BonusKind.COACH_TEAM, why, clause)
    beneficiary = ";".join(coach.id_number for coach in coaches)
    name = "、".join(coach.name for coach in coaches)
    why = f"{what}，教练团队共同奖励{ten_thousands_text(amount)}。"
    return _line_to(
        project,
        standing.medal,
        BonusKind.COACH_TEAM,
        (beneficiary, name),
        (amount, why, clause),
        paid,
    )


def _line_to(  # noqa: PLR0913, PLR0917 - the columns of a line
    project: tuple[str, str, str],
    medal: str,
    kind: BonusKind,
    beneficiary: tuple[str, str],
    money: tuple[int, str, str],
    paid: PaidBefore,
) -> BonusLine:
    """Make the line of a known beneficiary, refused when an earlier year paid it."""
    amount, why, clause = money
    earlier = paid.find(project, kind, beneficiary[0])
    edition, skill, entry = project
    if earlier is not None:
        why = f"此前已发放{ten_thousands_text(earlier.amount)}（{earlier.document}），不重复发放。"
        amount, decision, reason = 0, Payment.REFUSE, Reason.ALREADY_PAID
    else:
        decision, reason = Payment.PAY, Reason.RANKED
    head = (edition, skill, medal, entry, kind)
    return BonusLine(*head, *beneficiary, amount, decision, reason, clause, why)


def _refused(
    project: tuple[str, str, str], medal: str, kind: BonusKind, why: str, clause: str
) -> BonusLine:
    edition, skill, entry = project
    head = (edition, skill, medal, entry, kind)
    decision, reason = Payment.REFUSE, Reason.NO_BENEFICIARY
    return BonusLine(*head, "", "", 0, decision, reason, clause, why)
