"""The shop's products, variants and levels, and what its people and customers do with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.fakes.shops.serving import Shop
from tests.fakes.shops.shopify.records import Record, by_number, fields, gid, number_of, page_of

FIRST_ID = 9_007_199_254_740_993  # 2^53 + 1: no double can hold it
_PLAIN = ("id", "title", "descriptionHtml", "status", "vendor", "handle", "options")
_FIELDS = ("lens_width_mm", "lens_height_mm", "bridge_mm", "temple_mm", "shape", "rim", "material")


class Shelves(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.products: dict[int, Record] = {}
        self.variants: dict[int, Record] = {}
        self._of_product: dict[int, list[int]] = {}
        self.locations = [{"id": gid("Location", 71), "name": "Shop", "isActive": True}]
        self.scopes = ["write_products", "write_publications", "write_inventory", "read_locations"]
        self.designs: dict[str, str] = {}
        """Handles of the shop's eyewear frame designs, by global id."""
        self.price_lists: dict[str, Record] = {}
        self.deletions: list[tuple[int, datetime]] = []
        self._last_id = FIRST_ID
        self._queue: list[tuple[str, Record]] = []

    # What a shop's people and customers do

    def add(
        self, sku: str, price: str = "99.90", stock: int = 5, choices: tuple[str, ...] = (), **more: Any
    ) -> int:
        options = [{"name": "Colour", "values": [{"name": one} for one in choices]}] if choices else []
        body = {
            "title": f"Frame {sku}",
            "handle": sku.lower(),
            "status": "ACTIVE",
            "productOptions": options,
            **more,
        }
        product = self._new_product(body)
        level = [{"locationId": self.locations[0]["id"], "availableQuantity": stock}]
        self.variants = {
            one: told for one, told in self.variants.items() if told["product"] != product["number"]
        }
        for choice in choices or ("",):
            self._new_variant(product, {
                "price": price, "inventoryItem": {"sku": f"{sku}-{choice}" if choice else sku, "tracked": True},
                "inventoryQuantities": level,
                "optionValues": [{"optionName": "Colour", "name": choice}] if choice else [],
            })  # fmt: skip
        return int(product["number"])

    def add_location(self, name: str) -> str:
        number = 71 + len(self.locations)
        self.locations.append({"id": gid("Location", number), "name": name, "isActive": True})
        return str(number)

    def edit(self, number: int, **changes: Any) -> None:
        with self.lock:
            self.products[number].update(changes)
            self._touch(self.products[number])

    def order(self, variant: int, pieces: int = 1) -> None:
        with self.lock:
            self._move(self.variants[variant], self.locations[0]["id"], -pieces)
            self._touch(self.products[self.variants[variant]["product"]])

    def remove(self, number: int) -> None:
        with self.lock:
            self._delete(number)

    # Keeping

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _new_product(self, body: Record, media: list[Record] | None = None) -> Record:
        number = self._next_id()
        options = body.get("productOptions") or []
        product: Record = {
            "number": number, "id": gid("Product", number), "title": body["title"], "handle": body["handle"],
            "descriptionHtml": body.get("descriptionHtml", ""), "status": body["status"],
            "vendor": body.get("vendor", ""),
            "options": [{"name": one["name"], "optionValues": one["values"]} for one in options],
            "fields": fields(body.get("metafields") or []), "media": [self._picture(one) for one in media or []],
        }  # fmt: skip
        self.products[number] = product
        first = [{"optionName": one["name"], "name": one["values"][0]["name"]} for one in options]
        self._new_variant(product, {"price": "0.00", "optionValues": first})
        self._touch(product, "products/create")
        return product

    def _new_variant(self, product: Record, body: Record) -> Record:
        number = self._next_id()
        variant: Record = {
            "number": number, "id": gid("ProductVariant", number), "item": gid("InventoryItem", self._next_id()),
            "product": product["number"], "sku": "", "tracked": False, "price": "0.00", "compareAtPrice": None,
            "barcode": None, "fields": {}, "levels": {self.locations[0]["id"]: 0},
            "options": [{"name": one["optionName"], "value": one["name"]} for one in body.get("optionValues") or []],
        }  # fmt: skip
        self.variants[number] = variant
        for option in product["options"]:
            offered = {one["name"] for one in option["optionValues"]}
            told = [one["value"] for one in variant["options"] if one["name"] == option["name"]]
            option["optionValues"] += [{"name": value} for value in told if value not in offered]
        self._of_product.setdefault(product["number"], []).append(number)
        if "inventoryQuantities" in body:
            variant["levels"] = {
                one["locationId"]: one["availableQuantity"] for one in body["inventoryQuantities"]
            }
        self._fill_variant(variant, body)
        self._touch(product)
        return variant

    def _fill_variant(self, variant: Record, body: Record) -> None:
        variant.update(
            {name: body[name] for name in ("price", "compareAtPrice", "barcode", "mediaId") if name in body}
        )
        variant.update(body.get("inventoryItem", {}))
        variant["fields"] |= fields(body.get("metafields", []))

    def _picture(self, told: Record) -> Record:
        image = {"url": told["originalSource"]}
        return {"id": gid("MediaImage", self._next_id()), "alt": told["alt"], "image": image}

    def _touch(self, product: Record, topic: str = "products/update") -> None:
        product["updated"] = self.clock.now().replace(microsecond=0)
        self._queue.append((topic, {"id": product["number"], "updated_at": product["updated"].isoformat()}))

    def _move(self, variant: Record, location: str, delta: int) -> None:
        variant["levels"][location] = variant["levels"].get(location, 0) + delta
        body = {
            "inventory_item_id": number_of(variant["item"]),
            "location_id": number_of(location),
            "available": variant["levels"][location],
        }
        self._queue.append(("inventory_levels/update", body))

    def _delete(self, number: int) -> None:
        del self.products[number]
        self._drop_variants(number)
        self.deletions.append((number, self.clock.now()))
        self._queue.append(("products/delete", {"id": number}))

    def _variants_of(self, product: int) -> list[Record]:
        return [self.variants[one] for one in self._of_product.get(product, []) if one in self.variants]

    def _drop_variants(self, product: int) -> None:
        for one in self._of_product.pop(product, []):
            self.variants.pop(one, None)

    def _view(self, product: Record, first: int = 10) -> Record:
        variants = self._variants_of(product["number"])
        return {
            **{name: product[name] for name in _PLAIN},
            "updatedAt": product["updated"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "hasOnlyDefaultVariant": not product["options"], "variantsCount": {"count": len(variants)},
            **{name: product["fields"].get(name) for name in (*_FIELDS, "frame_design")},
            "variants": page_of(variants, {"first": first}, by_number, self._variant_view),
            "media": {"nodes": product["media"]},
        }  # fmt: skip

    def _variant_view(self, variant: Record) -> Record:
        media = self.products[variant["product"]]["media"]
        pictures = [one["image"] for one in media if one["id"] == variant.get("mediaId")]
        return {
            **{name: variant[name] for name in ("id", "sku", "barcode", "price", "compareAtPrice")},
            "selectedOptions": variant["options"] or [{"name": "Title", "value": "Default Title"}],
            "inventoryItem": {"id": variant["item"], "tracked": variant["tracked"]},
            "product": {"id": gid("Product", variant["product"])}, "image": pictures[0] if pictures else None,
            **{name: variant["fields"].get(name) for name in _FIELDS},
        }  # fmt: skip

    def _item_view(self, variant: Record) -> Record:
        levels = [
            {"location": {"id": place}, "quantities": [{"quantity": now}]}
            for place, now in variant["levels"].items()
        ]
        return {
            "id": variant["item"], "tracked": variant["tracked"], "variants": {"nodes": [{"id": variant["id"]}]},
            "inventoryLevels": {"nodes": levels},
        }  # fmt: skip
