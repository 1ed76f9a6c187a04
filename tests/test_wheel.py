"""What a wheel of the project contains and does, away from the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("certificates", "competition", "judging", "templates", "xinglu")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the locked build backend; nothing is downloaded."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def tracked(folder: str) -> set[str]:
    """Return the files of a folder of the repository, without what Python leaves there."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_wheel_holds_exactly_the_five_packages_and_the_demonstration_season(wheel: Path) -> None:
    """Templates, static files, rulesets and fonts travel along; tests and scripts do not."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = set().union(*(tracked(package) for package in PACKAGES))
    season = "examples/shandong-2026/"
    expected |= {"xinglu/demonstration/" + name.removeprefix(season) for name in tracked(season)}
    assert names == expected
    assert any(name.startswith("templates/static/") for name in names)


def test_an_installed_wheel_finds_its_own_files_and_its_command(
    wheel: Path, tmp_path: Path
) -> None:
    """The command of an installation checks the demonstration season that came with it."""
    site = tmp_path / "site"
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([sys.executable, *install, str(wheel)], check=True, capture_output=True)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import xinglu; print(xinglu.__file__); from xinglu.cli import main; main()",
            "season",
            "check",
            str(site / "xinglu" / "demonstration"),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site), "PYTHONIOENCODING": "utf-8"},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout.startswith(str(site / "xinglu" / "__init__.py"))
    assert done.returncode == 0, done.stderr
