"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

SOON_S = 90


def until(is_so: Callable[[], object], what: str) -> None:
    """Returns as soon as it is so; fails when it is not within SOON_S."""
    deadline_s = time.monotonic() + SOON_S
    while not is_so():
        assert time.monotonic() < deadline_s, f"not within {SOON_S} s: {what}"
        time.sleep(0.05)
