"""成绩公布单: the result list of one event, which may be published."""

from collections.abc import Mapping

from certificates.documents.facts import chinese, competitors, day_text
from certificates.documents.sheet import Cell, Document, Field, Number, Section
from competition.registration.rules import Status
from competition.web.language import Texts
from judging.awards.rules.lines import EventResult
from judging.ranking.presenting import key_name_by_text
from judging.ranking.rules.event_rules import EventRules
from judging.ranking.rules.placing import SEPARATED_BY_RULING, Standing, place_order

_SIGNATURES = ("裁判长", "监督", "日期")


def result_list(result: EventResult, units: Mapping[str, str], season_title: str) -> Document:
    """Lay out an event's result list; `units` names organisations by code.

    Public: names, units, delegations, ranks, totals, medals and prizes, never an ID number.  A
    guest's rank stands in brackets; entries without a rank come last in their division.
    """
    texts = chinese()
    standings = result.standings
    if result.rules.within_event:
        standings = sorted(standings, key=place_order)
    people = {
        standing.entry.entry: competitors(result, units, standing.entry.entry)
        for standing in standings
    }
    divisions = list(dict.fromkeys(standing.entry.division for standing in standings))
    rules = result.rules
    columns: list[tuple[Field, list[Cell]]] = [
        (Field("名次", 34, "center"), [_rank(standing) for standing in standings])
    ]
    if len(divisions) > 1:
        cells: list[Cell] = [texts.term("division", item.entry.division) for item in standings]
        columns.append((Field("组别", 42, "center"), cells))
    columns += [
        (field, [*found])
        for field, found in (
            (
                Field("选手", 72),
                ["、".join(one.name for one in people[item.entry.entry]) for item in standings],
            ),
            (
                Field("单位", 130),
                [
                    "、".join(
                        dict.fromkeys(one.unit for one in people[item.entry.entry] if one.unit)
                    )
                    for item in standings
                ],
            ),
            (Field("代表队", 100), [item.entry.delegation for item in standings]),
        )
        if any(found)
    ]
    columns.append((Field("总分", 48, "right"), [_total(rules, item) for item in standings]))
    if rules.scale:
        columns.append((Field("换算分", 46, "right"), [_scale(item) for item in standings]))
    if rules.medals:
        medals: list[Cell] = [texts.term("medal", item.medal) for item in standings]
        columns.append((Field("奖牌", 44, "center"), medals))
    if rules.prizes:
        prizes: list[Cell] = [texts.term("prize", item.prize) for item in standings]
        columns.append((Field("奖项", 44, "center"), prizes))
    columns.append((Field("备注", 106), [_remark(texts, rules, item) for item in standings]))
    event = result.event
    ranked = sum(item.entry.status is Status.OK for item in standings)
    parts = [
        event.competition,
        texts.term("class", event.event_class),
        *([texts.term("division", divisions[0])] if len(divisions) == 1 else []),
        day_text(event.held_on),
        f"共{len(standings)}个参赛单元，计入名次{ranked}个",
    ]
    section = Section(
        name="成绩公布单",
        suffix="",
        title=f"{event.name}成绩公布单",
        subtitle="　".join(filter(None, parts)),
        fields=tuple(field for field, _ in columns),
        rows=tuple(zip(*(cells for _, cells in columns), strict=True)),
        signatures=_SIGNATURES,
        landscape=False,
    )
    return Document((section,), season_title, event.held_on, public=True)


def _rank(standing: Standing) -> Cell:
    if standing.rank is None:
        return ""
    if standing.entry.status is Status.GUEST:
        return f"（{standing.rank}）"
    return Number(standing.rank)


def _total(rules: EventRules, standing: Standing) -> Cell:
    if standing.score is None:
        return ""
    return Number(standing.score.total_digits, rules.scheme.total_decimals)


def _scale(standing: Standing) -> Cell:
    return "" if standing.scale is None else Number(standing.scale)


def _remark(texts: Texts, rules: EventRules, standing: Standing) -> str:
    """Say what the rank alone does not: a state, a tie, or the key that decided a close place."""
    status = standing.entry.status
    if status is Status.GUEST:
        return "特邀，不占名次" if standing.rank else "特邀，打分不全"
    if status is not Status.OK:
        return texts.term("status", status)
    if standing.tied:
        return f"{standing.tie_size}个单元并列"
    if standing.separated_by == SEPARATED_BY_RULING:
        return "成绩相同，经裁定排序"
    first = rules.rank_by[0].text
    if standing.separated_by in ("", first):
        return ""
    names = [key_name_by_text(texts, rules, key) for key in (first, standing.separated_by)]
    return f"{names[0]}相同，以“{names[1]}”定先后"
