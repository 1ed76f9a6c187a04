"""Checks that need the whole: panels of every entry, and rulings that must answer something."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from competition.people.rules import LegalEntities, RecognisedBase
from competition.registration.rules import Status
from judging.awards.rules.grants import rises_to_key
from judging.awards.rules.inputs import Ruling, RulingKind
from judging.awards.rules.worldskills import (
    Project,
    candidates,
    edition_year,
    projects_of,
)
from judging.marking.rules.panel import PanelFault
from judging.ranking.rules.placing import Standing, place_event
from judging.ranking.rules.scoring import Scoring, ScoringFault, score_event
from xinglu.season.event_reading import ReadEvent
from xinglu.season.model import EventInput, Season
from xinglu.season.problems import Findings

_FAULT_MESSAGES = {
    PanelFault.TOO_FEW: "too_few",
    PanelFault.NONE_LEFT: "none_left",
    PanelFault.TWO_FOR_SINGLE: "two_for_single",
    PanelFault.SPREAD: "spread",
}


class RulingTargets(msgspec.Struct, frozen=True):
    """What rulings can be held against, as far as it was read without problems.

    `events` are all event codes (None when events.csv could not be read), `clean_events` those
    whose folder has no problem; `worldskills` and `bases` say that these tables were read.
    """

    events: set[str] | None
    clean_events: frozenset[str]
    worldskills: bool
    bases: bool


class RulingRows(msgspec.Struct, frozen=True):
    """Where the rulings of a season stand: the label of their table and the row of each.

    `misplaced` counts rulings that were found wrong already and may be missing elsewhere.
    """

    label: str
    rows: Sequence[int]
    misplaced: int


def check_events(events: Sequence[ReadEvent], findings: Findings) -> dict[str, Scoring]:
    """Score every event and note what kept an entry from being scored.

    What follows from a problem that is known already is not noted again.
    """
    scorings = {}
    for event in events:
        given = event.input
        scoring = score_event(
            given.rules.scheme, given.entries, given.marks, given.coefficients, given.adjustments
        )
        scorings[given.event.event] = scoring
        if event.sure and scoring.faults:
            _note_faults(event, scoring.faults, findings)
    return scorings


def _note_faults(event: ReadEvent, faults: Iterable[ScoringFault], findings: Findings) -> None:
    scheme = event.input.rules.scheme
    aspects = {aspect.aspect: aspect for aspect in scheme.aspects}
    rows = {id(mark): row for row, mark in zip(event.mark_rows, event.input.marks, strict=True)}
    noted = [
        fault
        for fault in faults
        if (fault.entry, fault.aspect) not in event.flawed_cells
        and fault.aspect not in event.unsure_aspects
        and fault.entry not in event.unsure_entries
    ]
    missing: Counter[tuple[str, str]] = Counter()
    for fault in noted:
        if fault.fault is PanelFault.TOO_FEW:
            number = aspects[fault.aspect].judges - len(fault.marks)
            missing["entry", fault.entry] += number
            missing["aspect", fault.aspect] += number
    for fault in noted:
        if fault.fault is PanelFault.TOO_FEW and any(
            0 < missing[place] <= event.misplaced[place]
            for place in (("entry", fault.entry), ("aspect", fault.aspect))
        ):
            continue
        two = fault.fault in (PanelFault.TWO_FOR_SINGLE, PanelFault.SPREAD)
        findings.add(
            event.marks_label,
            rows[id(fault.marks[-1])] if two else 0,
            "mark",
            _FAULT_MESSAGES[fault.fault],
            entry=fault.entry,
            aspect=fault.aspect,
            found=len(fault.marks),
            wanted=aspects[fault.aspect].judges,
            judges="、".join(mark.judge for mark in fault.marks),
            limit=scheme.judgement_spread,
        )


class _RulingCheck:
    """Where problems of rulings go."""

    def __init__(
        self,
        label: str,
        rows: Mapping[tuple[str, str, str], int],
        findings: Findings,
        misplaced: int,
    ) -> None:
        self._label = label
        self._rows = rows
        self._findings = findings
        self.misplaced = misplaced

    def misplace(self, ruling: Ruling, column: str, message: str, **values: object) -> None:
        """Note a problem of a ruling that may be meant for another place."""
        self.misplaced += 1
        self.problem(ruling, column, message, **values)

    def problem(self, ruling: Ruling, column: str, message: str, /, **values: object) -> None:
        row = self._rows[ruling.kind, ruling.event, ruling.entry]
        self._findings.add(self._label, row, column, message, **values)


def check_rulings(  # noqa: C901, PLR0912 - one branch for each kind of ruling and what it needs
    season: Season,
    scorings: Mapping[str, Scoring],
    known: RulingTargets,
    rows: RulingRows,
    findings: Findings,
) -> None:
    """Note rulings that answer nothing or with a value that is no answer."""
    keys = [(ruling.kind, ruling.event, ruling.entry) for ruling in season.rulings]
    check = _RulingCheck(
        rows.label, dict(zip(keys, rows.rows, strict=True)), findings, rows.misplaced
    )
    ties: dict[str, list[Ruling]] = defaultdict(list)
    projects = {
        (project.ruling_event, project.entry): project
        for project in projects_of(season.worldskills)
    }
    entities = LegalEntities(season.organisations)
    for ruling in season.rulings:
        if ruling.kind is RulingKind.TIE:
            if known.events is None or ruling.event in known.events:
                ties[ruling.event].append(ruling)
            else:
                check.misplace(ruling, "event", "dangling", value=ruling.event, target="events.csv")
        elif ruling.kind is RulingKind.BASE and not ruling.event:
            if known.bases:
                _check_grant_ruling(season, ruling, entities, check)
        elif not known.worldskills:
            continue
        elif (project := projects.get((ruling.event, ruling.entry))) is None:
            value = f"{ruling.event} {ruling.entry}"
            check.problem(ruling, "event", "dangling", value=value, target="worldskills.csv")
        elif ruling.kind is RulingKind.BASE:
            if known.bases:
                _check_base_ruling(season, ruling, project, entities, check)
        else:
            _check_two_ruling(ruling, project, entities, check)
    for event in season.events:
        code = event.event.event
        if code in ties and code in known.clean_events and not scorings[code].faults:
            _check_ties(event, scorings[code], ties[code], check)


def _check_yes_no(ruling: Ruling, check: _RulingCheck) -> None:
    if ruling.value not in ("yes", "no"):
        check.problem(ruling, "value", "ruling_value", value=ruling.value, allowed="yes / no")


def _check_grant_ruling(
    season: Season, ruling: Ruling, entities: LegalEntities, check: _RulingCheck
) -> None:
    _check_yes_no(ruling, check)
    risen = any(
        rises_to_key(base, season.bases, entities)
        for base in season.bases
        if entities.of(base.organisation) == entities.of(ruling.entry)
    )
    if not risen:
        why, reason = "该基地没有由省级升为重点", "no rise from provincial to key"
        check.problem(ruling, "entry", "ruling_nothing", why=why, reason=reason)


def _check_base_ruling(
    season: Season,
    ruling: Ruling,
    project: Project,
    entities: LegalEntities,
    check: _RulingCheck,
) -> None:
    _check_yes_no(ruling, check)
    found = candidates(project, lambda player: player.base, entities)
    held = edition_year(project.edition) or 0
    if all(_recognised(season.bases, entity, held, entities) for entity in found):
        why, reason = "基地均已认定", "every base is recognised"
        check.problem(ruling, "entry", "ruling_nothing", why=why, reason=reason)


def _recognised(
    bases: Sequence[RecognisedBase], entity: str, year: int, entities: LegalEntities
) -> bool:
    return any(
        entities.of(base.organisation) == entity and base.recognised_on.year <= year
        for base in bases
    )


def _check_two_ruling(
    ruling: Ruling, project: Project, entities: LegalEntities, check: _RulingCheck
) -> None:
    if ruling.kind is RulingKind.TWO_BASES:
        open_codes = [candidates(project, lambda player: player.base, entities)]
    else:
        teams = {item.expert_team: item.expert_team for item in project.cultivated}
        teams.pop("", None)
        open_codes = [candidates(project, lambda player: player.sending_unit, entities), teams]
    several = [found for found in open_codes if len(found) > 1]
    if not several:
        why, reason = "该参赛单元没有多个受益单位", "there are not several beneficiaries"
        check.problem(ruling, "entry", "ruling_nothing", why=why, reason=reason)
        return
    known = {entity for found in several for entity in found}
    codes = [code for found in several for code in sorted(found.values())]
    named = [part.strip() for part in ruling.value.split(";")]
    if not all(entities.of(code) in known or code in known for code in named):
        allowed = " ; ".join(codes)
        check.problem(ruling, "value", "ruling_value", value=ruling.value, allowed=allowed)


def _check_ties(
    event: EventInput, scoring: Scoring, rulings: Sequence[Ruling], check: _RulingCheck
) -> None:
    placed = place_event(event.rules, event.entries, scoring.scores)
    standings = placed.by_entry()
    groups: dict[tuple[str, int], list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        standing = standings.get(ruling.entry)
        if standing is None:
            check.misplace(ruling, "entry", "dangling", value=ruling.entry, target="entries.csv")
        elif not standing.tied:
            why, reason = f"{ruling.entry} 没有并列", "is not tied"
            check.misplace(ruling, "entry", "ruling_nothing", why=why, reason=reason)
        else:
            groups[_group(event, standing), standing.tie_rank].append(ruling)
    for (group, rank), found in groups.items():
        tied = [
            standing
            for standing in placed.standings
            if standing.entry.status is Status.OK
            and standing.tie_rank == rank
            and _group(event, standing) == group
        ]
        last = rank + len(tied) - 1
        places = sorted(ruling.value for ruling in found)
        if 0 < len(tied) - len(found) <= check.misplaced:
            continue
        if len(found) != len(tied) or places != sorted(
            str(place) for place in range(rank, last + 1)
        ):
            entries = "、".join(standing.entry.entry for standing in tied)
            check.problem(
                found[0],
                "value",
                "ruling_places",
                rank=rank,
                entries=entries,
                first=rank,
                last=last,
            )


def _group(event: EventInput, standing: Standing) -> str:
    return "" if event.rules.within_event else standing.entry.division
