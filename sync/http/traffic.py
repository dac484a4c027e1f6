"""What talking took, as figures that can be added and subtracted."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Cost:
    """What talking to a platform took so far."""

    requests: int = 0
    retries: int = 0
    throttled: int = 0
    """Answers that said: too fast."""
    waited_s: float = 0.0
    """For limits and before retries."""
    received_bytes: int = 0
    points: float = 0.0
    """Shopify's query cost; 0 elsewhere."""

    def __add__(self, other: Cost) -> Cost:
        return Cost(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def __sub__(self, other: Cost) -> Cost:
        return Cost(*(getattr(self, one.name) - getattr(other, one.name) for one in fields(self)))
