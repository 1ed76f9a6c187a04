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
        ["account", "reset-codes", "wang"],
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


@pytest.mark.usefixtures("nowhere")
def test_a_scope_is_found_by_its_names_or_told() -> None:
    """Competition and event lie in a season; what does not exist is a sentence."""
    runner = CliRunner()
    assert runner.invoke(main, ["account", "add", "li", "--role", "province"]).exit_code == 0
    folder = str(Path("examples/wsc2026"))
    imported = runner.invoke(main, ["season", "import", folder, "--code", "wsc"])
    assert imported.exit_code == 0, imported.output
    judge = ["account", "add", "judge", "--role", "judge"]
    for scope, told in (
        (["--event", "skill-06"], "请用 --season"),
        (["--delegation", "青岛"], "请用 --season"),
        (["--season", "1999"], "没有年度"),
        (["--season", "wsc", "--competition", "无"], "没有赛事"),
        (["--season", "wsc", "--event", "无"], "没有赛项"),
    ):
        refused = runner.invoke(main, [*judge, *scope])
        assert (refused.exit_code, told in refused.output) == (2, True)
    spoilt = runner.invoke(main, ["account", "add", "two words", "--role", "judge"])
    assert (spoilt.exit_code, "账号只能用" in spoilt.output) == (2, True)
    registrar = ["account", "add", "registrar", "--role", "registrar", "--season", "wsc"]
    given = runner.invoke(main, registrar)
    assert (given.exit_code, "报名员 · wsc · 全部代表队" in given.output) == (0, True)
    with_event = [*judge, "--season", "wsc", "--event", "skill-06", "--delegation", "中国"]
    assert runner.invoke(main, with_event).exit_code == 0
    assert runner.invoke(main, ["account", "link", "judge"]).exit_code == 0
    assert runner.invoke(main, ["account", "reset-codes", "judge"]).exit_code == 0
    assert runner.invoke(main, ["account", "reset-codes", "nobody"]).exit_code == 2
