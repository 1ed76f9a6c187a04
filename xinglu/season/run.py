"""Run a season folder: check, compute, write aside, and only then put the result in place."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from certificates.documents.facts import Facts
from certificates.documents.season import Decisions, season_documents
from certificates.issuing.papers import print_certificates
from certificates.issuing.rules import (
    PRIZE_NUMBERS,
    TITLE_NUMBERS,
    Certificate,
    CertificateKind,
    NumberTemplate,
    awards_of,
    number_awards,
)
from certificates.issuing.tokens import token_maker
from certificates.typesetting.fonts import TextError, font_digests
from competition.policy.loader import load_ruleset
from competition.storage.audit import Stamp
from competition.storage.opening import open_own_database
from xinglu.season.loading import load_season
from xinglu.season.model import Season
from xinglu.season.outcome import outcome_of, results_of
from xinglu.season.results import Outcome
from xinglu.season.storing import store_outcome, store_season
from xinglu.season.writing import MANIFEST_FORMAT, manifest_text, write_tables

Step = Callable[[str], None]
RUN_CODE = "run"


class OutputRefusedError(Exception):
    """The output folder cannot be used; the message says why, in the user's words."""


def refuse_output(folder: Path, out: Path) -> None:
    """Raise OutputRefusedError unless `out` is new, empty or an earlier output."""
    inside = out.resolve()
    if any(parent.exists() and not parent.is_dir() for parent in inside.parents):
        message = f"{out} 的上级不是目录 / lies below something that is no folder"
        raise OutputRefusedError(message)
    source = folder.resolve()
    if inside == source or inside in source.parents:
        message = f"输出目录 {out} 包含输入目录，请另选一个 / OUT holds the input, choose another"
        raise OutputRefusedError(message)
    if not out.exists():
        return
    if not out.is_dir():
        message = f"{out} 不是目录 / is not a folder"
        raise OutputRefusedError(message)
    other = _foreign_file(out)
    if other is not None:
        message = f"{out} 中有别的文件（{other}），不会覆盖；请选新目录 / holds other files"
        raise OutputRefusedError(message)


class Manifest(msgspec.Struct, frozen=True):
    """What a later run reads of a manifest."""

    format: str
    files: dict[str, str] = {}


