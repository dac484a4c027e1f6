"""Time as a machine runs through it: which boot this is, and how long it has run, whatever its clock says."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from app.domain.offline_staff import Instant
from app.ports import WallClock

_LINUX_BOOT = Path("/proc/sys/kernel/random/boot_id")


def boot_clock(clock: WallClock, boot_file: Path = _LINUX_BOOT) -> Callable[[], Instant]:
    """Where the system names no boot, each start of the program counts as one: locks are then served anew."""
    boot_id = boot_file.read_text("ascii").strip() if boot_file.is_file() else secrets.token_hex(16)
    return lambda: Instant(clock.now(), boot_id, time.monotonic())
