"""The selection and training pool for China Skills and WorldSkills (measure 19)."""

from collections.abc import Iterable
from datetime import date

from competition.people.rules import BIRTH_DATE_ID_TYPES, resident_birth_date
from competition.policy.rules import PoolRules
from competition.registration.rules import Status
from judging.awards.rules.decisions import Decision, PoolDecision, Reason
from judging.awards.rules.lines import EventResult, place_text
from judging.ranking.rules.placing import Standing

MEDAL_NAMES = {"gold": "金牌", "silver": "银牌", "bronze": "铜牌", "excellence": "优胜奖"}


def decide_pool(
    results: Iterable[EventResult], rules: PoolRules, target_year: int | None
) -> tuple[PoolDecision, ...]:
    """Decide who enters the pool: every rank 1 (and these medals) of the pool's classes.

    The age is counted in calendar years: target year - birth year. Without a target year or a birth
    date no age is checked. An entry without registered members has one row without a person.
    """
    decisions = []
    classes = {item.event_class: item.medals for item in rules.classes}
    for result in results:
        medals = classes.get(result.event.event_class)
        if medals is None:
            continue
        raised = rules.raised_age_tag in result.event.tags
        limit = rules.raised_max_age if raised else rules.max_age
        for standing in result.standings:
            if standing.entry.status is not Status.OK:
                continue
            if standing.rank != 1 and standing.medal not in medals:
                continue
            people = [
                (member.id_number, member.name, _birth_date(member.id_type, member.id_number))
                for member in result.people(standing.entry.entry)
            ] or [("", "", None)]
            for id_number, name, born in people:
                decision, reason, why = _age_verdict(result, standing, born, target_year, limit)
                decisions.append(
                    PoolDecision(
                        result.event.event,
                        standing.entry.entry,
                        id_number,
                        name,
                        born,
                        target_year,
                        decision,
                        reason,
                        rules.clause,
                        why,
                    )
                )
    return tuple(decisions)


def _birth_date(id_type: str, id_number: str) -> date | None:
    return resident_birth_date(id_number) if id_type in BIRTH_DATE_ID_TYPES else None


def _age_verdict(
    result: EventResult,
    standing: Standing,
    born: date | None,
    target_year: int | None,
    limit: int,
) -> tuple[Decision, Reason, str]:
    where = place_text(result, standing)
    if standing.medal:
        where += f"，{MEDAL_NAMES[standing.medal]}"
    if target_year is None or born is None:
        missing = "未设目标年份" if target_year is None else "证件号中没有出生日期"
        return Decision.NOMINATE, Reason.RANKED, f"{where}；{missing}，未核对年龄，进入选拔集训库。"
    age = target_year - born.year
    if age > limit:
        why = f"{where}；{target_year}年为{age}岁，超过{limit}岁上限。"
        return Decision.REFUSE, Reason.OVER_AGE, why
    why = f"{where}；{target_year}年为{age}岁，不超过{limit}岁，进入选拔集训库。"
    return Decision.NOMINATE, Reason.RANKED, why
