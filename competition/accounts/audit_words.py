"""A record of the audit log in words: what changed from what to what, why, and the rest."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from competition.accounts.audit_queries import AuditLine
from competition.web.formats import moment
from competition.web.language import Texts

#: Values of these fields are codes of the domain with words of their own.
_CODED = {
    "role": "role",
    "purpose": "link_purpose",
    "action": "action",
    "division": "division",
    "divisions": "division",
    "status": "status",
    "verdict": "participation_state",
    "class": "class",
    "class_asked": "class",
    "asked": "class",
    "series": "series",
    "tags": "plan_tag",
    "counted": "audit_counted",
    "city": "city_name",
    "review_levels": "review_levels",
    "one_event_per_person": "audit_yes_no",
    "level_verified": "audit_yes_no",
    "id_type": "id_type",
    "sex": "sex",
    "employment": "employment",
    "level": "skill_level",
    "shown": "audit_field",
}
#: What is coded differently in some rooms, by the beginning of the action.
_CODED_IN = {
    "plan": {"state": "plan_state"},
    "registration": {"state": "registration_state"},
    "attachment": {"kind": "attachment_kind"},
    "unit": {"kind": "unit_kind"},
}
#: A member of a registration has a role in the entry, an account another one.
_OF_A_PERSON = {"role": "member_role"}
#: A field of a person in a registration: position, field, and perhaps the rule that is overridden.
_PERSON = re.compile(r"(\d+)\.([a-z_]+)(?:\.([a-z_]+))?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_MOMENTS = ("opens_at", "closes_at", "corrections_until")


def actor_in_words(texts: Texts, actor: str, people: Mapping[str, str]) -> str:
    """Say who acted: the person's name with the account, or what kind of actor it was."""
    kind, _, name = actor.partition(":")
    if not name:
        return texts.term("actor", kind)
    person = people.get(actor, "")
    shown = f"{person}（{name}）" if person and person != name else name
    return shown if kind == "account" else f"{texts.term('actor', kind)} {shown}"


def detail_in_words(texts: Texts, line: AuditLine) -> list[tuple[str, str]]:
    """Give the parts of a record's detail, each with its label, in the order one asks for them."""
    detail = dict(line.detail)
    changes = detail.pop("changes", None)
    why = detail.pop("why", None)
    parts = list(_changes(texts, line.action, changes)) if isinstance(changes, dict) else []
    if why:
        parts.append((texts("audit.why"), texts.term("audit_why", why)))
    parts += [
        (field_in_words(texts, line.action, name), _value(texts, line.action, name, detail[name]))
        for name in detail
    ]
    return parts


def field_in_words(texts: Texts, action: str, name: str) -> str:
    """Name a field of a record: as this action calls it, as all do, or as registrations do."""
    person = _PERSON.fullmatch(name)
    if person is None:
        for kind in (f"audit_field_of.{action}", "audit_field", "registration_field"):
            if found := texts.entries.get(f"{kind}.{name}"):
                return found
        return name
    position, field, rule = person.groups()
    whose = texts("registration.person_n", n=position) if position != "0" else ""
    words = (whose, texts.term("registration_field", field), texts.term("registration_rule", rule))
    return " ".join(filter(None, words))


def _changes(texts: Texts, action: str, changes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, change in changes.items():
        label = field_in_words(texts, action, name)
        if isinstance(change, list) and len(change) == 2:  # noqa: PLR2004 - old and new
            old, new = (_value(texts, action, name, value) for value in change)
            yield label, f"{old} → {new}"
        else:
            yield label, _value(texts, action, name, change)


def _value(texts: Texts, action: str, name: str, value: object) -> str:
    if name == "divisions" and isinstance(value, str):
        value = _listed(value)
    if isinstance(value, dict):
        parts = (
            f"{field_in_words(texts, action, key)} {_value(texts, action, key, one)}"
            for key, one in value.items()
        )
        return texts("site.comma").join(parts) or texts("audit.nothing")
    if isinstance(value, list):
        parts = (_value(texts, action, name, one) for one in value)
        return texts("site.semicolon").join(parts) or texts("audit.nothing")
    if isinstance(value, bool):
        return texts("audit.yes") if value else texts("audit.no")
    if value in (None, "") or (value == "None" and name in _MOMENTS):
        return texts("audit.nothing")
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return _moment(value)
    return _word(texts, action, name, value)


def _word(texts: Texts, action: str, name: str, value: object) -> str:
    room = _CODED_IN.get(action.partition(".")[0], {})
    kind = room.get(name) or _CODED.get(name, "")
    if person := _PERSON.fullmatch(name):
        kind = _OF_A_PERSON.get(person[2]) or _CODED.get(person[2], "")
    if kind == "audit_field":
        return field_in_words(texts, action, str(value))
    return texts.term(kind, value) if kind else str(value)


def _listed(value: str) -> object:
    """Read what was recorded as JSON text; what is none stays as it is."""
    try:
        read: object = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, list | dict) else value


def _moment(value: str) -> str:
    try:
        return moment(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return value