def _foreign_file(out: Path) -> str | None:
    """Give a file of `out` that no earlier run wrote there; None for an empty or earlier output."""
    files = [file.relative_to(out).as_posix() for file in out.rglob("*") if not file.is_dir()]
    try:
        manifest = msgspec.json.decode((out / "manifest.json").read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return min(files, default=None)
    if manifest.format != MANIFEST_FORMAT:
        return "manifest.json"
    return min(set(files) - manifest.files.keys() - {"manifest.json"}, default=None)


class Issuing(msgspec.Struct, frozen=True):
    """How certificates are numbered and proved; without a key they are specimens."""

    key: bytes | None = None
    public_url: str = ""
    title_numbers: str = TITLE_NUMBERS
    prize_numbers: str = PRIZE_NUMBERS

    def templates(self, year: int) -> dict[CertificateKind, NumberTemplate]:
        """Give the number template of each kind; raises BadTemplateError."""
        return {
            CertificateKind.TITLE: NumberTemplate(self.title_numbers, year),
            CertificateKind.PRIZE: NumberTemplate(self.prize_numbers, year),
        }


class RunResult(msgspec.Struct, frozen=True):
    """What a run made, and the papers that could not be printed with the reason."""

    outcome: Outcome
    certificates: int
    left_out: tuple[tuple[str, str], ...]


def certificates_of(
    season: Season, outcome: Outcome, issuing: Issuing, taken: Iterable[str] = ()
) -> list[Certificate]:
    """Give every certificate that a season earns, numbered in output order after `taken` ones."""
    awards = awards_of(
        results_of(season, outcome.standings),
        outcome.titles,
        load_ruleset(season.ruleset).titles.title,
        season.approval,
    )
    maker = None if issuing.key is None else token_maker(issuing.key)
    return number_awards(awards, season.issued, issuing.templates(season.year), maker, taken)


async def _through_database(season: Season, database: str) -> tuple[Season, Outcome]:
    """Store a season in a database of the run's own, and compute it from what was stored."""
    async with open_own_database(database) as own:
        await store_season(own, RUN_CODE, season)
        stored = await load_season(own, RUN_CODE)
        outcome = outcome_of(stored)
        stamp = Stamp("cli", datetime.now(UTC))
        await store_outcome(own, RUN_CODE, stored, outcome, stamp=stamp)
        return stored, outcome


def run_season(
    season: Season,
    out: Path,
    step: Step,
    issuing: Issuing | None = None,
    database: str = "",
) -> RunResult:
    """Compute a season that was read without problems and write it to `out`.

    The season goes through a database of the run's own: a SQLite file beside `out`, or a schema of
    its own when `database` is a PostgreSQL URL; both are gone afterwards. `step` is called with the
    name of each stage as it begins. Raises StorageError when the database cannot be used.
    """
    issuing = issuing or Issuing()
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    step("rank")
    season, outcome = asyncio.run(_through_database(season, database or str(out.parent)))
    certificates = certificates_of(season, outcome, issuing)
    numbers = {
        item.award.key[:3]: item.number
        for item in certificates
        if item.award.kind is CertificateKind.TITLE
    }
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        step("write")
        write_tables(aside, season, outcome, numbers)
        step("certificates")
        left_out = _write_certificates(aside, certificates, issuing)
        step("documents")
        left_out += _write_documents(aside, season, outcome)
        step("manifest")
        ruleset = load_ruleset(season.ruleset)
        text = manifest_text(aside, season, outcome, ruleset, font_digests())
        (aside / "manifest.json").write_text(text, encoding="utf-8", newline="")
        put_in_place(aside, out)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    printed = sum(1 for _ in (out / "certificates").iterdir())
    return RunResult(outcome, printed, left_out)


def _write_documents(folder: Path, season: Season, outcome: Outcome) -> tuple[tuple[str, str], ...]:
    made_on = season.approval.approved_on if season.approval else season.held_until
    facts = Facts(
        title=season.title,
        year=season.year,
        made_on=made_on or date(season.year, 12, 31),
        ruleset=load_ruleset(season.ruleset),
        results=results_of(season, outcome.standings),
        organisations=season.organisations,
        worldskills=season.worldskills,
    )
    decisions = Decisions(
        outcome.titles,
        outcome.promotions,
        outcome.bonuses,
        outcome.grants,
        outcome.pool,
        season.participations,
    )
    left_out = []
    for name, content in season_documents(facts, decisions):
        if isinstance(content, TextError):
            left_out.append((name, str(content)))
        else:
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return tuple(left_out)


def _write_certificates(
    folder: Path, certificates: list[Certificate], issuing: Issuing
) -> tuple[tuple[str, str], ...]:
    papers = folder / "certificates"
    papers.mkdir()
    left_out = []
    specimen = issuing.key is None
    for paper in print_certificates(certificates, issuing.public_url, specimen=specimen):
        if paper.content is None:
            award = paper.certificate.award
            what = f"{award.event} {award.entry} {award.kind} {award.name}"
            left_out.append((what, paper.refusal))
        else:
            (papers / paper.file_name).write_bytes(paper.content)
    return tuple(left_out)


def put_in_place(aside: Path, out: Path) -> None:
    """Replace `out` (new, empty or an earlier output) by the finished folder `aside`."""
    aside.chmod(0o755)
    earlier = None
    if out.exists():
        earlier = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
        try:
            os.replace(out, earlier / "out")  # noqa: PTH105 - the atomic rename of a folder
        except OSError:
            earlier.rmdir()
            raise
    try:
        os.replace(aside, out)  # noqa: PTH105 - the atomic rename of a folder
    except OSError:
        if earlier is not None:
            os.replace(earlier / "out", out)  # noqa: PTH105 - put the earlier output back
        raise
    if earlier is not None:
        shutil.rmtree(earlier, ignore_errors=True)
