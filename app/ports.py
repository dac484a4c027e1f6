"""What the core asks of the world, as protocols; composition roots fill them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from app.domain.listing import FrameListing


class WallClock(Protocol):
    """The time of day, always in UTC."""

    def now(self) -> datetime: ...


class FrameCatalogue(Protocol):
    """The frames this kiosk offers."""

    def all_frames(self) -> tuple[FrameListing, ...]:
        """Every published frame, in the shop's order."""
        ...
