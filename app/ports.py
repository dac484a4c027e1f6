"""What the core asks of the world, as protocols; composition roots fill them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from app.domain.listing import FrameListing
from engine.types import Eyewear, FrameSpec


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


class FramePhoto(Protocol):
    """A picture of a frame on plain white, as WebP."""

    @property
    def webp(self) -> bytes: ...

    @property
    def width_px(self) -> int: ...

    @property
    def height_px(self) -> int: ...


class FrameStudio(FrameModels, Protocol):
    """What store pages show of a frame. Called from many threads."""

    def outline_mm(self, spec: FrameSpec) -> tuple[tuple[float, float], ...]:
        """The lens on the picture's right, from the middle of its box, y up."""
        ...

    def photos(self, eyewear: Eyewear) -> Sequence[FramePhoto]:
        """From the front, then turned; each large, then small. Empty where nothing can be drawn."""
        ...
