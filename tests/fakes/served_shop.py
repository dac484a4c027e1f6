"""A shop of ours joined to a simulated platform behind real HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from uuid6 import uuid7

from app.domain.exchange import Platform, PlatformConnection
from app.domain.products import Product
from app.domain.stock import MovementReason
from app.domain.tenancy import Store
from app.services.adjust_stock import StockAdjustment, adjust_stock
from app.store.connections import Database
from sync.runs.counts import Counts
from sync.runs.joining import Joiner, NewConnection
from sync.runs.link import Link
from tests.fakes.clock import ManualWallClock
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.shops.lines import quick_line
from tests.fakes.shops.serving import Shop, serving
from tests.fakes.shops.simulated import credentials_of, simulated
from tests.fakes.tenants import NOON, add_tenant, open_shop


@dataclass
class ServedShop:
    """What a test asks of both sides."""

    joiner: Joiner
    connection: PlatformConnection
    shop: Shop
    database: Database
    store_id: UUID
    currency: str
    clock: ManualWallClock = field(default_factory=lambda: ManualWallClock(NOON))

    @contextmanager
    def link(self) -> Iterator[Link]:
        with self.joiner.link(self.connection) as link:
            yield link

    def run(self, *works) -> Counts:
        total = Counts()
        with self.link() as link:
            for work in works:
                work(link, total)
        return total

    def remote(self, sku: str):
        """The platform's product that sells this SKU, None when there is none."""
        with self.link() as link:
            found = link.adapter.find_by_sku(sku)
            return link.adapter.read_product(found[0]) if found else None

    def ids(self) -> list[str]:
        """Of all products that the platform has."""
        with self.link() as link:
            return [one for page in link.adapter.read_ids() for one in page.items]

    def product(self, sku: str) -> Product:
        with self.joiner.store.reading(self.joiner.scope) as shop:
            return shop.products.by_sku(sku)

    def pieces(self, sku: str) -> int:
        with self.joiner.store.reading(self.joiner.scope) as shop:
            return shop.stock.level(shop.products.variant_id(sku), self.store_id)

    def keep(self, *contents) -> None:
        """Somebody enters products here."""
        self.joiner.store.write(self.joiner.scope, lambda shop: shop.product_writing.upsert(list(contents)))

    def move(self, sku: str, pieces: int) -> None:
        """Pieces come to the store or leave it."""
        reason = MovementReason.SALE if pieces < 0 else MovementReason.DELIVERY
        moved = StockAdjustment(uuid7(), sku, self.store_id, pieces, reason)
        adjust_stock(self.joiner.store, self.joiner.scope, moved)


@contextmanager
def served_shop(
    database: Database,
    platform: Platform,
    policy: Mapping[str, object] | None = None,
    shop: Shop | None = None,
) -> Iterator[ServedShop]:
    """Joined, nothing read yet. Our store is the platform's first location."""
    shop = shop or simulated(platform)
    store = open_shop(database)
    scope = add_tenant(store, f"nord-{uuid7()}")
    place = Store(uuid7(), "1", "Main", "UTC", "DE")
    store.write(scope, lambda repositories: repositories.places.add_store(place))
    clock = ManualWallClock(NOON)
    joiner = Joiner(store, scope, RememberedSecrets(), clock, quick_line(), may_ask_loopback=True)
    with serving(shop) as address:
        wanted = NewConnection(platform, address, "Nord", credentials_of(platform), policy or {})
        with joiner.trial(wanted) as adapter:
            currency, first = adapter.check().currency, adapter.locations()[0].id
        connection = joiner.add(wanted, {first: place.id})
        yield ServedShop(joiner, connection, shop, database, place.id, currency, clock)
