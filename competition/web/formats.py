"""How numbers and moments are written on pages."""

from datetime import datetime, timedelta, timezone

#: China has one time zone and no summer time.
CHINA = timezone(timedelta(hours=8))


def number(value: int) -> str:
    """Write a whole number with separators of thousands."""
    return f"{value:,}"


def grouped(text: str) -> str:
    """Write a number that came as text with separators; anything else as it is."""
    return f"{int(text):,}" if text.isascii() and text.isdigit() else text


def yuan(amount: int) -> str:
    """Write an amount of whole yuan."""
    return f"{amount:,} 元"


def moment(value: datetime) -> str:
    """Write a moment (aware) as the clock on a wall in China shows it, to the minute."""
    return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
