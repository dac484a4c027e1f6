"""A line to simulated shops: waiting costs no time, chance is always the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from sync.http.addresses import AddressPolicy
from sync.http.client import ClientLimits, Line
from sync.http.retrying import RetryPolicy
from sync.platforms.access import Access
from sync.platforms.values import Credentials
from tests.fakes.clock import ManualClock, ManualWallClock

HERE = AddressPolicy(allows_loopback=True)


def quick_line(*, read_s: float = 5.0, attempts: int = 4) -> Line:
    """Time-outs are real, all other waiting happens on a clock of its own."""
    limits = ClientLimits(connect_s=2.0, read_s=read_s, retry=RetryPolicy(attempts=attempts))
    return Line(ManualClock(), ManualWallClock(), Random(7), limits=limits)


@contextmanager
def adapters(kind: Callable[..., Any], address: str, line: Line) -> Iterator[Callable[..., Any]]:
    """Makes adapters of this kind to the shop there, with the credentials it is given; closes them at the end."""
    made: list[Any] = []

    def opener(**credentials: str) -> Any:
        made.append(kind(Access(address, Credentials(credentials), HERE), line))
        return made[-1]

    yield opener
    for one in made:
        one.close()
