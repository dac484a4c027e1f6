"""A circuit breaker: whoever is down is asked by one probe now and then, not by everybody. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

FAILURES_TO_OPEN = 5
FIRST_REST_S = 15.0
LONGEST_REST_S = 600.0


@dataclass(frozen=True, slots=True)
class Breaker:
    """Closed at first. Opens after some failures in a row and rests, twice as long after each failed probe."""

    failures: int = 0
    rest_s: float = 0.0
    """Zero while closed."""
    open_until_ns: int = 0

    def wait_s(self, now_ns: int) -> float:
        """Seconds until one may ask; 0: now."""
        return max(0.0, (self.open_until_ns - now_ns) / 1e9) if self.rest_s else 0.0

    def after_success(self) -> Breaker:
        return Breaker()

    def after_failure(self, now_ns: int, chance: float) -> Breaker:
        """`chance` in [0, 1) spreads the probes of many clients over a quarter of the rest."""
        failures = self.failures + 1
        if failures < FAILURES_TO_OPEN:
            return replace(self, failures=failures)
        rest_s = min(self.rest_s * 2 or FIRST_REST_S, LONGEST_REST_S)
        spread_ns = round(rest_s * (1 + chance / 4) * 1e9)
        return Breaker(failures, rest_s, now_ns + spread_ns)


PROBING = Breaker(FAILURES_TO_OPEN - 1)
"""Of somebody who was down when last asked: the next failure opens it, so that one request finds it out."""
