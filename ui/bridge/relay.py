"""Qt's ear: what the core announces on any thread arrives as a signal on the main thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class EventRelay(QObject):
    """Hears a publisher and says the same again, on the thread this object lives on."""

    arrived = Signal(object)
    _crossing = Signal(object)

    def __init__(self, subscribe: Callable[[Callable[[object], None]], object] | None = None) -> None:
        super().__init__()
        self._crossing.connect(self.arrived, Qt.ConnectionType.QueuedConnection)
        if subscribe is not None:
            subscribe(self.publish)

    def publish(self, event: object) -> None:
        """Callable from any thread; returns at once."""
        self._crossing.emit(event)
