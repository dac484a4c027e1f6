"""A shop platform in memory that keeps the port's promises, and breaks where a test wants it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from app.domain.errors import RetryLater, Unknown, UnusableRecord
from app.domain.exchange import Platform
from app.domain.money import Money
from app.domain.products import Price, ProductStatus
from engine.types import FrameShape
from sync.http.traffic import Cost
from sync.platforms.port import OutcomeUnknown
from sync.platforms.values import (
    Capabilities,
    EyewearFields,
    Hint,
    NewProduct,
    NewVariant,
    Page,
    ProductChange,
    RefusalCode,
    RefusedWrite,
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
from tests.fakes.tenants import NOON

LOCATION = "loc-1"
BOXED = EyewearFields(50, 42, 19, 145, FrameShape.PANTO)


class PowerCut(BaseException):
    """The program ends here: nothing after this line happens."""


@dataclass
class Faults:
    """Which calls fail and how, by their number since the test set it."""

    plan: dict[int, str] = field(default_factory=dict)
    """`away` (nothing done), `unknown` (done, answer lost), `cut before`, `cut after`."""
    calls: int = 0

    def around(self, work: Callable[[], object]) -> object:
        fault = self.plan.get(self.calls, "")
        self.calls += 1
        if fault == "away":
            raise RetryLater("away", 1.0)
        if fault == "cut before":
            raise PowerCut
        done = work()
        if fault == "unknown":
            raise OutcomeUnknown("the line broke", 1.0)
        if fault == "cut after":
            raise PowerCut
        return done


def a_remote(
    number: int | str = 1, *skus: str, price_minor: int = 9900, stock: int = 5, **more: object
) -> RemoteProduct:
    """A product as a platform tells it."""
    variants = tuple(
        a_remote_variant(f"{number}-{place}", sku, price_minor, stock)
        for place, sku in enumerate(skus or (f"SKU-{number}",))
    )
    known = {"title": f"Frame {number}", "description_html": "<p>Light.</p>", "brand": "Halme"}
    return RemoteProduct(
        str(number), status=ProductStatus.PUBLISHED, variants=variants, updated_at=NOON, **(known | more)
    )


def a_remote_variant(variant_id: str, sku: str, price_minor: int = 9900, stock: int = 5) -> RemoteVariant:
    return RemoteVariant(
        variant_id,
        sku,
        (Price(Money(price_minor, "EUR")),),
        options=(("Colour", "Black"),),
        eyewear=BOXED,
        stock=(RemoteStock(variant_id, LOCATION, stock),),
    )


class FakePlatform:
    """The shop itself. Its clock ticks a second with every change."""

    def __init__(self, *products: RemoteProduct, is_idempotent: bool = True, page_size: int = 2) -> None:
        self.products = {product.id: product for product in products}
        self.unusable: dict[str, str] = {}
        self.is_idempotent = is_idempotent
        self.page_size = page_size
        self.now = NOON
        self.keys: set[str] = set()
        self.faults = Faults()
        self.writes: list[str] = []
        self.hooks: list[Subscription] = []

    def change(self, product_id: str, **changes: object) -> None:
        """Somebody edits a product in the shop's own back office."""
        self.now += timedelta(seconds=1)
        self.products[product_id] = replace(self.products[product_id], updated_at=self.now, **changes)

    def add(self, product: RemoteProduct) -> None:
        self.now += timedelta(seconds=1)
        self.products[product.id] = replace(product, updated_at=self.now)

    def level(self, variant_id: str) -> int:
        (level,) = self._variant(variant_id)[1].stock or ()
        return level.available

    def sell(self, variant_id: str, pieces: int = 1) -> None:
        """An order in the online shop."""
        self.set_level(variant_id, self.level(variant_id) - pieces)

    def set_level(self, variant_id: str, available: int) -> None:
        product, variant = self._variant(variant_id)
        changed = replace(variant, stock=(RemoteStock(variant_id, LOCATION, available),))
        self.change_variant(product.id, changed)

    def change_variant(self, product_id: str, variant: RemoteVariant) -> None:
        variants = self.products[product_id].variants
        self.change(product_id, variants=tuple(variant if v.id == variant.id else v for v in variants))

    def has_variant(self, variant_id: str) -> bool:
        return any(v.id == variant_id for p in self.products.values() for v in p.variants)

    def _variant(self, variant_id: str) -> tuple[RemoteProduct, RemoteVariant]:
        return next((p, v) for p in self.products.values() for v in p.variants if v.id == variant_id)

    def product_of_variant(self, variant_id: str) -> str:
        return self._variant(variant_id)[0].id


