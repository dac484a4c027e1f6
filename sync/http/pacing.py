"""How fast one may ask. Decision cores: time comes in as a number, waiting is the caller's.

A reservation is taken at once, even where one must wait for it: whoever comes later waits longer, so several
connections of one shop take turns. Share one pace among all connections of a shop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Protocol


class Pace(Protocol):
    """Thread-safe."""

    def reserve(self, cost: float, now_ns: int) -> float:
        """Takes a place; seconds to wait before using it."""
        ...

    def observe(self, status: int, headers: Mapping[str, str], now_ns: int) -> None:
        """Learns from an answer."""
        ...


class AdaptivePace:
    """For shops that tell no limits: full speed until one says 429, then slower, then carefully faster."""

    SLOWEST_S = 10.0
    FIRST_GAP_S = 0.25

    def __init__(self) -> None:
        self._lock = Lock()
        self._gap_s = 0.0
        self._next_ns = 0

    def reserve(self, cost: float, now_ns: int) -> float:
        with self._lock:
            start_ns = max(now_ns, self._next_ns)
            self._next_ns = start_ns + round(self._gap_s * cost * 1e9)
            return (start_ns - now_ns) / 1e9

    def observe(self, status: int, headers: Mapping[str, str], now_ns: int) -> None:
        del headers, now_ns
        with self._lock:
            if status == 429:
                self._gap_s = min(max(self._gap_s * 2, self.FIRST_GAP_S), self.SLOWEST_S)
            elif self._gap_s:
                self._gap_s = self._gap_s * 0.9 if self._gap_s > 0.01 else 0.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of points that refills steadily. `available` may be negative: places taken ahead."""

    maximum: float
    available: float
    restored_per_s: float
    at_ns: int

    def at(self, now_ns: int) -> Bucket:
        gained = max(0, now_ns - self.at_ns) / 1e9 * self.restored_per_s
        return Bucket(self.maximum, min(self.maximum, self.available + gained), self.restored_per_s, now_ns)

    def take(self, points: float, now_ns: int) -> tuple[Bucket, float]:
        """The bucket without them, and the seconds to wait for them. More than it holds waits for it full."""
        now = self.at(now_ns)
        missing = min(points, self.maximum) - now.available
        left = Bucket(now.maximum, now.available - points, now.restored_per_s, now_ns)
        return left, max(0.0, missing) / now.restored_per_s


class CostPace:
    """Shopify's: query cost points per app and shop, as its throttleStatus tells."""

    def __init__(self, maximum: float = 1000.0, restored_per_s: float = 50.0) -> None:
        self._lock = Lock()
        self._bucket = Bucket(maximum, maximum, restored_per_s, 0)

    def reserve(self, cost: float, now_ns: int) -> float:
        with self._lock:
            self._bucket, wait_s = self._bucket.take(cost, now_ns)
            return wait_s

    def observe(self, status: int, headers: Mapping[str, str], now_ns: int) -> None:
        """Nothing: the costs come in the body, see `settle`."""

    def settle(self, reserved: float, spent: float, told: Bucket, now_ns: int) -> None:
        """An answer came: `told` is its throttleStatus. Our own count knows what others have on their way, the
        shop's what other programs of this app spend: the smaller one holds."""
        with self._lock:
            ours = self._bucket.at(now_ns).available + reserved - spent
            is_new_to_us = told.maximum != self._bucket.maximum
            free = told.available if is_new_to_us else min(ours, told.available)
            self._bucket = Bucket(told.maximum, free, told.restored_per_s, now_ns)


class WindowPace:
    """BigCommerce's: so many requests a window, shared by all apps of the shop, as its headers tell.
    A tenth of each window is left to the others."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left: float | None = None
        self._quota = 0.0
        self._window_ns = 0
        self._reset_at_ns = 0

    def reserve(self, cost: float, now_ns: int) -> float:
        with self._lock:
            if self._left is None:
                return 0.0
            if now_ns >= self._reset_at_ns:
                self._begin_window(now_ns)
            if self._left - cost < self._quota / 10:
                wait_s = (self._reset_at_ns - now_ns) / 1e9
                self._begin_window(self._reset_at_ns)
                self._left -= cost
                return wait_s
            self._left -= cost
            return max(0.0, (self._reset_at_ns - self._window_ns - now_ns) / 1e9)

    def _begin_window(self, at_ns: int) -> None:
        self._left = self._quota
        self._reset_at_ns = at_ns + self._window_ns

    def observe(self, status: int, headers: Mapping[str, str], now_ns: int) -> None:
        told = [_number(headers, f"x-rate-limit-{name}") for name in _WINDOW_HEADERS]
        if any(value is None for value in told):
            return
        quota, left, reset_ms, window_ms = (value or 0.0 for value in told)
        with self._lock:
            self._quota, self._window_ns = quota, round(window_ms * 1e6)
            self._left = 0.0 if status == 429 else left
            self._reset_at_ns = now_ns + round(reset_ms * 1e6)


_WINDOW_HEADERS = ("requests-quota", "requests-left", "time-reset-ms", "time-window-ms")


def _number(headers: Mapping[str, str], name: str) -> float | None:
    told = headers.get(name, "")
    return float(told) if told.isdigit() else None
