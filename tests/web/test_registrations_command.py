"""`xinglu registrations` on a database of its own: dry run, import, the same again, export."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped]  # it publishes no types
from click.testing import CliRunner

from competition.storage.opening import open_database
from competition.storage.settings import StorageSettings
from tests.competition.registration_sheets.conftest import make_competition
from tests.competition.registration_sheets.sheets import id_number, person, workbook
from xinglu.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ARGUMENTS = ("--season", "2027", "--competition", "省赛")


async def prepare(settings: StorageSettings) -> None:
    """Make the database with a competition that takes registrations."""
    async with open_database(settings) as database:
        await make_competition(database)


def test_a_sheet_is_tried_imported_and_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Problems end with 2 and store nothing; the same file twice is stored once."""
    path, keys = tmp_path / "data" / "x.sqlite3", tmp_path / "keys" / "k.json"
    monkeypatch.setenv("XINGLU_DATABASE", str(path))
    monkeypatch.setenv("XINGLU_KEYS", str(keys))
    asyncio.run(prepare(StorageSettings(str(path), keys)))
    file = tmp_path / "报名.xlsx"
    run = CliRunner().invoke
    file.write_bytes(workbook([person(1), person(1)]))
    refused = run(main, ["registrations", "import", str(file), *ARGUMENTS])
    assert refused.exit_code == 2
    assert "第 3 行  证件号码  问题：与第 2 行是同一个人" in refused.output
    file.write_bytes(workbook([person(1), person(2, 姓名="+1+1")]))
    tried = run(main, ["registrations", "import", str(file), *ARGUMENTS, "--dry-run"])
    assert (tried.exit_code, "没有写入" in tried.output) == (0, True)
    for _ in range(2):
        stored = run(main, ["registrations", "import", str(file), *ARGUMENTS])
        assert (stored.exit_code, stored.output) == (
            0,
            "已写入 / stored：2 个参赛单元，2 人，0 个问题\n",
        )
    unknown = run(main, ["registrations", "export", str(file), "--season", "1999"])
    assert unknown.exit_code == 2
    out = tmp_path / "out.xlsx"
    assert run(main, ["registrations", "export", str(out), "--season", "2027"]).exit_code == 0
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert len(rows) == 3
    assert "出生日期" not in rows[0]
    assert "+1+1" in rows[2]
    assert id_number(1) not in rows[1]
    whole = run(main, ["registrations", "export", str(out), "--season", "2027", "--reveal"])
    assert whole.exit_code == 0
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert id_number(1) in rows[1]
