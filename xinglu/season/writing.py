"""Write what a season led to: one CSV table a file, the same bytes each time."""

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path

import msgspec

from competition.policy.rules import Ruleset
from judging.awards.rules.decisions import TitleDecision
from judging.marking.rules.exact import decimal_text
from judging.ranking.rules.placing import EventStandings, Standing
from xinglu.season.model import EventInput, Season
from xinglu.season.outcome import event_order
from xinglu.season.results import Outcome

TITLE_COLUMNS = (
    "event", "division", "rank", "entry", "id_number", "name", "decision", "reason", "state",
    "document", "certificate", "clause", "explanation",
)  # fmt: skip
PROMOTION_COLUMNS = (
    "event", "division", "rank", "entry", "id_number", "name", "occupation", "from_level",
    "to_level", "decision", "reason", "clause", "explanation",
)  # fmt: skip
BONUS_COLUMNS = (
    "edition_or_event", "skill", "medal", "entry", "kind", "beneficiary", "name", "amount",
    "decision", "reason", "clause", "explanation",
)  # fmt: skip
GRANT_COLUMNS = (
    "organisation", "name", "kind", "recognised_on", "amount", "decision", "reason", "clause",
    "explanation",
)  # fmt: skip
POOL_COLUMNS = (
    "event", "entry", "id_number", "name", "birth_date", "target_year", "decision", "reason",
    "clause", "explanation",
)  # fmt: skip
PLAN_COLUMNS = ("measure", "key", "target", "actual", "explanation")
MEDAL_TABLE_COLUMNS = ("delegation", "gold", "silver", "bronze", "excellence", "entries")

Certificates = Mapping[tuple[str, str, str], str]


def cell(value: object) -> str:
    """Write a value as a cell: nothing as an empty cell, days as YYYY-MM-DD."""
    return "" if value is None else str(value)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table as CSV: header, LF, minimal quoting."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def struct_rows(columns: Sequence[str], items: Iterable[object]) -> list[list[str]]:
    """Give the named fields of structs as rows of text."""
    return [[cell(getattr(item, column)) for column in columns] for item in items]


def result_columns(event: EventInput) -> list[str]:
    """Give the columns of an event's result table."""
    modules = [f"module:{module.module}" for module in event.rules.scheme.modules]
    head = ["event", "division", "rank", "tied", "entry", "delegation", "status", "total"]
    return [*head, *modules, "scale", "medal", "prize", "separated_by"]


def result_rows(event: EventInput, standings: EventStandings) -> list[list[str]]:
    """Give the rows of an event's result table, in list order."""
    return [_result_row(event, standing) for standing in standings.standings]


def _result_row(event: EventInput, standing: Standing) -> list[str]:
    scheme = event.rules.scheme
    score = standing.score
    total = "" if score is None else decimal_text(score.total_digits, scheme.total_decimals)
    modules = [""] * len(scheme.modules)
    if score is not None:
        modules = [
            decimal_text(digits, scheme.module_decimals(module.module))
            for module, digits in zip(scheme.modules, score.module_digits, strict=True)
        ]
    entry = standing.entry
    return [
        event.event.event,
        entry.division.value,
        cell(standing.rank),
        "yes" if standing.tied else "no",
        entry.entry,
        entry.delegation,
        entry.status.value,
        total,
        *modules,
        cell(standing.scale),
        standing.medal,
        standing.prize,
        standing.separated_by,
    ]


def title_rows(titles: Iterable[TitleDecision], certificates: Certificates) -> list[list[str]]:
    """Give the rows of titles.csv; `certificates` maps (event, entry, ID) to numbers."""
    rows = []
    for title in titles:
        number = certificates.get((title.event, title.entry, title.id_number), "")
        rows.append(
            [
                number if column == "certificate" else cell(getattr(title, column))
                for column in TITLE_COLUMNS
            ]
        )
    return rows


