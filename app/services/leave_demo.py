"""Makes room for a real shop: the demo frames leave the mirror, prices are shown in the shop's own currency."""

from __future__ import annotations

from uuid import UUID

from app.access.authorise import authorise_platform
from app.domain.access import Actor, Permission
from app.domain.tenancy import TenantScope
from app.services.seed_demo import DEMO_SLUG
from app.store.unit_of_work import Repositories, ShopStore


def leave_demo(store: ShopStore, scope: TenantScope, currency: str, demo_codes: frozenset[str]) -> int:
    """How many demo frames left; 0 for a company that never was the demo shop. They are kept, archived."""
    platform = authorise_platform(
        Actor(UUID(int=0), frozenset({Permission.TENANTS_CREATE})), Permission.TENANTS_CREATE
    )
    with store.reading_directory(platform) as directory:
        is_demo = any(tenant.id == scope and tenant.slug == DEMO_SLUG for tenant in directory.all())
    if not is_demo:
        return 0
    store.write_directory(platform, lambda directory: directory.set_currency(scope, currency))

    def clear(shop: Repositories) -> int:
        return shop.product_writing.archive(sorted(demo_codes))

    return store.write(scope, clear).result
