"""One try-on from the touch to the picture: begun, completed when the glasses are seen, or failed. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass

from engine.types import MirrorState

PATIENCE_S = 10.0
"""A mirror that has not shown the glasses by then has failed; opening a camera takes up to 3 s."""


@dataclass(frozen=True, slots=True)
class TryOn:
    """Glasses somebody asked for and has not seen yet."""

    product_id: str
    sku: str
    waits_since_ns: int | None = None
    """None while the customer still reads the consent text."""

    def is_seen_in(self, state: MirrorState) -> bool:
        """Whether this picture shows the glasses on the customer."""
        return state.fit is not None and state.eyewear is not None and state.eyewear.sku == self.sku

    def has_failed(self, now_ns: int) -> bool:
        """Whether the customer has waited long enough."""
        return self.waits_since_ns is not None and (now_ns - self.waits_since_ns) / 1e9 > PATIENCE_S
