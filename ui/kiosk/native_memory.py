"""How the C library hands out memory to the kiosk's many threads."""

from __future__ import annotations

import ctypes
import sys

_M_ARENA_MAX = -8
"""mallopt's name for the number of heaps (glibc's malloc.h)."""
_HEAPS = 2


def share_heaps() -> None:
    """Gives all threads two heaps to share; call before they start.

    glibc else makes a heap for every thread up to eight a core, and what one thread has freed stays in its heap:
    a hundred megabytes for nothing. Other C libraries have no such heaps.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _HEAPS)
