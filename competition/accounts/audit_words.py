"""A record of the audit log in words: what changed from what to what, why, and the rest."""

from collections.abc import Iterator, Mapping
from typing import Any

from competition.accounts.audit_queries import AuditLine
from competition.web.language import Texts

#: Values of these fields are codes of the domain with words of their own.
_CODED = {"role": "role", "purpose": "link_purpose", "action": "action"}


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
    parts = list(_changes(texts, changes)) if isinstance(changes, dict) else []
    if why:
        parts.append((texts("audit.why"), str(why)))
    parts += [
        (texts.term("audit_field", name), _value(texts, name, detail[name])) for name in detail
    ]
    return parts


def _changes(texts: Texts, changes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, change in changes.items():
        if isinstance(change, list) and len(change) == 2:  # noqa: PLR2004 - old and new
            old, new = (_value(texts, name, value) for value in change)
            yield texts.term("audit_field", name), f"{old} → {new}"
        else:
            yield texts.term("audit_field", name), _value(texts, name, change)


def _value(texts: Texts, name: str, value: object) -> str:
    if isinstance(value, dict):
        parts = (
            f"{texts.term('audit_field', key)} {_value(texts, key, one)}"
            for key, one in value.items()
        )
        return texts("site.comma").join(parts)
    if isinstance(value, list):
        return texts("site.semicolon").join(_value(texts, name, one) for one in value)
    if isinstance(value, bool):
        return texts("audit.yes") if value else texts("audit.no")
    if value in (None, ""):
        return texts("audit.nothing")
    return texts.term(_CODED.get(name, ""), value) if name in _CODED else str(value)
