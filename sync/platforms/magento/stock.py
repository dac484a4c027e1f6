"""Stock in Magento's inventory sources: absolute levels, the last write wins.

A level is compared just before it is written; a sale in the shop at the same moment may be lost, and an order
lowers the source only when it is shipped.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.errors import NeedsOwner
from app.store.repositories.base import batches
from sync.platforms.magento.client import MOST_AT_ONCE, Filter, Json, MagentoClient, MagentoRefusal, lists
from sync.platforms.magento.reading import MagentoReading
from sync.platforms.values import (
    RefusalCode,
    RefusedWrite,
    RemoteLocation,
    RemoteStock,
    StockAdjustment,
    StockSet,
    WriteOutcome,
)


class MagentoStock:
    def __init__(self, client: MagentoClient, reading: MagentoReading) -> None:
        self._client = client
        self._reading = reading

    def locations(self) -> tuple[RemoteLocation, ...]:
        """Those that are enabled first, and of them Magento's own `default`. NeedsOwner when none is."""
        found = [
            RemoteLocation(one["source_code"], one["name"], bool(one["enabled"]))
            for one in self._client.search("inventory/sources")
        ]
        if not any(one.is_active for one in found):
            raise NeedsOwner("Magento has no inventory source that is enabled.")
        return tuple(sorted(found, key=lambda one: (not one.is_active, one.id != "default")))

    def levels(self, skus: Sequence[str]) -> dict[str, dict[str, int]]:
        """Quantity by location by SKU. A SKU with a comma cannot stand in a list."""
        plain, odd = [one for one in skus if "," not in one], [one for one in skus if "," in one]
        filters = [Filter("sku", batch, "in") for batch in lists(plain)]
        found: dict[str, dict[str, int]] = {}
        for one in (*filters, *(Filter("sku", sku) for sku in odd)):
            for item in self._client.everything("inventory/source-items", [one], "source_item_id"):
                found.setdefault(item["sku"], {})[item["source_code"]] = int(item["quantity"])
        return found

    def of(self, products: Sequence[Json]) -> dict[str, tuple[RemoteStock, ...]]:
        """By product id."""
        levels = self.levels([one["sku"] for one in products])
        return {
            str(one["id"]): tuple(
                RemoteStock(str(one["id"]), place, pieces)
                for place, pieces in levels.get(one["sku"], {}).items()
            )
            for one in products
        }

    def put(self, levels: Sequence[tuple[str, str, int]]) -> MagentoRefusal | None:
        """(SKU, location, quantity)."""
        items = [
            {"sku": sku, "source_code": place, "quantity": pieces, "status": int(pieces > 0)}
            for sku, place, pieces in levels
        ]
        told = self._client.call("POST", "inventory/source-items", {"sourceItems": items})
        return told if isinstance(told, MagentoRefusal) else None

    def set(self, writes: Sequence[StockSet]) -> WriteOutcome:
        outcome = WriteOutcome()
        for batch in batches(writes, MOST_AT_ONCE):
            skus = self._skus([one.variant_id for one in batch])
            levels = self.levels(list(skus.values()))
            outcome += self._set_batch(batch, skus, levels)
        return outcome

    def _set_batch(
        self, batch: Sequence[StockSet], skus: dict[str, str], levels: dict[str, dict[str, int]]
    ) -> WriteOutcome:
        outcome, due = WriteOutcome(), []
        for one in batch:
            now = levels.get(skus.get(one.variant_id, ""), {}).get(one.location_id, 0)
            if one.variant_id not in skus:
                outcome += _refused(one.variant_id, RefusalCode.GONE, "Magento has no such product")
            elif one.expected is not None and one.expected != now:
                outcome += _refused(
                    one.variant_id, RefusalCode.STALE, f"{now} pieces lie there, not {one.expected}"
                )
            else:
                due.append(one)
        if not due:
            return outcome
        refusal = self.put([(skus[one.variant_id], one.location_id, one.quantity) for one in due])
        if refusal is None:
            return outcome + WriteOutcome(done=tuple(one.variant_id for one in due))
        return outcome + WriteOutcome(
            refused=tuple(RefusedWrite(one.variant_id, RefusalCode.INVALID, str(refusal)) for one in due)
        )

    def adjust(self, writes: Sequence[StockAdjustment]) -> WriteOutcome:
        skus = self._skus([one.variant_id for one in writes])
        levels = self.levels(list(skus.values()))
        sets = []
        for one in writes:
            now = levels.get(skus.get(one.variant_id, ""), {}).get(one.location_id, 0)
            sets.append(StockSet(one.variant_id, one.location_id, now + one.delta, now))
        return self.set(sets)

    def _skus(self, variant_ids: Sequence[str]) -> dict[str, str]:
        numbers = [int(one) for one in variant_ids if one.isdecimal()]
        return {str(one["id"]): str(one["sku"]) for one in self._reading.with_ids(numbers, "id,sku")}


def _refused(identity: str, code: RefusalCode, reason: str) -> WriteOutcome:
    return WriteOutcome(refused=(RefusedWrite(identity, code, reason),))
