"""Each benchmark section of ours runs on a small size; nothing here looks at a time."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from certificates.typesetting.certificate import draw_certificate
from tests.benchmarks import certificates, event, season
from tests.benchmarks.__main__ import main
from tests.benchmarks.certificate_peers import made_face
from tests.benchmarks.ornament_svg import ornament_pdf, ornament_svg, qr_svg
from tests.benchmarks.ranking_peers import NAMES, digest, made_columns, ours
from tests.reference.random_seasons import random_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Give what was printed, stripped."""
    return [line.strip() for line in capsys.readouterr().out.splitlines()]


def first_words(lines: Sequence[str]) -> list[str]:
    """Give the word each line starts with."""
    return [line.split()[0] for line in lines if line]


def test_ranking_compares_our_ways_in_processes_of_their_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One processor and all of them give equal ranks."""
    arguments = ["ranking", "--rows", "20000", "--rounds", "1", "--ours-only"]
    assert main(arguments) == 0
    lines = lines_of(capsys)
    assert "Ranking 20,000 entries of 2 events by four keys" in lines
    assert "equal ranks from all: yes" in lines


def test_the_columns_are_the_same_each_time_and_hold_ties() -> None:
    """Whoever runs the benchmark ranks the same entries."""
    one, other = made_columns(5_000, 5), made_columns(5_000, 5)
    assert all((one[name] == other[name]).all() for name in NAMES)
    ranks = ours(one, 1)()
    assert digest(ranks) == digest(ours(other, 2)())
    assert len(set(zip(one["group"].tolist(), ranks.tolist(), strict=True))) < 5_000


def test_event_explains_every_entry(capsys: pytest.CaptureFixture[str]) -> None:
    """Everyone of the made event has a place and a reason."""
    made = event.made_event(8)
    assert event.explain(made, 8) == 8
    event.run(8, 1)
    assert "One event of 8 entries, 496 marks, re-ranked and explained" in lines_of(capsys)


def test_season_tells_the_share_of_each_stage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The stages of the command, and the command itself."""
    folder = random_files(Random(1)).write_all(tmp_path / "season")  # noqa: S311 - no secret
    season.run(1, folder)
    lines = lines_of(capsys)
    assert lines[0] == "The whole of season"
    words = first_words(lines)
    assert [words[3], words[4], words[-1]] == ["the", "read", "all"]
    assert "certificates" in words


def test_certificates_are_drawn_one_by_one_and_on_all_processors(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each way has its table."""
    certificates.run(2, 1, ["ours"])
    words = first_words(lines_of(capsys))
    assert words.count("ours") == words.count("one") + words.count("2")


def test_peers_get_the_whole_ornament() -> None:
    """Every operator of the ornament has its SVG, and every group ends."""
    certificate = draw_certificate(made_face(1))
    svg = ornament_svg(certificate)
    assert svg.count("<g ") == svg.count("</g>")
    assert {name for name in "GHSMFCT" if f'<g id="{name}">' in svg} == set("GHSMFCT")
    assert ornament_pdf(certificate).startswith(b"%PDF-")
    assert qr_svg("https://example.org/").count("<path") == 2
