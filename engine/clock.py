"""The machine's monotonic clock, behind the Clock of engine.types."""

from __future__ import annotations

import time


class MonotonicClock:
    """Real time. `wait_until_ns` blocks the calling thread."""

    def now_ns(self) -> int:
        return time.monotonic_ns()

    def wait_until_ns(self, moment_ns: int) -> None:
        remaining_ns = moment_ns - time.monotonic_ns()
        if remaining_ns > 0:
            time.sleep(remaining_ns / 1e9)
