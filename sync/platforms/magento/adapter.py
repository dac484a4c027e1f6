"""Magento Open Source and Adobe Commerce behind the port: polled, for its webhooks cannot be had everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from app.domain.errors import NeedsOwner, Unknown, UnusableRecord
from app.domain.exchange import Platform
from sync.http.client import Line
from sync.http.pacing import Pace
from sync.http.traffic import Cost
from sync.platforms.access import Access
from sync.platforms.magento.attributes import MagentoAttributes
from sync.platforms.magento.client import Json, MagentoClient, check
from sync.platforms.magento.journal import AdobeJournal
from sync.platforms.magento.mapping import HIDDEN, child_ids, prices_from
from sync.platforms.magento.prices import MagentoPrices, PriceView, price_views
from sync.platforms.magento.reading import MagentoReading
from sync.platforms.magento.stock import MagentoStock
from sync.platforms.magento.writing import MagentoWriting
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
    VariantChange,
    WriteOutcome,
)

CAPABILITIES = Capabilities(
    platform=Platform.MAGENTO,
    stock_safety=StockSafety.LAST_WRITE_WINS,
    is_adjustment_idempotent=False,
    stock_moves_clock=False,
    prices_move_clock=False,
    products_tell_stock=False,
    has_webhooks=False,
    retries_webhooks=False,
)
PRICE_FIELDS = "id,sku,type_id,price,custom_attributes,extension_attributes[website_ids]"


class MagentoAdapter:
    """A PlatformAdapter. See MagentoClient and AdobeJournal for its credentials."""

    def __init__(self, access: Access, line: Line, pace: Pace | None = None) -> None:
        self._client = MagentoClient(access, line, pace)
        self._attributes = MagentoAttributes(self._client)
        self._journal = AdobeJournal(access, line) if access.credentials.get("journal") else None

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def cost(self) -> Cost:
        return self._client.http.cost + (self._journal.http.cost if self._journal else Cost())

    def close(self) -> None:
        self._client.http.close()
        if self._journal is not None:
            self._journal.http.close()

    def check(self) -> ShopFacts:
        name = str(self._configs[0].get("base_url") or "Magento")
        missing = []
        for path, words in (
            ("products", "Catalog / Products"),
            ("inventory/sources", "Stores / Inventory / Sources"),
        ):
            try:
                self._client.search(path, size=1)
            except NeedsOwner:
                missing.append(f"The integration needs the resource {words}.")
        return ShopFacts(name, self._currency, self._client.version(), tuple(missing))

    @cached_property
    def _configs(self) -> list[Json]:
        """Of all store views."""
        told = check(self._client.call("GET", "store/storeConfigs"))
        if not told:
            raise NeedsOwner("Magento shows no store to these credentials.")
        return list(told)

    @cached_property
    def _currency(self) -> str:
        """In which prices hold that no website has of its own."""
        found = {str(one["base_currency_code"]) for one in self._configs}
        if len(found) == 1:
            return found.pop()
        return str(check(self._client.call("GET", "directory/currency"))["base_currency_code"])

    @cached_property
    def _views(self) -> tuple[PriceView, ...]:
        return price_views(self._configs, self._currency)

    @cached_property
    def _reading(self) -> MagentoReading:
        media_url = str(self._configs[0].get("base_media_url") or "")
        return MagentoReading(self._client, self._attributes, self._currency, media_url, self._views)

    @cached_property
    def _stock(self) -> MagentoStock:
        return MagentoStock(self._client, self._reading)

    @cached_property
    def _writing(self) -> MagentoWriting:
        prices = MagentoPrices(self._client, self._currency, self._views)
        return MagentoWriting(self._client, self._attributes, self._reading, self._stock, prices)

    # Reading

    def read_products(self, position: str, overlap: timedelta) -> Iterator[Page[RemoteProduct]]:
        return self._reading.products(Reading.resume(position, overlap))

    def read_ids(self, position: str = "") -> Iterator[Page[str]]:
        for told, last, is_last in self._reading.visible_ids(position):
            yield Page(tuple(str(one["id"]) for one in told), "" if is_last else last, is_last)

    def read_stock(self, position: str = "") -> Iterator[Page[RemoteStock]]:
        for told, last, is_last in self._reading.all_by_id(position, "id,sku"):
            levels = [level for found in self._stock.of(told).values() for level in found]
            yield Page(tuple(levels), "" if is_last else last, is_last)

    def read_prices(self, position: str = "") -> Iterator[Page[RemotePrices]]:
        for told, last, is_last in self._reading.all_by_id(position, PRICE_FIELDS):
            sold = [one for one in told if _is_sold(one)]
            around = self._reading.surroundings(sold)
            prices = [RemotePrices(str(one["id"]), prices_from(one, around)) for one in sold]
            yield Page(tuple(prices), "" if is_last else last, is_last)

    def read_product(self, product_id: str) -> RemoteProduct | None:
        told = self._reading.one(product_id)
        if told is None:
            return None
        product = self._reading.mapped(told)
        owners = [{"id": one.id, "sku": one.sku} for one in product.variants]
        levels = self._stock.of(owners)
        return replace(
            product, variants=tuple(replace(one, stock=levels[one.id]) for one in product.variants)
        )

    def product_of(self, hint: Hint) -> str | None:
        if hint.kind is HintKind.PRODUCT_CODE:
            told: Any = self._writing.with_sku(hint.id)
        else:
            told = self._reading.one(hint.id)
        return self._owner_of(told) if told else None

    def _owner_of(self, told: Json) -> str | None:
        """What stands for itself: the product, or the one whose variant it is."""
        if told["visibility"] != HIDDEN:
            return str(told["id"])
        owner = self._reading.owner(int(told["id"]))
        return None if owner is None else str(owner)

    def find_by_sku(self, sku: str) -> tuple[str, str] | None:
        told = self._writing.with_sku(sku)
        if told is None or not _is_sold(told):
            return None
        owner = self._owner_of(told)
        return (owner, str(told["id"])) if owner else None

    def locations(self) -> tuple[RemoteLocation, ...]:
        return self._stock.locations()

    # Writing

    def create_product(self, product: NewProduct) -> RemoteProduct:
        return self._found(self._writing.create(product))

    def _found(self, product_id: str) -> RemoteProduct:
        product = self.read_product(product_id)
        if product is None:
            raise UnusableRecord(f"The product {product_id} was deleted at once.")
        return product

    def update_product(self, product_id: str, change: ProductChange) -> None:
        self._writing.update(product_id, change)

    def delete_product(self, product_id: str) -> None:
        self._writing.delete(product_id)

    def create_variant(self, product_id: str, variant: NewVariant) -> RemoteVariant:
        parent = self._reading.one(product_id)
        if parent is None:
            raise Unknown(f"Magento has no product {product_id}.")
        if parent["type_id"] != "configurable":
            raise UnusableRecord("A product without choices gets no further variants.")
        variant_id = self._writing.add_variant(parent, variant)
        return next(one for one in self._found(product_id).variants if one.id == variant_id)

    def update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        return self._writing.update_variants(changes)

    def delete_variant(self, product_id: str, variant_id: str) -> None:
        self._writing.delete_variant(product_id, variant_id)

    def set_stock(self, writes: Sequence[StockSet], key: str) -> WriteOutcome:
        del key  # a level is the same however often it is set
        return self._stock.set(writes)

    def adjust_stock(self, writes: Sequence[StockAdjustment], key: str) -> WriteOutcome:
        del key  # Magento keeps no keys, see the capabilities
        return self._stock.adjust(writes)

    # Webhooks

    def wanted_topics(self) -> tuple[str, ...]:
        return ()

    def subscriptions(self) -> tuple[Subscription, ...]:
        return ()

    def subscribe(self, topic: str, address: str, secret: str) -> Subscription:
        del topic, address, secret
        raise NeedsOwner(
            "Magento Open Source has no webhooks; those of Adobe Commerce are set up in its admin."
        )

    def repair(self, subscription: Subscription, address: str, secret: str) -> Subscription:
        return self.subscribe(subscription.topic, address, secret)

    def unsubscribe(self, subscription: Subscription) -> None:
        """Nothing to take away."""

    def journal(self) -> Journal | None:
        return self._journal


def _is_sold(told: Json) -> bool:
    return not child_ids(told) and told["type_id"] in {"simple", "virtual", "downloadable"}
