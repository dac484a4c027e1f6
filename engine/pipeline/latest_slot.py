"""The mailbox between two threads of the main road: newest wins, nothing queues."""

from __future__ import annotations

from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class LatestSlot(Generic[T]):
    """Holds one value. An unread value is replaced and counted, never kept waiting."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._value: T | None = None
        self.dropped = 0

    def put(self, value: T) -> None:
        with self._changed:
            self.dropped += self._value is not None
            self._value = value
            self._changed.notify()

    def take(self) -> T | None:
        """The unread value, or None."""
        with self._changed:
            value, self._value = self._value, None
            return value

    def wait(self, timeout_s: float) -> bool:
        """Blocks until there is something to take, at most this long; tells whether there is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._value is not None, timeout_s)
