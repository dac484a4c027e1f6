"""Levels: each write names what it starts from, each key is answered once, and nothing is counted at a location
where it was not stocked before."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.shops.shopify.records import Record, number_of, trouble
from tests.fakes.shops.shopify.shelves import Shelves


class Stock(Shelves):
    def __init__(self) -> None:
        super().__init__()
        self._keys: dict[str, tuple[str, Record]] = {}

    def _do_set_stock(self, told: Record) -> Any:
        return self._once("inventorySetQuantities", told, told["input"]["quantities"])

    def _do_adjust_stock(self, told: Record) -> Any:
        return self._once("inventoryAdjustQuantities", told, told["input"]["changes"])

    def _do_stocked(self, told: Record) -> Record:
        found = [self.variants.get(number_of(one)) for one in told["ids"]]
        return {"nodes": [one and self._stocked(one, told["location"]) for one in found]}

    def _stocked(self, variant: Record, location: str) -> Record:
        level = {"id": f"{location}?{variant['item']}"} if location in variant["levels"] else None
        return {"id": variant["id"], "inventoryItem": {"id": variant["item"], "inventoryLevel": level}}

    def _do_stock_at(self, told: Record) -> Record:
        """Made without a number, the level is none at all."""
        places = {one["id"] for one in self.locations if one["isActive"]}
        found = [one for one in self.variants.values() if one["item"] == told["inventoryItemId"]]
        if not found or told["locationId"] not in places:
            errors = [{"field": None, "message": "Couldn't be stocked because the location was deleted."}]
            return {"inventoryActivate": {"userErrors": errors}}
        found[0]["levels"].setdefault(told["locationId"], 0)
        return {"inventoryActivate": {"userErrors": []}}

    def _once(self, name: str, told: Record, entries: list[Record]) -> Any:
        if any("changeFromQuantity" not in one for one in entries):
            message = f"{name} must include the following argument: changeFromQuantity."
            return [{"message": message, "extensions": {"code": "INVALID_FIELD_ARGUMENTS"}}]
        fingerprint = json.dumps(told["input"], sort_keys=True)
        if told["key"] in self._keys:
            before, payload = self._keys[told["key"]]
            if before != fingerprint:
                return {name: trouble("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", None)}
            return {
                name: payload
                if not payload["userErrors"]
                else trouble("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", None)
            }
        payload = self._write_stock(entries)
        self._keys[told["key"]] = (fingerprint, payload)
        return {name: payload}

    def _write_stock(self, entries: list[Record]) -> Record:
        by_item = {one["item"]: one for one in self.variants.values()}
        for place, entry in enumerate(entries):
            variant = by_item.get(entry["inventoryItemId"])
            if variant is None:
                return trouble("INVALID_INVENTORY_ITEM", ["input", str(place)])
            now = variant["levels"].get(entry["locationId"])
            if now is None:
                message = "The specified inventory item is not stocked at the location."
                return {"userErrors": [{"field": ["input", str(place)], "message": message, "code": None}]}
            if entry["changeFromQuantity"] not in {None, now}:
                return trouble("CHANGE_FROM_QUANTITY_STALE", ["input", str(place)])
            if entry.get("quantity", 0) < 0:
                return trouble("INVALID_QUANTITY_NEGATIVE", ["input", str(place)])
        for entry in entries:
            variant = by_item[entry["inventoryItemId"]]
            now = variant["levels"][entry["locationId"]]
            self._move(
                variant, entry["locationId"], entry["delta"] if "delta" in entry else entry["quantity"] - now
            )
        return {"userErrors": []}
