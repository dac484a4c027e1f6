"""What happened, told to whoever asked to hear it; subscribers run on the publisher's thread."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

Listener = Callable[[object], None]


class Bus:
    """Publishes frozen event values. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: tuple[Listener, ...] = ()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear every event from now on; the returned call ends it."""
        with self._lock:
            self._listeners = (*self._listeners, listener)
        return lambda: self._unsubscribe(listener)

    def _unsubscribe(self, listener: Listener) -> None:
        with self._lock:
            self._listeners = tuple(heard for heard in self._listeners if heard is not listener)

    def publish(self, event: object) -> None:
        for listener in self._listeners:
            listener(event)
