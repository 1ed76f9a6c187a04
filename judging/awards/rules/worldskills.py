"""Money for WorldSkills medals: players, bases, sending units and expert teams (measure 21)."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from competition.people.rules import LegalEntities, Organisation, RecognisedBase
from competition.policy.rules import WorldSkillsRules
from judging.awards.rules.bonuses import PaidBefore, shares
from judging.awards.rules.decisions import BonusKind, BonusLine, Payment, Reason
from judging.awards.rules.inputs import (
    ExpertTeam,
    Origin,
    Ruling,
    RulingKind,
    RulingOptions,
    WorldSkillsPlayer,
)
from judging.awards.rules.money import ten_thousands_text
from judging.awards.rules.pool import MEDAL_NAMES
from judging.ranking.rules.event_rules import MEDAL_ORDER

Verdict = tuple[Payment, Reason, str]

KIND_NAMES = {
    BonusKind.BASE: "集训基地",
    BonusKind.SENDING_UNIT: "选送单位",
    BonusKind.EXPERT_TEAM: "技术指导专家团队",
}


class Project(msgspec.Struct, frozen=True):
    """One medal project: the players of one entry in one skill of one edition, by ID."""

    edition: str
    skill: str
    entry: str
    skill_name: str
    medal: str
    players: tuple[WorldSkillsPlayer, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """Give edition, skill and entry."""
        return (self.edition, self.skill, self.entry)

    @property
    def ruling_event(self) -> str:
        """Give the event as rulings name it: edition/skill."""
        return f"{self.edition}/{self.skill}"

    @property
    def cultivated(self) -> tuple[WorldSkillsPlayer, ...]:
        """Give the players trained here."""
        return tuple(player for player in self.players if player.origin is Origin.CULTIVATED)


def edition_year(edition: str) -> int | None:
    """Give the first four-digit number of an edition's name as its year, or None."""
    run = ""
    for character in f"{edition} ":
        if character.isascii() and character.isdigit():
            run += character
            continue
        if len(run) == YEAR_DIGITS:
            return int(run)
        run = ""
    return None


YEAR_DIGITS = 4


def projects_of(players: Iterable[WorldSkillsPlayer]) -> list[Project]:
    """Gather players into projects, by edition, medal, skill and entry."""
    rows: dict[tuple[str, str, str], list[WorldSkillsPlayer]] = {}
    for player in sorted(players, key=lambda item: item.id_number):
        rows.setdefault((player.edition, player.skill, player.entry), []).append(player)
    projects = [
        Project(*key, found[0].skill_name, found[0].medal, tuple(found))
        for key, found in rows.items()
    ]
    return sorted(
        projects, key=lambda item: (item.edition, MEDAL_ORDER[item.medal], item.skill, item.entry)
    )


def candidates(
    project: Project, code_of: Callable[[WorldSkillsPlayer], str], entities: LegalEntities
) -> dict[str, str]:
    """Give the legal entities that the cultivated players name, each under one code.

    Of several codes of one entity the code of the player with the smallest ID stands.
    """
    found: dict[str, str] = {}
    for player in project.cultivated:
        if code := code_of(player):
            found.setdefault(entities.of(code), code)
    return found


