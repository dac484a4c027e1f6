"""Limits of tries: one set of rules (the `limits` library) over counts in this process or in the database."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Protocol

from limits import RateLimitItem
from limits import parse as _parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from app.ports import WallClock
from sync.server.problems import ApiError

parse = lru_cache(_parse)
"""Rules come from settings: few, and the same at every request."""


class Counters(Protocol):
    """Counts within a window; see app.store.counters.StoredCounters."""

    def add(self, key: str, window_s: int, amount: int) -> int: ...

    def count(self, key: str) -> int: ...

    def ends_at(self, key: str) -> datetime: ...

    def forget(self, key: str) -> None: ...


class OwnCounters:
    """Counts of this process alone, of the keys seen last."""

    def __init__(self, clock: WallClock, most: int = 50_000) -> None:
        self._clock = clock
        self._most = most
        self._lock = Lock()
        self._windows: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def add(self, key: str, window_s: int, amount: int) -> int:
        now = self._clock.now()
        with self._lock:
            ends_at, hits = self._windows.get(key, (now, 0))
            if ends_at <= now:
                ends_at, hits = now + timedelta(seconds=window_s), 0
            self._windows[key] = (ends_at, hits + amount)
            self._windows.move_to_end(key)
            if len(self._windows) > self._most:
                self._windows.popitem(last=False)
            return hits + amount

    def count(self, key: str) -> int:
        ends_at, hits = self._windows.get(key, (self._clock.now(), 0))
        return hits if ends_at > self._clock.now() else 0

    def ends_at(self, key: str) -> datetime:
        return max(self._windows.get(key, (self._clock.now(), 0))[0], self._clock.now())

    def forget(self, key: str) -> None:
        with self._lock:
            self._windows.pop(key, None)


class _Storage(Storage):
    """Counters as the library wants them."""

    STORAGE_SCHEME = None

    def __init__(self, counters: Counters) -> None:
        super().__init__()
        self._counters = counters

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return self._counters.add(key, expiry, amount)

    def get(self, key: str) -> int:
        return self._counters.count(key)

    def get_expiry(self, key: str) -> float:
        return self._counters.ends_at(key).timestamp()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        raise NotImplementedError("windows end by themselves")

    def clear(self, key: str) -> None:
        self._counters.forget(key)


class Throttle:
    """Refuses who tries too often, with 429 and the seconds to wait."""

    def __init__(self, counters: Counters, clock: WallClock, sharers: int = 1) -> None:
        """`sharers` is how many processes count apart from each other: each gives out its share, one try at least."""
        self._limiter = FixedWindowRateLimiter(_Storage(counters))
        self._clock = clock
        self._sharers = sharers

    def hit(self, rule: str, *who: str) -> None:
        """Counts a try under `rule` ("10/5 minutes"); raises ApiError when it is one too many."""
        limit = parse(rule)
        if not self._limiter.hit(limit, *who, cost=min(self._sharers, limit.amount)):
            raise self._too_many(limit, *who)

    def count(self, rule: str, *who: str) -> None:
        """Counts a try under `rule`, and refuses nothing."""
        self._limiter.hit(parse(rule), *who)

    def check(self, rule: str, *who: str) -> None:
        """Raises ApiError when the next try would be one too many; counts nothing."""
        limit = parse(rule)
        if not self._limiter.test(limit, *who):
            raise self._too_many(limit, *who)

    def forget(self, rule: str, *who: str) -> None:
        self._limiter.clear(parse(rule), *who)

    def _too_many(self, limit: RateLimitItem, *who: str) -> ApiError:
        ends_at = self._limiter.get_window_stats(limit, *who).reset_time
        wait_s = max(1, round(ends_at - self._clock.now().timestamp()))
        return ApiError(
            429, "too_many_tries", f"Too many tries. Try again in {wait_s} s.", {"Retry-After": str(wait_s)}
        )
