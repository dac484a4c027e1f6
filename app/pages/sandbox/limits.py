"""How much a template may be, and how much it may use up."""

from __future__ import annotations

from dataclasses import dataclass

MOST_SOURCE_BYTES = 65_536
MOST_NODES = 1_000
"""Of one template's syntax tree."""
DEEPEST = 40
"""Levels of one inside another."""
MOST_LOOPS_INSIDE = 4
"""Loops one inside another."""
LONGEST_RANGE = 1_000


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """What one page may use; a worker that needs more is ended and replaced."""

    wall_s: float = 3.0
    cpu_s: float = 2.0
    memory_bytes: int = 512 * 2**20
    """Address space of the worker process, program included."""
    output_bytes: int = 2 * 2**20
    loop_turns: int = 100_000
    """Of all loops together."""
