"""How long each stage of the main road takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.types import Clock

_KEPT = 20_000


class Stage(StrEnum):
    """The stages, in the order a frame meets them."""

    CAPTURE = "capture"
    TRACK = "track"
    POSE_FIT = "pose_fit"
    DRAW = "draw"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 95th percentile in milliseconds; None when nothing was measured."""

    p50: float | None
    p95: float | None


def spread_ms(durations_ns: Sequence[int]) -> Spread:
    """The spread of durations given in nanoseconds."""
    if not durations_ns:
        return Spread(None, None)
    p50, p95 = np.percentile(np.array(durations_ns) / 1e6, [50, 95])
    return Spread(round(float(p50), 2), round(float(p95), 2))


class StageTimes:
    """Collects durations; each stage is written by one thread and read after it has stopped, or roughly before."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._durations_ns: dict[Stage, deque[int]] = {stage: deque(maxlen=_KEPT) for stage in Stage}

    def record(self, stage: Stage, duration_ns: int) -> None:
        self._durations_ns[stage].append(duration_ns)

    @contextmanager
    def timing(self, stage: Stage) -> Iterator[None]:
        began_ns = self._clock.now_ns()
        yield
        self.record(stage, self._clock.now_ns() - began_ns)

    def last_ns(self, stage: Stage) -> int:
        """The stage's newest duration; 0 before the first."""
        durations = self._durations_ns[stage]
        return durations[-1] if durations else 0

    def clear(self) -> None:
        for durations in self._durations_ns.values():
            durations.clear()

    def spreads(self) -> dict[Stage, Spread]:
        return {stage: spread_ms(tuple(durations)) for stage, durations in self._durations_ns.items()}
