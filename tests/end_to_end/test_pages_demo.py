"""The demonstration's start: filled once, invited anew each time, and a sentence when it cannot."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from competition.storage.opening import open_database
from xinglu.demo import (
    ROLE_NAMES,
    demo_settings,
    demonstration_folder,
    folder_digest,
    prepare,
    print_invitation,
    run_demo,
)
from xinglu.serve import StartError

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_second_start_keeps_the_season_and_makes_new_links(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One season, one account per role; every link and code is new; all are printed."""
    folder = demonstration_folder()
    settings = demo_settings("127.0.0.1", 8000, tmp_path, folder_digest(folder))
    starts = []
    for _ in range(2):
        async with open_database(settings.storage) as database:
            starts.append(await prepare(database, folder, settings.public_url))
            async with database.reading() as transaction:
                rows = await transaction.rows(
                    "SELECT (SELECT count(*) FROM season), (SELECT count(*) FROM account), "
                    "(SELECT count(*) FROM audit_record WHERE action = 'season.store')"
                )
            assert tuple(rows[0]) == (2, len(ROLE_NAMES), 1)
    first, second = starts
    assert set(first.links) == set(second.links) == set(ROLE_NAMES)
    assert set(first.links.values()).isdisjoint(second.links.values())
    assert first.example is not None
    assert second.example is not None
    assert first.example.number == second.example.number
    assert first.example.code != second.example.code
    assert capsys.readouterr().out.count("首次启动") == 1
    print_invitation(settings, second)
    printed = capsys.readouterr().out
    for token in (*second.links.values(), second.example.token, second.example.code):
        assert token in printed


def test_another_season_gets_another_database(tmp_path: Path) -> None:
    """A changed demonstration never meets the database of an earlier one."""
    first = demo_settings("127.0.0.1", 8000, tmp_path, "one").storage
    second = demo_settings("127.0.0.1", 8000, tmp_path, "two").storage
    assert first.database != second.database
    assert first.keys == second.keys
    (tmp_path / "a.csv").write_text("1", encoding="utf-8")
    digest = folder_digest(tmp_path)
    (tmp_path / "a.csv").write_text("2", encoding="utf-8")
    assert folder_digest(tmp_path) != digest


def test_a_port_in_use_stops_the_demonstration_with_a_sentence(tmp_path: Path) -> None:
    """Before anything is written."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"端口 {port} 已被别的程序占用"):
            run_demo("127.0.0.1", port, tmp_path / "demo")
    assert not (tmp_path / "demo").exists()
