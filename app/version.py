"""Which release of the program this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """As the installed package says; `0` where it was not installed."""
    try:
        return version("varai-mirror")
    except PackageNotFoundError:
        return "0"
