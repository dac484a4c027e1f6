"""What every text we keep must satisfy, whichever database keeps it."""

from __future__ import annotations


def check_text(value: str, what: str, most: int, *, least: int = 1) -> None:
    """ValueError unless `value` has `least` to `most` characters and none that a database cannot keep."""
    if not least <= len(value) <= most:
        raise ValueError(f"{what} must have {least} to {most} characters, not {len(value)}")
    if "\x00" in value or (not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value)):
        raise ValueError(f"{what} contains a character that cannot be stored")
