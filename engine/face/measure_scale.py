"""How large is this face in millimetres: what is known of people, of their irises, and of a reference beside them.

Everything is a Gaussian in the logarithm of a length, so that independent sources combine by their precision.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from engine.types import Measure

Z_90: Final = 1.6449
"""Half width of the interval that holds nine of ten Gaussian draws, in standard deviations."""


@dataclass(frozen=True, slots=True)
class LogLength:
    """What one source says of a length: the logarithm of its median in mm and the spread of that logarithm."""

    log_mm: float
    spread: float

    @classmethod
    def about(cls, median_mm: float, spread: float) -> LogLength:
        return cls(math.log(median_mm), spread)

    @property
    def median_mm(self) -> float:
        return math.exp(self.log_mm)

    def times(self, factor: float, spread: float = 0.0) -> LogLength:
        """Another length in a known relation to this one; `spread` is how well the relation is known."""
        return LogLength(self.log_mm + math.log(factor), math.hypot(self.spread, spread))

    def interval(self) -> Measure:
        """The median, and the interval that holds the truth nine times in ten."""
        reach = Z_90 * self.spread
        return Measure(self.median_mm, math.exp(self.log_mm - reach), math.exp(self.log_mm + reach))


POPULATION_PD: Final = LogLength.about(63.3, 3.65 / 63.3)
"""Far PD of adults: 63.3 ± 3.65 mm (ANSUR II, 6,068 people; Gordon et al. 2014)."""
POPULATION_IRIS: Final = LogLength.about(11.7, 0.42 / 11.7)
"""Horizontal visible iris diameter: 11.71 ± 0.42 mm (Rüfer, Schröder, Erb 2005, 390 eyes)."""


def combined(sources: Iterable[LogLength]) -> LogLength:
    """What independent sources say together. Raises ZeroDivisionError for no source."""
    precision = total = 0.0
    for source in sources:
        weight = source.spread**-2
        precision += weight
        total += weight * source.log_mm
    return LogLength(total / precision, precision**-0.5)
