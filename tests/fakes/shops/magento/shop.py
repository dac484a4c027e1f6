"""A Magento Open Source 2.4.7 that keeps to what was measured on a running one.

Administrator's tokens that end, OAuth 1.0a with HMAC-SHA256, search criteria, an inclusive `gteq` on a one-second
clock that stands still on stock and price interfaces, posts that overwrite, attributes that must belong to a
product's set, children that are not told their parent, a queue that works when cron runs.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote

from tests.fakes.shops.magento import gallery
from tests.fakes.shops.magento.attributes import GROUP, AttributeBook
from tests.fakes.shops.magento.prices import View, WebsitePrices
from tests.fakes.shops.magento.requests import (
    custom,
    error,
    filters,
    fits_all,
    is_signed,
    page,
    too_much,
)
from tests.fakes.shops.serving import Request, Response, Shop

USERNAME, PASSWORD = "varai", "Sup3r-Secret"
LIFE_S = 3600
_DECIMALS = frozenset({"special_price", "cost", "weight"})
Record = dict[str, Any]


class MagentoShop(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.currency = "EUR"
        self.views = [View(1, "default", 1, self.currency)]
        self._view: View | None = None
        """Through which the present request looks; None: `all`."""
        self.prices = WebsitePrices(lambda: self.views, self._by_sku)
        self.products: dict[int, Record] = {}
        self.stock: dict[tuple[str, str], int] = {}
        self.sources = [{"source_code": "default", "name": "Default Source", "enabled": True}]
        self.book = AttributeBook(self._next_id)
        self.tokens: dict[str, float] = {}
        self.queue: dict[str, list[Any]] = {}
        self.cron_after_polls = 2
        self.contents: dict[str, bytes] = {}
        """Of pictures, by file."""
        self._last_id = 50
        self._ids: dict[str, int] = {}

    # What a shop's people and customers do

    def add(
        self, sku: str, price: str = "99.90", stock: int = 5, choices: tuple[str, ...] = (), **more: Any
    ) -> int:
        if not choices:
            return self._add_one(sku, price, stock, 4, {}, **more)
        attribute = self.book.attribute("colour", "Colour", choices)
        labels = {one["label"]: one["value"] for one in attribute["options"]}
        children = [
            self._add_one(f"{sku}-{one}", price, stock, 1, {"colour": labels[one]}) for one in choices
        ]
        number = self._add_one(sku, "0", 0, 4, {}, type_id="configurable", **more)
        values = [{"value_index": int(labels[one])} for one in choices]
        self.products[number]["extension_attributes"] |= {
            "configurable_product_options": [
                {
                    "attribute_id": str(attribute["attribute_id"]),
                    "label": "Colour",
                    "position": 0,
                    "values": values,
                }
            ],
            "configurable_product_links": children,
        }
        return number

    def _add_one(self, sku: str, price: str, stock: int, visibility: int, values: Record, **more: Any) -> int:
        record = self._save({
            "sku": sku, "name": f"Frame {sku}", "type_id": "simple", "attribute_set_id": 4, "status": 1,
            "visibility": visibility, "price": float(price), **more,
            "extension_attributes": {"website_ids": self._sites()},
            "custom_attributes": [{"attribute_code": code, "value": value} for code, value in values.items()],
        })  # fmt: skip
        self.stock[sku, "default"] = stock
        return int(record["id"])

    def add_location(self, name: str) -> str:
        self.sources.append({"source_code": name.lower(), "name": name, "enabled": True})
        return name.lower()

    def shows(self, product_id: str) -> bool:
        product = self.products[int(product_id)]
        return bool(product["status"] == 1 and product["visibility"] != 1)

    def _sites(self) -> list[int]:
        return sorted({one.website_id for one in self.views})

    def add_website(self, code: str, currency: str) -> View:
        """A website of its own with one store view."""
        self.views.append(View(self.views[-1].id + 1, code, self.views[-1].website_id + 1, currency))
        return self.views[-1]

    def edit(self, number: int, **changes: Any) -> None:
        with self.lock:
            self._save({"sku": self.products[number]["sku"], **changes})

    def order(self, number: int, pieces: int = 1) -> None:
        """The order was shipped: the source falls, the product's clock does not move."""
        self.stock[self.products[number]["sku"], "default"] -= pieces

    def set_base_price(self, number: int, price: float) -> None:
        """Through `products/base-prices`: the clock does not move."""
        self.products[number]["price"] = price

    def remove(self, number: int) -> None:
        with self.lock:
            self._delete(self.products[number]["sku"])

    # The interface

    def answer(self, request: Request) -> Response:
        with self.lock:
            response = self._route(request)
        response.headers.setdefault("Date", format_datetime(self.clock.now(), usegmt=True))
        return response

    def _route(self, request: Request) -> Response:
        place = self._place(request)
        unasked = self._public(request) or too_much(request)
        if unasked is not None or place is None:
            return unasked or error(404, "Request does not match any route.")
        view, path, is_bulk = place
        if path == "/integration/admin/token":
            return self._give_token(request.json())
        if not self._is_known(request):
            return error(
                401,
                "The consumer isn't authorized to access %resources.",
                {"resources": "Magento_Catalog::products"},
            )
        if is_bulk and request.method == "POST":
            return self._enqueue(request.json())
        return self._answer_in(view, path, request)

    def _place(self, request: Request) -> tuple[str, str, bool] | None:
        """(store view, path, whether it is for the queue)."""
        found = re.fullmatch(r"/rest/(\w+)(/async/bulk)?/V1(/.+)", request.path)
        return (found[1], found[3], found[2] is not None) if found else None

    def _answer_in(self, view: str, path: str, request: Request) -> Response:
        if view == "all" or any(one.code == view for one in self.views):
            self._view = next((one for one in self.views if one.code == view), None)
            for method, pattern, handler in _ROUTES:
                found = re.fullmatch(pattern, path)
                if found and method == request.method:
                    return handler(self, request, *map(unquote, found.groups()))
        return error(404, "Request does not match any route.")

    def _public(self, request: Request) -> Response | None:
        """What every visitor may fetch."""
        if request.path == "/magento_version":
            return Response(200, body=b"Magento/2.4 (Community)", headers={"Content-Type": "text/html"})
        if request.path.startswith("/media/"):
            return Response(
                200, body=self.contents.get(request.path.removeprefix("/media/catalog/product"), b"")
            )
        return None

    def _give_token(self, told: Record) -> Response:
        if (told["username"], told["password"]) != (USERNAME, PASSWORD):
            return error(401, "The account sign-in was incorrect or your account is disabled temporarily.")
        now = self.clock.now().timestamp()
        payload = (
            base64.urlsafe_b64encode(json.dumps({"iat": now, "exp": now + LIFE_S}).encode())
            .decode()
            .rstrip("=")
        )
        token = f"eyJ0.{payload}.{len(self.tokens)}"
        self.tokens[token] = now + LIFE_S
        return Response(200, token)

    def _is_known(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        if given.startswith("OAuth "):
            return is_signed(request, f"{self.address}{request.path}", given)
        return self.tokens.get(given.removeprefix("Bearer "), 0) > self.clock.now().timestamp()

    def _configs(self, request: Request) -> Response:
        urls = {"base_url": f"{self.address}/", "base_media_url": f"{self.address}/media/"}
        return Response(200, [
            {"id": one.id, "code": one.code, "website_id": one.website_id, "base_currency_code": one.currency, **urls}
            for one in self.views
        ])  # fmt: skip

    def _currencies(self, request: Request) -> Response:
        """Of the store view that is asked; of `all` what holds everywhere."""
        currency = self._view.currency if self._view else self.currency
        return Response(200, {"base_currency_code": currency, "exchange_rates": []})

    def _websites(self, request: Request) -> Response:
        ids = sorted({one.website_id for one in self.views})
        return Response(
            200, [{"id": 0, "code": "admin"}, *({"id": one, "code": f"site{one}"} for one in ids)]
        )

    def _search(self, request: Request) -> Response:
        tests = filters(request)
        wanted = [value for field, condition, value in tests if (field, condition) == ("entity_id", "in")]
        ids = map(int, wanted[0].split(",")) if wanted else sorted(self.products)
        entries = (self.products[one] for one in ids if one in self.products)
        fitting = sorted(filter(lambda one: fits_all(one, tests), entries), key=lambda one: int(one["id"]))
        view = self._view
        return page(
            request, fitting if view is None else [self.prices.seen_through(view, one) for one in fitting]
        )

    def _search_stock(self, request: Request) -> Response:
        items = [
            {"sku": sku, "source_code": place, "quantity": pieces, "status": int(pieces > 0)}
            for (sku, place), pieces in self.stock.items()
        ]
        fitting = [one for one in items if fits_all(one, filters(request))]
        return page(request, fitting, is_end_repeated=True)

    def _search_sources(self, request: Request) -> Response:
        return page(request, list(self.sources))

    def _search_sets(self, request: Request) -> Response:
        return page(request, [{"attribute_set_id": 4, "attribute_set_name": "Default"}])

    def _search_groups(self, request: Request) -> Response:
        return page(request, [{"attribute_group_id": GROUP, "attribute_group_name": "Product Details"}])

    def _post_product(self, request: Request) -> Response:
        return self._saved(request.json()["product"])

    def _put_product(self, request: Request, sku: str) -> Response:
        return self._saved({**request.json()["product"], "sku": sku})

    def _saved(self, body: Record) -> Response:
        known = self._by_sku(body["sku"])
        unset = {"name", "attribute_set_id"} - body.keys()
        if known is None and unset:
            return error(400, 'The "%1" attribute value is empty. Set the attribute and try again.', ["name"])
        url_key = custom(body).get("url_key")
        if url_key and any(
            custom(one).get("url_key") == url_key for one in self.products.values() if one is not known
        ):
            return error(400, "URL key for specified store already exists.")
        return Response(200, self._save(body))

    def _delete_product(self, request: Request, sku: str) -> Response:
        if self._by_sku(sku) is None:
            return error(
                404, "The product that was requested doesn't exist. Verify the product and try again."
            )
        self._delete(sku)
        return Response(200, True)

    def _post_child(self, request: Request, sku: str) -> Response:
        parent, child = self._by_sku(sku), self._by_sku(request.json()["childSku"])
        assert parent is not None
        links = parent["extension_attributes"]["configurable_product_links"]
        if child is None or child["id"] in links:
            return error(400, "The product is already attached.")
        links.append(child["id"])
        for option in parent["extension_attributes"]["configurable_product_options"]:
            code = next(
                one["attribute_code"]
                for one in self.book.attributes.values()
                if str(one["attribute_id"]) == option["attribute_id"]
            )
            value = {"value_index": int(custom(child)[code])}
            option["values"] += [value] if value not in option["values"] else []
        self._touch(parent)
        return Response(200, True)

    def _delete_child(self, request: Request, sku: str, child_sku: str) -> Response:
        parent, child = self._by_sku(sku), self._by_sku(child_sku)
        assert parent is not None
        assert child is not None
        parent["extension_attributes"]["configurable_product_links"].remove(child["id"])
        self._touch(parent)
        return Response(200, True)

    def _post_media(self, request: Request, sku: str) -> Response:
        record, identity = self._there(sku), self._next_id()
        file, content = gallery.add(record, request.json()["entry"], identity)
        self.contents[file] = content
        self._touch(record)
        return Response(200, str(identity))

    def _get_media(self, request: Request, sku: str) -> Response:
        return Response(200, self._there(sku)["media_gallery_entries"])

    def _put_media(self, request: Request, sku: str, entry: str) -> Response:
        record = self._there(sku)
        if not gallery.change(record, {**request.json()["entry"], "id": int(entry)}, self._next_id()):
            return error(404, "No image with the provided ID was found. Verify the ID and try again.")
        self._touch(record)
        return Response(200, True)

    def _delete_media(self, request: Request, sku: str, entry: str) -> Response:
        record = self._there(sku)
        if not gallery.remove(record, int(entry)):
            return error(404, "No image with the provided ID was found. Verify the ID and try again.")
        self._touch(record)
        return Response(200, True)

    def _there(self, sku: str) -> Record:
        record = self._by_sku(sku)
        assert record is not None
        return record

    def _post_prices(self, request: Request) -> Response:
        return Response(200, self.prices.set_usual(request.json()["prices"]))

    def _post_specials(self, request: Request) -> Response:
        return Response(200, self.prices.set_special(request.json()["prices"]))

    def _tell_specials(self, request: Request) -> Response:
        return Response(200, self.prices.specials_of(request.json()["skus"]))

    def _delete_specials(self, request: Request) -> Response:
        return Response(200, self.prices.delete_special(request.json()["prices"]))

    def _post_stock(self, request: Request) -> Response:
        for item in request.json()["sourceItems"]:
            if item["source_code"] not in {one["source_code"] for one in self.sources}:
                return error(
                    400, "Validation Failed: Source with code %1 does not exist", [item["source_code"]]
                )
            self.stock[item["sku"], item["source_code"]] = item["quantity"]
        return Response(200, [])

    def _get_attribute(self, request: Request, code: str) -> Response:
        return self.book.tell(code)

    def _get_options(self, request: Request, code: str) -> Response:
        return self.book.tell_options(code)

    def _post_attribute(self, request: Request) -> Response:
        return self.book.add(request.json()["attribute"])

    def _post_option(self, request: Request, code: str) -> Response:
        return self.book.add_option(code, request.json()["option"]["label"])

    def _get_set(self, request: Request, number: str) -> Response:
        return self.book.tell_set(int(number))

    def _post_set(self, request: Request) -> Response:
        return self.book.put_into(request.json())

    def _enqueue(self, bodies: list[Record]) -> Response:
        uuid = f"bulk-{self._next_id()}"
        self.queue[uuid] = [self.cron_after_polls, [one["product"] for one in bodies], {}]
        return Response(202, {"bulk_uuid": uuid, "request_items": [], "errors": False})

    def _get_bulk(self, request: Request, uuid: str) -> Response:
        entry = self.queue[uuid]
        entry[0] -= 1
        if entry[0] == 0:
            entry[2] = {number: self._saved(body) for number, body in enumerate(entry[1])}
        states = [
            {
                "id": number,
                "status": _state(entry[2].get(number)),
                "result_message": _words(entry[2].get(number)),
            }
            for number in range(len(entry[1]))
        ]
        return Response(200, {"operations_list": states, "operation_count": len(states)})

    # Keeping

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _by_sku(self, sku: str) -> Record | None:
        return self.products.get(self._ids.get(sku, 0))

    def _save(self, body: Record) -> Record:
        record = self._by_sku(body["sku"])
        if record is None:
            number = self._next_id()
            record = {
                "id": number,
                "price": 0,
                "custom_attributes": [],
                "extension_attributes": {},
                "media_gallery_entries": [],
            }
            self.products[number] = record
            self._ids[body["sku"]] = number
        allowed = self.book.sets[int(body.get("attribute_set_id") or record["attribute_set_id"])]
        told = {code: value for code, value in custom(body).items() if code in allowed}
        values = custom(record) | told
        more = body.get("extension_attributes", {})
        record.update(
            {
                name: value
                for name, value in body.items()
                if name not in {"custom_attributes", "extension_attributes"}
            }
        )
        record["extension_attributes"] |= more
        record["custom_attributes"] = [
            {"attribute_code": code, "value": _stored(code, value)}
            for code, value in values.items()
            if value is not None and (value != "" or code in _DECIMALS)
        ]
        self._touch(record)
        return record

    def _touch(self, record: Record) -> None:
        record["updated_at"] = self.clock.now().strftime("%Y-%m-%d %H:%M:%S")

    def _delete(self, sku: str) -> None:
        record = self._by_sku(sku)
        assert record is not None
        del self.products[record["id"]]
        self.stock = {place: pieces for place, pieces in self.stock.items() if place[0] != sku}
        for parent in self.products.values():
            links = parent["extension_attributes"].get("configurable_product_links", [])
            if record["id"] in links:
                links.remove(record["id"])


_SKU = "([^/]+)"
_ROUTES: list[tuple[str, str, Callable[..., Response]]] = [
    ("GET", "/store/storeConfigs", MagentoShop._configs),
    ("GET", "/store/websites", MagentoShop._websites),
    ("GET", "/directory/currency", MagentoShop._currencies),
    ("POST", "/products/base-prices", MagentoShop._post_prices),
    ("POST", "/products/special-price", MagentoShop._post_specials),
    ("POST", "/products/special-price-information", MagentoShop._tell_specials),
    ("POST", "/products/special-price-delete", MagentoShop._delete_specials),
    ("GET", "/products", MagentoShop._search),
    ("POST", "/products", MagentoShop._post_product),
    ("POST", "/products/attributes", MagentoShop._post_attribute),
    ("GET", "/products/attribute-sets/sets/list", MagentoShop._search_sets),
    ("GET", "/products/attribute-sets/groups/list", MagentoShop._search_groups),
    ("POST", "/products/attribute-sets/attributes", MagentoShop._post_set),
    ("GET", r"/products/attribute-sets/(\d+)/attributes", MagentoShop._get_set),
    ("GET", f"/products/attributes/{_SKU}/options", MagentoShop._get_options),
    ("POST", f"/products/attributes/{_SKU}/options", MagentoShop._post_option),
    ("GET", f"/products/attributes/{_SKU}", MagentoShop._get_attribute),
    ("PUT", f"/products/{_SKU}", MagentoShop._put_product),
    ("DELETE", f"/products/{_SKU}", MagentoShop._delete_product),
    ("POST", f"/products/{_SKU}/media", MagentoShop._post_media),
    ("GET", f"/products/{_SKU}/media", MagentoShop._get_media),
    ("PUT", rf"/products/{_SKU}/media/(\d+)", MagentoShop._put_media),
    ("DELETE", rf"/products/{_SKU}/media/(\d+)", MagentoShop._delete_media),
    ("POST", f"/configurable-products/{_SKU}/child", MagentoShop._post_child),
    ("DELETE", f"/configurable-products/{_SKU}/children/{_SKU}", MagentoShop._delete_child),
    ("GET", "/inventory/sources", MagentoShop._search_sources),
    ("GET", "/inventory/source-items", MagentoShop._search_stock),
    ("POST", "/inventory/source-items", MagentoShop._post_stock),
    ("GET", "/bulk/([^/]+)/status", MagentoShop._get_bulk),
]


def _stored(code: str, value: Any) -> Any:
    """An amount is stored as a number: an empty text is none, so it becomes 0."""
    return f"{float(value or 0):.6f}" if code in _DECIMALS else value


def _state(response: Response | None) -> int:
    return 4 if response is None else 1 if response.status == 200 else 3


def _words(response: Response | None) -> str:
    return "" if response is None or response.status == 200 else str(response.json["message"])
