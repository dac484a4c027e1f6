"""Fills an empty store with a demo shop, so that a new mirror has something to show."""

from __future__ import annotations

from uuid import UUID

from app.access.authorise import authorise, authorise_platform
from app.domain.access import Actor, Device, DeviceStatus, Permission
from app.domain.stock import MovementReason, StockMovement
from app.domain.tenancy import Store, Tenant, TenantScope
from app.services.catalogue_file import CatalogueFile
from app.store.unit_of_work import Repositories, ShopStore

DEMO_SLUG = "demo"
_INSTALLER = frozenset({Permission.TENANTS_CREATE, Permission.FRAMES_IMPORT})


def seed_demo(store: ShopStore, catalogue: CatalogueFile, new_id: UUID) -> None:
    """Makes the demo tenant as `new_id`, with one store, one mirror, the frames and their pieces.

    Stopped half-way, it can be run again with the tenant that is there.
    """
    installer = Actor(new_id, _INSTALLER)
    platform = authorise_platform(installer, Permission.TENANTS_CREATE)
    with store.reading_directory(platform) as directory:
        is_new = new_id not in {tenant.id for tenant in directory.all()}
    if is_new:
        currency = catalogue.products[0].variants[0].prices[0].money.currency
        tenant = Tenant(new_id, DEMO_SLUG, "Demo shop", currency, "en")
        store.write_directory(platform, lambda directory: directory.add(tenant))
    scope = authorise(installer, Permission.FRAMES_IMPORT)
    store.write(scope, lambda shop: _fill(shop, catalogue))


def is_seeded(store: ShopStore, scope: TenantScope) -> bool:
    """Whether there are frames, or ever were."""
    with store.reading(scope) as shop:
        return shop.products.revision() > 0


def _fill(shop: Repositories, catalogue: CatalogueFile) -> None:
    place = Store(shop.new_id(), "1", "Demo store", "Europe/Berlin", "DE")
    shop.places.add_store(place)
    shop.devices.add(Device(shop.new_id(), place.id, "This mirror", DeviceStatus.ACTIVE))
    shop.product_writing.upsert(catalogue.products)
    ids = shop.products.variant_ids(list(catalogue.pieces))
    for sku, pieces in catalogue.pieces.items():
        if pieces:
            delivery = StockMovement(
                shop.new_id(), ids[sku], place.id, pieces, MovementReason.DELIVERY, shop.moment
            )
            shop.stock.move(delivery)
