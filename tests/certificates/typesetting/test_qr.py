"""Our codes are segno's codes, module for module."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from certificates.typesetting.qr import qr_modules


def by_segno(content: str) -> list[str]:
    """Return the rows of the code as segno alone makes it."""
    code = segno.make(content, error="m", mask=3, micro=False, boost_error=False)
    return ["".join(map(str, row)) for row in code.matrix]


@pytest.mark.parametrize("length", range(1, 200))
def test_an_address_of_any_length_gives_the_code_of_segno(length: int) -> None:
    content = ("https://example.org/v/鲁".encode("ascii", "ignore").decode() * 20)[:length]
    assert qr_modules(content) == by_segno(content)


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=180))
def test_any_text_gives_the_code_of_segno(content: str) -> None:
    assert qr_modules(content) == by_segno(content)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=180))
def test_any_ascii_gives_the_code_of_segno(content: str) -> None:
    assert qr_modules(content) == by_segno(content)
