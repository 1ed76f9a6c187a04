"""The demonstration's next season: a plan under review and registrations under way.

Its events come from the season before and its people from that season's entries, all invented.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from competition.people.queries import organisations_of
from competition.plan.proposal_queries import CompetitionRow, competitions_of, proposals_of
from competition.plan.proposal_services import (
    accept_proposals,
    apply_for_competition,
    apply_for_event,
    decide_competition,
    return_proposal,
    submit_competition,
)
from competition.plan.publishing_services import create_season, publish_plan
from competition.plan.queries import EventRow, SeasonRow, events_of, season_by_code
from competition.plan.rules import (
    CITIES,
    CompetitionApplication,
    EventApplication,
    Series,
    years_later,
)
from competition.plan.services import NewSeason
from competition.registration.queries import entries_by_event, members_by_event
from competition.registration.rules import Division, Entry, Member, Role, Status
from competition.registration.rules.registrations import Action, Applicant, Draft, Employment
from competition.registration.rules.terms import EventTerms, Window
from competition.registration.services.deciding import Target, decide
from competition.registration.services.registering import (
    Saved,
    create_registration,
    submit_registration,
)
from competition.registration.services.steps import NotEligibleError
from competition.registration.services.terms import set_event_terms, set_window
from competition.storage.audit import Stamp
from competition.storage.database import Database
from xinglu.planning import planning

#: A delegation whose registrar has an account in the demonstration.
DELEGATION = "潍坊市代表队"
#: Events that are published and take registrations, and such as are still applied for.
PUBLISHED = ("p1-cnc-turning", "p1-welding", "p1-fitter", "p2-tea", "p2-chinese-pastry")
APPLIED = ("p1-crane", "p2-aquaculture", "p2-embroidery", "p2-carving")
RETURNED = "p2-carving"
TAKEN_OVER = 14
#: Registration closes so many days before the first event, if it is open for so long at least.
DAYS_BEFORE, LEAST_DAYS = 30, 60
_PLACES, _QUOTA = 60, 3
_EMPLOYMENT = {
    Division.WORKER: Employment.EMPLOYED,
    Division.TEACHER: Employment.TEACHER,
    Division.STUDENT: Employment.FULL_TIME_STUDENT,
    Division.OPEN: Employment.OTHER,
}


async def add_next_season(database: Database, before: SeasonRow, stamp: Stamp) -> SeasonRow:
    """Add the season after `before`, once; give it."""
    code = str(before.year + 1)
    async with database.reading() as transaction:
        found = await season_by_code(transaction, code)
        events = {row.event.event: row for row in await events_of(transaction, before.id)}
    if found is not None:
        return found
    title = f"{before.year + 1}年度山东省“技能兴鲁”职业技能竞赛（筹备中）"
    season = NewSeason(code, title, before.year + 1, before.ruleset, "{}")
    await create_season(database, season, stamp)
    async with database.reading() as transaction:
        found = await season_by_code(transaction, code)
    if found is None:
        raise LookupError(code)
    await _plan(database, found, [events[name] for name in PUBLISHED], before, stamp)
    await _hand_in(database, found, stamp)
    await _accept(database, found, set(PUBLISHED), stamp)
    await publish_plan(database, found, planning().schemes, stamp)
    await _plan(database, found, [events[name] for name in APPLIED], before, stamp)
    await _hand_in(database, found, stamp)
    await _return(database, found, stamp)
    await _open_registration(database, found, stamp)
    await _register(database, before, found, stamp)
    return found


async def _plan(
    database: Database,
    season: SeasonRow,
    events: Sequence[EventRow],
    before: SeasonRow,
    stamp: Stamp,
) -> None:
    """Apply for the competitions of these events, a year later than they were."""
    known: dict[str, CompetitionRow] = {}
    for row in events:
        event = row.event
        day = years_later(event.held_on, 1)
        if event.competition not in known:
            application = CompetitionApplication(
                name=event.competition,
                organiser="山东省人力资源和社会保障厅",
                host="山东省职业技能鉴定指导中心（演示）",
                contact="王老师 0531-00000000",
                place=f"{CITIES['370100']}市实训基地（演示）",
                city="370100",
                series=Series.TRADITIONAL if "传统技艺" in event.competition else Series.NONE,
                starts_on=day,
                ends_on=day,
            )
            number = await apply_for_competition(database, season.id, application, stamp)
            known[event.competition] = await _competition(database, season.id, number)
        wanted = EventApplication(
            code=event.event,
            name=event.name,
            occupation=event.occupation,
            class_asked=event.event_class,
            entry_size=event.entry_size,
            held_on=day,
            tags=event.tags,
            expected_field=_PLACES,
            scheme=f"{before.code}/{event.event}",
        )
        await apply_for_event(database, known[event.competition], wanted, stamp)


async def _competition(database: Database, season: int, number: int) -> CompetitionRow:
    async with database.reading() as transaction:
        rows = await competitions_of(transaction, season)
    return next(row for row in rows if row.id == number)


async def _hand_in(database: Database, season: SeasonRow, stamp: Stamp) -> None:
    async with database.reading() as transaction:
        rows = await competitions_of(transaction, season.id)
    for row in rows:
        if row.state == "draft":
            await submit_competition(database, row, stamp)


async def _accept(database: Database, season: SeasonRow, codes: set[str], stamp: Stamp) -> None:
    async with database.reading() as transaction:
        rows = await competitions_of(transaction, season.id)
    for row in rows:
        await decide_competition(database, row, accept=True, reason="", stamp=stamp)
    document = f"鲁人社字〔{season.year}〕1号（演示）"
    await accept_proposals(database, season.id, codes, document, stamp)


async def _return(database: Database, season: SeasonRow, stamp: Stamp) -> None:
    async with database.reading() as transaction:
        rows = await proposals_of(transaction, season.id)
    row = next(row for row in rows if row.application.code == RETURNED)
    await return_proposal(database, row, "请补充技术文件，并说明与上一年度的区别。", stamp)


async def _open_registration(database: Database, season: SeasonRow, stamp: Stamp) -> None:
    """Take registrations since ten days until 30 days before the first event, reviewed once.

    A demonstration begun too late in the year takes them for a year, so that it can be tried.
    """
    async with database.reading() as transaction:
        events = await events_of(transaction, season.id)
    opened = stamp.at - timedelta(days=10)
    for competition in sorted({row.competition for row in events}):
        first = min(row.event.held_on for row in events if row.competition == competition)
        left = (first - stamp.at.date()).days - DAYS_BEFORE
        closes = stamp.at + timedelta(days=left if left >= LEAST_DAYS else 365)
        window = Window(opened, closes, closes + timedelta(days=3))
        await set_window(database, competition, window, stamp)
    for row in events:
        await set_event_terms(database, row.id, EventTerms(_PLACES, _QUOTA), stamp)


async def _register(database: Database, before: SeasonRow, season: SeasonRow, stamp: Stamp) -> None:
    """Register people of the season before: some are drafts, some wait, some are decided."""
    async with database.reading() as transaction:
        events = await events_of(transaction, season.id)
        earlier = {row.event.event: row.id for row in await events_of(transaction, before.id)}
        entries = await entries_by_event(transaction, before.id)
        members = await members_by_event(transaction, before.id)
        units = {one.code: one.name for one in await organisations_of(transaction, before.id)}
    accepted: list[Target] = []
    returned: list[Target] = []
    for row in events:
        old = earlier[row.event.event]
        people = {
            entry.entry: [one for one in members[old] if one.entry == entry.entry]
            for entry in entries[old]
        }
        usual = [one for one in entries[old] if one.status is Status.OK][:TAKEN_OVER]
        for position, entry in enumerate(usual):
            draft = _draft(row.id, entry, people[entry.entry], units)
            moment = msgspec.structs.replace(stamp, at=_hours_ago(stamp.at, TAKEN_OVER - position))
            saved = await create_registration(database, draft, moment)
            if position % 7 == 0:
                continue
            submitted = await _submit(database, saved, moment)
            if submitted is None:
                continue
            target = Target(submitted.id, submitted.revision)
            if position % 3 == 1:
                accepted.append(target)
            elif position % 7 == 6:  # noqa: PLR2004 - a few of them
                returned.append(target)
    await decide(database, Action.ACCEPT, accepted, stamp)
    await decide(database, Action.RETURN, returned, stamp, "请上传职业技能等级证书的清晰扫描件。")


async def _submit(database: Database, saved: Saved, stamp: Stamp) -> Saved | None:
    try:
        return await submit_registration(database, saved.id, saved.revision, stamp)
    except NotEligibleError:
        return None


def _hours_ago(moment: datetime, hours: int) -> datetime:
    return moment - timedelta(hours=hours)


def _draft(event: int, entry: Entry, members: Sequence[Member], units: dict[str, str]) -> Draft:
    return Draft(
        event=event,
        delegation=entry.delegation,
        city=entry.city,
        division=entry.division,
        members=tuple(_applicant(one, entry.division, units) for one in members),
    )


def _applicant(member: Member, division: Division, units: dict[str, str]) -> Applicant:
    employment = _EMPLOYMENT[division] if member.role is Role.COMPETITOR else Employment.EMPLOYED
    return Applicant(
        name=member.name,
        role=member.role,
        id_type=member.id_type,
        id_number=member.id_number,
        employer_code=member.employer,
        employer_name=units.get(member.employer, ""),
        employment=employment.value,
        level=member.level,
        level_occupation=member.level_occupation,
        level_certificate=member.level_certificate,
    )
