"""花名册: who is registered, by event, delegation or competition, as paper and workbook."""

from collections.abc import Sequence
from datetime import date

from certificates.documents.facts import chinese, day_text, level_text
from certificates.documents.sheet import Cell, Document, Field, Number, Section
from competition.people.encryption import masked_id
from competition.registration.checkin.people import RegisteredEntry, RegisteredPerson, Wanted
from competition.registration.rules import Role, Status

NOBODY = RegisteredPerson(Role.COMPETITOR, "", "", "", None, "", "", "", "")
_SIGNATURES = ("填报人", "审核人", "日期")
#: The columns of a roster are a whitelist: no telephone, no account, no birth date.
_FIELDS = (
    Field("序号", 30, "center"),
    Field("赛项", 104, once=True),
    Field("日期", 66, "center", once=True),
    Field("代表队", 92, once=True),
    Field("参赛单元", 58),
    Field("组别", 42, "center", once=True),
    Field("身份", 48, "center"),
    Field("姓名", 78),
    Field("证件号码", 112, code=True),
    Field("单位", 130),
    Field("职业技能等级", 84),
    Field("备注", 50),
)


def roster(
    entries: Sequence[RegisteredEntry], season_title: str, made_on: date, wanted: Wanted, *,
    reveal: bool,
) -> Document:  # fmt: skip
    """Lay out a roster; ID numbers are masked unless they are revealed."""
    rows: list[tuple[Cell, ...]] = []
    for entry in entries:
        for person in entry.people or (NOBODY,):
            number = person.id_number if reveal else masked_id(person.id_number)
            rows.append((Number(len(rows) + 1), *_cells(entry, person, number)))
    people = sum(person.role is Role.COMPETITOR for entry in entries for person in entry.people)
    about = [
        wanted.competition,
        f"共{len(entries)}个参赛单元，选手{people}人",
        "" if reveal else "证件号码已遮盖",
    ]
    section = Section(
        name="花名册",
        suffix="",
        title=f"{_subject(entries, wanted)}参赛人员花名册",
        subtitle="　".join(filter(None, about)),
        fields=_FIELDS,
        rows=tuple(rows),
        signatures=_SIGNATURES,
    )
    return Document((section,), season_title, made_on, public=not reveal)


def _subject(entries: Sequence[RegisteredEntry], wanted: Wanted) -> str:
    """Name what the roster is of: the event, the delegation, both, or the competition."""
    event = next((entry.event_name for entry in entries), "") if wanted.event else ""
    return "".join(filter(None, (wanted.delegation, event))) or wanted.competition


def _cells(entry: RegisteredEntry, person: RegisteredPerson, number: str) -> tuple[Cell, ...]:
    texts = chinese()
    return (
        entry.event_name,
        day_text(entry.held_on),
        entry.delegation,
        entry.entry,
        texts.term("division", entry.division),
        role_text(person.role) if person.name else "",
        person.name,
        number,
        person.unit,
        level_text(person.level),
        "" if entry.status is Status.OK else texts.term("status", entry.status),
    )


def role_text(role: Role) -> str:
    """Write what a person does in the entry."""
    return {Role.COMPETITOR: "选手", Role.COACH: "指导教师", Role.LEADER: "领队"}[role]