class FakeAdapter:
    """A PlatformAdapter over a FakePlatform."""

    def __init__(self, platform: FakePlatform) -> None:
        self.shop = platform

    @property
    def capabilities(self) -> Capabilities:
        safety = StockSafety.COMPARE_AND_SET if self.shop.is_idempotent else StockSafety.LAST_WRITE_WINS
        return Capabilities(Platform.SHOPIFY, safety, self.shop.is_idempotent, True, True, True, True, False)

    def check(self) -> ShopFacts:
        return ShopFacts("Nord", "EUR", "1")

    def cost(self) -> Cost:
        return Cost(requests=self.shop.faults.calls)

    def close(self) -> None:
        pass

    def read_products(self, position: str, overlap: timedelta) -> Iterator[Page[RemoteProduct]]:
        place = json.loads(position) if position else {"since": None, "after": None, "began": None}
        if place["after"] is None:
            since = place["since"] and (datetime.fromisoformat(place["since"]) - overlap).isoformat()
            place = {"since": since, "after": ["", ""], "began": self.shop.now.isoformat()}
        while True:
            page = self._call(lambda place=place: self._page(place))
            yield page
            if page.is_last:
                return
            place = json.loads(page.position)

    def _page(self, place: dict) -> Page[RemoteProduct]:
        since = place["since"] or ""
        keys = sorted((p.updated_at.astimezone(UTC).isoformat(), p.id) for p in self.shop.products.values())
        waiting = [key for key in keys if key[0] >= since and list(key) > place["after"]]
        taken = waiting[: self.shop.page_size]
        is_last = len(waiting) <= self.shop.page_size
        after = {"since": place["began"], "after": None, "began": None}
        go_on = {**place, "after": list(taken[-1]) if taken else place["after"]}
        broken = {i for _, i in taken} & set(self.shop.unusable)
        return Page(
            tuple(self.shop.products[i] for _, i in taken if i not in broken),
            json.dumps(after if is_last else go_on),
            is_last,
            tuple(Unusable(i, self.shop.unusable[i]) for i in sorted(broken)),
        )

    def read_ids(self, position: str = "") -> Iterator[Page[str]]:
        yield self._call(lambda: Page(tuple(sorted(self.shop.products)), "", True))

    def read_stock(self, position: str = "") -> Iterator[Page[RemoteStock]]:
        yield self._call(lambda: Page(tuple(self._levels()), "", True))

    def _levels(self) -> Iterator[RemoteStock]:
        for product in self.shop.products.values():
            for variant in product.variants:
                yield from variant.stock or ()

    def read_prices(self, position: str = "") -> Iterator[Page[RemotePrices]]:
        variants = [v for p in self.shop.products.values() for v in p.variants]
        yield self._call(lambda: Page(tuple(RemotePrices(v.id, v.prices) for v in variants), "", True))

    def read_product(self, product_id: str) -> RemoteProduct | None:
        return self._call(lambda: self._read(product_id))

    def _read(self, product_id: str) -> RemoteProduct | None:
        if product_id in self.shop.unusable:
            raise UnusableRecord(self.shop.unusable[product_id])
        return self.shop.products.get(product_id)

    def product_of(self, hint: Hint) -> str | None:
        return self._call(
            lambda: self.shop.product_of_variant(hint.id) if self.shop.has_variant(hint.id) else None
        )

    def find_by_sku(self, sku: str) -> tuple[str, str] | None:
        found = ((p.id, v.id) for p in self.shop.products.values() for v in p.variants if v.sku == sku)
        return next(found, None)

    def locations(self) -> tuple[RemoteLocation, ...]:
        return (RemoteLocation(LOCATION, "Main"),)

    def create_product(self, product: NewProduct) -> RemoteProduct:
        raise NotImplementedError

    def update_product(self, product_id: str, change: ProductChange) -> None:
        self._call(lambda: self._update(product_id, change))

    def _update(self, product_id: str, change: ProductChange) -> None:
        if product_id not in self.shop.products:
            raise Unknown("gone")
        names = ("title", "description_html", "brand", "status")
        told = {name: getattr(change, name) for name in names if getattr(change, name) is not None}
        self.shop.writes.append(f"{product_id}: {', '.join(sorted(told))}")
        self.shop.change(product_id, **told)

    def delete_product(self, product_id: str) -> None:
        self.shop.products.pop(product_id, None)

    def create_variant(self, product_id: str, variant: NewVariant) -> RemoteVariant:
        raise NotImplementedError

    def update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        return self._call(lambda: self._update_variants(changes))

    def _update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        for change in changes:
            _, variant = self.shop._variant(change.variant_id)
            known = {"gtin": change.gtin or variant.gtin, "prices": change.prices or variant.prices}
            eyewear = change.eyewear.or_else(variant.eyewear)
            self.shop.writes.append(f"{change.variant_id}: variant")
            self.shop.change_variant(change.product_id, replace(variant, eyewear=eyewear, **known))
        return WriteOutcome(tuple(change.variant_id for change in changes))

    def delete_variant(self, product_id: str, variant_id: str) -> None:
        product = self.shop.products[product_id]
        self.shop.change(product_id, variants=tuple(v for v in product.variants if v.id != variant_id))

    def set_stock(self, writes: Sequence[StockSet], key: str) -> WriteOutcome:
        return self._call(lambda: self._set_stock(writes[0]))

    def _set_stock(self, write: StockSet) -> WriteOutcome:
        if not self.shop.has_variant(write.variant_id):
            return _refused(write.variant_id, RefusalCode.GONE)
        if write.expected is not None and self.shop.level(write.variant_id) != write.expected:
            return _refused(write.variant_id, RefusalCode.STALE)
        self.shop.set_level(write.variant_id, write.quantity)
        return WriteOutcome((write.variant_id,))

    def adjust_stock(self, writes: Sequence[StockAdjustment], key: str) -> WriteOutcome:
        return self._call(lambda: self._adjust(writes[0], key))

    def _adjust(self, write: StockAdjustment, key: str) -> WriteOutcome:
        if not self.shop.has_variant(write.variant_id):
            return _refused(write.variant_id, RefusalCode.GONE)
        if not (self.shop.is_idempotent and key in self.shop.keys):
            self.shop.keys.add(key)
            self.shop.set_level(write.variant_id, self.shop.level(write.variant_id) + write.delta)
        return WriteOutcome((write.variant_id,))

    def wanted_topics(self) -> tuple[str, ...]:
        return ("products/update", "products/delete")

    def subscriptions(self) -> tuple[Subscription, ...]:
        return tuple(self.shop.hooks)

    def subscribe(self, topic: str, address: str, secret: str) -> Subscription:
        made = Subscription(topic, address, f"hook-{len(self.shop.hooks)}")
        self.shop.hooks.append(made)
        return made

    def repair(self, subscription: Subscription, address: str, secret: str) -> Subscription:
        mended = replace(subscription, address=address, is_active=True)
        self.shop.hooks = [mended if h.id == subscription.id else h for h in self.shop.hooks]
        return mended

    def unsubscribe(self, subscription: Subscription) -> None:
        self.shop.hooks = [h for h in self.shop.hooks if h.id != subscription.id]

    def journal(self) -> None:
        return None

    def _call(self, work):
        return self.shop.faults.around(work)


def _refused(variant_id: str, code: RefusalCode) -> WriteOutcome:
    return WriteOutcome(refused=(RefusedWrite(variant_id, code, code.value),))
