"""Puts the season together: fill the events, plant the cases, verify, write."""

from pathlib import Path
from random import Random

from . import (
    fields,
    money,
    people_cases,
    plan_cases,
    ranking_cases,
    readme,
    scoring,
    title_cases,
    writing,
)
from .catalogue import CATALOGUE
from .model import Event, Person, Season, require
from .people import Registry

SEED = 20260418
_LEADERS = 5
"""How many of each field must pass every module, so that no refusal is there by chance."""


def build() -> Season:
    """Return the season; the same one each time."""
    registry = Registry(Random(f"{SEED} people"))  # noqa: S311  # an invented season, no secrets
    events: dict[str, Event] = {}
    for plan in CATALOGUE:
        rng = Random(f"{SEED} {plan.code}")  # noqa: S311  # an invented season, no secrets
        events[plan.code] = fields.fill(plan, registry, rng)
        fields.number(events[plan.code], rng)
    season = Season(events)
    registry.write(season, money.SAME)
    ranking_cases.plant_ties(season)
    ranking_cases.plant_statuses(season, registry)
    ranking_cases.plant_prizes(season)
    ranking_cases.plant_medals(season)
    title_cases.plant_titles(season, registry)
    people_cases.plant_promotions(season, registry)
    people_cases.plant_pool(season)
    people_cases.plant_holders(season)
    people_cases.plant_names(season)
    money.plant_worldskills(season, registry)
    money.plant_bases(season, registry)
    plan_cases.report_participations(season, Random(f"{SEED} reports"))  # noqa: S311  # no secrets
    plan_cases.expect_plan(season)
    for event in events.values():
        scoring.verify(event, _LEADERS)
    _one_number_each(season)
    return season


def _one_number_each(season: Season) -> None:
    known: dict[str, Person] = {}
    for event in season.events.values():
        for member in (member for entry in event.entries for member in entry.members):
            number = member.person.id_number.upper()
            same = known.setdefault(number, member.person) == member.person
            require(same, f"{number} belongs to two people")


def main(folder: Path) -> None:
    """Write the season into `folder`."""
    season = build()
    writing.write(season, folder, readme.text(season))
