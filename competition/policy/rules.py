"""The typed shape of a ruleset: every number of a regulation that a season is computed by."""

from datetime import date

import msgspec


class TitleLine(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"event_class": "class"}
):
    """Who is inside the title line of one event class: a last rank, or the medals that count.

    `last_rank_by_entry_size[i]` holds for entries of i + 1 people; the last number for larger ones.
    """

    event_class: str
    last_rank_by_entry_size: tuple[int, ...] = ()
    medals: tuple[str, ...] = ()

    def last_rank(self, entry_size: int) -> int | None:
        """Give the last rank inside the line, or None where medals decide."""
        if not self.last_rank_by_entry_size:
            return None
        steps = self.last_rank_by_entry_size
        return steps[min(entry_size, len(steps)) - 1]


class TitleRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which title is given, to which divisions, inside which lines."""

    title: str
    divisions: tuple[str, ...]
    clause: str
    lines: tuple[TitleLine, ...]


class PromotionStep(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"levels": "from"}
):
    """One step of the skill ladder: any of `levels` rises to `to`."""

    levels: tuple[str, ...]
    to: str


class PromotionRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The ladder of skill levels for working people and for students."""

    clause: str
    steps: tuple[PromotionStep, ...]
    student_steps: tuple[PromotionStep, ...]

    def target(self, level: str, *, student: bool) -> str | None:
        """Give the level that `level` rises to, or None at the top of the ladder."""
        for step in self.student_steps if student else self.steps:
            if level in step.levels:
                return step.to
        return None


class SmallestField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The smallest number of ranked entries of a group that still gives titles, by event class."""

    clause: str = ""
    by_class: dict[str, int] = {}


class TitleBonus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Money for each nominated person; `amount` in yuan."""

    clause: str
    amount: int


class MedallistRules(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"event_class": "class"}
):
    """Money for the medallists (or first ranks) of one event class; amounts in yuan."""

    event_class: str
    clause: str
    by_medal: dict[str, int] = {}
    by_rank: tuple[int, ...] = ()
    coach_team: bool = False


class WorldSkillsRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Money for a WorldSkills medal by beneficiary kind and medal; amounts in yuan."""

    clause: str
    player: dict[str, int]
    base: dict[str, int]
    sending_unit: dict[str, int]
    expert_team: dict[str, int]


class GrantRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Construction grants for recognised training bases; amounts in yuan."""

    clause: str
    key: int
    provincial: int


class PoolClass(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"event_class": "class"}
):
    """An event class whose rank 1 (and these medals) enter the selection and training pool."""

    event_class: str
    medals: tuple[str, ...]


class PoolRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who enters the WorldSkills selection and training pool; ages in years."""

    clause: str
    max_age: int
    raised_age_tag: str
    raised_max_age: int
    classes: tuple[PoolClass, ...]


class PlanRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the yearly plan is held against."""

    events_clause: str
    events_a_year: int
    event_classes: tuple[str, ...]
    participations: int
    participation_years: int
    rural_clause: str
    yearly_tags: tuple[str, ...]


class Ruleset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One regulation as data: document, date in force and every number with its clause."""

    code: str
    document: str
    name: str
    effective_from: date
    status: str
    titles: TitleRules
    promotions: PromotionRules
    worldskills: WorldSkillsRules
    grants: GrantRules
    pool: PoolRules
    plan: PlanRules
    smallest_field: SmallestField = SmallestField()
    title_bonus: TitleBonus | None = None
    medallists: tuple[MedallistRules, ...] = ()

    def title_line(self, event_class: str) -> TitleLine | None:
        """Give the title line of an event class, or None where the class gives no title."""
        for line in self.titles.lines:
            if line.event_class == event_class:
                return line
        return None

    def medallist_rules(self, event_class: str) -> MedallistRules | None:
        """Give the money rules of an event class, or None where the class gives none."""
        for rules in self.medallists:
            if rules.event_class == event_class:
                return rules
        return None
