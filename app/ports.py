"""What the core asks of the world, as protocols; composition roots fill them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from app.domain.listing import FrameListing
from engine.types import Eyewear


class WallClock(Protocol):
    """The time of day, always in UTC."""

    def now(self) -> datetime: ...


class FrameCatalogue(Protocol):
    """The frames this kiosk offers."""

    def all_frames(self) -> tuple[FrameListing, ...]:
        """Every published frame, in the shop's order."""
        ...


class SecretStore(Protocol):
    """Where secrets lie: the key ring of this machine, or the server's own store. Never the database, never a log."""

    def get(self, name: str) -> str | None:
        """The secret of this name; None when there is none. Raises NeedsOwner when the store is locked."""
        ...

    def put(self, name: str, secret: str) -> None:
        """Keeps the secret, over an older one of this name."""
        ...

    def delete(self, name: str) -> None:
        """Forgets it; nothing happens when there is none."""
        ...


class FrameModels(Protocol):
    """Frames as three-dimensional models for web pages."""

    def glb(self, eyewear: Eyewear) -> bytes:
        """The frame in its finish as binary glTF 2.0, metres, at most a megabyte."""
        ...
