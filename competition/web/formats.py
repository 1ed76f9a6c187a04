"""How numbers are written on pages."""


def number(value: int) -> str:
    """Write a whole number with separators of thousands."""
    return f"{value:,}"


def grouped(text: str) -> str:
    """Write a number that came as text with separators; anything else as it is."""
    return f"{int(text):,}" if text.isascii() and text.isdigit() else text


def yuan(amount: int) -> str:
    """Write an amount of whole yuan."""
    return f"{amount:,} 元"
