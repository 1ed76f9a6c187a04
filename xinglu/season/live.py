"""Seasons in the live database: import a folder, see what differs, issue certificates, export."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from certificates.issuing.queries import certificate_numbers
from certificates.issuing.services import NewCertificate, issue_certificates
from certificates.issuing.snapshots import snapshot_of
from competition.plan.queries import season_by_code
from competition.storage.audit import Stamp
from competition.storage.database import Database
from competition.storage.problems import StorageError
from xinglu.season.exporting import export_season
from xinglu.season.loading import list_seasons, load_season
from xinglu.season.model import Season
from xinglu.season.outcome import outcome_of
from xinglu.season.run import Issuing, certificates_of
from xinglu.season.storing import store_outcome, store_season

SEASON_FIELDS = (
    "organisations",
    "title_holders",
    "promotions_before",
    "expert_teams",
    "worldskills",
    "bases",
    "paid",
    "participations",
    "rulings",
    "issued",
)
EVENT_FIELDS = ("entries", "members", "marks", "coefficients", "adjustments")


class PracticeSeasonError(StorageError):
    """A practice season takes no numbers of certificates."""


class Difference(msgspec.Struct, frozen=True, order=True):
    """How one table of the folder differs from the database, in rows."""

    table: str
    only_in_folder: int
    only_in_database: int


def stamp_now(actor: str) -> Stamp:
    """Say who acts now."""
    return Stamp(actor, datetime.now(UTC))


def rows_by_table(season: Season) -> dict[str, Counter[bytes]]:
    """Give the rows of every table as counted content."""
    encode = msgspec.json.encode
    tables: dict[str, Counter[bytes]] = {
        "season.toml": Counter(
            encode(item)
            for item in (
                ("title", season.title),
                ("year", season.year),
                ("ruleset", season.ruleset),
                ("rulings", season.options),
                ("approval", season.approval),
                ("pool", season.pool_year),
            )
        ),
        "events": Counter(encode(event.event) for event in season.events),
    }
    for name in SEASON_FIELDS:
        tables[name] = Counter(map(encode, getattr(season, name)))
    for event in season.events:
        place = f"events/{event.event.event}"
        tables[f"{place}/rules"] = Counter([encode(event.rules)])
        for name in EVENT_FIELDS:
            tables[f"{place}/{name}"] = Counter(map(encode, getattr(event, name)))
    return tables


def differences(folder: Season, stored: Season | None) -> list[Difference]:
    """Compare a folder with what is stored, table by table; only tables that differ."""
    given = rows_by_table(folder)
    kept = rows_by_table(stored) if stored is not None else {}
    nothing: Counter[bytes] = Counter()
    found = []
    for table in sorted(given.keys() | kept.keys()):
        mine, theirs = given.get(table, nothing), kept.get(table, nothing)
        added, gone = (mine - theirs).total(), (theirs - mine).total()
        if added or gone:
            found.append(Difference(table, added, gone))
    return found


async def stored_season(database: Database, code: str) -> Season | None:
    """Give a stored season, or None."""
    seasons = await list_seasons(database)
    if not any(season.code == code for season in seasons):
        return None
    return await load_season(database, code)


async def import_season(database: Database, code: str, season: Season, actor: str) -> None:
    """Store a new season and its outcome; raises SeasonExistsError when the code is taken."""
    await store_season(database, code, season, outcome_of(season), stamp=stamp_now(actor))


async def issue_season(database: Database, code: str, issuing: Issuing, actor: str) -> int:
    """Issue every certificate of a season that is not issued yet; give how many there were.

    The outcome is computed again first, so that certificates follow what is stored now. What was
    issued keeps its number. PracticeSeasonError for a practice season, which takes no numbers.
    """
    await _refuse_practice(database, code)
    season = await load_season(database, code)
    outcome = outcome_of(season)
    stamp = stamp_now(actor)
    await store_outcome(database, code, season, outcome, stamp=stamp)
    known = {(item.event, item.entry, item.id_number, item.kind.value) for item in season.issued}
    async with database.reading() as transaction:
        taken = await certificate_numbers(transaction)
    fresh = [
        NewCertificate(certificate.issued(), snapshot_of(certificate))
        for certificate in certificates_of(season, outcome, issuing, taken)
        if certificate.award.key not in known
    ]
    if fresh:
        await issue_certificates(database, code, fresh, stamp)
    return len(fresh)


async def _refuse_practice(database: Database, code: str) -> None:
    async with database.reading() as transaction:
        row = await season_by_code(transaction, code)
    if row is not None and row.practice:
        message = f"{code} 是练习年度，不签发证书 / a practice season takes no certificate numbers"
        raise PracticeSeasonError(message)


async def export_stored(database: Database, code: str, folder: Path) -> Season:
    """Write a stored season as a season folder; `folder` must exist and be empty."""
    season = await load_season(database, code)
    export_season(season, folder)
    return season
