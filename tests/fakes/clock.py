"""Time that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class ManualClock:
    """Monotonic; waiting moves it on at once."""

    def __init__(self, now_ns: int = 1_000_000_000) -> None:
        self._now_ns = now_ns

    def now_ns(self) -> int:
        return self._now_ns

    def wait_until_ns(self, moment_ns: int) -> None:
        self._now_ns = max(self._now_ns, moment_ns)

    def advance(self, seconds: float) -> None:
        self._now_ns += round(seconds * 1e9)


class ManualWallClock:
    """The time of day as a test sets it."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
