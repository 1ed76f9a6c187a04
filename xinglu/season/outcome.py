"""Compute a season: standings, awards, money, pool, plan and medal table from its input."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from competition.participation.rules import counter_sentence, rolling_sum
from competition.people.rules import LegalEntities
from competition.policy.loader import load_ruleset
from competition.policy.rules import Ruleset
from competition.registration.rules import Member, Status
from judging.awards.rules.bonuses import (
    PaidBefore,
    bonus_order,
    medallist_bonuses,
    title_bonuses,
)
from judging.awards.rules.decisions import BonusLine, Decision, PoolDecision, TitleDecision
from judging.awards.rules.grants import decide_grants
from judging.awards.rules.inputs import Ruling, RulingKind
from judging.awards.rules.lines import EventResult
from judging.awards.rules.pool import decide_pool
from judging.awards.rules.titles import decide_promotions, decide_titles, nominated_titles
from judging.awards.rules.worldskills import WorldSkillsBonuses
from judging.ranking.rules.event_rules import Medal
from judging.ranking.rules.placing import EventStandings, place_event
from judging.ranking.rules.scoring import Scoring, score_event
from xinglu.season.model import EventInput, Season
from xinglu.season.results import MedalCount, Outcome, PlanLine

Progress = Callable[[str], None]


def event_order(event: EventInput) -> tuple[str, str]:
    """Order of events everywhere: the day held, then the code."""
    return (event.event.held_on.isoformat(), event.event.event)


def tie_places(rulings: Iterable[Ruling], event: str) -> dict[str, int]:
    """Give the places that rulings gave to tied entries of one event."""
    return {
        ruling.entry: int(ruling.value)
        for ruling in rulings
        if ruling.kind is RulingKind.TIE and ruling.event == event
    }


def standings_of(
    event: EventInput, rulings: Iterable[Ruling], scoring: Scoring | None = None
) -> EventStandings:
    """Score (unless that was done) and place one event whose input is without problems."""
    scoring = scoring or score_event(
        event.rules.scheme, event.entries, event.marks, event.coefficients, event.adjustments
    )
    places = tie_places(rulings, event.event.event)
    return place_event(event.rules, event.entries, scoring.scores, places)


def members_by_entry(members: Iterable[Member]) -> dict[str, list[Member]]:
    """Gather the members of each entry."""
    found: dict[str, list[Member]] = {}
    for member in members:
        found.setdefault(member.entry, []).append(member)
    return found


def results_of(season: Season, standings: Mapping[str, EventStandings]) -> list[EventResult]:
    """Give the events as awards see them, in order."""
    return [
        EventResult(
            event.event,
            event.rules,
            standings[event.event.event].standings,
            members_by_entry(event.members),
        )
        for event in sorted(season.events, key=event_order)
    ]


def outcome_of(
    season: Season,
    progress: Progress | None = None,
    scorings: Mapping[str, Scoring] | None = None,
) -> Outcome:
    """Compute everything that follows from a season; the same input gives the same outcome.

    `scorings` are the scores by event where reading already made them. `progress` is called with
    each event's code when its standings are there.
    """
    ruleset = load_ruleset(season.ruleset)
    standings: dict[str, EventStandings] = {}
    for event in sorted(season.events, key=event_order):
        scoring = (scorings or {}).get(event.event.event)
        placed = standings_of(event, season.rulings, scoring)
        standings[event.event.event] = placed
        if progress is not None:
            progress(event.event.event)
    results = results_of(season, standings)
    titles = decide_titles(
        results, ruleset, season.options, season.title_holders, season.approval, season.year
    )
    promotions = decide_promotions(
        results, ruleset, season.options, season.promotions_before, season.year
    )
    pool = decide_pool(results, ruleset.pool, season.pool_year)
    return Outcome(
        standings=standings,
        titles=titles,
        promotions=promotions,
        bonuses=bonus_lines(season, ruleset, results, titles),
        grants=decide_grants(
            season.bases, season.organisations, season.rulings, ruleset.grants, season.paid
        ),
        pool=pool,
        plan=plan_lines(season, ruleset, titles, pool),
        medal_table=medal_table(standings),
    )


def bonus_lines(
    season: Season,
    ruleset: Ruleset,
    results: Iterable[EventResult],
    titles: tuple[TitleDecision, ...],
) -> tuple[BonusLine, ...]:
    """Gather every bonus line of a season, in the order of the sheet."""
    paid = PaidBefore(season.paid, LegalEntities(season.organisations))
    medals = WorldSkillsBonuses(
        ruleset.worldskills,
        season.options,
        season.organisations,
        season.expert_teams,
        season.bases,
        season.rulings,
        paid,
    )
    lines = [
        *medals.decide(season.worldskills),
        *title_bonuses(titles, ruleset, paid),
        *medallist_bonuses(results, ruleset, season.options, paid),
    ]
    return tuple(sorted(lines, key=bonus_order))


def medal_table(standings: Mapping[str, EventStandings]) -> tuple[MedalCount, ...]:
    """Count medals and ok entries by delegation over all events."""
    entries: Counter[str] = Counter()
    medals: Counter[tuple[str, str]] = Counter()
    for event in standings.values():
        for standing in event.standings:
            if standing.entry.status is Status.OK:
                entries[standing.entry.delegation] += 1
                medals[standing.entry.delegation, standing.medal] += 1
    counts = [
        MedalCount(
            delegation,
            medals[delegation, Medal.GOLD],
            medals[delegation, Medal.SILVER],
            medals[delegation, Medal.BRONZE],
            medals[delegation, Medal.EXCELLENCE],
            number,
        )
        for delegation, number in entries.items()
    ]
    return tuple(sorted(counts, key=_medal_table_order))


def _medal_table_order(count: MedalCount) -> tuple[int, int, int, int, str]:
    return (-count.gold, -count.silver, -count.bronze, -count.excellence, count.delegation)


def plan_lines(
    season: Season,
    ruleset: Ruleset,
    titles: tuple[TitleDecision, ...],
    pool: tuple[PoolDecision, ...],
) -> tuple[PlanLine, ...]:
    """Hold the season against the targets of measures 19 to 22."""
    plan = ruleset.plan
    counted = [event for event in season.events if event.event.event_class in plan.event_classes]
    participations = rolling_sum(season.participations, season.year, plan.participation_years)
    in_pool = sum(item.decision is Decision.NOMINATE for item in pool)
    nominated = len(nominated_titles(titles))
    lines = [
        PlanLine("19", "pool", "", str(in_pool), f"进入选拔集训库{in_pool}人。"),
        PlanLine(
            "20",
            "events",
            str(plan.events_a_year),
            str(len(counted)),
            f"省级赛项{len(counted)}个，年度目标{plan.events_a_year}个"
            f"（{'已达到' if len(counted) >= plan.events_a_year else '未达到'}）。",
        ),
        PlanLine(
            "20",
            "participations",
            str(plan.participations),
            str(participations),
            counter_sentence(
                season.year, plan.participation_years, participations, plan.participations
            ),
        ),
        PlanLine("21", "titles", "", str(nominated), f"拟授予称号{nominated}人。"),
    ]
    for tag in plan.yearly_tags:
        tagged = sum(tag in event.event.tags for event in season.events)
        state = f"有{tagged}个赛项" if tagged else "今年还没有赛项"
        lines.append(PlanLine("22", tag, "1", str(tagged), f"“{tag}”{state}。"))
    return tuple(lines)
