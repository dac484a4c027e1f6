"""What a BigCommerce store has: products with their variants, pieces at locations, and what it tells of changes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.fakes.shops.bigcommerce.records import Record
from tests.fakes.shops.serving import Shop

DEFAULT_LOCATION, DEFAULT_STOREFRONT = 1, 1


class Shelves(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.currency = "USD"
        self.products: dict[int, Record] = {}
        self.brands: dict[int, str] = {}
        self.metafields: list[Record] = []
        self.price_lists: dict[int, list[Record]] = {}
        self.levels: dict[tuple[int, int], int] = {}
        """By (variant, location): a place where a variant was never counted is not in it."""
        self.locations = [_location(DEFAULT_LOCATION, "Default location")]
        self.channels = [
            {"id": DEFAULT_STOREFRONT, "name": "Shop", "type": "storefront", "status": "active"},
        ]
        self.assigned: set[tuple[int, int]] = set()
        """(product, channel)."""
        self.news: list[Record] = []
        self._last_id = 100

    # What a shop's people and customers do

    def add(
        self, sku: str, price: float = 99.9, stock: int = 5, choices: tuple[str, ...] = (), **more: Any
    ) -> int:
        variants = [
            {"sku": f"{sku}-{one}", "option_values": [{"option_display_name": "Colour", "label": one}]}
            for one in choices
        ]
        tracking = "variant" if choices else "product"
        told = {"name": f"Frame {sku}", "sku": sku, "price": price, "inventory_tracking": tracking}
        product = self._new({**told, "variants": variants, **more})
        for variant in product["variants"]:
            self.levels[variant["id"], DEFAULT_LOCATION] = stock
        self.assigned.add((product["id"], DEFAULT_STOREFRONT))
        return int(product["id"])

    def edit(self, number: int, **changes: Any) -> None:
        with self.lock:
            self.products[number].update(changes)
            self._touch(self.products[number])

    def order(self, variant: int, pieces: int = 1) -> None:
        with self.lock:
            self._move(variant, DEFAULT_LOCATION, -pieces)

    def remove(self, number: int) -> None:
        with self.lock:
            del self.products[number]
            self._announce("store/product/deleted", {"type": "product", "id": number})

    def add_location(self, name: str) -> str:
        number = len(self.locations) + 1
        self.locations.append(_location(number, name))
        return str(number)

    def shows(self, product_id: str) -> bool:
        """Whether customers find it in a storefront."""
        active = {one["id"] for one in self.channels if one["status"] == "active"}
        channels = {channel for product, channel in self.assigned if product == int(product_id)}
        return bool(self.products[int(product_id)]["is_visible"] and active & channels)

    # Keeping

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _skus(self) -> set[str]:
        variants = {one["sku"] for product in self.products.values() for one in product["variants"]}
        return variants | {product["sku"] for product in self.products.values()}

    def _brand(self, name: str) -> int:
        known = [number for number, text in self.brands.items() if text == name]
        number = known[0] if known else self._next_id()
        self.brands[number] = name
        return number

    def _new(self, body: Record) -> Record:
        number = self._next_id()
        product: Record = {
            "description": "", "is_visible": True, "sale_price": 0, "brand_id": 0, "custom_fields": [], "images": [],
            "inventory_tracking": "none", **body, "id": number, "variants": [], "options": [],
        }  # fmt: skip
        if "brand_name" in body:
            product["brand_id"] = self._brand(product.pop("brand_name"))
        product["images"] = [self._image(one) for one in product["images"]]
        self.products[number] = product
        base = {"sku": product["sku"], "option_values": [], "price": None, "gtin": body.get("gtin", "")}
        for one in body.get("variants") or [base]:
            self._new_variant(product, one)
        self._touch(product, "store/product/created")
        return product

    def _new_variant(self, product: Record, body: Record) -> Record:
        variant = {
            "price": None,
            "sale_price": None,
            "gtin": "",
            **body,
            "id": self._next_id(),
            "product_id": product["id"],
        }
        product["variants"].append(variant)
        for value in variant["option_values"]:
            options = [
                one for one in product["options"] if one["display_name"] == value["option_display_name"]
            ]
            if not options:
                options = [
                    {"id": self._next_id(), "display_name": value["option_display_name"], "option_values": []}
                ]
                product["options"] += options
            if value["label"] not in {one["label"] for one in options[0]["option_values"]}:
                options[0]["option_values"].append({"id": self._next_id(), "label": value["label"]})
        return variant

    def _change_variant(self, variant: Record, body: Record) -> None:
        product = self.products[variant["product_id"]]
        variant.update(body)
        if not variant["option_values"]:
            product.update({name: body[name] for name in ("price", "sale_price", "sku") if name in body})
        self._touch(product)

    def _image(self, told: Record) -> Record:
        return {"id": self._next_id(), **told, "url_standard": told["image_url"]}

    def _view(self, product: Record) -> Record:
        shown = {name: value for name, value in product.items() if name not in {"modified", "options"}}
        return {**shown, "date_modified": product["modified"].strftime("%Y-%m-%dT%H:%M:%S+00:00")}

    def _touch(self, product: Record, scope: str = "store/product/updated") -> None:
        product["modified"] = self.clock.now().replace(microsecond=0)
        self._announce(scope, {"type": "product", "id": product["id"]})

    def _move(self, variant: int, location: int, delta: int) -> None:
        self.levels[variant, location] = self.levels.get((variant, location), 0) + delta
        owner = next(
            one["id"] for one in self.products.values() if variant in {v["id"] for v in one["variants"]}
        )
        place = {"variant_id": variant, "product_id": owner, "location_id": location}
        self._announce("store/channel/*/inventory/product/stock_changed", place)
        if location == DEFAULT_LOCATION:
            inventory = {"product_id": owner, "method": "relative", "value": delta, "variant_id": variant}
            self._announce(
                "store/sku/inventory/updated", {"type": "sku", "id": variant, "inventory": inventory}
            )

    def _announce(self, scope: str, data: Record) -> None:
        digest = hashlib.sha1(json.dumps(data).encode()).hexdigest()
        moment = int(self.clock.now().timestamp())
        told = {"scope": scope, "store_id": "1025646", "data": data, "hash": digest, "created_at": moment}
        self.news.append({**told, "producer": "stores/abcde"})


def _location(number: int, name: str) -> Record:
    return {"id": number, "code": f"BC-LOCATION-{number}", "label": name, "enabled": True}