class WorldSkillsBonuses:
    """Decides the lines of all medal projects of a season, in the contract's order of reasons."""

    def __init__(  # noqa: PLR0913, PLR0917 - the sources that decide a line
        self,
        rules: WorldSkillsRules,
        options: RulingOptions,
        organisations: Iterable[Organisation],
        teams: Iterable[ExpertTeam],
        bases: Iterable[RecognisedBase],
        rulings: Iterable[Ruling],
        paid: PaidBefore,
    ) -> None:
        """Keep the sources, indexed."""
        self._rules = rules
        self._options = options
        organisations = list(organisations)
        self._entities = LegalEntities(organisations)
        self._names = {organisation.code: organisation.name for organisation in organisations}
        self._teams = {(team.team, team.edition, team.skill): team.name for team in teams}
        self._recognised: dict[str, int] = {}
        for base in bases:
            entity = self._entities.of(base.organisation)
            year = base.recognised_on.year
            self._recognised[entity] = min(year, self._recognised.get(entity, year))
        self._rulings: Mapping[tuple[str, str, str], Ruling] = {
            (ruling.kind, ruling.event, ruling.entry): ruling for ruling in rulings
        }
        self._paid = paid
        self._paid_in_edition: dict[tuple[str, str], str] = {}

    def decide(self, players: Iterable[WorldSkillsPlayer]) -> list[BonusLine]:
        """Give every line of every project."""
        lines: list[BonusLine] = []
        for project in projects_of(players):
            lines += self._player_lines(project)
            bases = self._organisation_lines(project, BonusKind.BASE, [])
            lines += bases
            lines += self._organisation_lines(project, BonusKind.SENDING_UNIT, bases)
            lines += self._team_lines(project)
        return lines

    def is_recognised(self, project: Project, code: str) -> bool:
        """Say whether a base's legal entity was recognised on or before the edition year."""
        year = self._recognised.get(self._entities.of(code))
        held = edition_year(project.edition)
        return year is not None and held is not None and year <= held

    def _player_lines(self, project: Project) -> list[BonusLine]:
        amounts = shares(
            self._rules.player[project.medal], len(project.players), self._options.pair
        )
        lines = []
        for player, amount in zip(project.players, amounts, strict=True):
            person = (player.id_number, player.name)
            verdict = self._paid_verdict(project, BonusKind.PLAYER, player.id_number)
            if verdict is None:
                shared = self._options.pair == "shared" and len(project.players) > 1
                part = "（同一参赛单元均分）" if shared else ""
                why = f"{_what(project)}，选手奖励{ten_thousands_text(amount)}{part}。"
                verdict = (Payment.PAY, Reason.RANKED, why)
            lines.append(self._line(project, BonusKind.PLAYER, person, amount, verdict))
        return lines

    def _absent_verdict(
        self, project: Project, kind: BonusKind, found: Mapping[str, str]
    ) -> Verdict | None:
        name = KIND_NAMES[kind]
        if not project.cultivated:
            why = f"{_what(project)}；选手均为引进，{name}不享受。"
            return Payment.REFUSE, Reason.INTRODUCED, why
        if not found:
            return Payment.REFUSE, Reason.NO_BENEFICIARY, f"{_what(project)}；未填写{name}。"
        return None

    def _organisation_lines(
        self, project: Project, kind: BonusKind, bases: Sequence[BonusLine]
    ) -> list[BonusLine]:
        is_base = kind is BonusKind.BASE
        found = candidates(
            project, lambda item: item.base if is_base else item.sending_unit, self._entities
        )
        amount = (self._rules.base if is_base else self._rules.sending_unit)[project.medal]
        verdict = self._absent_verdict(project, kind, found)
        if verdict is not None:
            return [self._line(project, kind, ("", ""), amount, verdict)]
        ruling_kind = RulingKind.TWO_BASES if is_base else RulingKind.TWO_UNITS
        lines = []
        for code in sorted(found.values()):
            verdict = self._several_verdict(project, kind, ruling_kind, found, code)
            if verdict is None and is_base:
                verdict = self._recognition_verdict(project, code)
            if verdict is None and not is_base:
                verdict = self._same_entity_verdict(project, bases, code)
            if verdict is None:
                verdict = self._edition_verdict(project, code)
            if verdict is None:
                verdict = self._organisation_paid_verdict(project, kind, code)
            if verdict is None:
                why = f"{_what(project)}，{KIND_NAMES[kind]}奖励{ten_thousands_text(amount)}。"
                verdict = (Payment.PAY, Reason.RANKED, why)
            lines.append(self._line(project, kind, (code, self._names[code]), amount, verdict))
        for line in lines:
            if line.decision is Payment.PAY or line.reason is Reason.ALREADY_PAID:
                entity = self._entities.of(line.beneficiary)
                self._paid_in_edition.setdefault((project.edition, entity), _what(project))
        return lines

    def _several_verdict(
        self,
        project: Project,
        kind: BonusKind,
        ruling_kind: RulingKind,
        found: Mapping[str, str],
        code: str,
    ) -> Verdict | None:
        if len(found) == 1:
            return None
        several = f"{_what(project)}；同一参赛单元有{len(found)}个{KIND_NAMES[kind]}"
        ruling = self._rulings.get((ruling_kind, project.ruling_event, project.entry))
        named: set[str] = set()
        if ruling is not None:
            named = {self._entities.of(part.strip()) for part in ruling.value.split(";")}
        if ruling is None or named.isdisjoint(found):
            # A ruling answers for the kinds of beneficiary that it names somebody of.
            return Payment.RULING, Reason.TWO_UNITS, f"{several}，须由书面裁定决定。"
        if self._entities.of(code) in named:
            return None
        why = f"{several}，{ruling.document}裁定给其他单位。"
        return Payment.REFUSE, Reason.TWO_UNITS, why

    def _recognition_verdict(self, project: Project, code: str) -> Verdict | None:
        if self.is_recognised(project, code):
            return None
        held = edition_year(project.edition)
        why = f"{_what(project)}；{self._names[code]}在{held}年及以前未被认定为集训基地"
        ruling = self._rulings.get((RulingKind.BASE, project.ruling_event, project.entry))
        if ruling is None:
            why = f"{why}，须由书面裁定决定。"
            return Payment.RULING, Reason.NOT_A_RECOGNISED_BASE, why
        if ruling.value == "yes":
            return None
        why = f"{why}，{ruling.document}裁定不予发放。"
        return Payment.REFUSE, Reason.NOT_A_RECOGNISED_BASE, why

    def _same_entity_verdict(
        self, project: Project, bases: Sequence[BonusLine], code: str
    ) -> Verdict | None:
        one_line = self._options.repeat == "one_line"
        reading = "每枚奖牌只发一项" if one_line else "同一法人不重复享受"
        for base in bases:
            settled = base.decision is Payment.PAY or base.reason is Reason.ALREADY_PAID
            same = base.beneficiary and self._entities.of(base.beneficiary) == self._entities.of(
                code
            )
            if settled and (same or one_line):
                how = "已享受" if base.decision is Payment.PAY else "一项按此前已发放处理"
                why = f"{_what(project)}；集训基地{base.name}{how}，{reading}。"
                return Payment.REFUSE, Reason.SAME_ENTITY, why
        if one_line and any(base.decision is Payment.RULING for base in bases):
            why = f"{_what(project)}；集训基地一项尚待裁定，{reading}。"
            return Payment.RULING, Reason.SAME_ENTITY, why
        return None

    def _edition_verdict(self, project: Project, code: str) -> Verdict | None:
        if self._options.repeat != "highest_per_edition":
            return None
        before = self._paid_in_edition.get((project.edition, self._entities.of(code)))
        if before is None:
            return None
        why = f"{_what(project)}；同一法人本届已因“{before}”享受，每届只按最高奖牌享受一次。"
        return Payment.REFUSE, Reason.PAID_THIS_EDITION, why

    def _organisation_paid_verdict(
        self, project: Project, kind: BonusKind, code: str
    ) -> Verdict | None:
        """Refuse what was paid: this line, or the other of the two lines to the same entity."""
        verdict = self._paid_verdict(project, kind, code)
        other = BonusKind.SENDING_UNIT if kind is BonusKind.BASE else BonusKind.BASE
        if verdict is None:
            verdict = self._paid_verdict(project, other, code)
        if verdict is None and self._options.repeat == "one_line":
            earlier = self._paid.of_kind(project.key, other)
            if earlier is not None:
                why = f"此前已发放{KIND_NAMES[other]}一项（{earlier.document}），每枚奖牌只发一项。"
                return Payment.REFUSE, Reason.ALREADY_PAID, why
        return verdict

    def _paid_verdict(self, project: Project, kind: BonusKind, beneficiary: str) -> Verdict | None:
        earlier = self._paid.find(project.key, kind, beneficiary)
        if earlier is None:
            return None
        amount = ten_thousands_text(earlier.amount)
        why = f"{_what(project)}；此前已发放{amount}（{earlier.document}），不重复发放。"
        return Payment.REFUSE, Reason.ALREADY_PAID, why

    def _team_lines(self, project: Project) -> list[BonusLine]:
        kind = BonusKind.EXPERT_TEAM
        amount = self._rules.expert_team[project.medal]
        teams = sorted({item.expert_team for item in project.cultivated if item.expert_team})
        found = {team: team for team in teams}
        verdict = self._absent_verdict(project, kind, found)
        if verdict is not None:
            return [self._line(project, kind, ("", ""), amount, verdict)]
        lines = []
        for team in teams:
            verdict = self._several_verdict(project, kind, RulingKind.TWO_UNITS, found, team)
            if verdict is None:
                verdict = self._paid_verdict(project, kind, team)
            if verdict is None:
                why = f"{_what(project)}，{KIND_NAMES[kind]}奖励{ten_thousands_text(amount)}。"
                verdict = (Payment.PAY, Reason.RANKED, why)
            name = self._teams.get((team, project.edition, project.skill), "")
            lines.append(self._line(project, kind, (team, name), amount, verdict))
        return lines

    def _line(
        self,
        project: Project,
        kind: BonusKind,
        beneficiary: tuple[str, str],
        amount: int,
        verdict: Verdict,
    ) -> BonusLine:
        decision, reason, why = verdict
        return BonusLine(
            project.edition,
            project.skill,
            project.medal,
            project.entry,
            kind,
            *beneficiary,
            amount if decision is Payment.PAY else 0,
            decision,
            reason,
            self._rules.clause,
            why,
        )


def _what(project: Project) -> str:
    return f"{project.edition} {project.skill_name}{MEDAL_NAMES[project.medal]}（{project.entry}）"
