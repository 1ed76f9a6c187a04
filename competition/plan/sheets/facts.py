"""What a workbook is read against and made from: the season, earlier seasons, words."""

from collections.abc import Sequence

import msgspec

from competition.plan.proposal_queries import (
    SourceEvent,
    competitions_of,
    proposals_of,
    season_before,
    source_events,
)
from competition.plan.queries import SeasonRow, events_of
from competition.plan.rules import (
    CITIES,
    EventApplication,
    EventClass,
    Series,
    years_later,
)
from competition.plan.sheets.reading import ReadPlan, SheetFacts
from competition.plan.sheets.template import PlanChoices, PlanContent
from competition.plan.tags import OTHER_TAGS, strategy_tags
from competition.storage.transaction import Transaction
from competition.web.language import Language, texts_of


def plan_choices(presets: Sequence[str]) -> PlanChoices:
    """Give the words of a workbook: always Chinese, whatever language the page speaks."""
    texts = texts_of(Language.CHINESE)
    return PlanChoices(
        classes={one.value: texts(f"class.{one}") for one in EventClass},
        serieses={one.value: texts(f"series.{one}") for one in Series if one is not Series.NONE},
        cities=CITIES,
        presets=presets,
        tags=strategy_tags(),
        other_tags={tag: texts("plan_tag.age25") if tag == "age25" else tag for tag in OTHER_TAGS},
    )


async def sheet_facts(
    transaction: Transaction, season: SeasonRow, presets: Sequence[str]
) -> SheetFacts:
    """Gather what a workbook of a season is read against."""
    choices = plan_choices(presets)
    houses = {row.id: row.application.name for row in await competitions_of(transaction, season.id)}
    proposals = await proposals_of(transaction, season.id)
    events = await events_of(transaction, season.id)
    codes = {(row.event.competition, row.event.name): row.event.event for row in events}
    codes |= {
        (houses[row.competition], row.application.name): row.application.code for row in proposals
    }
    earlier, latest = await season_before(transaction, season)
    return SheetFacts(
        classes={word: EventClass(code) for code, word in choices.classes.items()},
        serieses={word: Series(code) for code, word in choices.serieses.items()},
        cities={name: code for code, name in CITIES.items()} | {code: code for code in CITIES},
        tags={tag.name: tag.name for tag in strategy_tags()}
        | {tag: tag for tag in OTHER_TAGS}
        | {word: tag for tag, word in choices.other_tags.items()},
        schemes={name: name for name in presets} | {key: key for key in earlier} | latest,
        competitions=frozenset(houses.values()),
        codes=codes,
        taken=frozenset(code.casefold() for code in codes.values()),
        year=season.year,
        unnamed=frozenset(
            row.application.code.casefold() for row in proposals if not row.application.occupation
        ),
    )


async def season_content(
    transaction: Transaction, source: SeasonRow, years: int, codes: frozenset[str] | None = None
) -> PlanContent:
    """Give a season's plan as it may be planned again some years later, without its results.

    A name that tells the year tells the later one. `codes` are the events that are wanted, None
    for all of them. Schemes are named by `season/event`: they are copied when it is published.
    """
    houses = {row.id: row.application for row in await competitions_of(transaction, source.id)}
    wanted = [
        row
        for row in await source_events(transaction, source.id)
        if codes is None or row.application.code in codes
    ]

    def named(name: str) -> str:
        return name.replace(f"{source.year}年", f"{source.year + years}年")

    used = dict.fromkeys(row.competition for row in wanted)
    return PlanContent(
        competitions=[
            msgspec.structs.replace(
                houses[number],
                name=named(houses[number].name),
                starts_on=years_later(houses[number].starts_on, years),
                ends_on=years_later(houses[number].ends_on, years),
            )
            for number in used
        ],
        events=[(named(houses[row.competition].name), later(row, years)) for row in wanted],
    )


def later(row: SourceEvent, years: int) -> EventApplication:
    """Give an event some years later."""
    return msgspec.structs.replace(
        row.application, held_on=years_later(row.application.held_on, years)
    )


def without(content: PlanContent, facts: SheetFacts) -> ReadPlan:
    """Leave out what the season has already, by name of competitions and code of events."""
    return ReadPlan(
        tuple(one for one in content.competitions if one.name not in facts.competitions),
        tuple(one for one in content.events if one[1].code.casefold() not in facts.taken),
    )
