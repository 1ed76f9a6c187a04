"""Commands that only read make nothing; a setting that leads nowhere is a sentence."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from xinglu.cli import main


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a database that does not exist yet."""
    folder = tmp_path / "live"
    monkeypatch.setenv("XINGLU_DATA", str(folder / "data"))
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ["doctor"],
        ["account", "link", "wang"],
        ["account", "disable", "wang"],
        ["season", "export", "2026", "out"],
        ["season", "issue", "2026"],
        ["season", "codes", "2026", "--out", "codes.xlsx"],
    ],
)
def test_who_only_reads_creates_no_database_and_no_keys(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """A slip in the settings is told, and leaves nothing behind."""
    monkeypatch.chdir(nowhere.parent)
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert "还不存在" in result.output
    assert "no database yet" in result.output
    assert list(nowhere.parent.iterdir()) == []


def test_an_account_makes_the_database_and_the_doctor_finds_it_well(nowhere: Path) -> None:
    """The first account is the first start; then the keys are missed when they are gone."""
    runner = CliRunner()
    added = runner.invoke(main, ["account", "add", "wang", "--role", "province"])
    assert added.exit_code == 0
    assert "/sign-in/" in added.output
    assert runner.invoke(main, ["doctor"]).exit_code == 0
    again = runner.invoke(main, ["account", "add", "wang", "--role", "province"])
    assert (again.exit_code, "exists already" in again.output) == (2, True)
    keys = nowhere / "keys" / "xinglu.keys.json"
    keys.unlink()
    result = runner.invoke(main, ["doctor"])
    assert (result.exit_code, "找不到密钥文件" in result.output) == (2, True)
    assert not keys.exists()
    keys.write_bytes(b"{}")
    keys.chmod(0o600)
    result = runner.invoke(main, ["doctor"])
    assert (result.exit_code, "已损坏" in result.output) == (2, True)
    assert "$" not in result.output
