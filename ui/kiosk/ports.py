"""What the kiosk asks of the machine around it; the composition root fills these, tests script them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.domain.visit import VisitEvent
from engine.types import Eyewear, MirrorState


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


class Errands(Protocol):
    """Does work off the main thread and brings the answer back to it."""

    def run(
        self,
        work: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None: ...

    def forget(self) -> None:
        """Drops waiting work, and the answers of what runs."""
        ...
