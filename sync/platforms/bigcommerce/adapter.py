"""BigCommerce behind the port: relative stock, batches, price lists, window limits shared by all apps of a shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from app.domain.errors import NeedsOwner, Unknown, UnusableRecord
from app.domain.exchange import Platform
from app.domain.products import Price
from sync.http.client import Line
from sync.http.pacing import Pace
from sync.http.traffic import Cost
from sync.platforms.access import Access
from sync.platforms.bigcommerce.channels import BigCommerceChannels
from sync.platforms.bigcommerce.client import PAGE, BigCommerceClient, BigRefusal, Json, check, joined
from sync.platforms.bigcommerce.mapping import (
    KEY,
    NAMESPACE,
    fields_from,
    levels_from,
    price_of,
    product_from,
    record_from,
)
from sync.platforms.bigcommerce.stock import BigCommerceStock, Entry, name_of
from sync.platforms.bigcommerce.webhooks import HEADER, TOPICS, header_of
from sync.platforms.bigcommerce.writing import BigCommerceWriting
from sync.platforms.port import Journal
from sync.platforms.reading import Reading
from sync.platforms.values import (
    Capabilities,
    EyewearFields,
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

CAPABILITIES = Capabilities(
    platform=Platform.BIGCOMMERCE,
    stock_safety=StockSafety.RELATIVE,
    is_adjustment_idempotent=False,
    stock_moves_clock=False,
    prices_move_clock=False,  # price lists do not
    products_tell_stock=False,
    has_webhooks=True,
    retries_webhooks=True,
)
_INCLUDE = "variants,images,custom_fields"
_ITEMS = 1000


class BigCommerceAdapter:
    """A PlatformAdapter for `https://api.bigcommerce.com/stores/{hash}`. See BigCommerceClient for credentials."""

    def __init__(self, access: Access, line: Line, pace: Pace | None = None) -> None:
        self._client = BigCommerceClient(access, line, pace)
        self._stock = BigCommerceStock(self._client)
        self._channels = BigCommerceChannels(self._client)
        self._secret = access.credentials.get("client_secret") or ""

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def cost(self) -> Cost:
        return self._client.http.cost

    def close(self) -> None:
        self._client.http.close()

    def check(self) -> ShopFacts:
        missing = []
        for path, words in (
            ("catalog/products", "Products"),
            ("channels", "Channel Settings"),
            ("inventory/locations", "Store Inventory"),
            ("hooks", "Information"),
        ):
            try:
                self._client.listing(path, limit=1)
            except NeedsOwner:
                missing.append(f"The account needs the scope for {words}.")
        store = self._store
        return ShopFacts(str(store["name"]), str(store["currency"]), "BigCommerce v3", tuple(missing))

    @cached_property
    def _store(self) -> Json:
        store: Json = check(self._client.call("GET", "v2/store"))
        return store

    @cached_property
    def _currency(self) -> str:
        return str(self._store["currency"])

    @cached_property
    def _writing(self) -> BigCommerceWriting:
        return BigCommerceWriting(self._client, self._currency)

    # Reading

    def read_products(self, position: str, overlap: timedelta) -> Iterator[Page[RemoteProduct]]:
        """Without a time of day BigCommerce would silently take the present one."""
        reading = Reading.resume(position, overlap)
        params = {"date_modified__min": f"{reading.since:%Y-%m-%dT%H:%M:%SZ}"} if reading.since else {}
        fields: dict[int, EyewearFields] | None = None
        for told, last, is_last in self._by_id(reading.after, include=_INCLUDE, **params):
            reading = Reading(reading.since, reading.after, reading.begun or self._client.shop_time())
            if fields is None and told:
                fields = self._all_fields()
            items, unusable = self._mapped(told, fields or {})
            yield Page(items, reading.done() if is_last else reading.at(last), is_last, unusable)

    def _by_id(self, last: str, **params: str) -> Iterator[tuple[list[Json], str, bool]]:
        """(products, last id, whether it was the last page): by ascending id nothing is skipped."""
        is_last = False
        while not is_last:
            beyond = {"id__greater": last} if last else {}
            told = self._client.listing(
                "catalog/products", sort="id", direction="asc", limit=PAGE, **beyond, **params
            )
            is_last = len(told) < PAGE
            last = str(told[-1]["id"]) if told else last
            yield told, last, is_last

    def _all_fields(self) -> dict[int, EyewearFields]:
        """Variants' own eyewear fields."""
        pages = self._client.pages("catalog/variants/metafields", namespace=NAMESPACE, key=KEY)
        return {int(one["resource_id"]): fields_from(one["value"]) for page in pages for one in page}

    def _mapped(
        self, told: Sequence[Json], fields: dict[int, EyewearFields]
    ) -> tuple[tuple[RemoteProduct, ...], tuple[Unusable, ...]]:
        brands = self._brands({int(one.get("brand_id") or 0) for one in told} - {0})
        items, unusable = [], []
        for one in told:
            try:
                items.append(product_from(one, brands, fields, self._currency))
            except UnusableRecord as problem:
                unusable.append(Unusable(str(one["id"]), str(problem)))
        return tuple(items), tuple(unusable)

    def _brands(self, ids: set[int]) -> dict[int, str]:
        if not ids:
            return {}
        pages = self._client.pages("catalog/brands", id__in=joined(sorted(ids)))
        return {int(one["id"]): str(one["name"]) for page in pages for one in page}

    def read_ids(self, position: str = "") -> Iterator[Page[str]]:
        for told, last, is_last in self._by_id(position, include_fields="id"):
            yield Page(tuple(str(one["id"]) for one in told), "" if is_last else last, is_last)

    def read_stock(self, position: str = "") -> Iterator[Page[RemoteStock]]:
        number = int(position or 1)
        is_last = False
        while not is_last:
            told = self._client.listing("inventory/items", limit=_ITEMS, page=number)
            is_last, number = len(told) < _ITEMS, number + 1
            levels = tuple(level for item in told for level in levels_from(item))
            yield Page(levels, "" if is_last else str(number), is_last)

    def read_prices(self, position: str = "") -> Iterator[Page[RemotePrices]]:
        others = self._records()
        for told, last, is_last in self._by_id(position, include="variants"):
            prices = [
                RemotePrices(
                    str(one["id"]), (price_of(one, product, self._currency), *others.get(str(one["id"]), ()))
                )
                for product in told
                for one in product["variants"]
            ]
            yield Page(tuple(prices), "" if is_last else last, is_last)

    def _records(self) -> dict[str, list[Price]]:
        """Prices in other currencies, by variant."""
        found: dict[str, list[Price]] = {}
        for one in self._client.listing("pricelists", limit=PAGE):
            for page in self._client.pages(f"pricelists/{one['id']}/records", size=_ITEMS):
                for record in map(record_from, page):
                    known = found.setdefault(record.variant_id, [])
                    taken = {self._currency, *(price.money.currency for price in known)}
                    known += [price for price in record.prices if price.money.currency not in taken]
        return found

    def read_product(self, product_id: str) -> RemoteProduct | None:
        told = self._client.call("GET", f"catalog/products/{product_id}", params={"include": _INCLUDE})
        if isinstance(told, BigRefusal):
            return None
        try:
            return self._whole(told)
        except Unknown:  # deleted while it was read
            return None

    def _whole(self, told: Json) -> RemoteProduct:
        """With its variants' fields and stock, which have calls of their own."""
        metafields = {
            int(one["id"]): self._writing.metafield(str(told["id"]), str(one["id"]))
            for one in told["variants"]
        }
        fields = {number: fields_from(one["value"]) for number, one in metafields.items() if one}
        product = product_from(
            told, self._brands({int(told.get("brand_id") or 0)} - {0}), fields, self._currency
        )
        levels = self._stock.of([one.id for one in product.variants])
        return replace(
            product, variants=tuple(replace(one, stock=levels.get(one.id, ())) for one in product.variants)
        )

    def product_of(self, hint: Hint) -> str | None:
        if hint.kind is HintKind.PRODUCT_CODE:
            found = self.find_by_sku(hint.id)
            return found[0] if found else None
        if hint.kind is HintKind.VARIANT:
            variants = self._client.listing("catalog/variants", id=hint.id)
            return str(variants[0]["product_id"]) if variants else None
        told = self._client.call("GET", f"catalog/products/{hint.id}", params={"include_fields": "id"})
        return None if isinstance(told, BigRefusal) else str(told["id"])

    def find_by_sku(self, sku: str) -> tuple[str, str] | None:
        return self._writing.find_sku(sku)

    def locations(self) -> tuple[RemoteLocation, ...]:
        return self._stock.locations()

    # Writing

    def create_product(self, product: NewProduct) -> RemoteProduct:
        channel_id = self._channels.first
        product_id, is_new = self._writing.create(product)
        made = self._found(product_id)
        have = {one.sku for one in made.variants}
        missing = (
            [one for one in product.variants if one.sku not in have] if made.code == product.code else []
        )
        for variant in missing:
            self._writing.add_variant(product_id, variant)
        fresh = {one.sku: one for one in (product.variants if is_new else missing)}
        if fresh:
            made = self._found(product_id)
            self._finish(made, fresh)
        if is_new or not self._channels.of(product_id):
            self._channels.assign(product_id, channel_id)
        return self._found(product_id)

    def _finish(self, made: RemoteProduct, fresh: dict[str, NewVariant]) -> None:
        """Stock and fields of new variants, which have calls of their own."""
        pairs = [(one, fresh[one.sku]) for one in made.variants if one.sku in fresh]
        entries = [
            Entry(one.id, name_of(one.id, made.id, "variant" if one.options else "product"), place, pieces)
            for one, wanted in pairs
            if one.tracks_stock  # all variants of a product are counted, or none
            for place, pieces in (wanted.stock or {}).items()
        ]
        if refused := self._stock.put(entries).refused:
            raise UnusableRecord(f"BigCommerce does not count its pieces: {refused[0].reason}")
        described = [(one, wanted) for one, wanted in pairs if wanted.eyewear != EyewearFields()]
        self._writing.update_variants(
            [VariantChange(made.id, one.id, eyewear=wanted.eyewear) for one, wanted in described]
        )

    def _found(self, product_id: str) -> RemoteProduct:
        product = self.read_product(product_id)
        if product is None:
            raise UnusableRecord(f"The product {product_id} was deleted at once.")
        return product

    def update_product(self, product_id: str, change: ProductChange) -> None:
        self._writing.update(product_id, change)

    def delete_product(self, product_id: str) -> None:
        self._writing.delete(f"catalog/products/{product_id}")

    def create_variant(self, product_id: str, variant: NewVariant) -> RemoteVariant:
        made = self.read_product(product_id)
        if made is None:
            raise Unknown(f"BigCommerce has no product {product_id}.")
        if variant.sku not in {one.sku for one in made.variants}:
            self._writing.add_variant(product_id, variant)
            self._finish(self._found(product_id), {variant.sku: variant})
        return next(one for one in self._found(product_id).variants if one.sku == variant.sku)

    def update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        return self._writing.update_variants(changes)

    def delete_variant(self, product_id: str, variant_id: str) -> None:
        self._writing.delete(f"catalog/products/{product_id}/variants/{variant_id}")

    def set_stock(self, writes: Sequence[StockSet], key: str) -> WriteOutcome:
        del key  # a level is the same however often it is set
        return self._stock.set(writes)

    def adjust_stock(self, writes: Sequence[StockAdjustment], key: str) -> WriteOutcome:
        del key  # BigCommerce keeps no keys, see the capabilities
        return self._stock.adjust(writes)

    # Webhooks

    def wanted_topics(self) -> tuple[str, ...]:
        return TOPICS

    def subscriptions(self) -> tuple[Subscription, ...]:
        return tuple(_subscription(one) for page in self._client.pages("hooks") for one in page)

    def subscribe(self, topic: str, address: str, secret: str) -> Subscription:
        return self._hooked(self._client.call("POST", "hooks", self._hook(topic, address, secret)))

    def repair(self, subscription: Subscription, address: str, secret: str) -> Subscription:
        body = self._hook(subscription.topic, address, secret)
        told = self._client.call("PUT", f"hooks/{subscription.id}", body)
        if isinstance(told, BigRefusal) and told.is_gone:
            return self.subscribe(subscription.topic, address, secret)
        return self._hooked(told)

    def _hook(self, topic: str, address: str, secret: str) -> dict[str, object]:
        """Signed with the account's client secret; the header agrees with whichever secret is verified with."""
        headers = {HEADER: header_of(self._secret or secret)}
        return {"scope": topic, "destination": address, "is_active": True, "headers": headers}

    def _hooked(self, told: object) -> Subscription:
        if isinstance(told, BigRefusal):
            raise NeedsOwner(f"BigCommerce does not make the webhook: {told}")
        return _subscription(told)  # type: ignore[arg-type]

    def unsubscribe(self, subscription: Subscription) -> None:
        self._writing.delete(f"hooks/{subscription.id}")

    def journal(self) -> Journal | None:
        return None


def _subscription(told: Json) -> Subscription:
    return Subscription(told["scope"], told["destination"], str(told["id"]), bool(told["is_active"]))
