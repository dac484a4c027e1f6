"""Shopify behind the port: compare-and-set stock, bulk reading, prices of other currencies in price lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from app.domain.errors import NeedsOwner, Unknown, UnusableRecord
from app.domain.exchange import Platform
from app.domain.products import Price
from app.store.repositories.base import batches
from sync.http.client import Line
from sync.http.pacing import Pace
from sync.http.traffic import Cost
from sync.platforms.access import Access
from sync.platforms.amounts import price_from
from sync.platforms.port import Journal
from sync.platforms.reading import Reading
from sync.platforms.shopify import documents
from sync.platforms.shopify.client import Json, ShopifyClient
from sync.platforms.shopify.mapping import gid, handle_of, levels_from, number_of
from sync.platforms.shopify.publishing import ShopifyPublishing
from sync.platforms.shopify.reading import ShopifyReading
from sync.platforms.shopify.stock import ShopifyStock
from sync.platforms.shopify.webhooks import TOPICS
from sync.platforms.shopify.writing import ShopifyWriting
from sync.platforms.values import (
    Capabilities,
    Hint,
    HintKind,
    ImageWrite,
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
    VariantChange,
    WriteOutcome,
)

CAPABILITIES = Capabilities(
    platform=Platform.SHOPIFY,
    stock_safety=StockSafety.COMPARE_AND_SET,
    is_adjustment_idempotent=True,
    stock_moves_clock=False,  # an order does, an adjustment in the admin does not
    prices_move_clock=False,  # price lists do not
    products_tell_stock=False,
    has_webhooks=True,
    retries_webhooks=True,
)
SCOPES = (
    "read_products",
    "write_products",
    "write_publications",
    "read_inventory",
    "write_inventory",
    "read_locations",
)


class ShopifyAdapter:
    """A PlatformAdapter. See ShopifyClient for its credentials."""

    def __init__(self, access: Access, line: Line, pace: Pace | None = None) -> None:
        self._client = ShopifyClient(access, line, pace)
        self._stock = ShopifyStock(self._client)
        self._publishing = ShopifyPublishing(self._client)

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def cost(self) -> Cost:
        return self._client.http.cost

    def close(self) -> None:
        self._client.http.close()

    def check(self) -> ShopFacts:
        told = self._client.query(documents.SHOP)
        granted = {one["handle"] for one in told["currentAppInstallation"]["accessScopes"]}
        implied = {f"read_{one.removeprefix('write_')}" for one in granted if one.startswith("write_")}
        missing = tuple(f"The app needs the scope {one}." for one in SCOPES if one not in granted | implied)
        return ShopFacts(
            told["shop"]["name"], told["shop"]["currencyCode"], f"Shopify {documents.VERSION}", missing
        )

    @cached_property
    def _currency(self) -> str:
        return str(self._client.query(documents.SHOP)["shop"]["currencyCode"])

    @cached_property
    def _reading(self) -> ShopifyReading:
        return ShopifyReading(self._client, self._currency)

    @cached_property
    def _writing(self) -> ShopifyWriting:
        return ShopifyWriting(self._client, self._currency)

    # Reading

    def read_products(self, position: str, overlap: timedelta) -> Iterator[Page[RemoteProduct]]:
        return self._reading.products(Reading.resume(position, overlap))

    def read_ids(self, position: str = "") -> Iterator[Page[str]]:
        for nodes, cursor in self._client.nodes(documents.IDS, "products", after=position):
            yield Page(tuple(number_of(one["id"]) for one in nodes), cursor or "", cursor is None)

    def read_stock(self, position: str = "") -> Iterator[Page[RemoteStock]]:
        for nodes, cursor in self._client.nodes(documents.STOCK, "inventoryItems", after=position):
            levels = [
                level
                for item in nodes
                for variant in item["variants"]["nodes"][:1]
                for level in levels_from(number_of(variant["id"]), item)
            ]
            yield Page(tuple(levels), cursor or "", cursor is None)

    def read_prices(self, position: str = "") -> Iterator[Page[RemotePrices]]:
        others = self._fixed_prices()
        for nodes, cursor in self._client.nodes(documents.VARIANT_PRICES, "productVariants", after=position):
            prices = [
                RemotePrices(
                    number_of(one["id"]),
                    (
                        price_from(one["price"], one["compareAtPrice"], self._currency),
                        *others.get(one["id"], ()),
                    ),
                )
                for one in nodes
            ]
            yield Page(tuple(prices), cursor or "", cursor is None)

    def _fixed_prices(self) -> dict[str, list[Price]]:
        """Prices in other currencies, by the variant's global id."""
        found: dict[str, list[Price]] = {}
        for currency, list_id in self._writing.price_lists().items():
            for nodes, _ in self._client.nodes(documents.FIXED_PRICES, "priceList", "prices", id=list_id):
                for one in nodes if currency != self._currency else ():
                    before = one["compareAtPrice"]["amount"] if one["compareAtPrice"] else None
                    price = price_from(one["price"]["amount"], before, currency)
                    found.setdefault(one["variant"]["id"], []).append(price)
        return found

    def read_product(self, product_id: str) -> RemoteProduct | None:
        product = self._reading.product(product_id)
        return None if product is None else self._with_stock(product)

    def _with_stock(self, product: RemoteProduct) -> RemoteProduct:
        items = self._stock.items_of([one.id for one in product.variants])
        variant_of = {item: variant for variant, item in items.items()}
        levels: dict[str, tuple[RemoteStock, ...]] = {}
        for batch in batches(variant_of, 20):
            for item in self._client.query(documents.STOCK_OF, ids=batch)["nodes"]:
                if item:
                    levels[variant_of[item["id"]]] = levels_from(variant_of[item["id"]], item)
        variants = tuple(replace(one, stock=levels.get(one.id, ())) for one in product.variants)
        return replace(product, variants=variants)

    def product_of(self, hint: Hint) -> str | None:
        if hint.kind is HintKind.STOCK_ITEM:
            item = self._client.query(documents.VARIANT_OF_ITEM, id=gid("InventoryItem", hint.id))[
                "inventoryItem"
            ]
            return (
                next((number_of(one["product"]["id"]) for one in item["variants"]["nodes"]), None)
                if item
                else None
            )
        if hint.kind is HintKind.VARIANT:
            (node,) = self._client.query(documents.VARIANTS, ids=[gid("ProductVariant", hint.id)])["nodes"]
            return number_of(node["product"]["id"]) if node else None
        if hint.kind is HintKind.PRODUCT_CODE:
            found = self.find_by_sku(hint.id)
            return found[0] if found else None
        return hint.id if self._reading.product(hint.id) else None

    def find_by_sku(self, sku: str) -> tuple[str, str] | None:
        return self._writing.find_sku(sku)

    def locations(self) -> tuple[RemoteLocation, ...]:
        pages = self._client.nodes(documents.LOCATIONS, "locations")
        found = tuple(
            RemoteLocation(number_of(one["id"]), one["name"], one["isActive"])
            for nodes, _ in pages
            for one in nodes
        )
        if not found:
            raise NeedsOwner("The shop shows no location of stock: the app needs the scope read_locations.")
        return found

    # Writing

    def create_product(self, product: NewProduct) -> RemoteProduct:
        taken = None if self._writing.find_handle(product.code) else self.find_by_sku(product.variants[0].sku)
        if taken is not None:
            return self._found(taken[0])
        places = self._publishing.places
        product_id = self._writing.create(product)
        made = self._found(product_id)
        if made.code == handle_of(product.code):
            self._fill(made, product)
            self._publishing.publish(product_id, places)
            made = self._found(product_id)
        return made

    def _fill(self, made: RemoteProduct, wanted: NewProduct) -> None:
        have = {one.sku for one in made.variants if one.sku}
        missing = [one for one in wanted.variants if one.sku not in have]
        if not missing:
            return
        if wanted.options:
            self._writing.add_variants(made.id, missing, made.variants)
            self._show(made.id, wanted.images)
        else:
            self._fill_only(made, missing[0])

    def _fill_only(self, made: RemoteProduct, wanted: NewVariant) -> None:
        (only,) = made.variants
        self._writing.fill_only(made.id, only.id, wanted)
        writes = [StockSet(only.id, place, pieces) for place, pieces in (wanted.stock or {}).items()]
        if refused := self._stock.set(writes, f"create:{only.id}").refused:
            raise UnusableRecord(f"Shopify does not count its pieces: {refused[0].reason}")

    def _show(self, product_id: str, images: Sequence[ImageWrite]) -> None:
        """Pictures on the variants that they show. New ones stand behind the others, in the order they were sent."""
        if not any(one.skus for one in images):
            return
        now = self._found(product_id)
        count = sum(not one.id for one in images)
        fresh = iter([one.id for one in now.images][len(now.images) - count :])
        shown = [(one, one.id or next(fresh, "")) for one in images]
        self._writing.show_on_variants(product_id, [pair for pair in shown if pair[1]], now.variants)

    def _found(self, product_id: str) -> RemoteProduct:
        product = self.read_product(product_id)
        if product is None:
            raise UnusableRecord(f"The product {product_id} was deleted at once.")
        return product

    def update_product(self, product_id: str, change: ProductChange) -> None:
        now = self._reading.product(product_id) if change.images is not None else None
        self._writing.update(product_id, change, [one.id for one in now.images] if now else ())
        self._show(product_id, change.images or ())

    def delete_product(self, product_id: str) -> None:
        self._writing.delete(product_id)

    def create_variant(self, product_id: str, variant: NewVariant) -> RemoteVariant:
        made = self._reading.product(product_id)
        if made is None:
            raise Unknown(f"Shopify has no product {product_id}.")
        if variant.sku not in {one.sku for one in made.variants}:
            self._writing.add_variants(product_id, [variant], made.variants)
        return next(one for one in self._found(product_id).variants if one.sku == variant.sku)

    def update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        return self._writing.update_variants(changes)

    def delete_variant(self, product_id: str, variant_id: str) -> None:
        self._writing.delete_variant(product_id, variant_id)

    def set_stock(self, writes: Sequence[StockSet], key: str) -> WriteOutcome:
        return self._stock.set(writes, key)

    def adjust_stock(self, writes: Sequence[StockAdjustment], key: str) -> WriteOutcome:
        return self._stock.adjust(writes, key)

    # Webhooks

    def wanted_topics(self) -> tuple[str, ...]:
        return TOPICS

    def subscriptions(self) -> tuple[Subscription, ...]:
        pages = self._client.nodes(documents.SUBSCRIPTIONS, "webhookSubscriptions")
        return tuple(_subscription(one) for nodes, _ in pages for one in nodes)

    def subscribe(self, topic: str, address: str, secret: str) -> Subscription:
        del secret  # Shopify signs with the app's client secret
        told = self._client.query(documents.SUBSCRIBE, topic=_enum(topic), webhook=_webhook(topic, address))
        return self._subscribed(told["webhookSubscriptionCreate"])

    def repair(self, subscription: Subscription, address: str, secret: str) -> Subscription:
        told = self._client.query(
            documents.RESUBSCRIBE,
            id=gid("WebhookSubscription", subscription.id),
            webhook=_webhook(subscription.topic, address),
        )["webhookSubscriptionUpdate"]
        if told["webhookSubscription"] is None:
            return self.subscribe(subscription.topic, address, secret)
        return self._subscribed(told)

    def _subscribed(self, told: Json) -> Subscription:
        if told["userErrors"]:
            raise NeedsOwner(f"Shopify does not make the webhook: {told['userErrors'][0]['message']}")
        return _subscription(told["webhookSubscription"])

    def unsubscribe(self, subscription: Subscription) -> None:
        self._client.query(documents.UNSUBSCRIBE, id=gid("WebhookSubscription", subscription.id))

    def journal(self) -> Journal | None:
        return None


def _enum(topic: str) -> str:
    return topic.replace("/", "_").upper()


def _webhook(topic: str, address: str) -> dict[str, object]:
    """Products can be large: id and time are enough. Without the time Shopify would hold back equal bodies."""
    fields = (
        {"includeFields": ["id", "updated_at"]} if topic in {"products/create", "products/update"} else {}
    )
    return {"uri": address, "format": "JSON", **fields}


def _subscription(told: Json) -> Subscription:
    known = {_enum(topic): topic for topic in TOPICS}
    topic = str(told["topic"])
    return Subscription(known.get(topic, topic), told["uri"], number_of(told["id"]))
