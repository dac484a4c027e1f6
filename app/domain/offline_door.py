"""Guessing a password at a mirror gets slow, and stays slow over restarts and clocks set back. Pure.

A lock is served in running time only: time of a machine that is off, or that its clock claims, does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.offline_staff import Instant

FREE_MISSES = 5
LOCKS_S = (300.0, 900.0, 3600.0)
"""After each five misses in a row; the last one again and again."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What was left of it at some moment of a boot."""

    left_s: float
    boot_id: str
    running_s: float


@dataclass(frozen=True, slots=True)
class Door:
    """One person's door at one mirror; keep it over restarts."""

    misses: int = 0
    """Since the last lock or the last right password."""
    locks: int = 0
    """Since the last right password."""
    lock: Lock | None = None


OPEN = Door()


def seconds_locked(door: Door, now: Instant) -> float:
    """0 when there may be a try."""
    if door.lock is None:
        return 0.0
    if door.lock.boot_id != now.boot_id:
        return door.lock.left_s
    return max(0.0, door.lock.left_s - max(0.0, now.running_s - door.lock.running_s))


def counted(door: Door, now: Instant) -> Door:
    """The same door with the lock counted down to this moment; keep it, so that a restart loses little."""
    left_s = seconds_locked(door, now)
    return replace(door, lock=Lock(left_s, now.boot_id, now.running_s) if left_s > 0 else None)


def after_miss(door: Door, now: Instant) -> Door:
    """To be kept before the password is looked at: whoever pulls the plug meanwhile has had the try."""
    if door.misses + 1 < FREE_MISSES:
        return replace(door, misses=door.misses + 1, lock=None)
    lasts_s = LOCKS_S[min(door.locks, len(LOCKS_S) - 1)]
    return Door(0, door.locks + 1, Lock(lasts_s, now.boot_id, now.running_s))
