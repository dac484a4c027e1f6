"""New ids: UUIDv7, each greater than the one before, many of them quickly."""

from __future__ import annotations

import random
from threading import Lock
from uuid import UUID

from uuid6 import uuid7

_RUN = 1000
"""Ids that share a time stamp."""


class IdSource:
    """Takes a fresh UUIDv7 now and then, and counts on from it in random steps (RFC 9562, 6.2, method 2)."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0
        self._left = 0

    def __call__(self) -> UUID:
        with self._lock:
            if self._left == 0:
                self._last, self._left = uuid7().int, _RUN
            self._left -= 1
            # 1000 steps of 40 bits stay within the 62 random bits, but for one start in four thousand millions.
            self._last += random.getrandbits(40) + 1
            return UUID(int=self._last)
