"""The mark of what a company has to read: how far each of its streams goes, as a line of text."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.feeds import Stream


def as_mark(places: Mapping[Stream, int]) -> str:
    """Such as `catalogue=7 stock=31`."""
    return " ".join(f"{stream.value}={place}" for stream, place in places.items())


def moved(before: str, now: str) -> frozenset[Stream]:
    """The streams of which there is something new to read. All, when a mark says nothing of one."""
    known, told = _by_stream(before), _by_stream(now)
    return frozenset(stream for stream in Stream if known.get(stream) != told.get(stream, ""))


def _by_stream(mark: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in mark.split() if "=" in part)
