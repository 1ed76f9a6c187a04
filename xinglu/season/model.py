"""The content of a season folder, checked and typed: what every calculation starts from."""

from datetime import date

import msgspec

from certificates.issuing.rules import Issued
from competition.participation.rules import ParticipationReport
from competition.people.rules import EarlierPromotion, Organisation, RecognisedBase, TitleHolder
from competition.plan.rules import Event
from competition.registration.rules import Entry, Member
from judging.awards.rules.inputs import (
    Approval,
    ExpertTeam,
    PaidLine,
    Ruling,
    RulingOptions,
    WorldSkillsPlayer,
)
from judging.marking.rules.scheme import Adjustment, Coefficient, Mark
from judging.ranking.rules.event_rules import EventRules


class EventInput(msgspec.Struct, frozen=True):
    """One event with its rules, entries and marks; rows as given, order without meaning."""

    event: Event
    rules: EventRules
    entries: tuple[Entry, ...]
    members: tuple[Member, ...] = ()
    marks: tuple[Mark, ...] = ()
    coefficients: tuple[Coefficient, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()


class Season(msgspec.Struct, frozen=True):
    """A whole season; `ruleset` is the code of a ruleset, `pool_year` the WorldSkills year."""

    title: str
    year: int
    ruleset: str
    options: RulingOptions = RulingOptions()
    approval: Approval | None = None
    pool_year: int | None = None
    organisations: tuple[Organisation, ...] = ()
    events: tuple[EventInput, ...] = ()
    title_holders: tuple[TitleHolder, ...] = ()
    promotions_before: tuple[EarlierPromotion, ...] = ()
    expert_teams: tuple[ExpertTeam, ...] = ()
    worldskills: tuple[WorldSkillsPlayer, ...] = ()
    bases: tuple[RecognisedBase, ...] = ()
    paid: tuple[PaidLine, ...] = ()
    participations: tuple[ParticipationReport, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    issued: tuple[Issued, ...] = ()

    @property
    def held_until(self) -> date | None:
        """The last day on which an event of the season is held."""
        return max((event.event.held_on for event in self.events), default=None)
