"""Every command, option and setting is documented, in both READMEs."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from xinglu.cli import main
from xinglu.settings import SETTINGS

READMES = [Path("README.md"), Path("README.zh.md")]


def commands(group: click.Group, path: str = "xinglu") -> Iterator[tuple[str, click.Command]]:
    """Give every command below a group with its full name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_command_is_documented(readme: Path) -> None:
    """By its full name, as one types it."""
    text = readme.read_text(encoding="utf-8")
    names = [name for name, _ in commands(main)]
    assert len(names) >= 11
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_setting_is_documented_with_its_default(readme: Path) -> None:
    """One row of the table for each."""
    text = readme.read_text(encoding="utf-8")
    missing = [
        setting.name
        for setting in SETTINGS
        if f"| `{setting.name}` |" not in text or setting.default not in text
    ]
    assert missing == []


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_dependency_is_named_with_its_reason(readme: Path) -> None:
    """From pyproject.toml: run time, install, tests and bench."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"]]
    for group in project["dependency-groups"].values():
        wanted += group
    names = [name.partition("[")[0] for name in wanted]
    text = readme.read_text(encoding="utf-8")
    assert len(names) > 25
    assert [name for name in names if name not in text] == []


def test_every_option_has_a_help_text() -> None:
    """`--help` explains each."""
    silent = [
        f"{name} {option.name}"
        for name, command in commands(main)
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []
