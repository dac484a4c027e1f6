"""How long to wait before another attempt, and when to stop trying. Pure.

The loop itself is in the client and not a library's: it waits on a clock that tests own, counts what it waited,
and differs by whether a call may be repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Full jitter over an exponentially growing span; what the other side asks for comes first."""

    attempts: int = 4
    first_span_s: float = 0.5
    longest_wait_s: float = 20.0
    """A longer wait is handed to the caller as RetryLater: a run does not sit on it."""

    def wait_s(self, attempt: int, chance: float, asked_s: float | None = None) -> float | None:
        """Seconds before attempt `attempt + 1` (attempts count from 1, `chance` is in [0, 1));
        None: give up now."""
        if attempt >= self.attempts or (asked_s or 0.0) > self.longest_wait_s:
            return None
        spread_s: float = min(self.first_span_s * 2 ** (attempt - 1), self.longest_wait_s) * chance
        if asked_s is None:
            return spread_s
        return asked_s + min(spread_s, asked_s / 4)


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """What Retry-After asks for, as seconds or as a date; None when it asks for nothing sensible."""
    told = headers.get("retry-after", "").strip()
    if not told:
        return None
    if told.replace(".", "", 1).isdigit():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
