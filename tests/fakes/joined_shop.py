"""A shop of ours joined to a platform in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from uuid6 import uuid7

from app.bus import Bus
from app.domain.exchange import ExternalReference, Platform, PlatformConnection, ReferenceKind
from app.domain.products import Product, ProductContent
from app.domain.stock import MovementReason
from app.domain.tenancy import Store, TenantScope
from app.services.adjust_stock import StockAdjustment, adjust_stock
from app.store.connections import Database
from app.store.unit_of_work import ShopStore
from sync.reconcile.policy import Policy, policy_data
from sync.runs.counts import Counts
from sync.runs.link import Link
from tests.fakes.clock import ManualWallClock
from tests.fakes.platform import LOCATION, FakeAdapter, FakePlatform
from tests.fakes.tenants import add_tenant


@dataclass
class JoinedShop:
    """What a test asks of both sides."""

    link: Link
    platform: FakePlatform
    database: Database
    store_id: UUID
    clock: ManualWallClock

    @property
    def store(self) -> ShopStore:
        return self.link.store

    @property
    def scope(self) -> TenantScope:
        return self.link.scope

    def run(self, work) -> Counts:
        total = Counts()
        work(self.link, total)
        return total

    def product(self, sku: str) -> Product:
        with self.store.reading(self.scope) as shop:
            return shop.products.by_sku(sku)

    def pieces(self, sku: str) -> int:
        with self.store.reading(self.scope) as shop:
            return shop.stock.level(shop.products.variant_id(sku), self.store_id)

    def sell(self, sku: str, pieces: int = 1) -> UUID:
        """Somebody buys in the store."""
        sale = StockAdjustment(uuid7(), sku, self.store_id, -pieces, MovementReason.SALE)
        adjust_stock(self.store, self.scope, sale)
        return sale.id

    def keep(self, *contents: ProductContent) -> None:
        """Somebody enters products here, or changes them."""
        self.store.write(self.scope, lambda shop: shop.product_writing.upsert(list(contents)))

    def set_aside(self) -> list[tuple[str, str, str]]:
        """(kind, id, reason)."""
        with self.store.reading(self.scope) as shop:
            found = shop.sync_log.all_set_aside(self.link.id, 100)
        return [(one.kind, one.external_id, one.reason) for one in found]

    def unsent(self) -> int:
        with self.store.reading(self.scope) as shop:
            return shop.outbox.unsent_count()


def join(database: Database, platform: FakePlatform, policy: Policy | None = None) -> JoinedShop:
    """A tenant with one store and a connection to the platform, whose only location is that store."""
    clock = ManualWallClock(platform.now)
    store = ShopStore(database, Bus(), clock)
    scope = add_tenant(store, f"nord-{uuid7()}")
    policy = policy or Policy()
    connection = PlatformConnection(
        uuid7(), Platform.SHOPIFY, "nord.example", "Nord", "secret:nord", policy=policy_data(policy)
    )
    place = Store(uuid7(), "1", "Main", "Europe/Berlin", "DE")

    def fill(shop) -> None:
        shop.places.add_store(place)
        shop.connections.add(connection)
        location = ReferenceKind.LOCATION
        shop.references.put(
            [ExternalReference(connection.platform, connection.shop, location, LOCATION, place.id)]
        )

    store.write(scope, fill)
    link = Link(store, scope, connection, policy, FakeAdapter(platform), clock, lambda html: html)
    return JoinedShop(link, platform, database, place.id, clock)


def join_also(joined: JoinedShop, platform: FakePlatform) -> JoinedShop:
    """The same shop of ours, joined to one platform more."""
    connection = replace(joined.link.connection, id=uuid7(), shop="second.example", name="Second")
    place = ExternalReference(
        connection.platform, connection.shop, ReferenceKind.LOCATION, LOCATION, joined.store_id
    )

    def fill(shop) -> None:
        shop.connections.add(connection)
        shop.references.put([place])

    joined.store.write(joined.scope, fill)
    link = replace(joined.link, connection=connection, adapter=FakeAdapter(platform))
    return replace(joined, link=link, platform=platform)
