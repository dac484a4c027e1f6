"""Stock through BigCommerce's Inventory interface, which applies changes of one item strictly one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.domain.errors import NeedsOwner
from app.store.repositories.base import batches
from sync.platforms.bigcommerce.client import PAGE, BigCommerceClient, BigRefusal, Json, joined
from sync.platforms.bigcommerce.mapping import levels_from
from sync.platforms.values import (
    RefusalCode,
    RefusedWrite,
    RemoteLocation,
    RemoteStock,
    StockAdjustment,
    StockSet,
    WriteOutcome,
)

_AT_ONCE = 100
_REASON = "VARAi Mirror"
_UNCOUNTED = "requires absolute adjustment before relative"
Name = Mapping[str, int]


class Entry(NamedTuple):
    """Pieces of a variant at a location: how many shall lie there, or came and went."""

    variant_id: str
    name: Name
    location_id: str
    quantity: int


class BigCommerceStock:
    def __init__(self, client: BigCommerceClient) -> None:
        self._client = client

    def locations(self) -> tuple[RemoteLocation, ...]:
        found = [
            RemoteLocation(str(one["id"]), one["label"], bool(one["enabled"]))
            for page in self._client.pages("inventory/locations")
            for one in page
        ]
        if not found:
            raise NeedsOwner(
                "BigCommerce shows no location of stock: the account needs the scope for inventory."
            )
        return tuple(sorted(found, key=lambda one: not one.is_active))

    def of(self, variant_ids: Sequence[str]) -> dict[str, tuple[RemoteStock, ...]]:
        """By variant; what is gone or not tracked is not in it."""
        return {variant_id: levels_from(item) for variant_id, item in self._items(variant_ids).items()}

    def _items(self, variant_ids: Sequence[str]) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for batch in batches(variant_ids, _AT_ONCE):
            for page in self._client.pages("inventory/items", variant_id__in=joined(batch)):
                found.update({str(item["identity"]["variant_id"]): item for item in page})
        return found

    def _names(self, items: Mapping[str, Json]) -> dict[str, Name]:
        """What the Inventory interface calls each variant: one whose product counts its pieces, by the product."""
        owners = sorted({int(item["identity"]["product_id"]) for item in items.values()})
        trackings: dict[int, str] = {}
        for batch in batches(owners, _AT_ONCE):
            told = self._client.listing(
                "catalog/products", id__in=joined(batch), include_fields="inventory_tracking", limit=PAGE
            )
            trackings.update({int(one["id"]): one["inventory_tracking"] for one in told})
        return {
            variant_id: name_of(variant_id, str(owner), trackings.get(owner, "variant"))
            for variant_id, item in items.items()
            for owner in [int(item["identity"]["product_id"])]
        }

    def set(self, writes: Sequence[StockSet]) -> WriteOutcome:
        """`expected` is compared just before: BigCommerce's absolute levels know no condition."""
        items = self._items([one.variant_id for one in writes])
        names = self._names(items)
        due, outcome = [], WriteOutcome()
        for one in writes:
            if one.variant_id not in items:
                outcome += _not_counted(one.variant_id)
                continue
            levels = levels_from(items[one.variant_id])
            now = {level.location_id: level.available for level in levels}.get(one.location_id, 0)
            if one.expected is not None and one.expected != now:
                outcome += _refused(
                    one.variant_id, RefusalCode.STALE, f"{now} pieces lie there, not {one.expected}"
                )
            else:
                due.append(Entry(one.variant_id, names[one.variant_id], one.location_id, one.quantity))
        return outcome + self.put(due)

    def put(self, entries: Sequence[Entry]) -> WriteOutcome:
        """Levels as they shall be, whatever they are."""
        outcome = WriteOutcome()
        for batch in batches(sorted(entries, key=lambda one: one.location_id), _AT_ONCE):
            outcome += self._send("PUT", "inventory/adjustments/absolute", batch, is_repeatable=True)
        return outcome

    def adjust(self, writes: Sequence[StockAdjustment]) -> WriteOutcome:
        """One call each: a piece too few of one must not stop the others."""
        items = self._items([one.variant_id for one in writes])
        names = self._names(items)
        outcome = WriteOutcome()
        for one in writes:
            if one.variant_id in items:
                entry = Entry(one.variant_id, names[one.variant_id], one.location_id, one.delta)
                outcome += self._adjust(entry)
            else:
                outcome += _not_counted(one.variant_id)
        return outcome

    def _adjust(self, entry: Entry) -> WriteOutcome:
        """Pieces that were never counted at a place are counted as none before the first change."""
        told = self._change(entry)
        if told.refused and _UNCOUNTED in told.refused[0].reason:
            self.put([entry._replace(quantity=0)])
            return self._change(entry)
        return told

    def _change(self, entry: Entry) -> WriteOutcome:
        return self._send("POST", "inventory/adjustments/relative", [entry], is_repeatable=False)

    def _send(self, method: str, path: str, entries: Sequence[Entry], *, is_repeatable: bool) -> WriteOutcome:
        items = [
            {"location_id": int(one.location_id), **one.name, "quantity": one.quantity} for one in entries
        ]
        told = self._client.call(
            method, path, {"reason": _REASON, "items": items}, is_repeatable=is_repeatable
        )
        ids = tuple(one.variant_id for one in entries)
        if not isinstance(told, BigRefusal):
            return WriteOutcome(done=ids)
        code = RefusalCode.INSUFFICIENT if not is_repeatable and told.status == 422 else RefusalCode.INVALID
        return WriteOutcome(refused=tuple(RefusedWrite(one, code, str(told)) for one in ids))


def name_of(variant_id: str, product_id: str, tracking: str) -> Name:
    """BigCommerce takes a product that is counted as a whole by no other name."""
    return {"product_id": int(product_id)} if tracking == "product" else {"variant_id": int(variant_id)}


def _not_counted(variant_id: str) -> WriteOutcome:
    return _refused(variant_id, RefusalCode.GONE, "the shop has no such variant, or does not track it")


def _refused(variant_id: str, code: RefusalCode, reason: str) -> WriteOutcome:
    return WriteOutcome(refused=(RefusedWrite(variant_id, code, reason),))
