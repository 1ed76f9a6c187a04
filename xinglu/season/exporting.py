"""Write a season as a season folder; reading it again gives the same season."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from judging.marking.rules.exact import Exact, exact_text
from judging.ranking.rules.event_rules import EventRules, PrizeRules
from xinglu.season.event_reading import (
    ADJUSTMENT_COLUMNS,
    COEFFICIENT_COLUMNS,
    ENTRY_COLUMNS,
    ENTRY_OPTIONAL,
    MARK_COLUMNS,
    MEMBER_COLUMNS,
    MEMBER_OPTIONAL,
    SCHEME_COLUMNS,
    SCHEME_OPTIONAL,
)
from xinglu.season.model import EventInput, Season
from xinglu.season.outcome import event_order
from xinglu.season.season_tables import REQUIRED_TABLES, SEASON_TABLES
from xinglu.season.writing import csv_text

FIELDS = {
    "class": "event_class",
    "max": "maximum",
    "min": "minimum",
}
"""Where a column of the contract has another name in the program."""


def export_season(season: Season, folder: Path) -> None:
    """Write a season below `folder`, which must exist; the same season gives the same bytes."""
    _write_toml(folder / "season.toml", season_toml(season))
    events = [event.event for event in sorted(season.events, key=event_order)]
    tables: dict[str, Sequence[object]] = {
        name: events if name == "events" else sorted_rows(getattr(season, name))
        for name in SEASON_TABLES
    }
    for name, items in tables.items():
        if items or name in REQUIRED_TABLES:
            required, optional = SEASON_TABLES[name]
            _write_table(folder / f"{name}.csv", (*required, *optional), items)
    for event in season.events:
        place = folder / "events" / event.event.event
        place.mkdir(parents=True)
        _export_event(event, place)


def sorted_rows(items: Iterable[Any]) -> list[Any]:
    """Order rows by their content, so that the order of input does not show."""
    return sorted(items, key=msgspec.json.encode)


def _export_event(event: EventInput, place: Path) -> None:
    _write_toml(place / "event.toml", event_toml(event.rules))
    scheme_columns = (*SCHEME_COLUMNS, *SCHEME_OPTIONAL)
    _write_table(place / "scheme.csv", scheme_columns, event.rules.scheme.aspects)
    entries = sorted(event.entries, key=lambda entry: entry.entry)
    _write_table(place / "entries.csv", (*ENTRY_COLUMNS, *ENTRY_OPTIONAL), entries)
    if event.members:
        members = sorted_rows(event.members)
        _write_table(place / "members.csv", (*MEMBER_COLUMNS, *MEMBER_OPTIONAL), members)
    marks = sorted(event.marks, key=lambda mark: (mark.entry, mark.aspect, mark.judge))
    _write_table(place / "marks.csv", MARK_COLUMNS, marks)
    if event.coefficients:
        rows = sorted_rows(event.coefficients)
        _write_table(place / "coefficients.csv", COEFFICIENT_COLUMNS, rows)
    if event.adjustments:
        rows = sorted_rows(event.adjustments)
        _write_table(place / "adjustments.csv", ADJUSTMENT_COLUMNS, rows)


def season_toml(season: Season) -> dict[str, Any]:
    """Give the content of season.toml."""
    content: dict[str, Any] = {
        "format": 1,
        "title": season.title,
        "year": season.year,
        "ruleset": season.ruleset,
    }
    options = season.options
    decided = {
        name: {"value": _plain(getattr(options, name)), "document": document}
        for name, document in sorted(options.documents.items())
    }
    if decided:
        content["rulings"] = decided
    if season.approval is not None:
        content["approval"] = {
            "document": season.approval.document,
            "date": season.approval.approved_on,
        }
    if season.pool_year is not None:
        content["pool"] = {"target_year": season.pool_year}
    return content


def event_toml(rules: EventRules) -> dict[str, Any]:
    """Give the content of event.toml."""
    scheme = rules.scheme
    content: dict[str, Any] = {
        "total": {"decimals": scheme.total_decimals},
        "judgement": {"spread": scheme.judgement_spread},
        "rank": {
            "by": [key.text for key in rules.rank_by],
            "within": "event" if rules.within_event else "division",
        },
    }
    if rules.title_lines:
        content["titles"] = dict(sorted(rules.title_lines.items()))
    if rules.scale is not None:
        content["scale"] = {"method": rules.scale.value}
    if rules.medals is not None:
        medals: dict[str, Any] = {"method": rules.medals.method.value}
        if rules.medals.floor is not None:
            medals["floor"] = exact_text(rules.medals.floor)
        if rules.medals.excellence is not None:
            medals["excellence"] = exact_text(rules.medals.excellence)
        content["medals"] = medals
    if rules.prizes is not None:
        content["prizes"] = _prizes(rules.prizes)
    modules: dict[str, Any] = {}
    for module in scheme.modules:
        part = {"name": module.name, "weight": exact_text(module.weight)}
        if module.pass_mark is not None:
            part["pass"] = exact_text(module.pass_mark)
        modules[module.module] = part
    content["modules"] = modules
    return content


def _prizes(rules: PrizeRules) -> dict[str, Any]:
    names = ("first", "second", "third")
    prizes: dict[str, Any] = {"method": rules.method.value}
    prizes |= {name: exact_text(value) for name, value in zip(names, rules.values, strict=True)}
    if rules.excellence_half:
        prizes["excellence"] = "half"
    return {**prizes, "rounding": rules.rounding.value, "ties": rules.ties.value}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _write_toml(file: Path, content: dict[str, Any]) -> None:
    file.write_text(tomli_w.dumps(content), encoding="utf-8", newline="")


def _write_table(file: Path, columns: Sequence[str], items: Iterable[object]) -> None:
    rows = ([_cell(item, column) for column in columns] for item in items)
    file.write_text(csv_text(columns, rows), encoding="utf-8", newline="")


def _cell(item: object, column: str) -> str:
    value = getattr(item, FIELDS.get(column, column))
    if value is None:
        return ""
    if isinstance(value, Exact):
        return exact_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
