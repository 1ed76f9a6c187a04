"""Run a season folder: check, compute, write aside, and only then put the result in place."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from competition.policy.loader import load_ruleset
from xinglu.season.model import Season
from xinglu.season.outcome import outcome_of
from xinglu.season.reading import ReadSeason
from xinglu.season.results import Outcome
from xinglu.season.writing import MANIFEST_FORMAT, manifest_text, write_tables

Step = Callable[[str], None]


class OutputRefusedError(Exception):
    """The output folder cannot be used; the message says why, in the user's words."""


def refuse_output(folder: Path, out: Path) -> None:
    """Raise OutputRefusedError unless `out` is new, empty or an earlier output."""
    inside = out.resolve()
    source = folder.resolve()
    if inside == source or inside in source.parents:
        message = f"输出目录 {out} 包含输入目录，请另选一个 / OUT holds the input, choose another"
        raise OutputRefusedError(message)
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputRefusedError(f"{out} 不是目录 / is not a folder")
    if any(out.iterdir()) and not _is_earlier_output(out):
        message = f"{out} 中有别的文件，不会覆盖；请选新目录 / holds other files, choose a new folder"
        raise OutputRefusedError(message)


def _is_earlier_output(out: Path) -> bool:
    try:
        manifest = msgspec.json.decode((out / "manifest.json").read_bytes(), type=dict[str, object])
    except (OSError, msgspec.DecodeError):
        return False
    return manifest.get("format") == MANIFEST_FORMAT


def run_season(read: ReadSeason, season: Season, out: Path, step: Step) -> Outcome:
    """Compute a season that was read without problems and write it to `out`.

    `step` is called with the name of each stage as it begins.
    """
    step("rank")
    outcome = outcome_of(season, scorings=read.scorings)
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        step("write")
        write_tables(aside, season, outcome, {})
        step("manifest")
        text = manifest_text(aside, season, outcome, load_ruleset(season.ruleset), {})
        (aside / "manifest.json").write_text(text, encoding="utf-8", newline="")
        put_in_place(aside, out)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return outcome


def put_in_place(aside: Path, out: Path) -> None:
    """Replace `out` (new, empty or an earlier output) by the finished folder `aside`."""
    aside.chmod(0o755)
    earlier = None
    if out.exists():
        earlier = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
        os.replace(out, earlier / "out")  # noqa: PTH105 - the atomic rename of a folder
    try:
        os.replace(aside, out)  # noqa: PTH105 - the atomic rename of a folder
    except OSError:
        if earlier is not None:
            os.replace(earlier / "out", out)  # noqa: PTH105 - put the earlier output back
        raise
    if earlier is not None:
        shutil.rmtree(earlier, ignore_errors=True)
