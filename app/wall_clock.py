"""The machine's time of day."""

from __future__ import annotations

from datetime import UTC, datetime


class MachineClock:
    """A WallClock of real time, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the clock that others take
