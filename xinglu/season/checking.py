"""Checks that need the whole: panels of every entry, and rulings that must answer something."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

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


def check_events(
    events: Sequence[ReadEvent], findings: Findings
) -> dict[str, Scoring]:
    """Score every event and note what kept an entry from being scored."""
    scorings = {}
    for event in events:
        given = event.input
        scoring = score_event(
            given.rules.scheme, given.entries, given.marks, given.coefficients, given.adjustments
        )
        for fault in scoring.faults:
            if (fault.entry, fault.aspect) in event.flawed_cells:
                continue
            _note_fault(event, fault, findings)
        scorings[given.event.event] = scoring
    return scorings


def _note_fault(event: ReadEvent, fault: ScoringFault, findings: Findings) -> None:
    scheme = event.input.rules.scheme
    aspect = next(item for item in scheme.aspects if item.aspect == fault.aspect)
    row = 0
    if fault.fault in (PanelFault.TWO_FOR_SINGLE, PanelFault.SPREAD):
        last = fault.marks[-1]
        row = next(
            number
            for number, mark in zip(event.mark_rows, event.input.marks, strict=True)
            if mark is last
        )
    findings.add(
        event.marks_label,
        row,
        "mark",
        _FAULT_MESSAGES[fault.fault],
        entry=fault.entry,
        aspect=fault.aspect,
        found=len(fault.marks),
        wanted=aspect.judges,
        judges="、".join(mark.judge for mark in fault.marks),
        limit=scheme.judgement_spread,
    )


class _RulingCheck:
    """Where problems of rulings go."""

    def __init__(
        self, label: str, rows: Mapping[tuple[str, str, str], int], findings: Findings
    ) -> None:
        self._label = label
        self._rows = rows
        self._findings = findings

    def problem(self, ruling: Ruling, column: str, message: str, **values: object) -> None:
        row = self._rows[ruling.kind, ruling.event, ruling.entry]
        self._findings.add(self._label, row, column, message, **values)


def check_rulings(
    season: Season,
    scorings: Mapping[str, Scoring],
    label: str,
    rows: Sequence[int],
    findings: Findings,
) -> None:
    """Note rulings that answer nothing or with a value that is no answer."""
    keys = [(ruling.kind, ruling.event, ruling.entry) for ruling in season.rulings]
    check = _RulingCheck(label, dict(zip(keys, rows, strict=True)), findings)
    ties: dict[str, list[Ruling]] = defaultdict(list)
    events = {event.event.event: event for event in season.events}
    projects = {
        (project.ruling_event, project.entry): project for project in projects_of(season.worldskills)
    }
    entities = LegalEntities(season.organisations)
    for ruling in season.rulings:
        if ruling.kind is RulingKind.TIE:
            if ruling.event in events:
                ties[ruling.event].append(ruling)
            else:
                check.problem(
                    ruling, "event", "dangling", value=ruling.event, target="events.csv"
                )
        elif ruling.kind is RulingKind.BASE and not ruling.event:
            _check_grant_ruling(season, ruling, entities, check)
        elif (project := projects.get((ruling.event, ruling.entry))) is None:
            target = "worldskills.csv"
            value = f"{ruling.event} {ruling.entry}"
            check.problem(ruling, "event", "dangling", value=value, target=target)
        elif ruling.kind is RulingKind.BASE:
            _check_base_ruling(season, ruling, project, entities, check)
        else:
            _check_two_ruling(ruling, project, entities, check)
    for code, found in ties.items():
        if code in scorings and not scorings[code].faults:
            _check_ties(events[code], scorings[code], found, check)


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
        why = "该基地没有由省级升为重点 / no rise from provincial to key"
        check.problem(ruling, "entry", "ruling_nothing", why=why)


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
        why = "基地均已认定 / every base is recognised"
        check.problem(ruling, "entry", "ruling_nothing", why=why)


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
        why = "该参赛单元没有多个受益单位 / there are not several beneficiaries"
        check.problem(ruling, "entry", "ruling_nothing", why=why)
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
            check.problem(ruling, "entry", "dangling", value=ruling.entry, target="entries.csv")
        elif not standing.tied:
            why = f"{ruling.entry} 没有并列 / is not tied"
            check.problem(ruling, "entry", "ruling_nothing", why=why)
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
        if len(found) != len(tied) or places != sorted(str(place) for place in range(rank, last + 1)):
            entries = "、".join(standing.entry.entry for standing in tied)
            check.problem(
                found[0], "value", "ruling_places", rank=rank, entries=entries, first=rank, last=last
            )


def _group(event: EventInput, standing: Standing) -> str:
    return "" if event.rules.within_event else standing.entry.division
