"""What the user interface's toolkit must not do to a program that runs all day."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class _Bell(QObject):
    rang = Signal()


def test_ringing_a_signal_all_day_uses_nothing_up():
    bell = _Bell()
    bell.rang.connect(lambda: None)
    before = sys.getrefcount(True)
    for _ in range(100):
        bell.rang.emit()
    assert abs(sys.getrefcount(True) - before) < 50
