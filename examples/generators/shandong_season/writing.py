"""Writes the season as a folder: CSV with LF and minimal quoting, TOML, README.md."""

import csv
from pathlib import Path

from .model import Aspect, Entry, Event, Member, Season

_SCHEME = (
    "module", "aspect", "name", "kind", "max", "criterion", "method", "drop_high", "drop_low",
    "judges", "factor", "required",
)  # fmt: skip
_ENTRIES = ("entry", "division", "delegation", "city", "status")
_MEMBERS = (
    "entry", "id_type", "id_number", "name", "role", "employer", "level", "level_occupation",
    "level_certificate", "level_verified",
)  # fmt: skip
_SEASON = """\
format = 1
title = "2026年度山东省“技能兴鲁”职业技能竞赛（示例数据）"
year = 2026
ruleset = "lu-2022-17"

[rulings.repeat]
value = "per_medal"
document = "省集训工作会议纪要〔2026〕4号"

[rulings.pair]
value = "each"
document = "省集训工作会议纪要〔2026〕4号"

[approval]
document = "鲁人社字〔2027〕12号"
date = 2027-03-15

[pool]
target_year = 2028
"""


def _table(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _mark(aspect: Aspect, value: int) -> str:
    if aspect.kind in {"time", "judgement"}:
        return str(value)
    return _points(value)


def _points(hundredths: int) -> str:
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def _scheme_row(aspect: Aspect) -> dict[str, str]:
    drop = str(aspect.drop) if aspect.drop else ""
    return {
        "module": aspect.module,
        "aspect": aspect.code,
        "name": aspect.name,
        "kind": aspect.kind,
        "max": "" if aspect.kind == "time" else str(aspect.top),
        "criterion": aspect.criterion,
        "method": aspect.method,
        "drop_high": drop,
        "drop_low": drop,
        "judges": str(aspect.judges),
        "factor": aspect.factor,
        "required": "yes" if aspect.required else "no",
    }


def _member_row(entry: Entry, member: Member) -> dict[str, str]:
    person = member.person
    return {
        "entry": entry.code,
        "id_type": person.id_type,
        "id_number": person.id_number,
        "name": person.name,
        "role": member.role,
        "employer": member.employer,
        "level": member.level,
        "level_occupation": member.level_occupation,
        "level_certificate": member.level_certificate,
        "level_verified": member.level_verified,
    }


def _event_toml(event: Event) -> str:
    plan = event.plan
    lines = ["[total]", "decimals = 2", ""]
    for module in plan.scheme.modules:
        lines += [f"[modules.{module.code}]", f'name = "{module.name}"']
        lines.append(f'weight = "{module.weight}"')
        if module.pass_mark:
            lines.append(f'pass = "{module.pass_mark}"')
        lines.append("")
    chain = ", ".join(f'"{key}"' for key in plan.scheme.chain)
    within = "event" if plan.mixed else "division"
    lines += ["[rank]", f"by = [{chain}]", f'within = "{within}"', ""]
    lines += ["[judgement]", "spread = 1", ""]
    for table, values in plan.options.items():
        lines.append(f"[{table}]")
        bare = table == "titles" or values.get("method") == "counts"
        for key, value in values.items():
            lines.append(f"{key} = {value}" if bare and value.isdigit() else f'{key} = "{value}"')
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def _write_event(folder: Path, event: Event) -> None:
    folder.mkdir(parents=True)
    (folder / "event.toml").write_text(_event_toml(event), encoding="utf-8", newline="\n")
    aspects = event.plan.scheme.aspects
    _table(folder / "scheme.csv", _SCHEME, [_scheme_row(aspect) for aspect in aspects])
    entries = event.entries
    _table(
        folder / "entries.csv",
        _ENTRIES,
        [
            {name: getattr(e, "code" if name == "entry" else name) for name in _ENTRIES}
            for e in entries
        ],
    )
    members = [_member_row(entry, member) for entry in entries for member in entry.members]
    _table(folder / "members.csv", _MEMBERS, members)
    marks = [
        {"entry": e.code, "aspect": a.code, "judge": f"{a.code}-{n}", "mark": _mark(a, value)}
        for e in entries
        for a in aspects
        for n, value in enumerate(e.marks.get(a.code, ()), 1)
    ]
    _table(folder / "marks.csv", ("entry", "aspect", "judge", "mark"), marks)
    coefficients = [
        {"entry": e.code, "aspect": aspect, "coefficient": _points(value)}
        for e in entries
        for aspect, value in e.coefficients.items()
    ]
    if coefficients:
        _table(folder / "coefficients.csv", ("entry", "aspect", "coefficient"), coefficients)
    adjustments = [
        {"entry": e.code, "points": _points(points), "reason": reason}
        for e in entries
        for points, reason in e.adjustments
    ]
    if adjustments:
        _table(folder / "adjustments.csv", ("entry", "points", "reason"), adjustments)


def write(season: Season, folder: Path, readme: str) -> None:
    """Write the whole season into `folder`, which gets no other file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "season.toml").write_text(_SEASON, encoding="utf-8", newline="\n")
    (folder / "README.md").write_text(readme, encoding="utf-8", newline="\n")
    for name, rows in season.tables.items():
        _table(folder / f"{name}.csv", tuple(rows[0]), rows)
    columns = (
        "event",
        "competition",
        "name",
        "class",
        "occupation",
        "entry_size",
        "held_on",
        "tags",
        "feeds",
    )
    rows = []
    for event in season.events.values():
        plan = event.plan
        values = (
            plan.code, plan.competition, plan.name, plan.class_, plan.occupation, str(plan.size),
            f"{plan.held_on}", plan.tags, plan.feeds,
        )  # fmt: skip
        rows.append(dict(zip(columns, values, strict=True)))
        _write_event(folder / "events" / plan.code, event)
    _table(folder / "events.csv", columns, rows)
