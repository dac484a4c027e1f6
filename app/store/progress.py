"""How far long work is, told while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` parts of the step that is running; a total of 0 means: unknown."""

    step: str
    done: int = 0
    total: int = 0


Tell = Callable[[Progress], None]


def tell_nobody(progress: Progress) -> None:
    """For runs nobody watches."""
    del progress
