"""Award decisions made ready to be read: filters, sums, and what is open for a ruling."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

import msgspec

from competition.plan.rules import Event
from competition.registration.rules import Division
from judging.awards.rules.decisions import (
    BonusKind,
    BonusLine,
    Decision,
    GrantLine,
    Payment,
    PromotionDecision,
    Reason,
    TitleDecision,
)
from judging.ranking.queries import PersonStanding

PRIZE_TIE = "PRIZE_TIE"


class Decided(Protocol):
    """What every decision has."""

    @property
    def name(self) -> str:
        """Who it is about."""

    @property
    def entry(self) -> str:
        """The entry's code."""

    @property
    def reason(self) -> Reason:
        """Why it was decided so."""

    @property
    def explanation(self) -> str:
        """The sentence for people."""


Row = TypeVar("Row", bound=Decided)


class Chosen(msgspec.Struct, frozen=True):
    """What a filter asks for; empty texts ask for nothing."""

    q: str = ""
    event_class: str = ""
    division: str = ""
    decision: str = ""
    reason: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return any((self.q, self.event_class, self.division, self.decision, self.reason))


class OpenRuling(msgspec.Struct, frozen=True):
    """One decision that waits for a recorded ruling; `href` leads to where it is explained."""

    kind: str
    event: str
    event_name: str
    entry: str
    name: str
    reason: str
    explanation: str
    clause: str
    href: str = ""


class EventRow(msgspec.Struct, frozen=True):
    """One event in the season's list, with numbers of entries, titles and open rulings."""

    event: Event
    divisions: tuple[Division, ...]
    entries: int
    titles: int
    rulings: int
    state: str
    registered: int


def contains(wanted: str, *texts: str) -> bool:
    """Say whether one of the texts contains what is searched, without regard to case."""
    needle = wanted.strip().casefold()
    return not needle or any(needle in text.casefold() for text in texts)


def chosen_rows(
    rows: Iterable[Row],
    chosen: Chosen,
    decision_of: Callable[[Row], str],
    texts_of_row: Callable[[Row], Sequence[str]],
) -> list[Row]:
    """Give the rows that a filter asks for."""
    return [
        row
        for row in rows
        if (not chosen.decision or decision_of(row) == chosen.decision)
        and (not chosen.reason or row.reason == chosen.reason)
        and contains(chosen.q, row.name, row.entry, row.explanation, *texts_of_row(row))
    ]


def title_state(row: TitleDecision) -> str:
    """Give the state of a nominated title, or the decision where there is none."""
    return row.state or row.decision.value


class Progress(msgspec.Struct, frozen=True):
    """How far events are, by their ids: with standings, taking registrations, registered."""

    today: date
    ranked: Collection[int]
    taking: Collection[int]
    registered: Mapping[int, int]

    def state(self, number: int, event: Event) -> str:
        """Name the state: `computed`, `awaited` after its day, `taking` or `ahead`."""
        if number in self.ranked:
            return "computed"
        if event.held_on < self.today:
            return "awaited"
        return "taking" if number in self.taking else "ahead"


def event_rows(
    events: Iterable[tuple[int, Event, Mapping[Division, int]]],
    progress: Progress,
    titles: Iterable[TitleDecision],
    open_rulings: Iterable[OpenRuling],
    chosen: Chosen,
) -> list[EventRow]:
    """Lay out the events of a season that a filter asks for, by day and code."""
    nominated: dict[str, int] = {}
    waiting: dict[str, int] = {}
    for title in titles:
        if title.decision is Decision.NOMINATE:
            nominated[title.event] = nominated.get(title.event, 0) + 1
    for row in open_rulings:
        waiting[row.event] = waiting.get(row.event, 0) + 1
    rows = [
        EventRow(
            event=event,
            divisions=tuple(division for division in Division if division in entries),
            entries=sum(entries.values()),
            titles=nominated.get(event.event, 0),
            rulings=waiting.get(event.event, 0),
            state=progress.state(number, event),
            registered=progress.registered.get(number, 0),
        )
        for number, event, entries in events
        if (not chosen.event_class or event.event_class == chosen.event_class)
        and (not chosen.division or chosen.division in entries)
        and contains(chosen.q, event.name, event.competition, event.event, event.occupation)
    ]
    return sorted(rows, key=lambda row: (row.event.held_on, row.event.event))


def bonus_sums(rows: Iterable[BonusLine]) -> list[tuple[BonusKind, int, int]]:
    """Give kind, sum in yuan and number of paid lines, for each kind that has lines."""
    amounts: dict[BonusKind, int] = {}
    lines: dict[BonusKind, int] = {}
    for row in rows:
        amounts[row.kind] = amounts.get(row.kind, 0) + row.amount
        lines[row.kind] = lines.get(row.kind, 0) + (row.decision is Payment.PAY)
    return [(kind, amounts[kind], lines[kind]) for kind in BonusKind if kind in amounts]


def open_titles(
    titles: Iterable[TitleDecision],
    promotions: Iterable[PromotionDecision],
    names: Mapping[str, str],
    base: str,
) -> list[OpenRuling]:
    """Give what is open about titles; promotions only where no title waits for the same tie."""
    rows: list[OpenRuling] = []
    seen: set[tuple[str, str]] = set()
    for kind, decisions in (("title", list(titles)), ("promotion", list(promotions))):
        found = [row for row in decisions if row.decision is Decision.RULING]
        rows += [
            OpenRuling(
                kind,
                row.event,
                names[row.event],
                row.entry,
                row.name,
                row.reason,
                row.explanation,
                row.clause,
                f"{base}/events/{row.event}/entries/{row.entry}",
            )
            for row in found
            if (row.event, row.entry) not in seen
        ]
        seen |= {(row.event, row.entry) for row in found}
    return rows


def open_prizes(
    standings: Iterable[PersonStanding], names: Mapping[str, str], base: str, explanation: str
) -> list[OpenRuling]:
    """Give the entries whose prize waits for a ruling."""
    return [
        OpenRuling(
            "prize",
            item.event,
            names[item.event],
            item.standing.entry.entry,
            item.standing.entry.delegation,
            PRIZE_TIE,
            explanation,
            "",
            f"{base}/events/{item.event}/entries/{item.standing.entry.entry}",
        )
        for item in standings
    ]


def open_money(
    bonuses: Iterable[BonusLine], grants: Iterable[GrantLine], names: Mapping[str, str], base: str
) -> list[OpenRuling]:
    """Give what is open about money."""
    rows = [
        OpenRuling(
            "bonus",
            row.edition_or_event,
            names.get(row.edition_or_event, f"{row.edition_or_event} {row.skill}".strip()),
            row.entry,
            row.name,
            row.reason,
            row.explanation,
            row.clause,
            f"{base}/bonuses?decision=ruling",
        )
        for row in bonuses
        if row.decision is Payment.RULING
    ]
    rows += [
        OpenRuling(
            "grant", "", row.name, "", row.name, row.reason, row.explanation, row.clause,
            f"{base}/bonuses?decision=ruling",
        )
        for row in grants
        if row.decision is Payment.RULING
    ]  # fmt: skip
    return rows
