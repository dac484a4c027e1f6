"""Counts pieces in or out, and leaves word for the platforms in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.exchange import OutboxMessage
from app.domain.stock import MovementReason, StockMovement
from app.domain.tenancy import TenantScope
from app.store.unit_of_work import Committed, Repositories, ShopStore

TOPIC = "stock_adjusted"


@dataclass(frozen=True, slots=True)
class StockAdjustment:
    """Pieces of an SKU that came to a store (positive) or left it (negative)."""

    id: UUID
    """Made once by whoever asks; the same id again counts nothing."""
    sku: str
    store_id: UUID
    delta: int
    reason: MovementReason
    actor_id: UUID | None = None


def adjust_stock(store: ShopStore, scope: TenantScope, adjustment: StockAdjustment) -> Committed[int]:
    """The pieces now in that store. Raises Unknown for an SKU or store that is not there."""
    return store.write(scope, lambda shop: adjust_in(shop, adjustment))


def adjust_in(shop: Repositories, adjustment: StockAdjustment) -> int:
    """The same inside a unit of work."""
    variant_id = shop.products.variant_id(adjustment.sku)
    movement = StockMovement(
        adjustment.id,
        variant_id,
        adjustment.store_id,
        adjustment.delta,
        adjustment.reason,
        shop.moment,
        adjustment.actor_id,
    )
    if shop.stock.move(movement):
        shop.outbox.append(_message(shop, adjustment, variant_id))
    return shop.stock.level(variant_id, adjustment.store_id)


def _message(shop: Repositories, adjustment: StockAdjustment, variant_id: UUID) -> OutboxMessage:
    payload = {
        "sku": adjustment.sku,
        "variant_id": str(variant_id),
        "store_id": str(adjustment.store_id),
        "delta": adjustment.delta,
        "reason": adjustment.reason.value,
    }
    return OutboxMessage(adjustment.id, TOPIC, variant_id, payload, shop.moment)
