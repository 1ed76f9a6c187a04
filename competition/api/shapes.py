"""What the JSON interface shows of seasons, competitions, events and entries."""

from datetime import date

import msgspec

from competition.plan.queries import EventRow, SeasonRow
from competition.plan.rules import EventClass
from competition.registration.rules import Division, Entry, Member, Role, Status


class SeasonItem(msgspec.Struct, frozen=True):
    """A season; `revision` grows whenever its results change."""

    code: str
    title: str
    year: int
    ruleset: str
    practice: bool
    approval_document: str | None
    approved_on: date | None
    revision: int


class CompetitionItem(msgspec.Struct, frozen=True):
    """One organiser's contest in a season with the codes of its events."""

    id: int
    name: str
    events: tuple[str, ...]


class EventItem(msgspec.Struct, frozen=True):
    """An event of the plan; `entry_size` is how many people compete as one entry."""

    code: str
    name: str
    competition: int
    competition_name: str
    event_class: EventClass = msgspec.field(name="class")
    occupation: str
    entry_size: int
    held_on: date
    tags: tuple[str, ...]
    feeds: str


class MemberItem(msgspec.Struct, frozen=True):
    """A person of an entry; the ID number is masked, `employer` a unified social credit code."""

    name: str
    role: Role
    id_type: str
    id_number: str
    employer: str
    level: str
    level_occupation: str
    level_verified: bool


class EntryItem(msgspec.Struct, frozen=True):
    """What is ranked, with its people."""

    code: str
    division: Division
    delegation: str
    city: str
    status: Status
    members: tuple[MemberItem, ...]


def season_item(row: SeasonRow) -> SeasonItem:
    """Show a season."""
    return SeasonItem(
        code=row.code,
        title=row.title,
        year=row.year,
        ruleset=row.ruleset,
        practice=row.practice,
        approval_document=row.approval_document,
        approved_on=row.approved_on,
        revision=row.revision,
    )


def event_item(row: EventRow) -> EventItem:
    """Show an event."""
    event = row.event
    return EventItem(
        code=event.event,
        name=event.name,
        competition=row.competition,
        competition_name=event.competition,
        event_class=event.event_class,
        occupation=event.occupation,
        entry_size=event.entry_size,
        held_on=event.held_on,
        tags=event.tags,
        feeds=event.feeds,
    )


def member_item(member: Member) -> MemberItem:
    """Show a person whose ID number is masked already."""
    return MemberItem(
        name=member.name,
        role=member.role,
        id_type=member.id_type,
        id_number=member.id_number,
        employer=member.employer,
        level=member.level,
        level_occupation=member.level_occupation,
        level_verified=bool(member.level_verified),
    )


def entry_item(entry: Entry, members: tuple[Member, ...]) -> EntryItem:
    """Show an entry with its people."""
    return EntryItem(
        code=entry.entry,
        division=entry.division,
        delegation=entry.delegation,
        city=entry.city,
        status=entry.status,
        members=tuple(member_item(member) for member in members),
    )
