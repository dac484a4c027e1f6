"""What a run did, as numbers that add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counts:
    """Everything that came is in exactly one of added, changed, unchanged, set aside.

    A run that is cut short keeps what it counted.
    """

    seen: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    more: Counter[str] = field(default_factory=Counter)
    """Of other kinds: `gone`, `conflicts`, `levels_seen`, `levels_moved`, `sent`, `refused`, …"""

    def __iadd__(self, other: Counts) -> Counts:
        self.seen += other.seen
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.set_aside += other.set_aside
        self.more += other.more
        return self

    def add_up(self) -> bool:
        return self.seen == self.added + self.changed + self.unchanged + self.set_aside

    def as_data(self) -> dict[str, int]:
        """Without the zeros."""
        of_products = {
            name: getattr(self, name) for name in ("seen", "added", "changed", "unchanged", "set_aside")
        }
        return {name: count for name, count in {**of_products, **self.more}.items() if count}
