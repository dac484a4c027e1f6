"""A Shopify shop behind the Admin GraphQL interface, as far as the adapter speaks it.

Operations are told apart by name. It enforces tokens and their end, the cost bucket (refusals come with status
200), idempotency keys and their parameters, `changeFromQuantity`, unique handles, pages with cursors, bulk files
that may drop nested lines, and webhooks that are deleted after 8 failures.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

from tests.fakes.shops.serving import Delivery, Request, Response, Shop

CLIENT_ID, CLIENT_SECRET = "0123456789abcdef", "shpss_0123456789abcdef"
FIRST_ID = 9_007_199_254_740_993  # 2^53 + 1: no double can hold it
FAILURES_UNTIL_DELETED = 8
Record = dict[str, Any]
_PLAIN = ("id", "title", "descriptionHtml", "status", "vendor", "handle", "options")
_FIELDS = ("lens_width_mm", "lens_height_mm", "bridge_mm", "temple_mm", "shape", "rim", "material")


class ShopifyShop(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.currency = "EUR"
        self.scopes = ["write_products", "write_inventory", "read_locations"]
        self.products: dict[int, Record] = {}
        self.variants: dict[int, Record] = {}
        self._of_product: dict[int, list[int]] = {}
        self.locations = [{"id": _gid("Location", 71), "name": "Shop", "isActive": True}]
        self.price_lists: dict[str, Record] = {}
        self.hooks: dict[str, Record] = {}
        self.tokens: dict[str, datetime] = {}
        self.maximum, self.restored_per_s = 2000.0, 100.0
        self.available = self.maximum
        self.cost_of_others = 0.0
        """Points that other apps take with each of our requests."""
        self.bulk_drops_variants_above: int | None = None
        self.bulk_polls = 2
        self.fails_bulk = False
        self.is_frozen = False
        self.bulk_files: dict[str, list[str]] = {}
        self._keys: dict[str, tuple[str, Record]] = {}
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

    def report(self, delivery: Delivery, status: int) -> None:
        hook = self.hooks.get(delivery.subscription_id)
        if hook is None:
            return
        hook["failures"] = 0 if 200 <= status < 300 else hook["failures"] + 1
        if hook["failures"] >= FAILURES_UNTIL_DELETED:
            del self.hooks[delivery.subscription_id]

    def flush(self) -> list[Delivery]:
        queue, self._queue = self._queue, []
        return [
            self._delivery(hook, topic, body, number)
            for number, (topic, body) in enumerate(queue)
            for hook in list(self.hooks.values())
            if hook["topic"] == topic.replace("/", "_").upper()
        ]

    def _delivery(self, hook: Record, topic: str, body: Record, number: int) -> Delivery:
        raw = json.dumps(body).encode()
        signature = base64.b64encode(hmac.digest(CLIENT_SECRET.encode(), raw, "sha256")).decode()
        identity = hashlib.md5(f"{hook['id']}{number}{self.clock.now()}".encode()).hexdigest()
        headers = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": signature,
            "X-Shopify-Webhook-Id": identity,
        }
        return Delivery(hook["uri"], headers, raw, hook["id"])

    # The interface

    def answer(self, request: Request) -> Response:
        with self.lock:
            if request.path == "/admin/oauth/access_token":
                response = self._give_token(request)
            elif self.is_frozen:
                response = Response(402, {"errors": "Unavailable Shop"})
            elif request.path.startswith("/bulk/"):
                response = Response(
                    200, body="\n".join(self.bulk_files[request.path.rpartition("/")[2]]).encode()
                )
            elif not self._knows(request.headers.get("x-shopify-access-token", "")):
                response = Response(401, {"errors": "[API] Invalid API key or access token"})
            else:
                response = self._graphql(request)
        response.headers.setdefault("Date", format_datetime(self.clock.now(), usegmt=True))
        return response

    def _give_token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return Response(400, {"error": "invalid_client"})
        token = f"shpat_{len(self.tokens):032d}"
        self.tokens[token] = self.clock.now()
        return Response(200, {"access_token": token, "scope": ",".join(self.scopes), "expires_in": 86399})

    def _knows(self, token: str) -> bool:
        given = self.tokens.get(token)
        return given is not None and (self.clock.now() - given).total_seconds() < 86399

    def _graphql(self, request: Request) -> Response:
        told = request.json()
        found = re.match(r"\s*(?:query|mutation) (\w+)", told["query"])
        assert found is not None, told["query"]
        cost = 10.0 if told["query"].lstrip().startswith("mutation") else 30.0
        self.available = max(0.0, self.available - self.cost_of_others)
        if cost > self.available:
            self.available = min(self.maximum, self.available + self.restored_per_s)
            errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
            return Response(200, {"errors": errors, "extensions": self._cost(cost, 0)})
        self.available -= cost
        data = getattr(self, f"_do_{_snake(found[1])}")(told["variables"])
        if isinstance(data, list):
            return Response(200, {"errors": data, "extensions": self._cost(cost, cost)})
        return Response(200, {"data": data, "extensions": self._cost(cost, cost)})

    def _cost(self, requested: float, actual: float) -> Record:
        status = {
            "maximumAvailable": self.maximum, "currentlyAvailable": self.available, "restoreRate": self.restored_per_s,
        }  # fmt: skip
        return {
            "cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}
        }

    # Queries

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
        page = _page(ordered, told, lambda one: f"{one['updated'].isoformat()}|{one['number']}", self._view)
        return {"products": page}

    def _do_product(self, told: Record) -> Record:
        product = self.products.get(_number(told["id"]))
        return {"product": self._view(product, 50) if product else None}

    def _do_more_variants(self, told: Record) -> Record:
        variants = self._variants_of(_number(told["id"]))
        return {
            "product": {"variants": _page(variants, {"first": 100, **told}, _by_number, self._variant_view)}
        }

    def _do_ids(self, told: Record) -> Record:
        return {
            "products": _page(
                list(self.products.values()),
                {"first": 250, **told},
                _by_number,
                lambda one: {"id": one["id"]},
            )
        }

    def _do_stock(self, told: Record) -> Record:
        return {
            "inventoryItems": _page(
                list(self.variants.values()), {"first": 25, **told}, _by_number, self._item_view
            )
        }

    def _do_stock_of(self, told: Record) -> Record:
        by_item = {one["item"]: one for one in self.variants.values()}
        return {"nodes": [self._item_view(by_item[one]) if one in by_item else None for one in told["ids"]]}

    def _do_variant_prices(self, told: Record) -> Record:
        return {
            "productVariants": _page(
                list(self.variants.values()), {"first": 250, **told}, _by_number, self._variant_view
            )
        }

    def _do_price_lists(self, told: Record) -> Record:
        return {
            "priceLists": _page(
                list(self.price_lists.values()), {"first": 50, **told}, _by_number, lambda one: one
            )
        }

    def _do_fixed_prices(self, told: Record) -> Record:
        prices = self.price_lists[told["id"]]["prices"]
        entries = [
            {"number": _number(variant), "variant": {"id": variant}, **price}
            for variant, price in prices.items()
        ]
        return {"priceList": {"prices": _page(entries, {"first": 250, **told}, _by_number, lambda one: one)}}

    def _do_variants(self, told: Record) -> Record:
        return {"nodes": [self._node(one) for one in told["ids"]]}

    def _node(self, gid: str) -> Record | None:
        variant = self.variants.get(_number(gid))
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

    # Mutations

    def _do_create(self, told: Record) -> Record:
        body = told["product"]
        if any(one["handle"] == body["handle"] for one in self.products.values()):
            message = f"Handle '{body['handle']}' already in use. Please provide a new handle."
            return {
                "productCreate": {
                    "product": None,
                    "userErrors": [{"field": ["input", "handle"], "message": message}],
                }
            }
        product = self._new_product(body, told.get("media") or [])
        return {"productCreate": {"product": {"id": product["id"]}, "userErrors": []}}

    def _do_update(self, told: Record) -> Record:
        body = dict(told["product"])
        product = self.products.get(_number(body.pop("id")))
        if product is None:
            return {
                "productUpdate": {
                    "product": None,
                    "userErrors": [{"field": ["id"], "message": "Product does not exist"}],
                }
            }
        product["fields"] |= _fields(body.pop("metafields", []))
        product.update(body)
        product["media"] += [self._picture(one) for one in told.get("media") or []]
        self._touch(product)
        return {"productUpdate": {"product": {"id": product["id"]}, "userErrors": []}}

    def _do_delete(self, told: Record) -> Record:
        if _number(told["id"]) not in self.products:
            return {"productDelete": {"userErrors": [{"field": ["id"], "message": "Product does not exist"}]}}
        self._delete(_number(told["id"]))
        return {"productDelete": {"deletedProductId": told["id"], "userErrors": []}}

    def _do_add_variants(self, told: Record) -> Record:
        product = self.products.get(_number(told["id"]))
        if product is None:
            return {"productVariantsBulkCreate": _trouble("PRODUCT_DOES_NOT_EXIST", ["productId"])}
        if told["strategy"] == "REMOVE_STANDALONE_VARIANT" and len(self._variants_of(product["number"])) == 1:
            del self.variants[self._variants_of(product["number"])[0]["number"]]
        made = [self._new_variant(product, one) for one in told["variants"]]
        return {
            "productVariantsBulkCreate": {
                "productVariants": [{"id": one["id"]} for one in made],
                "userErrors": [],
            }
        }

    def _do_update_variants(self, told: Record) -> Record:
        mine = {one["id"]: one for one in self._variants_of(_number(told["id"]))}
        if _number(told["id"]) not in self.products:
            return {"productVariantsBulkUpdate": _trouble("PRODUCT_DOES_NOT_EXIST", ["productId"])}
        errors = []
        for place, body in enumerate(told["variants"]):
            if body["id"] not in mine:
                errors += _trouble("PRODUCT_VARIANT_DOES_NOT_EXIST", ["variants", str(place), "id"])[
                    "userErrors"
                ]
            else:
                self._fill_variant(mine[body["id"]], body)
        self._touch(self.products[_number(told["id"])])
        return {"productVariantsBulkUpdate": {"productVariants": [], "userErrors": errors}}

    def _do_delete_variants(self, told: Record) -> Record:
        numbers = [_number(one) for one in told["variants"]]
        if any(one not in self.variants for one in numbers):
            return {
                "productVariantsBulkDelete": _trouble(
                    "AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT", ["variantsIds"]
                )
            }
        for number in numbers:
            self._touch(self.products[self.variants.pop(number)["product"]])
        return {"productVariantsBulkDelete": {"userErrors": []}}

    def _do_detach_files(self, told: Record) -> Record:
        for file in told["files"]:
            for product in file["referencesToRemove"]:
                record = self.products[_number(product)]
                record["media"] = [one for one in record["media"] if one["id"] != file["id"]]
        return {"fileUpdate": {"userErrors": []}}

    def _do_fix_prices(self, told: Record) -> Record:
        prices = self.price_lists[told["id"]]["prices"]
        for one in told["prices"]:
            prices[one["variantId"]] = {"price": one["price"], "compareAtPrice": one.get("compareAtPrice")}
        return {"priceListFixedPricesAdd": {"userErrors": []}}

    def _do_set_stock(self, told: Record) -> Any:
        return self._once("inventorySetQuantities", told, told["input"]["quantities"])

    def _do_adjust_stock(self, told: Record) -> Any:
        return self._once("inventoryAdjustQuantities", told, told["input"]["changes"])

    def _once(self, name: str, told: Record, entries: list[Record]) -> Any:
        if any("changeFromQuantity" not in one for one in entries):
            message = f"{name} must include the following argument: changeFromQuantity."
            return [{"message": message, "extensions": {"code": "INVALID_FIELD_ARGUMENTS"}}]
        fingerprint = json.dumps(told["input"], sort_keys=True)
        if told["key"] in self._keys:
            before, payload = self._keys[told["key"]]
            if before != fingerprint:
                return {name: _trouble("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", None)}
            return {
                name: payload
                if not payload["userErrors"]
                else _trouble("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", None)
            }
        payload = self._write_stock(entries)
        self._keys[told["key"]] = (fingerprint, payload)
        return {name: payload}

    def _write_stock(self, entries: list[Record]) -> Record:
        by_item = {one["item"]: one for one in self.variants.values()}
        for place, entry in enumerate(entries):
            variant = by_item.get(entry["inventoryItemId"])
            if variant is None:
                return _trouble("INVALID_INVENTORY_ITEM", ["input", str(place)])
            now = variant["levels"].get(entry["locationId"], 0)
            if entry["changeFromQuantity"] not in {None, now}:
                return _trouble("CHANGE_FROM_QUANTITY_STALE", ["input", str(place)])
            if entry.get("quantity", 0) < 0:
                return _trouble("INVALID_QUANTITY_NEGATIVE", ["input", str(place)])
        for entry in entries:
            variant = by_item[entry["inventoryItemId"]]
            now = variant["levels"].get(entry["locationId"], 0)
            self._move(
                variant, entry["locationId"], entry["delta"] if "delta" in entry else entry["quantity"] - now
            )
        return {"userErrors": []}

    def _do_run_bulk(self, told: Record) -> Record:
        identity = str(self._next_id())
        lines: list[str] = []
        for product in self.products.values():
            view = self._view(product, 10**6)
            variants, media = view.pop("variants")["nodes"], view.pop("media")["nodes"]
            most = self.bulk_drops_variants_above
            children = (variants if most is None else variants[:most]) + media
            lines += [
                json.dumps(view),
                *(json.dumps({**one, "__parentId": product["id"]}) for one in children),
            ]
        self.bulk_files[identity] = lines
        self._polls = self.bulk_polls
        return {
            "bulkOperationRunQuery": {
                "bulkOperation": {"id": _gid("BulkOperation", identity), "status": "CREATED"},
                "userErrors": [],
            }
        }

    def _do_bulk_status(self, told: Record) -> Record:
        identity = str(_number(told["id"]))
        self._polls -= 1
        lines = self.bulk_files.get(identity)
        ready = "FAILED" if self.fails_bulk else "RUNNING" if self._polls >= 0 else "COMPLETED"
        status = "EXPIRED" if lines is None else ready
        url = f"{self.address}/bulk/{identity}" if status == "COMPLETED" and lines else None
        return {
            "bulkOperation": {
                "id": told["id"],
                "status": status,
                "errorCode": None,
                "objectCount": str(len(lines or [])),
                "url": url,
            }
        }

    def _do_subscriptions(self, told: Record) -> Record:
        hooks = [{"number": _number(one["id"]), **one} for one in self.hooks.values()]
        return {"webhookSubscriptions": _page(hooks, {"first": 50, **told}, _by_number, lambda one: one)}

    def _do_subscribe(self, told: Record) -> Record:
        hook = {
            "id": _gid("WebhookSubscription", self._next_id()),
            "topic": told["topic"],
            "failures": 0,
            **told["webhook"],
        }
        self.hooks[hook["id"]] = hook
        return {"webhookSubscriptionCreate": {"webhookSubscription": hook, "userErrors": []}}

    def _do_resubscribe(self, told: Record) -> Record:
        hook = self.hooks.get(told["id"])
        if hook is None:
            errors = [{"field": ["id"], "message": "Webhook subscription does not exist"}]
            return {"webhookSubscriptionUpdate": {"webhookSubscription": None, "userErrors": errors}}
        hook |= told["webhook"]
        return {"webhookSubscriptionUpdate": {"webhookSubscription": hook, "userErrors": []}}

    def _do_unsubscribe(self, told: Record) -> Record:
        gone = self.hooks.pop(told["id"], None)
        errors = [] if gone else [{"field": ["id"], "message": "Webhook subscription does not exist"}]
        return {"webhookSubscriptionDelete": {"userErrors": errors}}

    # Keeping

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _new_product(self, body: Record, media: list[Record] | None = None) -> Record:
        number = self._next_id()
        options = body.get("productOptions") or []
        product: Record = {
            "number": number, "id": _gid("Product", number), "title": body["title"], "handle": body["handle"],
            "descriptionHtml": body.get("descriptionHtml", ""), "status": body["status"],
            "vendor": body.get("vendor", ""),
            "options": [{"name": one["name"], "optionValues": one["values"]} for one in options],
            "fields": _fields(body.get("metafields") or []), "media": [self._picture(one) for one in media or []],
        }  # fmt: skip
        self.products[number] = product
        first = [{"optionName": one["name"], "name": one["values"][0]["name"]} for one in options]
        self._new_variant(product, {"price": "0.00", "optionValues": first})
        self._touch(product, "products/create")
        return product

    def _new_variant(self, product: Record, body: Record) -> Record:
        number = self._next_id()
        variant: Record = {
            "number": number, "id": _gid("ProductVariant", number), "item": _gid("InventoryItem", self._next_id()),
            "product": product["number"], "sku": "", "tracked": False, "price": "0.00", "compareAtPrice": None,
            "barcode": None, "fields": {}, "levels": {},
            "options": [{"name": one["optionName"], "value": one["name"]} for one in body.get("optionValues") or []],
        }  # fmt: skip
        self.variants[number] = variant
        self._of_product.setdefault(product["number"], []).append(number)
        for level in body.get("inventoryQuantities", []):
            variant["levels"][level["locationId"]] = level["availableQuantity"]
        self._fill_variant(variant, body)
        self._touch(product)
        return variant

    def _fill_variant(self, variant: Record, body: Record) -> None:
        variant.update(
            {name: body[name] for name in ("price", "compareAtPrice", "barcode", "mediaId") if name in body}
        )
        variant.update(body.get("inventoryItem", {}))
        variant["fields"] |= _fields(body.get("metafields", []))

    def _picture(self, told: Record) -> Record:
        image = {"url": told["originalSource"]}
        return {"id": _gid("MediaImage", self._next_id()), "alt": told["alt"], "image": image}

    def _touch(self, product: Record, topic: str = "products/update") -> None:
        product["updated"] = self.clock.now().replace(microsecond=0)
        self._queue.append((topic, {"id": product["number"], "updated_at": product["updated"].isoformat()}))

    def _move(self, variant: Record, location: str, delta: int) -> None:
        variant["levels"][location] = variant["levels"].get(location, 0) + delta
        body = {
            "inventory_item_id": _number(variant["item"]),
            "location_id": _number(location),
            "available": variant["levels"][location],
        }
        self._queue.append(("inventory_levels/update", body))

    def _delete(self, number: int) -> None:
        del self.products[number]
        self._drop_variants(number)
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
            **{name: product["fields"].get(name) for name in _FIELDS},
            "variants": _page(variants, {"first": first}, _by_number, self._variant_view),
            "media": {"nodes": product["media"]},
        }  # fmt: skip

    def _variant_view(self, variant: Record) -> Record:
        media = self.products[variant["product"]]["media"]
        pictures = [one["image"] for one in media if one["id"] == variant.get("mediaId")]
        return {
            **{name: variant[name] for name in ("id", "sku", "barcode", "price", "compareAtPrice")},
            "selectedOptions": variant["options"] or [{"name": "Title", "value": "Default Title"}],
            "inventoryItem": {"id": variant["item"], "tracked": variant["tracked"]},
            "product": {"id": _gid("Product", variant["product"])}, "image": pictures[0] if pictures else None,
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


def _gid(kind: str, number: object) -> str:
    return f"gid://shopify/{kind}/{number}"


def _number(gid: str) -> int:
    return int(gid.rpartition("/")[2])


def _by_number(one: Record) -> str:
    return f"{one['number']:020d}"


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _fields(metafields: list[Record]) -> Record:
    return {one["key"]: {"value": one["value"]} for one in metafields}


def _trouble(code: str, field: list[str] | None) -> Record:
    return {"userErrors": [{"field": field, "message": code.capitalize().replace("_", " "), "code": code}]}


def _page(
    found: list[Record], told: Record, key: Callable[[Record], str], view: Callable[..., Record]
) -> Record:
    after = base64.b64decode(told["after"]).decode() if told.get("after") else ""
    rest = [one for one in sorted(found, key=key) if key(one) > after]
    shown = rest[: told["first"]]
    cursor = base64.b64encode(key(shown[-1]).encode()).decode() if shown else None
    return {
        "nodes": [view(one) for one in shown],
        "pageInfo": {"hasNextPage": len(rest) > len(shown), "endCursor": cursor},
    }
