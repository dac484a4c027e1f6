"""A WooCommerce 10.5 that keeps to what was measured on a running one.

OAuth 1.0a over plain HTTP (Basic is refused there), pages of at most 100, batches of at most 100, an exclusive
one-second clock, duplicate SKUs refused with their owner's id, stock deltas that are not atomic, pictures doubled
when named by address, webhooks queued, merged, never retried and disabled at the 7th failure in a row.
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
from urllib.parse import quote, unquote

from tests.fakes.shops.serving import Delivery, Request, Response, Shop

KEY = "ck_" + "0123456789" * 4
SECRET = "cs_" + "9876543210" * 4
READ_ONLY_KEY = "ck_" + "5" * 40
FAILURES_UNTIL_DISABLED = 7
Record = dict[str, Any]


class WooShop(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.currency = "EUR"
        self.keys = {KEY: SECRET, READ_ONLY_KEY: SECRET}
        self.root = {"name": "Eyewear Test", "namespaces": ["wp/v2", "wc/v3"]}
        self.has_variations_collection = True
        self.records: dict[int, Record] = {}
        self._children: dict[int, list[int]] = {}
        self._by_sku: dict[str, int] = {}
        self._media: dict[int, Record] = {}
        self.hooks: dict[int, Record] = {}
        self.brands: list[Record] | None = []
        """None: a shop from before WooCommerce had brands."""
        self.between_read_and_write: Callable[[], None] | None = None
        """Runs after a stock delta was computed and before it is saved: another customer's order."""
        self.address = ""
        self._last_id = 100
        self._waiting: list[tuple[int, str, str]] = []

    # What a shop's people and customers do

    def add(
        self, sku: str, price: str = "99.90", stock: int = 5, choices: tuple[str, ...] = (), **more: Any
    ) -> int:
        """A product as if made in the shop's admin; with `choices` of colour it has variations."""
        kind = "variable" if choices else "simple"
        attributes = [{"name": "Colour", "options": list(choices), "variation": True}] if choices else []
        record = self._new(
            {"name": f"Frame {sku}", "type": kind, "sku": sku, "attributes": attributes} | more
        )
        if not choices:
            record |= {"regular_price": price, "manage_stock": True, "stock_quantity": stock}
        for choice in choices:
            self._new_variation(record, {
                "sku": f"{sku}-{choice}", "regular_price": price, "manage_stock": True, "stock_quantity": stock,
                "attributes": [{"name": "Colour", "option": choice}],
            })  # fmt: skip
        return int(record["id"])

    def shows(self, product_id: str) -> bool:
        return bool(self.records[int(product_id)]["status"] == "publish")

    def edit(self, identity: int, **changes: Any) -> None:
        with self.lock:
            self._change(self.records[identity], changes)

    def order(self, identity: int, pieces: int = 1) -> None:
        """A customer buys: stock falls and the clock moves, on the variation and its parent."""
        record = self.records[identity]
        self.edit(identity, stock_quantity=record["stock_quantity"] - pieces)
        self._announce_action("woocommerce_updated_product_stock", identity)

    def remove(self, identity: int) -> None:
        """For good: no `product.deleted` is sent, the action is."""
        with self.lock:
            self._delete(identity)

    def trash(self, identity: int) -> None:
        self.records[identity]["status"] = "trash"
        self._announce("product.deleted", {"id": identity})

    def report(self, delivery: Delivery, status: int) -> None:
        """What the receiver of a delivery answered; nothing is ever sent again."""
        hook = self.hooks.get(int(delivery.subscription_id))
        if hook is None:
            return
        hook["failures"] = 0 if 200 <= status <= 302 else hook["failures"] + 1
        if hook["failures"] >= FAILURES_UNTIL_DISABLED:
            hook["status"] = "disabled"

    def flush(self) -> list[Delivery]:
        """WP-cron runs: bodies are built now, identical waiting ones were merged."""
        waiting = list(dict.fromkeys(self._waiting))
        self._waiting.clear()
        return [
            self._delivery(*one) for one in waiting if self.hooks.get(one[0], {}).get("status") == "active"
        ]

    # The REST interface

    def answer(self, request: Request) -> Response:
        refused = self._refuse(request)
        response = refused or self._route(request)
        response.headers.setdefault("Date", format_datetime(self.clock.now(), usegmt=True))
        return response

    def _refuse(self, request: Request) -> Response | None:
        if request.path == "/wp-json/":
            return None
        is_safe = self.address.startswith("https:")
        key = self._key_over_https(request) if is_safe else self._key_over_http(request)
        if key not in self.keys:
            return _error(
                401, "woocommerce_rest_authentication_error", "Invalid signature, consumer key or secret."
            )
        if key == READ_ONLY_KEY and request.method != "GET":
            message = "The API key provided does not have write permissions."
            return _error(401, "woocommerce_rest_authentication_error", message)
        return None

    def _key_over_https(self, request: Request) -> str:
        basic = request.headers.get("authorization", "").removeprefix("Basic ")
        key, _, secret = base64.b64decode(basic).decode().partition(":")
        return key if secret == self.keys.get(key) else ""

    def _key_over_http(self, request: Request) -> str:
        """Basic is not taken here."""
        key, url = request.get("oauth_consumer_key"), f"{self.address}{request.path}"
        is_signed = request.get("oauth_signature") == _signature(request, url, self.keys.get(key, ""))
        return key if is_signed else ""

    def _route(self, request: Request) -> Response:
        if request.path == "/wp-json/":
            return Response(200, self.root)
        path = request.path.removeprefix("/wp-json/wc/v3")
        for method, pattern, handler in _ROUTES:
            found = re.fullmatch(pattern, path)
            if found and request.method == method:
                return handler(self, request, *map(int, found.groups()))
        return _error(404, "rest_no_route", "No route was found matching the URL and request method.")

    def _list(self, request: Request) -> Response:
        with self.lock:
            if int(request.get("per_page", "10")) > 100:
                return _error(400, "rest_invalid_param", "Invalid parameter(s): per_page")
            sku, after = request.get("sku"), request.get("modified_after")
            least = datetime.fromisoformat(f"{after}+00:00") if after else None
            named = {*sku.split(","), sku}
            found = [
                one for one in self.records.values()
                if one["status"] != "trash" and (one["sku"] in named if sku else one["type"] != "variation")
                and (least is None or one["modified"] > least)
            ]  # fmt: skip
            return _page(request, found, self._view)

    def _variations(self, request: Request, *parent: int) -> Response:
        if not parent and not self.has_variations_collection:
            return _error(404, "rest_no_route", "No route was found matching the URL and request method.")
        with self.lock:
            if parent and parent[0] not in self.records:
                return _error(404, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
            parents = parent or [int(one) for one in request.get("parent").split(",")]
            found = [self.records[child] for one in parents for child in self._children.get(one, [])]
            return _page(request, found, self._view)

    def _one(self, request: Request, identity: int) -> Response:
        with self.lock:
            record = self.records.get(identity)
            if record is None:
                return _error(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
            return Response(200, _trimmed(self._view(record), request))

    def _create(self, request: Request) -> Response:
        with self.lock:
            body = request.json()
            if refusal := self._duplicate(body.get("sku", ""), None) or _odd_gtin(body):
                return refusal
            record = self._new(body)
            return Response(201, self._view(record))

    def _put(self, request: Request, *path: int) -> Response:
        record = self.records.get(path[-1])
        is_right_kind = record is not None and (record["type"] == "variation") == (len(path) == 2)
        if record is None or not is_right_kind:
            return _error(404 if record else 400, "woocommerce_rest_product_invalid_id", "Invalid ID.")
        return self._put_record(record, request.json())

    def _put_record(self, record: Record, body: Record) -> Response:
        with self.lock:
            odd = _odd_gtin(body) or self._odd_picture(body)
            if refusal := self._duplicate(body.get("sku", ""), record["id"]) or odd:
                return refusal
            if "inventory_delta" in body:
                body = {**body, "stock_quantity": record["stock_quantity"] + body.pop("inventory_delta")}
        if self.between_read_and_write is not None:
            action, self.between_read_and_write = self.between_read_and_write, None
            action()
        with self.lock:
            self._change(record, body)
            return Response(200, self._view(record))

    def _remove(self, request: Request, *path: int) -> Response:
        with self.lock:
            if path[-1] not in self.records:
                return _error(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
            if request.get("force") != "true":
                self.trash(path[-1])
            else:
                self._delete(path[-1])
            return Response(200, {"id": path[-1]})

    def _batch(self, request: Request, *parent: int) -> Response:
        body = request.json() or {}
        if sum(len(part) for part in body.values()) > 100:
            return _error(
                413,
                "woocommerce_rest_request_entity_too_large",
                "Unable to accept more than 100 items for this request.",
            )
        if parent and parent[0] not in self.records:
            return _error(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
        return Response(200, {
            "create": [self._batch_create(one, *parent) for one in body.get("create", [])],
            "update": [self._batch_update(one) for one in body.get("update", [])],
        })  # fmt: skip

    def _batch_create(self, body: Record, parent: int) -> Any:
        with self.lock:
            if refusal := self._duplicate(body.get("sku", ""), None) or _odd_gtin(body):
                return {"id": 0, "error": refusal.json}
            return self._view(self._new_variation(self.records[parent], body))

    def _batch_update(self, body: Record) -> Any:
        record = self.records.get(int(body["id"]))
        if record is None:
            refusal = _error(400, "woocommerce_rest_product_invalid_id", "Invalid ID.")
        else:
            refusal = self._put_record(record, {name: value for name, value in body.items() if name != "id"})
        return refusal.json if refusal.status < 300 else {"id": body["id"], "error": refusal.json}

    def _hooks(self, request: Request) -> Response:
        with self.lock:
            return _page(request, list(self.hooks.values()), _without_secret)

    def _add_hook(self, request: Request) -> Response:
        with self.lock:
            hook = {"id": self._next_id(), "failures": 0, **request.json()}
            self.hooks[hook["id"]] = hook
            return Response(201, _without_secret(hook))

    def _remove_hook(self, request: Request, identity: int) -> Response:
        with self.lock:
            if self.hooks.pop(identity, None) is None:
                return _error(404, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
            return Response(200, {"id": identity})

    def _currency(self, request: Request) -> Response:
        return Response(200, {"code": self.currency})

    def _status(self, request: Request) -> Response:
        return Response(200, {"environment": {"version": "10.5.0"}})

    def _list_brands(self, request: Request) -> Response:
        if self.brands is None:
            return _error(404, "rest_no_route", "No route was found matching the URL and request method.")
        return Response(
            200, [one for one in self.brands if request.get("search").lower() in one["name"].lower()]
        )

    def _add_brand(self, request: Request) -> Response:
        with self.lock:
            assert self.brands is not None
            self.brands.append({"id": self._next_id(), "name": request.json()["name"]})
            return Response(201, self.brands[-1])

    # Keeping

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _new(self, body: Record) -> Record:
        record: Record = {
            "id": self._next_id(), "name": "", "type": "simple", "status": "publish", "parent_id": 0, "description": "",
            "sku": "", "global_unique_id": "", "regular_price": "", "sale_price": "", "manage_stock": False,
            "stock_quantity": None, "images": [], "attributes": [], "brands": [], "meta_data": [],
        }  # fmt: skip
        self.records[record["id"]] = record
        self._change(record, body, "product.created")
        return record

    def _new_variation(self, parent: Record, body: Record) -> Record:
        body = {**body, "attributes": _known_attributes(parent, body.get("attributes", []))}
        record = self._new({"name": parent["name"], **body, "type": "variation"})
        record["parent_id"] = parent["id"]
        self._children.setdefault(parent["id"], []).append(record["id"])
        self._touch(parent)
        return record

    def _change(self, record: Record, changes: Record, topic: str = "product.updated") -> None:
        known = dict(changes)
        for meta in known.pop("meta_data", []):
            record["meta_data"] = [one for one in record["meta_data"] if one["key"] != meta["key"]] + [meta]
        if "images" in known:
            known["images"] = [self._picture(one) for one in known["images"]]
        if "image" in known:
            known["image"] = self._picture(known["image"]) if isinstance(known["image"], dict) else None
        if "brands" in known:
            names = {one["id"]: one["name"] for one in self.brands or []}
            known["brands"] = [{"id": one["id"], "name": names[one["id"]]} for one in known["brands"]]
        record.update(known)
        self._by_sku[record["sku"]] = record["id"]
        self._touch(record, topic)
        if record["parent_id"] in self.records:
            self._touch(self.records[record["parent_id"]])

    def _touch(self, record: Record, topic: str = "product.updated") -> None:
        record["modified"] = self.clock.now().replace(microsecond=0)
        self._announce(topic, {"id": record["id"]})

    def _picture(self, told: Record) -> Record:
        """What was uploaded once stays, also when nothing shows it any more."""
        if "id" in told:
            found = self._media[told["id"]]
            return {**found, "alt": told.get("alt", found["alt"])}
        made = {"id": self._next_id(), "src": told["src"], "alt": told.get("alt", "")}
        return self._media.setdefault(made["id"], made)

    def _odd_picture(self, body: Record) -> Response | None:
        identity = (body.get("image") or {}).get("id")
        if identity is None or identity in self._media:
            return None
        return _error(400, "woocommerce_variation_invalid_image_id", f"#{identity} is an invalid image ID.")

    def _duplicate(self, sku: str, owner: int | None) -> Response | None:
        taken = [
            one for one in self.records.values() if sku and one["sku"] == sku and one["status"] != "trash"
        ]
        if not taken or taken[0]["id"] == owner:
            return None
        data = {"status": 400, "resource_id": taken[0]["id"], "unique_sku": f"{sku}-1"}
        return Response(
            400, {"code": "product_invalid_sku", "message": "Invalid or duplicated SKU.", "data": data}
        )

    def _delete(self, identity: int) -> None:
        record = self.records.pop(identity)
        for child in list(self._children.pop(identity, [])):
            self._delete(child)
        if record["parent_id"] in self._children:
            self._children[record["parent_id"]].remove(identity)
        if record["parent_id"] in self.records:
            self._touch(self.records[record["parent_id"]])
        ending = "_variation" if record["type"] == "variation" else ""
        self._announce_action(f"woocommerce_delete_product{ending}", identity)

    def _view(self, record: Record) -> Record:
        shown = {name: value for name, value in record.items() if name != "modified"}
        shown["description"] = f"{record['description']}\n" if record["description"] else ""
        return shown | {
            "price": self._current_price(record),
            "variations": list(self._children.get(record["id"], [])),
            "attributes": [{"id": 0, "slug": one["name"].lower(), **one} for one in record["attributes"]],
            "date_modified_gmt": record["modified"].strftime("%Y-%m-%dT%H:%M:%S"),
            **self._from_parent(record),
        }

    def _current_price(self, record: Record) -> Any:
        end = record.get("date_on_sale_to")
        is_over = bool(end) and datetime.fromisoformat(f"{end}+00:00") < self.clock.now()
        return (record["sale_price"] if not is_over else "") or record["regular_price"]

    def _from_parent(self, record: Record) -> Record:
        """What a variation is told with when it has nothing of its own."""
        parent = self.records.get(record["parent_id"])
        told: Record = {}
        if parent is not None and not record.get("image"):
            told["image"] = next(iter(parent["images"]), None)
        if parent is not None and parent["manage_stock"] and not record["manage_stock"]:
            told |= {"manage_stock": "parent", "stock_quantity": parent["stock_quantity"]}
        return told

    def _announce_action(self, name: str, identity: int) -> None:
        self._announce(f"action.{name}", {"action": name, "arg": identity})

    def _announce(self, topic: str, body: Record) -> None:
        self._waiting += [
            (one["id"], topic, json.dumps(body)) for one in self.hooks.values() if one["topic"] == topic
        ]

    def _delivery(self, hook_id: int, topic: str, note: str) -> Delivery:
        hook, told = self.hooks[hook_id], json.loads(note)
        is_full = topic in {"product.created", "product.updated"} and told["id"] in self.records
        body = (
            json.dumps(self._view(self.records[told["id"]]) if is_full else told, default=str)
            .replace("/", "\\/")
            .encode()
        )
        second = f"{hook_id}{self.clock.now():%s}"
        signature = base64.b64encode(hmac.digest(hook["secret"].encode(), body, "sha256")).decode()
        return Delivery(hook["delivery_url"], {
            "Content-Type": "application/json", "X-WC-Webhook-Topic": topic, "X-WC-Webhook-Signature": signature,
            "X-WC-Webhook-ID": str(hook_id), "X-WC-Webhook-Delivery-ID": hashlib.md5(second.encode()).hexdigest(),
        }, body, str(hook_id))  # fmt: skip


_ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/products", WooShop._list),
    ("POST", "/products", WooShop._create),
    ("POST", "/products/batch", WooShop._batch),
    ("GET", "/products/brands", WooShop._list_brands),
    ("POST", "/products/brands", WooShop._add_brand),
    ("GET", r"/products/(\d+)", WooShop._one),
    ("PUT", r"/products/(\d+)", WooShop._put),
    ("DELETE", r"/products/(\d+)", WooShop._remove),
    ("GET", "/variations", WooShop._variations),
    ("GET", r"/products/(\d+)/variations", WooShop._variations),
    ("POST", r"/products/(\d+)/variations/batch", WooShop._batch),
    ("PUT", r"/products/(\d+)/variations/(\d+)", WooShop._put),
    ("DELETE", r"/products/(\d+)/variations/(\d+)", WooShop._remove),
    ("GET", "/webhooks", WooShop._hooks),
    ("POST", "/webhooks", WooShop._add_hook),
    ("DELETE", r"/webhooks/(\d+)", WooShop._remove_hook),
    ("GET", "/data/currencies/current", WooShop._currency),
    ("GET", "/system_status", WooShop._status),
]


def _known_attributes(parent: Record, told: list[Record]) -> list[Record]:
    """One that the whole shop shares is known by its id only, the product's own by name; others are dropped."""
    found = []
    for one in told:
        for known in parent["attributes"]:
            shared = known.get("id", 0)
            if (shared and one.get("id") == shared) or (not shared and one.get("name") == known["name"]):
                found.append({"id": shared, "name": known["name"], "option": one["option"]})
    return found


def _odd_gtin(body: Record) -> Response | None:
    gtin = body.get("global_unique_id", "")
    is_odd = bool(gtin) and not gtin.replace("-", "").isdigit()
    return _error(400, "product_invalid_global_unique_id", "Invalid GTIN.") if is_odd else None


def _page(request: Request, found: list[Record], view: Callable[[Record], Record]) -> Response:
    size = int(request.get("per_page", "10"))
    offset = int(request.get("offset") or (int(request.get("page", "1")) - 1) * size)
    ordered = sorted(found, key=lambda one: one["id"])
    shown = [_trimmed(view(one), request) for one in ordered[offset : offset + size]]
    headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // size))}
    return Response(200, shown, headers)


def _trimmed(told: Record, request: Request) -> Record:
    wanted = request.get("_fields")
    return {name: told[name] for name in wanted.split(",") if name in told} if wanted else told


def _without_secret(hook: Record) -> Record:
    return {name: hook[name] for name in ("id", "name", "topic", "delivery_url", "status")}


def _error(status: int, code: str, message: str) -> Response:
    return Response(status, {"code": code, "message": message, "data": {"status": status}})


def _signature(request: Request, url: str, secret: str) -> str:
    """As class-wc-rest-authentication.php computes it."""
    pairs = sorted(
        (quote(name, "~"), quote(value, "~")) for name, value in request.query if name != "oauth_signature"
    )
    text = "%26".join(f"{name}%3D{quote(value, '~')}" for name, value in pairs)
    base = f"{request.method}&{quote(unquote(url), '~')}&{text}"
    return base64.b64encode(hmac.digest(f"{secret}&".encode(), base.encode(), "sha256")).decode()
