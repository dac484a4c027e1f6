"""What the kiosk asks of the machine around it; the composition root fills these, tests script them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.visit import VisitEvent
from engine.pipeline.staff_measurement import StaffMeasurement
from engine.types import ByteArray, Eyewear, Fit, FrameSpec, MirrorState, TrackedFace

FitOf = Callable[[FrameSpec, TrackedFace], Fit]
"""How a frame sits on a face (engine.eyewear.fit)."""


class LiveMirror(Protocol):
    """Camera and tracker, on their own threads (engine.pipeline.runner.MirrorRunner)."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def begin_visit(self) -> None: ...

    def wear(self, eyewear: Eyewear | None) -> None: ...

    def latest(self) -> MirrorState | None: ...


class VisitLog(Protocol):
    """Keeps what the shop may remember of a visit."""

    def record(self, event: VisitEvent) -> None: ...


class CardLooks(Protocol):
    """Looks at the card on a face again and again (engine.pipeline.staff_measurement.CardSession)."""

    looks: int
    """That gave measures."""

    def look(self, state: MirrorState) -> StaffMeasurement: ...


class SheetKeeper(Protocol):
    """Where a measurement sheet goes when the customer agrees (ui.kiosk.sheet_desk.SheetDesk)."""

    def save(self, page: ByteArray, at: datetime, has_consent: bool) -> Path: ...

    def print(self, page: ByteArray) -> None: ...


class Studio(Protocol):
    """Draws pictures off the screen; called on one thread, the one of the errands."""

    def shot(self, eyewear: Eyewear, width_px: int, height_px: int, yaw_deg: float = 0.0) -> ByteArray:
        """A product picture: (height, width, 4) RGBA, see-through around the frame."""
        ...

    def look(self, state: MirrorState, width_px: int, height_px: int) -> ByteArray:
        """The mirror picture of a state: (height, width, 3) RGB."""
        ...
