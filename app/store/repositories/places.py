"""Regions, stores and the mirrors that stand in them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from app.domain.access import Device, DeviceStatus
from app.domain.errors import Refused, Unknown
from app.domain.events import Kind
from app.domain.reach import WHOLE_TENANT, Reach
from app.domain.tenancy import Region, Store, Tenant
from app.store.repositories.base import Repository, after, read_as
from app.store.tables import devices, regions, stores, tenants


class Places(Repository):
    """Regions and stores."""

    def add_region(self, region: Region) -> None:
        self._add(regions, region)
        self._journal.note(Kind.REGION, region.id)

    def save_region(self, region: Region) -> None:
        self._save(regions, region)
        self._journal.note(Kind.REGION, region.id)

    def remove_region(self, region_id: UUID) -> None:
        """Raises Unknown when there is none, and Refused while stores lie in it."""
        held = self._select(stores, region_id=region_id).limit(1)
        if self._connection.execute(held).first():
            raise Refused("There are stores in this region. Move them first.")
        self._remove(regions, id=region_id)
        self._journal.note(Kind.REGION, region_id)

    def regions_page(self, limit: int, after_name: str = "") -> tuple[Region, ...]:
        """At most `limit` regions in the order of their names, from behind `after_name`."""
        query = self._select(regions).where(after([regions.c.name], [after_name]))
        return self._all(Region, query.order_by(regions.c.name).limit(limit))

    def region(self, region_id: UUID) -> Region:
        return self._first(Region, regions, id=region_id)

    def all_regions(self) -> tuple[Region, ...]:
        return self._all(Region, self._select(regions).order_by(regions.c.name))

    def add_store(self, store: Store) -> None:
        moment = self._journal.moment
        self._add(stores, store, created_at=moment, updated_at=moment)
        self._journal.note(Kind.STORE, store.id)

    def save_store(self, store: Store) -> None:
        self._save(stores, store, updated_at=self._journal.moment)
        self._journal.note(Kind.STORE, store.id)

    def store(self, store_id: UUID) -> Store:
        return self._first(Store, stores, id=store_id)

    def stores_page(self, limit: int, after_code: str = "", reach: Reach = WHOLE_TENANT) -> tuple[Store, ...]:
        """At most `limit` stores within `reach` in the order of their codes, from behind `after_code`."""
        query = self._select(stores).where(after([stores.c.code], [after_code]))
        if not reach.whole_tenant:
            query = query.where(stores.c.id.in_(reach.stores) | stores.c.region_id.in_(reach.regions))
        return self._all(Store, query.order_by(stores.c.code).limit(limit))

    def all_stores(self) -> tuple[Store, ...]:
        return self._all(Store, self._select(stores).order_by(stores.c.code))


class Company(Repository):
    """The tenant itself, as it sees itself."""

    def get(self) -> Tenant:
        row = self._connection.execute(select(tenants).where(tenants.c.id == self._tenant_id)).first()
        if row is None:
            raise Unknown("There is no such tenant.")
        return read_as(Tenant, row)

    def save(self, name: str, currency: str, language: str) -> None:
        """What a tenant may change of itself; its slug and status are the platform's."""
        values = {
            "name": name,
            "currency": currency,
            "language": language,
            "updated_at": self._journal.moment,
        }
        self._connection.execute(update(tenants).where(tenants.c.id == self._tenant_id).values(values))
        self._journal.note(Kind.TENANT, self._tenant_id)


class Devices(Repository):
    """Mirrors."""

    def add(self, device: Device) -> None:
        self._add(devices, device, created_at=self._journal.moment)
        self._journal.note(Kind.DEVICE, device.id)

    def save(self, device: Device) -> None:
        self._save(devices, device)
        self._journal.note(Kind.DEVICE, device.id)
        if device.status is DeviceStatus.REVOKED:
            self._journal.note(Kind.GRANT, device.id)  # it hears that there is news, and asks, and is refused

    def get(self, device_id: UUID) -> Device:
        return self._first(Device, devices, id=device_id)

    def by_key(self, key_thumbprint: str) -> Device:
        return self._first(Device, devices, key_thumbprint=key_thumbprint)

    def in_store(self, store_id: UUID) -> tuple[Device, ...]:
        return self._all(Device, self._select(devices, store_id=store_id).order_by(devices.c.name))

    def page(
        self, limit: int, place: tuple[str, UUID] | None = None, reach: Reach = WHOLE_TENANT
    ) -> tuple[Device, ...]:
        """At most `limit` mirrors of stores within `reach`, by name, from behind a (name, id)."""
        columns = [devices.c.name, devices.c.id]
        query = self._select(devices)
        if not reach.whole_tenant:
            near = stores.c.id.in_(reach.stores) | stores.c.region_id.in_(reach.regions)
            query = query.where(devices.c.store_id.in_(select(stores.c.id).where(self._mine(stores), near)))
        if place is not None:
            query = query.where(after(columns, place))
        return self._all(Device, query.order_by(*columns).limit(limit))
