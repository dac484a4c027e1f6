"""How many pieces lie where. Stock moves by deltas only: they commute, whatever order they arrive in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class MovementReason(StrEnum):
    SALE = "sale"
    RETURN = "return"
    DELIVERY = "delivery"
    TRANSFER = "transfer"
    COUNT = "count"
    CORRECTION = "correction"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class StockMovement:
    """Pieces that came (positive) or went (negative). The id makes it count once, however often it arrives."""

    id: UUID
    variant_id: UUID
    store_id: UUID
    delta: int
    reason: MovementReason
    moved_at: datetime
    actor_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Pieces of a variant in a store; negative when more were sold than were known."""

    variant_id: UUID
    store_id: UUID
    on_hand: int
