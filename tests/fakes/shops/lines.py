"""A line to simulated shops: waiting costs no time, chance is always the same."""

from __future__ import annotations

from random import Random

from sync.http.addresses import AddressPolicy
from sync.http.client import ClientLimits, Line
from sync.http.retrying import RetryPolicy
from tests.fakes.clock import ManualClock, ManualWallClock

HERE = AddressPolicy(allows_loopback=True)


def quick_line(*, read_s: float = 5.0, attempts: int = 4) -> Line:
    """Time-outs are real, all other waiting happens on a clock of its own."""
    limits = ClientLimits(connect_s=2.0, read_s=read_s, retry=RetryPolicy(attempts=attempts))
    return Line(ManualClock(), ManualWallClock(), Random(7), limits=limits)
