"""What a registrar typed into the form: places for people, and a draft out of the fields."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from litestar import Request
from litestar.datastructures import State

from competition.people.rules import IdType
from competition.plan.rules import CITIES
from competition.registration.rules import SKILL_LEVELS, Division, Role
from competition.registration.rules.registrations import (
    COACHES,
    LEADERS,
    Applicant,
    Draft,
    Employment,
    Sex,
)
from competition.web.forms import Form, read_form

FIELDS = (
    "name",
    "id_type",
    "id_number",
    "employer_code",
    "employer_name",
    "birth_date",
    "sex",
    "phone",
    "employment",
    "level",
    "level_occupation",
    "level_certificate",
)
_CHOICES = {
    "id_type": frozenset(one.value for one in IdType),
    "sex": frozenset(one.value for one in Sex),
    "employment": frozenset(one.value for one in Employment),
    "level": frozenset(SKILL_LEVELS),
}
_SLOT = re.compile(r"([1-9][0-9]?):(competitor|coach|leader)", re.ASCII)


class Slot(msgspec.Struct, frozen=True):
    """A place for a person in the form."""

    position: int
    role: Role


class Typed(msgspec.Struct, frozen=True):
    """The form as it came, its places, and the draft that it means; `form` has the faults."""

    form: Form
    slots: tuple[Slot, ...]
    draft: Draft
    revision: int
    key: str
    action: str


def slots_for(size: int, people: Iterable[tuple[int, Applicant]] = ()) -> tuple[Slot, ...]:
    """Give the places of a form: the people who are there, and room for all who may come."""
    slots = [Slot(position, one.role) for position, one in people]
    used = {slot.position for slot in slots}
    free = (number for number in range(1, 100) if number not in used)
    for role, room in ((Role.COMPETITOR, size), (Role.COACH, COACHES), (Role.LEADER, LEADERS)):
        there = sum(slot.role is role for slot in slots)
        slots += [Slot(next(free), role) for _ in range(room - there)]
    order = {role: rank for rank, role in enumerate(Role)}
    return tuple(sorted(slots, key=lambda slot: (order[slot.role], slot.position)))


def form_of(draft: Draft) -> Form:
    """Give the form that shows a draft."""
    values = {
        "delegation": draft.delegation,
        "city": draft.city,
        "division": draft.division.value,
    }
    for position, one in draft.people:
        values |= {f"{field}-{position}": _shown(getattr(one, field)) for field in FIELDS}
    return Form(values)


async def read_typed(
    request: Request[object, object, State], event: int, size: int, fixed: str = ""
) -> Typed:
    """Read the form; `fixed` is the delegation of a registration whose delegation cannot change."""
    named = await read_form(request, (), lists=("slot",))
    slots = _slots(named.lists["slot"]) or slots_for(size)
    fields = [f"{field}-{slot.position}" for slot in slots for field in FIELDS]
    form = await read_form(
        request,
        ("division",) if fixed else ("delegation", "division"),
        (*fields, "city", "revision", "form_key", "action"),
    )
    values = form.values
    faults = dict(form.faults)
    division = Division.WORKER
    if values["division"] in Division._value2member_map_:
        division = Division(values["division"])
    else:
        faults["division"] = "registration.choose"
    people: dict[int, Applicant] = {}
    for slot in slots:
        person, wrong = read_person(slot, values)
        faults |= {f"{field}-{slot.position}": text for field, text in wrong.items()}
        if person is not None:
            people[slot.position] = person
    last = max(people, default=0)
    draft = Draft(
        event=event,
        delegation=fixed or values["delegation"],
        division=division,
        members=tuple(people.get(position) for position in range(1, last + 1)),
        city=values["city"] if values["city"] in CITIES else "",
    )
    return Typed(
        msgspec.structs.replace(form, faults=faults),
        slots,
        draft,
        _number(values["revision"]),
        values["form_key"],
        values["action"],
    )


def _slots(written: Sequence[str]) -> tuple[Slot, ...]:
    found: dict[int, Slot] = {}
    for one in written:
        if match := _SLOT.fullmatch(one):
            position = int(match[1])
            found.setdefault(position, Slot(position, Role(match[2])))
    return tuple(found.values())


def read_person(slot: Slot, values: dict[str, str]) -> tuple[Applicant | None, dict[str, str]]:
    """Read the person of a place, None for an empty one; what is wrong by field."""
    typed = {field: values[f"{field}-{slot.position}"] for field in FIELDS}
    if not typed["name"] and not typed["id_number"]:
        return None, {}
    wrong: dict[str, str] = {}
    for field, known in _CHOICES.items():
        if typed[field] and typed[field] not in known:
            wrong[field] = "registration.choose"
            typed[field] = ""
    born: date | None = None
    written = typed.pop("birth_date")
    if written:
        try:
            born = date.fromisoformat(written)
        except ValueError:
            wrong["birth_date"] = "registration.bad_date"
    person = Applicant(role=slot.role, birth_date=born)
    return msgspec.structs.replace(person, **typed), wrong


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - no overflow
