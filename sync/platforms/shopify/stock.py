"""Writes stock to Shopify: compare-and-set, and a key that makes a repeated call count once.

Each write is a call of its own, so that one stale level does not take the others with it and every call keeps the
same key and content when it is repeated. An item that was never counted at a location is first stocked there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import RetryLater
from app.store.repositories.base import batches
from sync.platforms.shopify import documents
from sync.platforms.shopify.client import Json, ShopifyClient
from sync.platforms.shopify.mapping import gid, number_of
from sync.platforms.values import RefusalCode, RefusedWrite, StockAdjustment, StockSet, WriteOutcome

_MOST_NODES = 100
_REFUSED_BEFORE = "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"
_MOST_REFUSALS = 8
"""A key that was refused once is refused for ever: a repeated write goes on to the next, up to this many."""
_CODES = {
    "CHANGE_FROM_QUANTITY_STALE": RefusalCode.STALE,
    "COMPARE_QUANTITY_STALE": RefusalCode.STALE,
    _REFUSED_BEFORE: RefusalCode.STALE,
    "INVALID_INVENTORY_ITEM": RefusalCode.GONE,
    "INVALID_LOCATION": RefusalCode.GONE,
    "INVALID_QUANTITY_NEGATIVE": RefusalCode.INSUFFICIENT,
    "INVALID_QUANTITY_TOO_LOW": RefusalCode.INSUFFICIENT,
}
_Place = tuple[str, str]
"""(variant, location)."""
_LATER = {"IDEMPOTENCY_CONCURRENT_REQUEST", "SERVICE_UNAVAILABLE"}


@dataclass(frozen=True, slots=True)
class _Item:
    """What counts a variant's pieces."""

    id: str
    is_stocked: bool
    """Whether it is counted at this location at all."""


class ShopifyStock:
    def __init__(self, client: ShopifyClient) -> None:
        self._client = client

    def items_of(self, variant_ids: Sequence[str]) -> dict[str, str]:
        """The global id of each variant's inventory item; what is gone is not in it."""
        found = {}
        for batch in batches(variant_ids, _MOST_NODES):
            nodes = self._nodes(documents.VARIANTS, batch)
            found.update({number_of(one["id"]): one["inventoryItem"]["id"] for one in nodes})
        return found

    def set(self, writes: Sequence[StockSet], key: str) -> WriteOutcome:
        items = self._items(writes)
        outcome = WriteOutcome()
        for write in writes:
            entry = {"quantity": write.quantity, "changeFromQuantity": write.expected}
            sent = {"name": "available", "reason": "correction", "quantities": [entry]}
            outcome += self._send(documents.SET_STOCK, write, items, entry, sent, key)
        return outcome

    def adjust(self, writes: Sequence[StockAdjustment], key: str) -> WriteOutcome:
        items = self._items(writes)
        outcome = WriteOutcome()
        for write in writes:
            entry = {"delta": write.delta, "changeFromQuantity": None}
            sent = {"name": "available", "reason": "correction", "changes": [entry]}
            outcome += self._send(documents.ADJUST_STOCK, write, items, entry, sent, key)
        return outcome

    def _items(self, writes: Sequence[StockSet | StockAdjustment]) -> dict[_Place, _Item]:
        """Asked before and not learned from a refusal: a write that was refused could not keep its key."""
        found = {}
        variants: dict[str, list[str]] = {}
        for write in writes:
            variants.setdefault(write.location_id, []).append(write.variant_id)
        for location, ids in variants.items():
            for batch in batches(ids, _MOST_NODES):
                for one in self._nodes(documents.STOCKED, batch, location=gid("Location", location)):
                    item = one["inventoryItem"]
                    is_stocked = item["inventoryLevel"] is not None
                    found[number_of(one["id"]), location] = _Item(item["id"], is_stocked)
        return found

    def _nodes(self, document: str, variant_ids: Sequence[str], **variables: Any) -> list[Json]:
        ids = [gid("ProductVariant", one) for one in variant_ids]
        return [one for one in self._client.query(document, ids=ids, **variables)["nodes"] if one]

    def _send(
        self,
        document: str,
        write: StockSet | StockAdjustment,
        items: Mapping[_Place, _Item],
        entry: dict[str, Any],
        sent: dict[str, Any],
        key: str,
    ) -> WriteOutcome:
        item = items.get((write.variant_id, write.location_id))
        if item is None:
            return _refused(write.variant_id, RefusalCode.GONE, "the shop has no such variant")
        place: dict[str, Any] = {"inventoryItemId": item.id, "locationId": gid("Location", write.location_id)}
        whole_key = f"{key}:{write.variant_id}:{write.location_id}"
        entry |= place
        sent["referenceDocumentUri"] = f"varai://stock/{key}"
        errors: Sequence[Json] = ()
        for attempt in range(_MOST_REFUSALS):
            attempt_key = f"{whole_key}:{attempt}" if attempt else whole_key
            if not item.is_stocked:  # what is wrong with the place, the write below is told
                self._client.query(documents.STOCK_AT, key=f"{attempt_key}:stocked", **place)
            (payload,) = self._client.query(document, input=sent, key=attempt_key).values()
            errors = payload["userErrors"]
            if not errors or errors[0].get("code") != _REFUSED_BEFORE:
                break
        return _outcome(write.variant_id, errors)


def _outcome(variant_id: str, errors: Sequence[Json]) -> WriteOutcome:
    if not errors:
        return WriteOutcome(done=(variant_id,))
    code, message = str(errors[0].get("code") or ""), str(errors[0]["message"])
    if code in _LATER:
        raise RetryLater(f"Shopify works on this change already: {message}", 5.0)
    return _refused(variant_id, _CODES.get(code, RefusalCode.INVALID), f"{message} ({code})")


def _refused(variant_id: str, code: RefusalCode, reason: str) -> WriteOutcome:
    return WriteOutcome(refused=(RefusedWrite(variant_id, code, reason),))
