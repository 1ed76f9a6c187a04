"""Titles and promotions: who is nominated, who is not, and why (measure 21)."""

from collections.abc import Iterable, Sequence

from competition.people.rules import EarlierPromotion, TitleHolder, canonical_id
from competition.policy.rules import Ruleset
from competition.registration.rules import Division, Member
from judging.awards.rules.decisions import (
    Decision,
    PromotionDecision,
    Reason,
    TitleDecision,
    TitleState,
)
from judging.awards.rules.inputs import Approval, RulingOptions
from judging.awards.rules.lines import (
    AtLine,
    EventResult,
    LineRow,
    failed_modules,
    line_rows,
    place_text,
    smallest_field,
)

Verdict = tuple[Decision, Reason, str]


def decide_titles(  # noqa: PLR0913, PLR0917 - the sources that the regulation names
    results: Iterable[EventResult],
    ruleset: Ruleset,
    options: RulingOptions,
    holders: Iterable[TitleHolder],
    approval: Approval | None,
    year: int,
) -> tuple[TitleDecision, ...]:
    """Decide every title row of a season, in output order.

    `results` come in the order of the season; who is nominated first is not nominated again.
    """
    held = {
        canonical_id(holder.id_number): holder
        for holder in sorted(holders, key=lambda item: -item.year)
        if holder.title == ruleset.titles.title and holder.year < year
    }
    nominated: dict[str, str] = {}
    decisions = []
    for result in results:
        for row in line_rows(result, ruleset):
            for member in result.people(row.standing.entry.entry):
                decision, reason, why = _title_verdict(
                    result, row, member, ruleset, options, held, nominated
                )
                approved = decision is Decision.NOMINATE and approval is not None
                if decision is Decision.NOMINATE:
                    nominated[member.id_number] = result.event.name
                state = "" if decision is not Decision.NOMINATE else TitleState.NOMINATED.value
                decisions.append(
                    TitleDecision(
                        result.event.event,
                        row.standing.entry.division,
                        row.standing.rank,
                        row.standing.entry.entry,
                        member.id_number,
                        member.name,
                        decision,
                        reason,
                        TitleState.APPROVED.value if approved else state,
                        approval.document if approved and approval else "",
                        ruleset.titles.clause,
                        why,
                    )
                )
    return tuple(decisions)


def _title_verdict(  # noqa: PLR0913, PLR0917 - one row against all that can refuse it
    result: EventResult,
    row: LineRow,
    member: Member,
    ruleset: Ruleset,
    options: RulingOptions,
    held: dict[str, TitleHolder],
    nominated: dict[str, str],
) -> Verdict:
    title = ruleset.titles.title
    where = f"{place_text(result, row.standing)}，{row.line.text()}"
    divisions = options.title_divisions or ruleset.titles.divisions
    if row.at is AtLine.DISQUALIFIED:
        return Decision.REFUSE, Reason.DISQUALIFIED, f"{where}；该参赛单元被取消资格，不授予称号。"
    if row.standing.entry.division not in divisions:
        why = f"{where}；该组别不在授予范围内，名次和奖项保留，不授予{title}。"
        return Decision.REFUSE, Reason.NOT_A_WORKER, why
    if (shared := _shared_refusal(result, row, ruleset, options, where)) is not None:
        return shared
    holder = held.get(member.id_number)
    if holder is not None:
        why = f"{where}；{holder.year}年已获{title}（{holder.document}），不重复授予，名次保留。"
        return Decision.REFUSE, Reason.ALREADY_HELD, why
    if member.id_number in nominated:
        why = f"{where}；本年度已因“{nominated[member.id_number]}”拟授予{title}，不重复授予。"
        return Decision.REFUSE, Reason.ALREADY_NOMINATED, why
    field = f"本组有效参赛{row.standing.field_size}个单元"
    return Decision.NOMINATE, Reason.RANKED, f"{where}，{field}；符合条件，拟授予{title}。"


