"""Makes a mirror's own store the one of the company it was enrolled with, and retires the demo shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.access.authorise import at_the_door, at_the_front_door
from app.domain.access import Device, DeviceStatus
from app.domain.tenancy import Store, Tenant, TenantScope, TenantStatus
from app.services.offline_memory import ROSTER_KEY
from app.store.repositories.directory import TenantDirectory
from app.store.unit_of_work import Repositories, ShopStore


def join_company(store: ShopStore, enrolled: Mapping[str, Any]) -> TenantScope:
    """Writes the company, the store and this mirror as the server calls them. May be called again."""
    tenant_id = UUID(enrolled["tenant_id"])
    scope = at_the_door(tenant_id)
    store.write_directory(at_the_front_door(), lambda directory: _only(directory, tenant_id, enrolled))
    store.write(scope, lambda shop: _furnish(shop, enrolled))
    return scope


def _only(directory: TenantDirectory, tenant_id: UUID, enrolled: Mapping[str, Any]) -> None:
    """This company is the one that counts on this machine."""
    known = directory.all()
    if tenant_id not in {one.id for one in known}:
        slug = enrolled["tenant_slug"]
        is_taken = slug in {one.slug for one in known}
        own_slug = f"{slug[:50]}-{tenant_id.hex[-8:]}" if is_taken else slug
        name, currency, language = (enrolled[part] for part in ("tenant_name", "currency", "language"))
        directory.add(Tenant(tenant_id, own_slug, name, currency, language))
    for other in known:
        status = TenantStatus.ACTIVE if other.id == tenant_id else TenantStatus.SUSPENDED
        directory.set_status(other.id, status)


def _furnish(shop: Repositories, enrolled: Mapping[str, Any]) -> None:
    place = Store(
        UUID(enrolled["store_id"]), enrolled["store_code"], enrolled["store_name"], enrolled["time_zone"],
        enrolled["country"],
    )  # fmt: skip
    if place.id not in {one.id for one in shop.places.all_stores()}:
        shop.places.add_store(place)
    device = Device(UUID(enrolled["device_id"]), place.id, enrolled["device_name"], DeviceStatus.ACTIVE)
    known = [one for store in shop.places.all_stores() for one in shop.devices.in_store(store.id)]
    for other in known:
        shop.devices.save(device if other.id == device.id else replace(other, status=DeviceStatus.REVOKED))
    if device.id not in {one.id for one in known}:
        shop.devices.add(device)
    shop.notes.put(ROSTER_KEY, enrolled["roster_key"])
