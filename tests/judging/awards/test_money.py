"""Amounts as Chinese papers print them."""

import pytest

from judging.awards.rules.money import capital_text, ten_thousands_text


@pytest.mark.parametrize(
    ("yuan", "capitals"),
    [
        (0, "零元整"),
        (10, "壹拾元整"),
        (101, "壹佰零壹元整"),
        (2_000, "贰仟元整"),
        (10_010, "壹万零壹拾元整"),
        (33_333, "叁万叁仟叁佰叁拾叁元整"),
        (3_200_000, "叁佰贰拾万元整"),
        (20_000_005, "贰仟万零伍元整"),
        (100_000_000, "壹亿元整"),
        (100_010_000, "壹亿零壹万元整"),
    ],
)
def test_capitals(yuan: int, capitals: str) -> None:
    """Payment sheets print the sum in capitals."""
    assert capital_text(yuan) == capitals


@pytest.mark.parametrize(
    ("yuan", "text"),
    [(2_000, "2000元"), (1_000_000, "100万元"), (333_334, "33.3334万元"), (10_000, "1万元")],
)
def test_ten_thousands(yuan: int, text: str) -> None:
    """Decisions print 万元."""
    assert ten_thousands_text(yuan) == text