def _shared_refusal(
    result: EventResult,
    row: LineRow,
    ruleset: Ruleset,
    options: RulingOptions,
    where: str,
) -> Verdict | None:
    """Give what refuses title and promotion alike: field, failed module, tie at the line."""
    smallest = smallest_field(result.event, ruleset, options)
    if row.standing.field_size < smallest:
        source = options.documents.get("smallest_field") or ruleset.smallest_field.clause
        why = f"{where}；本组有效参赛{row.standing.field_size}个单元，少于{smallest}（{source}）。"
        return Decision.REFUSE, Reason.FIELD_TOO_SMALL, why
    if failed := failed_modules(result.rules, row.standing):
        why = f"{where}；模块“{'”“'.join(failed)}”未达到合格线，不授予；后面的名次不递补。"
        return Decision.REFUSE, Reason.FAILED_MODULE, why
    if row.at is AtLine.ACROSS:
        why = (
            f"{where}；有{row.standing.tie_size}个参赛单元并列第{row.standing.tie_rank}名，"
            "并列跨线，须由书面裁定决定先后。"
        )
        return Decision.RULING, Reason.TIE_AT_LINE, why
    if row.at is AtLine.RULED_BEHIND:
        why = f"{where}；并列第{row.standing.tie_rank}名经裁定排在线后。"
        return Decision.REFUSE, Reason.TIE_AT_LINE, why
    return None


def decide_promotions(
    results: Iterable[EventResult],
    ruleset: Ruleset,
    options: RulingOptions,
    before: Iterable[EarlierPromotion],
    year: int,
) -> tuple[PromotionDecision, ...]:
    """Decide every promotion row of a season, independent of the title's refusal."""
    promoted = {
        canonical_id(item.id_number): f"{item.promoted_on.isoformat()} {item.document}"
        for item in before
        if item.promoted_on.year == year
    }
    decisions = []
    for result in results:
        for row in line_rows(result, ruleset):
            for member in result.people(row.standing.entry.entry):
                decision, reason, why, target = _promotion_verdict(
                    result, row, member, ruleset, options, promoted
                )
                if decision is Decision.NOMINATE:
                    promoted[member.id_number] = f"本年度“{result.event.name}”"
                decisions.append(
                    PromotionDecision(
                        result.event.event,
                        row.standing.entry.division,
                        row.standing.rank,
                        row.standing.entry.entry,
                        member.id_number,
                        member.name,
                        result.event.occupation,
                        member.level,
                        target,
                        decision,
                        reason,
                        ruleset.promotions.clause,
                        why,
                    )
                )
    return tuple(decisions)


def _promotion_verdict(  # noqa: PLR0913, PLR0917 - one row against all that can refuse it, in order
    result: EventResult,
    row: LineRow,
    member: Member,
    ruleset: Ruleset,
    options: RulingOptions,
    promoted: dict[str, str],
) -> tuple[Decision, Reason, str, str]:
    where = f"{place_text(result, row.standing)}，{row.line.text()}"
    if row.at is AtLine.DISQUALIFIED:
        why = f"{where}；该参赛单元被取消资格，不晋升。"
        return Decision.REFUSE, Reason.DISQUALIFIED, why, ""
    if (shared := _shared_refusal(result, row, ruleset, options, where)) is not None:
        return (*shared, "")
    if problem := _level_problem(result, member):
        why = f"{where}；{problem}，不能认定原技能等级。"
        return Decision.REFUSE, Reason.LEVEL_NOT_VERIFIED, why, ""
    student = row.standing.entry.division is Division.STUDENT
    target = ruleset.promotions.target(member.level, student=student)
    if target is None:
        top = "学生最高晋升到高级工" if student else "已无可晋升的等级"
        return Decision.REFUSE, Reason.TOP_LEVEL, f"{where}；现为{member.level}，{top}。", ""
    if member.id_number in promoted:
        why = f"{where}；{promoted[member.id_number]}已晋升，一年只晋升一次。"
        return Decision.REFUSE, Reason.PROMOTED_THIS_YEAR, why, ""
    why = f"{where}；由{member.level}晋升为{target}。"
    return Decision.NOMINATE, Reason.RANKED, why, target


def _level_problem(result: EventResult, member: Member) -> str:
    if not member.level:
        return "未登记技能等级"
    if not member.level_verified:
        return f"{member.level}证书未核验"
    occupation = result.event.occupation
    if member.level_occupation and occupation and member.level_occupation != occupation:
        return f"证书职业为“{member.level_occupation}”，与赛项职业“{occupation}”不同"
    return ""


def nominated_titles(titles: Sequence[TitleDecision]) -> list[TitleDecision]:
    """Give the rows that count as nominated."""
    return [title for title in titles if title.decision is Decision.NOMINATE]
