"""WooCommerce behind the port. One currency, one place of stock, variations apart from their products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from app.domain.errors import NeedsOwner, UnusableRecord
from app.domain.exchange import Platform
from sync.http.client import Line
from sync.http.pacing import Pace
from sync.http.traffic import Cost
from sync.platforms.access import Access
from sync.platforms.port import Journal
from sync.platforms.reading import Reading
from sync.platforms.values import (
    Capabilities,
    Hint,
    HintKind,
    NewProduct,
    NewVariant,
    Page,
    ProductChange,
    RemoteLocation,
    RemotePrices,
    RemoteProduct,
    RemoteStock,
    RemoteVariant,
    ShopFacts,
    StockAdjustment,
    StockSafety,
    StockSet,
    Subscription,
    Unusable,
    VariantChange,
    WriteOutcome,
)
from sync.platforms.woocommerce.client import PER_PAGE, WooClient, WooRefusal, shop_time
from sync.platforms.woocommerce.mapping import LOCATION, PRODUCT_FIELDS, product_from
from sync.platforms.woocommerce.reading import Json, Slice, Variations, next_slice
from sync.platforms.woocommerce.stock import WooStock
from sync.platforms.woocommerce.webhooks import TOPICS
from sync.platforms.woocommerce.writing import WooWriting

CAPABILITIES = Capabilities(
    platform=Platform.WOOCOMMERCE,
    stock_safety=StockSafety.LAST_WRITE_WINS,
    is_adjustment_idempotent=True,
    stock_moves_clock=True,
    prices_move_clock=True,
    products_tell_stock=True,
    has_webhooks=True,
    retries_webhooks=False,
)
_HOOK_NAME = "VARAi Mirror: "


class WooCommerceAdapter:
    """A PlatformAdapter. Credentials: `key` and `secret` of a REST key pair with read and write rights."""

    def __init__(self, access: Access, line: Line, pace: Pace | None = None) -> None:
        self._client = WooClient(access, line, pace)
        self._variations = Variations(self._client)
        self._writing = WooWriting(self._client)
        self._stock = WooStock(self._client)

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def cost(self) -> Cost:
        return self._client.http.cost

    def close(self) -> None:
        self._client.http.close()

    def check(self) -> ShopFacts:
        root = self._client.root()
        if "wc/v3" not in root.get("namespaces", []):
            raise NeedsOwner(
                "There is WordPress at this address, but no WooCommerce with its REST interface."
            )
        told = self._client.get("system_status", _fields="environment")
        version = "" if isinstance(told, WooRefusal) else str(told["environment"]["version"])
        return ShopFacts(
            str(root["name"]), self._currency, f"WooCommerce {version}".strip(), self._missing_rights()
        )

    def _missing_rights(self) -> tuple[str, ...]:
        try:
            self._client.send("POST", "products/batch", {"update": []})
        except NeedsOwner:
            return ("The key may only read: make one with read and write rights.",)
        return ()

    @cached_property
    def _currency(self) -> str:
        told = self._client.get("data/currencies/current", _fields="code")
        if isinstance(told, WooRefusal):
            raise NeedsOwner(f"WooCommerce does not tell its currency: {told}")
        return str(told["code"])

    # Reading

    def read_products(self, position: str, overlap: timedelta) -> Iterator[Page[RemoteProduct]]:
        reading = Reading.resume(position, overlap)
        params: dict[str, str] = {"status": "any", "_fields": PRODUCT_FIELDS}
        if reading.since is not None:
            params |= {"modified_after": f"{reading.since:%Y-%m-%dT%H:%M:%S}", "dates_are_gmt": "true"}
        for part in self._slices(reading.after, **params):
            reading = Reading(reading.since, reading.after, reading.begun or shop_time(part.answer))
            items, unusable = self._products(part.items)
            place = reading.done() if part.is_last else reading.at(part.after)
            total = int(part.answer.headers.get("x-wp-total", "0"))
            yield Page(items, place, part.is_last, unusable, total)

    def _slices(self, after: str, **params: str) -> Iterator[Slice]:
        is_last = False
        while not is_last:
            part = next_slice(self._client, "products", after, **params)
            after, is_last = part.after, part.is_last
            yield part

    def _products(self, told: Sequence[Json]) -> tuple[tuple[RemoteProduct, ...], tuple[Unusable, ...]]:
        variations = self._variations.of(told)
        items, unusable = [], []
        for one in told:
            try:
                items.append(product_from(one, variations.get(int(one["id"]), []), self._currency))
            except UnusableRecord as problem:
                unusable.append(Unusable(str(one["id"]), str(problem)))
        return tuple(items), tuple(unusable)

    def read_ids(self, position: str = "") -> Iterator[Page[str]]:
        for part in self._slices(position, status="any", _fields="id"):
            place = "" if part.is_last else part.after
            yield Page(tuple(str(one["id"]) for one in part.items), place, part.is_last)

    def read_stock(self, position: str = "") -> Iterator[Page[RemoteStock]]:
        for page in self._sweep(position):
            levels = [
                level for product in page.items for one in product.variants for level in one.stock or ()
            ]
            yield Page(tuple(levels), page.position, page.is_last, page.unusable)

    def read_prices(self, position: str = "") -> Iterator[Page[RemotePrices]]:
        for page in self._sweep(position):
            prices = [RemotePrices(one.id, one.prices) for product in page.items for one in product.variants]
            yield Page(tuple(prices), page.position, page.is_last, page.unusable)

    def _sweep(self, position: str) -> Iterator[Page[RemoteProduct]]:
        for part in self._slices(position, status="any", _fields=PRODUCT_FIELDS):
            items, unusable = self._products(part.items)
            yield Page(items, "" if part.is_last else part.after, part.is_last, unusable)

    def read_product(self, product_id: str) -> RemoteProduct | None:
        told = self._client.get(f"products/{product_id}", _fields=PRODUCT_FIELDS)
        if isinstance(told, WooRefusal) or told["status"] == "trash":
            return None
        return product_from(told, self._variations.of([told]).get(int(product_id), []), self._currency)

    def product_of(self, hint: Hint) -> str | None:
        if hint.kind is HintKind.PRODUCT_CODE:
            found = self.find_by_sku(hint.id)
            return found[0] if found else None
        told = self._client.get(f"products/{hint.id}", _fields="id,parent_id,status")
        if isinstance(told, WooRefusal) or told["status"] == "trash":
            return None
        return str(told.get("parent_id") or told["id"])

    def find_by_sku(self, sku: str) -> tuple[str, str] | None:
        return self._writing.find(sku)

    def locations(self) -> tuple[RemoteLocation, ...]:
        return (RemoteLocation(LOCATION, "Shop"),)

    # Writing

    def create_product(self, product: NewProduct) -> RemoteProduct:
        return self._found(self._writing.create(product, self._currency))

    def _found(self, product_id: str) -> RemoteProduct:
        product = self.read_product(product_id)
        if product is None:
            raise UnusableRecord(f"The product {product_id} was deleted at once.")
        return product

    def update_product(self, product_id: str, change: ProductChange) -> None:
        self._writing.update(product_id, change)

    def delete_product(self, product_id: str) -> None:
        self._writing.delete(f"products/{product_id}")

    def create_variant(self, product_id: str, variant: NewVariant) -> RemoteVariant:
        (variant_id,) = self._writing.add_variants(product_id, [variant], self._currency)
        return next(one for one in self._found(product_id).variants if one.id == variant_id)

    def update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        return self._writing.update_variants(changes, self._currency)

    def delete_variant(self, product_id: str, variant_id: str) -> None:
        self._writing.delete(f"products/{product_id}/variations/{variant_id}")

    def set_stock(self, writes: Sequence[StockSet], key: str) -> WriteOutcome:
        del key  # a level is the same however often it is set
        return self._stock.set(writes)

    def adjust_stock(self, writes: Sequence[StockAdjustment], key: str) -> WriteOutcome:
        return self._stock.adjust(writes, key)

    # Webhooks

    def wanted_topics(self) -> tuple[str, ...]:
        return TOPICS

    def subscriptions(self) -> tuple[Subscription, ...]:
        found: list[Any] = []
        page, pages = 1, 1
        while page <= pages:
            answer = self._client.answer("webhooks", per_page=PER_PAGE, page=page)
            found += self._client.pages(answer)
            page, pages = page + 1, int(answer.headers.get("x-wp-totalpages", "1"))
        return tuple(_subscription(one) for one in found if one["name"].startswith(_HOOK_NAME))

    def subscribe(self, topic: str, address: str, secret: str) -> Subscription:
        body = {
            "name": _HOOK_NAME + topic, "topic": topic, "delivery_url": address, "secret": secret, "status": "active",
        }  # fmt: skip
        told = self._client.send("POST", "webhooks", body)
        if isinstance(told, WooRefusal):
            raise NeedsOwner(f"WooCommerce does not make the webhook {topic}: {told}")
        return _subscription(told)

    def repair(self, subscription: Subscription, address: str, secret: str) -> Subscription:
        """A new one in its place: WooCommerce keeps counting the failures of the old one."""
        self.unsubscribe(subscription)
        return self.subscribe(subscription.topic, address, secret)

    def unsubscribe(self, subscription: Subscription) -> None:
        self._writing.delete(f"webhooks/{subscription.id}")

    def journal(self) -> Journal | None:
        return None


def _subscription(told: Json) -> Subscription:
    return Subscription(told["topic"], told["delivery_url"], str(told["id"]), told["status"] == "active")