def write_tables(
    folder: Path, season: Season, outcome: Outcome, certificates: Certificates
) -> None:
    """Write every CSV table of a season's outcome below `folder`."""
    results = folder / "results"
    results.mkdir()
    for event in sorted(season.events, key=event_order):
        rows = result_rows(event, outcome.standings[event.event.event])
        _write(results / f"{event.event.event}.csv", result_columns(event), rows)
    _write(folder / "titles.csv", TITLE_COLUMNS, title_rows(outcome.titles, certificates))
    for name, columns, items in (
        ("promotions", PROMOTION_COLUMNS, outcome.promotions),
        ("bonuses", BONUS_COLUMNS, outcome.bonuses),
        ("grants", GRANT_COLUMNS, outcome.grants),
        ("pool", POOL_COLUMNS, outcome.pool),
        ("plan", PLAN_COLUMNS, outcome.plan),
        ("medal_table", MEDAL_TABLE_COLUMNS, outcome.medal_table),
    ):
        _write(folder / f"{name}.csv", columns, struct_rows(columns, items))


def _write(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    file.write_text(csv_text(columns, rows), encoding="utf-8", newline="")


def input_digest(season: Season) -> str:
    """Give the SHA-256 of the parsed input, whatever the order and form of its files."""
    digest = hashlib.sha256()
    encode = msgspec.json.encode
    head = (
        season.title, season.year, season.ruleset, season.options, season.approval,
        season.pool_year,
    )  # fmt: skip
    digest.update(encode(head))
    for field in (
        "organisations", "title_holders", "promotions_before", "expert_teams", "worldskills",
        "bases", "paid", "participations", "rulings", "issued",
    ):  # fmt: skip
        _digest_rows(digest, field, getattr(season, field))
    for event in sorted(season.events, key=lambda item: item.event.event):
        scheme = event.rules.scheme
        aspects = sorted(scheme.aspects, key=lambda aspect: aspect.aspect)
        modules = sorted(scheme.modules, key=lambda module: module.module)
        plain = msgspec.structs.replace(scheme, aspects=tuple(aspects), modules=tuple(modules))
        rules = msgspec.structs.replace(event.rules, scheme=plain)
        digest.update(encode((event.event, rules)))
        for field in ("entries", "members", "marks", "coefficients", "adjustments"):
            _digest_rows(digest, field, getattr(event, field))
    return digest.hexdigest()


def _digest_rows(digest: "hashlib._Hash", name: str, rows: Iterable[object]) -> None:
    lines = sorted(map(msgspec.json.encode, rows))
    digest.update(f"\n{name} {len(lines)}\n".encode())
    digest.update(b"\n".join(lines))


def manifest_text(
    folder: Path,
    season: Season,
    outcome: Outcome,
    ruleset: Ruleset,
    fonts: Mapping[str, str],
) -> str:
    """Describe an output folder: ruleset, input digest, counts and the digest of every file."""
    files = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    manifest = {
        "format": MANIFEST_FORMAT,
        "season": {"title": season.title, "year": season.year},
        "ruleset": {"code": ruleset.code, "document": ruleset.document, "status": ruleset.status},
        "input_sha256": input_digest(season),
        "counts": {
            "events": len(season.events),
            "entries": sum(len(event.entries) for event in season.events),
            "marks": sum(len(event.marks) for event in season.events),
            "titles": len(outcome.titles),
            "promotions": len(outcome.promotions),
            "bonuses": len(outcome.bonuses),
            "bonus_yuan": sum(line.amount for line in outcome.bonuses),
            "grants": len(outcome.grants),
            "grant_yuan": sum(line.amount for line in outcome.grants),
            "pool": len(outcome.pool),
        },
        "files": dict(sorted(files.items())),
        "fonts": dict(sorted(fonts.items())),
    }
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2).decode() + "\n"


MANIFEST_FORMAT = "xinglu-season-outcome-1"
