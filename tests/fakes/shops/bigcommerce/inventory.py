"""The Inventory interface: what is counted as a whole answers to its product's id only, a place where nothing was ever
counted wants a level before a change, and no change takes more than there is."""

from __future__ import annotations

from tests.fakes.shops.bigcommerce.records import Record, Route, error, page
from tests.fakes.shops.bigcommerce.shelves import Shelves
from tests.fakes.shops.serving import Request, Response


class Inventory(Shelves):
    def _list_locations(self, request: Request) -> Response:
        return page(request, list(self.locations))

    def _list_items(self, request: Request) -> Response:
        wanted = request.get("variant_id:in")
        items = [
            {
                "identity": {"sku": one["sku"], "variant_id": one["id"], "product_id": product["id"]},
                "locations": [
                    {"location_id": place["id"], "available_to_sell": self.levels.get((one["id"], place["id"]), 0)}
                    for place in self.locations
                ],
            }
            for product in self.products.values() if product["inventory_tracking"] != "none"
            for one in product["variants"] if not wanted or str(one["id"]) in wanted.split(",")
        ]  # fmt: skip
        return page(request, items)

    def _absolute(self, request: Request) -> Response:
        items = request.json()["items"]
        if trouble := self._trouble(items):
            return error(422, trouble)
        for item in items:
            place = (self._variant(item), item["location_id"])
            self._move(*place, item["quantity"] - self.levels.get(place, 0))
        return Response(200, {"transaction_id": "t"})

    def _relative(self, request: Request) -> Response:
        items = request.json()["items"]
        if trouble := self._trouble(items):
            return error(422, trouble)
        places = [(self._variant(one), one["location_id"]) for one in items]
        if uncounted := [variant for variant, place in places if (variant, place) not in self.levels]:
            words = ", ".join(f"variant_id {one}" for one in uncounted)
            return error(422, f"Items with identity: [{words}] requires absolute adjustment before relative")
        if any(self.levels[place] + one["quantity"] < 0 for place, one in zip(places, items, strict=True)):
            return error(422, "Insufficient stock")
        for place, item in zip(places, items, strict=True):
            self._move(*place, item["quantity"])
        return Response(200, {"transaction_id": "t"})

    def _trouble(self, items: list[Record]) -> str:
        """What is wrong with how these are named, or where they lie."""
        enabled = {one["id"] for one in self.locations if one["enabled"]}
        for item in items:
            if item["location_id"] not in enabled:
                return f"Location with id {item['location_id']} not found or disabled"
            tracking = self._owner(item)["inventory_tracking"]
            if tracking == "product" and "variant_id" in item:
                number = item["variant_id"]
                return f"[Item with variant_id {number} is tracked by product, please update stock by product id]"
            if tracking == "variant" and "product_id" in item:
                number = item["product_id"]
                return f"[Item with product_id {number} is tracked by variant, please update stock by variant id]"
        return ""

    def _owner(self, item: Record) -> Record:
        if "product_id" in item:
            return self.products[item["product_id"]]
        return next(
            one
            for one in self.products.values()
            if item["variant_id"] in {variant["id"] for variant in one["variants"]}
        )

    def _variant(self, item: Record) -> int:
        return int(item.get("variant_id") or self._owner(item)["variants"][0]["id"])


INVENTORY: list[Route] = [
    ("GET", "inventory/locations", Inventory._list_locations),
    ("GET", "inventory/items", Inventory._list_items),
    ("PUT", "inventory/adjustments/absolute", Inventory._absolute),
    ("POST", "inventory/adjustments/relative", Inventory._relative),
]
