"""The benchmark of people runs on a small size; nothing here looks at a time."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.benchmarks import people

if TYPE_CHECKING:
    import pytest


def test_every_page_of_people_is_opened(capsys: pytest.CaptureFixture[str]) -> None:
    """Each of them, with how many statements it took."""
    people.run(3_000, 1)
    told = capsys.readouterr().out
    assert [label for label, _, _ in people.PAGES if f"\n  {label}  " not in told] == []
    assert "3,000 persons registered" in told


def test_invented_people_are_all_different() -> None:
    """A million have a million numbers."""
    numbers = {number for number, _ in people.people_of(200_000, Random(1))}  # noqa: S311 - no secret
    assert len(numbers) == 200_000
    assert {len(number) for number in numbers} == {18}
