"""The staff panel: how the mirror is and why the camera is away. Holds no personal data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot

from engine.types import Clock
from ui.admin.staff_door import Door, after_try, is_shut, seconds_shut


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One line of the panel: keys of words, or a value as it is."""

    label: str
    value: str = ""
    word: str = ""


class StaffView(QObject):
    """Asks for the staff number when the settings have one."""

    changed = Signal()

    def __init__(self, pin: str, clock: Clock, report: Callable[[], tuple[StaffRow, ...]]) -> None:
        super().__init__()
        self._pin = pin
        self._clock = clock
        self._report = report
        self._door = Door()
        self._typed = ""
        self._is_unlocked = False

    def tick(self) -> None:
        """The report and the wait change with time."""
        self.changed.emit()

    @Slot(str)
    def type(self, digit: str) -> None:
        self._typed = (self._typed + digit)[:12]
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        self._typed = ""
        self.changed.emit()

    @Slot()
    def unlock(self) -> None:
        """Tries what was typed; after three misses the door stays shut for a while."""
        now_ns = self._clock.now_ns()
        if not is_shut(self._door, now_ns):
            self._door = after_try(self._door, self._typed, self._pin, now_ns)
            self._is_unlocked = self._door.misses == 0
        self.clear()

    @Slot()
    def lock(self) -> None:
        self._is_unlocked = False
        self.clear()

    def _rows(self) -> list[dict[str, str]]:
        return [{"label": row.label, "value": row.value, "word": row.word} for row in self._report()]

    isOpen = Property(bool, lambda self: self._is_unlocked or not self._pin, notify=changed)  # noqa: N815 - QML's spelling
    digits = Property(int, lambda self: len(self._typed), notify=changed)
    refused = Property(bool, lambda self: self._door.misses > 0, notify=changed)
    wait = Property(int, lambda self: seconds_shut(self._door, self._clock.now_ns()), notify=changed)
    rows = Property(list, _rows, notify=changed)
