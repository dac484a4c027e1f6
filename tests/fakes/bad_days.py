"""A shop of ours and a simulated platform behind real HTTP, on days when everything goes wrong."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from random import Random
from typing import Literal

from uuid6 import uuid7

from app.bus import Bus
from app.domain.exchange import Platform, ReferenceKind
from app.domain.products import FrameSize, Product
from app.domain.stock import MovementReason
from app.domain.syncing import RunKind, SyncRun
from app.domain.tenancy import Store
from app.services.adjust_stock import TOPIC, StockAdjustment, adjust_stock
from app.store.connections import Database
from app.store.unit_of_work import ShopStore
from engine.types import FrameShape, FrameSpec
from sync.http.client import ClientLimits, Line
from sync.platforms.port import InvalidSignature
from sync.runs.connection import run_connection
from sync.runs.counts import Counts
from sync.runs.joining import Joiner, NewConnection
from sync.runs.link import Link
from sync.runs.replay import replay
from sync.server.hook_address import address_name
from sync.server.intake import Intake
from tests.fakes.clock import ManualWallClock
from tests.fakes.mortal import Fuse, MortalClock, MortalWallClock
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.shops.serving import Delivery, Fault, Shop
from tests.fakes.shops.simulated import credentials_of
from tests.fakes.shops.staff import Staff, staff_of
from tests.fakes.tenants import NOON, add_tenant

_PATIENT_S, _IMPATIENT_S = 5.0, 0.1
"""How long an answer is waited for: time-outs are real, so a run with a silent shop waits less."""


@dataclass(frozen=True)
class Misfortune:
    """From its nth request on a run meets this."""

    fault: Fault
    when: Literal["before", "after"]
    """After: the platform did what it was asked, only the answer suffers."""
    nth: int
    times: int
    retry_after: str
    is_of_writes: bool
    """Only requests that change something are counted and meet it."""


class BadDays:
    """Both sides of a joined shop. The mirror's program is a new one for every run, over the same database."""

    def __init__(self, database: Database, platform: Platform, shop: Shop) -> None:
        self.database, self.platform, self.shop = database, platform, shop
        self.staff: Staff = staff_of(platform, shop)
        self.clock = ManualWallClock(NOON)
        self.store = ShopStore(database, Bus(), self.clock)
        self.scope = add_tenant(self.store, f"nord-{uuid7()}")
        self.place = Store(uuid7(), "1", "Main", "UTC", "DE")
        self.store.write(self.scope, lambda repositories: repositories.places.add_store(self.place))
        self._secrets = RememberedSecrets()
        joiner = self._joiner(Fuse(), _PATIENT_S)
        wanted = NewConnection(
            platform, shop.address, "Nord", credentials_of(platform), {"creates_products": True}
        )
        with joiner.trial(wanted) as adapter:
            self.currency, first = adapter.check().currency, adapter.locations()[0].id
        self.connection = joiner.add(wanted, {first: self.place.id})

    def _joiner(self, fuse: Fuse, read_s: float) -> Joiner:
        clock = MortalWallClock(self.clock, fuse)
        store = ShopStore(self.database, Bus(), clock)
        line = Line(MortalClock(fuse), clock, Random(7), limits=ClientLimits(2.0, read_s))
        hook = f"https://varai.example/{self.platform}"
        return Joiner(store, self.scope, self._secrets, clock, line, True, lambda _: hook)

    @contextmanager
    def program(self, lives_for: int | None = None, read_s: float = _PATIENT_S) -> Iterator[Link]:
        """A mirror's program that dies at this look at a clock."""
        joiner = self._joiner(Fuse(lives_for), read_s)
        with joiner.link(self.connection) as link:
            yield link

    def run(
        self,
        kinds: Sequence[RunKind],
        misfortunes: Sequence[Misfortune] = (),
        lives_for: int | None = None,
        meanwhile: Callable[[], None] | None = None,
        nth: int = 0,
    ) -> tuple[SyncRun, ...]:
        """Raises PowerCut when the program died; `meanwhile` happens at its nth request."""
        is_silent = any(one.fault is Fault.SILENCE for one in misfortunes)
        if meanwhile is not None:
            self._at(nth, meanwhile)
        for one in misfortunes:
            numbers = count()
            self.shop.faults.add(
                one.fault, when=one.when, times=one.times, retry_after=one.retry_after,
                matches=lambda request, one=one, numbers=numbers: (
                    (not one.is_of_writes or self.staff.is_write(request)) and next(numbers) >= one.nth
                ),
            )  # fmt: skip
        try:
            with self.program(lives_for, _IMPATIENT_S if is_silent else _PATIENT_S) as link:
                return run_connection(link, self.database, kinds) or ()
        finally:
            self.shop.faults.clear()

    def try_again(self) -> None:
        """Somebody has everything taken up that was set aside."""
        with self.program() as link:
            replay(link, Counts())

    def _at(self, nth: int, act: Callable[[], None]) -> None:
        numbers = count()

        def look(_: object) -> bool:
            if next(numbers) == nth:
                act()
            return False

        self.shop.faults.add(Fault.RESET, matches=look)

    def receive(self, delivery: Delivery) -> None:
        """A webhook reaches our server. One that comes too late to be believed is refused."""
        intake = Intake(self.store, self._secrets, self.clock, lambda _: "")
        name = address_name(self.scope, self.connection.id)
        try:
            asyncio.run(intake.take(self.platform, name, delivery.body, delivery.headers))
        except InvalidSignature:
            self.shop.report(delivery, 401)
        else:
            self.shop.report(delivery, 200)

    # What happens at the mirror

    def product(self, sku: str) -> Product:
        with self.store.reading(self.scope) as shop:
            return shop.products.by_sku(sku)

    def knows(self, sku: str) -> bool:
        with self.store.reading(self.scope) as shop:
            return bool(shop.products.variant_ids([sku]))

    def pieces(self, sku: str) -> int:
        with self.store.reading(self.scope) as shop:
            return shop.stock.level(shop.products.variant_id(sku), self.place.id)

    def move(self, sku: str, pieces: int) -> None:
        reason = MovementReason.SALE if pieces < 0 else MovementReason.DELIVERY
        adjust_stock(self.store, self.scope, StockAdjustment(uuid7(), sku, self.place.id, pieces, reason))

    def rename(self, sku: str, title: str) -> None:
        self._keep(replace(self.product(sku).content, name=title))

    def measure(self, sku: str, bridge_mm: int) -> None:
        """Somebody measures a frame: all its variants are of this one size then."""
        content = self.product(sku).content
        size = FrameSize(f"50□{bridge_mm}–145", FrameSpec(FrameShape.PANTO, 50, 42, bridge_mm, 145))
        variants = tuple(replace(one, size=size.label) for one in content.variants)
        self._keep(replace(content, sizes=(size,), variants=variants))

    def enter(self, content: object) -> None:
        """Somebody enters a product."""
        self._keep(content)

    def _keep(self, content: object) -> None:
        self.store.write(self.scope, lambda shop: shop.product_writing.upsert([content]))

    def is_bound(self, sku: str) -> bool:
        """Whether we know which product of the platform it is."""
        with self.store.reading(self.scope) as shop:
            return bool(shop.references.of(ReferenceKind.VARIANT, shop.products.variant_id(sku)))

    def is_unclear(self, sku: str) -> bool:
        """Whether a change of its pieces was perhaps written to the platform, and only the level there can tell."""
        with self.store.reading(self.scope) as shop:
            variant_id = shop.products.variant_id(sku)
            waiting = shop.deliveries.due(self.connection.id, TOPIC, NOON + timedelta(days=999), 1000)
            tried = [shop.deliveries.of(one.id) for one in waiting if one.aggregate_id == variant_id]
        return any(delivery.evidence for deliveries in tried for delivery in deliveries)

    # What both sides say

    def unsent(self) -> int:
        with self.store.reading(self.scope) as shop:
            return shop.outbox.unsent_count()

    def set_aside(self) -> set[tuple[str, str]]:
        """(kind, reason)."""
        with self.store.reading(self.scope) as shop:
            return {(one.kind, one.reason) for one in shop.sync_log.all_set_aside(self.connection.id, 1000)}

    def writes(self) -> int:
        """Requests so far that changed something on the platform."""
        return sum(map(self.staff.is_write, self.shop.requests))

    def there(self) -> Counter[str]:
        """How often each SKU is sold on the platform."""
        with self.program() as link:
            ids = [one for page in link.adapter.read_ids() for one in page.items]
            products = [link.adapter.read_product(one) for one in ids]
        return Counter(variant.sku for one in products if one for variant in one.variants)
