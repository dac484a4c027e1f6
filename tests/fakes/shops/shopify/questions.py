"""What an app may ask the shop."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.fakes.shops.shopify.records import Record, by_number, denied, gid, number_of, page_of
from tests.fakes.shops.shopify.shelves import Shelves


class Questions(Shelves):
    def __init__(self) -> None:
        super().__init__()
        self.currency = "EUR"

    def _do_shop(self, told: Record) -> Record:
        scopes = [{"handle": one} for one in self.scopes]
        shop = {"name": "Eyewear Test", "currencyCode": self.currency}
        return {"shop": shop, "currentAppInstallation": {"accessScopes": scopes}}

    def _do_count(self, told: Record) -> Record:
        return {"productsCount": {"count": len(self.products)}}

    def _do_products(self, told: Record) -> Record:
        since = re.search(r"updated_at:>='(.*)Z'", told.get("query") or "")
        least = datetime.fromisoformat(f"{since[1]}+00:00") if since else None
        found = [one for one in self.products.values() if least is None or one["updated"] >= least]
        ordered = sorted(found, key=lambda one: (one["updated"], one["number"]))
        page = page_of(ordered, told, lambda one: f"{one['updated'].isoformat()}|{one['number']}", self._view)
        return {"products": page}

    def _do_product(self, told: Record) -> Record:
        product = self.products.get(number_of(told["id"]))
        return {"product": self._view(product, 50) if product else None}

    def _do_more_variants(self, told: Record) -> Record:
        variants = self._variants_of(number_of(told["id"]))
        return {
            "product": {"variants": page_of(variants, {"first": 100, **told}, by_number, self._variant_view)}
        }

    def _do_ids(self, told: Record) -> Record:
        return {
            "products": page_of(
                list(self.products.values()),
                {"first": 250, **told},
                by_number,
                lambda one: {"id": one["id"]},
            )
        }

    def _do_designs(self, told: Record) -> Any:
        if "read_metaobjects" not in self.scopes:
            return denied("metaobjects", "read_metaobjects")
        found = [{"number": number_of(one), "id": one, "handle": name} for one, name in self.designs.items()]
        return {"metaobjects": page_of(found, {"first": 100, **told}, by_number, lambda one: one)}

    def _do_deletions(self, told: Record) -> Record:
        assert "action:destroy AND subject_type:PRODUCT" in told["query"]
        since = re.search(r"created_at:>='(.*)Z'", told["query"])
        least = datetime.fromisoformat(f"{since[1]}+00:00") if since else None
        found = [
            {"number": place, "subjectId": gid("Product", number)}
            for place, (number, moment) in enumerate(self.deletions)
            if least is None or moment >= least
        ]
        return {"events": page_of(found, {"first": 100, **told}, by_number, lambda one: one)}

    def _do_stock(self, told: Record) -> Record:
        return {
            "inventoryItems": page_of(
                list(self.variants.values()), {"first": 25, **told}, by_number, self._item_view
            )
        }

    def _do_stock_of(self, told: Record) -> Record:
        by_item = {one["item"]: one for one in self.variants.values()}
        return {"nodes": [self._item_view(by_item[one]) if one in by_item else None for one in told["ids"]]}

    def _do_variant_prices(self, told: Record) -> Record:
        return {
            "productVariants": page_of(
                list(self.variants.values()), {"first": 250, **told}, by_number, self._variant_view
            )
        }

    def _do_price_lists(self, told: Record) -> Record:
        return {
            "priceLists": page_of(
                list(self.price_lists.values()), {"first": 50, **told}, by_number, lambda one: one
            )
        }

    def _do_fixed_prices(self, told: Record) -> Record:
        prices = self.price_lists[told["id"]]["prices"]
        entries = [
            {"number": number_of(variant), "variant": {"id": variant}, **price}
            for variant, price in prices.items()
        ]
        return {"priceList": {"prices": page_of(entries, {"first": 250, **told}, by_number, lambda one: one)}}

    def _do_variants(self, told: Record) -> Record:
        return {"nodes": [self._node(one) for one in told["ids"]]}

    def _node(self, gid: str) -> Record | None:
        variant = self.variants.get(number_of(gid))
        return self._variant_view(variant) if variant else None

    def _do_variant_of_item(self, told: Record) -> Record:
        found = [one for one in self.variants.values() if one["item"] == told["id"]]
        return {
            "inventoryItem": {"variants": {"nodes": [self._variant_view(one) for one in found]}}
            if found
            else None
        }

    def _do_by_sku(self, told: Record) -> Record:
        sku = told["query"].removeprefix("sku:'").removesuffix("'")
        found = [one for one in self.variants.values() if one["sku"].lower() == sku.lower()]
        return {"productVariants": {"nodes": [self._variant_view(one) for one in found[:10]]}}

    def _do_by_handle(self, told: Record) -> Record:
        found = [one for one in self.products.values() if one["handle"] == told["handle"]]
        return {"productByIdentifier": {"id": found[0]["id"]} if found else None}

    def _do_locations(self, told: Record) -> Record:
        return {"locations": {"nodes": self.locations, "pageInfo": {"hasNextPage": False, "endCursor": None}}}
