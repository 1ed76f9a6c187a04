"""Read season.toml: title, year, ruleset, rulings, approval and pool."""

import msgspec

from competition.policy.loader import ruleset_codes
from competition.registration.rules import Division
from judging.awards.rules.inputs import (
    MEMBER_READINGS,
    PAIR_READINGS,
    REPEAT_READINGS,
    Approval,
    RulingOptions,
)
from xinglu.season.problems import Findings
from xinglu.season.sheets import Folder
from xinglu.season.toml_tables import TomlTable, read_toml

FIRST_YEAR, LAST_YEAR = 1900, 2999
LARGEST_FIELD = 1_000_000


class SeasonSettings(msgspec.Struct, frozen=True):
    """What season.toml says; `ruleset` is empty when there is no such ruleset."""

    title: str
    year: int
    ruleset: str
    options: RulingOptions
    approval: Approval | None
    pool_year: int | None


def read_season_settings(folder: Folder, findings: Findings) -> SeasonSettings | None:
    """Read season.toml; None when it is not there or no TOML."""
    toml = read_toml(folder, "season.toml", findings)
    if toml is None:
        return None
    version = toml.get("format")
    if version is None or (type(version) in (int, str) and str(version).strip() == "1"):
        toml.whole("format", 0, 1)
    else:
        toml.ask("format")
        toml.problem("format", "format", value=version)
    title = toml.text("title", required=True)
    year = toml.whole("year", FIRST_YEAR, LAST_YEAR)
    ruleset = toml.word("ruleset", ruleset_codes())
    if ruleset not in ruleset_codes():
        ruleset = ""
    options = _options(toml)
    approval = _approval(toml)
    pool = toml.table("pool")
    pool_year = None
    if pool is not None:
        if pool.has("target_year"):
            pool_year = pool.whole("target_year", FIRST_YEAR, LAST_YEAR)
        pool.done()
    toml.done()
    return SeasonSettings(title, year, ruleset, options, approval, pool_year)


def _options(toml: TomlTable) -> RulingOptions:
    rulings = toml.table("rulings")
    if rulings is None:
        return RulingOptions()
    values: dict[str, object] = {}
    documents: dict[str, str] = {}
    for key in ("repeat", "pair", "smallest_field", "title_divisions", "members"):
        part = rulings.table(key)
        if part is None:
            continue
        documents[key] = part.text("document", required=True)
        if key == "smallest_field":
            values[key] = part.whole("value", 0, LARGEST_FIELD)
        elif key == "title_divisions":
            values[key] = _divisions(part)
        else:
            values[key] = part.word("value", _READINGS[key])
        part.done()
    rulings.done()
    return msgspec.convert({**values, "documents": documents}, RulingOptions)


_READINGS = {"repeat": REPEAT_READINGS, "pair": PAIR_READINGS, "members": MEMBER_READINGS}


def _divisions(part: TomlTable) -> tuple[str, ...]:
    divisions = part.words("value", required=True)
    for division in divisions:
        if division not in list(Division):
            part.problem("value", "choice", value=division, allowed=", ".join(Division))
    return divisions


def _approval(toml: TomlTable) -> Approval | None:
    table = toml.table("approval")
    if table is None:
        return None
    document = table.text("document", required=True)
    approved_on = table.date("date")
    table.done()
    return Approval(document, approved_on)
