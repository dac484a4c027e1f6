"""Stock on both sides by deltas: whoever sells a piece, both counts fall by one, whatever order the news arrives in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StockStep:
    """What to count here, and what the platform's level then was for us."""

    delta: int
    known: int
    """Pieces on the platform, as last taken into account; to be kept."""


def plan_stock(ours: int, known: int | None, theirs: int) -> StockStep:
    """The platform's level was read as `theirs`.

    With a level `known` from before (raised and lowered by each of our own messages it confirmed), the difference
    was sold, returned or delivered there. At first contact the platform's count is taken over.
    """
    return StockStep(theirs - (ours if known is None else known), theirs)
