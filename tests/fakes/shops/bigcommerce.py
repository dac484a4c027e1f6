"""A BigCommerce store held to its documented interface: token, window limits with headers, pages, batches of 10 and
50, batches that are taken as a whole or not at all, unique names and SKUs, stock through the Inventory interface
only, thin payloads signed the Standard Webhooks way, webhooks that are switched off after two days of failures.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from standardwebhooks import Webhook

from tests.fakes.shops.serving import Delivery, Request, Response, Shop

TOKEN, CLIENT_SECRET = "bc-access-token-123456", "bigcommerce-client-secret-0123456789"
RETRIES_UNTIL_DISABLED = 12
QUOTA, WINDOW_MS = 150, 30_000
Record = dict[str, Any]


class BigCommerceShop(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.currency = "USD"
        self.closed: set[str] = set()
        """First parts of paths for which the account has no scope."""
        self.products: dict[int, Record] = {}
        self.brands: dict[int, str] = {}
        self.metafields: list[Record] = []
        self.levels: dict[tuple[int, int], int] = {}
        self.locations = [{"id": 1, "code": "BC-LOCATION-1", "label": "Default location", "enabled": True}]
        self.price_lists: dict[int, list[Record]] = {}
        self.hooks: dict[int, Record] = {}
        self.left = 100_000
        """Requests in this window; a test makes it small."""
        self._last_id = 100
        self._queue: list[Record] = []

    # What a shop's people and customers do

    def add(
        self, sku: str, price: float = 99.9, stock: int = 5, choices: tuple[str, ...] = (), **more: Any
    ) -> int:
        variants = [
            {"sku": f"{sku}-{one}", "option_values": [{"option_display_name": "Colour", "label": one}]}
            for one in choices
        ]
        told = {"name": f"Frame {sku}", "sku": sku, "price": price, "inventory_tracking": "variant"}
        product = self._new({**told, "variants": variants, **more})
        for variant in product["variants"]:
            self.levels[variant["id"], 1] = stock
        return int(product["id"])

    def edit(self, number: int, **changes: Any) -> None:
        with self.lock:
            self.products[number].update(changes)
            self._touch(self.products[number])

    def order(self, variant: int, pieces: int = 1) -> None:
        with self.lock:
            self._move(variant, 1, -pieces)

    def remove(self, number: int) -> None:
        with self.lock:
            del self.products[number]
            self._announce("store/product/deleted", {"type": "product", "id": number})

    def report(self, delivery: Delivery, status: int) -> None:
        hook = self.hooks.get(int(delivery.subscription_id))
        if hook is None:
            return
        hook["failures"] = 0 if status == 200 else hook["failures"] + 1
        hook["is_active"] = hook["is_active"] and hook["failures"] < RETRIES_UNTIL_DISABLED

    def flush(self) -> list[Delivery]:
        queue, self._queue = self._queue, []
        return [
            self._delivery(hook, body, number)
            for number, body in enumerate(queue)
            for hook in self.hooks.values()
            if hook["is_active"] and hook["scope"] == body["scope"]
        ]

    def _delivery(self, hook: Record, body: Record, number: int) -> Delivery:
        raw, moment = json.dumps(body), int(self.clock.now().timestamp())
        identity = f"msg_{hook['id']}_{number}_{moment}"
        headers = {
            **hook["headers"], "webhook-id": identity, "webhook-timestamp": str(moment),
            "webhook-signature": Webhook(CLIENT_SECRET.encode()).sign(identity, self.clock.now(), raw),
        }  # fmt: skip
        return Delivery(hook["destination"], headers, raw.encode(), str(hook["id"]))

    # The interface

    def answer(self, request: Request) -> Response:
        with self.lock:
            response = self._limited(request)
        headers = {
            "X-Rate-Limit-Requests-Quota": str(QUOTA), "X-Rate-Limit-Requests-Left": str(max(self.left, 0)),
            "X-Rate-Limit-Time-Window-Ms": str(WINDOW_MS), "X-Rate-Limit-Time-Reset-Ms": "5000",
            "Date": format_datetime(self.clock.now(), usegmt=True),
        }  # fmt: skip
        response.headers = {**headers, **response.headers}
        return response

    def _limited(self, request: Request) -> Response:
        if request.headers.get("x-auth-token") != TOKEN:
            return _error(401, "X-Auth-Token header is required")
        self.left -= 1
        if self.left < 0:
            self.left = QUOTA
            return _error(429, "Too many requests")
        path = re.sub(r"^/v3/", "", request.path)
        if path.partition("/")[0] in self.closed:
            return _error(403, "You don't have a required scope to access the endpoint")
        for method, pattern, handler in _ROUTES:
            found = re.fullmatch(pattern, path)
            if found and method == request.method:
                return handler(self, request, *map(int, found.groups()))
        return _error(404, "The route is not found.")

    def _store(self, request: Request) -> Response:
        return Response(200, {"name": "Eyewear Test", "currency": self.currency})

    def _list_products(self, request: Request) -> Response:
        told = request.get("date_modified:min")
        least = datetime.fromisoformat(told) if told else None
        beyond, sku = int(request.get("id:greater", "0")), request.get("sku")
        found = [
            self._view(one) for one in self.products.values()
            if one["id"] > beyond and (least is None or one["modified"] >= least) and sku in {"", one["sku"]}
        ]  # fmt: skip
        return _page(request, sorted(found, key=lambda one: one["id"]))

    def _get_product(self, request: Request, number: int) -> Response:
        product = self.products.get(number)
        return _data(self._view(product)) if product else _error(404, "A product was not found.")

    def _post_product(self, request: Request) -> Response:
        body = request.json()
        skus = {body["sku"], *(one["sku"] for one in body.get("variants", []))}
        if any(one["name"] == body["name"] for one in self.products.values()) or skus & self._skus():
            return _error(409, "The product name is a duplicate", {"name": "The product name is a duplicate"})
        return _data(self._view(self._new(body)))

    def _put_product(self, request: Request, number: int) -> Response:
        product = self.products.get(number)
        if product is None:
            return _error(404, "A product was not found.")
        body = request.json()
        if "brand_name" in body:
            product["brand_id"] = self._brand(body.pop("brand_name"))
        product.update(body)
        self._touch(product)
        return _data(self._view(product))

    def _delete_product(self, request: Request, number: int) -> Response:
        if number in self.products:
            self.remove(number)
        return Response(204, body=b"")

    def _list_variants(self, request: Request) -> Response:
        found = [
            one for product in self.products.values() for one in product["variants"]
            if request.get("sku") in {"", one["sku"]} and request.get("id") in {"", str(one["id"])}
        ]  # fmt: skip
        return _page(request, found)

    def _list_variants_of(self, request: Request, number: int) -> Response:
        product = self.products.get(number)
        return _page(request, product["variants"]) if product else _error(404, "A product was not found.")

    def _put_variants(self, request: Request) -> Response:
        bodies = request.json()
        if len(bodies) > 50:
            return _error(422, "The maximum number of variants in a batch is 50")
        known = {one["id"]: one for product in self.products.values() for one in product["variants"]}
        if any(one["id"] not in known for one in bodies):
            return _error(404, "One or more variants were not found")
        for body in bodies:
            self._change_variant(known[body["id"]], body)
        return _data([known[one["id"]] for one in bodies])

    def _put_variant(self, request: Request, number: int, variant: int) -> Response:
        found = [
            one for one in self.products.get(number, {"variants": []})["variants"] if one["id"] == variant
        ]
        if not found:
            return _error(404, "The variant was not found")
        self._change_variant(found[0], request.json())
        return _data(found[0])

    def _post_variant(self, request: Request, number: int) -> Response:
        product, body = self.products.get(number), request.json()
        if product is None:
            return _error(404, "A product was not found.")
        if body["sku"] in self._skus():
            return _error(409, "Sku is not unique")
        labels = {
            (option["id"], value["id"]): (option["display_name"], value["label"])
            for option in product["options"] for value in option["option_values"]
        }  # fmt: skip
        named = [labels[one["option_id"], one["id"]] for one in body["option_values"]]
        values = [{"option_display_name": name, "label": label} for name, label in named]
        variant = self._new_variant(product, {**body, "option_values": values})
        self._touch(product)
        return _data(variant)

    def _delete_variant(self, request: Request, number: int, variant: int) -> Response:
        product = self.products[number]
        product["variants"] = [one for one in product["variants"] if one["id"] != variant]
        self._touch(product)
        return Response(204, body=b"")

    def _list_options(self, request: Request, number: int) -> Response:
        return _page(request, self.products[number]["options"])

    def _post_value(self, request: Request, number: int, option: int) -> Response:
        value = {"id": self._next_id(), "label": request.json()["label"]}
        next(one for one in self.products[number]["options"] if one["id"] == option)["option_values"].append(
            value
        )
        return _data(value)

    def _list_fields(self, request: Request, number: int) -> Response:
        return _page(request, self.products[number]["custom_fields"])

    def _post_field(self, request: Request, number: int) -> Response:
        field = {"id": self._next_id(), **request.json()}
        self.products[number]["custom_fields"].append(field)
        self._touch(self.products[number])
        return _data(field)

    def _put_field(self, request: Request, number: int, field: int) -> Response:
        found = next(one for one in self.products[number]["custom_fields"] if one["id"] == field)
        found.update(request.json())
        self._touch(self.products[number])
        return _data(found)

    def _list_images(self, request: Request, number: int) -> Response:
        return _page(request, self.products[number]["images"])

    def _post_image(self, request: Request, number: int) -> Response:
        image = self._image(request.json())
        self.products[number]["images"].append(image)
        self._touch(self.products[number])
        return _data(image)

    def _put_image(self, request: Request, number: int, image: int) -> Response:
        found = next(one for one in self.products[number]["images"] if one["id"] == image)
        found.update(request.json())
        return _data(found)

    def _delete_image(self, request: Request, number: int, image: int) -> Response:
        product = self.products[number]
        product["images"] = [one for one in product["images"] if one["id"] != image]
        return Response(204, body=b"")

    def _list_brands(self, request: Request) -> Response:
        wanted = {int(one) for one in request.get("id:in").split(",")}
        return _page(
            request,
            [{"id": number, "name": name} for number, name in self.brands.items() if number in wanted],
        )

    def _all_metafields(self, request: Request) -> Response:
        wanted = (request.get("namespace"), request.get("key"))
        return _page(request, [one for one in self.metafields if (one["namespace"], one["key"]) == wanted])

    def _list_metafields(self, request: Request, number: int, variant: int) -> Response:
        if number not in self.products:
            return _error(404, "A product was not found.")
        return _page(request, [one for one in self.metafields if one["resource_id"] == variant])

    def _post_metafield(self, request: Request, number: int, variant: int) -> Response:
        field = {"id": self._next_id(), "resource_id": variant, **request.json()}
        self.metafields.append(field)
        self._touch(self.products[number])
        return _data(field)

    def _put_metafield(self, request: Request, number: int, variant: int, field: int) -> Response:
        found = next(one for one in self.metafields if one["id"] == field)
        found.update(request.json())
        self._touch(self.products[number])
        return _data(found)

    def _list_locations(self, request: Request) -> Response:
        return _page(request, list(self.locations))

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
        return _page(request, items)

    def _absolute(self, request: Request) -> Response:
        for item in request.json()["items"]:
            now = self.levels.get((item["variant_id"], item["location_id"]), 0)
            self._move(item["variant_id"], item["location_id"], item["quantity"] - now)
        return Response(200, {"transaction_id": "t"})

    def _relative(self, request: Request) -> Response:
        items = request.json()["items"]
        if any(
            self.levels.get((one["variant_id"], one["location_id"]), 0) + one["quantity"] < 0 for one in items
        ):
            return _error(422, "Insufficient stock")
        for item in items:
            self._move(item["variant_id"], item["location_id"], item["quantity"])
        return Response(200, {"transaction_id": "t"})

    def _list_price_lists(self, request: Request) -> Response:
        return _page(request, [{"id": number, "name": "Europe"} for number in self.price_lists])

    def _list_records(self, request: Request, number: int) -> Response:
        return _page(request, self.price_lists[number])

    def _put_records(self, request: Request, number: int) -> Response:
        bodies = request.json()
        keys = {(one["variant_id"], one["currency"]) for one in bodies}
        kept = [one for one in self.price_lists[number] if (one["variant_id"], one["currency"]) not in keys]
        self.price_lists[number] = kept + bodies
        return _data([])

    def _list_hooks(self, request: Request) -> Response:
        return _page(request, list(self.hooks.values()))

    def _post_hook(self, request: Request) -> Response:
        body = request.json()
        if not body["destination"].startswith("https://"):
            return _error(422, "Destination must be https")
        hook = {"id": self._next_id(), "failures": 0, **body}
        self.hooks[hook["id"]] = hook
        return _data(hook)

    def _put_hook(self, request: Request, number: int) -> Response:
        if number not in self.hooks:
            return _error(404, "The requested resource was not found.")
        self.hooks[number] |= {**request.json(), "failures": 0}
        return _data(self.hooks[number])

    def _delete_hook(self, request: Request, number: int) -> Response:
        return _data(self.hooks.pop(number)) if number in self.hooks else _error(404, "Not found.")

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
        inventory = {"product_id": owner, "method": "relative", "value": delta, "variant_id": variant}
        self._announce("store/sku/inventory/updated", {"type": "sku", "id": variant, "inventory": inventory})

    def _announce(self, scope: str, data: Record) -> None:
        digest = hashlib.sha1(json.dumps(data).encode()).hexdigest()
        moment = int(self.clock.now().timestamp())
        told = {"scope": scope, "store_id": "1025646", "data": data, "hash": digest, "created_at": moment}
        self._queue.append({**told, "producer": "stores/abcde"})


_ID = r"(\d+)"
_OF = f"catalog/products/{_ID}"
_ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/v2/store", BigCommerceShop._store),
    ("GET", "catalog/products", BigCommerceShop._list_products),
    ("POST", "catalog/products", BigCommerceShop._post_product),
    ("GET", _OF, BigCommerceShop._get_product),
    ("PUT", _OF, BigCommerceShop._put_product),
    ("DELETE", _OF, BigCommerceShop._delete_product),
    ("GET", "catalog/variants", BigCommerceShop._list_variants),
    ("PUT", "catalog/variants", BigCommerceShop._put_variants),
    ("GET", f"{_OF}/variants", BigCommerceShop._list_variants_of),
    ("POST", f"{_OF}/variants", BigCommerceShop._post_variant),
    ("PUT", f"{_OF}/variants/{_ID}", BigCommerceShop._put_variant),
    ("DELETE", f"{_OF}/variants/{_ID}", BigCommerceShop._delete_variant),
    ("GET", f"{_OF}/options", BigCommerceShop._list_options),
    ("POST", f"{_OF}/options/{_ID}/values", BigCommerceShop._post_value),
    ("GET", f"{_OF}/custom-fields", BigCommerceShop._list_fields),
    ("POST", f"{_OF}/custom-fields", BigCommerceShop._post_field),
    ("PUT", f"{_OF}/custom-fields/{_ID}", BigCommerceShop._put_field),
    ("GET", f"{_OF}/images", BigCommerceShop._list_images),
    ("POST", f"{_OF}/images", BigCommerceShop._post_image),
    ("PUT", f"{_OF}/images/{_ID}", BigCommerceShop._put_image),
    ("DELETE", f"{_OF}/images/{_ID}", BigCommerceShop._delete_image),
    ("GET", "catalog/brands", BigCommerceShop._list_brands),
    ("GET", "catalog/variants/metafields", BigCommerceShop._all_metafields),
    ("GET", f"{_OF}/variants/{_ID}/metafields", BigCommerceShop._list_metafields),
    ("POST", f"{_OF}/variants/{_ID}/metafields", BigCommerceShop._post_metafield),
    ("PUT", f"{_OF}/variants/{_ID}/metafields/{_ID}", BigCommerceShop._put_metafield),
    ("GET", "inventory/locations", BigCommerceShop._list_locations),
    ("GET", "inventory/items", BigCommerceShop._list_items),
    ("PUT", "inventory/adjustments/absolute", BigCommerceShop._absolute),
    ("POST", "inventory/adjustments/relative", BigCommerceShop._relative),
    ("GET", "pricelists", BigCommerceShop._list_price_lists),
    ("GET", f"pricelists/{_ID}/records", BigCommerceShop._list_records),
    ("PUT", f"pricelists/{_ID}/records", BigCommerceShop._put_records),
    ("GET", "hooks", BigCommerceShop._list_hooks),
    ("POST", "hooks", BigCommerceShop._post_hook),
    ("PUT", f"hooks/{_ID}", BigCommerceShop._put_hook),
    ("DELETE", f"hooks/{_ID}", BigCommerceShop._delete_hook),
]


def _data(told: Any) -> Response:
    return Response(200, {"data": told, "meta": {}})


def _page(request: Request, found: list[Record]) -> Response:
    size, number = int(request.get("limit", "50")), int(request.get("page", "1"))
    return _data(found[(number - 1) * size : number * size])


def _error(status: int, title: str, errors: Record | None = None) -> Response:
    return Response(status, {"status": status, "title": title, "errors": errors or {}})
